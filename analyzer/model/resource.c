// Callee first: the calls of a function are understood by the summaries of the functions that it calls, and what becomes of its own
// acquisitions and parameters is its summary. Functions that call each other in a circle are looked at twice.
#include "model/resource.h"

#include "base/str.h"
#include "model/effect.h"
#include "model/learn.h"
#include "model/member.h"
#include "model/object.h"

#include <stdlib.h>

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

static void note_release(const Pass *pass, const Ending *ending, Resource *resource)
{
    const Call *call = ending->state.released_at ? unit_call(pass->unit, ending->state.released_at) : NULL;
    if (!call || resource->release.len) return;
    resource->release = call->callee;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        PlaceId given = call->arguments[i].place;
        bool leads_there = given && given != resource->place && place_is_within(&pass->unit->places, resource->place, given);
        if (leads_there) resource->struct_released = tree_text(pass->unit->tree, call->arguments[i].node);
    }
}

void pass_keep_endings(Pass *pass, const Flow *flow, Resource *resource)
{
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        bool released = false;
        resource->is_handed_on |= is_end(ending->kind, &released);
        resource->is_released |= released;
        note_release(pass, ending, resource);
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
    if (acquisition->call && !is_filled) resource->release = summary_declared_release(pass->unit, acquisition->call);
    pass_keep_endings(pass, flow, resource);
}

// The type of what is filled: of the variable, or what the address of the member says.
static TypeKind kind_filled(const Unit *unit, const Argument *argument)
{
    const Place *at = unit_place(unit, argument->place);
    if (at->kind == PLACE_LOCAL) return unit_type(unit, unit_binding(unit, at->binding)->type)->kind;
    return unit_type(unit, unit_type(unit, tree_node(unit->tree, argument->node)->type)->target)->kind;
}

// A variable, or a member of a local struct.
static bool can_be_filled(const Flow *flow, const Argument *argument)
{
    PlaceKind kind = unit_place(flow->unit, argument->place)->kind;
    TypeKind type = kind_filled(flow->unit, argument);
    return (kind == PLACE_LOCAL || kind == PLACE_FIELD) && (type == TYPE_POINTER || type == TYPE_INTEGER) &&
           flow_can_hold(flow, argument->place, argument->node);
}

static Range values_of(const Unit *unit, const Argument *argument)
{
    return family_values(kind_filled(unit, argument) == TYPE_POINTER ? FAMILY_MEMORY : FAMILY_DESCRIPTOR);
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
        if (range_is_all(acquisition.success)) acquisition.success = family_values(summary->family);
        follow(pass, flow, prefix, &acquisition, false);
    }
    if (summary->result == RESULT_RELEASED && event->other) {
        acquisition.place = event->other;
        acquisition.family = summary->family;
        acquisition.released_at = call->node;
        follow(pass, flow, prefix, &acquisition, false);
        acquisition.released_at = 0;
    }
    for (uint32_t i = 0; i < call->argument_count; i++) {
        Passing passing = summary_argument(summary, i + 1);
        const Argument *argument = &call->arguments[i];
        bool fills = passing.how == HANDOVER_FILLED || passing.how == HANDOVER_REFILLED;
        if (!fills || !argument->is_address || !can_be_filled(flow, argument)) continue;
        acquisition.place = argument->place;
        acquisition.family = passing.family;
        acquisition.filled = values_of(pass->unit, argument);
        follow(pass, flow, prefix, &acquisition, true);
    }
}

// Was the member filled by a call before? Then that one is followed.
static bool is_filled_before(const Pass *pass, const Flow *flow, PlaceId place)
{
    for (uint32_t i = pass->resources.len; i > 0 && pass->resources.at[i - 1].function == flow->function; i--)
        if (pass->resources.at[i - 1].is_filled && pass->resources.at[i - 1].place == place) return true;
    return false;
}

// Does anything depend on what the call gives? Then it may say that the member was not filled.
static bool is_result_used(const Flow *flow, PlaceId result)
{
    for (uint32_t i = 0; i < flow->graph->event_count && result; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind == EVENT_CALL) continue;
        if (event->place == result || event->other == result) return true;
    }
    return false;
}

// What the callee puts into members of a local struct, and of the one that it gives.
// LIMIT: a callee whose result says whether it filled the member (fixtures/c/leak-on-error-path/struct_members.c, status_asked).
static void follow_members(Pass *pass, Flow *flow, const Flow *prefix, Acquisition acquisition)
{
    const Call *call = acquisition.call;
    const Summary *summary = summary_of_call(pass->summaries, call);
    bool is_told = false;  // of all members of a result one is enough
    for (uint32_t i = 0; i < summary->member_count; i++) {
        const MemberPassing *member = &summary->members[i];
        const Argument *argument = member->argument && member->argument <= call->argument_count ? &call->arguments[member->argument - 1] : NULL;
        bool fills = member->how == HANDOVER_FILLED || member->how == HANDOVER_REFILLED;
        if (argument && is_result_used(flow, acquisition.succeeds)) continue;
        if (!fills || (argument && !argument->is_address) || (!argument && (member->argument || is_told))) continue;
        acquisition.place = member_place(pass->unit, argument ? argument->place : acquisition.succeeds, member->path);
        if (!acquisition.place || (argument && (!flow_can_hold(flow, acquisition.place, call->node) || is_filled_before(pass, flow, acquisition.place)))) continue;
        is_told |= !argument;
        acquisition.family = member->family;
        acquisition.filled = family_values(member->family);
        acquisition.success = range_all();
        uint32_t before = pass->resources.len;
        follow(pass, flow, prefix, &acquisition, true);
        if (argument || pass->resources.len == before) continue;
        Resource *resource = &pass->resources.at[before];
        resource->place = member_place(pass->unit, call->result, member->path);
        resource->name = place_text(pass->arena, &pass->unit->places, resource->place);
    }
}

static bool acquires(const Pass *pass, const Call *call)
{
    const Summary *summary = summary_of_call(pass->summaries, call);
    if (summary->result == RESULT_FRESH || summary->result == RESULT_RELEASED) return true;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary->arguments[i].how == HANDOVER_FILLED || summary->arguments[i].how == HANDOVER_REFILLED) return true;
    return false;
}

// --- what is moved and then given back -------------------------------------------------------------------------
static bool is_moved_on(const Flow *flow, PlaceId place)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind == EVENT_SET && event->place == place && event->other == place && event->detail == CHANGE_GROWS) return true;
    }
    return false;
}

// A pointer that comes from elsewhere (a field, a global), walks on and is given back where it stands then.
static void follow_moved(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    const Place *from = unit_place(pass->unit, event->other);
    bool is_read = from->kind == PLACE_FIELD || from->kind == PLACE_ELEMENT || from->kind == PLACE_GLOBAL;
    if (unit_place(pass->unit, event->place)->kind != PLACE_LOCAL || !is_read || !is_moved_on(flow, event->place)) return;
    Acquisition acquisition = {.block = block, .event = index, .place = event->place, .success = range_all(), .filled = range_all()};
    flow_restart(flow);
    flow_acquire(flow, prefix, &acquisition);
    bool is_inside = false;
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) is_inside |= flow->endings.at[i].kind == ENDING_RELEASED_INSIDE;
    if (!is_inside) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->place = event->place;
    resource->name = place_text(pass->arena, &pass->unit->places, event->place);
    pass_keep_endings(pass, flow, resource);
}

static bool is_lost_somewhere(const Flow *flow)
{
    bool is_lost = false, is_given = false, is_released;
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) {
        const Ending *ending = &flow->endings.at[i];
        is_lost |= ending->kind == ENDING_LEAKED && !ending->is_merged;
        is_given |= is_end(ending->kind, &is_released) || is_released;
    }
    return is_lost && is_given;
}

// A local that takes over what a member owned.
static void follow_taken(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    uint32_t emptied = learn_emptied_at(flow, block, index);
    Str owner = emptied ? learn_owner(pass->arena, pass->unit, event->other) : (Str){0};
    if (!owner.len) return;
    uint8_t family = FAMILY_MEMORY;
    bool is_shown = learn_is_owner(pass, owner, &family);
    Acquisition taking = {.block = block, .event = emptied, .place = event->place, .family = family, .success = range_all(),
                          .filled = family_values(family)};
    flow_restart(flow);
    flow_acquire(flow, prefix, &taking);
    if (!is_lost_somewhere(flow)) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->taken = event->node;
    resource->owner = is_shown ? (Str){0} : owner;
    resource->family = family;
    resource->place = event->place;
    resource->name = place_text(pass->arena, &pass->unit->places, event->place);
    pass_keep_endings(pass, flow, resource);
    if (!resource->is_released) resource->release = (Str){0};  // which function it takes does not show
}

static void follow_acquisitions(Pass *pass, Flow *flow, const Flow *prefix)
{
    for (uint32_t order = 0; order < flow->graph->reachable_count; order++) {
        BlockId block = flow->graph->by_order[order];
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_SET && event->other) follow_moved(pass, flow, prefix, block, i);
            if (event->kind == EVENT_SET && event->other) follow_taken(pass, flow, prefix, block, i);
            if (event->kind != EVENT_CALL) continue;
            const Call *call = &pass->unit->calls.at[event->detail];
            if (acquires(pass, call)) follow_call(pass, flow, prefix, block, i);
            if (summary_of_call(pass->summaries, call)->member_count)
                follow_members(pass, flow, prefix, (Acquisition){.call = call, .block = block, .event = i, .succeeds = event->other});
        }
    }
}

// --- all functions ------------------------------------------------------------------------------------------------
static bool is_worth_it(const Pass *pass, const Function *function, FunctionId id)
{
    if (function->graph.gave_up || tree_node(pass->unit->tree, function->node)->flags & NODE_BROKEN) return false;
    if (function->parameter_count) return true;
    return pass->first_call[id] != 0 || function->call_count || function->flags & FUNCTION_EXPORTED;
}

// An array, or a pointer to a function: what no allocator gave.
static bool is_array(const Unit *unit, const Place *place)
{
    if (place->kind != PLACE_LOCAL && place->kind != PLACE_GLOBAL) return false;
    const Type *type = unit_type(unit, unit_binding(unit, place->binding)->type);
    return type->kind == TYPE_ARRAY || (type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_FUNCTION);
}

// Arrays and functions whose address goes into a variable or to a function that releases: nothing may release them.
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
    pass_keep_endings(pass, flow, resource);
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

// Comparisons that may tell the storage from a block: p != &x, p == other.
static bool compares_addresses(const Pass *pass, const Flow *flow)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_TEST) continue;
        if (event->other && unit_place(pass->unit, event->other)->kind != PLACE_CONSTANT) return true;
        if (comparisons_at(&flow->comparisons, event->place)) continue;
        if (event->detail == TEST_COMPARE || unit_place(pass->unit, event->place)->kind == PLACE_EXPRESSION) return true;
    }
    return false;
}

static bool releases_memory(const Pass *pass, FunctionId function)
{
    for (uint32_t i = pass->first_call[function]; i && i < pass->unit->calls.len && pass->unit->calls.at[i].function == function; i++) {
        const Summary *summary = summary_of_call(pass->summaries, &pass->unit->calls.at[i]);
        for (uint32_t n = 1; n <= SUMMARY_ARGUMENTS; n++)
            if (summary->arguments[n].how == HANDOVER_RELEASED && summary->arguments[n].family == FAMILY_MEMORY) return true;
    }
    return false;
}

// The value of a declaration or an assignment stands last in it.
static Str text_of_value(const Unit *unit, NodeId node)
{
    NodeId last = tree_first(unit->tree, node);
    while (last && tree_next(unit->tree, last)) last = tree_next(unit->tree, last);
    return tree_text(unit->tree, last ? last : node);
}

static void follow_address(Pass *pass, Flow *flow, const Flow *prefix, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    PlaceKind kind = unit_place(pass->unit, event->place)->kind;
    if (kind != PLACE_LOCAL && kind != PLACE_RESULT && kind != PLACE_PARAMETER && kind != PLACE_GLOBAL) return;
    Acquisition address = {.block = block, .event = index, .place = event->place, .family = FAMILY_STORAGE, .success = range_all(),
                           .filled = (Range){INT32_MIN, INT32_MAX, 0, true}};
    flow_restart(flow);
    flow_acquire(flow, prefix, &address);
    bool is_released = false;
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) is_released |= flow->endings.at[i].kind == ENDING_RELEASED_WRONGLY;
    if (!is_released) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->place = event->place;
    resource->family = FAMILY_STORAGE;
    resource->name = text_of_value(pass->unit, event->node);
    pass_keep_endings(pass, flow, resource);
}

// Variables that get a literal or an address: nothing may release them while they have it.
static void follow_addresses(Pass *pass, Flow *flow, const Flow *prefix)
{
    if (!releases_memory(pass, flow->function) || compares_addresses(pass, flow)) return;
    for (uint32_t order = 0; order < flow->graph->reachable_count; order++) {
        BlockId block = flow->graph->by_order[order];
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_SET && event->detail == CHANGE_TO_STORAGE && !event->other) follow_address(pass, flow, prefix, block, i);
        }
    }
}

static bool returns_struct(const Unit *unit, const Function *function)
{
    const Type *type = unit_type(unit, unit_binding(unit, function->binding)->type);
    return unit_type(unit, type->target)->kind == TYPE_RECORD;
}

static void keep_members(Arena *arena, Summary *summary, const MemberList *list)
{
    MemberPassing *members = arena_array(arena, MemberPassing, list->count);
    if (list->count) memcpy(members, list->at, sizeof *members * list->count);
    summary->members = members;
    summary->member_count = (uint8_t)list->count;
}

static void take_function(Pass *pass, FunctionId id)
{
    const Function *function = unit_function(pass->unit, id);
    if (!is_worth_it(pass, function, id)) return;
    Arena scratch = {0};
    Flow flow, prefix;
    uint32_t from = pass->resources.len;
    members_open(pass->arena, pass->opened, pass->summaries, id);
    flow_open(&flow, &scratch, pass->summaries, id);
    flow_open(&prefix, &scratch, pass->summaries, id);
    flow_begin(&prefix, &(State){0});
    Summary *summary = &pass->summaries->of_function[id];
    *summary = (Summary){.success = range_all(), .value = range_all()};
    for (uint32_t i = function->parameter_count + 1; i <= SUMMARY_ARGUMENTS; i++) summary->arguments[i].how = HANDOVER_BORROWED;  // of "..."
    if (!prefix.gave_up) {
        follow_acquisitions(pass, &flow, &prefix);
        follow_arrays(pass, &flow);
        follow_addresses(pass, &flow, &prefix);
        MemberList members = {0};
        summary_learn_result(pass, &flow, &prefix, from, summary);
        if (returns_struct(pass->unit, function)) learn_result_members(pass, &flow, from, &members);
        for (uint32_t i = 1; i <= function->parameter_count && i <= SUMMARY_ARGUMENTS; i++)
            summary_learn_parameter(pass, &flow, &prefix, from, i, summary, &members);
        keep_members(pass->arena, summary, &members);
        pass_follow_releases(pass, &flow, &prefix, from);
        pass_follow_slots(pass, &flow, &prefix);
        summary->is_known = summary->is_read = true;
        summary_heed_tables(pass->unit, id, summary);
        summary_heed_declaration(pass->unit, function->binding, summary);
        summary->never_returns = function->flags & FUNCTION_NO_RETURN || !prefix.has_returned;
    }
    arena_close(&scratch);
}

// Does the function call one of this file that is not understood yet? Then they call each other in a circle.
static bool calls_ahead(const Pass *pass, FunctionId id)
{
    const Unit *unit = pass->unit;
    for (uint32_t i = pass->first_call[id]; i && i < unit->calls.len && unit->calls.at[i].function == id; i++) {
        FunctionId target = unit->calls.at[i].target;
        if (target && target != id && !pass->summaries->of_function[target].is_known) return true;
    }
    return false;
}

// Functions of a circle are looked at once more, when something is known of all the others.
static void take_circles(Pass *pass, const Order *order, const bool *is_in_circle)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pass->resources.len; i++)
        if (!is_in_circle[pass->resources.at[i].function]) pass->resources.at[kept++] = pass->resources.at[i];
    pass->resources.len = kept;
    for (uint32_t i = 0; i < order->len; i++)
        if (is_in_circle[order->at[i]]) take_function(pass, order->at[i]);
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

Resources resources_find(Arena *arena, Unit *unit, Summaries *summaries)
{
    Arena scratch = {0};
    Pass pass = {.arena = arena, .scratch = &scratch, .unit = unit, .opened = unit, .summaries = summaries};
    if (unit->language == LANG_PYTHON) {
        for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) take_python_function(&pass, id);
    } else {
        find_calls(&pass);
        Order order = callee_first(&pass);
        bool *is_in_circle = arena_array(&scratch, bool, unit->functions.len + 1);
        for (uint32_t i = 0; i < order.len; i++) {
            is_in_circle[order.at[i]] = calls_ahead(&pass, order.at[i]);
            take_function(&pass, order.at[i]);
        }
        take_circles(&pass, &order, is_in_circle);
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
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        for (uint32_t n = 1; n <= call->argument_count; n++) {
            bool is_released = !call->arguments[n - 1].is_address && summary_argument(summary_of_call(summaries, call), n).how == HANDOVER_RELEASED;
            Str owner = is_released ? learn_owner(arena, unit, call->arguments[n - 1].place) : (Str){0};
            if (owner.len) *map_at(arena, evidence, owner) = 1;
        }
    }
    Strs asks = summaries_asks(arena, unit);
    for (uint32_t i = 0; i < asks.len; i++) *map_at(arena, evidence, arena_format(arena, "calls %.*s", FMT(asks.at[i]))) = 1;
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
