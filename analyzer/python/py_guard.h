// The conditions about attributes of self under which a place is reached: `if self.stream:` around it, `if not self.stream: return` in
// front of it. Only tests for truth and for None.
#pragma once

#include "model/unit.h"

typedef struct PyGuard {
    Str name;      // "stream"
    bool is_true;  // reached when it is true (not None), or when it is not
    NodeId at;     // the condition
} PyGuard;

typedef ArrayOf(PyGuard) PyGuards;

// All guards of the node within its own function. With `loose` a bare name counts, too: `if stream:`.
PyGuards py_guards(Arena *arena, const Unit *unit, NodeId node, bool loose);
bool py_guards_have(const PyGuards *guards, Str name, bool is_true);
