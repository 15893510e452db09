// What is let go of always and closed under somebody else's condition only.
#pragma once

#include "model/unit.h"

typedef struct PyDropped {
    NodeId close;  // the call, in the branch
    NodeId drop;   // `del x`, or `x = None`, behind the branch
    Str thing;     // "self.comms[client]"
    Str other;     // what the condition asks whether it is closed: "comm"
} PyDropped;

// `if not other.closed(): ... x.close()` and then, in any case, `del x`: is the `if` statement such a one?
bool py_dropped(const Unit *unit, NodeId branch, PyDropped *dropped);
