// Pages, the table of rules, header lines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "base/str.h"
#include "engine/explain.h"

typedef struct Text {
    char *at;
    size_t len;
    FILE *out;
} Text;

static Str table(Arena *arena, Str format)
{
    Text text = {0};
    Problem why;
    text.out = open_memstream(&text.at, &text.len);
    assert_true(explain_rules(arena, format, text.out, &why));
    fclose(text.out);
    Str copy = {arena_terminated(arena, (Str){text.at, text.len}), text.len};
    free(text.at);
    return copy;
}

static void prints_a_page(void **state)
{
    (void)state;
    Arena arena = {0};
    Problem why;
    Text text = {0};
    const char *id = registry_rules[0].rule->id;
    text.out = open_memstream(&text.at, &text.len);
    assert_true(explain_rule(&arena, str_from(id), text.out, &why));
    fclose(text.out);
    Str title = arena_format(&arena, "# %s\n", id);
    assert_true(str_starts((Str){text.at, text.len}, title));
    free(text.at);
    arena_close(&arena);
}

static void offers_the_nearest_name(void **state)
{
    (void)state;
    Arena arena = {0};
    Problem why;
    const char *id = registry_rules[0].rule->id;
    Str wrong = arena_format(&arena, "%sx", id);
    assert_false(explain_rule(&arena, wrong, stdout, &why));
    assert_string_equal(arena_terminated(&arena, why.text), arena_terminated(&arena, arena_format(&arena, "there is no rule '%sx'", id)));
    assert_string_equal(arena_terminated(&arena, why.remedy), arena_terminated(&arena, arena_format(&arena, "did you mean '%s'?", id)));
    assert_false(explain_rule(&arena, STR("qqqqqqqqqqqqqqqq"), stdout, &why));
    assert_true(str_is(why.remedy, "`memlint rules` lists them all"));
    arena_close(&arena);
}

static void lists_every_rule_in_every_format(void **state)
{
    (void)state;
    Arena arena = {0};
    Str text = table(&arena, STR("text")), markdown = table(&arena, STR("markdown")), json = table(&arena, STR("json"));
    json_t *rules = json_loadb(json.at, json.len, 0, NULL);
    assert_int_equal(json_array_size(rules), registry_rule_count);
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const char *id = registry_rules[i].rule->id;
        assert_true(str_contains(text, arena_format(&arena, "\n%s ", id)));
        assert_true(str_contains(markdown, arena_format(&arena, "| [`%s`](rules/%s.md) |", id, id)));
        assert_string_equal(json_string_value(json_object_get(json_array_get(rules, i), "rule")), id);
    }
    json_decref(rules);
    Problem why;
    assert_false(explain_rules(&arena, STR("yaml"), stdout, &why));
    arena_close(&arena);
}

static void says_why_a_pitfall_is_no_rule(void **state)
{
    (void)state;
    Arena arena = {0};
    Problem why;
    Str markdown = table(&arena, STR("markdown"));
    assert_int_not_equal(registry_left_out_count, 0);
    for (uint32_t i = 0; i < registry_left_out_count; i++) {
        const LeftOut *left_out = &registry_left_out[i];
        if (registry_find(str_from(left_out->id))) fail_msg("%s is a rule: rules/left_out.c must not name it", left_out->id);
        assert_true(!i || strcmp(registry_left_out[i - 1].id, left_out->id) < 0);
        assert_true(str_contains(markdown, arena_format(&arena, "| `%s` | %s |\n", left_out->id, left_out->reason)));
        assert_false(explain_rule(&arena, str_from(left_out->id), stdout, &why));
        assert_true(str_is(why.remedy, left_out->reason));
    }
    arena_close(&arena);
}

static void makes_the_header_line(void **state)
{
    (void)state;
    Arena arena = {0};
    Rule rule = {.severity = SEVERITY_WARNING, .languages = LANG_C | LANG_PYTHON, .since = "0.1", .fix = FIX_SAFE};
    assert_true(str_is(explain_header(&arena, &rule), "<!-- memlint: warning · C, Python · since 0.1 · safe fix -->"));
    rule = (Rule){.severity = SEVERITY_ERROR, .languages = LANG_C, .since = "0.2", .fix = FIX_REVIEW};
    assert_true(str_is(explain_header(&arena, &rule), "<!-- memlint: error · C · since 0.2 · fix to review -->"));
    arena_close(&arena);
}

static void writes_the_header_line_into_pages(void **state)
{
    (void)state;
    Arena arena = {0};
    Problem why = {0};
    char folder[] = "/tmp/memlint-pages-XXXXXX";
    uint32_t changed;
    assert_non_null(mkdtemp(folder));
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        Str path = arena_format(&arena, "%s/%s.md", folder, registry_rules[i].rule->id);
        assert_true(os_write(&arena, path, i % 2 ? STR("# x\n<!-- memlint: old -->\n\ntext") : STR("# x\n\ntext"), &why));
    }
    assert_true(explain_sync(&arena, str_from(folder), &changed, &why));
    assert_int_equal(changed, registry_rule_count + 1);
    Str list = arena_format(&arena, "%s.md", folder), written;
    assert_true(os_read(&arena, list, 0, &written, &why));
    assert_true(str_equal(written, table(&arena, STR("markdown"))));
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        Str path = arena_format(&arena, "%s/%s.md", folder, registry_rules[i].rule->id), page;
        assert_true(os_read(&arena, path, 0, &page, &why));
        Str wanted = arena_format(&arena, "# x\n%.*s\n\ntext", FMT(explain_header(&arena, registry_rules[i].rule)));
        assert_true(str_equal(page, wanted));
    }
    assert_true(explain_sync(&arena, str_from(folder), &changed, &why));
    assert_int_equal(changed, 0);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        unlink(arena_terminated(&arena, arena_format(&arena, "%s/%s.md", folder, registry_rules[i].rule->id)));
    assert_false(explain_sync(&arena, str_from(folder), &changed, &why));
    unlink(list.at);
    rmdir(folder);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_a_page),
        cmocka_unit_test(offers_the_nearest_name),
        cmocka_unit_test(lists_every_rule_in_every_format),
        cmocka_unit_test(says_why_a_pitfall_is_no_rule),
        cmocka_unit_test(makes_the_header_line),
        cmocka_unit_test(writes_the_header_line_into_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
