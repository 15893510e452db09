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

// The variable that the handler closes before it raises again, when its `try` lets something else by and nothing but handlers sees to the variable;
// else 0. What is let by, `escape`, is made in the arena.
BindingId py_escape_past_close(Arena *arena, const Unit *unit, NodeId handler, Escape *escape);
