// libclang's parse of one file, and what it says of the code.
#pragma once

#include "c/c_preamble.h"
#include "model/unit.h"

typedef struct CParse {
    const CLibrary *clang;
    CXIndex index;
    const char *const *flags;  // what libclang gets, complete
    int flag_count;
    CXIndex shared_index;      // for files that are parsed with a preamble
    CShared shared;            // what stands for the start of the file
    bool keeps_inclusions;     // Unit.inclusions is wanted
} CParse;

// Parses unit->source and fills unit->tree, types, bindings (without their references) and notes. Missing headers and
// errors in the code become notes and Tree.syntax_errors. Fails when libclang gives no translation unit at all.
bool c_parse(Arena *arena, const CParse *parse, Unit *unit, Problem *why);
