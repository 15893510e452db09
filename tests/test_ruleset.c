#include "engine/ruleset.h"

#include "shell.h"

static void add(Arena *arena, Strs *list, const char *words)
{
    Str rest = str_from(words), word;
    while (str_cut(&rest, ' ', &word))
        if (word.len) *array_push(arena, list) = word;
}

static Ruleset resolved(Arena *arena, const char *select, const char *extend, const char *ignore)
{
    Selection selection = {0};
    Ruleset rules;
    Problem why = {0};
    add(arena, &selection.select, select);
    add(arena, &selection.extend_select, extend);
    add(arena, &selection.ignore, ignore);
    if (!ruleset_resolve(arena, &selection, &rules, &why)) fail_msg("%.*s", FMT(why.text));
    return rules;
}

static void runs_by_default_what_is_not_opt_in(void **state)
{
    (void)state;
    Arena arena = {0};
    Ruleset rules = resolved(&arena, "", "", "");
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const Rule *rule = registry_rules[i].rule;
        assert_int_equal(ruleset_has(&rules, str_from(rule->id)), !rule->is_opt_in);
    }
    assert_int_equal(resolved(&arena, "ALL", "", "").count, rules.count);
    arena_close(&arena);
}

static void takes_names_and_families(void **state)
{
    (void)state;
    Arena arena = {0};
    Ruleset one = resolved(&arena, "unbounded-cache", "", "");
    assert_int_equal(one.count, 1);
    assert_true(ruleset_has(&one, STR("unbounded-cache")));
    Ruleset growth = resolved(&arena, "growth", "realloc-self-assign", "mutable-default");
    assert_true(ruleset_has(&growth, STR("unbounded-cache")));
    assert_true(ruleset_has(&growth, STR("realloc-self-assign")));
    assert_false(ruleset_has(&growth, STR("mutable-default")));
    assert_false(ruleset_has(&growth, STR("whole-file-load")));
    arena_close(&arena);
}

static void lets_a_rules_own_name_win(void **state)
{
    (void)state;
    Arena arena = {0};
    Ruleset rules = resolved(&arena, "", "unbounded-cache", "growth");
    assert_true(ruleset_has(&rules, STR("unbounded-cache")));
    assert_false(ruleset_has(&rules, STR("mutable-default")));
    Ruleset none = resolved(&arena, "unbounded-cache", "", "unbounded-cache");
    assert_int_equal(none.count, 0);
    arena_close(&arena);
}

static void offers_the_nearest_name(void **state)
{
    (void)state;
    static const struct { const char *word, *nearest; } slips[] = {
        {"unbounded-cahce", "unbounded-cache"}, {"grwoth", "growth"}, {"mutable_default", "mutable-default"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(slips); i++)
        assert_string_equal(arena_terminated(&arena, ruleset_nearest(str_from(slips[i].word))), slips[i].nearest);
    assert_int_equal(ruleset_nearest(STR("something-else-entirely")).len, 0);
    Selection selection = {0};
    Ruleset rules = {.count = 7};
    Problem why;
    add(&arena, &selection.ignore, "growht");
    assert_false(ruleset_resolve(&arena, &selection, &rules, &why));
    assert_true(str_is(why.text, "there is no rule 'growht'"));
    assert_true(str_is(why.remedy, "did you mean 'growth'?"));
    assert_int_equal(rules.count, 7);
    arena_close(&arena);
}

static void finds_rules_and_pages_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(registry_find(STR("none")), NULL);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        assert_ptr_equal(registry_find(str_from(registry_rules[i].rule->id)), &registry_rules[i]);
    assert_int_equal(registry_page(STR("none")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_by_default_what_is_not_opt_in),
        cmocka_unit_test(takes_names_and_families),
        cmocka_unit_test(lets_a_rules_own_name_win),
        cmocka_unit_test(offers_the_nearest_name),
        cmocka_unit_test(finds_rules_and_pages_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
