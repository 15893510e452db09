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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_to_agree),
        cmocka_unit_test(only_who_asks_looks_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
