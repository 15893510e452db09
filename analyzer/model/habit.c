#include "model/habit.h"

#include "base/str.h"

typedef struct Pass {
    Arena *arena;
    const Unit *unit;
    Habits *habits;
    Map index;
    Map last;            // habit -> the function that was counted last, + 1
    uint32_t *made_by;   // per place: the call whose result it has, in the function that is read
    uint32_t *ended_by;  // per place: the last call that got it
    uint32_t *ender;     // per place: the last call that got nothing else and sounds like an end
    uint32_t *endings;   // per place: how many calls of that callee got it
    bool *leaves;        // per place: returned, stored, or given a second name
} Pass;

static Str key_of(Arena *arena, const Habit *habit) { return arena_format(arena, "%.*s %u %.*s", FMT(habit->function), habit->argument, FMT(habit->ender)); }

// The habit that is counted, made when it is new. Valid until the next one is made.
static Habit *habit_at(Arena *arena, Habits *habits, Map *index, Habit wanted)
{
    uint32_t *at = map_at(arena, index, key_of(arena, &wanted));
    if (!*at) {
        *array_push(arena, habits) = (Habit){.function = wanted.function, .ender = wanted.ender, .argument = wanted.argument};
        *at = habits->len;
    }
    return &habits->at[*at - 1];
}

static uint32_t add_capped(uint32_t a, uint32_t b) { return a > UINT32_MAX - b ? UINT32_MAX : a + b; }

void habits_add(Arena *arena, Habits *sum, Map *index, const Habits *more)
{
    for (uint32_t i = 0; i < more->len; i++) {
        const Habit *from = &more->at[i];
        Habit *to = habit_at(arena, sum, index, *from);
        to->times = add_capped(to->times, from->times);
        to->functions = add_capped(to->functions, from->functions);
        if (from->exits > to->exits) to->exits = from->exits;
    }
}

bool habit_is_about(const Unit *unit, const Call *call)
{
    return !call->target && call->callee.len && !call->effects.len && !knowledge_ownership(unit->knowledge, call->callee);
}

bool habit_sounds_like_end(Str name)
{
    static const char *const words[] = {"free", "release", "destroy", "close", "unref", "put", "drop", "delete", "dispose", "cleanup", "finish", "fini", "term", "end", "clear", "done"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(name, str_from(words[i])) || str_ends(name, STR("Free")) || str_ends(name, STR("Close"))) return true;
    return false;
}

static bool is_local_pointer(const Unit *unit, PlaceId place)
{
    const Place *at = unit_place(unit, place);
    if (at->kind != PLACE_LOCAL) return false;
    const Binding *binding = unit_binding(unit, at->binding);
    return !binding->has_cleanup && unit_type(unit, binding->type)->kind == TYPE_POINTER;
}

static void note_leaving(Pass *pass, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *event = &graph->events[i];
        if (event->kind == EVENT_RETURN || event->kind == EVENT_CAPTURE) pass->leaves[event->place] = true;
        if (event->kind == EVENT_SET) pass->leaves[event->other] = true;
    }
}

static void note_ender(Pass *pass, PlaceId place, uint32_t index, bool forget)
{
    const Call *call = &pass->unit->calls.at[index];
    if (!forget && (call->argument_count != 1 || !habit_sounds_like_end(call->callee))) return;
    bool is_same = pass->ender[place] && str_equal(pass->unit->calls.at[pass->ender[place]].callee, call->callee);
    pass->endings[place] = forget ? 0 : is_same ? pass->endings[place] + 1 : 1;
    pass->ender[place] = forget ? 0 : index;
}

static void read_calls(Pass *pass, uint32_t from, uint32_t to, bool forget)
{
    for (uint32_t i = from; i < to; i++) {
        const Call *call = &pass->unit->calls.at[i];
        if (is_local_pointer(pass->unit, call->result)) pass->made_by[call->result] = forget ? 0 : i;
        for (uint32_t a = 0; a < call->argument_count; a++) {
            PlaceId place = call->arguments[a].place;
            if (call->arguments[a].is_address) {
                pass->leaves[place] = !forget;
            } else {
                pass->ended_by[place] = forget ? 0 : i;
                note_ender(pass, place, i, forget);
            }
        }
    }
}

static Habit *count(Pass *pass, Habit habit)
{
    Habit *counted = habit_at(pass->arena, pass->habits, &pass->index, habit);
    counted->times++;
    return counted;
}

static void count_end(Pass *pass, PlaceId place, const Call *maker, const Call *ender)
{
    Habit *habit = count(pass, (Habit){.function = maker->callee, .ender = ender->callee});
    uint32_t *last = map_at(pass->arena, &pass->last, key_of(pass->arena, habit));
    habit->functions += *last != ender->function + 1;
    *last = ender->function + 1;
    if (pass->ender[place] == pass->ended_by[place] && pass->endings[place] > habit->exits) habit->exits = pass->endings[place];
}

static void count_use(Pass *pass, PlaceId place)
{
    const Call *maker = &pass->unit->calls.at[pass->made_by[place]], *ender = &pass->unit->calls.at[pass->ended_by[place]];
    if (pass->leaves[place] || !habit_is_about(pass->unit, maker)) return;
    count(pass, (Habit){.function = maker->callee});
    if (pass->ended_by[place] && ender >= maker && ender->argument_count == 1 && habit_is_about(pass->unit, ender)) count_end(pass, place, maker, ender);
}

// What a thing went through before its end looked at it only.
static void count_looks(Pass *pass, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const Call *call = &pass->unit->calls.at[i];
        for (uint32_t a = 0; a < call->argument_count && habit_is_about(pass->unit, call); a++) {
            PlaceId place = call->arguments[a].place;
            bool is_between = pass->made_by[place] && i < pass->ended_by[place] && i > pass->made_by[place];
            if (is_between && !pass->leaves[place]) count(pass, (Habit){.function = call->callee, .argument = a + 1});
        }
    }
}

static void read_function(Pass *pass, uint32_t from, uint32_t to)
{
    const Unit *unit = pass->unit;
    const Graph *graph = &unit_function(unit, unit->calls.at[from].function)->graph;
    if (graph->gave_up) return;
    note_leaving(pass, graph);
    read_calls(pass, from, to, false);
    for (uint32_t i = from; i < to; i++)
        if (pass->made_by[unit->calls.at[i].result] == i) count_use(pass, unit->calls.at[i].result);
    count_looks(pass, from, to);
    read_calls(pass, from, to, true);
    for (uint32_t i = 0; i < graph->event_count; i++) pass->leaves[graph->events[i].place] = pass->leaves[graph->events[i].other] = false;
}

Habits habits_count(Arena *arena, const Unit *unit)
{
    Habits habits = {0};
    uint32_t places = unit->places.list.len + 1;
    Pass pass = {.arena = arena, .unit = unit, .habits = &habits,
                 .made_by = arena_array(arena, uint32_t, places), .ended_by = arena_array(arena, uint32_t, places),
                 .ender = arena_array(arena, uint32_t, places), .endings = arena_array(arena, uint32_t, places),
                 .leaves = arena_array(arena, bool, places)};
    for (uint32_t from = 1, to; from < unit->calls.len; from = to) {
        for (to = from + 1; to < unit->calls.len && unit->calls.at[to].function == unit->calls.at[from].function;) to++;
        read_function(&pass, from, to);
    }
    return habits;
}
