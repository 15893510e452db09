// What the functions of a file do with what functions of others give, counted: `v = f()` that ends with `g(v)`, and what v went through in between.
// Counts can be added up over files; model/belief.h says what they prove.
#pragma once

#include "model/unit.h"

// How often. With an `ender`: results of the function that it ends. With an `argument` (from 1): things that were given to the function there and
// ended later. With neither: results of the function that stay where they were made.
typedef struct Habit {
    Str function, ender;
    uint32_t argument;
    uint32_t times;
    uint32_t functions;  // with an ender: functions that end one
    uint32_t exits;      // with an ender: most calls of it for one thing, when it gets nothing else and sounds like an end
} Habit;

typedef ArrayOf(Habit) Habits;  // each function, ender and argument once, in the order in which they were met

// Counts what the unit does with results of functions that neither the unit defines nor a table knows. Names are borrowed.
Habits habits_count(Arena *arena, const Unit *unit);
// Adds what another file counted; `index` belongs to the sum, which keeps the names.
void habits_add(Arena *arena, Habits *sum, Map *index, const Habits *more);
// Is it a call of a function of which neither the unit nor a table knows anything?
bool habit_is_about(const Unit *unit, const Call *call);
// Does the name of a function sound like an end (free, close, unref ...)?
bool habit_sounds_like_end(Str name);
