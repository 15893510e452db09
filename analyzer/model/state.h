// What is known at one point of one path: the thing's life, the places that hold it, and a few facts about other places ("ret is
// negative", "fd is not -1") that decide which branches the path can take.
#pragma once

#include "model/summary.h"

typedef enum Life {
    LIFE_NONE,      // not acquired yet: only facts are collected
    LIFE_HELD,
    LIFE_HANDED_OUT,  // held, and *parameter has it too
    LIFE_RELEASED,
} Life;

enum { STATE_NAMES = 6, STATE_FACTS = 16 };

typedef struct Fact {
    PlaceId place;
    PlaceId twin;   // another place that has the same value, 0 = none is known
    Range range;
} Fact;

typedef struct State {
    uint8_t life;         // Life
    uint8_t family;
    uint8_t name_count, fact_count;
    bool is_merged;       // facts were dropped to merge it
    PlaceId names[STATE_NAMES];
    PlaceId shifted;      // a name that was moved forward and no longer points to its start, 0 = none
    PlaceId handed_out;   // LIFE_HANDED_OUT: the target that has it
    PlaceId returned;     // the value of the last return, 0 = none
    // How control came here; not compared.
    uint32_t before;      // index into Flow.states + 1, 0 = the start
    uint32_t test;        // the TEST that led into the block: index into Graph.events + 1, 0 = none
    bool held;            // what the condition was
    NodeId leaves;        // the last return
    NodeId released_at;
    NodeId cause;         // where the thing lost a name, was moved or the like
    Fact facts[STATE_FACTS];  // sorted by place; those from fact_count on are garbage
} State;

// Leaves out the garbage, which is most of a state: there are as many copies as edges.
static inline void state_copy(State *to, const State *from)
{
    memcpy(to, from, offsetof(State, facts) + sizeof(Fact) * from->fact_count);
}

// What is known of the place, or NULL.
Fact *state_fact(State *state, PlaceId place);
// Adds a fact on a place that has none.
void state_learn(State *state, PlaceId place, Range range);
// Forgets fact number `at`.
void state_drop(State *state, uint32_t at);
// `place` has a new value: what was known of it and of what is reached through it is void.
void state_forget(const Unit *unit, State *state, PlaceId place);
// Does the place hold the thing?
bool state_holds(const State *state, PlaceId place);
void state_name(State *state, PlaceId place);
// False when the place did not hold it.
bool state_unname(State *state, PlaceId place);
// Is some name reached through `place`, without being it?
bool state_holds_below(const Unit *unit, const State *state, PlaceId place);
// Is the place inside what some name points to (or the name itself)?
bool state_is_inside(const Unit *unit, const State *state, PlaceId place);
// Do both say the same of the thing?
bool state_same_core(const State *a, const State *b);
bool state_same_facts(const State *a, const State *b);
// Keeps in `state` what both know; false when nothing was dropped.
bool state_keep_shared(State *state, const State *other);
// Does any binding in the expression equal the one that is written?
bool expression_mentions(const Unit *unit, PlaceId expression, BindingId binding);
