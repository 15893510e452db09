// The visible nodes of tree-sitter's tree. A walk stands on one node; it is moved as tree-sitter's own cursor is.
#pragma once

#include <tree_sitter/api.h>

#include "base/arena.h"

typedef struct PyWalk PyWalk;

typedef struct PyForeign {
    TSSymbol symbol;
    uint32_t from, to;  // bytes of the parsed text
    bool is_missing;
    bool has_error;     // at it or below
} PyForeign;

// Stands on the root. The tree must outlive the walk, which lives in the arena. Nodes whose symbol is true in `skipped` are passed over,
// with all that is below them, as if they were not there; NULL = none.
PyWalk *py_walk_open(Arena *arena, const TSTree *tree, const bool *skipped);
void py_walk_close(PyWalk *walk);
PyForeign py_walk_node(const PyWalk *walk);
// The field of its parent that the node is in; 0 = none.
TSFieldId py_walk_field(const PyWalk *walk);
// Moves to the first child; false, and nothing is moved, when there is none.
bool py_walk_down(PyWalk *walk);
// Moves to the next sibling; false when there is none, and then the walk can only go up.
bool py_walk_on(PyWalk *walk);
// Moves to the parent; false at the root.
bool py_walk_up(PyWalk *walk);
