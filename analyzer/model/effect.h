// What one event does to a state of the path: the engine's transfer function.
#pragma once

#include "model/flow.h"

// What follows for the path: it goes on, it ends, or it goes on in two ways.
typedef enum Verdict { PATH_ENDS, PATH_GOES_ON, PATH_SPLITS } Verdict;

// PATH_SPLITS: *other is the second way.
Verdict effect_of(Flow *flow, State *state, const Event *event, State *other);
// A TEST whose condition was (or was not) as `taken` says; false when that can't be, or when nothing may be said of the thing then.
bool effect_of_branch(Flow *flow, State *state, const Event *test, bool taken);
// The same for an event of Python's objects, which says more itself.
Verdict effect_on_object(Flow *flow, State *state, const Event *event);

// The parts that both share.
Verdict effect_of_set(Flow *flow, State *state, const Event *event);
Verdict effect_of_return(Flow *flow, State *state, const Event *event);
// The last name is gone.
Verdict effect_of_loss(Flow *flow, State *state, NodeId node, PlaceId place);
// The path ends here for the thing.
Verdict effect_stop(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place);
// Does it matter what is known of the place?
static inline bool flow_cares(const Flow *flow, const State *state, PlaceId place) { return flow->tested[place] > 1 || state_holds(state, place); }
// References: what one of them gave back lives on while others hold it.
bool effect_is_counted(uint8_t family);
// Notes how a path ends.
void flow_end(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place);
// Is a block of no size asked for? Whether there is one then is the library's choice.
bool flow_asks_nothing(const Flow *flow, const State *state, const Call *call);
// Can a thing be followed while this place holds it?
bool flow_can_hold(const Flow *flow, PlaceId place, NodeId at_node);
