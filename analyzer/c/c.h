// The C front end: a file and its compile flags -> Tree (libclang) -> names, types, calls, graphs of events.
#pragma once

#include "model/unit.h"
#include "source/settings.h"

typedef struct CFront CFront;  // libclang's index; one per process
typedef struct CPreambles CPreambles;

// Where a file's flags come from.
typedef struct CSetup {
    const char *compile_commands;  // -p: a folder or file; NULL = search upwards from the file
    Anchoreds flags;               // c.flags and --c-flag, in order
    Str root;                      // the folder that the run was started on, for include guesses
    const CPreambles *preambles;   // what files begin with in common, precompiled; NULL = nothing
    bool keeps_inclusions;         // which other files are read is wanted
} CSetup;

// Loads libclang (MEMLINT_LIBCLANG, else the newest of 22 to 17). Fails, with the command that installs it as remedy, when there is none.
bool c_open(Arena *arena, const CSetup *setup, CFront **front, Problem *why);
void c_close(CFront *front);
// "libclang 19.1.7" or "" before c_open; for `memlint version`.
Str c_version(const CFront *front);
// The flags that c_unit parses the source with, complete, and libclang's version in front of them: with the bytes of all files that are read,
// what its result depends on.
Strs c_flags_for(const CFront *front, Arena *arena, const Source *source);
// Fills the unit; missing headers and other errors become unit->notes and Tree.syntax_errors.
// Fails when libclang gives no translation unit at all.
bool c_unit(CFront *front, Arena *arena, const Source *source, const Knowledge *knowledge, Unit *unit, Problem *why);

// --- what files begin with in common (c_preamble.h) ------------------------------------------------------------

typedef struct CPrecompiledFile {
    Str key, path;
    Inclusions inclusions;  // the files that went into it
} CPrecompiledFile;

typedef ArrayOf(CPrecompiledFile) CPrecompiled;

// Looks at one more file of the run; what is kept of it lives in `arena`.
void c_plan(CFront *front, Arena *arena, const Source *source);
// Precompiles what the files share into new files whose names begin with `stem`. Only in a process that nothing hangs on.
CPrecompiled c_precompile_planned(CFront *front, Arena *arena, Str stem);
// Adds what was precompiled; `path` is where this process can read it. *preambles may be NULL.
void c_preamble_add(Arena *arena, CPreambles **preambles, Str key, const char *path, const Inclusions *inclusions);
