// Local structs whose address goes elsewhere, and pointers that are only another name of a local struct.
#pragma once

#include "c/c_kinds.h"

// Fills Binding.exposed and Binding.stands_for of the unit's locals.
void c_exposed_find(Unit *unit);
// The local struct that the expression names, also by such a pointer: St for `p` of `T *p = &St`; 0 = it is no such pointer.
BindingId c_exposed_stand_in(const Unit *unit, NodeId node);
