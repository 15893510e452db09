// The C front end: a file and its compile flags -> Tree (libclang) -> names, types, calls, graphs of events.
#pragma once

#include "model/unit.h"
#include "source/settings.h"

typedef struct CFront CFront;  // libclang's index; one per process

// Where a file's flags come from.
typedef struct CSetup {
    const char *compile_commands;  // -p: a folder or file; NULL = search upwards from the file
    Anchoreds flags;               // c.flags and --c-flag, in order
    Str root;                      // the folder that the run was started on, for include guesses
} CSetup;

// Loads libclang (MEMLINT_LIBCLANG, else the newest of 22 to 17). Fails, with the command that installs it as remedy, when there is none.
bool c_open(Arena *arena, const CSetup *setup, CFront **front, Problem *why);
void c_close(CFront *front);
// "libclang 19.1.7" or "" before c_open; for `memlint version`.
Str c_version(const CFront *front);
// Fills the unit; missing headers and other errors become unit->notes and Tree.syntax_errors.
// Fails when libclang gives no translation unit at all.
bool c_unit(CFront *front, Arena *arena, const Source *source, const Knowledge *knowledge, Unit *unit, Problem *why);
