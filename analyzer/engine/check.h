// One file, from bytes to record: parse, lower, find facts, run rules. The only place that knows this order.
#pragma once

#include "engine/record.h"
#include "engine/ruleset.h"

// What a worker keeps from file to file: arenas, parsers, knowledge. One per process.
typedef struct Checker Checker;

typedef struct CheckOptions {
    const Ruleset *rules;
    const char *compile_commands;  // -p DIR or file, NULL = search upwards
    Str *c_flags;                  // --c-flag
    uint32_t c_flag_count;
    uint64_t max_file_size;
    Str root;                      // directory that include guesses start from
} CheckOptions;

Checker *checker_open(Arena *arena, const CheckOptions *options);
void checker_close(Checker *checker);
// Analyses the file. Everything in the record lives in `results`.
void checker_file(Checker *checker, Arena *results, Str path, Language language, Record *record);
// The same for bytes in memory (standard input, tests).
void checker_text(Checker *checker, Arena *results, Str path, Language language, Str text, Record *record);
// The unit of a file, for `memlint dump`; NULL (and why) when it can't be analysed. Valid until the next call.
const Unit *checker_unit(Checker *checker, Str path, Language language, Problem *why);
