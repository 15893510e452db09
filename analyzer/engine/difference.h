// What is new since a revision: the touched files are analysed as they were, too, and what they had then is known.
//
// The other files are taken as they are: what a change in one file makes of another one's findings is not told. What a file had is
// recognised as a baseline recognises it.
#pragma once

#include "engine/baseline.h"
#include "source/history.h"

// Adds to the baseline what the project had before, and takes it out of the project. The options get that baseline, so that
// whoever runs a part of the project again (fixes do) sees new findings only.
void difference_apply(Arena *results, const OldFiles *old, ProjectOptions *options, Baseline *baseline, const FileJobs *jobs, Project *project);
