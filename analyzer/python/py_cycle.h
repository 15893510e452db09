// Instances of a class that certainly refer to themselves: through a bound method, lambda, nested function or partial of `self` that
// is stored on `self`, through a child that points back, or because two of them are given to each other.
#pragma once

#include "model/unit.h"

typedef struct PyCycle {
    NodeId at;      // where the reference back is stored
    Str name;       // the attribute that holds it
    Str other;      // the attribute on the other side, empty when there is none
    ClassId child;  // the class of the child, 0 = unknown or none
    Str keeper;     // the class of another file that closes the cycle if it keeps the argument in question; else empty
    Str keyword;    // of that argument; empty for one that has only
    uint32_t position;  // ... a number, from 1
} PyCycle;

// Does the value certainly hold `self` of the class: a method, closure or partial of it, a display with it, self itself?
bool py_refers_to_self(const Unit *unit, NodeId value, ClassId class);
// The attribute in which __init__ of the class, or of a base in this file, keeps its n-th argument (from 1) or the one of that name;
// empty when it does not keep it as it is.
Str py_kept_by(const Unit *unit, ClassId class, uint32_t n, Str keyword);
// Does the call make something that keeps `self` of the class, or something that holds it? Leaves `at` and `name` to the caller.
bool py_cycle_of_construction(const Unit *unit, NodeId call, ClassId class, PyCycle *cycle);
// Does `self.x = value` close a cycle?
bool py_cycle_of_write(const Unit *unit, const Attribute *write, PyCycle *cycle);
// Does `child.x = self`, or `second.x = first` of two instances of the class, close one?
bool py_cycle_of_assignment(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle);
// Does `x.a = x`, `x.a[k] = x`, `x.a.append((x, y))`, `x.a = lambda: x.b` or `x.a = Keeper(x)` close one, for a local or parameter x?
// The variable, and the `x.a`; else 0.
BindingId py_cycle_of_variable(const Unit *unit, NodeId store, NodeId *attribute);
// Does anything in the file end it: delete or empty an attribute on its way, give it another value, or hold it weakly in a property?
bool py_cycle_is_cut(const Unit *unit, const PyCycle *cycle, ClassId class);
