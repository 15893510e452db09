#include "model/belief.h"

#include "base/str.h"

static bool is_firm(const Habit *habit, uint32_t uses)
{
    enum { FEWEST = 5, FEWEST_UNNAMED = 10, FEWEST_EXITS = 3 };
    if (!habit->ender.len) return false;
    if (habit->exits >= FEWEST_EXITS) return true;
    if (habit_sounds_like_end(habit->ender)) return habit->functions >= FEWEST && (uint64_t)habit->times * 5 >= (uint64_t)uses * 4;
    return habit->functions >= FEWEST_UNNAMED && (uint64_t)habit->times * 20 >= (uint64_t)uses * 19;
}

static Map count_uses(Arena *arena, const Habits *habits)
{
    Map uses = {0};
    for (uint32_t i = 0; i < habits->len; i++)
        if (!habits->at[i].ender.len && !habits->at[i].argument) *map_at(arena, &uses, habits->at[i].function) = habits->at[i].times;
    return uses;
}

static Summary *believed_of(Arena *arena, Contracts *contracts, Map *index, Str function)
{
    uint32_t *at = map_at(arena, index, function);
    if (!*at) {
        Summary silent = {.is_known = true, .is_believed = true, .success = range_all(), .value = range_all()};
        *array_push(arena, contracts) = (Contract){function, silent};
        *at = contracts->len;
    }
    return &contracts->at[*at - 1].summary;
}

static void believe_pair(Arena *arena, Contracts *contracts, Map *index, const Habit *habit)
{
    Summary *maker = believed_of(arena, contracts, index, habit->function);
    maker->result = RESULT_FRESH;
    maker->family = FAMILY_BELIEVED;
    maker->success = (Range){INT32_MIN, INT32_MAX, 0, true};
    believed_of(arena, contracts, index, habit->ender)->arguments[1] = (Passing){.how = HANDOVER_RELEASED};
}

static void believe_look(Arena *arena, Contracts *contracts, Map *index, const Habit *habit)
{
    enum { FEWEST_LOOKS = 2 };
    if (!habit->argument || habit->argument > SUMMARY_ARGUMENTS || habit->times < FEWEST_LOOKS) return;
    Passing *argument = &believed_of(arena, contracts, index, habit->function)->arguments[habit->argument];
    if (argument->how == HANDOVER_UNKNOWN) argument->how = HANDOVER_BORROWED;
}

Contracts beliefs_of(Arena *arena, const Habits *habits)
{
    Contracts contracts = {0};
    Map uses = count_uses(arena, habits), index = {0};
    for (uint32_t i = 0; i < habits->len; i++)
        if (is_firm(&habits->at[i], map_get(&uses, habits->at[i].function))) believe_pair(arena, &contracts, &index, &habits->at[i]);
    for (uint32_t i = 0; i < habits->len && contracts.len; i++) believe_look(arena, &contracts, &index, &habits->at[i]);
    contracts_sort(&contracts);
    return contracts;
}

void belief_apply(const Summary *believed, Summary *summary)
{
    if (believed->result == RESULT_FRESH && summary->result == RESULT_UNKNOWN) {
        summary->result = RESULT_FRESH;
        summary->family = believed->family;
        summary->is_believed = true;
        summary->success = believed->success;
    }
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary->arguments[i].how == HANDOVER_UNKNOWN) summary->arguments[i] = believed->arguments[i];
}
