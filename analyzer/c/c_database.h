// compile_commands.json: which file is compiled how. Read once per process and indexed.
//
// libclang's own reader is not used: it expands "@file" arguments out of the repository.
#pragma once

#include "base/map.h"
#include "base/problem.h"

typedef struct CEntry {
    Str file;        // absolute
    Str directory;   // absolute
    Str command;     // one line for a shell, or arguments with a zero byte behind each
    bool is_list;    // the latter
    uint32_t next_of_stem;  // next entry whose file has the same stem, + 1
} CEntry;

typedef struct CDatabases CDatabases;  // those that this process has opened

// `given` (-p) is a folder that holds a compile_commands.json or the file itself; NULL = looked for in each file's folder,
// then in that folder's build/, then upwards. Everything lives in `arena`.
CDatabases *c_databases_open(Arena *arena, const char *given);
// The entry of the file at an absolute path; a file without one borrows from its best neighbour: the same stem, the
// same folder, the nearest folder above (`*borrowed`). NULL when there is no database, or none of the file's project.
const CEntry *c_databases_find(CDatabases *databases, Str path, bool *borrowed);
// The arguments of an entry, the compiler first. A command is split as a shell would, without any expansion.
Strs c_entry_arguments(Arena *arena, const CEntry *entry);

// The working folder.
Str c_path_here(Arena *arena);
// `path` below `directory` when it is relative; "." and ".." and doubled slashes removed by name alone.
Str c_path_absolute(Arena *arena, Str directory, Str path);
// "/a" of "/a/b"; "" of "/" and of a name without slash.
Str c_path_folder(Str path);
