// Paths of files, as text: nothing here asks the system, and nothing takes "." or ".." out (os_real_path does). What is not said to
// take an arena is a part of what it was given.
#pragma once

#include "base/arena.h"

// "b.py" of "a/b.py"; the whole path when it has no '/'.
Str filepath_name(Str path);
// "b" of "a/b.py", "b.c" of "a/b.c.py".
Str filepath_stem(Str path);
// "a" of "a/b.py", "/" of "/b.py"; empty when the path has no '/'.
Str filepath_folder(Str path);
// Without the '/' at its end; "/" stays.
Str filepath_trimmed(Str path);
// "b/c.py" of "a/b/c.py" from "a"; the path itself when it does not lie below the folder.
Str filepath_from(Str path, Str folder);
// Has a folder of the path one of these names? The table ends with NULL.
bool filepath_has_folder(Str path, const char *const *names);
// What `name` is in the folder: the name alone when the folder is empty.
Str filepath_joined(Arena *arena, Str folder, Str name);
