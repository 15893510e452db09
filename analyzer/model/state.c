#include "model/state.h"

#include "base/str.h"

// --- facts -----------------------------------------------------------------------------------------------------
Fact *state_fact(State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->fact_count; i++)
        if (state->facts[i].place == place) return &state->facts[i];
    return NULL;
}

void state_drop(State *state, uint32_t at)
{
    memmove(&state->facts[at], &state->facts[at + 1], sizeof(Fact) * (state->fact_count - at - 1u));
    state->fact_count--;
}

bool state_holds(const State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->name_count; i++)
        if (state->names[i] == place) return true;
    return false;
}

// Room for one more: a fact that does not speak of the thing itself goes, and with it the certainty of what is found.
static void make_room(State *state)
{
    if (state->fact_count < STATE_FACTS) return;
    uint32_t victim = 0;
    while (victim + 1 < state->fact_count && state_holds(state, state->facts[victim].place)) victim++;
    state_drop(state, victim);
    state->is_merged = true;
}

void state_learn(State *state, PlaceId place, Range range)
{
    make_room(state);
    uint32_t at = state->fact_count;
    while (at && state->facts[at - 1].place > place) at--;
    memmove(&state->facts[at + 1], &state->facts[at], sizeof(Fact) * (state->fact_count - at));
    state->facts[at] = (Fact){place, 0, range};
    state->fact_count++;
}

// Does any binding in the expression equal the one that is written?
bool expression_mentions(const Unit *unit, PlaceId expression, BindingId binding)
{
    NodeId node = unit_place(unit, expression)->node;
    for (NodeId at = node, end = binding ? tree_end(unit->tree, node) : node; at < end; at++)
        if (tree_node(unit->tree, at)->binding == binding) return true;
    return false;
}

// The binding that a write to a place changes: the field, else the variable.
static BindingId written_binding(const Unit *unit, PlaceId place)
{
    return unit_place(unit, place_root(&unit->places, place))->binding;
}

static bool is_last_field(const Unit *unit, PlaceId expression, PlaceId place)
{
    const Place *at = unit_place(unit, place);
    if (at->kind != PLACE_FIELD) return true;
    NodeId node = unit_place(unit, expression)->node;
    for (NodeId n = node, end = tree_end(unit->tree, node); n < end; n++)
        if (str_equal(unit_binding(unit, tree_node(unit->tree, n)->binding)->name, at->name)) return true;
    return false;
}

// `place` has a new value: what was known of it and of what is reached through it is void.
void state_forget(const Unit *unit, State *state, PlaceId place)
{
    for (uint32_t i = state->fact_count; i > 0; i--) {
        PlaceId known = state->facts[i - 1].place;
        bool is_void = unit_place(unit, known)->kind == PLACE_EXPRESSION
                           ? expression_mentions(unit, known, written_binding(unit, place)) && is_last_field(unit, known, place)
                           : place_is_within(&unit->places, known, place);
        if (is_void) state_drop(state, i - 1);
        else if (state->facts[i - 1].twin && place_is_within(&unit->places, state->facts[i - 1].twin, place)) state->facts[i - 1].twin = 0;
    }
}

void state_name(State *state, PlaceId place)
{
    if (state_holds(state, place) || state->name_count == STATE_NAMES) return;
    uint32_t at = state->name_count++;
    for (; at && state->names[at - 1] > place; at--) state->names[at] = state->names[at - 1];
    state->names[at] = place;
}

bool state_unname(State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->name_count; i++) {
        if (state->names[i] != place) continue;
        memmove(&state->names[i], &state->names[i + 1], sizeof(PlaceId) * (state->name_count - i - 1u));
        state->name_count--;
        state->names[state->name_count] = 0;
        return true;
    }
    return false;
}

// Is some name reached through `place`, without being it?
bool state_holds_below(const Unit *unit, const State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->name_count; i++)
        if (state->names[i] != place && place_is_within(&unit->places, state->names[i], place)) return true;
    return false;
}

// Is the place inside what some name points to (or the name itself)?
bool state_is_inside(const Unit *unit, const State *state, PlaceId place)
{
    for (uint32_t i = 0; i < state->name_count; i++)
        if (place_is_within(&unit->places, place, state->names[i])) return true;
    return false;
}

bool state_same_core(const State *a, const State *b)
{
    bool same = a->life == b->life && a->family == b->family && a->name_count == b->name_count && a->shifted == b->shifted &&
                a->returned == b->returned && a->handed_out == b->handed_out;
    for (uint32_t i = 0; same && i < a->name_count; i++) same = a->names[i] == b->names[i];
    return same;
}

bool state_same_facts(const State *a, const State *b)
{
    return a->fact_count == b->fact_count && memcmp(a->facts, b->facts, sizeof(Fact) * a->fact_count) == 0;
}

// Keeps in `state` what both know; false when nothing was dropped.
bool state_keep_shared(State *state, const State *other)
{
    bool dropped = false;
    for (uint32_t i = state->fact_count; i > 0; i--) {
        Fact *fact = &state->facts[i - 1];
        const Fact *same = state_fact((State *)other, fact->place);
        Range joined = same ? range_join(fact->range, same->range) : range_all();
        bool is_twin = same && same->twin == fact->twin;
        if (is_twin && memcmp(&joined, &fact->range, sizeof joined) == 0) continue;
        dropped = true;
        if (!is_twin) fact->twin = 0;
        if (range_is_all(joined)) state_drop(state, i - 1);
        else fact->range = joined;
    }
    state->is_merged |= dropped;
    return dropped;
}
