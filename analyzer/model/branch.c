// Which way a path can go at a condition, and what it has learnt then.
#include "model/effect.h"

#include "base/str.h"

static bool is_zero_side(const Event *test, bool taken) { return (test->detail == TEST_TRUE && !taken) || (test->detail == TEST_FALSE && taken); }

// A descriptor that is compared with other numbers (0, 2, another descriptor) may be one that nobody has to close.
static bool is_about_numbers(const Flow *flow, const State *state, const Event *test, bool taken)
{
    if (state->life != LIFE_HELD || state->family != FAMILY_DESCRIPTOR) return false;
    const Place *place = unit_place(flow->unit, test->place), *other = unit_place(flow->unit, test->other);
    if (state_holds(state, test->place)) return test->detail == TEST_COMPARE || (other->kind == PLACE_CONSTANT && other->value > 0) || is_zero_side(test, taken);
    if (place->kind != PLACE_EXPRESSION) return false;
    for (uint32_t i = 0; i < state->name_count; i++)
        if (expression_mentions(flow->unit, test->place, unit_place(flow->unit, state->names[i])->binding)) return true;
    return false;
}

// A status or a length that the acquiring call wrote through a pointer: it may tell that nothing was acquired. A call that returns its
// status says only by a length of 0 that there is nothing.
static bool is_verdict(const Flow *flow, const State *state, PlaceId place, bool is_zero)
{
    const Call *origin = state->life == LIFE_HELD ? flow->origin : NULL;
    Range success = origin ? summary_of_call(flow->summaries, origin)->success : range_all();
    const Type *type = unit_type(flow->unit, unit_binding(flow->unit, unit_place(flow->unit, place)->binding)->type);
    bool is_nothing = is_zero && type->kind == TYPE_INTEGER;
    if (success.low == success.high && !is_nothing) return false;
    for (uint32_t i = 0; origin && i < origin->argument_count; i++)
        if (origin->arguments[i].is_address && origin->arguments[i].place == place && !state_holds(state, place)) return true;
    return false;
}

// The struct that the acquiring call gave or filled is asked for something else: it may say that the member holds nothing.
static bool asks_beside(const Flow *flow, const State *state, PlaceId place)
{
    if (state->life != LIFE_HELD || !flow->origin || !summary_of_call(flow->summaries, flow->origin)->member_count || state_holds(state, place)) return false;
    const Place *at = unit_place(flow->unit, place);
    for (uint32_t i = 0; i < state->name_count; i++) {
        const Place *name = unit_place(flow->unit, state->names[i]);
        PlaceId root = name->kind == PLACE_FIELD ? place_root(&flow->unit->places, state->names[i]) : 0;
        if (root && root != place && place_is_within(&flow->unit->places, place, root)) return true;
        if (root && at->kind == PLACE_EXPRESSION && expression_mentions(flow->unit, place, unit_place(flow->unit, root)->binding)) return true;
    }
    return false;
}

// "if (*text) free(text)": what the storage holds may tell that it is none.
static bool asks_content(const Flow *flow, const State *state, PlaceId place)
{
    if (state->family != FAMILY_STORAGE || !place || state_holds(state, place)) return false;
    for (uint32_t i = 0; i < state->name_count; i++)
        if (place_is_within(&flow->unit->places, place, state->names[i])) return true;
    return false;
}

// Does the event write to what the thing holds, or let others do so?
static bool can_write(const Flow *flow, const State *state, const Event *event)
{
    const Unit *unit = flow->unit;
    if (event->kind == EVENT_SET) return event->place && !state_holds(state, event->place) && state_is_inside(unit, state, event->place);
    const Call *call = event->kind == EVENT_CALL ? &unit->calls.at[event->detail] : NULL;
    for (uint32_t i = 0; call && call != flow->origin && i < call->argument_count; i++) {
        bool is_release = summary_argument(summary_of_call(flow->summaries, call), i + 1).how == HANDOVER_RELEASED;
        if (!is_release && call->arguments[i].place && state_is_inside(unit, state, call->arguments[i].place)) return true;
    }
    return false;
}

// What calloc gives holds zeros until somebody writes to it.
static bool is_zeroed(const Flow *flow, const State *state, PlaceId place)
{
    static const char *const makers[] = {"calloc", "xcalloc", "__builtin_calloc", NULL};
    if (state->life != LIFE_HELD || !flow->origin || flow->origin->target || !str_is_any(flow->origin->callee, makers)) return false;
    if (!place || state_holds(state, place) || !state_is_inside(flow->unit, state, place)) return false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++)
        if (can_write(flow, state, &flow->graph->events[i])) return false;
    return true;
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
    if (is_left && is_right) return taken != (equal < unequal);
    return is_left != is_right && taken == (equal < unequal);
}

// field = make(n) where n was counted just before, and n = 0 where nothing is made: n tells whether there is something.
static bool tells_of_it(const Flow *flow, const State *state, PlaceId place)
{
    if (!flow->origin || state->life != LIFE_HELD || unit_place(flow->unit, place)->kind != PLACE_LOCAL || state_holds(state, place)) return false;
    bool is_counted = false, is_zeroed = false;
    const Block *block = &flow->graph->blocks[flow->origin->block];
    for (uint32_t i = 0; i < block->event_count; i++) {
        const Event *event = &flow->graph->events[block->first_event + i];
        is_counted |= event->kind == EVENT_SET && event->place == place && !event->other && event->node < flow->origin->node;
    }
    for (uint32_t i = 0; i < flow->graph->event_count && is_counted && !is_zeroed; i++) {
        const Event *event = &flow->graph->events[i];
        const Place *value = unit_place(flow->unit, event->other);
        is_zeroed = event->kind == EVENT_SET && event->place == place && value->kind == PLACE_CONSTANT && value->value == 0;
    }
    return is_zeroed;
}

// "a == &x" for the text of a comparison with an address: its left side; else nothing.
static Str compared_with_address(const Flow *flow, PlaceId place)
{
    const Place *at = unit_place(flow->unit, place);
    size_t equal = at->kind == PLACE_EXPRESSION ? str_find(at->name, STR("==")) : at->name.len;
    bool is_address = equal < at->name.len && str_starts(str_trim(str_from_byte(at->name, equal + 2)), STR("&"));
    return is_address ? str_trim(str_slice(at->name, 0, equal)) : (Str){0};
}

// What equals the address of one thing equals that of no other.
static bool equals_another(const Flow *flow, const State *state, const Event *test, bool taken)
{
    Str left = compared_with_address(flow, test->place);
    for (uint32_t i = 0; i < state->fact_count && left.len && taken; i++) {
        PlaceId known = state->facts[i].place;
        bool is_held = range_is_apart(state->facts[i].range, range_of(0));
        if (known != test->place && is_held && str_equal(compared_with_address(flow, known), left)) return true;
    }
    return false;
}

// Copies of what is tested, and what they were copied from, are known as well.
static bool learn_twin(const Flow *flow, State *state, const Event *test, int32_t number, bool taken, PlaceId twin)
{
    Range known = state_range(flow, state, twin);
    if (!range_narrow(&known, (Test)test->detail, number, taken)) return false;
    if (state_fact(state, twin)) state_fact(state, twin)->range = known;
    else state_learn(state, twin, known);
    return true;
}

// Can the place be nothing but 0 then?
static bool comes_to_zero(const Event *test, int32_t number, bool taken)
{
    Range range = {0, INT32_MAX, 0, false};
    return range_narrow(&range, (Test)test->detail, number, taken) && range.high == 0;
}

// An error code has one sign: where `if (ret) goto out` is followed by `if (ret < 0)`, one that is neither 0 nor an error is not known to exist.
static bool is_of_other_sign(Range known, const Event *test, int32_t number, bool taken)
{
    bool is_any_error = known.low == INT32_MIN && known.high == INT32_MAX && known.has_except && known.except == 0;
    if (!is_any_error || number != 0) return false;
    return test->detail == TEST_LESS || test->detail == TEST_MORE ? !taken : (test->detail == TEST_AT_LEAST || test->detail == TEST_AT_MOST) && taken;
}

// "a < b", where both are known.
static bool contradicts_numbers(const Flow *flow, const State *state, const Event *test, bool taken)
{
    const Comparison *comparison = comparisons_at(&flow->comparisons, test->place);
    if (!comparison) return false;
    return !comparison_can_be(comparison->test, state_range(flow, state, comparison->left), state_range(flow, state, comparison->right), taken);
}

bool effect_of_branch(Flow *flow, State *state, const Event *test, bool taken)
{
    if (asks_content(flow, state, test->place)) return false;
    if (test->other && unit_place(flow->unit, test->other)->kind != PLACE_CONSTANT) {  // what was acquired is not what a global names
        bool is_ours = state->life && state_holds(state, test->place), is_same = is_ours && state_holds(state, test->other);
        return !is_ours || taken == ((test->detail == TEST_EQUAL) == is_same);
    }
    int32_t number = test->other ? unit_place(flow->unit, test->other)->value : 0;
    if (is_about_numbers(flow, state, test, taken) || is_verdict(flow, state, test->place, comes_to_zero(test, number, taken)) || asks_beside(flow, state, test->place)) {
        flow_end(flow, state, ENDING_ESCAPED, test->node, test->place);
        return false;
    }
    if (contradicts_names(flow, state, test, taken) || equals_another(flow, state, test, taken) || contradicts_numbers(flow, state, test, taken)) return false;
    if (is_zero_side(test, taken) && !state_fact(state, test->place) && tells_of_it(flow, state, test->place)) {
        flow_end(flow, state, ENDING_ESCAPED, test->node, test->place);
        return false;
    }
    Range range = state_range(flow, state, test->place);
    if (state->life && is_of_other_sign(range, test, number, taken)) state->is_merged = true;
    if (is_zeroed(flow, state, test->place)) range = range_of(0);
    if (!range_narrow(&range, (Test)test->detail, number, taken)) return false;
    if (test->detail == TEST_COMPARE || unit_place(flow->unit, test->place)->kind == PLACE_CONSTANT) return true;
    Fact *fact = state_fact(state, test->place);
    PlaceId twin = fact ? fact->twin : 0;
    if (twin && !learn_twin(flow, state, test, number, taken, twin)) return false;
    fact = state_fact(state, test->place);
    if (fact) fact->range = range;
    else if (flow_cares(flow, state, test->place)) state_learn(state, test->place, range);
    return true;
}
