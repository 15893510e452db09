// Before the workers start, a process of its own precompiles what the C files among the wanted jobs begin with in common (c/c_preamble.h).
//
// It writes into a folder for temporary files; the parent opens what came out and removes the folder at once, so that nothing is left
// behind however the run ends. Whatever goes wrong costs time only: files are parsed as they are then.
#pragma once

#include "engine/worker.h"

// One entry per configuration, for CheckOptions.preambles; NULL when there is nothing to share. Lives as long as the process.
const CPreambles *const *prepare(Arena *arena, const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs,
                                 const Jobs *wanted);
