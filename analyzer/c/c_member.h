// What a file does with one member of a struct: who fills it with something of its own, who gives that back, and whether anybody else may.
//
// A member is owned when all that is ever put into it is something fresh, or NULL. It is shared when somebody else may give it back or know it: it is
// returned, stored, handed to a function that may keep or release it, its address goes out, or it also gets what others own.
#pragma once

#include "base/map.h"
#include "c/c_kinds.h"
#include "model/summary.h"

typedef struct CMember {
    NodeId made, made_last;  // where it gets something of its own first and last, 0 = nowhere
    FunctionId freed;        // the function that gives it back, 0 = none does
    NodeId freed_at;         // the last call that does
    bool is_shared;
} CMember;

// What a file does with a member that is a struct itself, by its address.
typedef struct CEmbedded {
    NodeId fed;      // handed to a function that does not only set it up: it may hold something then
    bool is_ended;   // something of it is given back, or it is copied or known to others, who may
} CEmbedded;

CMember c_member_read(const Unit *unit, const Summaries *summaries, BindingId field);
// The same for the elements of a member that is an array of pointers, and is shared when the array itself is. What gives one element back is `freed`.
CMember c_member_elements(const Unit *unit, const Summaries *summaries, BindingId field);
// The `x->name[i]` around `x->name`, or 0.
NodeId c_member_element(const Tree *tree, NodeId member);
// Does the value, or the local variable that carries it, give its target something to own?
bool c_member_owns(const Unit *unit, const Summaries *summaries, NodeId value);
// Does the function mention the member at all?
bool c_member_is_used_in(const Unit *unit, FunctionId function, BindingId field);
// Does the call give the block back that is its only argument?
bool c_member_is_release(const Summaries *summaries, const Call *call);
// The same struct, const or not?
bool c_record_is_same(const Unit *unit, TypeId a, TypeId b);
// Does the file declare the struct itself, so that no other file knows its members?
bool c_record_is_here(const Unit *unit, TypeId record);
CEmbedded c_embedded_read(const Unit *unit, const Summaries *summaries, BindingId field);
// The struct that has the member, by a use of it; 0 = it is not known.
TypeId c_member_record(const Unit *unit, NodeId member);
// Does the function give back what a member of its parameter holds, and put nothing new into it?
bool c_empties_parameter(const Unit *unit, const Summaries *summaries, FunctionId function);
// "lets struct x.m": the member is shared or given back; "feeds struct x.m", "ends struct x.m": of a member that is a struct; "empties f". Of structs
// that the file does not declare itself, and functions that others can call.
void c_member_evidence(Arena *arena, const Summaries *summaries, Map *evidence);
