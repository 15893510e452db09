#include "source/source.h"

#include "shell.h"

static Source source_of(Arena *arena, Str text)
{
    Source source;
    Problem why = {0};
    if (!source_from_text(arena, STR("x.py"), LANG_PYTHON, text, &source, &why)) fail_msg("%.*s", FMT(why.text));
    return source;
}

// "1:1 2:1 3:1": line and column of every byte.
static const char *places(Arena *arena, Str text)
{
    Source source = source_of(arena, text);
    Str all = {0};
    for (uint32_t byte = 0; byte <= text.len; byte++) {
        Position at = source_position(&source, byte);
        all = arena_format(arena, "%.*s%s%u:%u", FMT(all), byte ? " " : "", at.line, at.column);
    }
    return all.at;
}

static void counts_lines_whatever_ends_them(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_string_equal(places(&arena, STR("")), "1:1");
    assert_string_equal(places(&arena, STR("a\nb")), "1:1 1:2 2:1 2:2");
    assert_string_equal(places(&arena, STR("a\r\nb\r\n")), "1:1 1:2 1:3 2:1 2:2 2:3 3:1");
    assert_string_equal(places(&arena, STR("a\rb\n\rc")), "1:1 1:2 2:1 2:2 3:1 4:1 4:2");
    assert_string_equal(places(&arena, STR("\n\n")), "1:1 2:1 3:1");
    arena_close(&arena);
}

static void counts_columns_in_characters(void **state)
{
    (void)state;
    Arena arena = {0};
    Source source = source_of(&arena, STR("\xC3\xA4 \xF0\x9F\x90\x8D x \xFF\xFEy"));
    Position x = source_position(&source, 8), y = source_position(&source, 12);
    assert_int_equal(x.column, 5);
    assert_int_equal(x.column_utf16, 6);  // the snake takes two
    assert_int_equal(y.column, 9);
    assert_int_equal(y.column_utf16, 10);
    arena_close(&arena);
}

static void skips_a_byte_order_mark_in_columns(void **state)
{
    (void)state;
    Arena arena = {0};
    Source source = source_of(&arena, STR("\xEF\xBB\xBFx = 1\n"));
    assert_int_equal(source_position(&source, 3).column, 1);
    assert_int_equal(source_position(&source, 5).column, 3);
    arena_close(&arena);
}

// Lines long enough for milestones, with characters of one to four bytes, invalid bytes and a mark at the start: the columns
// must be those that counting from the line's start gives.
static void counts_columns_of_long_lines(void **state)
{
    (void)state;
    static const char unit[] = "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\xff";
    enum { UNIT = sizeof unit - 1, CHARACTERS = 5, UNITS = 5000 };
    Arena arena = {0};
    Str line = {arena_push(&arena, UNIT * UNITS), UNIT * UNITS};
    for (size_t i = 0; i < UNITS; i++) memcpy((char *)line.at + i * UNIT, unit, UNIT);
    Source source = source_of(&arena, arena_format(&arena, "\xef\xbb\xbf%.*s\nshort\n%.*s", FMT(line), FMT(line)));
    assert_true(source.milestones.len > 10);
    uint32_t starts[] = {3, 3 + UNIT * UNITS + 7};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        for (uint32_t unit_number = 0; unit_number < UNITS; unit_number += 7) {
            Position at = source_position(&source, starts[i] + unit_number * UNIT + 1);
            assert_int_equal(at.line, i ? 3 : 1);
            assert_int_equal(at.column, unit_number * CHARACTERS + 2);
            assert_int_equal(at.column_utf16, unit_number * (CHARACTERS + 1) + 2);
        }
    arena_close(&arena);
}

static void gives_lines_without_their_ends(void **state)
{
    (void)state;
    Arena arena = {0};
    Source source = source_of(&arena, STR("one\r\n\ntwo\rthree"));
    const char *expected[] = {"one", "", "two", "three", "", ""};
    for (uint32_t line = 1; line <= COUNT_OF(expected); line++)
        assert_true(str_is(source_text(&source, source_line_span(&source, line)), expected[line - 1]));
    assert_int_equal(source_line(&source, 6), 3);
    assert_int_equal(source_line(&source, 1000), 4);
    arena_close(&arena);
}

static void knows_bytes_again(void **state)
{
    (void)state;
    Arena arena = {0};
    Source one = source_of(&arena, STR("x = 1\n")), same = source_of(&arena, STR("x = 1\n")), other = source_of(&arena, STR("x = 2\n"));
    assert_memory_equal(one.hash, same.hash, sizeof one.hash);
    assert_memory_not_equal(one.hash, other.hash, sizeof one.hash);
    arena_close(&arena);
}

static void refuses_utf16(void **state)
{
    (void)state;
    Arena arena = {0};
    Source source;
    Problem why;
    assert_false(source_from_text(&arena, STR("x.py"), LANG_PYTHON, STR("\xFF\xFEx\0"), &source, &why));
    assert_true(str_is(why.text, "it is UTF-16"));
    assert_has(why.remedy, "UTF-8");
    arena_close(&arena);
}

static void reads_regular_files_only(void **state)
{
    (void)state;
    Shell shell;
    Source source;
    Problem why;
    shell_open(&shell);
    shell_write(&shell, "a.c", STR("int a;\n"));
    assert_true(source_read(&shell.arena, shell_path(&shell, "a.c"), LANG_C, 0, &source, &why));
    assert_true(str_is(source.text, "int a;\n"));
    assert_false(source_read(&shell.arena, shell_path(&shell, "a.c"), LANG_C, 3, &source, &why));
    assert_true(str_is(why.text, "it is larger than 3 bytes"));
    assert_false(source_read(&shell.arena, shell.folder, LANG_C, 0, &source, &why));
    assert_true(str_is(why.text, "it is a folder"));
    assert_false(source_read(&shell.arena, shell_path(&shell, "none"), LANG_C, 0, &source, &why));
    assert_true(str_is(why.text, "no such file or folder"));
    assert_false(source_read(&shell.arena, STR("/dev/zero"), LANG_C, 0, &source, &why));
    assert_true(str_is(why.text, "it is a device, not a regular file"));
    shell_close(&shell);
}

static void knows_languages_by_name(void **state)
{
    (void)state;
    assert_int_equal(language_of_path(STR("a/b.c")), LANG_C);
    assert_int_equal(language_of_path(STR("b.h")), LANG_C);
    assert_int_equal(language_of_path(STR("a.b/c.pyi")), LANG_PYTHON);
    assert_int_equal(language_of_path(STR("a.c/b")), 0);
    assert_int_equal(language_of_path(STR("a.cpp")), 0);
    assert_int_equal(language_of_path(STR("a/.py")), 0);
    assert_int_equal(language_of_path(STR("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_lines_whatever_ends_them),
        cmocka_unit_test(counts_columns_in_characters),
        cmocka_unit_test(skips_a_byte_order_mark_in_columns),
        cmocka_unit_test(counts_columns_of_long_lines),
        cmocka_unit_test(gives_lines_without_their_ends),
        cmocka_unit_test(knows_bytes_again),
        cmocka_unit_test(refuses_utf16),
        cmocka_unit_test(reads_regular_files_only),
        cmocka_unit_test(knows_languages_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
