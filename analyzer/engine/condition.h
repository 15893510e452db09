// Conditions about the whole program that several rules state (rule.h: unless_elsewhere).
#pragma once

#include "engine/rule.h"

// Silences the finding when one of these things is done to the attribute in any file, whether through self in the class, its
// subclasses and their bases, or through another object. `verbs`: of python/py_index.h, ended by NULL.
void unless_attribute(Check *check, Finding *finding, ClassId class, Str name, const char *const *verbs);
// The same for a module's variable: through its imported name or as an attribute of its module.
void unless_variable(Check *check, Finding *finding, Str name, const char *const *verbs);
