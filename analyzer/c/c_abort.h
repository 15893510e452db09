// What never comes back: functions that end the program or leave by longjmp, assertions that fail.
#pragma once

#include "c/c_kinds.h"

// Marks the functions of the unit that never return (FUNCTION_NO_RETURN).
void c_abort_find(Unit *unit);
// The arm of an `if` that an assertion takes when it fails, 0 = it is no assertion's. What happens there is no way out of the function that
// anybody cares about, whether the arm aborts or returns.
NodeId c_abort_failure(const Unit *unit, NodeId node);
