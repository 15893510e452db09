// Typestate by property simulation: the states of a block are kept apart while they differ in what they say of the thing, and merged
// to their shared facts when there are too many that agree on it.
#include "model/flow.h"

#include "base/str.h"
#include "model/effect.h"

enum { DISTINCT_STATES = 16, MOST_STATES = 64, MOST_STEPS = 40000 };

// What may be spent on all things of one function, in events and blocks walked over: a fraction of a second. Generated functions that
// acquire thousands of things get there; what is left of them is not followed.
enum { MOST_SPENT = 10 * 1000 * 1000 };

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
    entry->is_pending = false;  // flow_restart leaves what was there
    state_copy(&entry->state, state);
    *array_push(flow->arena, &flow->blocks[block].list) = flow->states.len - 1;
    make_pending(flow, block, entry);
}

// Nobody asks again: without such facts more states are equal, and fewer have to be merged.
static void drop_dead_facts(const Flow *flow, BlockId block, State *state)
{
    uint32_t ahead = flow->lowest_ahead[flow->graph->blocks[block].order];
    for (uint32_t i = state->fact_count; i > 0; i--) {
        PlaceId place = state->facts[i - 1].place;
        if (flow->last_read[place] < ahead && !state_holds(state, place)) state_drop(state, i - 1);
    }
}

// Adds a state to the entry of a block.
static void arrive(Flow *flow, BlockId block, State *state)
{
    BlockStates *states = &flow->blocks[block];
    drop_dead_facts(flow, block, state);
    FlowState *akin = NULL;
    for (uint32_t i = 0; i < states->list.len; i++) {
        FlowState *entry = &flow->states.at[states->list.at[i]];
        if (!state_same_core(&entry->state, state)) continue;
        if (!state_same_facts(&entry->state, state)) {
            akin = entry;
            continue;
        }
        if (!entry->state.is_merged || state->is_merged) return;
        state_copy(&entry->state, state);  // a path that nothing had to be merged for comes to the same
        make_pending(flow, block, entry);
        return;
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
static void leave_function(Flow *flow, const State *state)
{
    switch ((Life)state->life) {
    case LIFE_NONE: {
        Range value = state->returned ? state_range(flow, state, state->returned) : range_all();
        flow->returns = flow->has_returned ? range_join(flow->returns, value) : value;
        flow->has_returned = true;
        break;
    }
    case LIFE_HELD: flow_end(flow, state, ENDING_LEAKED, state->leaves, 0); break;
    case LIFE_HANDED_OUT: flow_end(flow, state, ENDING_STORED, state->leaves, state->handed_out); break;
    case LIFE_RELEASED: flow_end(flow, state, ENDING_RELEASED, state->leaves, 0); break;
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
        State next;
        state_copy(&next, state);
        bool branches = test && (edge.kind == EDGE_TRUE || edge.kind == EDGE_FALSE);
        if (branches && !effect_of_branch(flow, &next, test, edge.kind == EDGE_TRUE)) continue;
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

// Carries a state, which changes, from event `event` of the block to its end.
static void carry(Flow *flow, BlockId block, uint32_t event, State *state, uint32_t before)
{
    const Block *at = &flow->graph->blocks[block];
    flow->spent += at->event_count - event + 1;
    for (; event < at->event_count; event++) {
        State other;
        Verdict verdict = effect_of(flow, state, &flow->graph->events[at->first_event + event], &other);
        if (verdict == PATH_ENDS) return;
        if (verdict == PATH_SPLITS) carry(flow, block, event + 1, &other, before);
    }
    leave(flow, block, state, before);
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
        State state;
        state_copy(&state, &flow->states.at[index].state);
        carry(flow, block, 0, &state, index + 1);
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
// "a == &x" decides on "a == &y", too, and a parameter on who can have called.
static bool excludes_others(const Flow *flow, PlaceId place)
{
    const Place *at = unit_place(flow->unit, place);
    if (at->kind == PLACE_PARAMETER) return unit_function(flow->unit, flow->function)->call_count > 0;
    return at->kind == PLACE_EXPRESSION && str_contains(at->name, STR("&"));
}

static void note_read(Flow *flow, PlaceId place, uint32_t order)
{
    if (flow->last_read[place] < order) flow->last_read[place] = order;
}

static void note_reads(Flow *flow, const Event *event, uint32_t order)
{
    bool speaks = event->kind == EVENT_TEST || event->kind == EVENT_RETURN || event->kind == EVENT_USE;
    const Call *call = event->kind == EVENT_CALL ? &flow->unit->calls.at[event->detail] : NULL;
    if (speaks) note_read(flow, event->place, excludes_others(flow, event->place) ? UINT32_MAX : order);
    if (event->kind == EVENT_SET || event->kind == EVENT_TEST) note_read(flow, event->other, order);
    const Comparison *comparison = event->kind == EVENT_TEST ? comparisons_at(&flow->comparisons, event->place) : NULL;
    if (comparison) {
        note_read(flow, comparison->left, order);
        note_read(flow, comparison->right, order);
    }
    for (uint32_t i = 0; call && i < call->argument_count; i++) note_read(flow, call->arguments[i].place, order);
}

// Control comes back from u to v, and so does all that lies between them.
static void find_ways_back(Flow *flow)
{
    const Graph *graph = flow->graph;
    uint32_t count = graph->reachable_count, lowest = UINT32_MAX;
    for (uint32_t order = 0; order <= count; order++) flow->lowest_ahead[order] = order;
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        uint32_t from = graph->blocks[graph->edges[i].from].order, to = graph->blocks[graph->edges[i].to].order;
        if (from && to && to < flow->lowest_ahead[from]) flow->lowest_ahead[from] = to;
    }
    for (uint32_t order = count; order > 0; order--) {
        if (flow->lowest_ahead[order] < lowest) lowest = flow->lowest_ahead[order];
        flow->lowest_ahead[order] = lowest;
        if (lowest == order) lowest = UINT32_MAX;
    }
    for (uint32_t order = 1; order <= count; order++) flow->lowest_ahead[order] = flow->lowest_ahead[flow->lowest_ahead[order]];
}

static void find_last_reads(Flow *flow)
{
    for (uint32_t order = 1; order <= flow->graph->reachable_count; order++) {
        const Block *block = &flow->graph->blocks[flow->graph->by_order[order - 1]];
        for (uint32_t i = 0; i < block->event_count; i++) note_reads(flow, &flow->graph->events[block->first_event + i], order);
    }
    find_ways_back(flow);
}

// What realloc gives: whoever follows it without a test has not come from where it failed.
static bool is_moved_result(const Flow *flow, PlaceId place)
{
    const Place *at = unit_place(flow->unit, place);
    const Call *call = at->kind == PLACE_RESULT ? unit_call(flow->unit, at->node) : NULL;
    return call && call->argument_count && summary_argument(summary_of_call(flow->summaries, call), 1).how == HANDOVER_MOVED;
}

static void count_interest(Flow *flow)
{
    for (uint32_t i = 0; i < flow->comparisons.len; i++)
        flow->tested[flow->comparisons.at[i].left] = flow->tested[flow->comparisons.at[i].right] = 2;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool speaks = event->kind == EVENT_TEST || event->kind == EVENT_RETURN;
        if (speaks && flow->tested[event->place] < 200) flow->tested[event->place]++;
        if (speaks && excludes_others(flow, event->place)) flow->tested[event->place] = 2;
        if (event->kind != EVENT_SET) continue;
        if (event->place && is_moved_result(flow, event->other)) flow->tested[event->place] = 2;
        bool is_told = event->other || event->detail == CHANGE_TO_STORAGE;
        if (event->place && is_told && flow->tested[event->place] < 200) flow->tested[event->place]++;
        if (event->other && flow->tested[event->other] < 200) flow->tested[event->other]++;
    }
}

void flow_open(Flow *flow, Arena *arena, const Summaries *summaries, FunctionId function)
{
    const Unit *unit = summaries->unit;
    *flow = (Flow){.arena = arena, .unit = unit, .summaries = summaries, .function = function,
                   .graph = &unit_function(unit, function)->graph, .cursor = UINT32_MAX};
    flow->tested = arena_array(arena, uint8_t, unit->places.list.len + 1);
    flow->last_read = arena_array(arena, uint32_t, unit->places.list.len + 1);
    flow->lowest_ahead = arena_array(arena, uint32_t, flow->graph->reachable_count + 1);
    flow->blocks = arena_array(arena, BlockStates, flow->graph->block_count);
    flow->gave_up = flow->graph->gave_up;
    flow->comparisons = comparisons_find(arena, unit, flow->graph);
    count_interest(flow);
    find_last_reads(flow);
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
    State start = *state;
    if (!flow->gave_up) carry(flow, BLOCK_ENTRY, 0, &start, 0);
    run(flow);
}

// What is given back was something: false where it is known to be nothing. Its other names are gone with it.
static bool was_something(const Flow *flow, State *state, PlaceId place)
{
    Range range = state_range(flow, state, place);
    if (!range_narrow(&range, TEST_TRUE, 0, true)) return false;
    Fact *fact = state_fact(state, place);
    if (fact) fact->range = range;
    else if (flow->tested[place] > 1) state_learn(state, place, range);
    for (uint32_t i = 0; i < state->fact_count; i++) {
        const Fact *known = &state->facts[i];
        PlaceId twin = known->place == place ? known->twin : known->twin == place ? known->place : 0;
        if (unit_place(flow->unit, twin)->kind == PLACE_LOCAL) state_name(state, twin);
    }
    return true;
}

// False when it is known to hold nothing there.
static bool learn_filled(State *state, const Acquisition *acquisition)
{
    Fact *known = state_fact(state, acquisition->place);
    if (known && range_is_apart(known->range, acquisition->filled)) return false;
    if (known) known->range = acquisition->filled;
    else state_learn(state, acquisition->place, acquisition->filled);
    return true;
}

void flow_acquire(Flow *flow, const Flow *prefix, const Acquisition *acquisition)
{
    flow->origin = acquisition->call;
    const BlockStates *before = &prefix->blocks[acquisition->block];
    const Block *block = &flow->graph->blocks[acquisition->block];
    uint32_t count = acquisition->block == BLOCK_ENTRY ? 1 : before->list.len;
    for (uint32_t i = 0; i < count && !flow->gave_up; i++) {
        State state = {0}, other;
        if (acquisition->block != BLOCK_ENTRY) state_copy(&state, &prefix->states.at[before->list.at[i]].state);
        bool goes_on = true;
        state.before = 0;
        state.test = 0;
        flow->spent += acquisition->event;
        for (uint32_t event = 0; event <= acquisition->event && goes_on; event++)
            goes_on = effect_of(flow, &state, &flow->graph->events[block->first_event + event], &other) == PATH_GOES_ON;
        if (!goes_on) continue;
        if (!acquisition->released_at && acquisition->call && flow_asks_nothing(flow, &state, acquisition->call)) continue;
        if (acquisition->released_at && !was_something(flow, &state, acquisition->place)) continue;
        state.life = acquisition->released_at ? LIFE_RELEASED : LIFE_HELD;
        state.released_at = acquisition->released_at;
        state.family = acquisition->family;
        state_name(&state, acquisition->place);
        if (acquisition->succeeds) state_forget(flow->unit, &state, acquisition->succeeds);
        if (!range_is_all(acquisition->success)) state_learn(&state, acquisition->succeeds, acquisition->success);
        if (!range_is_all(acquisition->filled) && !learn_filled(&state, acquisition)) continue;
        carry(flow, acquisition->block, acquisition->event + 1, &state, 0);
    }
    run(flow);
}
