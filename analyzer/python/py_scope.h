// Scopes, bindings, references, functions and classes of a file.
#pragma once

#include "model/unit.h"

// Fills bindings, references (each with its binding), functions and classes (without bases, flags from decorators and graphs),
// function_of_node, and Node.binding of every name in `tree`, which is the unit's own.
void py_scope_read(Arena *arena, Unit *unit, Tree *tree);
