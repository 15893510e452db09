// Is what an allocation gives asked whether it is NULL, before the function follows it?
#pragma once

#include "c/c_kinds.h"
#include "model/index.h"

typedef enum Asked {
    ASKED_UNSEEN,  // it goes where this function does not see it, or nothing here follows it
    ASKED_YES,
    ASKED_NO,
} Asked;

// *followed: of ASKED_NO the first place that follows the pointer.
Asked c_asked(const Unit *unit, const Call *call, NodeId *followed);
// How often the file asks, of what each function that gives a pointer gave it, added to the index: "asked NAME".
void c_asked_count(Arena *results, const Unit *unit, Index *index);
