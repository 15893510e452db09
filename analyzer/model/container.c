// Containers: what grows, and every sign in the file that somebody thought of its end.
//
// The pass reads the events of all functions twice: once to learn which places grow (a local that is another name of a longer-lived
// place counts as that place, an element as its container), once for what shrinks, bounds, rebinds or leaks them.
// Order and paths are ignored: a removal anywhere is evidence. Aliases of aliases are not followed.
#include "model/container.h"

#include "base/str.h"

typedef struct Pass {
    Arena *arena;
    const Unit *unit;
    PlaceId *alias_of;      // per place: the place that a local, written once, is another name of
    uint32_t *container_of; // per place: index into containers + 1
    uint32_t *counts;       // per place: the container whose elements this counter counts, + 1
    Containers containers;
} Pass;

typedef void EventVisitor(Pass *pass, FunctionId function, const Block *block, const Event *event);

static void for_each_event(Pass *pass, EventVisitor *visit)
{
    for (FunctionId id = TOP_LEVEL; id < pass->unit->functions.len; id++) {
        const Graph *graph = &unit_function(pass->unit, id)->graph;
        for (BlockId block = BLOCK_ENTRY; block < graph->block_count; block++)
            for (uint32_t i = 0; i < graph->blocks[block].event_count; i++)
                visit(pass, id, &graph->blocks[block], &graph->events[graph->blocks[block].first_event + i]);
    }
}

static void learn_alias(Pass *pass, FunctionId function, const Block *block, const Event *event)
{
    (void)function;
    (void)block;
    if (event->kind != EVENT_ALIAS || !event->other) return;
    const Place *place = unit_place(pass->unit, event->place);
    if (unit_place(pass->unit, event->other)->kind == PLACE_CONSTANT) return;
    if (place->kind != PLACE_LOCAL || unit_binding(pass->unit, place->binding)->writes != 1) return;
    pass->alias_of[event->place] = event->other;
}

// The place whose size changes: elements count as their container, one alias step is followed.
static PlaceId owner_of(const Pass *pass, PlaceId place)
{
    for (int aliases = 0; place;) {
        const Place *at = unit_place(pass->unit, place);
        if (at->kind == PLACE_ELEMENT) {
            place = at->base;
        } else if (pass->alias_of[place] && aliases++ == 0) {
            place = pass->alias_of[place];
        } else {
            break;
        }
    }
    return place;
}

// Is it an element, or a local that is another name of one? How long an element may get says nothing of its container.
static bool is_part(const Pass *pass, PlaceId place)
{
    if (pass->alias_of[place]) place = pass->alias_of[place];
    return unit_place(pass->unit, place)->kind == PLACE_ELEMENT;
}

static Lives lives_of(const Unit *unit, PlaceId place)
{
    PlaceKind root = unit_place(unit, place_root(&unit->places, place))->kind;
    for (PlaceId at = place; at; at = unit_place(unit, at)->base)
        if (unit_place(unit, at)->is_pointee) return LIVES_OBJECT;
    if (root == PLACE_GLOBAL)
        return unit_place(unit, place)->kind == PLACE_GLOBAL || unit->language == LANG_C ? LIVES_PROCESS : LIVES_OBJECT;
    return unit_place(unit, place)->kind == PLACE_FIELD ? LIVES_OBJECT : LIVES_CALL;
}

static Container *container_at(Pass *pass, PlaceId place)
{
    uint32_t index = pass->container_of[place];
    return index ? &pass->containers.at[index - 1] : NULL;
}

static Container *container_make(Pass *pass, PlaceId place)
{
    Container *known = container_at(pass, place);
    if (known) return known;
    Container *container = array_push(pass->arena, &pass->containers);
    pass->container_of[place] = pass->containers.len;
    container->place = place;
    container->binding = unit_root_binding(pass->unit, place);
    container->name = place_text(pass->arena, &pass->unit->places, place);
    container->lives = lives_of(pass->unit, place);
    if (unit_place(pass->unit, place)->kind != PLACE_FIELD) container->made_at = unit_binding(pass->unit, container->binding)->declared;
    return container;
}

static void learn_growth(Pass *pass, FunctionId function, const Block *block, const Event *event)
{
    if (event->kind != EVENT_GROW) return;
    PlaceId owner = owner_of(pass, event->place);
    if (!owner || unit_place(pass->unit, owner)->kind == PLACE_RESULT) return;
    Container *container = container_make(pass, owner);
    if (event->other) pass->counts[event->other] = pass->container_of[owner];
    *array_push(pass->arena, &container->grows) = (GrowSite){
        .node = event->node,
        .function = function,
        .growth = (Growth)event->detail,
        .in_loop = block->loop_depth > 0,
        .repeats = event->detail != GROW_CONSTANT && function != TOP_LEVEL && block->order,
    };
}

static void note_first(NodeId *first, NodeId node)
{
    if (!*first || node < *first) *first = node;
}

// A container that goes into another name which outlives the call can be shrunk through that name.
static void learn_other_name(Pass *pass, const Event *event)
{
    if (!event->other) return;
    Container *source = container_at(pass, owner_of(pass, event->other));
    if (source && unit_place(pass->unit, event->place)->kind != PLACE_LOCAL) note_first(&source->escapes_at, event->node);
}

// Python: a new value in a function other than the one that makes it. In C a pointer is assigned on every insertion, and what
// empties it is a SHRINK.
static bool rebinds(const Pass *pass, FunctionId function, const Container *container)
{
    if (pass->unit->language != LANG_PYTHON) return false;
    bool is_made_by = container->lives == LIVES_PROCESS
                          ? function == TOP_LEVEL
                          : str_is(unit_function(pass->unit, function)->name, "__init__");
    return !is_made_by;
}

static bool grows_in(const Container *container, FunctionId function)
{
    for (uint32_t i = 0; i < container->grows.len; i++)
        if (container->grows.at[i].function == function) return true;
    return false;
}

static void learn_end(Pass *pass, FunctionId function, const Block *block, const Event *event)
{
    (void)block;
    if (event->kind == EVENT_ALIAS) learn_other_name(pass, event);
    uint32_t counted = pass->counts[event->place];
    Container *container = counted ? &pass->containers.at[counted - 1] : container_at(pass, owner_of(pass, event->place));
    if (!container) return;
    bool is_whole = event->place == container->place;
    switch (event->kind) {
    case EVENT_ACQUIRE:
    case EVENT_ALIAS:
        if (is_whole && rebinds(pass, function, container)) note_first(&container->rebound_at, event->node);
        if (!is_whole || event->kind != EVENT_ACQUIRE) break;
        if (!container->made_at) container->made_at = event->node;
        container->is_plain |= event->detail == FAMILY_CONTAINER;
        break;
    case EVENT_SHRINK:
    case EVENT_RELEASE: note_first(&container->shrinks_at, event->node); break;
    case EVENT_BOUND:
        if (counted || !is_part(pass, event->place)) note_first(&container->bounded_at, event->node);
        break;
    case EVENT_ESCAPE:
    case EVENT_MOVE:
        if (is_whole || container->lives != LIVES_PROCESS) note_first(&container->escapes_at, event->node);
        break;
    case EVENT_END: note_first(&container->shrinks_at, event->node); break;
    case EVENT_TEST:
        // In C an `if (!table)` asks whether the table is there, not whether it is empty.
        if (pass->unit->language == LANG_PYTHON && is_whole && event->detail != TEST_COMPARE && grows_in(container, function)) note_first(&container->filled_once_at, event->node);
        container->is_read = true;
        break;
    case EVENT_USE: container->is_read = true; break;
    case EVENT_GROW:
    case EVENT_CAPTURE:
    case EVENT_CALL:
    case EVENT_SET:
    case EVENT_RETURN:
    case EVENT_KIND_COUNT: break;
    }
}

Containers containers_find(Arena *arena, const Unit *unit)
{
    if (!unit->places.list.len) return (Containers){0};
    Pass pass = {
        .arena = arena,
        .unit = unit,
        .alias_of = arena_array(arena, PlaceId, unit->places.list.len),
        .container_of = arena_array(arena, uint32_t, unit->places.list.len),
        .counts = arena_array(arena, uint32_t, unit->places.list.len),
    };
    for_each_event(&pass, learn_alias);
    for_each_event(&pass, learn_growth);
    if (pass.containers.len) for_each_event(&pass, learn_end);
    return pass.containers;
}

// Does the place belong to another file, or can another file reach it by its name?
static bool is_shared(const Unit *unit, PlaceId id)
{
    const Place *place = unit_place(unit, id);
    PlaceId root = place_root(&unit->places, id);
    const Place *variable = unit_place(unit, root);
    if (place->kind == PLACE_FIELD) return !place->class;
    if (variable->kind != PLACE_GLOBAL) return false;
    const Binding *binding = unit_binding(unit, variable->binding);
    return binding->kind == BINDING_IMPORT || binding->kind == BINDING_UNDEFINED || (unit->language == LANG_C && binding->is_exported);
}

// Elements count as their container.
static PlaceId whole(const Unit *unit, PlaceId place)
{
    while (place && unit_place(unit, place)->kind == PLACE_ELEMENT) place = unit_place(unit, place)->base;
    return place;
}

static bool ends_growth(const Unit *unit, const Event *event)
{
    switch (event->kind) {
    case EVENT_SHRINK:
    case EVENT_BOUND:
    case EVENT_RELEASE: return true;
    case EVENT_ACQUIRE:
    case EVENT_ALIAS: return unit->language == LANG_PYTHON && unit_place(unit, event->place)->kind == PLACE_FIELD;
    case EVENT_MOVE:
    case EVENT_ESCAPE:
    case EVENT_USE:
    case EVENT_TEST:
    case EVENT_GROW:
    case EVENT_CAPTURE:
    case EVENT_CALL:
    case EVENT_SET:
    case EVENT_RETURN:
    case EVENT_END:
    case EVENT_KIND_COUNT: return false;
    }
    return false;
}

// What the thing is called where it is made: CACHE for `from store import CACHE as cache`.
static Str original_name(const Unit *unit, PlaceId id)
{
    const Place *place = unit_place(unit, id);
    const Binding *binding = unit_binding(unit, place->binding);
    bool is_import = place->kind == PLACE_GLOBAL && binding->kind == BINDING_IMPORT && binding->qualified.len;
    return is_import ? str_last_part(binding->qualified) : place->name;
}

void containers_evidence(Arena *arena, const Unit *unit, Map *evidence)
{
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) {
        const Graph *graph = &unit_function(unit, id)->graph;
        for (uint32_t i = 0; i < graph->event_count; i++) {
            const Event *event = &graph->events[i];
            PlaceId place = whole(unit, event->place);
            if (!place || !ends_growth(unit, event) || !is_shared(unit, place)) continue;
            *map_at(arena, evidence, arena_format(arena, "shrinks %.*s", FMT(original_name(unit, place)))) = 1;
        }
    }
}
