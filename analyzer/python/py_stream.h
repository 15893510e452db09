// Inputs that are read piece by piece and are as large as some file, folder or stream.
#pragma once

#include "model/unit.h"

// Is the value such an input: directly, through one variable, map(), zip(), a generator expression over one, or a generator function of
// this file? False for what is in memory anyway.
bool py_is_streamed(const Unit *unit, NodeId value);
