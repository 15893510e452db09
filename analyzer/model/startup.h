// Code that runs a fixed number of times, while the program is put together: what grows there is bounded by the program's own size.
#pragma once

#include "model/unit.h"

// Is the function (or one around it) a setup step by its name (register_..., init..., load..., main), a hook that runs once for
// each class, or called from nothing but the file's top level?
bool function_is_startup(const Unit *unit, FunctionId function);
// The same, or a method that only other methods of the file call: those may well be steps of one that runs at the start. For rules to which a
// repetition is the whole point.
bool function_may_be_startup(const Unit *unit, FunctionId function);
// The first two alone: what says so is the name.
bool function_is_setup_by_name(const Unit *unit, FunctionId function);
