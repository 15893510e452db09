// What becomes of a default value that can change: it is made once, with its function, and every call that leaves the argument out
// gets the same one.
#pragma once

#include "model/unit.h"

typedef struct PyDefault {
    const Unit *unit;
    const Tree *tree;
    BindingId parameter;
    NodeId declaration;  // the parameter with its default
    NodeId value;
    Str word;            // "list", "dict", "set", "deque" ...
    bool is_empty;
    // What the function does to it, directly or through one other name; 0 = does not happen.
    NodeId changed;      // changed in place ...
    bool grows;          // ... by one more element
    NodeId keyed;        // grows by a key that is no constant, under no limit
    NodeId stored;       // the attribute, element or global variable that gets it
    NodeId returned;
    bool is_bounded;     // emptied, or its size looked at
} PyDefault;

// False when the parameter has no default that can change, or is annotated as immutable.
bool py_default_read(const Unit *unit, BindingId parameter, PyDefault *found);
// Does the file change an attribute of that name in place, of any object?
bool py_attribute_is_changed(const Tree *tree, Str name);
