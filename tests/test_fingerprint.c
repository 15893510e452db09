// The expected hashes are the published test vectors of github/codeql-action (src/fingerprints.test.ts).
#include "engine/fingerprint.h"

#include "shell.h"

static const char *hashes(Arena *arena, Str text, uint32_t count)
{
    uint32_t *lines = arena_array(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) lines[i] = i + 1;
    Strs found = fingerprint_lines(arena, text, lines, count);
    assert_int_equal(found.len, count);
    Str all = STR("");
    for (uint32_t i = 0; i < count; i++) all = arena_format(arena, "%.*s%s%.*s", FMT(all), i ? " " : "", FMT(found.at[i]));
    return all.at;
}

static void gives_the_published_hashes(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_string_equal(hashes(&arena, STR(""), 1), "c129715d7a2bc9a3:1");
    assert_string_equal(hashes(&arena, STR(" a\nb\n  \t\tc\n d"), 4),
                        "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
    assert_string_equal(hashes(&arena, STR(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"), 6),
                        "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 "
                        "e6ceba753e1a442:1");
    arena_close(&arena);
}

static void does_not_mind_how_lines_end(void **state)
{
    (void)state;
    Arena arena = {0};
    const char *expected = "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 "
                           "c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1";
    assert_string_equal(hashes(&arena, STR(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"), 7), expected);
    assert_string_equal(hashes(&arena, STR(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r"), 7), expected);
    assert_string_equal(hashes(&arena, STR(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n"), 7), expected);
    assert_string_equal(hashes(&arena, STR(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"), 7), expected);
    arena_close(&arena);
}

static void counts_equal_lines(void **state)
{
    (void)state;
    Arena arena = {0};
    Str text = {0};
    for (int i = 0; i < 10; i++) text = arena_format(&arena, "%.*sLorem ipsum dolor sit amet.\n", FMT(text));
    assert_string_equal(hashes(&arena, text, 11),
                        "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
                        "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
                        "c129715d7a2bc9a3:1");
    uint32_t wanted[] = {3, 11, 12};
    Strs found = fingerprint_lines(&arena, text, wanted, COUNT_OF(wanted));
    assert_true(str_is(found.at[0], "a7f2ff13bc495cf2:3"));
    assert_true(str_is(found.at[1], "c129715d7a2bc9a3:1"));
    assert_int_equal(found.at[2].len, 0);  // there is no such line
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_hashes),
        cmocka_unit_test(does_not_mind_how_lines_end),
        cmocka_unit_test(counts_equal_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
