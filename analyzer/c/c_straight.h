// What is sure to have happened before, read from the nesting of statements alone: for rules that need no graph.
#pragma once

#include "c/c_kinds.h"

// The statement in the list of a compound in which the node stands (not in a nested list), or 0.
NodeId c_listed_statement(const Tree *tree, NodeId node);
// Has `first` always been evaluated when control comes to `then`? False when that takes more than nesting to see, or a label lies between.
bool c_is_always_before(const Tree *tree, NodeId first, NodeId then);
// The innermost `if` around the node that decides whether it is reached, 0 = none within the same loop and function.
NodeId c_deciding_if(const Tree *tree, NodeId node);
// Is the variable written, updated, or its address taken by a node between the two?
bool c_changes_between(const Unit *unit, BindingId variable, NodeId from, NodeId to);
