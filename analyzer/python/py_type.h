// The class of what an expression or an annotation stands for, by name. Only what is written there is looked at.
#pragma once

#include "model/unit.h"
#include "python/py_kinds.h"

// "builtins.dict" for {} or dict(...), "" when it can't be told. None is "builtins.None".
Str py_value_type(const Unit *unit, NodeId expression);
// `x: Optional["dict[str, int]"]` -> "builtins.dict"
Str py_annotation_type(const Unit *unit, NodeId annotation);
