// What makes containers of C grow, shrink and stop growing: lists, counted arrays, reallocated tables, the macros of uthash and
// sys/queue. C has no container types, so this reads idioms out of assignments.
#pragma once

#include "c/c_kinds.h"

// An event that belongs to a node. Several of one node are chained.
typedef struct CPlan {
    Event event;
    uint32_t next;   // index + 1
} CPlan;

typedef struct CContainers {
    ArrayOf(CPlan) plans;
    uint32_t *plan_of_node;  // index + 1 of the first
    uint8_t *quiet;          // per node: 1 = a link of a list, no second name of it; 2 = a macro's expansion that its plans replace
} CContainers;

// Reads the whole unit, after c_resolve.
CContainers c_containers_learn(Arena *arena, Unit *unit);
// The first planned event of a node; c_containers_next gives the others. NULL when there is none.
const CPlan *c_containers_plan(const CContainers *containers, NodeId node);
const CPlan *c_containers_next(const CContainers *containers, const CPlan *plan);
// Does the assignment only link list elements?
static inline bool c_containers_links(const CContainers *containers, NodeId node) { return containers->quiet[node] == 1; }
// Do the planned events stand for everything in the subtree?
static inline bool c_containers_replace(const CContainers *containers, NodeId node) { return containers->quiet[node] == 2; }
