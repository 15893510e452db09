#include "base/filepath.h"

#include "base/str.h"

#include <setjmp.h>
#include <cmocka.h>

static void takes_paths_apart(void **state)
{
    (void)state;
    assert_true(str_is(filepath_name(STR("a/b.py")), "b.py"));
    assert_true(str_is(filepath_name(STR("b.py")), "b.py"));
    assert_true(str_is(filepath_name(STR("a/")), ""));
    assert_true(str_is(filepath_stem(STR("a.d/b.c.py")), "b.c"));
    assert_true(str_is(filepath_stem(STR("a.d/b")), "b"));
    assert_true(str_is(filepath_folder(STR("a/b/c.py")), "a/b"));
    assert_true(str_is(filepath_folder(STR("/c.py")), "/"));
    assert_true(str_is(filepath_folder(STR("/")), "/"));
    assert_int_equal(filepath_folder(STR("c.py")).len, 0);
    assert_true(str_is(filepath_trimmed(STR("a//")), "a"));
    assert_true(str_is(filepath_trimmed(STR("//")), "/"));
}

static void sees_paths_from_a_folder(void **state)
{
    (void)state;
    assert_true(str_is(filepath_from(STR("/a/b/c.py"), STR("/a")), "b/c.py"));
    assert_true(str_is(filepath_from(STR("/ab/c.py"), STR("/a")), "/ab/c.py"));
    assert_true(str_is(filepath_from(STR("/a"), STR("/a")), "/a"));
    assert_true(str_is(filepath_from(STR("/a"), STR("")), "/a"));
}

static void asks_the_folders_and_not_the_file(void **state)
{
    (void)state;
    static const char *const names[] = {"tests", NULL};
    assert_true(filepath_has_folder(STR("a/tests/b.py"), names));
    assert_true(filepath_has_folder(STR("tests/b.py"), names));
    assert_false(filepath_has_folder(STR("a/tests"), names));
    assert_false(filepath_has_folder(STR("a/my_tests/b.py"), names));
}

static void joins_with_one_slash(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_true(str_is(filepath_joined(&arena, STR("a"), STR("b")), "a/b"));
    assert_true(str_is(filepath_joined(&arena, STR("/"), STR("b")), "/b"));
    assert_true(str_is(filepath_joined(&arena, STR("a/"), STR("b")), "a/b"));
    assert_true(str_is(filepath_joined(&arena, STR(""), STR("b")), "b"));
    assert_true(str_is(filepath_joined(&arena, STR("a"), STR("")), "a/"));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_paths_apart),
        cmocka_unit_test(sees_paths_from_a_folder),
        cmocka_unit_test(asks_the_folders_and_not_the_file),
        cmocka_unit_test(joins_with_one_slash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
