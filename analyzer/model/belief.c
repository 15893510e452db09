#include "model/belief.h"

#include "base/str.h"

// How often the results of one maker are ended, and by whom.
typedef struct Habit {
    Str maker, ender;
    uint32_t ended;    // uses that this ender ends
    FunctionId last;   // the function that was counted last
    uint32_t exits;    // most calls of the ender for one thing: a function that ends it on so many ways means it
    uint32_t functions;
} Habit;

typedef struct Pass {
    Arena *arena;
    const Unit *unit;
    ArrayOf(Habit) habits;
    Map habit_of;      // "maker ender" -> index + 1
    Map uses;          // maker -> uses that stay in their function
    Map looks;         // "callee number" -> how often a thing went through it that was ended later
    uint32_t *made_by; // per place: the call whose result it has, in the function that is read
    uint32_t *ended_by;  // per place: the last call that got it
    uint32_t *ender;     // per place: the last call that got nothing else and sounds like an end
    uint32_t *endings;   // per place: how many calls of that callee got it
    bool *leaves;      // per place: returned, stored, or given a second name
} Pass;

static Str key(Pass *pass, Str a, Str b) { return arena_format(pass->arena, "%.*s %.*s", FMT(a), FMT(b)); }

static bool is_unknown(const Unit *unit, const Call *call)
{
    return !call->target && call->callee.len && !call->effects.len && !knowledge_ownership(unit->knowledge, call->callee);
}

static bool is_local_pointer(const Unit *unit, PlaceId place)
{
    const Place *at = unit_place(unit, place);
    if (at->kind != PLACE_LOCAL) return false;
    const Binding *binding = unit_binding(unit, at->binding);
    return !binding->has_cleanup && unit_type(unit, binding->type)->kind == TYPE_POINTER;
}

// Does the name sound like an end? It only lowers how firm the habit has to be.
static bool sounds_like_end(Str name)
{
    static const char *const words[] = {"free", "release", "destroy", "close", "unref", "put", "drop", "delete", "dispose", "cleanup", "finish", "fini", "term", "end", "clear", "done"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(name, str_from(words[i])) || str_ends(name, STR("Free")) || str_ends(name, STR("Close"))) return true;
    return false;
}

static void note_leaving(Pass *pass, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *event = &graph->events[i];
        if (event->kind == EVENT_RETURN || event->kind == EVENT_CAPTURE) pass->leaves[event->place] = true;
        if (event->kind == EVENT_SET) pass->leaves[event->other] = true;
    }
}

// --- reading ---------------------------------------------------------------------------------------------------
static void note_ender(Pass *pass, PlaceId place, uint32_t index, bool forget)
{
    const Call *call = &pass->unit->calls.at[index];
    if (!forget && (call->argument_count != 1 || !sounds_like_end(call->callee))) return;
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

static void count_use(Pass *pass, PlaceId place, FunctionId function)
{
    const Call *maker = &pass->unit->calls.at[pass->made_by[place]], *ender = &pass->unit->calls.at[pass->ended_by[place]];
    if (pass->leaves[place] || !is_unknown(pass->unit, maker)) return;
    (*map_at(pass->arena, &pass->uses, maker->callee))++;
    if (!pass->ended_by[place] || ender < maker || ender->argument_count != 1 || !is_unknown(pass->unit, ender)) return;
    uint32_t *index = map_at(pass->arena, &pass->habit_of, key(pass, maker->callee, ender->callee));
    if (!*index) {
        *array_push(pass->arena, &pass->habits) = (Habit){.maker = maker->callee, .ender = ender->callee};
        *index = pass->habits.len;
    }
    Habit *habit = &pass->habits.at[*index - 1];
    habit->ended++;
    habit->functions += habit->last != function;
    habit->last = function;
    if (pass->ender[place] == pass->ended_by[place] && pass->endings[place] > habit->exits) habit->exits = pass->endings[place];
}

// What a thing went through before its end looked at it only.
static void count_looks(Pass *pass, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const Call *call = &pass->unit->calls.at[i];
        for (uint32_t a = 0; a < call->argument_count && a < SUMMARY_ARGUMENTS; a++) {
            PlaceId place = call->arguments[a].place;
            if (!pass->made_by[place] || pass->leaves[place] || i >= pass->ended_by[place] || i <= pass->made_by[place] || !is_unknown(pass->unit, call)) continue;
            (*map_at(pass->arena, &pass->looks, arena_format(pass->arena, "%.*s %u", FMT(call->callee), a + 1)))++;
        }
    }
}

static void read_function(Pass *pass, uint32_t from, uint32_t to)
{
    const Unit *unit = pass->unit;
    FunctionId function = unit->calls.at[from].function;
    const Graph *graph = &unit_function(unit, function)->graph;
    if (graph->gave_up) return;
    note_leaving(pass, graph);
    read_calls(pass, from, to, false);
    for (uint32_t i = from; i < to; i++)
        if (pass->made_by[unit->calls.at[i].result] == i) count_use(pass, unit->calls.at[i].result, function);
    count_looks(pass, from, to);
    read_calls(pass, from, to, true);
    for (uint32_t i = 0; i < graph->event_count; i++) pass->leaves[graph->events[i].place] = pass->leaves[graph->events[i].other] = false;
}

// --- what is believed ------------------------------------------------------------------------------------------
static bool is_firm(const Pass *pass, const Habit *habit)
{
    enum { FEWEST = 5, FEWEST_UNNAMED = 10, FEWEST_EXITS = 3 };
    if (habit->exits >= FEWEST_EXITS) return true;
    uint32_t uses = map_get(&pass->uses, habit->maker);
    if (sounds_like_end(habit->ender)) return habit->functions >= FEWEST && habit->ended * 5 >= uses * 4;
    return habit->functions >= FEWEST_UNNAMED && habit->ended * 20 >= uses * 19;
}

static void believe(Pass *pass, const Map *makers, const Map *enders, const Call *call, Summary *summary)
{
    enum { FEWEST_LOOKS = 2 };
    if (!is_unknown(pass->unit, call) || summary->is_read) return;
    if (map_get(makers, call->callee) && summary->result == RESULT_UNKNOWN) {
        summary->result = RESULT_FRESH;
        summary->family = FAMILY_BELIEVED;
        summary->is_believed = true;
        summary->success = (Range){INT32_MIN, INT32_MAX, 0, true};
    }
    if (map_get(enders, call->callee) && summary->arguments[1].how == HANDOVER_UNKNOWN) summary->arguments[1] = (Passing){.how = HANDOVER_RELEASED};
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS && i <= call->argument_count; i++) {
        bool is_looked_at = map_get(&pass->looks, arena_format(pass->arena, "%.*s %u", FMT(call->callee), i)) >= FEWEST_LOOKS;
        if (is_looked_at && summary->arguments[i].how == HANDOVER_UNKNOWN) summary->arguments[i].how = HANDOVER_BORROWED;
    }
}

void beliefs_apply(const Unit *unit, Summaries *summaries)
{
    Arena scratch = {0};
    Map makers = {0}, enders = {0};
    Pass pass = {.arena = &scratch, .unit = unit};
    uint32_t places = unit->places.list.len + 1;
    pass.made_by = arena_array(&scratch, uint32_t, places);
    pass.ended_by = arena_array(&scratch, uint32_t, places);
    pass.ender = arena_array(&scratch, uint32_t, places);
    pass.endings = arena_array(&scratch, uint32_t, places);
    pass.leaves = arena_array(&scratch, bool, places);
    for (uint32_t from = 1, to; from < unit->calls.len; from = to) {
        for (to = from + 1; to < unit->calls.len && unit->calls.at[to].function == unit->calls.at[from].function;) to++;
        read_function(&pass, from, to);
    }
    bool believes = false;
    for (uint32_t i = 0; i < pass.habits.len; i++) {
        if (!is_firm(&pass, &pass.habits.at[i])) continue;
        *map_at(&scratch, &makers, pass.habits.at[i].maker) = *map_at(&scratch, &enders, pass.habits.at[i].ender) = 1;
        believes = true;
    }
    for (uint32_t i = 1; believes && i < unit->calls.len; i++) believe(&pass, &makers, &enders, &unit->calls.at[i], &summaries->of_library[i]);
    arena_close(&scratch);
}
