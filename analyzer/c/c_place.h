// Which place an expression of C denotes.
//
// p->f and p.f are both the field f of p; *p, p[i] and *(p + i) are the element of p. Casts, parentheses and pointer arithmetic
// are looked through. What a call gives is the RESULT place of the call's node.
#pragma once

#include "c/c_kinds.h"

// The value of an expression as an operand: `place`, or its address.
typedef struct COperand {
    PlaceId place;
    bool is_address;  // &place, or an array that decays
} COperand;

// The place, 0 when the expression denotes none that can be followed.
PlaceId c_place(Arena *arena, Unit *unit, NodeId node);
COperand c_operand(Arena *arena, Unit *unit, NodeId node);
// Where the value of an expression goes: the left side of an assignment, the variable it initialises; else its own RESULT place.
PlaceId c_place_of_result(Arena *arena, Unit *unit, NodeId node);
// Does the place outlive every call: a global, a static local, or reached through one?
bool c_place_is_global(const Unit *unit, PlaceId place);
// A plain variable of the running function.
bool c_place_is_local(const Unit *unit, PlaceId place);
