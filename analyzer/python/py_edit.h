// Where a fix puts new code so that it reads as if it had been written there.
#pragma once

#include "model/unit.h"
#include "python/py_kinds.h"

typedef struct PyInsertion {
    uint32_t byte;  // start of the line in front of which whole lines are inserted
    Str indent;     // of those lines
    Str step;       // one level more
    Str newline;    // as the file has it
} PyInsertion;

// Before the first statement of a function that is not its docstring. False for lambdas and bodies on the line of their `def`.
bool py_insertion_in_body(const Tree *tree, NodeId function, PyInsertion *insertion);

// What the file calls a module: the name that its `import module` or `import module as name` binds. When it has none, where
// `import module` goes, in the order of names, among the imports of modules; else `insertion->byte` and `newline` are empty. The name is
// empty when it may mean something else somewhere in the file, or when there is no import to stand beside.
Str py_module_name(const Unit *unit, const char *module, PyInsertion *insertion);
// The blanks in front of a statement that has its lines for itself; false when something else stands there.
bool py_indent_of(const Tree *tree, NodeId statement, Str *indent);
