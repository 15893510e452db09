// What a configuration can say and the command line can say over it: the values of one file's analysis.
// The table in options.c names each of them once.
#pragma once

#include "base/array.h"

// A pattern, path or flag and the folder that it is relative to: that of the configuration file. Empty = the working directory.
typedef struct Anchored {
    Str text, base;
} Anchored;

typedef ArrayOf(Anchored) Anchoreds;

// "tests/*" = ["mutable-default"]
typedef struct PathRules {
    Anchored pattern;
    Strs rules;
} PathRules;

typedef ArrayOf(PathRules) PathRulesList;

// A name and what is said of it: a rule's severity, an allocator's releaser, the argument that a function keeps.
typedef struct Pair {
    Str name, text;
    uint32_t number;
    Str place;  // "memlint.toml:3:5"
} Pair;

typedef ArrayOf(Pair) Pairs;  // of two of one name the later one counts

// One row of c.functions, in the words of model/ownership.h.
typedef struct FunctionRow {
    Strs names;
    Str gives, success, takes, family;
    uint32_t passes_on;
    Str place;
} FunctionRow;

typedef ArrayOf(FunctionRow) FunctionRows;

enum { SETTING_ROWS_MOST = 128 };

typedef struct Settings {
    Str extend;          // the configuration that this one builds on
    Strs select, extend_select, ignore;
    PathRulesList per_file_ignores;
    Pairs severity;      // rule -> "error", "warning", "info", "off"
    Pairs rule_options;  // "cached-method.small-bound" -> number
    Str fail_on, min_severity;  // empty = the default

    Anchoreds include, exclude, extend_exclude;
    bool force_exclude, ignores_gitignore;
    uint64_t max_file_size;     // bytes; 0 = no limit
    Str baseline;

    uint32_t target_version;    // 310 = Python 3.10; 0 = not said
    Strs python_caches, python_openers, python_containers, python_growers, python_shrinkers, python_readers;
    Pairs python_callbacks;     // -> the argument that is kept

    Str compile_commands;
    Anchoreds c_flags;
    Pairs c_allocators;         // -> what releases it
    FunctionRows c_functions;
    Strs c_no_return;
    Pairs c_callbacks, c_growers, c_shrinkers;  // -> the argument

    uint32_t timeout;           // seconds per file; 0 = no limit
    uint64_t max_memory;        // bytes of address space per worker; 0 = no limit
    uint32_t jobs;              // 0 = as many as the machine allows

    bool is_given[SETTING_ROWS_MOST];  // by index of the row in the table
} Settings;

// Puts `over` on top of `base`: what it gives replaces, but lists that extend are appended. A `select` starts the selection anew.
void settings_merge(Arena *arena, Settings *base, const Settings *over);
// What the table says of it, NULL when nothing: the last of that name.
const Pair *pairs_find(const Pairs *pairs, Str name);
