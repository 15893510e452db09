// Fixes: the edits of findings, applied to the files that they were made for.
//
// A file is mended in memory and analysed again, round after round (at most ten: fixes that touch each other wait for the
// next one). Only when it then reads no worse than before (no more syntax errors, the mended finding gone) and its bytes on the disk
// are still those that were analysed is it replaced, as a whole, so that nobody ever sees half of it.
#pragma once

#include "engine/project.h"

// The fixes of one text that can be applied together.
typedef struct FixPlan {
    Edits edits;                 // sorted, not overlapping, each once
    ArrayOf(uint32_t) findings;  // whose edits they are: index into the record's findings
} FixPlan;

// Those that are safe, or with `unsafe` also those that need a look. A fix that overlaps an earlier one is left out as a
// whole; so is one that does not fit the text.
FixPlan fix_plan(Arena *arena, const Record *record, size_t text_len, bool unsafe);

typedef struct FixOptions {
    const ProjectOptions *project;  // how a mended file is analysed again
    bool unsafe;
    int rounds;                     // at most; 0 = ten
} FixOptions;

// A finding that was mended, or a file that could not be.
typedef struct FixNote {
    Str path;
    Str rule;   // empty for a file
    Str text;   // the fix's title; why the file could not be mended
} FixNote;

typedef struct FixOutcome {
    ArrayOf(FixNote) fixed;     // findings, file by file, in the order in which they were mended
    ArrayOf(FixNote) failures;  // files that were left as they were, and why
    uint32_t files;             // changed
    Str text;                   // what became of a job that is in memory (standard input); empty = unchanged
} FixOutcome;

// Mends the files; what is left to report of each takes the place of its record. `jobs` are those of the project, in its order.
void fix_apply(Arena *results, const FixOptions *options, const FileJobs *jobs, Project *project, FixOutcome *outcome);
// What fix_apply would change, as one unified diff; no file is touched. Empty when there is nothing to mend. The records become those of
// the mended texts.
Str fix_preview(Arena *results, const FixOptions *options, const FileJobs *jobs, Project *project, FixOutcome *outcome);
