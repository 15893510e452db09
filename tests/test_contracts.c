// The contracts of several files: who disagrees is left out, who did not understand its own function does not count, and only those
// who ask for what has changed look again.
#include "base/str.h"
#include "engine/contracts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Summary giving(uint8_t family)
{
    return (Summary){.is_known = true, .result = RESULT_FRESH, .family = family, .success = range_all(), .value = range_all()};
}

static Record record_with(Arena *arena, const char *function, Summary summary)
{
    Record record = {.path = STR("a.c"), .language = LANG_C, .outcome = OUTCOME_CHECKED};
    *array_push(arena, &record.contracts) = (Contract){str_from(function), summary};
    return record;
}

static void files_have_to_agree(void **state)
{
    (void)state;
    Arena arena = {0};
    Summary unknown = {.success = range_all(), .value = range_all()};
    Record records[] = {record_with(&arena, "same", giving(FAMILY_MEMORY)), record_with(&arena, "same", giving(FAMILY_MEMORY)),
                        record_with(&arena, "other", giving(FAMILY_MEMORY)), record_with(&arena, "other", giving(FAMILY_FILE)),
                        record_with(&arena, "half", unknown), record_with(&arena, "half", giving(FAMILY_FILE))};
    const Record *list[COUNT_OF(records)];
    for (size_t i = 0; i < COUNT_OF(records); i++) list[i] = &records[i];
    Contracts merged = contracts_merge(&arena, list, COUNT_OF(records));
    assert_int_equal(merged.len, 2);
    assert_true(str_is(merged.at[0].function, "half"));
    assert_true(str_is(merged.at[1].function, "same"));
    arena_close(&arena);
}

static void only_who_asks_looks_again(void **state)
{
    (void)state;
    Arena arena = {0};
    Record before = record_with(&arena, "make", giving(FAMILY_MEMORY)), after = record_with(&arena, "make", giving(FAMILY_FILE));
    Record asking = {.path = STR("b.c"), .language = LANG_C};
    *array_push(&arena, &asking.asks) = STR("drop");
    *array_push(&arena, &asking.asks) = STR("make");
    const Record *one = &before, *two = &after;
    Contracts old = contracts_merge(&arena, &one, 1), new = contracts_merge(&arena, &two, 1);
    Strs changed = contracts_changed(&arena, &old, &new), same = contracts_changed(&arena, &new, &new);
    assert_int_equal(changed.len, 1);
    assert_int_equal(same.len, 0);
    assert_true(record_asks_any(&asking, &changed));
    assert_false(record_asks_any(&asking, &same));
    assert_false(record_asks_any(&before, &changed));
    Record question = record_question(&arena, &asking, &new);
    assert_int_equal(question.contracts.len, 1);
    assert_int_equal(question.contracts.at[0].summary.family, FAMILY_FILE);
    arena_close(&arena);
}

static void add_habit(Arena *arena, Record *record, const char *ender, uint32_t functions)
{
    *array_push(arena, &record->habits) = (Habit){.function = STR("dial"), .times = functions};
    *array_push(arena, &record->habits) = (Habit){.function = STR("dial"), .ender = str_from(ender), .times = functions, .functions = functions};
}

// Three functions of one file and two of another are five.
static void habits_of_files_add_up(void **state)
{
    (void)state;
    Arena arena = {0};
    Record records[2] = {{.path = STR("a.c")}, {.path = STR("b.c")}};
    const Record *list[] = {&records[0], &records[1]};
    add_habit(&arena, &records[0], "hang_up_and_free", 3);
    assert_int_equal(contracts_merge(&arena, list, 1).len, 0);
    add_habit(&arena, &records[1], "hang_up_and_free", 2);
    Contracts merged = contracts_merge(&arena, list, 2);
    assert_int_equal(merged.len, 2);
    assert_true(str_is(merged.at[0].function, "dial"));
    assert_int_equal(merged.at[0].summary.result, RESULT_FRESH);
    assert_int_equal(merged.at[1].summary.arguments[1].how, HANDOVER_RELEASED);
    assert_true(merged.at[0].summary.is_believed && merged.at[1].summary.is_believed);
    arena_close(&arena);
}

static void a_body_goes_before_habits(void **state)
{
    (void)state;
    Arena arena = {0};
    Summary looks = {.is_known = true, .success = range_all(), .value = range_all(), .arguments = {[1] = {.how = HANDOVER_BORROWED}}};
    Record record = record_with(&arena, "free_the_line", looks);
    const Record *list[] = {&record};
    add_habit(&arena, &record, "free_the_line", 9);
    Contracts merged = contracts_merge(&arena, list, 1);
    assert_int_equal(merged.len, 1);
    assert_int_equal(merged.at[0].summary.arguments[1].how, HANDOVER_BORROWED);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_to_agree),
        cmocka_unit_test(only_who_asks_looks_again),
        cmocka_unit_test(habits_of_files_add_up),
        cmocka_unit_test(a_body_goes_before_habits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
