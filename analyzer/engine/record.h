// One file's outcome: its findings, its suppressions and what it says to the other files.
// It is what a worker answers, and the only thing that memlint serialises.
#pragma once

#include "engine/finding.h"
#include "model/index.h"
#include "model/summary.h"
#include "model/unit.h"

typedef enum Outcome {
    OUTCOME_CHECKED = 1,
    OUTCOME_PARTIAL,   // syntax errors or missing headers: checked as far as it could be read
    OUTCOME_SKIPPED,   // not looked at, and that is right (generated, too large by the user's own limit ...)
    OUTCOME_FAILED,    // could not be analysed: unreadable, crash, time-out, no libclang -> exit 2
} Outcome;

// A comment that silences findings.
typedef enum SuppressionKind {
    SUPPRESS_LINE = 1,  // memlint: ignore[...] at the end of a line or alone on the line above; noqa; NOLINT
    SUPPRESS_DISABLE,   // memlint: disable[...]: from here on
    SUPPRESS_ENABLE,    // memlint: enable[...]
    SUPPRESS_FILE,      // memlint: file-ignore[...]
} SuppressionKind;

// One rule named in one comment.
typedef struct Suppression {
    SuppressionKind kind;
    Str rule;           // as written; empty = the comment is malformed and silences nothing
    uint32_t line;      // SUPPRESS_LINE: the line of code that it speaks of; else the comment's own line
    uint32_t line_to;   // SUPPRESS_LINE: the last line of the statement that starts on `line`
    Location at;        // the rule's name in the comment
    Edit removal;       // what takes this rule, or the whole comment, out
    Str line_hash;      // of the comment's line, as in Finding
    bool is_unknown;    // there is no rule of that name
    bool is_foreign;    // noqa, NOLINT: never reported as unused
    bool is_used;       // set while suppressing
} Suppression;

typedef ArrayOf(Suppression) Suppressions;

typedef struct Record {
    Str path;
    Language language;
    Outcome outcome;
    Str problem;          // OUTCOME_FAILED, SKIPPED: why
    Str remedy;           // what the user can do about it; may be empty
    ArrayOf(Str) notes;   // OUTCOME_PARTIAL: what was not understood, for the user
    uint64_t hash[2];     // of the bytes that were analysed
    NotebookCells cells;          // of a notebook
    double seconds;       // that the first look took; measured by whoever waits for it, so not written
    uint32_t line_count;
    uint32_t syntax_errors;
    Findings findings;    // sorted
    Suppressions suppressions;
    Index index;          // what this file says to findings of others
    // C, for the second look that follows when other files have told what their functions do (contracts.h).
    Contracts contracts;    // of its functions that others can call; in a question: of the functions that it asks for
    Inclusions inclusions;  // the files that it was read with, when the cache wants them
    Habits habits;          // what it does with what functions of others give
    Strs asks;              // sorted: the functions of others that it calls
    Str unit;               // unit_wire.h; empty = it asks for nothing
} Record;

// Appends the record as bytes to an arena; `record_read` gives the same record back.
Str record_write(Arena *arena, const Record *record);
// Reads what record_write wrote. Fails, with `*record` untouched, for bytes that are cut short or no record.
// Texts are copied into the arena.
bool record_read(Arena *arena, Str bytes, Record *record);
