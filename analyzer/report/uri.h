// The URI of a file, as SARIF wants it: relative to the root where it is inside, "file:///..." where it is not;
// without "." and "..", percent-encoded byte by byte.
#pragma once

#include "base/arena.h"

typedef struct Uri {
    Str text;
    bool is_relative;  // to the root
} Uri;

// `root` is absolute; a relative path starts from it.
Uri uri_of_path(Arena *arena, Str root, Str path);
// The same path as consumers want it that join it to the root themselves: nothing encoded, absolute when it is outside.
Str uri_plain_path(Arena *arena, Str root, Str path);
// "file:///the/root/"
Str uri_of_folder(Arena *arena, Str folder);
