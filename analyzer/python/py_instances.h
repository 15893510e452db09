// How many instances of a class there will be, as far as its file tells.
#pragma once

#include "model/unit.h"

// The method `name` of the class or of its bases in this file; 0 = none of them defines it.
FunctionId py_method(const Unit *unit, ClassId class, const char *name);
// Called exactly once in this file, at module level and in no loop, and never subclassed, called or handed around elsewhere; annotations do not count.
bool py_is_made_once(const Unit *unit, ClassId class);
// Called at module level only, and more than nowhere: as many instances as the file's text makes.
bool py_is_made_at_import(const Unit *unit, ClassId class);
// `x = C()` with a variable of the module, also below `global x`, or an attribute of cls: the instance stays until the next one.
bool py_is_kept_by_module(const Unit *unit, NodeId call);
// Are all instances that this file makes kept so, and nothing else done with the class but annotations and isinstance()? With
// `is_made` false the file makes none: others may.
bool py_is_long_lived(const Unit *unit, ClassId class, bool *is_made);
// Instances are values whose number is meant to be small: enumerations, named tuples, frozen dataclasses, `__slots__ = ()`,
// classes that are compared and hashed by their value.
bool py_is_value_class(const Unit *unit, ClassId class);
// Instances are classes.
bool py_is_metaclass(const Unit *unit, ClassId class);
// Has the class itself certainly no slots, and does it not want a __dict__ (as exceptions, enumerations, protocols do)?
bool py_is_unslotted(const Unit *unit, ClassId class);
