#include "engine/suppress.h"

#include "c/c.h"
#include "engine/patch.h"
#include "python/python.h"
#include "shell.h"

typedef struct Case {
    Arena arena;
    Source source;
    Suppressions found;
} Case;

static void case_read(Case *test, Language language, const char *text)
{
    *test = (Case){0};
    Unit unit = {0};
    Problem why = {0};
    Knowledge knowledge = knowledge_open(&test->arena, language);
    Str path = language == LANG_C ? STR("/nowhere/x.c") : STR("x.py");
    assert_true(source_from_text(&test->arena, path, language, str_from(text), &test->source, &why));
    if (language == LANG_PYTHON) {
        PythonFront *front = python_open(&test->arena);
        python_unit(front, &test->arena, &test->source, &knowledge, &unit);
        test->found = suppressions_find(&test->arena, &unit);
        python_close(front);
        return;
    }
    CFront *front = NULL;
    if (!c_open(&test->arena, &(CSetup){0}, &front, &why)) skip();
    if (!c_unit(front, &test->arena, &test->source, &knowledge, &unit, &why)) fail_msg("%.*s", FMT(why.text));
    test->found = suppressions_find(&test->arena, &unit);
    c_close(front);
}

// "line mutable-default 1-3\n": kind, rule, lines, one per suppression.
static const char *listed(Case *test)
{
    static const char *const kinds[] = {"", "line", "disable", "enable", "file"};
    Str all = STR("");
    for (uint32_t i = 0; i < test->found.len; i++) {
        const Suppression *it = &test->found.at[i];
        all = arena_format(&test->arena, "%.*s%s %.*s %u-%u%s%s\n", FMT(all), kinds[it->kind], FMT(it->rule), it->line, it->line_to,
                           it->is_foreign ? " foreign" : "", it->is_unknown ? " unknown" : "");
    }
    return arena_terminated(&test->arena, all);
}

static void expect(Language language, const char *text, const char *expected)
{
    Case test;
    case_read(&test, language, text);
    assert_string_equal(listed(&test), expected);
    arena_close(&test.arena);
}

static void speaks_of_the_statement_it_touches(void **state)
{
    (void)state;
    expect(LANG_PYTHON, "x = 1  # memlint: ignore[mutable-default]\n", "line mutable-default 1-1\n");
    expect(LANG_PYTHON, "x = f(  # memlint: ignore[mutable-default]\n  a,\n)\n", "line mutable-default 1-3\n");
    expect(LANG_PYTHON, "x = f(\n  a,\n)  # memlint: ignore[mutable-default] -- why\n", "line mutable-default 1-3\n");
    expect(LANG_PYTHON, "x = f(\n  a,  # memlint: ignore[mutable-default]\n)\n", "line mutable-default 2-2\n");
    expect(LANG_C, "int f(int a)\n{\n    return f(a +\n             1);  // memlint: ignore[unbounded-cache]\n}\n", "line unbounded-cache 3-4\n");
    expect(LANG_C, "int a; /* memlint: ignore[unbounded-cache, whole-file-load] */\n", "line unbounded-cache 1-1\nline whole-file-load 1-1\n");
}

static void speaks_of_the_head_of_a_compound_statement(void **state)
{
    (void)state;
    expect(LANG_PYTHON, "def f(a=[],  # memlint: ignore[mutable-default]\n      b={}):\n    pass\n    pass\n", "line mutable-default 1-2\n");
    expect(LANG_PYTHON, "def f(a=[]):  # memlint: ignore[mutable-default]\n    pass\n", "line mutable-default 1-1\n");
    expect(LANG_PYTHON, "for x in y:  # memlint: ignore[mutable-default]\n    pass\n", "line mutable-default 1-1\n");
    expect(LANG_C, "int f(int a,\n      int b) {  // memlint: ignore[unbounded-cache]\n    return a;\n}\n", "line unbounded-cache 1-2\n");
}

static void speaks_of_the_next_code_when_alone(void **state)
{
    (void)state;
    expect(LANG_PYTHON, "# memlint: ignore[mutable-default]\n\n# more\nx = f(\n  1)\ny = 2\n", "line mutable-default 4-5\n");
    expect(LANG_PYTHON, "# memlint: ignore[mutable-default]\n@d\ndef f(a=[],\n      b=1):\n    pass\n", "line mutable-default 2-4\n");
    expect(LANG_PYTHON, "if x:\n    # memlint: ignore[mutable-default]\n    y = 1\n", "line mutable-default 3-3\n");
    expect(LANG_C, "/* memlint: ignore[unbounded-cache] */\nint a =\n    1;\n", "line unbounded-cache 2-3\n");
    expect(LANG_PYTHON, "x = 1\n# memlint: ignore[mutable-default]\n", "line mutable-default 4-4\n");
}

static void knows_ranges_files_and_other_linters(void **state)
{
    (void)state;
    expect(LANG_PYTHON, "# memlint: disable[mutable-default]\nx = 1\n# memlint: enable[mutable-default]\n# memlint: file-ignore[del-cycle]\n",
           "disable mutable-default 1-1\nenable mutable-default 3-3\nfile del-cycle 4-4\n");
    expect(LANG_PYTHON, "x = 1  # noqa: E501, mutable-default F401\ny = 1  # noqa\n", "line mutable-default 1-1 foreign\n");
    expect(LANG_PYTHON, "x = 1  # type: ignore  # memlint: ignore[mutable-default]\n", "line mutable-default 1-1\n");
    expect(LANG_C, "int a;  // NOLINT(memlint-unbounded-cache, bugprone-x)\n// NOLINTNEXTLINE(memlint-unbounded-cache)\nint b;\nint c; // NOLINT\n",
           "line unbounded-cache 1-1 foreign\nline unbounded-cache 3-3 foreign\n");
}

static void tells_slips_from_prose(void **state)
{
    (void)state;
    expect(LANG_PYTHON, "x = 1  # memlint: ignore\n", "line  1-1 unknown\n");
    expect(LANG_PYTHON, "x = 1  # memlint: ignore[]\n", "line  1-1 unknown\n");
    expect(LANG_PYTHON, "x = 1  # memlint: ingore[mutable-default]\n", "line  1-1 unknown\n");
    expect(LANG_PYTHON, "x = 1  # memlint: ignore[mutable-defalt]\n", "line mutable-defalt 1-1 unknown\n");
    expect(LANG_PYTHON, "# memlint: a linter\n# see memlint: ignore[x]\n# memlint: ignore[...]\n", "");
    expect(LANG_PYTHON, "x = '# memlint: ignore[mutable-default]'\n", "");
}

// The text after the removal of suppression number `index`.
static void expect_removed(Language language, const char *text, uint32_t index, const char *expected)
{
    Case test;
    case_read(&test, language, text);
    assert_true(index < test.found.len);
    Edits edits = {0};
    *array_push(&test.arena, &edits) = test.found.at[index].removal;
    Str after = patch_apply(&test.arena, test.source.text, &edits);
    assert_string_equal(arena_terminated(&test.arena, after), expected);
    arena_close(&test.arena);
}

static void takes_itself_out(void **state)
{
    (void)state;
    expect_removed(LANG_PYTHON, "x = 1  # memlint: ignore[mutable-default] -- why\ny = 2\n", 0, "x = 1\ny = 2\n");
    expect_removed(LANG_PYTHON, "if x:\n    # memlint: ignore[mutable-default]\n    y = 1\n", 0, "if x:\n    y = 1\n");
    expect_removed(LANG_PYTHON, "# memlint: ignore[mutable-default]\r\nx = 1\r\n", 0, "x = 1\r\n");
    expect_removed(LANG_PYTHON, "x = 1  # type: ignore # memlint: ignore[mutable-default]\n", 0, "x = 1  # type: ignore\n");
    expect_removed(LANG_PYTHON, "x = 1  # memlint: ignore[a, b, c]\n", 0, "x = 1  # memlint: ignore[b, c]\n");
    expect_removed(LANG_PYTHON, "x = 1  # memlint: ignore[a, b, c]\n", 1, "x = 1  # memlint: ignore[a, c]\n");
    expect_removed(LANG_PYTHON, "x = 1  # memlint: ignore[a, b, c]\n", 2, "x = 1  # memlint: ignore[a, b]\n");
    expect_removed(LANG_C, "int a; /* memlint: ignore[a] */ int b;\n", 0, "int a; int b;\n");
    expect_removed(LANG_C, "// memlint: ignore[a]", 0, "");
    expect_removed(LANG_PYTHON, "x = 1 # memlint: ignore\n", 0, "x = 1\n");
}

static Finding at_line(uint32_t line) { return (Finding){.rule = STR("mutable-default"), .at = {.from = {.line = line}}}; }

static void silences_what_it_speaks_of_and_remembers(void **state)
{
    (void)state;
    Case test;
    case_read(&test, LANG_PYTHON, "a = 1  # memlint: ignore[mutable-default]\nb = 1\n# memlint: disable[mutable-default]\nc = 1\n"
                                  "# memlint: enable[mutable-default]\nd = 1  # memlint: ignore[del-cycle]\n");
    Record record = {.suppressions = test.found};
    for (uint32_t line = 1; line <= 6; line++) *array_push(&test.arena, &record.findings) = at_line(line);
    assert_int_equal(suppressions_apply(&record), 3);
    assert_int_equal(record.findings.len, 3);
    assert_int_equal(record.findings.at[0].at.from.line, 2);
    assert_int_equal(record.findings.at[1].at.from.line, 5);
    assert_int_equal(record.findings.at[2].at.from.line, 6);
    const bool used[] = {true, true, true, false};
    for (uint32_t i = 0; i < COUNT_OF(used); i++) assert_int_equal(record.suppressions.at[i].is_used, used[i]);
    arena_close(&test.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_of_the_statement_it_touches),
        cmocka_unit_test(speaks_of_the_head_of_a_compound_statement),
        cmocka_unit_test(speaks_of_the_next_code_when_alone),
        cmocka_unit_test(knows_ranges_files_and_other_linters),
        cmocka_unit_test(tells_slips_from_prose),
        cmocka_unit_test(takes_itself_out),
        cmocka_unit_test(silences_what_it_speaks_of_and_remembers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
