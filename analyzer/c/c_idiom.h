// Idioms of C that several rules look for: the same place written twice, values stored, tests against NULL, ways of no return.
// Nothing here allocates; every function reads one subtree.
#pragma once

#include "c/c_kinds.h"

// A value that is put somewhere: an assignment with '=' or a variable with its initialiser.
typedef struct CStore {
    NodeId target;  // the left side; the C_VARIABLE itself
    NodeId value;   // without casts and parentheses
} CStore;

// Where a condition sends control when a place is NULL.
typedef enum CNull {
    NULL_UNTESTED,
    NULL_THEN,   // the condition is true
    NULL_ELSE,   // the condition is false
} CNull;

// Is the node such a store?
bool c_store(const Tree *tree, NodeId node, CStore *store);
// Do both denote the same variable, member, element or pointee? Through casts; false when reading one of them has an effect.
bool c_same_place(const Tree *tree, NodeId a, NodeId b);
// The binding at the root of a place that is reached without following a pointer (a, a.b, a[0] of an array), else 0.
BindingId c_holder(const Unit *unit, NodeId place);
// The last name in a place: "items" of bag->items, *items, items[i]; "" when there is none.
Str c_last_name(const Unit *unit, NodeId place);
// What a condition says about the place being NULL (or the assignment to it that it contains).
CNull c_null_test(const Unit *unit, NodeId condition, NodeId place);
// Does control never come back from this call?
bool c_never_returns(const Unit *unit, NodeId call);
// Does the subtree mention the place?
bool c_mentions(const Tree *tree, NodeId node, NodeId place);
// Does a loop in front of the node leave the function: what is there already is looked for first?
bool c_looks_up_first(const Tree *tree, NodeId node);
// Is it the name of a test: it may do what no program would, and its process ends soon.
bool c_is_test(Str function);
// The first node of the kind in the subtree, or 0.
NodeId c_first_of(const Tree *tree, NodeId node, NodeKind kind);
