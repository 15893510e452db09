// Old code: findings of yesterday stay out, whatever is moved or edited around them.
#include "shell.h"

// 30 files, each with findings of several rules, some of them on equal lines.
static void open_project(Shell *shell)
{
    shell_open(shell);
    shell_run(shell,
              "mkdir src; for i in $(seq 30); do {\n"
              "  for j in $(seq 10); do printf 'def add_%%s(item, items=[]):\\n    items.append(item)\\n    return items\\n\\n' $j; done\n"
              "  printf 'class A:\\n    def put(self, items=[]):\\n        items.append(self)\\n        return items\\n\\n'\n"
              "  printf 'class B:\\n    def put(self, items=[]):\\n        items.append(self)\\n        return items\\n\\n'\n"
              "  printf 'def twice(item):\\n    def one(a=[]):\\n        a.append(item)\\n        return a\\n    def one(a=[]):\\n        a.append(item)\\n        return a\\n    return one\\n'\n"
              "} >src/m$i.py; done\n"
              "printf '#include <stdlib.h>\\nstatic char *buffer;\\nvoid grow(unsigned n)\\n{\\n    buffer = realloc(buffer, n);\\n}\\n' >src/a.c");
}

static const char *run(Shell *shell, const char *options, int status)
{
    Ran ran = shell_run(shell, "$memlint --output-format concise --no-progress %s", options);
    if (ran.status != status) fail_msg("%s: status %d, not %d\n%.*s%.*s", options, ran.status, status, FMT(ran.out), FMT(ran.err));
    return arena_format(&shell->arena, "%.*s%.*s", FMT(ran.out), FMT(ran.err)).at;
}

static uint32_t count(const char *text, const char *part)
{
    uint32_t found = 0;
    for (Str rest = str_from(text); str_contains(rest, str_from(part)); found++)
        rest = str_from_byte(rest, str_find(rest, str_from(part)) + strlen(part));
    return found;
}

static void moving_and_editing_makes_nothing_new(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    uint32_t before = count(run(&shell, "src", 1), "[mutable-default]");
    assert_int_equal(before, 30 * 12);
    run(&shell, "src --write-baseline base.json", 0);
    assert_has(str_from(run(&shell, "src --baseline base.json", 0)), "361 known before.");
    // Twenty lines above each finding, other white space in it, and the functions in another order.
    shell_run(&shell, "for f in src/*.py; do awk '/def /{for(i=0;i<20;i++)print \"# line\"} {sub(/items=\\[\\]/, \"items = []\"); print}' $f >x && mv x $f; done");
    shell_run(&shell, "for f in src/*.py; do sed -n '/^class A/,$p' $f >x; sed '/^class A/,$d' $f >>x; mv x $f; done");
    shell_run(&shell, "sed -i '1i // one\\n\\n// two' src/a.c");
    assert_has(str_from(run(&shell, "src --baseline base.json", 0)), "361 known before.");
    // One pitfall more, like one that is known: exactly one.
    shell_run(&shell, "printf 'def add_1(item, items=[]):\\n    items.append(item)\\n    return items\\n' >>src/m7.py");
    const char *after = run(&shell, "src --baseline base.json", 1);
    assert_int_equal(count(after, "[mutable-default]"), 1);
    assert_has(str_from(after), "src/m7.py:");
    shell_close(&shell);
}

static void it_is_the_same_from_any_folder_and_after_a_rename(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    run(&shell, ". --write-baseline base.json", 0);
    Ran ran = shell_run(&shell, "cd src && $memlint . --baseline ../base.json");
    assert_int_equal(ran.status, 0);
    shell_run(&shell, "git mv src/m1.py src/other.py 2>/dev/null || mv src/m1.py src/other.py");
    const char *after = run(&shell, ". --baseline base.json", 0);
    assert_has_not(str_from(after), "other.py");
    shell_run(&shell, "cp src/other.py src/copy.py");  // what is there twice now is new once
    assert_int_equal(count(run(&shell, ". --baseline base.json", 1), "[mutable-default]"), 12);
    shell_close(&shell);
}

static void what_was_mended_is_told_and_pruned(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    run(&shell, ". --write-baseline base.json", 0);
    shell_run(&shell, "printf 'x = 1\\n' >src/m2.py; rm src/m3.py");
    const char *after = run(&shell, ". --baseline base.json", 0);
    assert_has(str_from(after), "24 entries of the baseline have no finding any more: --prune-baseline takes them out.");
    assert_has(str_from(run(&shell, ". --baseline base.json --select waste", 0)), "12 entries");  // a rule that did not run says nothing
    assert_has(str_from(run(&shell, "src/m4.py --baseline base.json --select waste", 0)), "12 entries");  // only those of the file that is no more
    run(&shell, ". --baseline base.json --prune-baseline", 0);
    assert_has_not(str_from(run(&shell, ". --baseline base.json", 0)), "any more");
    Str pruned = shell_read(&shell, "base.json");
    assert_has_not(pruned, "m2.py");
    assert_has(pruned, "m4.py");
    shell_close(&shell);
}

static void writing_a_part_keeps_the_rest(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    run(&shell, ". --write-baseline base.json", 0);
    Str first = shell_read(&shell, "base.json");
    run(&shell, "src/m5.py --write-baseline base.json", 0);
    assert_true(str_equal(first, shell_read(&shell, "base.json")));
    shell_write(&shell, "memlint.toml", STR("baseline = 'base.json'\n"));
    assert_has(str_from(run(&shell, ".", 0)), "361 known before.");
    shell_close(&shell);
}

static void fixes_leave_old_findings_alone(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    run(&shell, ". --write-baseline base.json", 0);
    Str before = shell_read(&shell, "src/m9.py");
    run(&shell, ". --baseline base.json --fix --unsafe-fixes", 0);
    assert_true(str_equal(before, shell_read(&shell, "src/m9.py")));
    shell_close(&shell);
}

static void comments_silence_what_there_is(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "src/odd.py", STR("def f(a, \\\n      b=[]):\n    b.append(a)\n    return b\n"));
    shell_write(&shell, "src/two.c", STR("#include <stdlib.h>\nchar *a, *b;\nvoid f(int n)\n{\n    a = realloc(a, n); b = realloc(b, n);  \n}\n"));
    const char *told = run(&shell, "src/m1.py src/odd.py src/two.c --add-ignore='before 2.0'", 0);
    assert_has(str_from(told), "15 findings silenced in 3 files.");
    assert_has(shell_read(&shell, "src/m1.py"), "def add_1(item, items=[]):  # memlint: ignore[mutable-default] -- before 2.0\n");
    assert_has(shell_read(&shell, "src/two.c"), "b = realloc(b, n);  // memlint: ignore[realloc-self-assign] -- before 2.0  \n");
    assert_has(str_from(run(&shell, "src/m1.py src/odd.py src/two.c", 0)), "15 silenced by a comment.");
    assert_has(str_from(run(&shell, "src/m1.py --add-ignore", 0)), "0 findings silenced in 0 files.");
    assert_has(str_from(run(&shell, "src/m2.py --add-ignore", 0)), "12 findings silenced in 1 file.");
    assert_has(shell_read(&shell, "src/m2.py"), "def add_1(item, items=[]):  # memlint: ignore[mutable-default]\n");
    shell_write(&shell, "src/cut.py", STR("def f(a, b=[], \\\n      c=1):\n    b.append(a)\n    return b\n"));
    assert_has(str_from(run(&shell, "src/cut.py --add-ignore", 0)), "0 findings silenced in 0 files; 1 could not be.");
    shell_close(&shell);
}

static void says_what_is_no_baseline(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    assert_has(str_from(run(&shell, ". --baseline none.json", 2)), "cannot read the baseline 'none.json'");
    shell_write(&shell, "bad.json", STR("{\"findings\": [\n}"));
    assert_has(str_from(run(&shell, ". --baseline bad.json", 2)), "bad.json:2:");
    shell_write(&shell, "bad.json", STR("[]"));
    assert_has(str_from(run(&shell, ". --baseline bad.json", 2)), "'bad.json' is no baseline");
    shell_write(&shell, "bad.json", STR("{\"memlint-baseline\": 1, \"findings\": [{\"path\": 1}]}"));
    assert_has(str_from(run(&shell, ". --baseline bad.json", 2)), "'bad.json' is no baseline");
    assert_has(str_from(run(&shell, ". --prune-baseline", 2)), "--prune-baseline needs --baseline FILE");
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moving_and_editing_makes_nothing_new),
        cmocka_unit_test(it_is_the_same_from_any_folder_and_after_a_rename),
        cmocka_unit_test(what_was_mended_is_told_and_pruned),
        cmocka_unit_test(writing_a_part_keeps_the_rest),
        cmocka_unit_test(fixes_leave_old_findings_alone),
        cmocka_unit_test(comments_silence_what_there_is),
        cmocka_unit_test(says_what_is_no_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
