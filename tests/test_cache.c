// The cache: a run that finds everything in it says what the run said that filled it, and whatever an answer depends on is asked for again
// when it changed.
#include "shell.h"

#define LINT "MEMLINT_NO_CACHE= MEMLINT_CACHE_DIR=\"$PWD/.kept\" $memlint -v --exit-zero --color never"

// A C project of two files and three headers, one of them in a folder that is searched behind another; and a Python file.
static void open_project(Shell *shell)
{
    shell_open(shell);
    shell_run(shell, "mkdir -p src near far .git && "
                     "printf '#include \"own.h\"\\n#include \"far.h\"\\n#include <stdlib.h>\\nint f(int n) { char *p = make(SIZE); if (!p) return 1; if (n) return 2; free(p); return 0; }\\n' >src/a.c && "
                     "printf '#include <stdlib.h>\\n#include \"own.h\"\\nchar *make(int n) { return malloc(n); }\\n' >src/b.c && "
                     "printf 'char *make(int n);\\n' >src/own.h && printf '#define SIZE 3\\n' >far/far.h && "
                     "printf 'def f(a=[]):\\n    a.append(1)\\n    return a\\n' >c.py && "
                     "printf 'exclude = [\"near\", \"late.h\"]\\n[c]\\nflags = [\"-Inear\", \"-Ifar\"]\\n' >.memlint.toml && sleep 0.1");
}

// Files of the project that a run finds in the cache.
static int found(Shell *shell)
{
    Ran ran = shell_run(shell, LINT " .");
    size_t at = str_find(ran.err, STR(" of 5 files were in the cache"));
    assert_int_equal(ran.status, 0);
    assert_true(at > 0 && at < ran.err.len);
    return ran.err.at[at - 1] - '0';
}

static void expect_change(Shell *shell, const char *change, int still_found)
{
    found(shell);
    assert_int_equal(found(shell), 5);
    shell_run(shell, "%s && sleep 0.1", change);
    int now = found(shell);
    if (now != still_found) fail_msg("%s: %d files were found, not %d", change, now, still_found);
    Ran warm = shell_run(shell, LINT " --output-format concise ."), none = shell_run(shell, LINT " --no-cache --output-format concise .");
    assert_string_equal(arena_terminated(&shell->arena, warm.out), arena_terminated(&shell->arena, none.out));
}

static void says_the_same_again(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_run(&shell, "rm -rf .git");
    Ran cold = shell_run(&shell, LINT " --output-format json -j1 .");
    assert_has(cold.err, "note: 0 of 5 files were in the cache");
    assert_has(cold.out, "leak-on-error-path");  // what make() gives is known only after a second look
    assert_has(cold.out, "mutable-default");
    Ran warm = shell_run(&shell, LINT " --output-format json -j2 .");
    assert_has(warm.err, "note: 5 of 5 files were in the cache");
    assert_true(str_equal(cold.out, warm.out));
    Ran without = shell_run(&shell, LINT " --no-cache --output-format json .");
    assert_has_not(without.err, "in the cache");
    assert_true(str_equal(cold.out, without.out));
    shell_close(&shell);
}

static void asks_again_after_each_change(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    expect_change(&shell, "sed -i 's/a.append/a.extend/' c.py", 4);
    expect_change(&shell, "printf '# memlint: file-ignore[mutable-default]\\n' >>c.py", 4);
    expect_change(&shell, "printf '#define SIZE 4\\n' >far/far.h", 3);                     // a.c, and the header for itself
    expect_change(&shell, "printf '#define SIZE 5\\n' >near/far.h", 4);                    // hides it
    expect_change(&shell, "rm near/far.h", 4);
    expect_change(&shell, "printf 'char *make(int n);\\nint other(void);\\n' >src/own.h", 2);  // a.c, b.c and the header
    expect_change(&shell, "sed -i 's/\"-Ifar\"/\"-Ifar\", \"-DX\"/' .memlint.toml", 0);
    expect_change(&shell, "printf '#include \"late.h\"\\n' >>src/b.c", 4);
    expect_change(&shell, "printf 'int late;\\n' >src/late.h", 4);                        // it was missing, and now it is there
    shell_close(&shell);
}

// What only __has_include asks for is not among the headers that were read.
static void knows_the_headers_that_are_asked_for(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "printf '#if defined(__has_include) && __has_include(\"late.h\")\nint *leak(int **x) { return *x; }\n#endif\n' >a.c; "
                      "printf '#include \"b.h\"\n' >b.c; printf '#if __has_include( <far/later.h> ) && __has_include_next (<other.h>)\n#endif\n' >b.h; printf 'int c;\n' >c.c; "
                      "printf '#define NAME <late.h>\n#if __has_include(NAME)\n#endif\n#define __has_include(x) 1\n' >d.c; mkdir inc; sleep 0.1");
    shell_run(&shell, LINT " --c-flag=-Iinc .");
    assert_has(shell_run(&shell, LINT " --c-flag=-Iinc .").err, "note: 4 of 5 files were in the cache");  // not d.c
    shell_run(&shell, "touch late.h; sleep 0.1");
    assert_has(shell_run(&shell, LINT " --c-flag=-Iinc .").err, "note: 3 of 6 files were in the cache");  // b.c, b.h, c.c
    shell_run(&shell, "mkdir inc/far; touch inc/far/later.h; sleep 0.1");
    assert_has(shell_run(&shell, LINT " --c-flag=-Iinc .").err, "note: 3 of 7 files were in the cache");  // a.c, c.c, late.h
    shell_close(&shell);
}

// The headers of many files are parsed once for all of them; each file hangs on them none the less.
static void knows_the_headers_of_a_preamble(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir inner && printf '#include \"inner/deep.h\"\n' >shared.h && printf 'int deep;\n' >inner/deep.h && "
                      "for i in 1 2 3 4 5 6 7; do printf '#include <stdlib.h>\n#include \"shared.h\"\nint f%%d(void) { return deep; }\n' $i >f$i.c; done; sleep 0.1");
    shell_run(&shell, LINT " .");
    assert_has(shell_run(&shell, LINT " .").err, "note: 9 of 9 files were in the cache");
    shell_run(&shell, "printf 'int deep, more;\n' >inner/deep.h; sleep 0.1");
    assert_has(shell_run(&shell, LINT " .").err, "note: 0 of 9 files were in the cache");
    assert_has(shell_run(&shell, LINT " .").err, "note: 9 of 9 files were in the cache");
    shell_close(&shell);
}

// An entry that was cut, changed, emptied or made a folder is as good as none.
static void believes_nothing_that_is_damaged(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "for f in .kept/[0-9a-f]*/*; do truncate -s 40 $f; done",
        "for f in .kept/[0-9a-f]*/*; do : >$f; done",
        "for f in .kept/[0-9a-f]*/*; do printf X | dd of=$f bs=1 seek=77 conv=notrunc 2>/dev/null; done",
        "for f in .kept/[0-9a-f]*/*; do printf XXXXXXXX | dd of=$f bs=1 seek=3 conv=notrunc 2>/dev/null; done",
        "for f in .kept/[0-9a-f]*/*; do rm $f; mkdir $f; done",
        "set -- .kept/[0-9a-f]*/*; for f; do cp $1 $f 2>/dev/null; done",
    };
    Shell shell;
    open_project(&shell);
    Ran cold = shell_run(&shell, LINT " --output-format json .");
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        shell_run(&shell, "%s", damages[i]);
        Ran damaged = shell_run(&shell, LINT " --output-format json .");
        assert_int_equal(damaged.status, 0);
        assert_true(str_equal(cold.out, damaged.out));
        shell_run(&shell, "rm -rf .kept");
        shell_run(&shell, LINT " .");
    }
    shell_close(&shell);
}

static void does_without_a_folder(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_run(&shell, "printf x >.kept");
    for (int i = 0; i < 2; i++) {
        Ran ran = shell_run(&shell, LINT " .");
        assert_int_equal(ran.status, 0);
        assert_has(ran.err, "note: 0 of 5 files were in the cache");
    }
    Ran homeless = shell_run(&shell, "env -u HOME -u XDG_CACHE_HOME -u MEMLINT_CACHE_DIR -u MEMLINT_NO_CACHE $memlint -v --exit-zero .");
    assert_int_equal(homeless.status, 0);
    assert_has_not(homeless.err, "in the cache");
    shell_close(&shell);
}

static void is_shared_by_runs_at_the_same_time(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = shell_run(&shell, "for i in 1 2 3 4 5 6 7 8; do " LINT " --output-format json -j1 . >.out$i 2>.err$i & done; wait; "
                                "for i in 1 2 3 4 5 6 7 8; do cmp .out1 .out$i; grep -c panic .err$i; done; ls .kept/[0-9a-f]*/* | grep -c memlint-; true");
    assert_has_not(ran.out, "differ");
    assert_has(ran.out, "0");
    assert_int_equal(found(&shell), 5);
    shell_close(&shell);
}

static void is_cleaned(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    found(&shell);
    shell_run(&shell, "mkdir .kept/ab 2>/dev/null; touch .kept/mine .kept/ab/mine");
    Ran ran = shell_run(&shell, "MEMLINT_CACHE_DIR=\"$PWD/.kept\" $memlint clean");
    assert_int_equal(ran.status, 0);
    assert_has(ran.out, " results removed, ");
    Ran left = shell_run(&shell, "find .kept -type f | sort");
    assert_string_equal(arena_terminated(&shell.arena, left.out), ".kept/ab/mine\n.kept/mine\n");
    assert_has(shell_run(&shell, "$memlint clean --cache-dir .kept").out, "0 results removed, 0.0 MB.");
    assert_int_equal(shell_run(&shell, "$memlint clean .").status, 2);
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_the_same_again),
        cmocka_unit_test(asks_again_after_each_change),
        cmocka_unit_test(knows_the_headers_that_are_asked_for),
        cmocka_unit_test(knows_the_headers_of_a_preamble),
        cmocka_unit_test(believes_nothing_that_is_damaged),
        cmocka_unit_test(does_without_a_folder),
        cmocka_unit_test(is_shared_by_runs_at_the_same_time),
        cmocka_unit_test(is_cleaned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
