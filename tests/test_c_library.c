// libclang is found, or refused with what installs it.
#include "c/c_library.h"

#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/str.h"

static void the_newest_is_found_with_its_version_and_headers(void **state)
{
    (void)state;
    Arena arena = {0};
    CLibrary library;
    Problem why;
    unsetenv("MEMLINT_LIBCLANG");
    assert_true(c_library_open(&arena, &library, &why));
    assert_true(str_starts(library.version, STR("libclang ")));
    assert_true(library.version.at[9] >= '1' && library.version.at[9] <= '9');
    assert_int_equal(access(arena_terminated(&arena, arena_format(&arena, "%.*s/stddef.h", FMT(library.headers))), R_OK), 0);
    c_library_close(&library);
    c_library_close(&library);  // a closed one is zero, and closing accepts that
    arena_close(&arena);
}

static void assert_refused(const char *file)
{
    Arena arena = {0};
    CLibrary library = {.path = STR("as it was")};
    Problem why = {0};
    setenv("MEMLINT_LIBCLANG", file, 1);
    assert_false(c_library_open(&arena, &library, &why));
    assert_true(str_contains(why.text, str_from(file)));
    assert_true(why.remedy.len > 0);
    assert_true(str_is(library.path, "as it was"));
    unsetenv("MEMLINT_LIBCLANG");
    arena_close(&arena);
}

static void what_is_no_libclang_is_refused(void **state)
{
    (void)state;
    assert_refused("/nowhere/libclang.so");
    assert_refused("/etc/passwd");
    assert_refused("libm.so.6");
}

static void an_old_libclang_is_refused(void **state)
{
    (void)state;
    static const char old[] = "/usr/lib/llvm-14/lib/libclang.so.1";
    if (access(old, R_OK) != 0) skip();
    assert_refused(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_is_found_with_its_version_and_headers),
        cmocka_unit_test(what_is_no_libclang_is_refused),
        cmocka_unit_test(an_old_libclang_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
