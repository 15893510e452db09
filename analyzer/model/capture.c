// What keeps what alive after the function that owns it has returned.
//
// A closure's variables are kept when the closure is returned, stored where it outlives the call, or given to a function that is
// known to keep it. An unknown callee is no proof and gives nothing. Closures in a container that is itself local are missed.
#include "model/capture.h"

typedef struct Pass {
    Arena *arena;
    const Unit *unit;
    Captures captures;
} Pass;

// How one event lets `place` (a function's name or lambda) outlive its owner; 0 when it does not.
static CaptureHow how_of(const Unit *unit, const Event *event, PlaceId place)
{
    if (event->kind == EVENT_MOVE && event->place == place && !event->other) return HOW_RETURNED;
    if (event->kind == EVENT_CAPTURE && event->place == place && event->detail == CAPTURE_REGISTERED) return HOW_REGISTERED;
    if (event->kind != EVENT_ALIAS || event->other != place) return 0;
    PlaceKind into = unit_place(unit, event->place)->kind;
    return into == PLACE_FIELD || into == PLACE_GLOBAL || into == PLACE_ELEMENT ? HOW_STORED : 0;
}

static const Event *escape_of(const Unit *unit, FunctionId owner, PlaceId closure, CaptureHow *how)
{
    const Graph *graph = &unit_function(unit, owner)->graph;
    for (uint32_t i = 0; i < graph->event_count; i++) {
        *how = how_of(unit, &graph->events[i], closure);
        if (*how) return &graph->events[i];
    }
    return NULL;
}

static const Call *call_at_place(const Unit *unit, PlaceId place)
{
    return place && unit_place(unit, place)->kind == PLACE_RESULT ? unit_call(unit, unit_place(unit, place)->node) : NULL;
}

static void find_closure(Pass *pass, FunctionId owner, const Event *event)
{
    CaptureHow how = 0;
    const Event *escape = escape_of(pass->unit, owner, event->other, &how);
    FunctionId closure = escape ? unit_function_defined(pass->unit, event->node) : 0;
    if (!closure) return;
    *array_push(pass->arena, &pass->captures) = (Capture){
        .by = CAPTURE_CLOSURE,
        .how = how,
        .binding = unit_root_binding(pass->unit, event->place),
        .closure = closure,
        .owner = owner,
        .captured_at = event->node,
        .escapes_at = escape->node,
        .call = how == HOW_REGISTERED ? call_at_place(pass->unit, escape->other) : NULL,
        .into = how == HOW_STORED ? escape->place : 0,
    };
}

static bool call_undoes(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_UNDOES) return true;
    return false;
}

// A join, unregister or run loop that follows, or another value for the place that got the address.
static bool is_undone(const Unit *unit, FunctionId owner, const Event *event)
{
    const Graph *graph = &unit_function(unit, owner)->graph;
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *later = &graph->events[i];
        if (later->node <= event->node) continue;
        if (later->kind == EVENT_CALL && call_undoes(&unit->calls.at[later->detail])) return true;
        bool is_store = later->kind == EVENT_ALIAS || later->kind == EVENT_ACQUIRE || later->kind == EVENT_SHRINK;
        if (event->detail == CAPTURE_STORED && is_store && later->place == event->other) return true;
    }
    return false;
}

static void find_address(Pass *pass, FunctionId owner, const Event *event)
{
    static const CaptureHow hows[] = {
        [CAPTURE_RETURNED] = HOW_RETURNED, [CAPTURE_STORED] = HOW_STORED, [CAPTURE_REGISTERED] = HOW_REGISTERED};
    *array_push(pass->arena, &pass->captures) = (Capture){
        .by = (CaptureBy)event->detail,
        .how = hows[event->detail],
        .binding = unit_root_binding(pass->unit, event->place),
        .owner = owner,
        .captured_at = event->node,
        .escapes_at = event->node,
        .call = event->detail == CAPTURE_REGISTERED ? call_at_place(pass->unit, event->other) : NULL,
        .into = event->detail == CAPTURE_STORED ? event->other : 0,
        .undone = is_undone(pass->unit, owner, event),
    };
}

Captures captures_find(Arena *arena, const Unit *unit)
{
    Pass pass = {.arena = arena, .unit = unit};
    for (FunctionId owner = TOP_LEVEL; owner < unit->functions.len; owner++) {
        const Graph *graph = &unit_function(unit, owner)->graph;
        for (uint32_t i = 0; i < graph->event_count; i++) {
            const Event *event = &graph->events[i];
            if (event->kind != EVENT_CAPTURE) continue;
            if (event->detail == CAPTURE_CLOSURE) {
                find_closure(&pass, owner, event);
            } else {
                find_address(&pass, owner, event);
            }
        }
    }
    return pass.captures;
}
