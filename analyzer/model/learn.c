// A parameter is followed like an acquisition. What a parameter leads to is left alone when each member that is touched still stands where it stood.
#include "model/learn.h"

Range family_values(uint8_t family)
{
    return family == FAMILY_DESCRIPTOR ? (Range){0, INT32_MAX, 0, false} : (Range){INT32_MIN, INT32_MAX, 0, true};
}

typedef struct Tally {
    bool gone, kept, given, released, still_there;
    bool moved;  // given back by a callee that gives something in its place
    uint8_t family;
} Tally;

static bool is_moved(const Flow *flow, const Ending *ending)
{
    const Call *call = ending->state.released_at ? unit_call(flow->unit, ending->state.released_at) : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count; i++)
        if (summary_argument(summary_of_call(flow->summaries, call), i).how == HANDOVER_MOVED) return true;
    return false;
}

static Tally tally_of(const Flow *flow)
{
    Tally tally = {0};
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        switch (ending->kind) {
        case ENDING_ESCAPED:
        case ENDING_STORED: tally.gone = true; break;
        case ENDING_KEPT:
            tally.kept = true;
            tally.family = ending->state.family;
            break;
        case ENDING_RETURNED: tally.given = true; break;
        case ENDING_RELEASED:
        case ENDING_RELEASED_TWICE:
        case ENDING_USED_LATE:
        case ENDING_RELEASED_INSIDE:
        case ENDING_RELEASED_WRONGLY:
            tally.released = true;
            tally.moved |= is_moved(flow, ending);
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
    if (tally->moved && summary->result != RESULT_FRESH) return (Passing){.how = HANDOVER_UNKNOWN};  // where it went does not show
    if (tally->gone || (tally->given && !is_result)) return (Passing){.how = HANDOVER_UNKNOWN, .family = 0};
    bool is_taken_over = tally->kept && tally->still_there && !tally->released && tally->family == FAMILY_DESCRIPTOR && summary->result == RESULT_FRESH;
    if (is_taken_over) return (Passing){.how = HANDOVER_MOVED, .family = FAMILY_DESCRIPTOR};  // fdopen that may fail
    if (tally->kept) return (Passing){.how = tally->still_there ? HANDOVER_UNKNOWN : HANDOVER_KEPT};
    if (tally->released && !tally->still_there && !tally->given) return (Passing){.how = HANDOVER_RELEASED, .family = tally->family};
    if (tally->released && summary->result == RESULT_FRESH && summary->family == tally->family) return (Passing){.how = HANDOVER_MOVED, .family = tally->family};
    if (tally->released) return (Passing){.how = HANDOVER_UNKNOWN, .family = 0};
    return (Passing){.how = HANDOVER_BORROWED, .family = 0};
}

// s = grow(s): the result is what the caller gave or something fresh that takes its place; where the function fails it is left as it was.
static bool is_taken_over(const Flow *flow, const Tally *tally, const Summary *summary)
{
    if (!tally->given || !tally->released || tally->gone || tally->kept || summary->result != RESULT_FRESH || summary->family != tally->family) return false;
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        if (ending->kind == ENDING_LEAKED && !(ending->has_value && ending->value.low == 0 && ending->value.high == 0)) return false;
        if (ending->kind == ENDING_RELEASED && ending->has_value && ending->value.low == 0 && ending->value.high == 0) return false;
    }
    return true;
}

// Double releases and late uses of what the caller gave.
static void keep_parameter(Pass *pass, const Flow *flow, PlaceId place)
{
    bool is_bad = false;
    for (uint32_t i = 0; i < flow->endings.len; i++)
        is_bad |= flow->endings.at[i].kind == ENDING_RELEASED_TWICE || flow->endings.at[i].kind == ENDING_USED_LATE ||
                  flow->endings.at[i].kind == ENDING_RELEASED_INSIDE;
    if (!is_bad) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->place = place;
    resource->name = place_text(pass->arena, &pass->unit->places, place);
    pass_keep_endings(pass, flow, resource);
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

// Can a value of that expression be something that is owned? (A descriptor is a number.)
static bool is_owned_kind(const Unit *unit, NodeId node) { return unit_type(unit, tree_node(unit->tree, node)->type)->kind != TYPE_FLOAT; }

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

static BlockId block_of(const Flow *flow, uint32_t event)
{
    for (BlockId block = 0; block < flow->graph->block_count; block++) {
        const Block *at = &flow->graph->blocks[block];
        if (event >= at->first_event && event < at->first_event + at->event_count) return block;
    }
    return BLOCK_ENTRY;
}

// Follows what the place holds when the function begins, or when the local that leads to it has got its value. `released_at`: it was given
// back before.
static void follow_entry(Flow *flow, const Flow *prefix, PlaceId place, Range values, NodeId released_at)
{
    PlaceId root = place_root(&flow->unit->places, place);
    State state = {.life = released_at ? LIFE_RELEASED : LIFE_HELD, .released_at = released_at};
    state_name(&state, place);
    if (!range_is_all(values)) state_learn(&state, place, values);
    flow_restart(flow);
    for (uint32_t i = 0; i < flow->graph->event_count && unit_place(flow->unit, root)->kind == PLACE_LOCAL; i++) {
        if (flow->graph->events[i].kind != EVENT_SET || flow->graph->events[i].place != root) continue;
        BlockId block = block_of(flow, i);
        Acquisition read = {.block = block, .event = i - flow->graph->blocks[block].first_event, .place = place, .released_at = released_at,
                            .success = range_all(), .filled = values};
        flow_acquire(flow, prefix, &read);
        return;
    }
    flow_begin(flow, &state);
}

static void follow_held(Flow *flow, const Flow *prefix, PlaceId place, Range values) { follow_entry(flow, prefix, place, values, 0); }

// Does what the place holds when the function begins still stand there when it ends, and nowhere else?
static bool stays(Flow *flow, const Flow *prefix, PlaceId place)
{
    follow_held(flow, prefix, place, range_all());
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (flow->endings.at[i].kind != ENDING_LEAKED && flow->endings.at[i].kind != ENDING_OPEN) return false;
    return !flow->gave_up;
}

static bool all_stay(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId outer)
{
    enum { FEW_PLACES = 12 };
    PlacesBehind behind = places_behind(pass, flow, outer);
    if (behind.len > FEW_PLACES) return false;
    for (uint32_t i = 0; i < behind.len; i++)
        if (!stays(flow, prefix, behind.at[i])) return false;
    return true;
}

// Is the pointer itself given to a function that opens what it leads to?
static bool is_opened_elsewhere(const Pass *pass, const Flow *flow, PlaceId pointer)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        for (uint32_t n = 1; call && n <= call->argument_count; n++)
            if (call->arguments[n - 1].place == pointer && summary_argument(summary_of_call(pass->summaries, call), n).opens) return true;
    }
    return false;
}

static bool opens_by_name(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId name)
{
    return opens_through(pass, flow, name) && (is_opened_elsewhere(pass, flow, name) || !all_stay(pass, flow, prefix, name));
}

// Does the function take, replace or give back anything that the parameter leads to, by its own name or by that of a copy?
static bool opens(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId parameter)
{
    if (opens_by_name(pass, flow, prefix, parameter)) return true;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool is_copy = event->kind == EVENT_SET && event->other == parameter && event->place && event->place != parameter;
        if (is_copy && opens_by_name(pass, flow, prefix, event->place)) return true;
    }
    return false;
}

// Is what the place holds a number? Then only a descriptor is given back.
static bool holds_number(const Flow *flow, PlaceId place)
{
    const Unit *unit = flow->unit;
    const Place *at = unit_place(unit, place), *base = unit_place(unit, at->base);
    const Type *type = unit_type(unit, unit_binding(unit, base->binding)->type);
    if (at->kind == PLACE_ELEMENT) return unit_type(unit, type->target)->kind == TYPE_INTEGER;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Place *copy = unit_place(unit, event->kind == EVENT_SET && event->other == place ? event->place : 0);
        if (copy->kind == PLACE_LOCAL) return unit_type(unit, unit_binding(unit, copy->binding)->type)->kind == TYPE_INTEGER;
    }
    return false;
}

// True when it may be given back before something else is put there: what is put there is then no plain filling.
static bool learn_target(Flow *flow, const Flow *prefix, PlaceId target, Passing *passing)
{
    follow_held(flow, prefix, target, family_values(holds_number(flow, target) ? FAMILY_DESCRIPTOR : FAMILY_MEMORY));
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

bool learn_moves(const Summary *summary, uint32_t number)
{
    Passing passing = summary_argument(summary, number);
    if (passing.how == HANDOVER_MOVED) return true;
    return passing.how == HANDOVER_RELEASED && summary->result == RESULT_FRESH && summary->family == passing.family && passing.family == FAMILY_MEMORY;
}

// The call that takes over what *place* holds and gives it back grown, when the event stands for one; else NULL.
static const Call *grows(const Pass *pass, const Event *event, PlaceId place)
{
    const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count; i++)
        if (call->arguments[i - 1].place == place && learn_moves(summary_of_call(pass->summaries, call), i)) return call;
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

static bool is_null_place(const Unit *unit, PlaceId place) { return unit_place(unit, place)->kind == PLACE_CONSTANT && unit_place(unit, place)->value == 0; }

bool learn_is_only_grown(const Pass *pass, const Flow *flow, PlaceId place, uint8_t *family)
{
    bool any = false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = grows(pass, event, place);
        if (call) *family = summary_of_call(pass->summaries, call)->family;
        if (event->kind != EVENT_SET || event->place != place || is_null_place(pass->unit, event->other)) continue;
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
        for (uint32_t e = 0; e < resource->endings.len && !resource->taken; e++) {
            const Ending *ending = &resource->endings.at[e];
            if (ending->kind != ENDING_STORED || ending->place != target) continue;
            if (!learn_reaches_only(resource, ENDING_STORED) || (any && *family != resource->family)) *is_fresh = false;
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
    if (summary->result == RESULT_FRESH) return;
    Range values = stored_values(pass, from, target, &is_fresh, &family);
    bool is_filled = is_fresh && gets_only_fresh(pass, flow, from, target);
    if (!is_filled && !learn_moved_out(pass, flow, prefix, target, &values, &family)) return;
    bool is_void = range_is_all(values) && range_is_all(prefix->returns);
    const Type *type = unit_type(pass->unit, unit_binding(pass->unit, unit_function(pass->unit, flow->function)->binding)->type);
    is_void = is_void && unit_type(pass->unit, type->target)->kind == TYPE_VOID;
    bool is_told = values.low == values.high || is_void || tells_filled(flow, target, values);
    if (!is_told) return;  // which status means success does not show
    summary->success = values;
    summary->arguments[number] = (Passing){.how = HANDOVER_FILLED, .family = family};
}

// int get(T **p) { return get_from(all, p); }
static void pass_filling_on(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId parameter, Summary *summary, Passing *passing)
{
    Range values = range_all();
    uint8_t family = 0;
    if (summary->result == RESULT_FRESH || !learn_filling_passed_on(pass, flow, prefix, parameter, &values, &family)) return;
    summary->success = values;
    *passing = (Passing){.how = HANDOVER_FILLED, .family = family};
}

// char **, or int * for descriptors
static bool leads_to_handle(const Unit *unit, const Type *type)
{
    TypeKind target = unit_type(unit, type->target)->kind;
    return (type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY) && (target == TYPE_POINTER || target == TYPE_INTEGER);
}

// *parameter, also by the name of a `T **` that is all that a `void *` is cast to, before anything is asked.
static PlaceId target_of(const Flow *flow, PlaceId parameter)
{
    const Unit *unit = flow->unit;
    if (leads_to_handle(unit, unit_type(unit, unit_binding(unit, unit_place(unit, parameter)->binding)->type)))
        return place_known(unit, PLACE_ELEMENT, 0, parameter);
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Place *copy = unit_place(unit, event->place);
        if (event->kind != EVENT_SET || event->other != parameter || copy->kind != PLACE_LOCAL) continue;
        const Binding *binding = unit_binding(unit, copy->binding);
        bool is_only = binding->writes == 1 && block_of(flow, i) == BLOCK_ENTRY && leads_to_handle(unit, unit_type(unit, binding->type));
        return is_only ? place_known(unit, PLACE_ELEMENT, 0, event->place) : 0;
    }
    return 0;
}

// Two places that are compared: the way on which they are one is not followed.
static bool compares_places(const Flow *flow)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind == EVENT_TEST && event->other && unit_place(flow->unit, event->other)->kind != PLACE_CONSTANT) return true;
    }
    return false;
}

// Is what the target holds followed on every path? A caller who gave it back before must not pass its address then.
static bool uses_target(Flow *flow, const Flow *prefix, PlaceId target, NodeId released_at)
{
    if (holds_number(flow, target) || compares_places(flow)) return false;
    follow_entry(flow, prefix, target, family_values(FAMILY_MEMORY), released_at);
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (flow->endings.at[i].kind != ENDING_USED_LATE) return false;
    return flow->endings.len && !flow->gave_up;
}

// void drop(T **p) { drop_all(p, 1); }: what the callee does to *p on every path, this one does.
static bool passes_target_on(const Pass *pass, const Flow *flow, PlaceId parameter, Passing *passing)
{
    uint32_t mentions = 0;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        mentions += event->kind != EVENT_CALL && event->kind != EVENT_ESCAPE && event->kind != EVENT_USE && event->place == parameter;
        for (uint32_t n = 1; call && n <= call->argument_count; n++) {
            if (call->arguments[n - 1].place != parameter) continue;
            mentions++;
            Passing given = summary_argument(summary_of_call(pass->summaries, call), n);
            if (call->block == BLOCK_ENTRY && given.how == HANDOVER_RELEASED_IN) *passing = given;
        }
    }
    return mentions == 1 && passing->how == HANDOVER_RELEASED_IN;
}

// Does it go to a function that does not look at it?
static bool is_passed_to_ignorer(const Pass *pass, const Flow *flow, NodeId node)
{
    for (uint32_t i = pass->first_call[flow->function]; i && i < pass->unit->calls.len && pass->unit->calls.at[i].function == flow->function; i++) {
        const Call *call = &pass->unit->calls.at[i];
        for (uint32_t n = 1; n <= call->argument_count; n++)
            if (tree_contains(pass->unit->tree, call->arguments[n - 1].node, node))
                return summary_argument(summary_of_call(pass->summaries, call), n).is_ignored;
    }
    return false;
}

// Is it only asked which one it is? That can be asked of what is gone, too.
static bool is_only_compared(const Pass *pass, const Flow *flow, BindingId parameter)
{
    for_each_reference(pass->unit, parameter, reference) {
        if (reference->kind == REFERENCE_TESTED || reference->node == unit_binding(pass->unit, parameter)->declared) continue;
        if (reference->kind != REFERENCE_ARGUMENT || !is_passed_to_ignorer(pass, flow, reference->node)) return false;
    }
    return true;
}

void summary_learn_parameter(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, uint32_t number, Summary *summary, MemberList *members)
{
    const Unit *unit = pass->unit;
    BindingId id = unit_function(unit, flow->function)->first_parameter + number - 1;
    const Binding *binding = unit_binding(unit, id);
    const Type *type = unit_type(unit, binding->type);
    PlaceId place = place_known(unit, PLACE_PARAMETER, id, 0);
    Passing *passing = &summary->arguments[number];
    bool is_pointer = type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY;
    *passing = (Passing){.how = HANDOVER_BORROWED, .is_ignored = !place && is_pointer};
    if (!place) return;
    if (!is_pointer && type->kind != TYPE_INTEGER) {
        passing->opens = passing->lists = type->kind == TYPE_RECORD && learn_members(pass, flow, place, number, members);
        passing->how = passing->lists ? HANDOVER_BORROWED : HANDOVER_UNKNOWN;
        return;
    }
    State state = {.life = LIFE_HELD};
    state_name(&state, place);
    state.facts[0] = (Fact){place, 0, family_values(is_pointer ? FAMILY_MEMORY : FAMILY_DESCRIPTOR)};
    state.fact_count = 1;
    flow_restart(flow);
    flow_begin(flow, &state);
    if (flow->gave_up) {
        passing->how = HANDOVER_UNKNOWN;
        return;
    }
    Tally tally = tally_of(flow);
    bool is_taken = is_taken_over(flow, &tally, summary);
    if (tally.given && binding->writes > 1 && summary->result == RESULT_FRESH && !is_taken) summary->result = RESULT_UNKNOWN;
    *passing = is_taken ? (Passing){.how = HANDOVER_MOVED, .family = tally.family} : passing_of(&tally, summary, number);
    keep_parameter(pass, flow, place);
    Passing whole = {0};
    if (passing->how == HANDOVER_UNKNOWN && is_pointer && passes_target_on(pass, flow, place, &whole)) *passing = whole;
    if (passing->how == HANDOVER_UNKNOWN && is_pointer) pass_filling_on(pass, flow, prefix, place, summary, passing);
    passing->is_ignored = passing->how == HANDOVER_BORROWED && is_only_compared(pass, flow, id);
    passing->opens = passing->how == HANDOVER_BORROWED && is_pointer && opens(pass, flow, prefix, place);
    bool is_struct = is_pointer && unit_type(unit, type->target)->kind == TYPE_RECORD;
    passing->lists = passing->opens && is_struct && learn_members(pass, flow, place, number, members);
    PlaceId target = is_pointer ? target_of(flow, place) : 0;
    if (!target || passing->how != HANDOVER_BORROWED) return;
    passing->uses_target = uses_target(flow, prefix, target, binding->declared);
    bool is_reused = (is_released_somewhere(pass, flow, target) || is_copied(flow, target)) && learn_target(flow, prefix, target, passing);
    uint8_t family = 0;
    if (!is_reused && unit_place(unit, place_root(&unit->places, target))->kind != PLACE_PARAMETER) return;
    if (!is_reused) learn_filled(pass, flow, prefix, from, target, summary, number);
    else if (passing->how == HANDOVER_BORROWED && learn_is_only_grown(pass, flow, target, &family)) {
        bool is_fresh = false;
        uint8_t unused = 0;
        *passing = (Passing){.how = HANDOVER_REFILLED, .family = family};
        if (summary->result != RESULT_FRESH) summary->success = stored_values(pass, from, target, &is_fresh, &unused);
    }
}
