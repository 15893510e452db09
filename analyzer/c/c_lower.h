// Function bodies -> calls, graphs and events.
#pragma once

#include "c/c_kinds.h"

// Fills unit->calls, call_of_node, places, and the graph and flags of every function.
void c_lower(Arena *arena, Unit *unit);
