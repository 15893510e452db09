// Edits applied and shown as a diff; git is asked whether it takes the diff.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "base/str.h"
#include "engine/patch.h"

typedef struct Case {
    Arena arena;
    Edits edits;
} Case;

static void edit(Case *c, uint32_t from, uint32_t to, const char *text)
{
    *array_push(&c->arena, &c->edits) = (Edit){{from, to}, str_from(text)};
}

static const char *diff_of(Case *c, const char *path, const char *text)
{
    return arena_terminated(&c->arena, patch_diff(&c->arena, str_from(path), str_from(text), &c->edits));
}

// --- the text of a diff ----------------------------------------------------------------------------------------

static void shows_three_lines_around(void **state)
{
    (void)state;
    Case c = {0};
    edit(&c, 10, 11, "X");
    assert_string_equal(diff_of(&c, "src/a.py", "a\nb\nc\nd\ne\nf\ng\nh\ni\n"),
                        "--- a/src/a.py\n+++ b/src/a.py\n@@ -3,7 +3,7 @@\n c\n d\n e\n-f\n+X\n g\n h\n i\n");
    arena_close(&c.arena);
}

static void joins_what_is_near_and_parts_what_is_far(void **state)
{
    (void)state;
    Case c = {0};
    const char *text = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    edit(&c, 0, 2, "");
    edit(&c, 18, 18, "new\n");
    assert_string_equal(diff_of(&c, "a", text),
                        "--- a/a\n+++ b/a\n@@ -1,4 +1,3 @@\n-0\n 1\n 2\n 3\n@@ -7,4 +6,5 @@\n 6\n 7\n 8\n+new\n 9\n");
    c.edits.at[0] = (Edit){{6, 7}, STR("X")};
    assert_string_equal(diff_of(&c, "a", text), "--- a/a\n+++ b/a\n@@ -1,10 +1,11 @@\n 0\n 1\n 2\n-3\n+X\n 4\n 5\n 6\n 7\n 8\n+new\n 9\n");
    arena_close(&c.arena);
}

static void says_that_the_last_line_has_no_end(void **state)
{
    (void)state;
    Case c = {0};
    edit(&c, 2, 3, "B");
    assert_string_equal(diff_of(&c, "a", "a\nb"), "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
                                                  "+B\n\\ No newline at end of file\n");
    arena_close(&c.arena);
}

static void names_paths_as_git_does(void **state)
{
    (void)state;
    Case c = {0};
    edit(&c, 0, 1, "b");
    assert_true(str_starts(str_from(diff_of(&c, "my file.py", "a\n")), STR("--- a/my file.py\t\n+++ b/my file.py\t\n")));
    assert_true(str_starts(str_from(diff_of(&c, "q\"\x1b\xc3\xa9", "a\n")), STR("--- \"a/q\\\"\\033\\303\\251\"\n")));
    assert_true(str_starts(str_from(diff_of(&c, "b\\c", "a\n")), STR("--- \"a/b\\\\c\"\n")));
    assert_true(str_starts(str_from(diff_of(&c, "d\ne", "a\n")), STR("--- \"a/d\\012e\"\n")));
    assert_true(str_starts(str_from(diff_of(&c, "f\"", "a\n")), STR("--- \"a/f\\\"\"\n")));
    assert_true(str_starts(str_from(diff_of(&c, "g\x7f", "a\n")), STR("--- \"a/g\\177\"\n")));
    arena_close(&c.arena);
}

static void shows_files_without_lines(void **state)
{
    (void)state;
    Case c = {0};
    edit(&c, 0, 0, "a\n");
    assert_string_equal(diff_of(&c, "a", ""), "--- a/a\n+++ b/a\n@@ -0,0 +1,1 @@\n+a\n");
    Edits none = {0}, joined = patch_join(&c.arena, 0, &c.edits, &none);
    assert_int_equal(joined.len, 1);
    assert_true(str_is(joined.at[0].text, "a\n"));
    c.edits.at[0] = (Edit){{0, 2}, {0}};
    assert_string_equal(diff_of(&c, "a", "a\n"), "--- a/a\n+++ b/a\n@@ -1,1 +0,0 @@\n-a\n");
    arena_close(&c.arena);
}

static void is_empty_when_nothing_changes(void **state)
{
    (void)state;
    Case c = {0};
    assert_string_equal(diff_of(&c, "a", "a\n"), "");
    edit(&c, 0, 1, "a");
    assert_string_equal(diff_of(&c, "a", "a\n"), "");
    arena_close(&c.arena);
}

// --- what git makes of it --------------------------------------------------------------------------------------

static char folder[] = "/tmp/memlint-patch-XXXXXX";

static Str in_folder(Case *c, const char *name) { return arena_format(&c->arena, "%s/%s", folder, name); }

static void git_agrees(Case *c, const char *path, Str text)
{
    Problem why;
    Str diff = patch_diff(&c->arena, str_from(path), text, &c->edits), made;
    Str wanted = patch_apply(&c->arena, text, &c->edits);
    if (str_equal(text, wanted)) return;
    assert_true(os_write(&c->arena, in_folder(c, path), text, &why));
    assert_true(os_write(&c->arena, in_folder(c, ".diff"), diff, &why));
    Str command = arena_format(&c->arena, "cd %s && GIT_CEILING_DIRECTORIES=/tmp git apply --whitespace=nowarn .diff", folder);
    if (system(arena_terminated(&c->arena, command)) != 0) fail_msg("git does not take\n%.*s", FMT(diff));
    assert_true(os_read(&c->arena, in_folder(c, path), 0, &made, &why));
    if (!str_equal(made, wanted)) fail_msg("git makes\n%.*s\nof\n%.*s", FMT(made), FMT(diff));
}

static void git_takes_odd_files(void **state)
{
    (void)state;
    static const struct { const char *path, *text; } files[] = {
        {"plain.py", "a\nb\nc\n"},          {"my file.py", "a\nb\nc"},       {"crlf.py", "a\r\nb\r\nc\r\n"},
        {"bom.py", "\xef\xbb\xbf" "a\nb\n"}, {"q\"\\t\xff.py", "a\nb\n\n\n"}, {"mixed.py", "a\rb\r\nc\n\r"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        Case c = {0};
        Str text = str_from(files[i].text);
        edit(&c, 2, 3, "");
        edit(&c, (uint32_t)text.len, (uint32_t)text.len, "end\r\nof it");
        git_agrees(&c, files[i].path, text);
        arena_close(&c.arena);
    }
}

// Random texts of short lines with random edits; the seed is fixed.
static void git_takes_any_edits(void **state)
{
    (void)state;
    uint32_t seed = 1;
#define RANDOM(n) ((seed = seed * 1664525u + 1013904223u) >> 16) % (n)
    for (int round = 0; round < 150; round++) {
        Case c = {0};
        char text[120];
        size_t len = 1 + RANDOM(sizeof text - 1);
        for (size_t i = 0; i < len; i++) text[i] = "ab\n"[RANDOM(3)];
        for (uint32_t at = 0; at < len;) {
            uint32_t from = at + RANDOM(30), to = from + RANDOM(6);
            if (to > len) break;
            edit(&c, from, to, (const char *[]){"", "x", "x\n", "\ny", "a\nb\n"}[RANDOM(5)]);
            at = to + 1;
        }
        git_agrees(&c, "random.py", (Str){text, len});
        arena_close(&c.arena);
    }
#undef RANDOM
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

// Random edits of random edits: joined, they make the same text.
static void joins_edits_of_edits(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 500; round++) {
        Arena arena = {0};
        Str texts[3] = {STR("abcdefghijklmnopqrstuvwxyz")};
        Edits edits[2] = {{0}, {0}};
        for (int i = 0; i < 2; i++) {
            for (uint32_t at = 0; at <= texts[i].len;) {
                seed = seed * 1664525 + 1013904223;
                uint32_t from = at + (seed >> 16) % 5, to = from + (seed >> 20) % 4;
                if (to > texts[i].len) break;
                *array_push(&arena, &edits[i]) = (Edit){{from, to}, str_slice(STR("0123456"), 0, (seed >> 24) % 4)};
                at = to + 1;
            }
            texts[i + 1] = patch_apply(&arena, texts[i], &edits[i]);
        }
        Edits joined = patch_join(&arena, texts[0].len, &edits[0], &edits[1]);
        Str made = patch_apply(&arena, texts[0], &joined);
        assert_string_equal(arena_terminated(&arena, made), arena_terminated(&arena, texts[2]));
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_three_lines_around),
        cmocka_unit_test(joins_what_is_near_and_parts_what_is_far),
        cmocka_unit_test(says_that_the_last_line_has_no_end),
        cmocka_unit_test(names_paths_as_git_does),
        cmocka_unit_test(shows_files_without_lines),
        cmocka_unit_test(is_empty_when_nothing_changes),
        cmocka_unit_test(git_takes_odd_files),
        cmocka_unit_test(git_takes_any_edits),
        cmocka_unit_test(joins_edits_of_edits),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
