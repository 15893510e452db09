// The command line as users meet it: the real binary in a temporary folder.
#include "report/format.h"
#include "shell.h"

// Two findings of warning level, one in each language.
static const char python_bad[] = "def add(item, items=[]):\n    items.append(item)\n    return items\n";
static const char python_good[] = "def add(item, items):\n    items.append(item)\n    return items\n";
static const char c_bad[] = "#include <stdlib.h>\nstatic char *buffer;\nvoid grow(unsigned n)\n{\n    buffer = realloc(buffer, n);\n}\n";

static void open_project(Shell *shell)
{
    shell_open(shell);
    shell_run(shell, "mkdir -p src/sub");
    shell_write(shell, "src/bad.py", str_from(python_bad));
    shell_write(shell, "src/good.py", str_from(python_good));
    shell_write(shell, "src/sub/bad.c", str_from(c_bad));
}

static void exit_status_says_what_happened(void **state)
{
    (void)state;
    static const struct { const char *line; int status; } cases[] = {
        {"$memlint src/good.py", 0},
        {"$memlint src", 1},
        {"$memlint check src", 1},
        {"$memlint", 1},
        {"$memlint src --exit-zero", 0},
        {"$memlint src --fail-on error", 0},
        {"$memlint src --ignore ALL", 0},
        {"$memlint src --select release", 1},
        {"$memlint src/good.py none.py", 2},
        {"$memlint src/bad.py none.py --exit-zero", 2},
        {"$memlint --no-such-option", 2},
        {"$memlint --select no-such-rule src", 2},
        {"$memlint --output-format none src", 2},
        {"$memlint --fix --diff src", 2},
        {"$memlint -p none src", 2},
        {"$memlint explain", 2},
        {"$memlint explain no-such-rule", 2},
        {"$memlint dump --tree", 2},
        {"$memlint dump --tree none.py", 2},
        {"$memlint --files-from none.txt", 2},
        {"$memlint --help", 0},
        {"$memlint help", 0},
        {"$memlint version", 0},
        {"$memlint --version", 0},
        {"$memlint rules", 0},
        {"$memlint rules --output-format json", 0},
        {"$memlint explain mutable-default", 0},
        {"$memlint explain --all", 0},
        {"$memlint dump --tree --events --facts src/bad.py", 0},
        {"$memlint dump --tree --events --facts src/sub/bad.c", 0},
        {"$memlint src >/dev/full", 2},
        {"$memlint src >&-", 2},
        {"$memlint src --output-format json=out.json -q <&- >/dev/null 2>&-", 1},
    };
    Shell shell;
    open_project(&shell);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ran ran = shell_run(&shell, "%s", cases[i].line);
        if (ran.status != cases[i].status)
            fail_msg("%s: status %d\n%.*s%.*s", cases[i].line, ran.status, FMT(ran.out), FMT(ran.err));
        if (cases[i].status == 2 && ran.out.len) assert_has(ran.out, "not analysed");
    }
    shell_close(&shell);
}

static void prints_places_as_compilers_do(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = shell_run(&shell, "$memlint -q --output-format concise src --select mutable-default,realloc-self-assign");
    assert_true(str_starts(ran.out, STR("src/bad.py:1:")));
    assert_has(ran.out, ": warning: ");
    assert_has(ran.out, "[mutable-default]\nsrc/sub/bad.c:5:");
    assert_has(ran.out, "[realloc-self-assign]\n");
    assert_int_equal(ran.err.len, 0);
    shell_close(&shell);
}

static void never_gives_an_all_clear_for_nothing(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir empty; touch empty/notes.txt");
    Ran ran = shell_run(&shell, "$memlint empty");
    assert_int_equal(ran.status, 2);
    assert_has(ran.err, "memlint: error: no C or Python file to check");
    ran = shell_run(&shell, "$memlint empty --no-error-on-unmatched");
    assert_int_equal(ran.status, 0);
    assert_has(ran.out, "No file was checked");
    shell_write(&shell, "a.py", STR("x = 1\n"));
    ran = shell_run(&shell, "$memlint --force-exclude --extend-exclude '*.py' a.py");
    assert_int_equal(ran.status, 0);
    shell_close(&shell);
}

static void writes_several_reports_of_one_run(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = shell_run(&shell, "$memlint src --output-format concise --output-format json=out.json --output-format sarif=out.sarif");
    assert_int_equal(ran.status, 1);
    assert_has(ran.out, "src/bad.py:1:");
    assert_has(shell_read(&shell, "out.json"), "\"diagnostics\"");
    assert_has(shell_read(&shell, "out.sarif"), "\"2.1.0\"");
    ran = shell_run(&shell, "$memlint src --output-format json -o other.json");
    assert_int_equal(ran.out.len, 0);
    assert_has(ran.err, "3 files checked");
    assert_true(str_equal(shell_read(&shell, "other.json"), shell_read(&shell, "out.json")));
    ran = shell_run(&shell, "$memlint src --output-format json -o -");
    assert_true(str_equal(ran.out, shell_read(&shell, "out.json")));
    ran = shell_run(&shell, "$memlint src -o none/out");
    assert_int_equal(ran.status, 2);
    assert_has(ran.err, "cannot write 'none/out': no such file or folder");
    ran = shell_run(&shell, "$memlint src --output-format json --output-format sarif");
    assert_int_equal(ran.status, 2);
    shell_close(&shell);
}

// Neither the locale nor an empty environment shows in a report.
static void gives_the_same_bytes_whatever_the_environment(void **state)
{
    (void)state;
    static const char *const environments[] = {"env -i", "env LC_ALL=tr_TR.UTF-8", "env LC_ALL=de_DE.UTF-8 LANG=C", "env -u HOME TZ=Asia/Tokyo"};
    Shell shell;
    open_project(&shell);
    Ran plain = shell_run(&shell, "$memlint --no-cache --output-format json src");
    assert_int_equal(plain.status, 1);
    for (size_t i = 0; i < COUNT_OF(environments); i++) {
        Ran other = shell_run(&shell, "%s $memlint --no-cache --output-format json src", environments[i]);
        assert_int_equal(other.status, 1);
        assert_true(str_equal(plain.out, other.out));
    }
    shell_close(&shell);
}

static void gives_the_same_bytes_whatever_the_workers(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_run(&shell, "for i in $(seq 40); do cp src/bad.py src/p$i.py; cp src/sub/bad.c src/c$i.c; done");
    for (uint32_t i = 0; format_at(i); i++) {
        Ran one = shell_run(&shell, "$memlint -j1 --output-format %s src", format_at(i)->name);
        Ran four = shell_run(&shell, "$memlint -j4 --output-format %s src", format_at(i)->name);
        assert_int_equal(one.status, 1);
        assert_true(one.out.len > 1000);
        assert_true(str_equal(one.out, four.out));
        assert_true(str_equal(one.err, four.err));
    }
    shell_close(&shell);
}

static void reads_paths_from_lists(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "list", STR("src/good.py\r\nsrc/bad.py\n\n"));
    assert_has(shell_run(&shell, "$memlint --files-from list").out, "2 files checked");
    assert_has(shell_run(&shell, "$memlint @list src/sub/bad.c").out, "3 files checked");
    assert_has(shell_run(&shell, "printf 'src/good.py\\0' | $memlint --files-from -").out, "1 file checked");
    shell_close(&shell);
}

static void lints_and_mends_standard_input(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = shell_run(&shell, "$memlint - --stdin-filename lib/x.py --output-format concise <src/bad.py");
    assert_int_equal(ran.status, 1);
    assert_true(str_starts(ran.out, STR("lib/x.py:1:")));
    ran = shell_run(&shell, "$memlint - --stdin-filename lib/x.py --force-exclude --exclude lib <src/bad.py");
    assert_int_equal(ran.status, 0);
    ran = shell_run(&shell, "$memlint - <src/bad.py");
    assert_int_equal(ran.status, 2);
    assert_has(ran.err, "--stdin-filename");
    ran = shell_run(&shell, "$memlint - --stdin-filename x.py --fix <src/good.py");
    assert_int_equal(ran.status, 0);
    assert_true(str_is(ran.out, python_good));
    shell_write(&shell, "unused.py", STR("x = 1  # memlint: ignore[mutable-default]\n"));
    ran = shell_run(&shell, "$memlint - --stdin-filename x.py --fix <unused.py");
    assert_true(str_is(ran.out, "x = 1\n"));
    shell_close(&shell);
}

static void mends_files_and_shows_diffs(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "src/unused.py", STR("x = 1  # memlint: ignore[mutable-default, nothing]\ny = 2\n"));
    Ran ran = shell_run(&shell, "$memlint src/unused.py --diff");
    assert_int_equal(ran.status, 1);
    assert_true(str_starts(ran.out, STR("--- a/src/unused.py\n+++ b/src/unused.py\n@@ ")));
    assert_true(str_starts(shell_read(&shell, "src/unused.py"), STR("x = 1  # memlint")));
    ran = shell_run(&shell, "$memlint src/unused.py --fix --unsafe-fixes --show-fixes");
    assert_int_equal(ran.status, 0);
    assert_has(ran.err, "mended src/unused.py: unused-suppression: ");
    assert_true(str_is(shell_read(&shell, "src/unused.py"), "x = 1\ny = 2\n"));
    ran = shell_run(&shell, "$memlint src/unused.py --diff");
    assert_int_equal(ran.status, 0);
    assert_int_equal(ran.out.len, 0);
    shell_close(&shell);
}

static void mends_a_shared_header_once_whatever_the_workers(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir one && cd one && printf 'int x;  // memlint: ignore[leak]\\n' >a.h && "
                      "for i in $(seq 50); do printf '#include \"a.h\"\\nint y%%d;  // memlint: ignore[leak]\\n' $i >$i.c; done && cp -r . ../eight");
    Ran one = shell_run(&shell, "cd one && $memlint -j1 --fix --unsafe-fixes --show-fixes . 2>&1"), eight = shell_run(&shell, "cd eight && $memlint -j8 --fix --unsafe-fixes --show-fixes . 2>&1");
    assert_int_equal(one.status, 0);
    assert_true(str_equal(one.out, eight.out));
    size_t first = str_find(one.out, STR("mended a.h: "));
    assert_true(first < one.out.len);
    assert_has_not(str_from_byte(one.out, first + 1), "mended a.h: ");
    assert_has(one.out, "mended 50.c: ");
    assert_int_equal(shell_run(&shell, "diff -r one eight && ! grep -q ignore one/*").status, 0);
    shell_close(&shell);
}

static void silences_what_comments_name(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "a.py", STR("def f(a=[]):  # memlint: ignore[mutable-default] -- wanted\n    a.append(1)\n    return a\n"));
    Ran ran = shell_run(&shell, "$memlint a.py");
    assert_int_equal(ran.status, 0);
    assert_has(ran.out, "1 silenced by a comment");
    // A rule that did not run can't tell that its suppression is of no use.
    ran = shell_run(&shell, "$memlint a.py --select growth,unused-suppression --ignore mutable-default --fail-on info");
    assert_int_equal(ran.status, 0);
    ran = shell_run(&shell, "sed -i 's/=\\[\\]//' a.py; $memlint a.py --output-format concise --fail-on info -q");
    assert_int_equal(ran.status, 1);
    assert_has(ran.out, "[unused-suppression]");
    shell_close(&shell);
}

static void counts_by_rule_and_by_severity(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = shell_run(&shell, "$memlint src --statistics --select mutable-default,realloc-self-assign");
    assert_true(str_is(ran.out, "      1  mutable-default\n      1  realloc-self-assign\n"));
    assert_has(ran.err, "3 files checked");
    ran = shell_run(&shell, "$memlint src --min-severity error");
    assert_int_equal(ran.status, 0);
    shell_close(&shell);
}

static void colours_only_when_asked_or_on_a_terminal(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    assert_has_not(shell_run(&shell, "$memlint src").out, "\033");
    assert_has(shell_run(&shell, "$memlint src --color always").out, "\033[");
    assert_has_not(shell_run(&shell, "$memlint src --color=always --output-format json").out, "\033");
    shell_close(&shell);
}

static void leaves_nobody_behind_when_it_is_stopped(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkfifo fifo; printf '#include \"fifo\"\\n' >hang.c");
    Ran ran = shell_run(&shell, "$memlint hang.c & pid=$!; sleep 1; children=$(cat /proc/$pid/task/$pid/children); kill -TERM $pid; "
                                "wait $pid; status=$?; sleep 0.3; for child in $children; do [ ! -d /proc/$child ] || "
                                "grep -q '^State:.Z' /proc/$child/status || echo \"$child is left\"; done; exit $status");
    assert_int_equal(ran.status, 143);
    assert_has_not(ran.out, "is left");
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_status_says_what_happened),
        cmocka_unit_test(prints_places_as_compilers_do),
        cmocka_unit_test(never_gives_an_all_clear_for_nothing),
        cmocka_unit_test(writes_several_reports_of_one_run),
        cmocka_unit_test(gives_the_same_bytes_whatever_the_environment),
        cmocka_unit_test(gives_the_same_bytes_whatever_the_workers),
        cmocka_unit_test(reads_paths_from_lists),
        cmocka_unit_test(lints_and_mends_standard_input),
        cmocka_unit_test(mends_files_and_shows_diffs),
        cmocka_unit_test(mends_a_shared_header_once_whatever_the_workers),
        cmocka_unit_test(silences_what_comments_name),
        cmocka_unit_test(counts_by_rule_and_by_severity),
        cmocka_unit_test(colours_only_when_asked_or_on_a_terminal),
        cmocka_unit_test(leaves_nobody_behind_when_it_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
