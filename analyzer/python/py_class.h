// Classes: their bases, their members, and every use of an attribute through self, cls or the class's name.
#pragma once

#include "python/py_table.h"

// Fills bases and attributes, the flags that decorators give to functions, and at every `self.x`:
// Node.type when all writes of x agree, Node.binding when x is a method or is bound in the class body and never assigned through self.
void py_class_read(PyResolver *resolver);
// The class of which the binding is the self or cls parameter, else 0.
ClassId py_self_class(const Unit *unit, BindingId binding);
