// Which files a run looks at: from the paths that the user named to a list of jobs, in a fixed order.
//
// What is named outright is linted whatever its name; a folder gives the C and Python files in it, sorted by bytes, without
// following symbolic links to folders, and without what patterns or ignore files leave out. Each file is looked at once, whatever its
// names are.
#pragma once

#include "source/config.h"
#include "source/source.h"

typedef struct FileJob {
    Str path;
    Language language;  // 0 = not known: such a job has a problem
    uint64_t size;      // bytes when it was found
    Str problem;        // why it can't even be started: it becomes a failed record; empty = none
    bool in_memory;     // the bytes are `text`, not the file's
    Str text;
    uint32_t config;    // index into Configs.list
    uint32_t target;    // Python: the version that runs it; see Configs
    uint32_t policy;    // what rules it is held to: engine/policy.h says
} FileJob;

typedef ArrayOf(FileJob) FileJobs;

typedef enum SkipReason {
    SKIP_DEFAULT,    // hidden folders, node_modules, __pycache__, virtual environments
    SKIP_EXCLUDED,   // exclude, --exclude
    SKIP_IGNORED,    // .gitignore, .ignore, .git/info/exclude
    SKIP_NOT_INCLUDED,
    SKIP_REASON_COUNT,
} SkipReason;

// A folder that was not entered, or a C or Python file that was left out.
typedef struct Skip {
    Str path;
    SkipReason reason;
    bool is_folder;
} Skip;

typedef struct Discovery {
    FileJobs jobs;
    ArrayOf(Skip) skips;
} Discovery;

// Is a path that is named outright to be left out? Never without force-exclude.
bool discover_excludes(Configs *configs, Str path);
// Fills in which configuration speaks of the file and which Python runs it.
void discover_settle(Configs *configs, FileJob *job);
// Never fails: a path that can't be read becomes a job with a problem. A configuration that can't be read is told by
// Configs.is_broken.
void discover(Configs *configs, const Strs *paths, Discovery *discovery);
// "it is excluded", "a .gitignore names it": why something was left out.
const char *skip_reason_text(SkipReason reason);
