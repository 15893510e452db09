// Members of structs that a call fills, gives back or returns: what its contract says of them, and the places that they are at the caller.
#pragma once

#include "model/summary.h"

// `inner.name` for the place whole.inner.name; "" when the way from the whole to the place goes through a pointer or an element, or there is none.
Str member_path(Arena *arena, const Unit *unit, PlaceId place, PlaceId whole);
// The place of that member of the whole, 0 = nothing in the unit speaks of it.
PlaceId member_place(const Unit *unit, PlaceId whole, Str path);
// Makes the places of which the contracts of the calls in the function speak.
void members_open(Arena *arena, Unit *unit, const Summaries *summaries, FunctionId function);
// What the contract says of the member that the place is, when `whole` is the argument's struct; NULL = nothing.
const MemberPassing *member_passing(const Unit *unit, const Summary *summary, uint32_t argument, PlaceId whole, PlaceId place);
