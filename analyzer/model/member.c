// Contracts name members by their path from the struct ("env.v"): the caller often never mentions them.
#include "model/member.h"

#include "base/str.h"

static PlaceId field_of(const Unit *unit, PlaceId base, Str name)
{
    for (PlaceId id = base + 1; id < unit->places.list.len; id++) {  // a base is older than its fields
        const Place *place = unit_place(unit, id);
        if (place->kind == PLACE_FIELD && place->base == base && str_equal(place->name, name)) return id;
    }
    return 0;
}

// The name before the first dot of a path, which loses it.
static Str next_name(Str *path)
{
    size_t dot = str_find_char(*path, '.');
    Str name = str_slice(*path, 0, dot);
    *path = dot < path->len ? str_from_byte(*path, dot + 1) : (Str){0};
    return name;
}

PlaceId member_place(const Unit *unit, PlaceId whole, Str path)
{
    PlaceId place = whole;
    while (place && path.len) place = field_of(unit, place, next_name(&path));
    return place;
}

static void add_place(Arena *arena, Unit *unit, PlaceId whole, Str path, bool is_pointee)
{
    for (bool is_first = true; whole && path.len; is_first = false) {
        Str name = next_name(&path);
        PlaceId known = field_of(unit, whole, name);
        if (!known) {
            *array_push(arena, &unit->places.list) = (Place){.kind = PLACE_FIELD, .base = whole, .name = arena_copy(arena, name), .is_pointee = is_first && is_pointee};
            known = unit->places.list.len - 1;
        }
        whole = known;
    }
}

Str member_path(Arena *arena, const Unit *unit, PlaceId place, PlaceId whole)
{
    Str path = {0};
    while (place && place != whole) {
        const Place *at = unit_place(unit, place);
        bool is_outermost = at->base == whole;
        if (at->kind != PLACE_FIELD || (at->is_pointee && !is_outermost)) return (Str){0};
        path = path.len ? arena_format(arena, "%.*s.%.*s", FMT(at->name), FMT(path)) : at->name;
        place = at->base;
    }
    return place ? path : (Str){0};
}

static void open_members(Arena *arena, Unit *unit, const Call *call, const Event *event, const Summary *summary)
{
    for (uint32_t i = 0; i < summary->member_count; i++) {
        const MemberPassing *member = &summary->members[i];
        if (!member->argument) {
            add_place(arena, unit, event->other, member->path, false);
            if (call->result != event->other) add_place(arena, unit, call->result, member->path, false);
        } else if (member->argument <= call->argument_count) {
            const Argument *argument = &call->arguments[member->argument - 1];
            bool is_pointer = !argument->is_address && unit_type(unit, tree_node(unit->tree, argument->node)->type)->kind == TYPE_POINTER;
            add_place(arena, unit, argument->place, member->path, is_pointer);
        }
    }
}

void members_open(Arena *arena, Unit *unit, const Summaries *summaries, FunctionId function)
{
    const Graph *graph = &unit_function(unit, function)->graph;
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *event = &graph->events[i];
        if (event->kind != EVENT_CALL) continue;
        const Call *call = &unit->calls.at[event->detail];
        open_members(arena, unit, call, event, summary_of_call(summaries, call));
    }
}

const MemberPassing *member_passing(const Unit *unit, const Summary *summary, uint32_t argument, PlaceId whole, PlaceId place)
{
    for (uint32_t i = 0; i < summary->member_count; i++)
        if (summary->members[i].argument == argument && member_place(unit, whole, summary->members[i].path) == place) return &summary->members[i];
    return NULL;
}
