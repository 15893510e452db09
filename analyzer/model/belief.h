// Pairs that no table knows and no body shows, learnt from habit: where five functions and four of five uses end `v = f()` with `g(v)`, f gives
// something that g takes back, and what v went through in between only looked at it.
//
// One function that ends it on three ways out is as good. Names alone prove nothing, but a `g` that does not sound like an end has to be a firmer habit. What functions of other files are known to do goes before.
#pragma once

#include "model/summary.h"

// Adds what the unit's functions are believed to do to the summaries of calls of which nothing is known.
void beliefs_apply(const Unit *unit, Summaries *summaries);
// The family of what is only believed to be something: no releaser of the configuration's own gets it.
enum { FAMILY_BELIEVED = FAMILY_COUNT - 1 };
