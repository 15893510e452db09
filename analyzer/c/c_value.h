// Values on their way: every write of a variable or field, every return, every condition, with the constants among them.
// What the flow engine reads (docs/design/flow.md).
#pragma once

#include "c/c_lower.h"

// The place that has the value of an expression: a variable, a field, a CONSTANT, the RESULT of a call, of a ?: or of a statement
// expression; pointer arithmetic is looked through. 0 when there is none.
PlaceId c_value(CLower *lower, NodeId node);
// The value of a constant expression: a literal, an enumerator, their negation.
bool c_value_constant(const Unit *unit, NodeId node, int32_t *value);
// SET and RETURN of one node whose operands have been evaluated.
void c_value_node(CLower *lower, NodeId node);
// One arm of a ?: has been evaluated: its value is the value of the whole.
void c_value_arm(CLower *lower, NodeId choice, NodeId arm);
// Pointers that are mentioned in a node which is not lowered itself: they go out of sight.
void c_value_let_out(CLower *lower, NodeId node);
// The TEST of a condition whose operands have been evaluated.
void c_value_test(CLower *lower, NodeId condition);
// What file-scope and static variables start with.
void c_value_initial(Unit *unit);
// The TEST of a case of a switch; false, and nothing is emitted, when what it looks at or the case's value is not known.
bool c_value_case(CLower *lower, NodeId switched, NodeId value);
