// Frames that refer to themselves: what gives a traceback or frame object, and which variable of that very frame keeps it.
#pragma once

#include "model/unit.h"

// Is it a traceback that goes through the frame of the handler around it: sys.exc_info(), its third part, `e.__traceback__`?
bool py_gives_traceback(const Unit *unit, NodeId value);
// The name of the call when it gives the frame that makes it: "inspect.currentframe" ...; empty = something else.
Str py_own_frame(const Unit *unit, NodeId value);
// The local variable or parameter that is assigned here and let go of nowhere behind; of `t, v, tb` the last, unless `v` is let go. 0 = none.
BindingId py_frame_keeper(const Unit *unit, NodeId left);
