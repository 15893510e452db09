// Where a forgotten release can be written so that it is right on every path: the statement that leaves, and what is sure there.
//
// Sure means: every way to the statement comes from the acquisition (or the variable still has the NULL that it started with), nothing
// on the way could have given the thing to somebody else, and nothing behind the statement looks at the variable again.
#pragma once

#include "c/c_kinds.h"
#include "model/resource.h"

typedef struct CWayOut {
    NodeId statement;   // the return, goto, break, continue or assignment before which the release belongs; 0 = the end of the body
    BindingId variable; // what holds the thing there
    bool may_be_null;   // (or -1): the acquisition can have failed on some way to the statement
} CWayOut;

// The way out on which that ending of the resource (a leak, or an overwrite) loses it; false when nothing is sure.
bool c_way_out(Arena *scratch, const Unit *unit, const Summaries *summaries, const Resource *resource, const Ending *ending, const PathSteps *steps, CWayOut *out);
// The branch of the `if` that was taken when the condition's part `test` had the value `held`; 0 when another part decides.
NodeId c_branch_taken(const Tree *tree, NodeId test, bool held);
