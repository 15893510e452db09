// Context variables (contextvars, and what is called like them): each context keeps what such a one was set to until it is set again.
#pragma once

#include "model/unit.h"

// Is it one: a variable of the module, or an attribute that this file makes one?
bool py_is_context_variable(const Unit *unit, NodeId place);
// Is the one of `variable.set(...)` (`set`) asked for again behind, in the same function?
bool py_is_set_again(const Unit *unit, NodeId set);
