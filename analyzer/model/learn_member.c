// What a function does to the members of a struct that it is given, by value or by address, and which members of the struct that it returns
// hold something fresh. Each member is followed from the function's entry. Said is only what holds for all members: one that goes out of sight,
// a copy of the struct or of the pointer, a callee that says less, and nothing is said of any.
#include "base/str.h"
#include "model/effect.h"
#include "model/learn.h"
#include "model/member.h"

typedef struct Member {
    PlaceId place;
    bool is_number;   // a counter, a length; a descriptor
    bool is_refilled; // by a callee
} Member;

typedef ArrayOf(Member) Members;

static TypeKind kind_of(const Unit *unit, NodeId node) { return unit_type(unit, tree_node(unit->tree, node)->type)->kind; }

static void add_member(const Pass *pass, Members *members, PlaceId place, PlaceId whole, bool is_number, bool is_refilled)
{
    if (place == whole || !place_is_within(&pass->unit->places, place, whole) || !member_path(pass->scratch, pass->unit, place, whole).len) return;
    for (uint32_t i = 0; i < members->len; i++) {
        if (members->at[i].place != place) continue;
        members->at[i].is_number &= is_number;
        members->at[i].is_refilled |= is_refilled;
        return;
    }
    *array_push(pass->scratch, members) = (Member){place, is_number, is_refilled};
}

// Notes the members that an argument gives away, and those that the callee's contract names; false when the callee may do more.
static bool read_argument(const Pass *pass, const Call *call, uint32_t number, PlaceId whole, Members *members)
{
    const Argument *argument = &call->arguments[number - 1];
    if (!argument->place || !place_is_within(&pass->unit->places, argument->place, whole)) return true;
    const Summary *summary = summary_of_call(pass->summaries, call);
    Passing passing = summary_argument(summary, number);
    TypeKind kind = kind_of(pass->unit, argument->node);
    TypeKind target = unit_type(pass->unit, unit_type(pass->unit, tree_node(pass->unit->tree, argument->node)->type)->target)->kind;
    bool is_struct = argument->place == whole || kind == TYPE_RECORD || (argument->is_address && target == TYPE_RECORD);
    if (!is_struct) {
        add_member(pass, members, argument->place, whole, kind == TYPE_INTEGER, false);
        return true;
    }
    if (passing.how != HANDOVER_BORROWED || (passing.opens && !passing.lists)) return false;
    for (uint32_t i = 0; i < summary->member_count; i++) {
        const MemberPassing *member = &summary->members[i];
        if (member->argument != number) continue;
        PlaceId place = member_place(pass->unit, argument->place, member->path);
        if (!place) return false;
        add_member(pass, members, place, whole, false, member->how == HANDOVER_REFILLED);
    }
    return true;
}

// A value that leads to the whole goes somewhere: a copy of the pointer, of the struct or of a struct in it.
static bool copies_whole(const Pass *pass, const Event *event, PlaceId whole)
{
    PlaceId value = event->kind == EVENT_SET ? event->other : event->kind == EVENT_RETURN ? event->place : 0;
    if (!value || !place_is_within(&pass->unit->places, value, whole)) return false;
    return value == whole || kind_of(pass->unit, event->node) == TYPE_RECORD;
}

// *whole = other, whole = other, whole->inner = other
static bool replaces_whole(const Pass *pass, const Event *event, PlaceId whole)
{
    if (event->kind != EVENT_SET || !event->place || !place_is_within(&pass->unit->places, event->place, whole)) return false;
    const Place *place = unit_place(pass->unit, event->place);
    return event->place == whole || (place->kind == PLACE_ELEMENT && place->base == whole) || kind_of(pass->unit, event->node) == TYPE_RECORD;
}

static bool read_members(const Pass *pass, const Flow *flow, PlaceId whole, Members *members)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (copies_whole(pass, event, whole) || replaces_whole(pass, event, whole)) return false;
        bool is_number = kind_of(pass->unit, event->node) == TYPE_INTEGER;
        if (event->kind == EVENT_SET) {
            add_member(pass, members, event->place, whole, is_number, false);
            add_member(pass, members, event->other, whole, is_number, false);
        }
        if (event->kind == EVENT_RETURN) add_member(pass, members, event->place, whole, is_number, false);
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        for (uint32_t n = 1; call && n <= call->argument_count; n++)
            if (!read_argument(pass, call, n, whole, members)) return false;
    }
    return true;
}

static bool is_moved(const Flow *flow, const Ending *ending)
{
    const Call *call = ending->state.released_at ? unit_call(flow->unit, ending->state.released_at) : NULL;
    for (uint32_t i = 1; call && i <= call->argument_count; i++)
        if (learn_moves(summary_of_call(flow->summaries, call), i)) return true;
    return false;
}

// How the member that was followed from the entry ends: false = out of sight.
static bool judge(const Pass *pass, const Flow *flow, const Member *member, bool is_copy, MemberPassing *passing)
{
    bool stays = false, released = false, moved = false;
    for (uint32_t i = 0; i < flow->endings.len; i++) {
        const Ending *ending = &flow->endings.at[i];
        bool is_lost = ending->kind == ENDING_OVERWRITTEN && (is_copy || member->is_number);
        if (ending->kind == ENDING_LEAKED || is_lost) stays = true;
        else if (ending->kind == ENDING_RELEASED) *(is_moved(flow, ending) ? &moved : &released) = true;
        else if (ending->kind != ENDING_OPEN) return false;
        if (ending->kind == ENDING_RELEASED) passing->family = ending->state.family;
    }
    if (released && (stays || moved)) return false;
    passing->how = released ? HANDOVER_RELEASED_IN : HANDOVER_BORROWED;
    if (moved || member->is_refilled) {
        uint8_t family = FAMILY_MEMORY;
        if (released || is_copy || (moved && !learn_is_only_grown(pass, flow, member->place, &family))) return false;
        *passing = (MemberPassing){.argument = passing->argument, .how = HANDOVER_REFILLED, .family = family};
    }
    return true;
}

bool learn_members(const Pass *pass, Flow *flow, PlaceId whole, uint32_t number, MemberList *list)
{
    enum { FEW_MEMBERS = 12 };
    Members members = {0};
    uint32_t before = list->count;
    bool is_copy = unit_type(pass->unit, unit_binding(pass->unit, unit_place(pass->unit, whole)->binding)->type)->kind == TYPE_RECORD;
    if (!read_members(pass, flow, whole, &members) || members.len > FEW_MEMBERS) return false;
    for (uint32_t i = 0; i < members.len; i++) {
        MemberPassing passing = {.argument = (uint8_t)number};
        uint8_t family = members.at[i].is_number ? FAMILY_DESCRIPTOR : FAMILY_MEMORY;
        State state = {.life = LIFE_HELD};
        state_name(&state, members.at[i].place);
        state_learn(&state, members.at[i].place, family_values(family));
        flow_restart(flow);
        flow_begin(flow, &state);
        bool is_known = !flow->gave_up && judge(pass, flow, &members.at[i], is_copy, &passing);
        bool is_said = is_known && passing.how != HANDOVER_BORROWED;
        if (!is_known || (is_said && list->count == SUMMARY_MEMBERS)) {
            list->count = before;
            return false;
        }
        if (!is_said) continue;
        passing.path = member_path(pass->arena, pass->unit, members.at[i].place, whole);
        list->at[list->count++] = passing;
    }
    return true;
}

// --- the result --------------------------------------------------------------------------------------------------
// The local struct that every return gives, 0 = they differ.
static PlaceId returned_struct(const Pass *pass, const Flow *flow)
{
    PlaceId returned = 0;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_RETURN) continue;
        if (unit_place(pass->unit, event->place)->kind != PLACE_LOCAL || (returned && event->place != returned)) return 0;
        returned = event->place;
    }
    return returned;
}

// Does every way out of the function return it?
static bool is_returned(const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len; i++)
        if (resource->endings.at[i].kind != ENDING_RETURNED && resource->endings.at[i].kind != ENDING_OPEN) return false;
    return resource->endings.len != 0;
}

static bool is_stored_once(const Flow *flow, PlaceId place)
{
    uint32_t count = 0;
    for (BlockId block = 0; block < flow->graph->block_count; block++)
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind == EVENT_SET && event->place == place) count += block_repeats(flow->graph, block) ? 2 : 1;
        }
    return count == 1;
}

// Does every path that returns come by the one store to the member?
static bool is_always_set(Flow *flow, PlaceId place)
{
    State state = {.life = LIFE_HELD};
    if (!is_stored_once(flow, place)) return false;
    state_name(&state, place);
    flow_restart(flow);
    flow_begin(flow, &state);
    for (uint32_t i = 0; i < flow->endings.len; i++)
        if (flow->endings.at[i].kind != ENDING_OVERWRITTEN && flow->endings.at[i].kind != ENDING_OPEN) return false;
    return flow->endings.len && !flow->gave_up;
}

void learn_result_members(const Pass *pass, Flow *flow, uint32_t from, MemberList *list)
{
    PlaceId returned = returned_struct(pass, flow);
    for (uint32_t i = from; returned && i < pass->resources.len && list->count < SUMMARY_MEMBERS; i++) {
        const Resource *resource = &pass->resources.at[i];
        const Place *member = unit_place(pass->unit, resource->place);
        if (!resource->call || resource->is_believed || member->kind != PLACE_FIELD || member->base != returned || member->is_pointee) continue;
        if (resource->is_filled || !is_returned(resource) || !is_always_set(flow, resource->place)) continue;
        list->at[list->count++] = (MemberPassing){.how = HANDOVER_FILLED, .family = resource->family, .path = member->name};
    }
}
