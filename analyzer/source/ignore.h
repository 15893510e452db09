// Patterns as .gitignore has them, wherever they stand: in that file, in .ignore, in a configuration, on the command line.
//
// A pattern without a slash (but at its end) speaks of names at any depth, one with a slash of paths from its folder. `*` stops at
// slashes, `**` between slashes does not, a slash at the end means folders only, a leading `!` takes back. The last match decides.
#pragma once

#include "source/settings.h"

typedef struct IgnorePattern {
    Str text;          // without leading "!" and "/", and without the slash at the end
    Str base;          // absolute folder that it is relative to
    bool takes_back;   // !
    bool only_folders;
    bool is_path;      // has a slash: matches the whole path from `base`
} IgnorePattern;

typedef ArrayOf(IgnorePattern) IgnorePatterns;

typedef enum IgnoreVerdict { IGNORE_SILENT, IGNORE_YES, IGNORE_NO } IgnoreVerdict;

// Adds a pattern; an empty one is passed over.
void ignore_add(Arena *arena, IgnorePatterns *patterns, Str pattern, Str base);
// Adds the lines of a file, its comments left out.
void ignore_add_file(Arena *arena, IgnorePatterns *patterns, Str text, Str base);
// What the patterns say of an absolute path; of itself, not of the folders around it.
IgnoreVerdict ignore_ask(const IgnorePatterns *patterns, Str path, bool is_folder);
// Does the whole text match? For patterns that are paths when `is_path`.
bool ignore_matches(Str pattern, Str text);
