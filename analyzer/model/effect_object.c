// What is closed, kept or returned shows in events; a call adds what the receiver's method and functions that only look make of it.
#include "model/effect.h"

#include "base/str.h"
#include "model/object.h"

static Verdict take_use(Flow *flow, State *state, const Call *call, PlaceId place, ObjectUse use)
{
    switch (use) {
    case OBJECT_USED: return PATH_GOES_ON;
    case OBJECT_CLOSED:
        state->life = LIFE_RELEASED;
        state->released_at = call->node;
        return PATH_GOES_ON;
    case OBJECT_LENT:
        if (!flow_can_hold(flow, call->result, call->node)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, place);
        state_name(state, call->result);
        return PATH_GOES_ON;
    case OBJECT_GONE: return effect_stop(flow, state, ENDING_ESCAPED, call->node, place);
    }
    return PATH_GOES_ON;
}

static Verdict take_object_call(Flow *flow, State *state, const Call *call)
{
    if (!state->life) return PATH_GOES_ON;
    PlaceId held = 0;
    Verdict verdict = PATH_GOES_ON;
    for (uint32_t i = 0; i < call->argument_count && !held; i++)
        if (state_holds(state, call->arguments[i].place)) held = call->arguments[i].place;
    bool is_method = call->receiver_place && state_holds(state, call->receiver_place);
    ObjectUse use = is_method ? object_method(str_last_part(call->callee)) : held ? object_argument(call->callee) : OBJECT_USED;
    if (state_unname(state, call->result) && !state->name_count && use != OBJECT_LENT) verdict = effect_of_loss(flow, state, call->node, call->result);
    return verdict == PATH_GOES_ON ? take_use(flow, state, call, is_method ? call->receiver_place : held, use) : verdict;
}

// A method or attribute of the thing goes somewhere.
static Verdict take_member(Flow *flow, State *state, const Event *event, PlaceId place)
{
    const Place *member = unit_place(flow->unit, place);
    if (!state->life || !state_is_inside(flow->unit, state, place)) return PATH_GOES_ON;
    bool is_plain = member->kind == PLACE_FIELD && object_attribute(member->name) == OBJECT_USED;
    return is_plain ? PATH_GOES_ON : effect_stop(flow, state, ENDING_ESCAPED, event->node, place);
}

// The second half of `cursor = connection.cursor()`: the call has given it its name.
static bool is_lent(const Flow *flow, const State *state, const Event *event)
{
    if (event->other || event == flow->graph->events || event[-1].kind != EVENT_CALL) return false;
    return flow->unit->calls.at[event[-1].detail].result == event->place && state_holds(state, event->place);
}

Verdict effect_on_object(Flow *flow, State *state, const Event *event)
{
    switch (event->kind) {
    case EVENT_CALL: return take_object_call(flow, state, &flow->unit->calls.at[event->detail]);
    case EVENT_ACQUIRE: return effect_of_set(flow, state, &(Event){.kind = EVENT_SET, .place = event->place, .node = event->node});
    case EVENT_ALIAS: {
        bool is_own = state_holds(state, event->other);
        if (is_lent(flow, state, event)) return PATH_GOES_ON;
        if (!is_own && take_member(flow, state, event, event->other) == PATH_ENDS) return PATH_ENDS;
        return effect_of_set(flow, state, &(Event){.kind = EVENT_SET, .place = event->place, .other = event->other, .node = event->node});
    }
    case EVENT_RELEASE:
        if (!state->life || !state_holds(state, event->place)) return PATH_GOES_ON;
        state->life = LIFE_RELEASED;
        state->released_at = event->node;
        return PATH_GOES_ON;
    case EVENT_MOVE:
        if (!state_holds(state, event->place)) return take_member(flow, state, event, event->place);
        return effect_of_return(flow, state, event);
    case EVENT_ESCAPE:
    case EVENT_CAPTURE:
    case EVENT_END:
        if (!state->life || !state_holds(state, event->place)) return take_member(flow, state, event, event->place);
        return effect_stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    case EVENT_USE:
    case EVENT_TEST:
    case EVENT_GROW:
    case EVENT_SHRINK:
    case EVENT_BOUND:
    case EVENT_SET:
    case EVENT_RETURN:
    case EVENT_KIND_COUNT: return PATH_GOES_ON;
    }
    return PATH_GOES_ON;
}
