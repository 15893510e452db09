#include "model/comparison.h"

#include "base/str.h"

#include <stdlib.h>

static Test test_of(Str sign)
{
    if (str_is(sign, "<")) return TEST_LESS;
    if (str_is(sign, "<=")) return TEST_AT_MOST;
    if (str_is(sign, ">")) return TEST_MORE;
    if (str_is(sign, ">=")) return TEST_AT_LEAST;
    if (str_is(sign, "==")) return TEST_EQUAL;
    return str_is(sign, "!=") ? TEST_UNEQUAL : TEST_COMPARE;
}

// Locals that get a constant somewhere in the function, sorted by binding.
typedef struct Number {
    BindingId binding;
    PlaceId place;
} Number;

typedef ArrayOf(Number) Numbers;

static int by_binding(const void *a, const void *b)
{
    const Number *x = a, *y = b;
    return (x->binding > y->binding) - (x->binding < y->binding);
}

static Numbers numbers_of(Arena *arena, const Unit *unit, const Graph *graph)
{
    Numbers numbers = {0};
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *event = &graph->events[i];
        if (event->kind != EVENT_SET || unit_place(unit, event->other)->kind != PLACE_CONSTANT) continue;
        const Place *place = unit_place(unit, event->place);
        if (place->kind == PLACE_LOCAL) *array_push(arena, &numbers) = (Number){place->binding, event->place};
    }
    if (numbers.len) qsort(numbers.at, numbers.len, sizeof *numbers.at, by_binding);
    return numbers;
}

static PlaceId place_of(const Numbers *numbers, BindingId binding)
{
    Number wanted = {binding, 0};
    const Number *found = numbers->len ? bsearch(&wanted, numbers->at, numbers->len, sizeof wanted, by_binding) : NULL;
    return found ? found->place : 0;
}

// "a < b" of two names: their bindings and what stands between them.
static bool read_names(const Unit *unit, PlaceId expression, BindingId names[2], Str *sign)
{
    NodeId node = unit_place(unit, expression)->node;
    uint32_t count = 0;
    for (NodeId at = node, end = tree_end(unit->tree, node); at < end; at++) {
        BindingId binding = tree_node(unit->tree, at)->binding;
        if (!binding) continue;
        if (count == 2) return false;
        names[count++] = binding;
    }
    if (count != 2) return false;
    Str text = unit_place(unit, expression)->name, left = unit_binding(unit, names[0])->name, right = unit_binding(unit, names[1])->name;
    if (text.len < left.len + right.len || !str_starts(text, left) || !str_ends(text, right)) return false;
    *sign = str_trim(str_slice(text, left.len, text.len - right.len));
    return true;
}

// Ranges are of numbers with a sign: UINT_MAX stands as -1.
static bool has_sign(const Unit *unit, BindingId binding)
{
    static const char *const names[] = {"char", "signed char", "short", "int", "long", "long long", "ssize_t", "ptrdiff_t", NULL};
    Str name = unit_type(unit, unit_binding(unit, binding)->type)->name;
    if (str_starts(name, STR("const "))) name = str_from_byte(name, 6);
    return str_is_any(name, names) || str_starts(name, STR("enum "));
}

static bool read(const Unit *unit, const Numbers *numbers, PlaceId expression, Comparison *comparison)
{
    BindingId names[2];
    Str sign;
    if (unit_place(unit, expression)->kind != PLACE_EXPRESSION || !read_names(unit, expression, names, &sign)) return false;
    *comparison = (Comparison){expression, 0, 0, test_of(sign)};
    if (comparison->test == TEST_COMPARE || !has_sign(unit, names[0]) || !has_sign(unit, names[1])) return false;
    comparison->left = place_of(numbers, names[0]);
    comparison->right = comparison->left ? place_of(numbers, names[1]) : 0;
    return comparison->right != 0;
}

Comparisons comparisons_find(Arena *arena, const Unit *unit, const Graph *graph)
{
    Comparisons found = {0};
    Comparison comparison;
    Numbers numbers = numbers_of(arena, unit, graph);
    for (uint32_t i = 0; i < graph->event_count && numbers.len > 1; i++) {
        const Event *event = &graph->events[i];
        if (event->kind != EVENT_TEST || event->other || comparisons_at(&found, event->place)) continue;
        if (read(unit, &numbers, event->place, &comparison)) *array_push(arena, &found) = comparison;
    }
    return found;
}

const Comparison *comparisons_at(const Comparisons *comparisons, PlaceId expression)
{
    for (uint32_t i = 0; i < comparisons->len; i++)
        if (comparisons->at[i].expression == expression) return &comparisons->at[i];
    return NULL;
}

bool comparisons_bound(const Comparisons *comparisons, PlaceId number)
{
    for (uint32_t i = 0; i < comparisons->len; i++)
        if (comparisons->at[i].left == number || comparisons->at[i].right == number) return true;
    return false;
}

bool comparison_can_be(Test test, Range left, Range right, bool holds)
{
    bool is_same = left.low == left.high && right.low == right.high && left.low == right.low;
    switch (test) {
    case TEST_LESS: return holds ? left.low < right.high : left.high >= right.low;
    case TEST_AT_MOST: return holds ? left.low <= right.high : left.high > right.low;
    case TEST_MORE: return holds ? left.high > right.low : left.low <= right.high;
    case TEST_AT_LEAST: return holds ? left.high >= right.low : left.low < right.high;
    case TEST_EQUAL: return holds ? !range_is_apart(left, right) : !is_same;
    case TEST_UNEQUAL: return holds ? !is_same : !range_is_apart(left, right);
    case TEST_TRUE:
    case TEST_FALSE:
    case TEST_COMPARE: return true;
    }
    return true;
}
