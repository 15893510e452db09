// One thing, followed along every path of a function: who holds it, and whether it has been given back.
//
// A state is what is known at one point of one path: the thing's life, the places that hold it, and a few facts about other
// places ("ret is negative", "fd is not -1") that decide which branches the path can take. Equal states are one. When a block gets
// too many, those that agree on the thing itself are merged and keep only the facts that they share.
// What the engine can't follow (an unknown callee, a store into the heap) ends the thing's story in silence.
#pragma once

#include "model/comparison.h"
#include "model/state.h"

// How a path of the thing ends.
typedef enum EndingKind {
    ENDING_ESCAPED = 1,    // out of sight
    ENDING_RETURNED,       // the caller has it
    ENDING_STORED,         // a parameter's target has it: `place`
    ENDING_KEPT,           // a callee has it
    ENDING_RELEASED,       // the function ends and it has been given back
    ENDING_LEAKED,         // the function ends and it has not
    ENDING_OVERWRITTEN,    // its last name got another value
    ENDING_HOLDER_RELEASED,  // the block that holds its only name was given back
    ENDING_RELEASED_TWICE,
    ENDING_USED_LATE,      // used after it was given back
    ENDING_RELEASED_WRONGLY,  // given back with the function of another family: `family`
    ENDING_RELEASED_INSIDE,   // given back through a pointer that no longer points to its start
    ENDING_OPEN,           // the path ends in a call that never returns
} EndingKind;

typedef struct Ending {
    EndingKind kind;
    uint8_t family;
    NodeId node;           // the call, assignment or return; 0 = the end of the body
    PlaceId place;
    Range value;           // what the function returns there
    bool has_value;
    bool is_merged;
    State state;           // at the end of the path
} Ending;

typedef struct FlowState {
    State state;
    bool is_pending;
} FlowState;

typedef struct BlockStates {
    ArrayOf(uint32_t) list;  // indices into Flow.states
    uint32_t pending;
} BlockStates;

typedef struct Flow {
    Arena *arena;
    const Unit *unit;
    const Summaries *summaries;
    FunctionId function;
    const Graph *graph;
    uint8_t *tested;         // per place: how many events ask for its value
    Comparisons comparisons;
    uint32_t *last_read;     // per place: highest order of the blocks that ask for its value; UINT32_MAX = it is asked for at the end
    uint32_t *lowest_ahead;  // by order: the lowest order that control can still come to
    BlockStates *blocks;     // by BlockId
    ArrayOf(FlowState) states;
    ArrayOf(Ending) endings;
    const Call *origin;      // the call that acquires what is followed, NULL = none does
    PlaceId slot;            // a place that outlives the function and holds it all the same, 0 = none
    const bool *touches;     // by FunctionId: those of the file that can change what the slot holds; NULL = none is thought of
    uint32_t cursor;         // lowest order with pending states
    Range returns;           // LIFE_NONE: what the function can return
    bool has_returned;
    uint32_t spent;          // events and blocks walked over since flow_open
    bool gave_up;            // too many states, or too much spent: nothing may be said
} Flow;

// Where something comes into the hands of the function.
typedef struct Acquisition {
    const Call *call;    // NULL: a value that is read from elsewhere
    BlockId block;
    uint32_t event;      // the CALL or SET, counted from the block's first event
    PlaceId place;       // what holds it: the RESULT of the call, or the variable that it fills
    uint8_t family;
    NodeId released_at;  // the call gives it back instead
    PlaceId succeeds;    // the place whose value says whether it was acquired
    Range success;       // its values when it was
    Range filled;        // of a variable that is filled: its values then
} Acquisition;

// Makes a flow over one function; each run starts with flow_restart, which takes back the states and endings of the run before.
// Everything lives in the arena.
void flow_open(Flow *flow, Arena *arena, const Summaries *summaries, FunctionId function);
void flow_restart(Flow *flow);
// Follows a state from the function's entry. With LIFE_NONE it collects the facts that flow_acquire starts from.
void flow_begin(Flow *flow, const State *state);
// Follows what is acquired, from there on. `prefix` is a flow that began with LIFE_NONE.
void flow_acquire(Flow *flow, const Flow *prefix, const Acquisition *acquisition);
Range state_range(const Flow *flow, const State *state, PlaceId place);
