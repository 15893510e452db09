// What a fix makes of a program does what the program did: every fixture with a `.fixed.py` is run before and after, and must print
// the same. It must print something. One that can't be run, or whose fix is meant to show, says why: `# not run: REASON`.
#include "shell.h"
#include "walk.h"

// The reason that a fixture gives for not being run; empty when it gives none.
static Str reason_not_to(Str text)
{
    Str line;
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, STR("# not run: "))) return str_trim(str_from_byte(line, 11));
    return (Str){0};
}

static Ran run(Shell *shell, Str path)
{
    return shell_run(shell, "PYTHONDONTWRITEBYTECODE=1 python3 '%.*s'", FMT(path));
}

static uint32_t complain(Str path, const char *what, Str text)
{
    print_error("%.*s: %s\n%.*s\n", FMT(path), what, FMT(text));
    return 1;
}

static uint32_t compare(Shell *shell, Str before, Str after)
{
    Ran was = run(shell, before), is = run(shell, after);
    if (was.status != 0) return complain(before, "does not run", was.err);
    if (is.status != 0) return complain(after, "does not run", is.err);
    if (!was.out.len) return complain(before, "prints nothing, so that nothing can be compared", STR(""));
    return str_equal(was.out, is.out) ? 0 : complain(after, "prints something else than before the fix:", is.out);
}

static void fixes_keep_what_a_program_does(void **state)
{
    (void)state;
    Shell shell;
    Strs fixed = {0};
    uint32_t bad = 0, compared = 0;
    shell_open(&shell);
    if (shell_run(&shell, "python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'").status != 0) {
        shell_close(&shell);
        skip();
    }
    walk_files(&shell.arena, STR(MEMLINT_SOURCE_DIR "/fixtures/python"), STR(".fixed.py"), &fixed);
    for (uint32_t i = 0; i < fixed.len; i++) {
        Str after = fixed.at[i];
        Str before = arena_format(&shell.arena, "%.*s.py", FMT(str_slice(after, 0, after.len - strlen(".fixed.py"))));
        if (reason_not_to(walk_read(&shell.arena, before)).len) continue;
        bad += compare(&shell, before, after);
        compared++;
    }
    shell_close(&shell);
    assert_int_not_equal(compared, 0);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixes_keep_what_a_program_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
