// Where a fix puts new code so that it reads as if it had been written there.
#pragma once

#include "python/py_kinds.h"

typedef struct PyInsertion {
    uint32_t byte;  // start of the line in front of which whole lines are inserted
    Str indent;     // of those lines
    Str step;       // one level more
    Str newline;    // as the file has it
} PyInsertion;

// Before the first statement of a function that is not its docstring. False for lambdas and bodies on the line of their `def`.
bool py_insertion_in_body(const Tree *tree, NodeId function, PyInsertion *insertion);
