// The findings of yesterday, in a file: a run that has one reports only what is new.
//
// A finding is recognised by what it is (identity.h: rule, function around it, text of its line, which one of several), so that neither
// moving code nor editing above it makes it new. Entries of a file that is gone are good for the same finding elsewhere: it was renamed.
#pragma once

#include "engine/project.h"

typedef struct BaselineEntry {
    Str path;         // from the folder of the baseline
    Str rule;
    Str enclosing;    // for whoever reads the file
    Str fingerprint;
    bool is_known;    // some finding of the run has it
    bool is_gone;     // stale: its file was read by its rule and the finding is not there, or the file is no more
    uint32_t next;    // of the same fingerprint, as index + 1
} BaselineEntry;

struct Baseline {
    Str folder;       // absolute
    ArrayOf(BaselineEntry) entries;
    Map by_place;     // "path\nfingerprint" -> index + 1
    Map by_fingerprint;  // -> the first index + 1
    uint32_t gone;    // entries
};

// Reads a file that baseline_write wrote. Fails for what is none, naming line and remedy.
bool baseline_read(Arena *arena, Str file, Baseline *baseline, Problem *why);
// Adds the findings of a record, those that are there already left out. For a baseline that no file holds `folder` is the caller's to set.
void baseline_add(Arena *arena, Baseline *baseline, const Record *record);
// Takes the findings out that the baseline has, and counts them in project->known. Marks what is known and what is gone.
void baseline_apply(Arena *results, Baseline *baseline, const ProjectOptions *options, const FileJobs *jobs, Project *project);
// Writes all findings of the project; entries of `old` (may be NULL) whose files the run did not look at stay. Returns how many there are
// in `count`.
bool baseline_write(Arena *arena, Str file, const Project *project, const Baseline *old, uint32_t *count, Problem *why);
// Writes the baseline again without what is gone.
bool baseline_prune(Arena *arena, Str file, const Baseline *baseline, Problem *why);
