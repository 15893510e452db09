// Reads that bring a whole file into memory, what becomes of what they give, and variables that are large for such a reason.
#pragma once

#include "model/unit.h"
#include "python/py_kinds.h"

typedef enum PyLoadUse {
    LOAD_ITERATED = 1,  // line after line, once
    LOAD_COUNTED,       // len() of its lines
    LOAD_COPIED,        // written to another file as it is
    LOAD_HASHED,        // fed to a hash or checksum
} PyLoadUse;

typedef struct PyLoad {
    PyLoadUse use;
    NodeId read;      // the call that reads: f.readlines(), f.read(), path.read_text()
    NodeId value;     // what is used: the read, or read().splitlines()
    NodeId file;      // the file (or path) that is read
    NodeId variable;  // the variable between `value` and its use, 0 = none
    NodeId used_at;   // the iterable of the loop, the call that counts, copies or hashes
} PyLoad;

// Is the expression something known to be an open file, or a response of urlopen?
bool py_is_file(const Unit *unit, NodeId expression);
// Is the call such a read, of something known to be a file, and is this all that is done with it?
bool py_load(const Unit *unit, NodeId call, PyLoad *load);
// Can the iteration go over the file itself instead of f.readlines() and see exactly the same lines?
bool py_load_is_replaceable(const Unit *unit, const PyLoad *load);

// Is the node an integer of a hundred thousand or more, written out?
bool py_is_large_number(const Tree *tree, NodeId node);
// The value that a variable gets, once, when it is known to be large: a whole file, a table, a hundred thousand elements. Else 0.
NodeId py_large_value(const Unit *unit, BindingId binding);
// The first of the uses of a variable in a closure when all of them only take a number from it: len(x), x.shape, x[0]. Else 0.
NodeId py_derived_use(const Unit *unit, BindingId binding, FunctionId closure);
