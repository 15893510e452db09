// The code before a change, from the git repository around it. Asked through libgit2, never through a git process: a repository
// can name programs that git would start.
#pragma once

#include "base/array.h"
#include "base/problem.h"

// A file of the working tree that differs from what it was.
typedef struct OldFile {
    Str path;      // absolute, without links; as it is called now
    bool is_new;   // it was not there
    Str text;      // as it was
} OldFile;

typedef ArrayOf(OldFile) OldFiles;

// The files below the repository of `folder` that differ from where the revision and HEAD parted, files that git does not know yet
// included; a file that was renamed has the text of its old name. Fails when there is no repository, no such revision or no libgit2.
bool history_changes(Arena *arena, Str folder, Str revision, OldFiles *files, Problem *why);
