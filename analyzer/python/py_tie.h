// Entries of a weak dictionary whose value keeps their key: `children[parent] = Child(parent)`. They never go.
#pragma once

#include "python/py_cycle.h"

typedef struct PyTie {
    NodeId dictionary;  // the expression before the key
    NodeId key, value;
    NodeId by;          // what shows that the value keeps the key: the value itself, or the assignment of an attribute
    PyCycle cycle;      // which class or function of another file keeps it, as in cycles; no keeper: it is certain
} PyTie;

// Does `dictionary[key] = value` or `dictionary.setdefault(key, value)` make such an entry, if the dictionary holds its keys weakly?
bool py_tie_of(const Unit *unit, NodeId store, PyTie *tie);
// Is it a weakref.WeakKeyDictionary for certain?
bool py_is_weak_dictionary(const Unit *unit, NodeId expression);
