// All files: worker processes, merge of their records, suppression. The only place that knows this order.
#pragma once

#include "engine/check.h"
#include "source/discover.h"

typedef struct Baseline Baseline;

typedef struct ProjectOptions {
    CheckOptions check;
    uint32_t workers;          // processes; 0 = as many as the machine allows
    uint32_t timeout_seconds;  // per file; 0 = no limit
    uint64_t max_memory;       // bytes of address space per worker; 0 = no limit
    Severity min_severity;     // findings below are left out; 0 = none is
    const struct Project *around;  // of which these jobs are a part, checked again: what findings ask of other files; NULL = these are all
    Baseline *baseline; // findings that are left out; NULL = none
    Str cache;                 // the folder of results of earlier runs; empty = none is used
    bool show_progress;        // on standard error, when it is a terminal
    bool is_verbose;           // what workers write to standard error is shown
    bool no_sandbox;           // base/sandbox.h
} ProjectOptions;

typedef struct Project {
    Record *records;          // one per job, in the order of the jobs
    uint32_t count;
    uint32_t checked, partial, failed, skipped;
    uint32_t remembered;      // files whose first look was in the cache
    uint32_t suppressed;      // findings that a comment silenced
    uint32_t known;           // findings that the baseline, or the code before a change, has
    uint32_t gone;            // entries of the baseline that nothing corresponds to any more
} Project;

// Checks every file in worker processes: one that crashes, hangs or eats memory costs the file it was reading.
// Then, in this process: drops findings whose conditions about the whole program do not hold, applies suppressions, reports unused ones.
void project_run(Arena *results, const ProjectOptions *options, const FileJobs *jobs, Project *project);
// Counts the records by their outcome, again.
void project_count(Project *project);
