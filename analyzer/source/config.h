// Configuration files: which one speaks of a file, and what holds for it then.
//
// The nearest of .memlint.toml, memlint.toml and pyproject.toml with [tool.memlint], from the file's folder upwards; no two are merged
// unless one says `extend`. Over it stands what --config KEY=VALUE and then the command line say. A configuration is data: no key names
// a program or where output goes.
#pragma once

#include "base/map.h"
#include "source/ignore.h"
#include "source/options.h"

// The words that rules bring: this layer knows no rules.
typedef struct Vocabulary {
    Strs rules;         // names, families, ALL
    Strs rule_options;  // "cached-method.small-bound"
} Vocabulary;

typedef struct Config {
    Str path;           // of the file; empty = the defaults
    Settings settings;  // of the defaults, the file, what it extends, --config and the command line
    bool has_exclude;   // `exclude` is given, even if with nothing: it replaces what is skipped by default
    IgnorePatterns include, exclude;
    IgnorePatterns *per_file;  // one for each of settings.per_file_ignores
} Config;

typedef struct Configs {
    Arena *arena;
    const Options *options;
    const Vocabulary *vocabulary;
    Str here;                  // the working directory, absolute
    ArrayOf(Config) list;      // [0]: for files that no configuration speaks of
    Settings spoken;           // --config KEY=VALUE and the command line
    Map by_folder, by_file;    // absolute path -> index into list + 1
    Map targets;               // absolute folder -> target version + 1
    bool is_broken;            // some configuration could not be read: `why` says which
    Problem why;
} Configs;

// Reads what --config says. Fails for what is wrong there.
bool configs_open(Arena *arena, const Options *options, const Vocabulary *vocabulary, Configs *configs, Problem *why);
// The configuration for what lies in the folder, as an index into `list`.
uint32_t configs_for(Configs *configs, Str folder);
// The oldest Python that runs what lies in the folder: target-version of its configuration, else what requires-python of the nearest
// pyproject.toml or python_requires of the nearest setup.cfg say; 0 = not known.
uint32_t configs_target(Configs *configs, Str folder);
// The absolute path; of the working directory when it is empty.
Str configs_absolute(const Configs *configs, Str path);
// Does `include` name the file, or a folder around it? The path is absolute.
bool config_includes(const Config *config, Str path);
// Which entries of per-file-ignores speak of the file, as bits; the path is absolute.
uint64_t config_per_file(const Config *config, Str path);
