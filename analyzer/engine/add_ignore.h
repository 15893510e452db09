// --add-ignore: a comment on the line of each finding that silences it from now on.
#pragma once

#include "engine/fix.h"

// Gives each finding a fix that puts the comment there, in the place of its own; fix_apply (one round) writes them. Lines that end with a
// backslash can carry no comment: their findings stay. Files that can't be read are left to fix_apply to tell of.
void add_ignore(Arena *results, Project *project, const FileJobs *jobs, Str reason);
