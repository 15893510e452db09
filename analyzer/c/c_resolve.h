// Functions, classes and the references of every binding, out of a tree whose names are bound.
#pragma once

#include "c/c_kinds.h"

// Fills unit->functions (without graphs), classes, references, function_of_node, and what bindings know of their references.
void c_resolve(Arena *arena, Unit *unit);
// What the code does with the value of an expression, as for a name.
ReferenceKind c_use_of(const Tree *tree, NodeId node);
