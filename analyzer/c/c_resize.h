// `place = realloc(place, ...)`: an assignment that overwrites the only address of a block when memory runs out.
// Nothing here allocates; every function reads one function of the unit.
#pragma once

#include "c/c_idiom.h"

typedef struct CResize {
    const Unit *unit;
    const Tree *tree;
    NodeId node;      // the assignment
    NodeId place;     // its left side
    const Call *call;
    NodeId function;  // the C_FUNCTION around it
    NodeId test;      // the C_IF that looks at the place right after, or 0
    CNull failing;    // the branch of `test` that is taken on failure
} CResize;

// Is the node such an assignment, whose call keeps the block on failure (realloc, or a wrapper of this file that only passes its answer on),
// and is the block lost then: no other name has it, and the program goes on?
bool c_resize_read(const Unit *unit, NodeId node, CResize *resize);
// The branch of `test` that is taken on failure, 0 = nothing looks.
NodeId c_resize_failing_branch(const CResize *resize);
