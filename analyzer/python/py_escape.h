// Exceptions that a handler lets by: what the body of its `try` calls raises something that none of the clauses is for.
#pragma once

#include "model/unit.h"

typedef struct Escape {
    NodeId call;   // in the body of the try
    NodeId raise;  // in the function that is called
    Str name;      // of the exception, as it is written there
    Str class;     // the class that is raised, as a condition names it, when the program defines it; empty for a builtin
    Strs caught;   // qualified names of what is caught: `class` must derive from none of these
} Escape;

// The first such raise in a function of this file. False also where it is not known what the clauses catch. All is made in the arena.
bool py_escape(Arena *arena, const Unit *unit, NodeId try, Escape *escape);
