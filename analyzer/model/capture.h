// What keeps what alive: closures and the variables they hold, addresses of locals and where they go.
#pragma once

#include "model/unit.h"

typedef enum CaptureHow {
    HOW_RETURNED = 1,   // the closure or address is returned or yielded
    HOW_STORED,         // stored in a global, an attribute, a heap object or a container
    HOW_REGISTERED,     // given to a function that keeps it after it has returned
} CaptureHow;

typedef struct Capture {
    CaptureBy by;          // closure, or C's addresses
    CaptureHow how;        // how the keeper outlives the function that owns the variable
    BindingId binding;     // the variable that is kept alive or pointed to
    FunctionId closure;    // the nested function or lambda that holds it; 0 for addresses
    FunctionId owner;      // the function whose variable it is
    NodeId captured_at;    // the closure's definition, or the & expression
    NodeId escapes_at;     // where it leaves
    const Call *call;      // the registering call of HOW_REGISTERED, else NULL
    PlaceId into;          // where it is stored, HOW_STORED; else 0
    bool undone;           // C: a matching join, unregister or overwrite follows in the same function
} Capture;

typedef ArrayOf(Capture) Captures;

// Every escaping capture of the unit, in source order.
Captures captures_find(Arena *arena, const Unit *unit);
