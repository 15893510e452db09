// Where the headers of a project are, for a file that no compilation database speaks of.
//
// The #include lines of the file, and of what it includes, are read as text; a header that is neither beside its includer nor in
// a usual folder nor the system's is looked up by name in the whole project, and the folder that makes the line work is given.
// What a file gets does not depend on which files were asked for before.
#pragma once

#include "base/map.h"

// Where systems have their headers; ends with NULL.
extern const char *const c_system_folders[];

typedef struct CIncludes CIncludes;  // what this process has learnt of projects and their headers

// `root` is the folder that the run was started on; `headers` that of the compiler's own headers. Everything lives in `arena`.
CIncludes *c_includes_open(Arena *arena, Str root, Str headers);
// The headers that a text only asks for: __has_include(<a.h>). In a comment they count as well. False when one is not written out.
bool c_asked_headers(Arena *arena, Str text, Strs *names);
// The folders to search for the file at an absolute path, best first: its own and those above it up to the project's, their
// include/ and src/, then those that its includes need.
Strs c_includes_folders(Arena *arena, CIncludes *includes, Str path, Str text);
