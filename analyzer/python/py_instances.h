// How many instances of a class there will be, and how the classes of one file are related.
#pragma once

#include "model/unit.h"
#include "python/py_kinds.h"

// The class of this file that is the n-th base, 0 = defined elsewhere.
ClassId py_base_class(const Unit *unit, ClassId class, uint32_t n);
// The method `name` of the class or of its bases in this file; 0 = none of them defines it.
FunctionId py_method(const Unit *unit, ClassId class, Str name);
// Called exactly once in this file, at module level and in no loop, and never subclassed, called or handed around elsewhere; annotations do not count.
bool py_is_made_once(const Unit *unit, ClassId class);
// Instances are values whose number is meant to be small: enumerations, named tuples, frozen dataclasses, `__slots__ = ()`,
// classes that are compared and hashed by their value.
bool py_is_value_class(const Unit *unit, ClassId class);
// Instances are classes.
bool py_is_metaclass(const Unit *unit, ClassId class);
