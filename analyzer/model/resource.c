// Callee first: the calls of a function are understood by the summaries of the functions that it calls, and what becomes of its own
// acquisitions and parameters is its summary. Functions that call each other in a circle know nothing of one another.
#include "model/resource.h"

#include "base/str.h"
#include "model/object.h"

#include <stdlib.h>

typedef struct Pass {
    Arena *arena;
    Arena *scratch;
    const Unit *unit;
    Summaries *summaries;
    Resources resources;
    uint32_t *first_call;   // by FunctionId; the calls of a function stand together
} Pass;

// --- order -----------------------------------------------------------------------------------------------------
typedef struct Visit {
    FunctionId function;
    uint32_t next_call;
} Visit;

static void find_calls(Pass *pass)
{
    const Unit *unit = pass->unit;
    pass->first_call = arena_array(pass->scratch, uint32_t, unit->functions.len + 1);
    for (uint32_t i = unit->calls.len; i > 1; i--) pass->first_call[unit->calls.at[i - 1].function] = i - 1;
}

static FunctionId next_callee(const Pass *pass, Visit *visit)
{
    const Unit *unit = pass->unit;
    while (visit->next_call && visit->next_call < unit->calls.len && unit->calls.at[visit->next_call].function == visit->function) {
        FunctionId target = unit->calls.at[visit->next_call++].target;
        if (target) return target;
    }
    return 0;
}

typedef ArrayOf(FunctionId) Order;

static Order callee_first(Pass *pass)
{
    Order order = {0};
    uint32_t count = pass->unit->functions.len, depth = 0;
    bool *seen = arena_array(pass->scratch, bool, count + 1);
    Visit *stack = arena_array(pass->scratch, Visit, count + 1);
    for (FunctionId start = TOP_LEVEL + 1; start < count; start++) {
        if (seen[start]) continue;
        seen[start] = true;
        stack[depth++] = (Visit){start, pass->first_call[start]};
        while (depth) {
            FunctionId callee = next_callee(pass, &stack[depth - 1]);
            if (!callee) {
                *array_push(pass->scratch, &order) = stack[--depth].function;
            } else if (!seen[callee]) {
                seen[callee] = true;
                stack[depth++] = (Visit){callee, pass->first_call[callee]};
            }
        }
    }
    return order;
}

// --- resources of one function ---------------------------------------------------------------------------------
static bool is_end(EndingKind kind, bool *is_released)
{
    *is_released = kind == ENDING_RELEASED || kind == ENDING_RELEASED_TWICE || kind == ENDING_USED_LATE;
    return kind == ENDING_ESCAPED || kind == ENDING_RETURNED || kind == ENDING_STORED || kind == ENDING_KEPT;
}

static PathSteps path_of(Arena *arena, const Flow *flow, const Ending *ending)
{
    enum { MOST_STEPS = 5 };
    PathSteps backward = {0}, steps = {0};
    const State *state = &ending->state;
    for (uint32_t guard = 0; guard < 200; guard++) {
        const Event *test = state->test ? &flow->graph->events[state->test - 1] : NULL;
        if (test && (!backward.len || backward.at[backward.len - 1].test != test))
            *array_push(arena, &backward) = (PathStep){test->node, test, state->held};
        if (!state->before) break;
        state = &flow->states.at[state->before - 1].state;
    }
    for (uint32_t i = backward.len < MOST_STEPS ? backward.len : MOST_STEPS; i > 0; i--) *array_push(arena, &steps) = backward.at[i - 1];
    return steps;
}

static Str released_by(const Pass *pass, const Ending *ending)
{
    const Call *call = ending->state.released_at ? unit_call(pass->unit, ending->state.released_at) : NULL;
    return call ? call->callee : (Str){0};
}

static void keep_endings(Pass *pass, const Flow *flow, Resource *resource)
{
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        bool released = false;
        resource->is_handed_on |= is_end(ending->kind, &released);
        resource->is_released |= released;
        if (!resource->release.len) resource->release = released_by(pass, ending);
        *array_push(pass->arena, &resource->endings) = *ending;
        *array_push(pass->arena, &resource->paths) = path_of(pass->arena, flow, ending);
    }
    if (!resource->release.len) resource->release = knowledge_release(pass->unit->knowledge, (Family)resource->family);
}

// The variable that gets the result: its first SET.
static PlaceId first_holder(const Flow *flow, PlaceId result)
{
    PlaceId holder = result;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->other != holder || !event->place || event->place == holder) continue;
        holder = event->place;
        if (unit_place(flow->unit, holder)->kind != PLACE_RESULT) return holder;
    }
    return 0;
}

static void follow(Pass *pass, Flow *flow, const Flow *prefix, const Acquisition *acquisition, bool is_filled)
{
    flow_restart(flow);
    flow_acquire(flow, prefix, acquisition);
    if (flow->gave_up) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->call = acquisition->call;
    resource->family = acquisition->family;
    resource->is_filled = is_filled;
    resource->is_believed = summary_of_call(pass->summaries, acquisition->call)->is_believed;
    resource->place = is_filled ? acquisition->place : first_holder(flow, acquisition->place);
    if (resource->place) resource->name = place_text(pass->arena, &pass->unit->places, resource->place);
    keep_endings(pass, flow, resource);
}

static bool can_be_filled(const Unit *unit, PlaceId place)
{
    const Place *at = unit_place(unit, place);
    if (at->kind != PLACE_LOCAL || unit_binding(unit, at->binding)->has_cleanup) return false;
    TypeKind kind = unit_type(unit, unit_binding(unit, at->binding)->type)->kind;
    return kind == TYPE_POINTER || kind == TYPE_INTEGER;
}

// What holds something is not NULL, a descriptor not negative, whether the call can fail or not.
static Range values_of_family(uint8_t family)
{
    return family == FAMILY_DESCRIPTOR ? (Range){0, INT32_MAX, 0, false} : (Range){INT32_MIN, INT32_MAX, 0, true};
}

static Range values_of(const Unit *unit, PlaceId place)
{
    bool is_pointer = unit_type(unit, unit_binding(unit, unit_place(unit, place)->binding)->type)->kind == TYPE_POINTER;
    return is_pointer ? (Range){INT32_MIN, INT32_MAX, 0, true} : (Range){0, INT32_MAX, 0, false};
}

static void follow_call(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    const Call *call = &pass->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(pass->summaries, call);
    Acquisition acquisition = {.call = call, .block = block, .event = index, .succeeds = event->other, .success = summary->success,
                               .filled = range_all()};
    if (summary->result == RESULT_FRESH && event->other) {
        acquisition.place = event->other;
        acquisition.family = summary->family;
        if (range_is_all(acquisition.success)) acquisition.success = values_of_family(summary->family);
        follow(pass, flow, prefix, &acquisition, false);
    }
    for (uint32_t i = 0; i < call->argument_count; i++) {
        Passing passing = summary_argument(summary, i + 1);
        const Argument *argument = &call->arguments[i];
        bool fills = passing.how == HANDOVER_FILLED || passing.how == HANDOVER_REFILLED;
        if (!fills || !argument->is_address || !can_be_filled(pass->unit, argument->place)) continue;
        acquisition.place = argument->place;
        acquisition.family = passing.family;
        acquisition.filled = values_of(pass->unit, argument->place);
        follow(pass, flow, prefix, &acquisition, true);
    }
}

static bool acquires(const Pass *pass, const Call *call)
{
    const Summary *summary = summary_of_call(pass->summaries, call);
    if (summary->result == RESULT_FRESH) return true;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary->arguments[i].how == HANDOVER_FILLED || summary->arguments[i].how == HANDOVER_REFILLED) return true;
    return false;
}

static void follow_acquisitions(Pass *pass, Flow *flow, const Flow *prefix)
{
    for (uint32_t order = 0; order < flow->graph->reachable_count; order++) {
        BlockId block = flow->graph->by_order[order];
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_CALL && acquires(pass, &pass->unit->calls.at[event->detail])) follow_call(pass, flow, prefix, block, i);
        }
    }
}

// --- the summary of one function -------------------------------------------------------------------------------
// Where a value can come from, however control goes.
typedef struct Origin {
    uint8_t family;      // of the fresh things among them
    bool is_fresh, is_other;
    BindingId parameter; // a parameter that is returned as it came
} Origin;

static const Resource *resource_of(const Pass *pass, uint32_t from, NodeId call)
{
    for (uint32_t i = from; i < pass->resources.len; i++)
        if (pass->resources.at[i].call && pass->resources.at[i].call->node == call && !pass->resources.at[i].is_filled) return &pass->resources.at[i];
    return NULL;
}

// Does the thing reach the caller and nobody else?
static bool is_given_whole(const Resource *resource, EndingKind kind)
{
    bool reaches = false;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        EndingKind end = resource->endings.at[i].kind;
        if (end == kind) reaches = true;
        else if (end == ENDING_ESCAPED || end == ENDING_STORED || end == ENDING_KEPT || end == ENDING_RETURNED) return false;
    }
    return reaches;
}

static void trace(const Pass *pass, const Flow *flow, uint32_t from, PlaceId place, Origin *origin, int depth)
{
    enum { DEEPEST = 6 };
    const Place *at = unit_place(pass->unit, place);
    if (at->kind == PLACE_CONSTANT) return;
    if (at->kind == PLACE_RESULT && unit_call(pass->unit, at->node)) {
        const Resource *resource = resource_of(pass, from, at->node);
        bool is_whole = resource && is_given_whole(resource, ENDING_RETURNED);
        if (!is_whole || (origin->is_fresh && origin->family != resource->family)) origin->is_other = true;
        else origin->family = resource->family;
        origin->is_fresh = true;
        return;
    }
    bool is_variable = at->kind == PLACE_LOCAL || at->kind == PLACE_RESULT || at->kind == PLACE_PARAMETER;
    if (at->kind == PLACE_PARAMETER && unit_binding(pass->unit, at->binding)->writes <= 1) {
        if (origin->parameter && origin->parameter != at->binding) origin->is_other = true;
        origin->parameter = at->binding;
        return;
    }
    if (!is_variable || depth == DEEPEST) {
        origin->is_other = true;
        return;
    }
    bool is_set = false;
    for (uint32_t i = 0; i < flow->graph->event_count && !origin->is_other; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->place != place || event->other == place) continue;
        is_set = true;
        if (!event->other) origin->is_other = true;
        else trace(pass, flow, from, event->other, origin, depth + 1);
    }
    if (!is_set) origin->is_other = true;
}

static Range success_of(const Flow *prefix, uint8_t family)
{
    Range zero = range_of(0);
    if (prefix->has_returned && range_is_apart(prefix->returns, zero) && !range_is_all(prefix->returns)) return range_all();
    if (family == FAMILY_DESCRIPTOR) return (Range){0, INT32_MAX, 0, false};
    return (Range){INT32_MIN, INT32_MAX, 0, true};
}

static void learn_result(const Pass *pass, const Flow *flow, const Flow *prefix, uint32_t from, Summary *summary)
{
    Origin origin = {0};
    bool returns = false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_RETURN) continue;
        returns = true;
        if (event->place) trace(pass, flow, from, event->place, &origin, 0);
        else origin.is_other = true;
    }
    summary->value = prefix->has_returned ? prefix->returns : range_all();
    if (!returns || origin.is_other) return;
    if (origin.is_fresh && !origin.parameter) {
        summary->result = RESULT_FRESH;
        summary->family = origin.family;
        summary->success = success_of(prefix, origin.family);
    } else if (origin.parameter && !origin.is_fresh) {
        const Function *function = unit_function(pass->unit, flow->function);
        summary->result = RESULT_ARGUMENT;
        summary->argument = (uint8_t)(origin.parameter - function->first_parameter + 1);
    } else if (!origin.is_fresh) {
        summary->result = RESULT_BORROWED;
    }
}

typedef struct Tally {
    bool gone, kept, given, released, still_there;
    uint8_t family;
} Tally;

static Tally tally_of(const Flow *flow)
{
    Tally tally = {0};
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        switch (ending->kind) {
        case ENDING_ESCAPED:
        case ENDING_STORED: tally.gone = true; break;
        case ENDING_KEPT: tally.kept = true; break;
        case ENDING_RETURNED: tally.given = true; break;
        case ENDING_RELEASED:
        case ENDING_RELEASED_TWICE:
        case ENDING_USED_LATE:
        case ENDING_RELEASED_INSIDE:
        case ENDING_RELEASED_WRONGLY:
            tally.released = true;
            tally.family = ending->state.family;
            break;
        case ENDING_LEAKED:
        case ENDING_OVERWRITTEN:
        case ENDING_HOLDER_RELEASED: tally.still_there = true; break;
        case ENDING_OPEN: break;
        }
    }
    return tally;
}

static Passing passing_of(const Tally *tally, const Summary *summary, uint32_t number)
{
    bool is_result = summary->result == RESULT_ARGUMENT && summary->argument == number;
    if (tally->gone || (tally->given && !is_result)) return (Passing){.how = HANDOVER_UNKNOWN, .family = 0};
    if (tally->kept) return (Passing){.how = tally->released || tally->still_there ? HANDOVER_UNKNOWN : HANDOVER_KEPT};
    if (tally->released && !tally->still_there && !tally->given) return (Passing){.how = HANDOVER_RELEASED, .family = tally->family};
    if (tally->released && summary->result == RESULT_FRESH && summary->family == tally->family) return (Passing){.how = HANDOVER_MOVED, .family = tally->family};
    if (tally->released) return (Passing){.how = HANDOVER_UNKNOWN, .family = 0};
    return (Passing){.how = HANDOVER_BORROWED, .family = 0};
}

// Double releases and late uses of what the caller gave.
static void keep_parameter(Pass *pass, const Flow *flow, PlaceId place)
{
    bool is_bad = false;
    for (uint32_t i = 0; i < flow->endings.len; i++)
        is_bad |= flow->endings.at[i].kind == ENDING_RELEASED_TWICE || flow->endings.at[i].kind == ENDING_USED_LATE;
    if (!is_bad) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->place = place;
    resource->name = place_text(pass->arena, &pass->unit->places, place);
    keep_endings(pass, flow, resource);
}

static PlaceId place_known(const Unit *unit, PlaceKind kind, BindingId binding, PlaceId base)
{
    for (PlaceId id = 1; id < unit->places.list.len; id++) {
        const Place *place = unit_place(unit, id);
        if (place->kind == kind && place->binding == binding && place->base == base) return id;
    }
    return 0;
}

static bool is_released_somewhere(const Pass *pass, const Flow *flow, PlaceId place)
{
    for (uint32_t i = pass->first_call[flow->function]; i && i < pass->unit->calls.len && pass->unit->calls.at[i].function == flow->function; i++) {
        const Call *call = &pass->unit->calls.at[i];
        const Summary *summary = summary_of_call(pass->summaries, call);
        for (uint32_t n = 1; n <= call->argument_count; n++) {
            Passing passing = summary_argument(summary, n);
            bool takes = passing.how == HANDOVER_RELEASED || passing.how == HANDOVER_KEPT || passing.how == HANDOVER_MOVED;
            if (takes && call->arguments[n - 1].place == place) return true;
        }
    }
    return false;
}

// --- what a parameter leads to ---------------------------------------------------------------------------------
static bool is_inside(const Unit *unit, PlaceId place, PlaceId outer) { return place != outer && place_is_within(&unit->places, place, outer); }

// Can a value of that expression be something that is owned?
static bool is_owned_kind(const Unit *unit, NodeId node)
{
    TypeKind kind = unit_type(unit, tree_node(unit->tree, node)->type)->kind;
    return kind != TYPE_INTEGER && kind != TYPE_FLOAT;
}

static bool call_opens(const Pass *pass, const Call *call, PlaceId outer)
{
    const Summary *summary = summary_of_call(pass->summaries, call);
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        Passing passing = summary_argument(summary, i);
        PlaceId place = call->arguments[i - 1].place;
        if (!place || !place_is_within(&pass->unit->places, place, outer)) continue;
        if (passing.opens || (place != outer && passing.how != HANDOVER_BORROWED)) return true;
    }
    return false;
}

static bool opens_through(const Pass *pass, const Flow *flow, PlaceId outer)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool is_value = event->kind == EVENT_SET || event->kind == EVENT_RETURN;
        bool touches = is_inside(pass->unit, event->place, outer) || (event->kind == EVENT_SET && is_inside(pass->unit, event->other, outer));
        if (is_value && touches && is_owned_kind(pass->unit, event->node)) return true;
        if (event->kind == EVENT_CALL && call_opens(pass, &pass->unit->calls.at[event->detail], outer)) return true;
    }
    return false;
}

// The places behind the parameter (or behind a copy of it) that something owned goes into or comes out of.
typedef ArrayOf(PlaceId) PlacesBehind;

static void note_place(const Pass *pass, PlacesBehind *behind, PlaceId place, PlaceId outer)
{
    if (!is_inside(pass->unit, place, outer)) return;
    for (uint32_t i = 0; i < behind->len; i++)
        if (behind->at[i] == place) return;
    *array_push(pass->scratch, behind) = place;
}

static PlacesBehind places_behind(const Pass *pass, const Flow *flow, PlaceId outer)
{
    PlacesBehind behind = {0};
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        bool is_value = (event->kind == EVENT_SET || event->kind == EVENT_RETURN) && is_owned_kind(pass->unit, event->node);
        if (is_value) note_place(pass, &behind, event->place, outer);
        if (is_value && event->kind == EVENT_SET) note_place(pass, &behind, event->other, outer);
        for (uint32_t n = 0; call && n < call->argument_count; n++) note_place(pass, &behind, call->arguments[n].place, outer);
    }
    return behind;
}

// Does what the place holds when the function begins still stand there when it ends, and nowhere else?
static bool stays(Flow *flow, PlaceId place)
{
    State state = {.life = LIFE_HELD};
    state_name(&state, place);
    flow_restart(flow);
    flow_begin(flow, &state);
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (flow->endings.at[i].kind != ENDING_LEAKED && flow->endings.at[i].kind != ENDING_OPEN) return false;
    return !flow->gave_up;
}

static bool all_stay(const Pass *pass, Flow *flow, PlaceId outer)
{
    enum { FEW_PLACES = 6 };
    PlacesBehind behind = places_behind(pass, flow, outer);
    if (behind.len > FEW_PLACES) return false;
    for (uint32_t i = 0; i < behind.len; i++)
        if (!stays(flow, behind.at[i])) return false;
    return true;
}

// Does the function take, replace or give back anything that the parameter leads to, by its own name or by that of a copy?
static bool opens(const Pass *pass, Flow *flow, PlaceId parameter)
{
    if (opens_through(pass, flow, parameter) && !all_stay(pass, flow, parameter)) return true;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool is_copy = event->kind == EVENT_SET && event->other == parameter && event->place && event->place != parameter;
        if (is_copy && opens_through(pass, flow, event->place)) return true;
    }
    return false;
}

// True when it may be given back before something else is put there: what is put there is then no plain filling.
static bool learn_target(Flow *flow, PlaceId target, Passing *passing)
{
    State state = {.life = LIFE_HELD};
    state_name(&state, target);
    flow_restart(flow);
    flow_begin(flow, &state);
    Tally tally = tally_of(flow);
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (flow->endings.at[i].kind == ENDING_RELEASED_TWICE) return true;  // a loop over an array: each turn another element
    bool is_released = !flow->gave_up && tally.released && !tally.gone && !tally.kept && !tally.given && !tally.still_there;
    if (is_released) *passing = (Passing){.how = HANDOVER_RELEASED_IN, .family = tally.family};
    return flow->gave_up || tally.released;
}

static bool is_copied(const Flow *flow, PlaceId place)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++)
        if (flow->graph->events[i].kind == EVENT_SET && flow->graph->events[i].other == place && flow->graph->events[i].place) return true;
    return false;
}

// The call that takes over what *place* holds and gives it back grown, when the event stands for one; else NULL.
static const Call *grows(const Pass *pass, const Event *event, PlaceId place)
{
    const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count; i++)
        if (call->arguments[i - 1].place == place && summary_argument(summary_of_call(pass->summaries, call), i).how == HANDOVER_MOVED) return call;
    return NULL;
}

// Is the value what such a call gave, by its own name or by that of a local that gets nothing else?
static bool is_grown_value(const Pass *pass, const Flow *flow, PlaceId value, PlaceId place, int depth)
{
    const Place *at = unit_place(pass->unit, value);
    bool is_set = false;
    if (at->kind == PLACE_RESULT) {
        for (uint32_t i = 0; i < flow->graph->event_count; i++)
            if (flow->graph->events[i].node == at->node && grows(pass, &flow->graph->events[i], place)) return true;
        return false;
    }
    for (uint32_t i = 0; i < flow->graph->event_count && at->kind == PLACE_LOCAL && depth; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->place != value || unit_place(pass->unit, event->other)->kind == PLACE_CONSTANT) continue;
        is_set = true;
        if (!event->other || !is_grown_value(pass, flow, event->other, place, depth - 1)) return false;
    }
    return is_set;
}

// Does the place get nothing but its own block, grown? `family` is what it holds then.
static bool is_only_grown(const Pass *pass, const Flow *flow, PlaceId place, uint8_t *family)
{
    bool any = false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = grows(pass, event, place);
        if (call) *family = summary_of_call(pass->summaries, call)->family;
        if (event->kind != EVENT_SET || event->place != place) continue;
        if (!event->other || !is_grown_value(pass, flow, event->other, place, 2)) return false;
        any = true;
    }
    return any;
}

static Range stored_values(const Pass *pass, uint32_t from, PlaceId target, bool *is_fresh, uint8_t *family)
{
    Range values = range_all();
    bool any = false;
    *is_fresh = true;
    for (uint32_t i = from; i < pass->resources.len; i++) {
        const Resource *resource = &pass->resources.at[i];
        for (uint32_t e = 0; e < resource->endings.len; e++) {
            const Ending *ending = &resource->endings.at[e];
            if (ending->kind != ENDING_STORED || ending->place != target) continue;
            if (!is_given_whole(resource, ENDING_STORED) || (any && *family != resource->family)) *is_fresh = false;
            Range value = ending->has_value ? ending->value : range_all();
            values = any ? range_join(values, value) : value;
            *family = resource->family;
            any = true;
        }
    }
    if (!any) *is_fresh = false;
    return values;
}

// Does everything that is put into the target come from an acquisition or is NULL?
static bool gets_only_fresh(const Pass *pass, const Flow *flow, uint32_t from, PlaceId target)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->place != target || unit_place(pass->unit, event->other)->kind == PLACE_CONSTANT) continue;
        bool is_known = false;
        for (uint32_t r = from; r < pass->resources.len && !is_known; r++) {
            const Resource *resource = &pass->resources.at[r];
            const Place *other = unit_place(pass->unit, event->other);
            is_known = resource->place == event->other || resource->place == target || (resource->call && other->kind == PLACE_RESULT && other->node == resource->call->node);
        }
        if (!is_known) return false;
    }
    return true;
}

// Is what the function returns when it fills the target told apart from what it returns when it does not?
static bool tells_filled(Flow *flow, PlaceId target, Range filled)
{
    State state = {.life = LIFE_HELD};
    state_name(&state, target);
    flow_restart(flow);
    flow_begin(flow, &state);
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        bool is_old = ending->kind != ENDING_OVERWRITTEN && ending->kind != ENDING_OPEN;
        if (is_old && (ending->kind != ENDING_LEAKED || !ending->has_value || !range_is_apart(ending->value, filled))) return false;
    }
    return !flow->gave_up && !range_is_all(filled);
}

static void learn_filled(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, PlaceId target, Summary *summary, uint32_t number)
{
    bool is_fresh = false;
    uint8_t family = 0;
    Range values = stored_values(pass, from, target, &is_fresh, &family);
    if (!is_fresh || !gets_only_fresh(pass, flow, from, target) || summary->result == RESULT_FRESH) return;
    bool is_void = range_is_all(values) && range_is_all(prefix->returns);
    const Type *type = unit_type(pass->unit, unit_binding(pass->unit, unit_function(pass->unit, flow->function)->binding)->type);
    is_void = is_void && unit_type(pass->unit, type->target)->kind == TYPE_VOID;
    bool is_told = values.low == values.high || is_void || tells_filled(flow, target, values);
    if (!is_told) return;  // which status means success does not show
    summary->success = values;
    summary->arguments[number] = (Passing){.how = HANDOVER_FILLED, .family = family};
}

static void learn_parameter(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, uint32_t number, Summary *summary)
{
    const Unit *unit = pass->unit;
    BindingId id = unit_function(unit, flow->function)->first_parameter + number - 1;
    const Binding *binding = unit_binding(unit, id);
    const Type *type = unit_type(unit, binding->type);
    PlaceId place = place_known(unit, PLACE_PARAMETER, id, 0);
    Passing *passing = &summary->arguments[number];
    passing->how = HANDOVER_BORROWED;
    if (!place) return;
    bool is_pointer = type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY;
    if (!is_pointer && type->kind != TYPE_INTEGER) {
        passing->how = type->kind == TYPE_RECORD && !opens(pass, flow, place) ? HANDOVER_BORROWED : HANDOVER_UNKNOWN;
        return;
    }
    State state = {.life = LIFE_HELD};
    state_name(&state, place);
    state.facts[0] = (Fact){place, 0, values_of_family(is_pointer ? FAMILY_MEMORY : FAMILY_DESCRIPTOR)};
    state.fact_count = 1;
    flow_restart(flow);
    flow_begin(flow, &state);
    if (flow->gave_up) {
        passing->how = HANDOVER_UNKNOWN;
        return;
    }
    Tally tally = tally_of(flow);
    if (tally.given && binding->writes > 1 && summary->result == RESULT_FRESH) summary->result = RESULT_UNKNOWN;
    *passing = passing_of(&tally, summary, number);
    keep_parameter(pass, flow, place);
    passing->opens = passing->how == HANDOVER_BORROWED && is_pointer && opens(pass, flow, place);
    PlaceId target = is_pointer && unit_type(unit, type->target)->kind == TYPE_POINTER ? place_known(unit, PLACE_ELEMENT, 0, place) : 0;
    if (!target || passing->how != HANDOVER_BORROWED) return;
    bool is_reused = (is_released_somewhere(pass, flow, target) || is_copied(flow, target)) && learn_target(flow, target, passing);
    uint8_t family = 0;
    if (!is_reused) learn_filled(pass, flow, prefix, from, target, summary, number);
    else if (passing->how == HANDOVER_BORROWED && is_only_grown(pass, flow, target, &family))
        *passing = (Passing){.how = HANDOVER_REFILLED, .family = family};
}

static bool is_worth_it(const Pass *pass, const Function *function, FunctionId id)
{
    if (function->graph.gave_up || tree_node(pass->unit->tree, function->node)->flags & NODE_BROKEN) return false;
    if (function->parameter_count) return true;
    return pass->first_call[id] != 0 || function->call_count || function->flags & FUNCTION_EXPORTED;
}

static bool is_array(const Unit *unit, const Place *place)
{
    if (place->kind != PLACE_LOCAL && place->kind != PLACE_GLOBAL) return false;
    return unit_type(unit, unit_binding(unit, place->binding)->type)->kind == TYPE_ARRAY;
}

// Arrays whose address goes into a variable or to a function that releases: nothing may release them.
static void follow_storage(Pass *pass, Flow *flow, PlaceId place)
{
    State state = {.life = LIFE_HELD, .family = FAMILY_STORAGE};
    state_name(&state, place);
    flow_restart(flow);
    flow_begin(flow, &state);
    bool is_released = false;
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) is_released |= flow->endings.at[i].kind == ENDING_RELEASED_WRONGLY;
    if (!is_released) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->place = place;
    resource->family = FAMILY_STORAGE;
    resource->name = place_text(pass->arena, &pass->unit->places, place);
    keep_endings(pass, flow, resource);
}

static bool takes_array(const Pass *pass, const Event *event, PlaceId *array)
{
    const Unit *unit = pass->unit;
    *array = 0;
    if (event->kind == EVENT_SET && event->place && is_array(unit, unit_place(unit, event->other))) *array = event->other;
    if (event->kind != EVENT_CALL) return *array != 0;
    const Call *call = &unit->calls.at[event->detail];
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        PlaceId place = call->arguments[i - 1].place;
        if (summary_argument(summary_of_call(pass->summaries, call), i).how == HANDOVER_RELEASED && is_array(unit, unit_place(unit, place))) *array = place;
    }
    return *array != 0;
}

static void follow_arrays(Pass *pass, Flow *flow)
{
    enum { MOST_ARRAYS = 32 };
    PlaceId seen[MOST_ARRAYS];
    uint32_t count = 0;
    for (uint32_t i = 0; i < flow->graph->event_count && count < MOST_ARRAYS; i++) {
        PlaceId array;
        if (!takes_array(pass, &flow->graph->events[i], &array)) continue;
        bool is_new = true;
        for (uint32_t s = 0; s < count; s++) is_new &= seen[s] != array;
        if (!is_new) continue;
        seen[count++] = array;
        follow_storage(pass, flow, array);
    }
}

static void take_function(Pass *pass, FunctionId id)
{
    const Function *function = unit_function(pass->unit, id);
    if (!is_worth_it(pass, function, id)) return;
    Arena scratch = {0};
    Flow flow, prefix;
    uint32_t from = pass->resources.len;
    flow_open(&flow, &scratch, pass->summaries, id);
    flow_open(&prefix, &scratch, pass->summaries, id);
    flow_begin(&prefix, &(State){0});
    Summary *summary = &pass->summaries->of_function[id];
    *summary = (Summary){.success = range_all(), .value = range_all()};
    for (uint32_t i = function->parameter_count + 1; i <= SUMMARY_ARGUMENTS; i++) summary->arguments[i].how = HANDOVER_BORROWED;  // of "..."
    if (!prefix.gave_up) {
        follow_acquisitions(pass, &flow, &prefix);
        follow_arrays(pass, &flow);
        learn_result(pass, &flow, &prefix, from, summary);
        for (uint32_t i = 1; i <= function->parameter_count && i <= SUMMARY_ARGUMENTS; i++)
            learn_parameter(pass, &flow, &prefix, from, i, summary);
        summary->is_known = summary->is_read = true;
        summary->never_returns = function->flags & FUNCTION_NO_RETURN || !prefix.has_returned;
    }
    arena_close(&scratch);
}

// --- Python's objects ------------------------------------------------------------------------------------------
// A variable of the function itself that no nested function sees, or nothing at all.
static bool is_own_place(const Unit *unit, FunctionId function, PlaceId id)
{
    const Place *place = unit_place(unit, id);
    if (place->kind == PLACE_RESULT) return true;
    const Binding *binding = unit_binding(unit, place->binding);
    bool is_variable = place->kind == PLACE_LOCAL || place->kind == PLACE_PARAMETER;
    return is_variable && binding->function == function && !binding->is_captured;
}

static bool opens_object(const Event *event) { return event->kind == EVENT_ACQUIRE && family_is_object((Family)event->detail); }

static void follow_object(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    const Call *call = unit_call(pass->unit, event->node);
    if (!call || !is_own_place(pass->unit, flow->function, event->place)) return;
    Acquisition acquisition = {.call = call, .block = block, .event = index, .place = event->place, .family = (uint8_t)event->detail,
                               .succeeds = event->place, .success = {INT32_MIN, INT32_MAX, 0, true}, .filled = range_all()};
    bool is_variable = unit_place(pass->unit, event->place)->kind != PLACE_RESULT;
    follow(pass, flow, prefix, &acquisition, is_variable);
}

static bool opens_something(const Graph *graph)
{
    for (uint32_t i = 0; i < graph->event_count; i++)
        if (opens_object(&graph->events[i])) return true;
    return false;
}

static void take_python_function(Pass *pass, FunctionId id)
{
    const Graph *graph = &unit_function(pass->unit, id)->graph;
    if (graph->gave_up || !opens_something(graph)) return;
    Arena scratch = {0};
    Flow flow, prefix;
    flow_open(&flow, &scratch, pass->summaries, id);
    flow_open(&prefix, &scratch, pass->summaries, id);
    flow_begin(&prefix, &(State){0});
    for (uint32_t order = 0; order < graph->reachable_count && !prefix.gave_up; order++) {
        const Block *block = &graph->blocks[graph->by_order[order]];
        for (uint32_t i = 0; i < block->event_count; i++)
            if (opens_object(&graph->events[block->first_event + i])) follow_object(pass, &flow, &prefix, graph->by_order[order], i);
    }
    arena_close(&scratch);
}

static int by_place(const void *a, const void *b)
{
    const Resource *x = a, *y = b;
    NodeId left = x->call ? x->call->node : 0, right = y->call ? y->call->node : 0;
    return (left > right) - (left < right);
}

Resources resources_find(Arena *arena, const Unit *unit, Summaries *summaries)
{
    Arena scratch = {0};
    Pass pass = {.arena = arena, .scratch = &scratch, .unit = unit, .summaries = summaries};
    if (unit->language == LANG_PYTHON) {
        for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) take_python_function(&pass, id);
    } else {
        find_calls(&pass);
        Order order = callee_first(&pass);
        for (uint32_t i = 0; i < order.len; i++) take_function(&pass, order.at[i]);
    }
    arena_close(&scratch);
    if (pass.resources.len) qsort(pass.resources.at, pass.resources.len, sizeof(Resource), by_place);
    return pass.resources;
}

// --- failure ---------------------------------------------------------------------------------------------------
static bool is_at(Range range, int32_t value) { return range.low == value && range.high == value; }

bool ending_is_failure(const Unit *unit, const Resource *resource, const Ending *ending)
{
    if (!ending->has_value) return false;
    const Binding *binding = unit_binding(unit, unit_function(unit, resource->function)->binding);
    TypeKind kind = unit_type(unit, unit_type(unit, binding->type)->target)->kind;
    if (kind == TYPE_POINTER) return is_at(ending->value, 0);
    return ending->value.high < 0 || is_at(ending->value, 0) || (ending->value.low == ending->value.high) || range_is_apart(ending->value, range_of(0));
}

// --- values that other files know ------------------------------------------------------------------------------
static void say_value(Arena *arena, Map *evidence, Str name, const char *call, int32_t value)
{
    *map_at(arena, evidence, arena_format(arena, "%.*s%s is %d", FMT(name), call, (int)value)) = 1;
}

void summaries_evidence(Arena *arena, const Summaries *summaries, Map *evidence)
{
    const Unit *unit = summaries->unit;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        bool is_said = binding->kind == BINDING_GLOBAL && binding->is_exported && binding->has_value;
        for_each_reference(unit, id, reference)
            is_said = is_said && reference->kind != REFERENCE_UPDATE && reference->kind != REFERENCE_ADDRESS &&
                      (reference->kind != REFERENCE_WRITE || reference->node == binding->declared);
        if (is_said) say_value(arena, evidence, binding->name, "", binding->value);
    }
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
        const Summary *summary = &summaries->of_function[id];
        if (!summary->is_known || !(unit_function(unit, id)->flags & FUNCTION_EXPORTED)) continue;
        if (summary->value.low == summary->value.high) say_value(arena, evidence, unit_function(unit, id)->name, "()", summary->value.low);
    }
}

// The number that the tested place must not be if the condition was as it was; false when there is no single one. (Of all that are
// not 0 it is 1 that constants are made of.)
static bool excluded(const Unit *unit, const PathStep *step, int32_t *number)
{
    bool is_other = step->test->other != 0;
    *number = is_other ? unit_place(unit, step->test->other)->value : 0;
    switch ((Test)step->test->detail) {
    case TEST_TRUE: *number = !step->held; return true;
    case TEST_FALSE: *number = step->held; return true;
    case TEST_UNEQUAL: return step->held;
    case TEST_EQUAL: return !step->held;
    case TEST_COMPARE:
    case TEST_LESS:
    case TEST_AT_MOST:
    case TEST_MORE:
    case TEST_AT_LEAST: return false;
    }
    return false;
}

Str path_contradiction(Arena *arena, const Unit *unit, const PathSteps *steps)
{
    for (uint32_t i = steps->len; i > 0; i--) {
        const PathStep *step = &steps->at[i - 1];
        const Place *place = unit_place(unit, step->test->place);
        const Call *call = place->kind == PLACE_RESULT ? unit_call(unit, place->node) : NULL;
        bool is_global = place->kind == PLACE_GLOBAL && unit_binding(unit, place->binding)->is_exported;
        bool is_call = call && !call->target && call->callee.len && !call->argument_count;
        int32_t number;
        if (!(is_global || is_call) || !excluded(unit, step, &number)) continue;
        return arena_format(arena, "%.*s%s is %d", FMT(is_call ? call->callee : place->name), is_call ? "()" : "", (int)number);
    }
    return (Str){0};
}
