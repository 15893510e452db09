// Instances of a class that certainly refer to themselves: through a bound method, lambda, nested function or partial of `self` that
// is stored on `self`, through a child that points back, or because two of them are given to each other.
#pragma once

#include "python/py_held.h"
#include "python/py_own_store.h"

typedef struct PyCycle {
    NodeId at;      // where the reference back is stored
    Str name;       // the attribute that holds it
    Str other;      // the attribute on the other side, empty when there is none
    ClassId child;  // the class of the child, 0 = unknown or none
    Str keeper;     // the class of another file that closes the cycle if it keeps one of the arguments in question; else empty
    Str keyword;         // of the first of them that has one
    uint32_t positions;  // of those without: 1 << position, from 1
    bool is_weak;       // the attribute holds weak references, and their callback holds the object
    bool is_cached;     // the attribute is a cached property
    bool is_wrapper;    // the keeper looks like a function: it closes the cycle if it returns a closure over the argument
} PyCycle;

// Does the call make something that keeps the object, or something that holds it? Leaves `at` and `name` to the caller.
bool py_cycle_of_construction(const Unit *unit, NodeId call, PyHeld held, PyCycle *cycle);
// Does `self.x = value` close a cycle?
bool py_cycle_of_write(const Unit *unit, const Attribute *write, PyCycle *cycle);
// The same of what is stored in it in any way, also weakly (`is_weak`), and of the second value of `parent or self`.
bool py_cycle_of_store(const Unit *unit, PyOwnStore store, PyCycle *cycle);
// Does `child.x = self`, or `second.x = first` of two instances of the class, close one?
bool py_cycle_of_assignment(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle);
// Does `x.a = x`, `x.a[k] = x`, `x.a.append((x, y))`, `x.a = lambda: x.b` or `x.a = Keeper(x)` close one, for a local or parameter x?
// The variable, else 0; `at` is the `x.a`.
BindingId py_cycle_of_variable(const Unit *unit, NodeId store, PyCycle *cycle);
// Does `place.run = x.run` close one, where x.run is a method of a local x that gets the place, too: `x.owner = place`? The variable x, else 0.
BindingId py_cycle_of_patch(const Unit *unit, NodeId assignment, PyCycle *cycle);
// What the program has to say of the keeper, as a condition of a finding (engine/program.h); only of cycles that have one.
Str py_cycle_condition(Arena *arena, const PyCycle *cycle);
// Does anything in the file end it: delete or empty an attribute on its way, give it another value, or hold it weakly in a property?
bool py_cycle_is_cut(const Unit *unit, const PyCycle *cycle, ClassId class);
