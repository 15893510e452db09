// Conditions on two numbers of the function that both get constants: "a < b" with a = 0 and b = 2. They are expressions to the engine,
// but can be decided where both values are known.
#pragma once

#include "model/summary.h"

typedef struct Comparison {
    PlaceId expression, left, right;
    Test test;  // LESS, AT_MOST, MORE, AT_LEAST, EQUAL, UNEQUAL
} Comparison;

typedef ArrayOf(Comparison) Comparisons;

Comparisons comparisons_find(Arena *arena, const Unit *unit, const Graph *graph);
// NULL when the expression is none of them.
const Comparison *comparisons_at(const Comparisons *comparisons, PlaceId expression);
// Is the number compared with another one that is known?
bool comparisons_bound(const Comparisons *comparisons, PlaceId number);
// Can `left test right` be as `holds` says?
bool comparison_can_be(Test test, Range left, Range right, bool holds);
