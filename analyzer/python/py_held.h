// What a value certainly keeps alive of one object: `self`, or what a variable refers to. A bound method, closure, partial, running
// generator or display of it holds it, and so does an object whose constructor is seen to keep what it is given.
#pragma once

#include "model/unit.h"

// The object in question: instances of a class, by the `self` of any of its methods, or else what a variable refers to.
typedef struct PyHeld {
    ClassId class;
    BindingId variable;
    Str method;  // an attribute of it that is taken for its bound method where it is called: `x.run = wrap(x.run)`; may be empty
    bool is_direct;  // closures that a closure uses do not count
} PyHeld;

// Is the node the object itself: its `self`, or the variable?
bool py_is_held(const Unit *unit, NodeId node, PyHeld held);
// Does the value hold it, or is it the object itself?
bool py_holds(const Unit *unit, NodeId value, PyHeld held);
// Does the function return a nested function, lambda or partial that holds the parameter?
bool py_wraps(const Unit *unit, FunctionId function, BindingId parameter);
// The parameter that gets the n-th argument (0 = self of a method), or the one of that name; 0 = none.
BindingId py_parameter(const Unit *unit, const Function *function, uint32_t n, Str keyword);
// The parameter of a function or method of this file that gets the argument, by its position; 0 = none.
BindingId py_parameter_given(const Unit *unit, NodeId argument);
// The attribute in which __init__ of the class, or of a base in this file, keeps its n-th argument (from 1) or the one of that name,
// itself or by handing it to the __init__ of a base; empty when it does not keep it as it is.
Str py_kept_by(const Unit *unit, ClassId class, uint32_t n, Str keyword);
