// The reader of marks, on which every fixture stands.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mark.h"

// The marks of a text, one per line: "3 expect rule-a 'text'".
static void check_marks(const char *text, Language language, bool is_page, const char *wanted)
{
    Arena arena = {0};
    Marks marks = marks_of(&arena, str_from(text), language, is_page);
    Str got = STR("");
    for (uint32_t i = 0; i < marks.len; i++) {
        const Mark *mark = &marks.at[i];
        got = arena_format(&arena, "%.*s%u %s %.*s '%.*s'\n", FMT(got), mark->line, mark_word(mark->kind), FMT(mark->rule), FMT(mark->text));
    }
    assert_string_equal(arena_terminated(&arena, got), wanted);
    arena_close(&arena);
}

static void stands_at_the_end_of_a_line(void **state)
{
    (void)state;
    check_marks("x = 1  # expect: rule-a\ny = 2  # ok: rule-a\n", LANG_PYTHON, false, "1 expect rule-a ''\n2 ok rule-a ''\n");
    check_marks("int x; // miss: rule-a\nint y; /* false: rule-a */\n", LANG_C, false, "1 miss rule-a ''\n2 false rule-a ''\n");
}

static void speaks_of_the_next_line_of_code_when_alone(void **state)
{
    (void)state;
    check_marks("# expect: a\n# ok: b\n\n# and more\nx = 1\n", LANG_PYTHON, false, "5 expect a ''\n5 ok b ''\n");
    check_marks("# expect: a\nx = 1  # ok: a\n", LANG_PYTHON, false, "2 expect a ''\n2 ok a ''\n");
    check_marks("// expect: a\nf();\n#include <x.h> // ok: a\n", LANG_C, false, "2 expect a ''\n3 ok a ''\n");
}

static void speaks_of_the_comment_that_it_ends(void **state)
{
    (void)state;
    check_marks("# memlint: ignore[x]  expect: a\ny = 1\n", LANG_PYTHON, false, "1 expect a ''\n");
}

static void has_a_text(void **state)
{
    (void)state;
    check_marks("x  # expect: a \"'CACHE' grows\" expect: a \"and\"\n", LANG_PYTHON, false,
                "1 expect a ''CACHE' grows'\n1 expect a 'and'\n");
}

static void may_be_bare_in_a_page_only(void **state)
{
    (void)state;
    check_marks("x  # expect\n", LANG_PYTHON, true, "1 expect  ''\n");
    check_marks("x; /* expect */\n", LANG_C, true, "1 expect  ''\n");
    check_marks("x  # expect\n", LANG_PYTHON, false, "");
    check_marks("x  # what we expect\ny  # ok then\nz = '# ok'\n", LANG_PYTHON, true, "");
}

static void is_no_mark_outside_of_a_comment(void **state)
{
    (void)state;
    check_marks("expect: rule-a\nunexpect = 1  # unexpect: rule-a\n", LANG_PYTHON, false, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stands_at_the_end_of_a_line),
        cmocka_unit_test(speaks_of_the_next_line_of_code_when_alone),
        cmocka_unit_test(speaks_of_the_comment_that_it_ends),
        cmocka_unit_test(has_a_text),
        cmocka_unit_test(may_be_bare_in_a_page_only),
        cmocka_unit_test(is_no_mark_outside_of_a_comment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
