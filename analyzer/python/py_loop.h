// Loops: which one makes a variable larger turn by turn, how many turns it has, and what it does to a variable on the way.
// Nothing here allocates.
#pragma once

#include "python/py_idiom.h"

// The nearest `for` or `while` of the node's own function whose body (or test) contains it, else 0.
NodeId py_loop_around(const Tree *tree, NodeId node);
// Are there a few elements for certain (16 at most): a written list, range(8), islice(x, 8)?
bool py_is_few(const Unit *unit, NodeId iterable);
// Has the loop a few turns for certain: does it go over few elements?
bool py_is_short_loop(const Unit *unit, NodeId loop);
// Are the expressions the same variable `x` or the same chain of attributes `self.x`?
bool py_is_same_variable(const Tree *tree, NodeId a, NodeId b);
// The first identifier x or attribute a.x of the subtree that is this variable, from `after` on (0: from the start). 0 = none.
NodeId py_next_use(const Tree *tree, NodeId node, NodeId variable, NodeId after);
// Is the variable, or the object that it is an attribute of, bound in the subtree outside the statement `except`?
bool py_is_bound_in(const Unit *unit, NodeId node, NodeId variable, NodeId except);
// Is the statement right behind this one in its block the end of the loop: break, return, raise?
bool py_ends_loop_behind(const Tree *tree, NodeId statement);
// The outermost loop with more than a few turns in which the statement is the only one that binds its target: what it adds in
// one turn is there in the next. 0 = none, or the loop ends behind the statement.
NodeId py_growing_loop(const Unit *unit, NodeId statement, NodeId target);
// The value of the last `variable = value` of the same function in front of the node, 0 = none.
NodeId py_value_before(const Unit *unit, NodeId node, NodeId variable);
// What `x += value`, `x = x + value` adds to x, 0 for other statements.
NodeId py_added_value(const Tree *tree, NodeId assignment);
// Is what the loop adds to the variable certainly not much: it goes over the items of a dict, or looks at the variable's length?
bool py_is_limited_in(const Unit *unit, NodeId loop, NodeId variable);
// Has the loop as many turns as some input has lines, rows, pieces or characters?
bool py_is_input_loop(const Unit *unit, NodeId loop);
// The same, or is there another loop in it, around the node?
bool py_is_long_loop(const Unit *unit, NodeId loop, NodeId node);
// Does the call of a method of that name stand in the subtree?
bool py_has_method_call(const Tree *tree, NodeId node, const char *const *methods);
