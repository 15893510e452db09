// Typestate by property simulation: the states of a block are kept apart while they differ in what they say of the thing, and merged
// to their shared facts when there are too many that agree on it.
//
// Assumes what no careful reader would doubt: a field or global that was just tested keeps its value over a call. Recursion into the
// same variables, signal handlers and threads are not thought of.
#include "model/flow.h"

#include "base/str.h"
#include "model/object.h"

enum { DISTINCT_STATES = 16, MOST_STATES = 64, MOST_STEPS = 40000, MOST_ENDINGS = 128 };

// What may be spent on all things of one function, in events and blocks walked over: a fraction of a second. Generated functions that
// acquire thousands of things get there; what is left of them is not followed.
enum { MOST_SPENT = 10 * 1000 * 1000 };

// --- facts -----------------------------------------------------------------------------------------------------
// References: what one of them gave back lives on while others hold it.
static bool is_counted(uint8_t family)
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
    return flow->summaries->constants[place];
}

// --- names -----------------------------------------------------------------------------------------------------
// Does the event give what the place holds to somebody else?
static bool lets_go(const Flow *flow, const Event *event, PlaceId place)
{
    if (event->kind == EVENT_SET) return event->other == place && (!event->place || unit_place(flow->unit, event->place)->kind != PLACE_LOCAL);
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

static bool is_record(const Unit *unit, BindingId binding)
{
    return unit_type(unit, unit_binding(unit, binding)->type)->kind == TYPE_RECORD;
}

// Can a thing be followed while this place holds it?
static bool can_hold(const Flow *flow, PlaceId place, NodeId at_node)
{
    const Unit *unit = flow->unit;
    const Place *at = unit_place(unit, place);
    switch (at->kind) {
    case PLACE_RESULT: return true;
    case PLACE_LOCAL:
    case PLACE_PARAMETER: return !unit_binding(unit, at->binding)->has_cleanup;
    case PLACE_FIELD: {
        const Place *base = unit_place(unit, at->base);
        if (base->kind != PLACE_LOCAL || unit_binding(unit, base->binding)->has_cleanup) return false;
        return is_record(unit, base->binding) || is_owner(flow, at->base, at_node);
    }
    case PLACE_GLOBAL:
    case PLACE_ELEMENT:
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

static void end_at(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place)
{
    if (kind == ENDING_USED_LATE && is_counted(state->family)) kind = ENDING_RELEASED;
    if (state->life == LIFE_NONE || flow->endings.len >= MOST_ENDINGS) return;
    bool at_exit = kind == ENDING_LEAKED || kind == ENDING_RELEASED || kind == ENDING_RETURNED || kind == ENDING_STORED;
    bool has_value = at_exit && state->returned;
    Range value = has_value ? state_range(flow, state, state->returned) : range_all();
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (same_ending(&flow->endings.at[i], kind, node, has_value, value)) {
            flow->endings.at[i].is_merged &= state->is_merged;
            return;
        }
    *array_push(flow->arena, &flow->endings) = (Ending){.kind = kind, .family = state->family, .node = node, .place = place,
                                                        .value = value, .has_value = has_value, .is_merged = state->is_merged,
                                                        .state = *state};
}

// --- the effect of one event -----------------------------------------------------------------------------------
// What follows for the path: it goes on, it ends, or it goes on in two ways.
typedef enum Verdict { PATH_ENDS, PATH_GOES_ON, PATH_SPLITS } Verdict;

static Verdict stop(Flow *flow, const State *state, EndingKind kind, NodeId node, PlaceId place)
{
    end_at(flow, state, kind, node, place);
    return PATH_ENDS;
}

static bool is_known_place(const Flow *flow, const State *state, PlaceId place)
{
    return flow->tested[place] > 1 || state_holds(state, place);
}

// The last name is gone.
static Verdict nameless(Flow *flow, State *state, NodeId node, PlaceId place)
{
    if (state->life == LIFE_HELD) return stop(flow, state, ENDING_OVERWRITTEN, node, place);
    if (state->life == LIFE_HANDED_OUT) return stop(flow, state, ENDING_ESCAPED, node, place);
    return stop(flow, state, ENDING_RELEASED, state->released_at, 0);
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
    return stop(flow, state, is_out ? ENDING_STORED : ENDING_ESCAPED, event->node, event->place);
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

// Overflow is not thought of: a counter that counts up from 0 is not 0 again.
static Range changed(Range range, Change change)
{
    static const Range positive = {1, INT32_MAX, 0, false};
    switch (change) {
    case CHANGE_ANY: return range_all();
    case CHANGE_GROWS: return range.low >= 0 ? positive : range_all();
    case CHANGE_MULTIPLIES: return range.low >= 1 ? positive : range.low == range.high ? range : range_all();
    }
    return range_all();
}

static Verdict take_set(Flow *flow, State *state, const Event *event)
{
    bool takes = event->other && state->life && state_holds(state, event->other);
    if (state->family == FAMILY_STORAGE && event->place && is_array(flow->unit, event->place)) return PATH_GOES_ON;  // its elements change
    if (!event->place) return takes || (event->other && state_holds_below(flow->unit, state, event->other)) ? store_away(flow, state, event) : PATH_GOES_ON;
    if (event->place == event->other) {
        if (takes && event->detail == CHANGE_GROWS) state->shifted = event->place;
        else if (state->shifted == event->place) state->shifted = 0;
        return PATH_GOES_ON;
    }
    if (state->life && event->other && state_holds_below(flow->unit, state, event->other)) return stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    Range range = event->other ? state_range(flow, state, event->other) : changed(state_range(flow, state, event->place), (Change)event->detail);
    state_forget(flow->unit, state, event->place);
    bool is_twin = is_variable(flow->unit, event->other) && flow->tested[event->other] > 1;
    if ((!range_is_all(range) || is_twin) && (is_known_place(flow, state, event->place) || takes)) {
        state_learn(state, event->place, range);
        if (is_twin) state_fact(state, event->place)->twin = event->other;
    }
    if (!state->life) return PATH_GOES_ON;
    if (state_holds_below(flow->unit, state, event->place)) return stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    if (takes && !can_hold(flow, event->place, event->node)) return store_away(flow, state, event);
    bool lost = state_unname(state, event->place);
    if (state->shifted == event->place) state->shifted = 0;
    if (takes) {
        if (unit_place(flow->unit, event->other)->kind == PLACE_RESULT) state_unname(state, event->other);
        if (state->name_count == STATE_NAMES) return stop(flow, state, ENDING_ESCAPED, event->node, 0);
        state_name(state, event->place);
    }
    return lost && !state->name_count ? nameless(flow, state, event->node, event->place) : PATH_GOES_ON;
}

static Verdict take_return(Flow *flow, State *state, const Event *event)
{
    state->returned = event->place;
    state->leaves = event->node;
    if (!event->place || !state->life) return PATH_GOES_ON;
    if (state_holds(state, event->place))
        return stop(flow, state, state->life == LIFE_HELD ? ENDING_RETURNED : state->life == LIFE_RELEASED ? ENDING_USED_LATE : ENDING_ESCAPED,
                    event->node, event->place);
    if (state_holds_below(flow->unit, state, event->place)) return stop(flow, state, ENDING_ESCAPED, event->node, event->place);
    return PATH_GOES_ON;
}

// Blocks that malloc's free() gives back everywhere but on Windows.
static bool is_plain_memory(uint8_t family) { return family == FAMILY_MEMORY || family == FAMILY_CURL_MEMORY || family == FAMILY_XML_MEMORY; }

static bool same_family(uint8_t a, uint8_t b) { return a == b || !a || !b || (is_plain_memory(a) && is_plain_memory(b)); }

static Verdict give_back(Flow *flow, State *state, const Call *call, const Argument *argument, uint8_t family)
{
    if (state->life == LIFE_RELEASED) return stop(flow, state, ENDING_RELEASED_TWICE, call->node, argument->place);
    if (!state->family) state->family = family;
    if (!same_family(family, state->family) || state->family == FAMILY_STORAGE) {
        end_at(flow, state, ENDING_RELEASED_WRONGLY, call->node, argument->place);
        flow->endings.at[flow->endings.len - 1].family = family;
        return PATH_ENDS;
    }
    if (state->shifted == argument->place) return stop(flow, state, ENDING_RELEASED_INSIDE, call->node, argument->place);
    state->life = LIFE_RELEASED;
    state->released_at = call->node;
    return PATH_GOES_ON;
}

// realloc: *other is the path on which it failed and the thing is still there.
static Verdict move_on(Flow *flow, State *state, const Event *event, const Summary *summary, State *other)
{
    if (state->life == LIFE_RELEASED) return stop(flow, state, ENDING_USED_LATE, event->node, 0);
    *other = *state;
    bool can_fail = !range_is_all(summary->success);
    state->life = LIFE_RELEASED;
    state->released_at = event->node;
    if (!can_fail || !event->other) return PATH_GOES_ON;
    state_learn(state, event->other, summary->success);
    state_learn(other, event->other, range_of(0));
    return PATH_SPLITS;
}

// The thing itself is an argument.
static Verdict pass(Flow *flow, State *state, const Call *call, const Argument *argument, Passing passing)
{
    switch ((Handover)passing.how) {
    case HANDOVER_RELEASED: return give_back(flow, state, call, argument, passing.family);
    case HANDOVER_BORROWED:
        if (state->life == LIFE_RELEASED && state->released_at != call->node) return stop(flow, state, ENDING_USED_LATE, call->node, argument->place);
        return PATH_GOES_ON;
    case HANDOVER_KEPT: return stop(flow, state, ENDING_KEPT, call->node, argument->place);
    case HANDOVER_UNKNOWN:
    case HANDOVER_FILLED:
    case HANDOVER_REFILLED:
    case HANDOVER_RELEASED_IN:
    case HANDOVER_MOVED: return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    }
    return PATH_GOES_ON;
}

// The address of a variable that holds it is an argument.
static Verdict pass_holder(Flow *flow, State *state, const Call *call, const Argument *argument, Passing passing)
{
    switch ((Handover)passing.how) {
    case HANDOVER_REFILLED: return PATH_GOES_ON;
    case HANDOVER_RELEASED_IN:
        if (state->life == LIFE_RELEASED) return stop(flow, state, ENDING_RELEASED_TWICE, call->node, argument->place);
        if (!same_family(passing.family, state->family)) return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
        state->life = LIFE_RELEASED;
        state->released_at = call->node;
        state_unname(state, argument->place);
        state_forget(flow->unit, state, argument->place);
        return state->name_count ? PATH_GOES_ON : stop(flow, state, ENDING_RELEASED, call->node, 0);
    case HANDOVER_FILLED:
        state_unname(state, argument->place);
        state_forget(flow->unit, state, argument->place);
        return state->name_count ? PATH_GOES_ON : nameless(flow, state, call->node, argument->place);
    case HANDOVER_BORROWED:  // memcpy(slot, &p, sizeof p) lets the pointer out
        if (summary_of_call(flow->summaries, call)->is_read && !passing.opens && state->life == LIFE_HELD) return PATH_GOES_ON;
        return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    case HANDOVER_UNKNOWN:
    case HANDOVER_RELEASED:
    case HANDOVER_KEPT:
    case HANDOVER_MOVED: return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    }
    return PATH_GOES_ON;
}

// Something that leads to the thing is an argument: the block or struct whose field holds it.
static Verdict pass_owner(Flow *flow, State *state, const Call *call, const Argument *argument, Passing passing)
{
    if (passing.how == HANDOVER_BORROWED && !passing.opens && state->life != LIFE_RELEASED) return PATH_GOES_ON;
    bool is_plain = passing.how == HANDOVER_RELEASED && !call->target && !argument->is_address;
    bool is_direct = state->name_count == 1 && unit_place(flow->unit, state->names[0])->base == argument->place;
    if (is_plain && is_direct && state->life == LIFE_HELD && passing.family == FAMILY_MEMORY)
        return stop(flow, state, ENDING_HOLDER_RELEASED, call->node, argument->place);
    return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
}

static Verdict take_argument(Flow *flow, State *state, const Event *event, uint32_t number, State *other)
{
    const Call *call = &flow->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(flow->summaries, call);
    const Argument *argument = &call->arguments[number - 1];
    Passing passing = summary_argument(summary, number);
    if (!argument->place) return PATH_GOES_ON;
    if (state->life && state_holds(state, argument->place)) {
        bool is_array = state->family == FAMILY_STORAGE;  // its name is its address
        if (argument->is_address && !is_array) return pass_holder(flow, state, call, argument, passing);
        if (passing.how == HANDOVER_MOVED) return move_on(flow, state, event, summary, other);
        return pass(flow, state, call, argument, passing);
    }
    if (state->life && state_holds_below(flow->unit, state, argument->place)) return pass_owner(flow, state, call, argument, passing);
    if (!argument->is_address) return PATH_GOES_ON;
    state_forget(flow->unit, state, argument->place);
    bool is_part = state->life && state_is_inside(flow->unit, state, argument->place);
    if (is_part && (passing.how == HANDOVER_UNKNOWN || passing.how == HANDOVER_KEPT)) return stop(flow, state, ENDING_ESCAPED, call->node, argument->place);
    return PATH_GOES_ON;
}

static Verdict take_call(Flow *flow, State *state, const Event *event, State *other)
{
    const Call *call = &flow->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(flow->summaries, call);
    Verdict verdict = PATH_GOES_ON;
    PlaceId result = event->other, passed_on = 0;
    state_forget(flow->unit, state, result);
    if (state->life && state_unname(state, result) && !state->name_count) return nameless(flow, state, call->node, result);
    if (summary->result == RESULT_ARGUMENT && summary->argument <= call->argument_count) passed_on = call->arguments[summary->argument - 1].place;
    bool is_passed_on = passed_on && state->life && state_holds(state, passed_on);
    for (uint32_t i = 1; i <= call->argument_count && verdict == PATH_GOES_ON; i++) verdict = take_argument(flow, state, event, i, other);
    if (summary->never_returns && verdict != PATH_ENDS) return stop(flow, state, ENDING_OPEN, call->node, 0);
    if (verdict == PATH_GOES_ON && is_passed_on) state_name(state, result);
    if (verdict == PATH_GOES_ON && !range_is_all(summary->value)) state_learn(state, result, summary->value);
    return verdict;
}

// --- Python's objects --------------------------------------------------------------------------------------------
// What is closed, kept or returned shows in events; a call adds what the receiver's method and functions that only look make of it.
static Verdict take_use(Flow *flow, State *state, const Call *call, PlaceId place, ObjectUse use)
{
    switch (use) {
    case OBJECT_USED: return PATH_GOES_ON;
    case OBJECT_CLOSED:
        state->life = LIFE_RELEASED;
        state->released_at = call->node;
        return PATH_GOES_ON;
    case OBJECT_LENT:
        if (!can_hold(flow, call->result, call->node)) return stop(flow, state, ENDING_ESCAPED, call->node, place);
        state_name(state, call->result);
        return PATH_GOES_ON;
    case OBJECT_GONE: return stop(flow, state, ENDING_ESCAPED, call->node, place);
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
    if (state_unname(state, call->result) && !state->name_count && use != OBJECT_LENT) verdict = nameless(flow, state, call->node, call->result);
    return verdict == PATH_GOES_ON ? take_use(flow, state, call, is_method ? call->receiver_place : held, use) : verdict;
}

// A method or attribute of the thing goes somewhere.
static Verdict take_member(Flow *flow, State *state, const Event *event, PlaceId place)
{
    const Place *member = unit_place(flow->unit, place);
    if (!state->life || !state_is_inside(flow->unit, state, place)) return PATH_GOES_ON;
    bool is_plain = member->kind == PLACE_FIELD && object_attribute(member->name) == OBJECT_USED;
    return is_plain ? PATH_GOES_ON : stop(flow, state, ENDING_ESCAPED, event->node, place);
}

// The second half of `cursor = connection.cursor()`: the call has given it its name.
static bool is_lent(const Flow *flow, const State *state, const Event *event)
{
    if (event->other || event == flow->graph->events || event[-1].kind != EVENT_CALL) return false;
    return flow->unit->calls.at[event[-1].detail].result == event->place && state_holds(state, event->place);
}

static Verdict take_object_event(Flow *flow, State *state, const Event *event)
{
    switch (event->kind) {
    case EVENT_CALL: return take_object_call(flow, state, &flow->unit->calls.at[event->detail]);
    case EVENT_ACQUIRE: return take_set(flow, state, &(Event){.kind = EVENT_SET, .place = event->place, .node = event->node});
    case EVENT_ALIAS: {
        bool is_own = state_holds(state, event->other);
        if (is_lent(flow, state, event)) return PATH_GOES_ON;
        if (!is_own && take_member(flow, state, event, event->other) == PATH_ENDS) return PATH_ENDS;
        return take_set(flow, state, &(Event){.kind = EVENT_SET, .place = event->place, .other = event->other, .node = event->node});
    }
    case EVENT_RELEASE:
        if (!state->life || !state_holds(state, event->place)) return PATH_GOES_ON;
        state->life = LIFE_RELEASED;
        state->released_at = event->node;
        return PATH_GOES_ON;
    case EVENT_MOVE:
        if (!state_holds(state, event->place)) return take_member(flow, state, event, event->place);
        return take_return(flow, state, event);
    case EVENT_ESCAPE:
    case EVENT_CAPTURE:
    case EVENT_END:
        if (!state->life || !state_holds(state, event->place)) return take_member(flow, state, event, event->place);
        return stop(flow, state, ENDING_ESCAPED, event->node, event->place);
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

static Verdict take_event(Flow *flow, State *state, const Event *event, State *other)
{
    if (flow->unit->language == LANG_PYTHON) return take_object_event(flow, state, event);
    switch (event->kind) {
    case EVENT_SET: return take_set(flow, state, event);
    case EVENT_RETURN: return take_return(flow, state, event);
    case EVENT_CALL: return take_call(flow, state, event, other);
    case EVENT_USE:
        if (event->detail == USE_DEREFERENCE && state->life == LIFE_RELEASED && state_holds(state, event->place))
            return stop(flow, state, ENDING_USED_LATE, event->node, event->place);
        return PATH_GOES_ON;
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

// --- states of a block -----------------------------------------------------------------------------------------
static void make_pending(Flow *flow, BlockId block, FlowState *entry)
{
    if (entry->is_pending) return;
    entry->is_pending = true;
    flow->blocks[block].pending++;
    if (flow->graph->blocks[block].order < flow->cursor) flow->cursor = flow->graph->blocks[block].order;
}

static void add_new(Flow *flow, BlockId block, const State *state)
{
    FlowState *entry = array_push(flow->arena, &flow->states);
    *entry = (FlowState){.state = *state};
    *array_push(flow->arena, &flow->blocks[block].list) = flow->states.len - 1;
    make_pending(flow, block, entry);
}

// Adds a state to the entry of a block.
static void arrive(Flow *flow, BlockId block, const State *state)
{
    BlockStates *states = &flow->blocks[block];
    FlowState *akin = NULL;
    for (uint32_t i = 0; i < states->list.len; i++) {
        FlowState *entry = &flow->states.at[states->list.at[i]];
        if (!state_same_core(&entry->state, state)) continue;
        if (state_same_facts(&entry->state, state)) return;
        akin = entry;
    }
    if (states->list.len < DISTINCT_STATES || (!akin && states->list.len < MOST_STATES)) {
        add_new(flow, block, state);
    } else if (!akin) {
        flow->gave_up = true;
    } else if (state_keep_shared(&akin->state, state)) {
        make_pending(flow, block, akin);
    }
}

// --- paths -----------------------------------------------------------------------------------------------------
// A descriptor that is compared with other numbers (2, another descriptor) may be one that nobody has to close.
static bool is_about_numbers(const Flow *flow, const State *state, const Event *test)
{
    if (state->life != LIFE_HELD || state->family != FAMILY_DESCRIPTOR) return false;
    const Place *place = unit_place(flow->unit, test->place), *other = unit_place(flow->unit, test->other);
    if (state_holds(state, test->place)) return test->detail == TEST_COMPARE || (other->kind == PLACE_CONSTANT && other->value > 0);
    if (place->kind != PLACE_EXPRESSION) return false;
    for (uint32_t i = 0; i < state->name_count; i++)
        if (expression_mentions(flow->unit, test->place, unit_place(flow->unit, state->names[i])->binding)) return true;
    return false;
}

// A status that the acquiring call wrote through a pointer: it may tell that nothing was acquired.
static bool is_verdict(const Flow *flow, const State *state, PlaceId place)
{
    const Call *origin = state->life == LIFE_HELD ? flow->origin : NULL;
    for (uint32_t i = 0; origin && i < origin->argument_count; i++)
        if (origin->arguments[i].is_address && origin->arguments[i].place == place && !state_holds(state, place)) return true;
    return false;
}

static bool is_named(const Flow *flow, const State *state, Str text)
{
    for (uint32_t i = 0; i < state->name_count; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        if (name->kind == PLACE_LOCAL && str_equal(unit_binding(flow->unit, name->binding)->name, text)) return true;
    }
    return false;
}

// "block != pr->copied" as a condition: what was acquired is the same as another place only when that place has it, too.
static bool contradicts_names(const Flow *flow, const State *state, const Event *test, bool taken)
{
    const Place *place = unit_place(flow->unit, test->place);
    if (place->kind != PLACE_EXPRESSION || state->life != LIFE_HELD) return false;
    size_t equal = str_find(place->name, STR("==")), unequal = str_find(place->name, STR("!="));
    size_t at = equal < unequal ? equal : unequal;
    if (at >= place->name.len) return false;
    bool is_left = is_named(flow, state, str_trim(str_slice(place->name, 0, at)));
    bool is_right = is_named(flow, state, str_trim(str_from_byte(place->name, at + 2)));
    return is_left != is_right && taken == (equal < unequal);
}

static bool take_branch(Flow *flow, State *state, const Event *test, bool taken)
{
    if (test->other && unit_place(flow->unit, test->other)->kind != PLACE_CONSTANT) {  // what was acquired is not what a global names
        bool is_ours = state->life && state_holds(state, test->place), is_same = is_ours && state_holds(state, test->other);
        return !is_ours || taken == ((test->detail == TEST_EQUAL) == is_same);
    }
    if (is_about_numbers(flow, state, test) || is_verdict(flow, state, test->place)) return false;
    if (contradicts_names(flow, state, test, taken)) return false;
    int32_t number = test->other ? unit_place(flow->unit, test->other)->value : 0;
    Range range = state_range(flow, state, test->place);
    if (!range_narrow(&range, (Test)test->detail, number, taken)) return false;
    if (test->detail == TEST_COMPARE || unit_place(flow->unit, test->place)->kind == PLACE_CONSTANT) return true;
    Fact *fact = state_fact(state, test->place);
    PlaceId twin = fact ? fact->twin : 0;
    if (twin) {  // what is learnt of the copy holds for what it was copied from
        Range known = state_range(flow, state, twin);
        if (!range_narrow(&known, (Test)test->detail, number, taken)) return false;
        if (state_fact(state, twin)) state_fact(state, twin)->range = known;
        else state_learn(state, twin, known);
        fact = state_fact(state, test->place);
    }
    if (fact) fact->range = range;
    else if (is_known_place(flow, state, test->place)) state_learn(state, test->place, range);
    return true;
}

static void leave_function(Flow *flow, const State *state)
{
    switch ((Life)state->life) {
    case LIFE_NONE: {
        Range value = state->returned ? state_range(flow, state, state->returned) : range_all();
        flow->returns = flow->has_returned ? range_join(flow->returns, value) : value;
        flow->has_returned = true;
        break;
    }
    case LIFE_HELD: end_at(flow, state, ENDING_LEAKED, state->leaves, 0); break;
    case LIFE_HANDED_OUT: end_at(flow, state, ENDING_STORED, state->leaves, state->handed_out); break;
    case LIFE_RELEASED: end_at(flow, state, ENDING_RELEASED, state->leaves, 0); break;
    }
}

static void leave(Flow *flow, BlockId block, State *state, uint32_t before)
{
    const Block *at = &flow->graph->blocks[block];
    const Event *last = at->event_count ? &flow->graph->events[at->first_event + at->event_count - 1] : NULL;
    const Event *test = last && last->kind == EVENT_TEST ? last : NULL;
    for (uint32_t i = 0; i < at->edge_count; i++) {
        Edge edge = flow->graph->edges[at->first_edge + i];
        // An exception lets go of the frame in the end, and with it of what its variables hold.
        if (edge.kind == EDGE_EXCEPTION) continue;
        State next = *state;
        bool branches = test && (edge.kind == EDGE_TRUE || edge.kind == EDGE_FALSE);
        if (branches && !take_branch(flow, &next, test, edge.kind == EDGE_TRUE)) continue;
        next.before = before;
        next.test = branches ? (uint32_t)(test - flow->graph->events) + 1 : 0;
        next.held = edge.kind == EDGE_TRUE;
        if (edge.to == BLOCK_EXIT) {
            leave_function(flow, &next);
        } else {
            arrive(flow, edge.to, &next);
        }
    }
}

// Carries a state from event `event` of the block to its end.
static void carry(Flow *flow, BlockId block, uint32_t event, State state, uint32_t before)
{
    const Block *at = &flow->graph->blocks[block];
    flow->spent += at->event_count - event + 1;
    for (; event < at->event_count; event++) {
        State other = {0};
        Verdict verdict = take_event(flow, &state, &flow->graph->events[at->first_event + event], &other);
        if (verdict == PATH_ENDS) return;
        if (verdict == PATH_SPLITS) carry(flow, block, event + 1, other, before);
    }
    leave(flow, block, &state, before);
}

static bool take_pending(Flow *flow, BlockId block)
{
    BlockStates *states = &flow->blocks[block];
    if (!states->pending) return false;
    for (uint32_t i = 0; i < states->list.len; i++) {
        uint32_t index = states->list.at[i];
        if (!flow->states.at[index].is_pending) continue;
        flow->states.at[index].is_pending = false;
        states->pending--;
        carry(flow, block, 0, flow->states.at[index].state, index + 1);
        return true;
    }
    return false;
}

static void run(Flow *flow)
{
    uint32_t steps = 0;
    while (flow->cursor <= flow->graph->reachable_count && !flow->gave_up) {
        BlockId block = flow->graph->by_order[flow->cursor - 1];
        if (!take_pending(flow, block)) {
            flow->cursor++;
        } else if (++steps > MOST_STEPS || flow->spent > MOST_SPENT) {
            flow->gave_up = true;
        }
    }
}

// --- the engine's doors ----------------------------------------------------------------------------------------
static void count_interest(Flow *flow)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool speaks = event->kind == EVENT_TEST || event->kind == EVENT_RETURN;
        if (speaks && flow->tested[event->place] < 200) flow->tested[event->place]++;
        if (event->kind != EVENT_SET) continue;
        if (event->place && event->other && flow->tested[event->place] < 200) flow->tested[event->place]++;
        if (event->other && flow->tested[event->other] < 200) flow->tested[event->other]++;
    }
}

void flow_open(Flow *flow, Arena *arena, const Summaries *summaries, FunctionId function)
{
    const Unit *unit = summaries->unit;
    *flow = (Flow){.arena = arena, .unit = unit, .summaries = summaries, .function = function,
                   .graph = &unit_function(unit, function)->graph, .cursor = UINT32_MAX};
    flow->tested = arena_array(arena, uint8_t, unit->places.list.len + 1);
    flow->blocks = arena_array(arena, BlockStates, flow->graph->block_count);
    flow->gave_up = flow->graph->gave_up;
    count_interest(flow);
}

// The room that the last run took serves the next one: a function may acquire thousands of things.
void flow_restart(Flow *flow)
{
    flow->spent += flow->graph->block_count + flow->graph->event_count;
    flow->gave_up = flow->graph->gave_up || flow->spent > MOST_SPENT;
    flow->states.len = flow->endings.len = 0;
    flow->cursor = UINT32_MAX;
    flow->origin = NULL;
    if (flow->gave_up) return;
    for (uint32_t i = 0; i < flow->graph->block_count; i++) {
        flow->blocks[i].list.len = 0;
        flow->blocks[i].pending = 0;
    }
}

void flow_begin(Flow *flow, const State *state)
{
    if (!flow->gave_up) carry(flow, BLOCK_ENTRY, 0, *state, 0);
    run(flow);
}

void flow_acquire(Flow *flow, const Flow *prefix, const Acquisition *acquisition)
{
    flow->origin = acquisition->call;
    const BlockStates *before = &prefix->blocks[acquisition->block];
    const Block *block = &flow->graph->blocks[acquisition->block];
    uint32_t count = acquisition->block == BLOCK_ENTRY ? 1 : before->list.len;
    for (uint32_t i = 0; i < count && !flow->gave_up; i++) {
        State state = acquisition->block == BLOCK_ENTRY ? (State){0} : prefix->states.at[before->list.at[i]].state, other;
        bool goes_on = true;
        state.before = 0;
        state.test = 0;
        flow->spent += acquisition->event;
        for (uint32_t event = 0; event <= acquisition->event && goes_on; event++)
            goes_on = take_event(flow, &state, &flow->graph->events[block->first_event + event], &other) == PATH_GOES_ON;
        if (!goes_on) continue;
        state.life = LIFE_HELD;
        state.family = acquisition->family;
        state_name(&state, acquisition->place);
        state_forget(flow->unit, &state, acquisition->succeeds);
        if (!range_is_all(acquisition->success)) state_learn(&state, acquisition->succeeds, acquisition->success);
        if (!range_is_all(acquisition->filled)) state_learn(&state, acquisition->place, acquisition->filled);
        carry(flow, acquisition->block, acquisition->event + 1, state, 0);
    }
    run(flow);
}
