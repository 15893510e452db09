// Which files a run looks at: from the paths that the user named to a list of jobs, in a fixed order.
//
// What is named outright is linted whatever its name; a folder gives the C and Python files in it, sorted by bytes, without
// following symbolic links to folders. Each file is looked at once, whatever its names are.
#pragma once

#include "base/os.h"
#include "source/source.h"

typedef struct FileJob {
    Str path;
    Language language;  // 0 = not known: such a job has a problem
    uint64_t size;      // bytes when it was found
    Str problem;        // why it can't even be started: it becomes a failed record; empty = none
    bool in_memory;     // the bytes are `text`, not the file's
    Str text;
} FileJob;

typedef ArrayOf(FileJob) FileJobs;

typedef struct DiscoverOptions {
    Strs paths;
    Strs exclude;         // replaces what is skipped by default: hidden folders, node_modules, __pycache__, virtual environments
    bool has_exclude;     // --exclude was given, even if with nothing
    Strs extend_exclude;  // comes on top
    bool force_exclude;   // the patterns hold for what is named outright, too
    Str root;             // absolute; patterns are relative to it
} DiscoverOptions;

typedef struct Discovery {
    FileJobs jobs;
    uint32_t excluded_files;    // C and Python files that a pattern took out
    uint32_t excluded_folders;  // folders that were not entered
} Discovery;

// Would the patterns take out a path that is named outright? Never without force_exclude.
bool discover_excludes(Arena *arena, const DiscoverOptions *options, Str path);
// Never fails: a path that can't be read becomes a job with a problem.
void discover(Arena *arena, const DiscoverOptions *options, Discovery *discovery);
