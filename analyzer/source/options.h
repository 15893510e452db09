// The command line as values. One table in options.c says what there is: it parses and it prints --help.
#pragma once

#include "base/os.h"

#include <stdio.h>

typedef enum Command {
    COMMAND_CHECK = 1 << 0,
    COMMAND_EXPLAIN = 1 << 1,
    COMMAND_RULES = 1 << 2,
    COMMAND_DUMP = 1 << 3,
    COMMAND_VERSION = 1 << 4,
    COMMAND_HELP = 1 << 5,
} Command;

typedef struct Options {
    Command command;
    Strs paths;              // what stands on the command line that is no option; "-" is standard input
    bool help, version;

    Strs select, extend_select, ignore;
    Str fail_on, min_severity;  // "error", "warning", "info"; empty = the default
    bool exit_zero;

    bool fix, unsafe_fixes, diff, show_fixes;

    Strs output_formats;     // FORMAT or FORMAT=FILE, in order
    Str output_file;
    bool statistics, quiet, verbose, no_progress;
    Str color;               // "auto", "always", "never"; empty = auto

    Strs exclude, extend_exclude, files_from;
    bool has_exclude, force_exclude, no_error_on_unmatched;
    Str stdin_filename;

    Str compile_commands;
    Strs c_flags;

    uint32_t jobs;           // 0 = as many as the machine allows
    uint32_t timeout;        // seconds per file; 0 = no limit
    uint64_t max_file_size;  // bytes; 0 = no limit
    uint64_t max_memory;     // bytes of address space per worker; 0 = no limit

    bool all;                // explain
    bool tree, events, facts;  // dump
    Str sync;                  // rules: the folder whose pages get their header line
} Options;

// Reads the arguments, argv[0] not included. Texts are borrowed from `arguments`. Fails for an unknown option, with the nearest
// one as remedy, and for a value that is missing or none.
bool options_read(Arena *arena, uint32_t count, char *const *arguments, Options *options, Problem *why);
// Usage, commands, options in groups and exit statuses on one screen.
void options_help(FILE *out);
