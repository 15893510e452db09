// Code of C that runs a fixed number of times: what grows there is bounded by the program's own size, or by its command line.
#pragma once

#include "c/c_kinds.h"

// Is the function a step of the program's start: by its name (register, init, setup, main ...), as a constructor, because it runs only
// once (if (done) return; done = 1;), or because nothing but such functions of this file calls it?
bool c_runs_at_start(const Unit *unit, FunctionId function);
