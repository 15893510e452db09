// From bytes to the flat tree. Only py_tree.c and py_walk.c see tree-sitter's tree.
#pragma once

#include "model/tree.h"
#include "python/python.h"

// Parses the source and copies its syntax into the arena; tree-sitter's own tree is gone afterwards. Never fails: what does not
// parse is in the tree as PY_ERROR and counted.
Tree *py_tree_read(PythonFront *front, Arena *arena, const Source *source);
