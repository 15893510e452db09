// The Python front end: bytes -> Tree (tree-sitter) -> names, classes, calls, events.
// Order: py_tree (syntax), py_scope (bindings and references), py_resolve (qualified names, types), py_class
// (classes and attributes), py_lower (graphs, calls, events).
#pragma once

#include "model/unit.h"

typedef struct PythonFront PythonFront;  // the parser and its tables; one per process

PythonFront *python_open(Arena *arena);
void python_close(PythonFront *front);
// Fills the unit. A file with syntax errors gives what could be read (Tree.syntax_errors says how many).
// `knowledge` must outlive the unit. Everything lives in `arena`.
void python_unit(PythonFront *front, Arena *arena, const Source *source, const Knowledge *knowledge, Unit *unit);
