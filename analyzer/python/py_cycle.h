// Instances of a class that certainly refer to themselves: through a bound method, lambda, nested function or partial of `self` that
// is stored on `self`, through a child that points back, or because two of them are given to each other.
#pragma once

#include "model/unit.h"

typedef struct PyCycle {
    NodeId at;      // where the reference back is stored
    Str name;       // the attribute that holds it
    Str other;      // the attribute on the other side, empty when there is none
    ClassId child;  // the class of the child, 0 = unknown or none
} PyCycle;

// Does `self.x = value` close a cycle?
bool py_cycle_of_write(const Unit *unit, const Attribute *write, PyCycle *cycle);
// Does `child.x = self`, or `second.x = first` of two instances of the class, close one?
bool py_cycle_of_assignment(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle);
// Does anything in the file end it: delete or empty an attribute on its way, give it another value, or hold it weakly in a property?
bool py_cycle_is_cut(const Unit *unit, const PyCycle *cycle, ClassId class);
