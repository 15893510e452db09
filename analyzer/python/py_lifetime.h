// What the source says of how long an object stays: the method that ends it, what its class makes and takes back, what is kept in it or weakly.
#pragma once

#include "model/unit.h"

// The method (close, connection_lost, __exit__ ...) that ends the objects of the class, its own or that of a base in this file; 0 = none.
FunctionId py_ender(const Unit *unit, ClassId class);
// Does the class call something like self.x.remove_listener(...) or self.x.disconnect(), by which what x was given may be taken back?
bool py_takes_back(const Unit *unit, ClassId class, Str name);
// What is called wherever the class assigns self.x, None aside; "" when there is more than one thing, or something else.
Str py_made_as(const Unit *unit, ClassId class, Str name);
// A method that values of many kinds have: what `x.add(self)` does with an x of no known class, nobody can say.
bool py_is_common_method(Str name);
// Is it a method whose result is kept in the object: functools.cached_property, or a decorator called like the known ones?
bool py_is_cached_property(const Unit *unit, const Function *function);
// The callback of weakref.ref(x, self.forget), or of a list of them, else 0.
NodeId py_weak_callback(const Unit *unit, NodeId value);
// Does __init__ of the class take the exception being handled, or a frame? Then its objects keep all that those frames hold.
bool py_keeps_frames(const Unit *unit, ClassId class);
