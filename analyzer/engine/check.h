// One file, from bytes to record: parse, lower, find facts, run rules. The only place that knows this order.
#pragma once

#include "c/c.h"
#include "engine/record.h"
#include "engine/policy.h"

// What a worker keeps from file to file: arenas, parsers, knowledge. One per process.
typedef struct Checker Checker;

typedef struct CheckOptions {
    const Policies *policies;      // FileJob.policy says which of them
    Str root;                      // directory that include guesses start from
    bool keeps_units;              // C units are put into the records, for a second look
    const CPreambles *const *preambles;  // by configuration; NULL = none (engine/prepare.h)
    bool keeps_inclusions;         // which files a C file included is put into the records, for the cache
} CheckOptions;

Checker *checker_open(Arena *arena, const CheckOptions *options);
void checker_close(Checker *checker);
// Analyses the job's file, or its bytes in memory. Everything in the record lives in `results`.
void checker_run(Checker *checker, Arena *results, const FileJob *job, Record *record);
// A second look at a C file, when functions of other files are known: `question` holds the unit and hash of its first record and the
// contracts of functions that it asked for. The answer has the findings that depend on them and the contracts of its own functions; it
// is OUTCOME_SKIPPED when the file is no longer the one that was read.
void checker_run_again(Checker *checker, Arena *results, const FileJob *job, const Record *question, Record *record);
// Where the flags of C files of a policy come from.
CSetup checker_c_setup(Arena *arena, const CheckOptions *options, const Policy *policy);
// What the record of a job's file depends on, besides the program, the policy and the files that it includes.
typedef struct Inputs {
    Str text;          // the file's bytes, until the checker reads another
    uint64_t hash[2];  // of them
    Strs flags;        // C: what it is parsed with
} Inputs;

// Fails for what can't be read, and for C without libclang.
bool checker_inputs(Checker *checker, Arena *arena, const FileJob *job, Inputs *inputs);
// The unit of a file, for `memlint dump`; NULL (and why) when it can't be analysed. Valid until the next call.
Unit *checker_unit(Checker *checker, const FileJob *job, Problem *why);
