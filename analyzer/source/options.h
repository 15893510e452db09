// The command line as values. One table in options.c says what there is: it parses the command line, it prints --help, its rows
// with a key are what a configuration may say, and manual/ makes the manual page and the shells' completions from it.
#pragma once

#include "base/os.h"
#include "source/settings.h"

#include <stdio.h>

typedef enum Command {
    COMMAND_CHECK = 1 << 0,
    COMMAND_EXPLAIN = 1 << 1,
    COMMAND_RULES = 1 << 2,
    COMMAND_DUMP = 1 << 3,
    COMMAND_VERSION = 1 << 4,
    COMMAND_HELP = 1 << 5,
    COMMAND_CONFIG = 1 << 6,
    COMMAND_SERVER = 1 << 7,
    COMMAND_CLEAN = 1 << 8,
} Command;

enum { OPTION_IS_RARE = 1 << 30 };  // beside Command bits: only `memlint help --all` shows it

typedef enum OptionKind {
    TAKES_NOTHING,   // bool
    TAKES_DENIAL,    // bool: the option is --no-KEY, so KEY = false sets it
    TAKES_TEXT,      // Str; the last one wins
    TAKES_OPTIONAL,  // Str; --name or --name=TEXT; its `at` says that it was given
    TAKES_PATH,      // Str, relative to the configuration file
    TAKES_CHOICE,    // Str; one of the words of `argument`
    TAKES_EACH,      // Strs; each time one more
    TAKES_WORDS,     // Strs; words between commas
    TAKES_RULES,     // the same; rules, families, ALL
    TAKES_PATTERNS,  // Anchoreds; between commas
    TAKES_FLAGS,     // Anchoreds; each time one more
    TAKES_PATH_RULES,  // PathRulesList; PATTERN:RULE
    TAKES_NUMBER,    // uint32_t
    TAKES_SIZE,      // uint64_t, with K, M or G
    TAKES_VERSION,   // uint32_t; py310
    // Tables of a configuration only.
    TAKES_LEVELS,        // Pairs; rule -> severity
    TAKES_RULE_OPTIONS,  // Pairs; rule -> option -> number
    TAKES_TEXTS,         // Pairs; name -> text
    TAKES_NUMBERS,       // Pairs; name -> number
    TAKES_FUNCTIONS,     // FunctionRows
} OptionKind;

typedef enum OptionGroup {
    GROUP_RULES, GROUP_OLD_CODE, GROUP_FIXES, GROUP_OUTPUT, GROUP_FILES, GROUP_LANGUAGES, GROUP_RUN, GROUP_OTHER, GROUP_COUNT,
} OptionGroup;

// An option, a key of the configuration, or both.
typedef struct OptionRow {
    const char *name;      // without dashes; NULL = only a key of the configuration
    const char *argument;  // its name in --help; for TAKES_CHOICE the words
    const char *help;
    size_t offset;         // of its value: with a key in Settings, else in Options
    OptionKind kind;
    OptionGroup group;
    unsigned commands;     // Command bits that know it, and OPTION_IS_RARE
    char letter;           // 0 = none
    const char *key;       // "c.flags"; NULL = no configuration can say it
    const char *fallback;  // the default in words; NULL = none
    bool extends;          // is appended to what a configuration further out says
} OptionRow;

extern const OptionRow option_rows[];
extern const uint32_t option_row_count;
extern const char *const option_group_titles[GROUP_COUNT];

// A first word of the command line.
typedef struct CommandRow {
    const char *name;
    const char *argument;  // what follows it in --help
    const char *help;
    Command command;
} CommandRow;

// The first row is what runs when no command is named.
extern const CommandRow command_rows[];
extern const uint32_t command_row_count;

// A command line that shows a use, for --help and the manual.
typedef struct OptionExample { const char *line, *help; } OptionExample;

extern const OptionExample option_examples[];
extern const uint32_t option_example_count;

typedef struct Options {
    Command command;
    Strs paths;              // what stands on the command line that is no option; "-" is standard input
    bool help, version;

    Settings settings;       // over those of the configuration
    Strs config;             // --config: a file or key = value
    bool isolated, show_settings, show_files, schema, no_sandbox;

    bool no_cache;
    Str cache_dir;

    bool exit_zero, allow_incomplete;
    Str write_baseline, diff_base, add_ignore;
    bool prune_baseline;

    bool fix, unsafe_fixes, fix_only, diff, show_fixes, exit_non_zero_on_fix;

    Strs output_formats;     // FORMAT or FORMAT=FILE, in order
    Str output_file;
    bool statistics, timings, quiet, silent, verbose, no_progress;
    Str color;               // "auto", "always", "never"; empty = auto

    Strs files_from;
    bool no_error_on_unmatched;
    Str stdin_filename;

    bool all;                // explain
    bool tree, events, facts;  // dump
    Str sync;                  // rules: the folder whose pages get their header line
} Options;

// Reads the arguments, argv[0] not included. Texts are borrowed from `arguments`. Fails for an unknown option, with the nearest
// one as remedy, and for a value that is missing or none.
bool options_read(Arena *arena, uint32_t count, char *const *arguments, Options *options, Problem *why);
// The command that is spelled almost like the word; empty when none is.
Str options_nearest_command(Str word);
// What holds where nobody says anything.
Settings settings_default(void);
// Is the word behind the option its value?
bool option_wants_value(const OptionRow *row);
// The value of a row that has a key.
void *setting_field(const OptionRow *row, Settings *settings);
// "py310" -> 310; 0 when it is no version.
uint32_t version_from(Str text);
// 20 << 20 of "20M"; false when it is no size.
bool size_from(Str text, uint64_t *size);
// Usage, commands, options in groups, examples and exit statuses on one screen; with `all` also the options that few need.
void options_help(FILE *out, bool all);
