// What an object stores in an attribute of its own.
#pragma once

#include "model/unit.h"

typedef struct PyOwnStore {
    ClassId class;     // of the object; 0 = nothing is stored so, and the rest is 0
    NodeId attribute;  // the `self.x`
    NodeId value;
} PyOwnStore;

// Of an assignment `self.x = value` or `self.x[k] = value`, or a call `self.x.append(value)`, whatever the method.
PyOwnStore py_own_store(const Unit *unit, NodeId node);
// The `self.x` of `self.x` or `self.x[k]`, and the class of self; 0 = something else.
NodeId py_own_attribute(const Unit *unit, NodeId node, ClassId *class);
// Is the attribute a variable of the class's body, which all instances share?
bool py_is_shared(const Unit *unit, NodeId attribute);
