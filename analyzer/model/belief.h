// Pairs that no table knows and no body shows, learnt from habit: where five functions and four of five uses end `v = f()` with `g(v)`, f gives
// something that g takes back, and what v went through in between only looked at it.
//
// One function that ends it on three ways out is as good. Names alone prove nothing, but a `g` that does not sound like an end has to be a firmer habit.
// What functions are known to do goes before.
#pragma once

#include "model/habit.h"
#include "model/summary.h"

// What the habits prove, a contract for each function, sorted. Names are borrowed.
Contracts beliefs_of(Arena *arena, const Habits *habits);
// Adds what is believed of a function to what is known of a call of it.
void belief_apply(const Summary *believed, Summary *summary);
// The family of what is only believed to be something: no releaser of the configuration's own gets it.
enum { FAMILY_BELIEVED = FAMILY_COUNT - 1 };
