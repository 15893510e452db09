// What no file should hold and some do. Each costs itself at most: a clear line and status 2 where it could not be analysed, a
// normal result where it could; never a crash of the run, never silence.
#include "shell.h"

static void expect_status(Shell *shell, const char *line, int status)
{
    Ran ran = shell_run(shell, "%s", line);
    if (ran.status != status) fail_msg("%s: status %d\n%.2000s\n%.2000s", line, ran.status, ran.out.len ? ran.out.at : "", ran.err.len ? ran.err.at : "");
}

// The file is not analysed, for this reason, and the sound one beside it is.
static void expect_failure(Shell *shell, const char *name, const char *reason)
{
    shell_write(shell, "sound.py", STR("x = 1\n"));
    Ran ran = shell_run(shell, "$memlint sound.py '%s'", name);
    if (ran.status != 2) fail_msg("%s: status %d\n%.*s", name, ran.status, FMT(ran.out));
    assert_has(ran.out, "1 file checked");
    assert_has(ran.out, "1 file not analysed:\n");
    assert_has(ran.out, reason);
}

static void reads_odd_bytes(void **state)
{
    (void)state;
    static const struct { const char *name; Str text; int status; } files[] = {
        {"empty.py", {"", 0}, 0},
        {"empty.c", {"", 0}, 0},
        {"zero.py", {"x = 1\n\0y = 2\n", 13}, 0},
        {"zero.c", {"int x;\n\0int y;\n", 15}, 0},
        {"latin.py", {"x = '\xE4\xFF'\n", 9}, 0},
        {"latin.c", {"char x[] = \"\xE4\xFF\";\n", 18}, 0},
        {"mark.py", {"\xEF\xBB\xBF" "def f(a=[]):\r\n    a.append(1)\r\n    return a\r\n", 48}, 1},
        {"mark.c", {"\xEF\xBB\xBFint x;\r\n", 11}, 0},
        {"return.py", {"def f(a=[]):\r    a.append(1)\r    return a\r", 42}, 1},
        {"return.c", {"int x;\rint y;\r", 14}, 0},
        {"noend.py", {"x = 1", 5}, 0},
        {"noise.py", {"\x01\x02\xFE((((]]]]\"\"\"", 14}, 0},
        {"noise.c", {"\x01\x02\xFE((((]]]]\"/*", 14}, 0},
    };
    Shell shell;
    shell_open(&shell);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        shell_write(&shell, files[i].name, files[i].text);
        Str line = arena_format(&shell.arena, "$memlint --fail-on warning %s", files[i].name);
        expect_status(&shell, line.at, files[i].status);
    }
    Ran ran = shell_run(&shell, "$memlint -q --output-format concise mark.py return.py");
    assert_has(ran.out, "mark.py:1:7: warning: ");
    assert_has(ran.out, "return.py:1:7: warning: ");
    shell_close(&shell);
}

static void refuses_utf16(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "wide.py", STR("\xFF\xFEx\0=\0" "1\0\n\0"));
    expect_failure(&shell, "wide.py", "wide.py: it is UTF-16\n");
    shell_write(&shell, "wide.c", STR("\xFE\xFF\0i\0n"));
    expect_failure(&shell, "wide.c", "wide.c: it is UTF-16\n");
    shell_close(&shell);
}

static void says_what_is_no_file(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir x.py; ln -s nowhere gone.py; ln -s loop.c loop.c; mkfifo fifo.c; mkdir tree; mkfifo tree/fifo.py");
    expect_failure(&shell, "gone.py", "gone.py: it is a link to nothing\n");
    expect_failure(&shell, "loop.c", "loop.c: too many levels of symbolic links\n");
    expect_failure(&shell, "fifo.c", "fifo.c: it is a FIFO, not a regular file\n");
    expect_failure(&shell, "tree", "tree/fifo.py: it is a FIFO, not a regular file\n");
    expect_failure(&shell, "none.py", "none.py: no such file or folder\n");
    expect_failure(&shell, "/dev/zero", "/dev/zero: it is a device, not a regular file\n");
    expect_failure(&shell, "/dev/null", "/dev/null: it is a device, not a regular file\n");
    shell_run(&shell, "mkdir parent; mv x.py parent");
    expect_failure(&shell, "parent", "parent/x.py: it is a folder\n");
    shell_close(&shell);
}

static void says_what_may_not_be_read(void **state)
{
    (void)state;
    Shell shell;
    if (geteuid() == 0) skip();  // root may read everything
    shell_open(&shell);
    shell_run(&shell, "mkdir closed; touch secret.py closed/a.py; chmod 0 secret.py closed");
    expect_failure(&shell, "secret.py", "secret.py: permission denied\n");
    expect_failure(&shell, "closed", "closed: permission denied\n");
    shell_close(&shell);
}

static void skips_what_is_larger_than_wanted(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "truncate -s 5G huge.c; printf 'x = 1\\n' >small.py");
    Ran ran = shell_run(&shell, "$memlint huge.c small.py");
    assert_int_equal(ran.status, 0);
    assert_has(ran.out, "1 file skipped:\n  huge.c: it is larger than 20971520 bytes (--max-file-size)\n");
    expect_status(&shell, "$memlint --max-file-size 0 huge.c", 2);
    shell_close(&shell);
}

static void escapes_names_that_would_write_on_the_terminal(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir d; printf 'def f(a=[]):\\n    a.append(1)\\n    return a\\n' >\"$(printf 'd/a\\033[2J\\nb.py')\"; "
                      "ln -s nowhere \"$(printf 'd/\\033]0;x\\007.c')\"");
    static const char *const formats[] = {"full", "concise", "json", "sarif"};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        Ran ran = shell_run(&shell, "$memlint --output-format %s d", formats[i]);
        assert_int_equal(ran.status, 2);
        assert_has(ran.out, i == 3 ? "%5B2J" : "[2J");  // SARIF has it in an address
        assert_has_not(ran.out, "\033");
        assert_has_not(ran.out, "\007");
        assert_has_not(ran.err, "\033");
    }
    shell_close(&shell);
}

static void reads_what_is_long_or_deep(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "python3 - <<'EOF'\n"
                      "n = 100000\n"
                      "w = lambda name, text: open(name, 'w').write(text)\n"
                      "w('line.py', 'x = [' + '1, ' * 3500000 + ']\\n')\n"
                      "w('line.c', 'int x[] = {' + '1, ' * 3500000 + '};\\n')\n"
                      "w('parens.py', 'x = ' + '(' * n + ')' * n + '\\n')\n"
                      "w('parens.c', 'int x = ' + '(' * n + '1' + ')' * n + ';\\n')\n"
                      "w('not.py', 'x = ' + 'not ' * n + 'y\\n')\n"
                      "w('not.c', 'int f(int x) { return ' + '!' * n + 'x; }\\n')\n"
                      "w('plus.py', 'x = ' + 'a + ' * n + 'a\\n')\n"
                      "w('plus.c', 'int f(int a) { return ' + 'a + ' * 20000 + 'a; }\\n')\n"
                      "w('elif.py', 'if a:\\n    pass\\n' + 'elif a:\\n    pass\\n' * 20000)\n"
                      "w('elif.c', 'void f(int a) { if (a) {} ' + 'else if (a) {} ' * 5000 + '}\\n')\n"
                      "w('open.py', '(' * n)\n"
                      "w('open.c', '{' * n)\n"
                      "w('attribute.py', 'x = a' + '.b' * n + '\\n')\n"
                      "w('call.py', 'x = a' + '(1)' * n + '\\n')\n"
                      "w('star.c', 'int ' + '*' * n + 'x;\\n')\n"
                      "EOF");
    // libclang is recursive, so a C file may be too deep for it, which costs that file. Nothing of ours is.
    Ran ran = shell_run(&shell, "$memlint --timeout 300 .");
    assert_true(ran.status == 0 || ran.status == 2);
    assert_has(ran.out, "files checked");
    assert_has_not(ran.out, ".py: the analysis");
    shell_close(&shell);
}

static void gives_up_a_file_that_hangs(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkfifo fifo; printf '#include \"fifo\"\\nint x;\\n' >hang.c");
    shell_write(&shell, "sound.py", STR("x = 1\n"));
    Ran ran = shell_run(&shell, "$memlint --timeout 2 hang.c sound.py");
    assert_int_equal(ran.status, 2);
    assert_has(ran.out, "hang.c: the analysis took longer than 2 s\n");
    assert_has(ran.out, "1 file checked");
    shell_close(&shell);
}

static void survives_a_parser_that_crashes(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "python3 -c \"open('deep.c', 'w').write('int f(int x) { return ' + '!' * 4000000 + 'x; }')\"");
    for (int i = 0; i < 5; i++) shell_write(&shell, arena_format(&shell.arena, "sound%d.py", i).at, STR("x = 1\n"));
    Ran ran = shell_run(&shell, "$memlint --timeout 300 -j2 .");
    assert_int_equal(ran.status, 2);
    assert_has(ran.out, "5 files checked");
    assert_has(ran.out, "deep.c: the analysis ");
    shell_close(&shell);
}

static void says_once_that_libclang_is_missing(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "for i in 1 2 3 4; do echo 'int x;' >$i.c; done; echo 'x = 1' >a.py");
    Ran ran = shell_run(&shell, "MEMLINT_LIBCLANG=/nowhere/libclang.so $memlint -j2 .");
    assert_int_equal(ran.status, 2);
    assert_has(ran.out, "4 files not analysed:\n  1.c and 3 more: ");
    assert_has(ran.out, "1 file checked");
    assert_has(ran.out, "= help: ");
    assert_int_equal(shell_run(&shell, "MEMLINT_LIBCLANG=/nowhere/libclang.so $memlint a.py").status, 0);
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_odd_bytes),
        cmocka_unit_test(refuses_utf16),
        cmocka_unit_test(says_what_is_no_file),
        cmocka_unit_test(says_what_may_not_be_read),
        cmocka_unit_test(skips_what_is_larger_than_wanted),
        cmocka_unit_test(escapes_names_that_would_write_on_the_terminal),
        cmocka_unit_test(reads_what_is_long_or_deep),
        cmocka_unit_test(gives_up_a_file_that_hangs),
        cmocka_unit_test(survives_a_parser_that_crashes),
        cmocka_unit_test(says_once_that_libclang_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
