// What is given back, wherever it came from: a pointer out of a list, a field or an unknown call is followed from its release on, because
// what happens to it afterwards is wrong whoever acquired it. A function of the file that always gives back a global variable's block and
// leaves it there is such a release for its callers.
#include "base/str.h"
#include "model/effect.h"
#include "model/learn.h"

// Does the cleanup attribute of the variable give back what it holds when its scope ends?
static bool is_cleaned(const Pass *pass, PlaceId place)
{
    const Unit *unit = pass->unit;
    const Place *at = unit_place(unit, place);
    const Binding *binding = unit_binding(unit, at->kind == PLACE_LOCAL ? at->binding : 0);
    for (FunctionId id = 1; binding->cleaner.len && id < unit->functions.len; id++)
        if (str_equal(unit_function(unit, id)->name, binding->cleaner)) return pass->summaries->of_function[id].arguments[1].how == HANDOVER_RELEASED_IN;
    return false;
}

// A variable or a member of what a local one holds or points to. Elements of an array are one place.
static bool is_followed(const Pass *pass, PlaceId place, uint8_t family)
{
    const Unit *unit = pass->unit;
    const Place *at = unit_place(unit, place), *base = unit_place(unit, at->base);
    if (at->kind == PLACE_FIELD) return base->kind == PLACE_LOCAL || base->kind == PLACE_PARAMETER;
    if (at->kind != PLACE_LOCAL && at->kind != PLACE_PARAMETER && at->kind != PLACE_GLOBAL) return false;
    const Binding *binding = unit_binding(unit, at->binding);
    TypeKind kind = unit_type(unit, binding->type)->kind;
    return (!binding->has_cleanup || is_cleaned(pass, place)) && kind == (family == FAMILY_DESCRIPTOR ? TYPE_INTEGER : TYPE_POINTER);
}

// Who gives back an object with a body of its own can clear the member through the object's way back.
static bool can_clear_member(const Pass *pass, const Call *call, const Argument *argument)
{
    const Unit *unit = pass->unit;
    const Type *type = unit_type(unit, tree_node(unit->tree, argument->node)->type);
    bool is_object = type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_RECORD;
    return is_object && unit_place(unit, argument->place)->is_pointee && (call->target || summary_of_call(pass->summaries, call)->is_read);
}

// Does anything else in the function speak of what the place holds, or the release itself once more?
static bool is_mentioned_again(const Flow *flow, PlaceId place, const Call *release)
{
    if (block_repeats(flow->graph, release->block)) return true;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        bool uses = event->kind == EVENT_USE || event->kind == EVENT_RETURN;
        if (uses && event->node != release->node && event->place == place) return true;
        if (event->kind == EVENT_SET && event->other == place && event->place != place) return true;
        const Call *call = event->kind == EVENT_CALL && event->node != release->node ? &flow->unit->calls.at[event->detail] : NULL;
        for (uint32_t n = 0; call && n < call->argument_count; n++)
            if (call->arguments[n].place == place) return true;
    }
    return false;
}

// Is it what the acquisitions of the function have shown already?
static bool is_told(const Pass *pass, uint32_t from, const Ending *ending)
{
    for (uint32_t i = from; i < pass->resources.len; i++) {
        const Resource *resource = &pass->resources.at[i];
        for (uint32_t e = 0; e < resource->endings.len; e++)
            if (resource->endings.at[e].kind == ending->kind && resource->endings.at[e].node == ending->node) return true;
    }
    return false;
}

static void follow_release(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, const Acquisition *release)
{
    flow_restart(flow);
    flow_acquire(flow, prefix, release);
    uint32_t kept = 0;
    bool ends_again = is_cleaned(pass, release->place);
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) {
        Ending *ending = &flow->endings.at[i];
        if (ends_again && ending->kind == ENDING_RELEASED && state_holds(&ending->state, release->place)) ending->kind = ENDING_RELEASED_TWICE;
        bool is_late = ending->kind == ENDING_RELEASED_TWICE || ending->kind == ENDING_USED_LATE;
        if (is_late && !ending->is_merged && !is_told(pass, from, ending)) flow->endings.at[kept++] = *ending;
    }
    flow->endings.len = kept;
    if (!kept) return;
    Resource *resource = array_push(pass->arena, &pass->resources);
    resource->function = flow->function;
    resource->family = release->family;
    resource->place = release->place;
    resource->name = place_text(pass->arena, &pass->unit->places, release->place);
    pass_keep_endings(pass, flow, resource);
}

// --- globals -----------------------------------------------------------------------------------------------------
// Does the function give back what the variable holds on every path, and leave it there?
static bool leaves_gone(Flow *flow, PlaceId global, uint8_t *family)
{
    State state = {.life = LIFE_HELD};
    state_name(&state, global);
    state_learn(&state, global, family_values(FAMILY_MEMORY));
    flow_restart(flow);
    flow_begin(flow, &state);
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        if (ending->kind == ENDING_OPEN) continue;
        if (ending->kind != ENDING_RELEASED || !state_holds(&ending->state, global)) return false;
        *family = ending->family;
    }
    return flow->endings.len && *family && !flow->gave_up;
}

static const LeftGone *left_gone(const Pass *pass, FunctionId function, PlaceId global)
{
    for (uint32_t i = 0; i < pass->left_gone.len; i++) {
        const LeftGone *left = &pass->left_gone.at[i];
        if (left->function == function && (!global || left->global == global)) return left;
    }
    return NULL;
}

static void note_left_gone(Pass *pass, Flow *flow, PlaceId global)
{
    uint8_t family = 0;
    if (unit_place(pass->unit, global)->kind != PLACE_GLOBAL || left_gone(pass, flow->function, global) || !leaves_gone(flow, global, &family)) return;
    *array_push(pass->scratch, &pass->left_gone) = (LeftGone){flow->function, global, family};
}

// A callee of the file has given back what a global variable still leads to.
static void follow_left_gone(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, const Call *call, Acquisition release)
{
    for (uint32_t i = 0; i < pass->left_gone.len && call->target; i++) {
        const LeftGone *left = &pass->left_gone.at[i];
        if (left->function != call->target || left->function == flow->function || !is_mentioned_again(flow, left->global, call)) continue;
        release.place = left->global;
        release.family = left->family;
        follow_release(pass, flow, prefix, from, &release);
    }
}

static void follow_releases_of(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, BlockId block, uint32_t index)
{
    const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + index];
    const Call *call = &pass->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(pass->summaries, call);
    Acquisition release = {.released_at = call->node, .block = block, .event = index, .success = range_all(), .filled = range_all()};
    follow_left_gone(pass, flow, prefix, from, call, release);
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        Passing passing = summary_argument(summary, i);
        const Argument *argument = &call->arguments[i - 1];
        bool moves = passing.how == HANDOVER_MOVED && passing.family == FAMILY_MEMORY && !summary->is_read && !summary->is_believed && event->other;
        if ((passing.how != HANDOVER_RELEASED && !moves) || argument->is_address || effect_is_counted(passing.family)) continue;
        if (!is_followed(pass, argument->place, passing.family)) continue;
        if (!moves) note_left_gone(pass, flow, argument->place);
        if (can_clear_member(pass, call, argument)) continue;
        if (!is_cleaned(pass, argument->place) && !is_mentioned_again(flow, argument->place, call)) continue;
        release.place = argument->place;
        release.family = passing.family;
        release.succeeds = moves ? event->other : 0;
        release.success = moves ? summary->success : range_all();
        follow_release(pass, flow, prefix, from, &release);
    }
}

void pass_follow_releases(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from)
{
    for (uint32_t order = 0; order < flow->graph->reachable_count; order++) {
        BlockId block = flow->graph->by_order[order];
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++)
            if (flow->graph->events[flow->graph->blocks[block].first_event + i].kind == EVENT_CALL) follow_releases_of(pass, flow, prefix, from, block, i);
    }
}
