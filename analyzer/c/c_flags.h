// The compile flags of one file, as libclang may see them.
//
// Flags come out of a repository, and libclang's driver can be made to run programs and to write files by them. So none
// passes that is not on an allow-list of what preprocessing and parsing need; everything else is dropped and counted.
#pragma once

#include "base/array.h"
#include "base/str.h"
#include "c/c.h"
#include "c/c_database.h"
#include "c/c_include.h"

typedef struct CFlags {
    Strs list;
    uint32_t dropped;   // flags that are not on the allow-list
    bool from_database; // compile_commands.json has an entry for the file or a neighbour
} CFlags;

// Appends those of `arguments` that are on the allow-list, values made absolute against `directory`; counts the others.
// Positional arguments (the compiler's inputs) and everything behind "--" are neither.
void c_flags_filter(Arena *arena, const Strs *arguments, Str directory, CFlags *flags);
// What flags come from; lives as long as the process. `headers` is the folder of the compiler's own headers.
typedef struct CFlagOrigins {
    CSetup setup;
    Str headers;
    CDatabases *databases;
    CIncludes *includes;
} CFlagOrigins;

CFlagOrigins c_flags_open(Arena *arena, const CSetup *setup, Str headers);
// All flags of a file.
CFlags c_flags_of(Arena *arena, const CFlagOrigins *origins, const Source *source);
