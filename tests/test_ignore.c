#include "source/ignore.h"

#include "shell.h"

static void matches_as_git_does(void **state)
{
    (void)state;
    static const struct { const char *pattern, *text; bool holds; } cases[] = {
        {"*.c", "a.c", true}, {"*.c", "a.h", false}, {"*.c", "d/a.c", false}, {"?.c", "a.c", true}, {"?.c", ".c", false},
        {"a*b*c", "axxbyyc", true}, {"a*b*c", "axxbyy", false}, {"a/*/c", "a/b/c", true}, {"a/*/c", "a/b/b/c", false},
        {"a/**/c", "a/c", true}, {"a/**/c", "a/b/b/c", true}, {"**/c", "c", true}, {"**/c", "a/b/c", true}, {"**/c", "ac", false},
        {"a/**", "a", false}, {"a/**", "a/b/c", true}, {"a/**/b/**/c*", "a/x/b/y/z/cc", true}, {"a/**/b/**/c*", "a/x/y/cc", false},
        {"**", "a", true}, {"a**b", "axxb", true}, {"a**b", "a/b", false},
        {"[a-c]x", "bx", true}, {"[a-c]x", "dx", false}, {"[!a-c]x", "dx", true}, {"[^a]x", "ax", false}, {"[]]", "]", true},
        {"[a", "[a", false}, {"[[:digit:]]x", "7x", true}, {"[[:digit:]]x", "ax", false}, {"[a-]", "-", true},
        {"\\*", "*", true}, {"\\*", "a", false}, {"a\\", "a\\", true}, {"[/]", "/", false}, {"a?b", "a/b", false},
        {"", "", true}, {"", "a", false}, {"*", "", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (ignore_matches(str_from(cases[i].pattern), str_from(cases[i].text)) != cases[i].holds)
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].text);
}

static void takes_no_longer_for_a_nasty_pattern(void **state)
{
    (void)state;
    Arena arena = {0};
    enum { LONG = 4000 };
    char *text = arena_push(&arena, LONG), *pattern = arena_push(&arena, 200);
    for (int i = 0; i < LONG; i++) text[i] = i % 7 ? 'a' : '/';
    for (int i = 0; i < 66; i++) memcpy(pattern + 3 * i, i % 2 ? "*a*" : "**/", 3);
    double start = os_seconds();
    ignore_matches((Str){pattern, 198}, (Str){text, LONG});
    assert_true(os_seconds() - start < 2);
    arena_close(&arena);
}

// git itself is the judge: random patterns over a small tree.
static const char *const words[] = {"a", "b", "*", "?", "**", "[ab]", "a*", "*b", "[!a]", "\\a"};
static const char *const paths[] = {"a", "b/a", "a/b/b", "b/ab", "ab/a/b", "b/b/a", "bb", "a/a"};

static uint32_t next(uint32_t *seed) { return (*seed = *seed * 1664525 + 1013904223) >> 16; }

static Str random_lines(Arena *arena, uint32_t *seed)
{
    Str lines = {0};
    for (uint32_t left = 1 + next(seed) % 4; left; left--) {
        Str line = next(seed) % 4 ? (Str){0} : STR("!");
        if (next(seed) % 4 == 0) line = arena_format(arena, "%.*s/", FMT(line));
        for (uint32_t parts = 1 + next(seed) % 3; parts; parts--)
            line = arena_format(arena, "%.*s%s%s", FMT(line), words[next(seed) % COUNT_OF(words)], parts > 1 ? "/" : "");
        lines = arena_format(arena, "%.*s%.*s%s\n", FMT(lines), FMT(line), next(seed) % 4 ? "" : "/");
    }
    return lines;
}

// As the walk over folders asks: what lies in an ignored folder is not reached.
static bool is_ignored(const IgnorePatterns *patterns, Str path)
{
    for (size_t at = strlen("/r/"); at < path.len; at++)
        if (path.at[at] == '/' && ignore_ask(patterns, str_slice(path, 0, at), true) == IGNORE_YES) return true;
    return ignore_ask(patterns, path, false) == IGNORE_YES;
}

static void agrees_with_git(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    if (shell_run(&shell, "git init -q .").status) skip();
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Str name = str_from(paths[i]);
        shell_run(&shell, "mkdir -p t%zu/$(dirname '%.*s'); touch t%zu/'%.*s'", i, FMT(name), i, FMT(name));
    }
    uint32_t seed = 7;
    for (int round = 0; round < 150; round++) {
        Arena arena = {0};
        IgnorePatterns patterns = {0};
        Str lines = random_lines(&arena, &seed), all = {0};
        for (size_t i = 0; i < COUNT_OF(paths); i++) shell_write(&shell, arena_format(&arena, "t%zu/.gitignore", i).at, lines);
        ignore_add_file(&arena, &patterns, lines, STR("/r"));
        for (size_t i = 0; i < COUNT_OF(paths); i++)
            if (is_ignored(&patterns, arena_format(&arena, "/r/%s", paths[i]))) all = arena_format(&arena, "%.*st%zu/%s\n", FMT(all), i, paths[i]);
        Ran git = shell_run(&shell, "find t* -type f ! -name .gitignore | sort | git check-ignore --no-index --stdin");
        if (!str_equal(git.out, all)) fail_msg("%.*sgit ignores\n%.*swe\n%.*s", FMT(lines), FMT(git.out), FMT(all));
        arena_close(&arena);
    }
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_as_git_does),
        cmocka_unit_test(takes_no_longer_for_a_nasty_pattern),
        cmocka_unit_test(agrees_with_git),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
