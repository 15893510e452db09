// Assumes what no careful reader would doubt: a field or global that was just tested keeps its value over a call. Recursion into the
// same variables, signal handlers and threads are not thought of.
#include "model/effect.h"

#include "base/str.h"
#include "model/member.h"

enum { MOST_ENDINGS = 128 };

// --- facts -----------------------------------------------------------------------------------------------------
bool effect_is_counted(uint8_t family)
{
    return family == FAMILY_PY_REFERENCE || family == FAMILY_G_OBJECT || family == FAMILY_JANSSON || family == FAMILY_JSON_C;
}

Range state_range(const Flow *flow, const State *state, PlaceId place)
{
    if (!place) return range_all();
    const Place *at = unit_place(flow->unit, place);
    if (at->kind == PLACE_CONSTANT) return range_of(at->value);
    Fact *fact = state_fact((State *)state, place);
    if (fact) return fact->range;
    return place < flow->summaries->constant_count ? flow->summaries->constants[place] : range_all();
}

// --- names -----------------------------------------------------------------------------------------------------
// Does the event give what the place holds to somebody else?
static bool lets_go(const Flow *flow, const Event *event, PlaceId place)
{
    if (event->kind == EVENT_SET) return event->other == place && (!event->place || unit_place(flow->unit, event->place)->kind != PLACE_RESULT);
    if (event->kind != EVENT_CALL) return false;
    const Call *call = &flow->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(flow->summaries, call);
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        uint8_t how = summary_argument(summary, i).how;
        if (call->arguments[i - 1].place == place && (how == HANDOVER_UNKNOWN || how == HANDOVER_KEPT)) return true;
    }
    return false;
}

// A local that gets nothing but fresh results and NULL: what hangs on it belongs to this function until it goes elsewhere.
static bool is_owner(const Flow *flow, PlaceId place, NodeId before)
{
    bool owns = false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->node < before && lets_go(flow, event, place)) return false;
        if (event->kind != EVENT_SET || event->place != place) continue;
        const Place *from = unit_place(flow->unit, event->other);
        if (from->kind == PLACE_CONSTANT) continue;
        const Call *call = from->kind == PLACE_RESULT ? unit_call(flow->unit, from->node) : NULL;
        if (!call || summary_of_call(flow->summaries, call)->result != RESULT_FRESH) return false;
        owns = true;
    }
    return owns;
}

static bool is_defined_here(const Unit *unit, TypeId type)
{
    for (ClassId id = 1; id < unit->classes.len; id++)
        if (unit_class(unit, id)->type == type) return true;
    return false;
}

// A union that a header defines is none: the places of its members are not known to be one.
static bool is_record(const Unit *unit, BindingId binding)
{
    TypeId id = unit_binding(unit, binding)->type;
    const Type *type = unit_type(unit, id);
    return type->kind == TYPE_RECORD && (!type->is_union || is_defined_here(unit, id));
}

// A local array of which one element only gets something, once: elements are one place.
static bool is_only_slot(const Flow *flow, PlaceId element)
{
    const Unit *unit = flow->unit;
    const Place *base = unit_place(unit, unit_place(unit, element)->base);
    uint32_t stores = 0;
    if (base->kind != PLACE_LOCAL || unit_type(unit, unit_binding(unit, base->binding)->type)->kind != TYPE_ARRAY) return false;
    for (BlockId block = 0; block < flow->graph->block_count; block++)
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_SET && event->place == element) stores += block_repeats(flow->graph, block) ? 2 : 1;
        }
    return stores == 1;
}

// Does the event take what the slot of a block holds somewhere else, or the block itself?
static bool reads_out(const Flow *flow, const Event *event, PlaceId slot, PlaceId block)
{
    const Places *places = &flow->unit->places;
    bool copies = (event->kind == EVENT_SET && event->other && place_is_within(places, slot, event->other)) ||
                  (event->kind == EVENT_RETURN && event->place && place_is_within(places, slot, event->place));
    const Call *call = event->kind == EVENT_CALL ? &flow->unit->calls.at[event->detail] : NULL;
    const Summary *summary = call ? summary_of_call(flow->summaries, call) : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count && !copies; i++) {
        PlaceId place = call->arguments[i - 1].place;
        Passing passing = summary_argument(summary, i);
        if (!place || !place_is_within(places, slot, place)) continue;
        bool only_looks = passing.how == HANDOVER_BORROWED && !passing.opens && summary->is_known && !call->arguments[i - 1].is_address;
        bool gives_on = summary->result == RESULT_ARGUMENT && summary->argument == i && place == block;
        bool frees_block = passing.how == HANDOVER_RELEASED && place == block && !call->target;
        copies = !(only_looks && !gives_on) && !frees_block;
    }
    return copies;
}

// An element of a local's own block, or a member of one, out of which nothing is ever read: what goes in stays there until the block is
// given back, whichever element it was.
static bool is_shelf(const Flow *flow, PlaceId slot)
{
    const Unit *unit = flow->unit;
    PlaceId element = unit_place(unit, slot)->kind == PLACE_FIELD ? unit_place(unit, slot)->base : slot;
    if (unit_place(unit, element)->kind != PLACE_ELEMENT) return false;
    PlaceId block = unit_place(unit, element)->base;
    const Place *at = unit_place(unit, block);
    bool is_pointer = at->kind == PLACE_LOCAL && unit_type(unit, unit_binding(unit, at->binding)->type)->kind == TYPE_POINTER;
    if (!is_pointer || unit_binding(unit, at->binding)->has_cleanup || !is_owner(flow, block, UINT32_MAX)) return false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++)
        if (reads_out(flow, &flow->graph->events[i], slot, block)) return false;
    return true;
}

// Can a thing be followed while this place holds it?
bool flow_can_hold(const Flow *flow, PlaceId place, NodeId at_node)
{
    const Unit *unit = flow->unit;
    const Place *at = unit_place(unit, place);
    if (place && place == flow->slot) return true;
    switch (at->kind) {
    case PLACE_RESULT: return true;
    case PLACE_LOCAL:
    case PLACE_PARAMETER: return !unit_binding(unit, at->binding)->has_cleanup;
    case PLACE_FIELD: {
        const Place *base = unit_place(unit, place_struct(&unit->places, place));
        const Binding *binding = unit_binding(unit, base->binding);
        if (unit_place(unit, at->base)->kind == PLACE_ELEMENT) return is_shelf(flow, place);
        if (base->kind != PLACE_LOCAL || binding->has_cleanup || (binding->exposed && binding->exposed < at_node)) return false;
        return is_record(unit, base->binding) || (base == unit_place(unit, at->base) && is_owner(flow, at->base, at_node));
    }
    case PLACE_ELEMENT: return is_only_slot(flow, place) || is_shelf(flow, place);
    case PLACE_GLOBAL:
    case PLACE_CONSTANT:
    case PLACE_EXPRESSION: return false;
    }
    return false;
}

// --- endings ---------------------------------------------------------------------------------------------------
static bool same_ending(const Ending *a, EndingKind kind, NodeId node, bool has_value, Range value)
{
    return a->kind == kind && a->node == node && a->has_value == has_value && memcmp(&a->value, &value, sizeof value) == 0;
}

// Can the path be taken with what this call passes?
static bool agrees(const Flow *flow, const State *state, const Call *call)
{
    const Function *function = unit_function(flow->unit, flow->function);
    for (uint32_t i = 0; i < state->fact_count; i++) {
        const Place *place = unit_place(flow->unit, state->facts[i].place);
        if (place->kind != PLACE_PARAMETER || unit_binding(flow->unit, place->binding)->writes > 1) continue;
        uint32_t number = place->binding - function->first_parameter;
        const Place *given = unit_place(flow->unit, number < call->argument_count ? call->arguments[number].place : 0);
        if (given->kind == PLACE_CONSTANT && range_is_apart(state->facts[i].range, range_of(given->value))) return false;
    }
    return true;
}

// Does some call of the file give arguments with which the path can be taken? When it shows no call at all, any may.
static bool is_called_so(const Flow *flow, const State *state)
{
    const Unit *unit = flow->unit;
    const Function *function = unit_function(unit, flow->function);
    bool is_called = false;
    for (uint32_t i = 1; i < unit->calls.len && function->call_count; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->target != flow->function) continue;
        is_called = true;
        if (agrees(flow, state, call)) return true;
    }
    return !is_called;
}

// The number of a descriptor that was closed may still be printed, compared and returned.
static bool is_mere_number(const Flow *flow, const State *state, NodeId node)
{
    const Call *call = state->family == FAMILY_DESCRIPTOR ? unit_call(flow->unit, node) : NULL;
    if (state->family != FAMILY_DESCRIPTOR) return false;
    return !call || summary_of_call(flow->summaries, call)->is_read || !call->argument_count || !state_holds(state, call->arguments[0].place);
}

void flow_end(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place)
{
    if (kind == ENDING_USED_LATE && (effect_is_counted(state->family) || is_mere_number(flow, state, node))) kind = ENDING_RELEASED;
    if (state->life == LIFE_NONE || flow->endings.len >= MOST_ENDINGS) return;
    bool at_exit = kind == ENDING_LEAKED || kind == ENDING_RELEASED || kind == ENDING_RETURNED || kind == ENDING_STORED;
    bool has_value = at_exit && state->returned;
    Range value = has_value ? state_range(flow, state, state->returned) : range_all();
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (same_ending(&flow->endings.at[i], kind, node, has_value, value)) {
            flow->endings.at[i].is_merged &= state->is_merged || !is_called_so(flow, state);
            return;
        }
    bool is_doubtful = state->is_merged || !is_called_so(flow, state);
    *array_push(flow->arena, &flow->endings) = (Ending){.kind = kind, .family = state->family, .node = node, .place = place,
                                                        .value = value, .has_value = has_value, .is_merged = is_doubtful,
                                                        .state = *state};
}

// --- the effect of one event -----------------------------------------------------------------------------------
Verdict effect_stop(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place)
{
    flow_end(flow, state, kind, node, place);
    return PATH_ENDS;
}

Verdict effect_of_loss(Flow *flow, State *state, NodeId node, PlaceId place)
{
    if (state->life == LIFE_HELD) return effect_stop(flow, state, ENDING_OVERWRITTEN, node, place);
    if (state->life == LIFE_HANDED_OUT) return effect_stop(flow, state, ENDING_ESCAPED, node, place);
    return effect_stop(flow, state, ENDING_RELEASED, state->released_at, 0);
}

// *out = thing: the caller may have it now; whether it does shows when the function returns.
static bool hands_out(const Flow *flow, PlaceId place)
{
    const Unit *unit = flow->unit;
    const Place *at = unit_place(unit, place), *base = unit_place(unit, at->base);
    if (at->kind != PLACE_ELEMENT || base->kind != PLACE_PARAMETER) return false;
    const Type *type = unit_type(unit, unit_binding(unit, base->binding)->type);  // char **, not int[]
    return type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_POINTER;
}

static Verdict store_away(Flow *flow, State *state, const Event *event)
{
    PlaceId root = event->place ? place_root(&flow->unit->places, event->place) : 0;
    bool is_out = root && root != event->place && unit_place(flow->unit, root)->kind == PLACE_PARAMETER;
    if (state->life == LIFE_HELD && event->place && hands_out(flow, event->place)) {
        state->life = LIFE_HANDED_OUT;
        state->handed_out = event->place;
        if (unit_place(flow->unit, event->other)->kind == PLACE_RESULT) state_unname(state, event->other);
        state_name(state, event->place);
        return PATH_GOES_ON;
    }
    return effect_stop(flow, state, is_out ? ENDING_STORED : ENDING_ESCAPED, event->node, event->place);
}

static bool is_array(const Unit *unit, PlaceId place)
{
    BindingId binding = unit_place(unit, place)->binding;
    return binding && unit_type(unit, unit_binding(unit, binding)->type)->kind == TYPE_ARRAY;
}

static bool is_variable(const Unit *unit, PlaceId place)
{
    PlaceKind kind = unit_place(unit, place)->kind;
    return place && (kind == PLACE_LOCAL || kind == PLACE_PARAMETER || kind == PLACE_GLOBAL || kind == PLACE_FIELD);
}

// Overflow is not thought of: a counter that counts up from 0 is not 0 again. The bounds of what goes on growing stay as they are, so that a
// loop comes to an end.
static Range changed(const Flow *flow, PlaceId place, Range range, Change change)
{
    enum { FEW = 4 };  // turns of a loop that are told apart
    static const Range positive = {1, INT32_MAX, 0, false}, something = {INT32_MIN, INT32_MAX, 0, true};
    switch (change) {
    case CHANGE_ANY: return range_all();
    case CHANGE_COUNTS:
        if (range.low == range.high && range.low >= 0 && range.low < FEW && comparisons_bound(&flow->comparisons, place)) return range_of(range.low + 1);
        /* fall through */
    case CHANGE_GROWS:
        if (range.low < 0 || range.low == INT32_MAX) return range_all();
        return range.low == range.high ? (Range){range.low + 1, INT32_MAX, 0, false} : range.low ? (Range){range.low, INT32_MAX, 0, false} : positive;
    case CHANGE_SINKS:
        if (range.low <= 0) return range_all();
        return range.low == range.high && range.low <= FEW ? range_of(range.low - 1) : (Range){range.low - 1, range.high, 0, false};
    case CHANGE_TO_STORAGE: return something;
    case CHANGE_MULTIPLIES: return range.low >= 1 ? positive : range.low == range.high ? range : range_all();
    }
    return range_all();
}

// The elements of an array are one place; when something is counted on, another one of them may be meant.
static void forget_elements(const Flow *flow, State *state)
{
    for (uint32_t i = state->fact_count; i > 0; i--)
        for (const Place *at = unit_place(flow->unit, state->facts[i - 1].place); at->kind == PLACE_FIELD || at->kind == PLACE_ELEMENT; at = unit_place(flow->unit, at->base))
            if (at->kind == PLACE_ELEMENT) {
                state_drop(state, i - 1);
                break;
            }
}

// The name through which the object leads to what is followed, 0 = none does directly.
static PlaceId member_of(const Flow *flow, const State *state, PlaceId object)
{
    for (uint32_t i = 0; i < state->name_count; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        if (name->kind == PLACE_FIELD && name->base == object) return state->names[i];
    }
    return 0;
}

// Py_INCREF and Py_DECREF before Python 3.8, macros that count in the object itself.
static bool counts_reference(const Flow *flow, const State *state, const Event *event)
{
    const Place *place = unit_place(flow->unit, event->place);
    bool is_count = !event->other && (event->detail == CHANGE_GROWS || event->detail == CHANGE_SINKS) && place->kind == PLACE_FIELD;
    return is_count && state->life && state->family == FAMILY_PY_REFERENCE && str_is(place->name, "ob_refcnt") &&
           (state_holds(state, place->base) || member_of(flow, state, place->base));
}

static bool is_elsewhere(const Flow *flow, PlaceId place)
{
    const Binding *root = unit_binding(flow->unit, unit_place(flow->unit, place_root(&flow->unit->places, place))->binding);
    return root->function != flow->function;
}

// Does another function of the file give back a reference of that member? Then the object's deallocator is likely to.
static bool is_released_elsewhere(const Flow *flow, Str member)
{
    const Unit *unit = flow->unit;
    for (PlaceId id = 1; id < unit->places.list.len; id++) {  // by a macro
        const Place *count = unit_place(unit, id), *at = unit_place(unit, count->base);
        bool counts = count->kind == PLACE_FIELD && str_is(count->name, "ob_refcnt") && at->kind == PLACE_FIELD;
        if (counts && str_equal(at->name, member) && is_elsewhere(flow, id)) return true;
    }
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        const Place *at = unit_place(unit, call->argument_count == 1 ? call->arguments[0].place : 0);
        if (call->function == flow->function || at->kind != PLACE_FIELD || !str_equal(at->name, member)) continue;
        Passing passing = summary_argument(summary_of_call(flow->summaries, call), 1);
        if (passing.how == HANDOVER_RELEASED && passing.family == FAMILY_PY_REFERENCE) return true;
    }
    return false;
}

// The reference to an object is given back, and what is followed hangs on it.
static Verdict give_back_owner(Flow *flow, State *state, PlaceId member, NodeId node)
{
    bool is_twice = state->life == LIFE_RELEASED && is_released_elsewhere(flow, unit_place(flow->unit, member)->name);
    return effect_stop(flow, state, is_twice ? ENDING_RELEASED_TWICE : ENDING_ESCAPED, node, member);
}

static Verdict count_reference(Flow *flow, State *state, const Event *event)
{
    PlaceId member = member_of(flow, state, unit_place(flow->unit, event->place)->base);
    if (member && event->detail == CHANGE_SINKS) return give_back_owner(flow, state, member, event->node);
    if (event->detail == CHANGE_GROWS) return member ? PATH_GOES_ON : effect_stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    if (state->life == LIFE_RELEASED) return effect_stop(flow, state, ENDING_RELEASED_TWICE, event->node, unit_place(flow->unit, event->place)->base);
    state->life = LIFE_RELEASED;
    state->released_at = event->node;
    return PATH_GOES_ON;
}

// p - n of what an allocator gave and nobody has moved yet.
static bool walks_before_start(const Flow *flow, const State *state, const Event *event)
{
    const Summary *maker = event->detail == CHANGE_SINKS && flow->origin ? summary_of_call(flow->summaries, flow->origin) : NULL;
    return maker && maker->is_known && !maker->is_read && !maker->is_believed && state->name_count == 1 && !state->shifted;
}

// p++: what p->member was called has no name any more, and nothing is known of p->member.
static Verdict step_pointer(Flow *flow, State *state, const Event *event)
{
    for (uint32_t i = state->fact_count; i > 0; i--) {
        PlaceId known = state->facts[i - 1].place;
        if (known != event->place && place_is_within(&flow->unit->places, known, event->place)) state_drop(state, i - 1);
    }
    if (state->life && state_holds_below(flow->unit, state, event->place)) return effect_stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    bool is_ours = state->life && state_holds(state, event->other), is_back = state->shifted == event->place && event->detail != CHANGE_GROWS;
    if (is_ours && (event->detail == CHANGE_GROWS || (!is_back && walks_before_start(flow, state, event)))) state->shifted = event->place;
    else if (is_back) state->shifted = 0;
    return PATH_GOES_ON;
}

// The same member of another struct, 0 = it can't be followed there.
static PlaceId member_in(const Flow *flow, PlaceId member, PlaceId from, PlaceId to, NodeId node)
{
    const Place *at = unit_place(flow->unit, member);
    PlaceId copy = at->kind == PLACE_FIELD && at->base == from ? member_place(flow->unit, to, at->name) : 0;
    return copy && flow_can_hold(flow, copy, node) ? copy : 0;
}

// record = make(): what hangs on a member of the one hangs on that of the other.
static bool copy_struct(const Flow *flow, State *state, const Event *event)
{
    PlaceId to = event->place, from = event->other;
    if (unit_place(flow->unit, to)->kind != PLACE_LOCAL || unit_place(flow->unit, from)->kind != PLACE_RESULT || state->name_count != 1) return false;
    PlaceId copy = member_in(flow, state->names[0], from, to, event->node);
    if (!copy) return false;
    Range known = state_range(flow, state, state->names[0]);
    state_forget(flow->unit, state, to);
    state_forget(flow->unit, state, from);
    (void)state_unname(state, state->names[0]);
    state_name(state, copy);
    if (!range_is_all(known)) state_learn(state, copy, known);
    return true;
}

// item = *slot's owner: the copy leads to what the slot holds, too.
static bool copies_slot(const Flow *flow, const State *state, PlaceId from)
{
    const Place *at = unit_place(flow->unit, flow->slot ? from : 0);
    return at->kind == PLACE_ELEMENT && state_holds_below(flow->unit, state, at->base);
}

Verdict effect_of_set(Flow *flow, State *state, const Event *event)
{
    if (counts_reference(flow, state, event)) return count_reference(flow, state, event);
    bool takes = event->other && state->life && state_holds(state, event->other);
    if (state->family == FAMILY_STORAGE && event->place && is_array(flow->unit, event->place)) return PATH_GOES_ON;  // its elements change
    if (!event->place) return takes || (event->other && state_holds_below(flow->unit, state, event->other)) ? store_away(flow, state, event) : PATH_GOES_ON;
    if (event->place == event->other) return step_pointer(flow, state, event);
    if (state->life == LIFE_HELD && event->other && state_holds_below(flow->unit, state, event->other) && copy_struct(flow, state, event)) return PATH_GOES_ON;
    if (state->life && event->other && (state_holds_below(flow->unit, state, event->other) || copies_slot(flow, state, event->other)))
        return effect_stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    Range range = event->other ? state_range(flow, state, event->other) : changed(flow, event->place, state_range(flow, state, event->place), (Change)event->detail);
    if (!event->other && (event->detail == CHANGE_GROWS || event->detail == CHANGE_COUNTS || event->detail == CHANGE_SINKS)) forget_elements(flow, state);
    state_forget(flow->unit, state, event->place);
    bool is_twin = is_variable(flow->unit, event->other) && flow->tested[event->other] > 1;
    if ((!range_is_all(range) || is_twin) && (flow_cares(flow, state, event->place) || takes)) {
        state_learn(state, event->place, range);
        if (is_twin) state_fact(state, event->place)->twin = event->other;
    }
    if (!state->life) return PATH_GOES_ON;
    if (state_holds(state, event->place) && is_shelf(flow, event->place)) return PATH_GOES_ON;  // another element
    if (state_holds_below(flow->unit, state, event->place)) return effect_stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    if (takes && !flow_can_hold(flow, event->place, event->node)) return store_away(flow, state, event);
    bool is_moved = takes && (event->detail == CHANGE_GROWS || walks_before_start(flow, state, event));
    bool lost = state_unname(state, event->place);
    if (state->shifted == event->place) state->shifted = 0;
    if (is_moved && !state->shifted) state->shifted = event->place;
    if (takes) {
        if (unit_place(flow->unit, event->other)->kind == PLACE_RESULT) state_unname(state, event->other);
        if (state->name_count == STATE_NAMES) return effect_stop(flow, state, ENDING_ESCAPED, event->node, 0);
        state_name(state, event->place);
    }
    return lost && !state->name_count ? effect_of_loss(flow, state, event->node, event->place) : PATH_GOES_ON;
}

Verdict effect_of_return(Flow *flow, State *state, const Event *event)
{
    state->returned = event->place;
    state->leaves = event->node;
    if (!event->place || !state->life) return PATH_GOES_ON;
    if (state_holds(state, event->place))
        return effect_stop(flow, state, state->life == LIFE_HELD ? ENDING_RETURNED : state->life == LIFE_RELEASED ? ENDING_USED_LATE : ENDING_ESCAPED,
                    event->node, event->place);
    if (!state_holds_below(flow->unit, state, event->place)) return PATH_GOES_ON;
    PlaceId member = state->life == LIFE_HELD && unit_place(flow->unit, event->place)->kind == PLACE_LOCAL ? member_of(flow, state, event->place) : 0;
    bool is_struct = member && !unit_place(flow->unit, member)->is_pointee;
    return effect_stop(flow, state, is_struct ? ENDING_RETURNED : ENDING_ESCAPED, event->node, is_struct ? member : event->place);
}

// Blocks that malloc's free() gives back everywhere but on Windows.
static bool is_plain_memory(uint8_t family) { return family == FAMILY_MEMORY || family == FAMILY_CURL_MEMORY || family == FAMILY_XML_MEMORY; }

static bool same_family(uint8_t a, uint8_t b) { return a == b || !a || !b || (is_plain_memory(a) && is_plain_memory(b)); }

static Verdict release_wrongly(Flow *flow, const State *state, const Call *call, const Argument *argument, uint8_t family)
{
    flow_end(flow, state, ENDING_RELEASED_WRONGLY, call->node, argument->place);
    if (flow->endings.len) flow->endings.at[flow->endings.len - 1].family = family;
    return PATH_ENDS;
}

static Verdict give_back(Flow *flow, State *state, const Call *call, const Argument *argument, uint8_t family)
{
    if (state->life == LIFE_RELEASED) return effect_stop(flow, state, ENDING_RELEASED_TWICE, call->node, argument->place);
    if (!state->family) state->family = family;
    if (state->family == FAMILY_STORAGE && !is_plain_memory(family)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    if (!same_family(family, state->family) || state->family == FAMILY_STORAGE) return release_wrongly(flow, state, call, argument, family);
    if (state->shifted == argument->place) return effect_stop(flow, state, ENDING_RELEASED_INSIDE, call->node, argument->place);
    state->life = LIFE_RELEASED;
    state->released_at = call->node;
    return PATH_GOES_ON;
}

// Is it asked for nothing? Then NULL is no failure, and what there is may be no block.
bool flow_asks_nothing(const Flow *flow, const State *state, const Call *call)
{
    static const char *const names[] = {"malloc", "calloc", "valloc", "realloc", "reallocarray", "reallocf", NULL};
    if (call->target || !str_is_any(call->callee, names)) return false;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Type *type = unit_type(flow->unit, tree_node(flow->unit->tree, call->arguments[i].node)->type);
        Range size = type->kind == TYPE_INTEGER ? state_range(flow, state, call->arguments[i].place) : range_all();
        if (size.low == 0 && size.high == 0) return true;
    }
    return false;
}

// realloc: *other is the path on which it failed and the thing is still there.
static Verdict move_on(Flow *flow, State *state, const Event *event, const Summary *summary, uint8_t family, State *other)
{
    if (state->life == LIFE_RELEASED) return effect_stop(flow, state, ENDING_USED_LATE, event->node, 0);
    state_copy(other, state);
    bool is_of_table = !summary->is_read && !summary->is_believed && !unit_call(flow->unit, event->node)->target;
    bool can_fail = is_of_table && !flow_asks_nothing(flow, state, unit_call(flow->unit, event->node)) && !range_is_all(summary->success);  // wrappers end the program rather than fail
    if (!state->family) state->family = family;
    if (state->family == FAMILY_DESCRIPTOR) {  // what took it over uses it
        flow_end(flow, state, ENDING_KEPT, event->node, 0);
        if (!can_fail || !event->other) return PATH_ENDS;
        state_learn(state, event->other, range_of(0));
        return PATH_GOES_ON;
    }
    state->life = LIFE_RELEASED;
    state->released_at = event->node;
    bool has_result = event->other && !range_is_all(summary->success) && !flow_asks_nothing(flow, state, unit_call(flow->unit, event->node));
    if (has_result) state_learn(state, event->other, summary->success);
    if (!can_fail || !event->other) return PATH_GOES_ON;
    state_learn(other, event->other, range_of(0));
    return PATH_SPLITS;
}

// Lists and logs are asked about dead pointers: as void *, as text. Objects, numbers and pointers are handed on to be looked into.
static bool is_mere_key(const Type *target)
{
    bool is_number = (target->kind == TYPE_INTEGER && target->size > 1) || target->kind == TYPE_FLOAT;
    return target->kind != TYPE_RECORD && (target->is_const || !(is_number || target->kind == TYPE_POINTER));
}

// Whatever the callee does with it, it gets what is gone: a function that was seen or that the tables know gave it back, and this one can
// be seen at least by its prototype.
static bool is_handed_late(const Flow *flow, const State *state, const Call *call, const Argument *argument)
{
    const Type *type = unit_type(flow->unit, tree_node(flow->unit->tree, argument->node)->type);
    if (type->kind != TYPE_POINTER || is_mere_key(unit_type(flow->unit, type->target))) return false;
    if (state->life != LIFE_RELEASED || state->released_at == call->node || !call->callee.len) return false;
    const Call *release = unit_call(flow->unit, state->released_at);
    const Summary *taken = release ? summary_of_call(flow->summaries, release) : NULL;
    return taken && taken->is_known && !taken->is_believed && !summary_of_call(flow->summaries, call)->is_undeclared;
}

// watch(context, release): of a function of which nothing is known but its name, the function that it gets may give back the rest.
static bool is_left_to_callback(const Flow *flow, const Call *call)
{
    const Unit *unit = flow->unit;
    for (uint32_t i = 0; i < call->argument_count && !summary_of_call(flow->summaries, call)->is_known; i++) {
        NodeId node = call->arguments[i].node;
        while (node && !tree_node(unit->tree, node)->binding) node = tree_first(unit->tree, node);
        const Binding *callback = unit_binding(unit, node ? tree_node(unit->tree, node)->binding : 0);
        const Summary *summary = &flow->summaries->of_function[callback->names_function];
        bool only_looks = callback->names_function && summary->is_known && summary->arguments[1].how == HANDOVER_BORROWED;
        if (callback->kind == BINDING_FUNCTION && !call->arguments[i].place && !only_looks) return true;
    }
    return false;
}

// assert_equal((long)p, (long)q): the address of what is gone may be compared and printed.
static bool is_address_only(const Flow *flow, const State *state, const Argument *argument)
{
    if (state->life != LIFE_RELEASED || state->family == FAMILY_DESCRIPTOR) return false;
    return unit_type(flow->unit, tree_node(flow->unit->tree, argument->node)->type)->kind == TYPE_INTEGER;
}

// The thing itself is an argument.
static Verdict pass(Flow *flow, State *state, const Call *call, const Argument *argument, Passing passing)
{
    switch ((Handover)passing.how) {
    case HANDOVER_RELEASED: return give_back(flow, state, call, argument, passing.family);
    case HANDOVER_BORROWED:
        if (passing.is_ignored || is_address_only(flow, state, argument)) return PATH_GOES_ON;
        if (state->life == LIFE_HELD && is_left_to_callback(flow, call)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
        if (state->life == LIFE_RELEASED && state->released_at != call->node) return effect_stop(flow, state, ENDING_USED_LATE, call->node, argument->place);
        return PATH_GOES_ON;
    case HANDOVER_KEPT: return effect_stop(flow, state, state->life == LIFE_RELEASED ? ENDING_USED_LATE : ENDING_KEPT, call->node, argument->place);
    case HANDOVER_UNKNOWN:
        if (state->life == LIFE_RELEASED && effect_is_counted(state->family)) return PATH_GOES_ON;  // its deallocator
        if (state->life == LIFE_HELD && state->shifted == argument->place && unit_place(flow->unit, argument->place)->kind == PLACE_LOCAL) {
            state->life = LIFE_HANDED_OUT;  // whoever has it now, it does not point to the start
            return PATH_GOES_ON;
        }
        /* fall through */
    case HANDOVER_FILLED:
    case HANDOVER_REFILLED:
    case HANDOVER_RELEASED_IN:
    case HANDOVER_MOVED: return effect_stop(flow, state, is_handed_late(flow, state, call, argument) ? ENDING_USED_LATE : ENDING_ESCAPED, call->node, argument->place);
    }
    return PATH_GOES_ON;
}

// The address of a variable that holds it is an argument.
static Verdict pass_holder(Flow *flow, State *state, const Call *call, const Argument *argument, Passing passing)
{
    switch ((Handover)passing.how) {
    case HANDOVER_REFILLED: return PATH_GOES_ON;
    case HANDOVER_RELEASED_IN:
        if (state->life == LIFE_RELEASED) return effect_stop(flow, state, ENDING_RELEASED_TWICE, call->node, argument->place);
        if (state->family == FAMILY_STORAGE) return release_wrongly(flow, state, call, argument, passing.family);
        if (!same_family(passing.family, state->family)) return release_wrongly(flow, state, call, argument, passing.family);
        state->life = LIFE_RELEASED;
        state->released_at = call->node;
        state_unname(state, argument->place);
        state_forget(flow->unit, state, argument->place);
        return state->name_count ? PATH_GOES_ON : effect_stop(flow, state, ENDING_RELEASED, call->node, 0);
    case HANDOVER_FILLED:
        state_unname(state, argument->place);
        state_forget(flow->unit, state, argument->place);
        return state->name_count ? PATH_GOES_ON : effect_of_loss(flow, state, call->node, argument->place);
    case HANDOVER_BORROWED:
        if (state->life == LIFE_RELEASED && state->released_at != call->node && passing.uses_target)
            return effect_stop(flow, state, ENDING_USED_LATE, call->node, argument->place);
        // memcpy(slot, &p, sizeof p) lets the pointer out
        if (summary_of_call(flow->summaries, call)->is_read && !passing.opens && state->life == LIFE_HELD) return PATH_GOES_ON;
        return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    case HANDOVER_UNKNOWN:
    case HANDOVER_RELEASED:
    case HANDOVER_KEPT:
    case HANDOVER_MOVED: return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    }
    return PATH_GOES_ON;
}

// The element of an array that holds the thing and that the callee gives back, 0 = none.
static PlaceId slot_of(const Flow *flow, const State *state, PlaceId whole, Passing passing)
{
    for (uint32_t i = 0; i < state->name_count && passing.how == HANDOVER_RELEASED_IN; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        if (name->kind == PLACE_ELEMENT && name->base == whole) return state->names[i];
    }
    return 0;
}

// The callee says what it does to each member of the struct.
static Verdict pass_members(Flow *flow, State *state, const Call *call, uint32_t number)
{
    const Summary *summary = summary_of_call(flow->summaries, call);
    const Argument *argument = &call->arguments[number - 1];
    for (uint32_t i = 0; i < state->name_count; i++) {
        const MemberPassing *member = member_passing(flow->unit, summary, number, argument->place, state->names[i]);
        Passing passing = {.how = member ? member->how : HANDOVER_BORROWED, .family = member ? member->family : 0};
        bool is_renewed = state->life == LIFE_RELEASED && passing.how != HANDOVER_RELEASED_IN;
        // What stands in a member that owns nothing yet is known to those who release it: if (v->at != empty) free(v->at)
        // LIMIT: fixtures/c/release-of-non-heap/sentinel.c by_name, whose releaser asks nothing.
        if (member && argument->is_address && state->family == FAMILY_STORAGE) return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
        if (member && !is_renewed) return pass_holder(flow, state, call, &(Argument){.node = argument->node, .place = state->names[i], .is_address = true}, passing);
    }
    return state->life == LIFE_RELEASED ? effect_stop(flow, state, ENDING_RELEASED, call->node, 0) : PATH_GOES_ON;
}

// Something that leads to the thing is an argument: the block or struct whose field holds it.
static Verdict pass_owner(Flow *flow, State *state, const Call *call, uint32_t number, Passing passing)
{
    const Argument *argument = &call->arguments[number - 1];
    if (passing.how == HANDOVER_BORROWED && passing.lists) return pass_members(flow, state, call, number);
    // The member is gone, and the callee may give it another value: memset(whole, 0, sizeof *whole).
    if (passing.how == HANDOVER_BORROWED && !passing.opens && state->life == LIFE_RELEASED) return effect_stop(flow, state, ENDING_RELEASED, call->node, 0);
    bool is_copied = flow->slot && !summary_of_call(flow->summaries, call)->is_read;
    if (passing.how == HANDOVER_BORROWED && !passing.opens && !is_copied) return PATH_GOES_ON;
    PlaceId slot = slot_of(flow, state, argument->place, passing), member = member_of(flow, state, argument->place);
    bool is_object = passing.how == HANDOVER_RELEASED && passing.family == FAMILY_PY_REFERENCE && state->family == FAMILY_PY_REFERENCE;
    if (is_object && member && !argument->is_address) return give_back_owner(flow, state, member, call->node);
    if (slot) return pass_holder(flow, state, call, &(Argument){.node = argument->node, .place = slot, .is_address = true}, passing);
    bool is_plain = passing.how == HANDOVER_RELEASED && !call->target && !summary_of_call(flow->summaries, call)->is_read && !argument->is_address;
    PlaceId base = state->name_count == 1 ? unit_place(flow->unit, state->names[0])->base : 0;
    bool is_direct = base && (base == argument->place || unit_place(flow->unit, base)->base == argument->place);
    if (is_plain && is_direct && state->life == LIFE_HELD && passing.family == FAMILY_MEMORY)
        return effect_stop(flow, state, ENDING_HOLDER_RELEASED, call->node, argument->place);
    return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
}

// list_add(list, &item->link) hands on the item, and with it item->name.
static bool is_beside(const Flow *flow, const State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->name_count; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        if (name->kind == PLACE_FIELD && name->is_pointee && place_is_within(&flow->unit->places, place, name->base)) return true;
    }
    return false;
}

// watch(&s.number) as a void *: what the callee knows of it may be the struct around it.
static bool is_in_same_struct(const Flow *flow, const State *state, const Argument *argument)
{
    const Type *type = unit_type(flow->unit, tree_node(flow->unit->tree, argument->node)->type);
    if (type->kind != TYPE_POINTER || unit_type(flow->unit, type->target)->kind != TYPE_VOID) return false;
    for (uint32_t i = 0; i < state->name_count; i++)
        if (unit_place(flow->unit, state->names[i])->kind == PLACE_FIELD && place_is_within(&flow->unit->places, argument->place, place_struct(&flow->unit->places, state->names[i]))) return true;
    return false;
}

// make(&item->handle): what the callee gets is a place to put something, and no way back to the item.
static bool is_slot(const Unit *unit, const Argument *argument)
{
    const Type *type = unit_type(unit, tree_node(unit->tree, argument->node)->type);
    return type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_POINTER;
}

// free(p - n), free(&p[n]): where that is cannot be told, but that no allocator gave it.
static Verdict give_back_part(Flow *flow, State *state, const Call *call, const Argument *argument, uint8_t family)
{
    if (state->family == FAMILY_STORAGE && is_plain_memory(family)) return release_wrongly(flow, state, call, argument, family);
    return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
}

static Verdict take_argument(Flow *flow, State *state, const Event *event, uint32_t number, State *other)
{
    const Call *call = &flow->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(flow->summaries, call);
    const Argument *argument = &call->arguments[number - 1];
    Passing passing = summary_argument(summary, number);
    if (!argument->place) return PATH_GOES_ON;
    if (state->life && state_holds(state, argument->place)) {
        bool is_itself = state->family == FAMILY_STORAGE && is_array(flow->unit, argument->place);  // its name is its address
        if (argument->is_address && !is_itself) return pass_holder(flow, state, call, argument, passing);
        if (passing.how == HANDOVER_MOVED) return move_on(flow, state, event, summary, passing.family, other);
        return pass(flow, state, call, argument, passing);
    }
    if (state->life && state_holds_below(flow->unit, state, argument->place)) return pass_owner(flow, state, call, number, passing);
    if (!argument->is_address) return PATH_GOES_ON;
    state_forget(flow->unit, state, argument->place);
    bool is_part = state->life && (state_is_inside(flow->unit, state, argument->place) || is_beside(flow, state, argument->place) || is_in_same_struct(flow, state, argument));
    if (is_part && passing.how == HANDOVER_RELEASED) return give_back_part(flow, state, call, argument, passing.family);
    if (is_part && !is_slot(flow->unit, argument) && (passing.how == HANDOVER_UNKNOWN || passing.how == HANDOVER_KEPT)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    return PATH_GOES_ON;
}

// A global variable can be set by every function that is not known to do something else.
static bool can_set_global(const Call *call, const Summary *summary)
{
    if (call->target || !summary->is_known || summary->is_read) return true;
    if (summary->result == RESULT_FRESH) return false;
    for (uint32_t i = 1; i <= call->argument_count; i++)
        if (summary_argument(summary, i).how == HANDOVER_RELEASED) return false;
    return true;
}

// A member of what a pointer leads to is within reach of every function that knows the object.
static bool is_within_reach(const Flow *flow, const State *state, const Call *call, const Summary *summary)
{
    for (uint32_t i = 0; i < state->name_count; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        if (name->is_pointee && !summary->is_known) return true;
        bool is_fixed = unit_type(flow->unit, unit_binding(flow->unit, name->binding)->type)->is_const;
        if (name->kind == PLACE_GLOBAL && !is_fixed && can_set_global(call, summary)) return true;
    }
    return false;
}

// Storage whose address a global variable has: another function may have put a block there.
static bool leaves_globals(const Flow *flow, State *state, const Call *call, const Summary *summary)
{
    for (uint32_t i = state->name_count; i > 0 && state->family == FAMILY_STORAGE && can_set_global(call, summary); i--) {
        PlaceId name = state->names[i - 1];
        if (unit_place(flow->unit, name)->kind == PLACE_GLOBAL && !is_array(flow->unit, name)) state_unname(state, name);
    }
    return state->name_count > 0;
}

static bool is_set_in_loop(const Flow *flow, PlaceId place)
{
    for (BlockId block = 0; block < flow->graph->block_count; block++)
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count && block_repeats(flow->graph, block); i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_SET && event->place == place) return true;
        }
    return false;
}

// while (reader->left > 0) step(reader): nothing but the callee can end the loop, so it changes the member.
static void forget_awaited(const Flow *flow, State *state, const Call *call)
{
    BlockId loop = flow->graph->blocks[call->block].loop;
    const Block *head = &flow->graph->blocks[loop];
    for (uint32_t i = 0; loop && state->fact_count && i < head->event_count; i++) {
        const Event *test = &flow->graph->events[head->first_event + i];
        const Place *member = unit_place(flow->unit, test->place);
        if (test->kind != EVENT_TEST || member->kind != PLACE_FIELD || !member->is_pointee || is_set_in_loop(flow, test->place)) continue;
        for (uint32_t n = 0; n < call->argument_count; n++)
            if (call->arguments[n].place == member->base) state_forget(flow->unit, state, test->place);
    }
}

// A callee of which no more is known than that it looks at what it is given: log_line("...", text).
static bool only_looks(const Flow *flow, const Call *call, const Summary *summary)
{
    bool looks = false;
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        TypeKind kind = unit_type(flow->unit, tree_node(flow->unit->tree, call->arguments[i - 1].node)->type)->kind;
        bool is_borrowed = summary_argument(summary, i).how == HANDOVER_BORROWED;
        if (!is_borrowed && kind != TYPE_INTEGER) return false;
        looks |= is_borrowed;
    }
    return looks;
}

// Can other code of the program run before the callee returns: a callback, another thread?
static bool can_call_back(const Flow *flow, const Call *call)
{
    const Summary *summary = summary_of_call(flow->summaries, call);
    if (!call->target && !summary->is_known && !only_looks(flow, call, summary)) return true;
    if (str_starts(call->callee, STR("pthread_")) || str_is(call->callee, "raise")) return true;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        NodeId given = call->arguments[i].node;
        while (given && !tree_node(flow->unit->tree, given)->binding) given = tree_first(flow->unit->tree, given);
        if (given && unit_binding(flow->unit, tree_node(flow->unit->tree, given)->binding)->kind == BINDING_FUNCTION) return true;
    }
    return false;
}

// Can the callee change what the slot holds, without being given anything that leads there?
static bool can_touch_slot(const Flow *flow, const Call *call)
{
    if (!flow->slot) return false;
    if (flow->touches && flow->touches[0] && can_call_back(flow, call)) return true;
    if (call->target) return flow->touches && flow->touches[call->target];
    const Binding *root = unit_binding(flow->unit, unit_root_binding(flow->unit, flow->slot));
    const Summary *summary = summary_of_call(flow->summaries, call);
    bool is_private = root->kind == BINDING_STATIC || root->is_private;
    return !is_private && !summary->is_known && !only_looks(flow, call, summary);
}

static Verdict take_call(Flow *flow, State *state, const Event *event, State *other)
{
    const Call *call = &flow->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(flow->summaries, call);
    Verdict verdict = PATH_GOES_ON;
    PlaceId result = event->other, passed_on = 0;
    if (can_touch_slot(flow, call)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, flow->slot);
    state_forget(flow->unit, state, result);
    if (state->life && state_unname(state, result) && !state->name_count) return effect_of_loss(flow, state, call->node, result);
    if (summary->result == RESULT_ARGUMENT && summary->argument <= call->argument_count) passed_on = call->arguments[summary->argument - 1].place;
    bool is_passed_on = passed_on && state->life && state_holds(state, passed_on);
    for (uint32_t i = 1; i <= call->argument_count && verdict == PATH_GOES_ON; i++) verdict = take_argument(flow, state, event, i, other);
    if (summary->never_returns && verdict != PATH_ENDS) return effect_stop(flow, state, ENDING_OPEN, call->node, 0);
    if (summary->is_undeclared && state->life && verdict != PATH_ENDS) return effect_stop(flow, state, ENDING_ESCAPED, call->node, 0);
    if (verdict == PATH_GOES_ON && state->life == LIFE_RELEASED && is_within_reach(flow, state, call, summary))
        return effect_stop(flow, state, ENDING_ESCAPED, call->node, 0);
    if (verdict == PATH_GOES_ON && state->life && !leaves_globals(flow, state, call, summary)) return effect_stop(flow, state, ENDING_ESCAPED, call->node, 0);
    forget_awaited(flow, state, call);
    if (verdict == PATH_GOES_ON && is_passed_on && flow->last_read[result]) state_name(state, result);
    if (verdict == PATH_GOES_ON && !range_is_all(summary->value)) state_learn(state, result, summary->value);
    return verdict;
}

// Where NULL is followed the path is none; behind it the pointer leads somewhere.
static Verdict follow_pointer(const Flow *flow, State *state, PlaceId place)
{
    Range range = state_range(flow, state, place);
    if (!place || !flow_cares(flow, state, place)) return PATH_GOES_ON;
    if (!range_narrow(&range, TEST_TRUE, 0, true)) return PATH_ENDS;
    Fact *fact = state_fact(state, place);
    if (fact) fact->range = range;
    else state_learn(state, place, range);
    for (uint32_t i = 0; i < state->fact_count; i++)
        if (state->facts[i].twin == place) (void)range_narrow(&state->facts[i].range, TEST_TRUE, 0, true);
    return PATH_GOES_ON;
}

Verdict effect_of(Flow *flow, State *state, const Event *event, State *other)
{
    if (flow->unit->language == LANG_PYTHON) return effect_on_object(flow, state, event);
    switch (event->kind) {
    case EVENT_SET: return effect_of_set(flow, state, event);
    case EVENT_RETURN: return effect_of_return(flow, state, event);
    case EVENT_CALL: return take_call(flow, state, event, other);
    case EVENT_USE:
        if (event->detail != USE_DEREFERENCE) return PATH_GOES_ON;
        if (state->life == LIFE_RELEASED && state_holds(state, event->place)) return effect_stop(flow, state, ENDING_USED_LATE, event->node, event->place);
        return follow_pointer(flow, state, event->place);
    case EVENT_ACQUIRE:
    case EVENT_RELEASE:
    case EVENT_MOVE:
    case EVENT_ALIAS:
    case EVENT_ESCAPE:
    case EVENT_TEST:
    case EVENT_GROW:
    case EVENT_SHRINK:
    case EVENT_BOUND:
    case EVENT_CAPTURE:
    case EVENT_END:
    case EVENT_KIND_COUNT: return PATH_GOES_ON;
    }
    return PATH_GOES_ON;
}
