#include "engine/own_knowledge.h"

#include <stdlib.h>

#include "base/str.h"

static void add_effect(Arena *arena, OwnKnowledge *own, Str callee, Effect effect)
{
    effect.callee = arena_terminated(arena, callee);
    *array_push(arena, &own->effects) = effect;
}

static void add_all(Arena *arena, OwnKnowledge *own, const Strs *callees, Effect effect)
{
    for (uint32_t i = 0; i < callees->len; i++) add_effect(arena, own, callees->at[i], effect);
}

// The same effect on the argument that each pair names.
static void add_pairs(Arena *arena, OwnKnowledge *own, const Pairs *pairs, Effect effect)
{
    for (uint32_t i = 0; i < pairs->len; i++) {
        effect.operand = (int8_t)(pairs->at[i].number < INT8_MAX ? pairs->at[i].number : INT8_MAX);
        add_effect(arena, own, pairs->at[i].name, effect);
    }
}

static int by_callee(const void *a, const void *b)
{
    const Effect *left = a, *right = b;
    int order = strcmp(left->callee, right->callee);
    return order ? order : (left->event > right->event) - (left->event < right->event);
}

static void sort(OwnKnowledge *own)
{
    if (own->effects.len) qsort(own->effects.at, own->effects.len, sizeof *own->effects.at, by_callee);
}

// --- C: pairs of allocator and releaser ------------------------------------------------------------------------

// "pool_free", or "pool_free:2" when it releases its second argument.
static bool split_releaser(Arena *arena, const Pair *pair, Str *name, uint32_t *argument, Problem *why)
{
    size_t colon = str_find_char(pair->text, ':');
    Str digits = str_from_byte(pair->text, colon + 1);
    *name = str_slice(pair->text, 0, colon);
    *argument = 1;
    if (colon == pair->text.len) return true;
    bool is_digit = digits.len == 1 && digits.at[0] >= '1' && digits.at[0] <= '9';
    if (!is_digit)
        return problem_set(why, arena, "%.*s: '%.*s' names no argument: \"pool_free:2\" releases its second one", FMT(pair->place), FMT(pair->text));
    *argument = (uint32_t)(digits.at[0] - '0');
    return true;
}

static Family released_family(Arena *arena, Str releaser)
{
    Map index = ownership_index(arena, ownership_c_rows, ownership_c_count);
    uint32_t row = map_get(&index, releaser);
    bool releases = row && strchr(ownership_c_rows[row - 1].takes, '!');
    return releases ? (Family)ownership_c_rows[row - 1].family : FAMILY_NONE;
}

static void add_releaser(Arena *arena, OwnKnowledge *own, Str name, uint32_t argument, Family family)
{
    static const char takes[] = "--------!-";  // cut so that the "!" stands at the argument
    *array_push(arena, &own->ownership) = (Ownership){.callees = arena_terminated(arena, name), .takes = takes + 9 - argument, .family = (uint8_t)family};
    add_effect(arena, own, name, (Effect){.event = EVENT_RELEASE, .family = (uint8_t)family, .operand = (int8_t)argument});
}

// The family of what the releaser takes: a known one, else one of our own, which the first mention opens.
static Family family_of(Arena *arena, OwnKnowledge *own, Str releaser, uint32_t argument)
{
    Family known = released_family(arena, releaser);
    if (known) return known;
    for (uint32_t i = 0; i < OWN_FAMILIES; i++) {
        if (str_equal(own->releases[i], releaser)) return FAMILY_OWN_1 + i;
        if (own->releases[i].len) continue;
        own->releases[i] = releaser;
        add_releaser(arena, own, releaser, argument, FAMILY_OWN_1 + i);
        return FAMILY_OWN_1 + i;
    }
    return FAMILY_NONE;
}

static bool add_allocator(Arena *arena, OwnKnowledge *own, const Pair *pair, Problem *why)
{
    Str releaser;
    uint32_t argument;
    if (!split_releaser(arena, pair, &releaser, &argument, why)) return false;
    Family family = family_of(arena, own, releaser, argument);
    if (!family)
        return problem_set(why, arena, "%.*s: c.allocators names more than %d releasers of the project's own", FMT(pair->place), OWN_FAMILIES);
    const char *name = arena_terminated(arena, pair->name);
    *array_push(arena, &own->ownership) = (Ownership){.callees = name, .gives = (uint8_t)family, .success = SUCCESS_NOT_NULL, .takes = "-"};
    add_effect(arena, own, pair->name,
               (Effect){.event = EVENT_ACQUIRE, .family = (uint8_t)family, .operand = OPERAND_RESULT, .flags = EFFECT_MAY_FAIL});
    return true;
}

// --- C: whole rows ---------------------------------------------------------------------------------------------

static bool family_named(Arena *arena, Str name, const FunctionRow *row, uint8_t *family, Problem *why)
{
    *family = FAMILY_NONE;
    if (!name.len) return true;
    *family = (uint8_t)family_from(name);
    if (*family) return true;
    problem_set(why, arena, "%.*s: there is no family '%.*s'", FMT(row->place), FMT(name));
    why->remedy = STR("`memlint config c.functions` lists them");
    return false;
}

static bool success_named(Arena *arena, const FunctionRow *row, uint8_t *success, Problem *why)
{
    *success = SUCCESS_ALWAYS;
    if (!row->success.len || success_from(row->success, success)) return true;
    problem_set(why, arena, "%.*s: success is never '%.*s'", FMT(row->place), FMT(row->success));
    why->remedy = STR("always, not-null, zero, not-negative, not-minus-one, positive");
    return false;
}

static bool are_letters(Arena *arena, const FunctionRow *row, Problem *why)
{
    for (size_t i = 0; i < row->takes.len; i++)
        if (!strchr("-!=>+~@?", row->takes.at[i]))
            return problem_set(why, arena, "%.*s: takes has no letter '%c': they are - ! = > + ~ @ ?", FMT(row->place), row->takes.at[i]);
    return true;
}

static bool add_function(Arena *arena, OwnKnowledge *own, const FunctionRow *row, Problem *why)
{
    Ownership made = {.takes = row->takes.len ? arena_terminated(arena, row->takes) : "-", .passes_on = (uint8_t)row->passes_on};
    if (!are_letters(arena, row, why) || !family_named(arena, row->gives, row, &made.gives, why)) return false;
    if (!family_named(arena, row->family, row, &made.family, why) || !success_named(arena, row, &made.success, why)) return false;
    for (uint32_t i = 0; i < row->names.len; i++) {
        made.callees = arena_terminated(arena, row->names.at[i]);
        *array_push(arena, &own->ownership) = made;
        add_effect(arena, own, row->names.at[i], (Effect){.event = EVENT_CALL});
    }
    return true;
}

bool own_knowledge_c(Arena *arena, const Settings *settings, OwnKnowledge *own, Problem *why)
{
    *own = (OwnKnowledge){0};
    for (uint32_t i = 0; i < settings->c_allocators.len; i++)
        if (!add_allocator(arena, own, &settings->c_allocators.at[i], why)) return false;
    for (uint32_t i = 0; i < settings->c_functions.len; i++)
        if (!add_function(arena, own, &settings->c_functions.at[i], why)) return false;
    add_all(arena, own, &settings->c_no_return, (Effect){.event = EVENT_CALL, .flags = EFFECT_NO_RETURN});
    add_pairs(arena, own, &settings->c_callbacks, (Effect){.event = EVENT_CAPTURE, .flags = EFFECT_REGISTERS, .detail = CAPTURE_REGISTERED});
    add_pairs(arena, own, &settings->c_growers, (Effect){.event = EVENT_GROW, .detail = GROW_APPEND});
    add_pairs(arena, own, &settings->c_shrinkers, (Effect){.event = EVENT_SHRINK, .detail = SHRINK_SOME});
    sort(own);
    return true;
}

// --- Python ----------------------------------------------------------------------------------------------------

void own_knowledge_python(Arena *arena, const Settings *settings, OwnKnowledge *own)
{
    *own = (OwnKnowledge){0};
    add_all(arena, own, &settings->python_caches, (Effect){.event = EVENT_CALL, .flags = EFFECT_CACHES});
    add_all(arena, own, &settings->python_containers, (Effect){.event = EVENT_ACQUIRE, .family = FAMILY_CONTAINER, .operand = OPERAND_RESULT});
    add_all(arena, own, &settings->python_openers, (Effect){.event = EVENT_ACQUIRE, .family = FAMILY_FILE, .operand = OPERAND_RESULT});
    add_all(arena, own, &settings->python_growers, (Effect){.event = EVENT_GROW, .operand = OPERAND_SELF, .detail = GROW_APPEND});
    add_all(arena, own, &settings->python_shrinkers, (Effect){.event = EVENT_SHRINK, .operand = OPERAND_SELF, .detail = SHRINK_SOME});
    add_all(arena, own, &settings->python_readers, (Effect){.event = EVENT_USE});
    add_pairs(arena, own, &settings->python_callbacks, (Effect){.event = EVENT_CAPTURE, .flags = EFFECT_REGISTERS, .detail = CAPTURE_REGISTERED});
    sort(own);
}
