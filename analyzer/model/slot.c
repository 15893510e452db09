// What lasts longer than the function and gets something of its own twice in it: a static or global variable, a member behind a
// parameter. From the first store on the slot is a name as a local variable is, until anybody else can have touched it.
#include "base/str.h"
#include "model/effect.h"
#include "model/learn.h"

// A variable that outlives the function, or a member that is reached without an index.
static bool is_lasting(const Unit *unit, PlaceId place)
{
    const Place *at = unit_place(unit, place);
    while (at->kind == PLACE_FIELD) at = unit_place(unit, at->base);
    if (at->kind == PLACE_GLOBAL) return true;
    return unit_place(unit, place)->kind == PLACE_FIELD && (at->kind == PLACE_PARAMETER || at->kind == PLACE_LOCAL);
}

// The call whose fresh result the event stores, NULL = it stores something else.
static const Call *stored_call(const Pass *pass, const Event *event)
{
    const Place *value = unit_place(pass->unit, event->kind == EVENT_SET ? event->other : 0);
    const Call *call = value->kind == PLACE_RESULT ? unit_call(pass->unit, value->node) : NULL;
    const Summary *summary = call ? summary_of_call(pass->summaries, call) : NULL;
    return summary && summary->result == RESULT_FRESH && !summary->is_believed ? call : NULL;
}

static bool is_stored_again(const Pass *pass, const Flow *flow, BlockId block, const Event *first)
{
    if (block_repeats(flow->graph, block)) return true;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event != first && event->kind == EVENT_SET && event->place == first->place && stored_call(pass, event)) return true;
    }
    return false;
}

// --- who else can touch the slot -------------------------------------------------------------------------------
// Marks the functions that mention one of the names on the way to the slot.
static void mark_mentions(const Pass *pass, PlaceId slot, NodeId store, bool *touches)
{
    const Unit *unit = pass->unit;
    for (NodeId at = tree_first(unit->tree, store), end = tree_end(unit->tree, at); at && at < end; at++) {
        BindingId id = tree_node(unit->tree, at)->binding;
        const Binding *binding = unit_binding(unit, id);
        bool is_own = binding->kind == BINDING_LOCAL || binding->kind == BINDING_PARAMETER;
        for (PlaceId part = is_own ? 0 : slot; id && part; part = unit_place(unit, part)->base)
            if (str_equal(unit_place(unit, part)->name, binding->name))
                for_each_reference(unit, id, reference) touches[reference->function] = true;
    }
}

// Can code outside of the file come to the function: by its name, or by a pointer to it?
static bool is_reachable_from_outside(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    if (function->flags & FUNCTION_EXPORTED) return true;
    for_each_reference(unit, function->binding, reference)
        if (reference->kind != REFERENCE_CALLED) return true;
    return false;
}

// The functions of the file that touch it, themselves or through those that they call; [0]: callees of which nothing is known can come to
// one of them.
static bool *find_touching(const Pass *pass, Arena *scratch, FunctionId own, PlaceId slot, NodeId store)
{
    const Unit *unit = pass->unit;
    bool *touches = arena_array(scratch, bool, unit->functions.len + 1), changed = true;
    mark_mentions(pass, slot, store, touches);
    for (uint32_t round = 0; changed && round < unit->functions.len; round++) {
        changed = false;
        for (uint32_t i = unit->calls.len; i > 1; i--) {
            const Call *call = &unit->calls.at[i - 1];
            if (!call->target || !touches[call->target] || touches[call->function]) continue;
            touches[call->function] = changed = true;
        }
    }
    for (FunctionId id = 1; id < unit->functions.len; id++) touches[0] |= touches[id] && id != own && is_reachable_from_outside(unit, id);
    return touches;
}

// --- what is emptied and not given back ------------------------------------------------------------------------
// The call that makes a block for members of that name, when each gets nothing but such blocks and NULL; else NULL.
static const Call *maker_of_member(const Pass *pass, const Place *member)
{
    const Unit *unit = pass->unit;
    const Call *maker = NULL;
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
        const Graph *graph = &unit_function(unit, id)->graph;
        for (uint32_t i = 0; i < graph->event_count; i++) {
            const Event *event = &graph->events[i];
            const Place *place = unit_place(unit, event->kind == EVENT_SET ? event->place : 0), *value = unit_place(unit, event->other);
            if (place->kind != PLACE_FIELD || !str_equal(place->name, member->name) || value->kind == PLACE_CONSTANT) continue;
            const Call *call = stored_call(pass, event);
            if (!call || summary_of_call(pass->summaries, call)->family != FAMILY_MEMORY) return NULL;
            maker = call;
        }
    }
    return maker;
}

// The member whose contents the call releases, 0 = none.
static PlaceId emptied_member(const Pass *pass, const Event *event)
{
    const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count; i++) {
        const Argument *argument = &call->arguments[i - 1];
        bool is_member = !argument->is_address && unit_place(pass->unit, argument->place)->kind == PLACE_FIELD;
        if (is_member && summary_argument(summary_of_call(pass->summaries, call), i).empties) return argument->place;
    }
    return 0;
}

// --- following it ----------------------------------------------------------------------------------------------
static const Event *set_at(const Flow *flow, NodeId node, PlaceId place)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind == EVENT_SET && event->node == node && event->place == place) return event;
    }
    return NULL;
}

// Is the last thing lost when something fresh takes its place, which is not made of it?
static bool is_replaced(const Pass *pass, const Flow *flow, const Ending *ending)
{
    const Event *event = ending->kind == ENDING_OVERWRITTEN && !ending->is_merged && ending->place == flow->slot ? set_at(flow, ending->node, ending->place) : NULL;
    const Call *call = event ? stored_call(pass, event) : NULL;
    for (uint32_t i = 0; call && i < call->argument_count; i++)
        if (call->arguments[i].place == flow->slot) return false;
    return call != NULL;
}

static bool keep_replaced(const Pass *pass, Flow *flow)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++)
        if (is_replaced(pass, flow, &flow->endings.at[i])) flow->endings.at[kept++] = flow->endings.at[i];
    flow->endings.len = kept;
    return kept != 0;
}

static void follow_slot(Pass *pass, Flow *flow, const Flow *prefix, const Acquisition *start, const Call *maker, NodeId node)
{
    flow->slot = start->place;
    flow_restart(flow);
    flow_acquire(flow, prefix, start);
    bool found = keep_replaced(pass, flow);
    if (found) {
        Arena scratch = {0};
        flow->touches = find_touching(pass, &scratch, flow->function, start->place, node);
        flow_restart(flow);
        flow_acquire(flow, prefix, start);
        found = keep_replaced(pass, flow);
        flow->touches = NULL;
        arena_close(&scratch);
    }
    flow->slot = 0;
    if (!found) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->call = maker;
    resource->family = start->family;
    resource->place = start->place;
    resource->is_lasting = true;
    resource->name = place_text(pass->arena, &pass->unit->places, start->place);
    pass_keep_endings(pass, flow, resource);
}

static void follow_event(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    const Call *maker = stored_call(pass, event);
    PlaceId place = maker ? event->place : emptied_member(pass, event);
    if (!place || !is_lasting(pass->unit, place) || flow_can_hold(flow, place, event->node)) return;
    if (maker && !is_stored_again(pass, flow, block, event)) return;
    if (!maker) maker = maker_of_member(pass, unit_place(pass->unit, place));
    if (!maker) return;
    uint8_t family = summary_of_call(pass->summaries, maker)->family;
    Acquisition start = {.block = block, .event = index, .place = place, .family = family, .succeeds = place,
                         .success = family_values(family), .filled = range_all()};
    follow_slot(pass, flow, prefix, &start, maker, event->node);
}

void pass_follow_slots(Pass *pass, Flow *flow, const Flow *prefix)
{
    for (uint32_t order = 0; order < flow->graph->reachable_count; order++) {
        BlockId block = flow->graph->by_order[order];
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) follow_event(pass, flow, prefix, block, i);
    }
}
