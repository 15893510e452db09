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
    bool keeps_units;              // C units are put into the records, for a second look
} CheckOptions;

Checker *checker_open(Arena *arena, const CheckOptions *options);
void checker_close(Checker *checker);
// Analyses the file. Everything in the record lives in `results`.
void checker_file(Checker *checker, Arena *results, Str path, Language language, Record *record);
// The same for bytes in memory (standard input, tests).
void checker_text(Checker *checker, Arena *results, Str path, Language language, Str text, Record *record);
// A second look at a C file, when functions of other files are known: `question` holds the unit and hash of its first record and the
// contracts of functions that it asked for. The answer has the findings that depend on them and the contracts of its own functions; it
// is OUTCOME_SKIPPED when the file is no longer the one that was read.
void checker_file_again(Checker *checker, Arena *results, const Record *question, Record *record);
void checker_text_again(Checker *checker, Arena *results, Str text, const Record *question, Record *record);
// The unit of a file, for `memlint dump`; NULL (and why) when it can't be analysed. Valid until the next call.
const Unit *checker_unit(Checker *checker, Str path, Language language, Problem *why);
