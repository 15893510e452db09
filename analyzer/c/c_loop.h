// Loops of C as rules see them: which one repeats a node, how often at least, and what stays as it is meanwhile.
// Nothing here allocates; every function reads one loop or climbs from one node.
#pragma once

#include "c/c_kinds.h"

// The innermost loop that repeats the node, or 0. The first part of a `for` runs once; so does the body of do { } while (0), and
// a statement behind which every way leaves the loop.
NodeId c_loop_around(const Tree *tree, NodeId node);
// Does the loop count from one literal to another, at most `most` times? False when that can't be told.
bool c_loop_is_short(const Unit *unit, NodeId loop, uint32_t most);
// Can the variable's value change while the loop runs: written, updated, declared or its address taken inside?
bool c_loop_changes(const Unit *unit, NodeId loop, BindingId variable);
