// Which names are the standard library's.
#pragma once

#include "base/base.h"

// Is it the qualified name of something in a module of the standard library, or a builtin?
bool py_is_stdlib(Str qualified);
