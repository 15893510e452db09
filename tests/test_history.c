// --diff-base: what is new since a commit, in a repository of git.
#include "shell.h"

static const char bad[] = "def add(item, items=[]):\n    items.append(item)\n    return items\n";

static void open_repository(Shell *shell)
{
    shell_open(shell);
    shell_write(shell, "a.py", str_from(bad));
    shell_write(shell, "b.py", str_from(bad));
    shell_write(shell, "c.c", STR("#include <stdlib.h>\nstatic char *buffer;\nvoid grow(unsigned n)\n{\n    buffer = realloc(buffer, n);\n}\n"));
    Ran ran = shell_run(shell, "git init -q -b main . && git config user.name x && git config user.email x@y && git add *.py *.c && git commit -qm one");
    if (ran.status) skip();
    if (str_contains(shell_run(shell, "$memlint --diff-base HEAD").err, STR("libgit2"))) skip();  // built, or run, without it
}

// The places of what is new, in one line.
static const char *new_since(Shell *shell, const char *options)
{
    Ran ran = shell_run(shell, "$memlint --output-format concise -q --no-progress --diff-base %s | cut -d: -f1,2 | tr '\\n' ' '", options);
    return arena_terminated(&shell->arena, ran.out);
}

static void tells_only_what_is_new(void **state)
{
    (void)state;
    Shell shell;
    open_repository(&shell);
    assert_string_equal(new_since(&shell, "HEAD"), "");
    assert_int_equal(shell_run(&shell, "$memlint --diff-base HEAD").status, 0);
    // Twenty lines above, other white space, one pitfall more; a file that git does not know; a renamed one.
    shell_run(&shell, "{ yes '# line' | head -20; sed 's/items=/items = /' a.py; cat a.py; } >x; mv x a.py");
    shell_run(&shell, "cp b.py new.py; git mv b.py moved.py; sed -i '1i // line' c.c");
    assert_string_equal(new_since(&shell, "HEAD"), "a.py:24 new.py:1 ");
    assert_string_equal(new_since(&shell, "HEAD a.py"), "a.py:24 ");
    assert_int_equal(shell_run(&shell, "$memlint --diff-base HEAD").status, 1);
    assert_has(shell_run(&shell, "$memlint --diff-base HEAD").out, "3 known before.");
    Ran ran = shell_run(&shell, "mkdir d && cd d && $memlint --diff-base main --output-format concise ..");
    assert_has(ran.out, "../a.py:24:");
    assert_has_not(ran.out, "../a.py:21:");
    shell_close(&shell);
}

// What the other branch mended in the meantime is not new here.
static void compares_with_where_the_branches_parted(void **state)
{
    (void)state;
    Shell shell;
    open_repository(&shell);
    shell_run(&shell, "git checkout -qb topic && cat b.py >>a.py && git commit -qam two && git checkout -q main && echo x=1 >b.py && git commit -qam three && git checkout -q topic");
    assert_string_equal(new_since(&shell, "main"), "a.py:4 ");
    assert_string_equal(new_since(&shell, "topic"), "");
    shell_close(&shell);
}

static void fixes_only_what_is_new(void **state)
{
    (void)state;
    Shell shell;
    open_repository(&shell);
    shell_run(&shell, "cp b.py new.py");
    assert_int_equal(shell_run(&shell, "$memlint --diff-base HEAD --fix --unsafe-fixes").status, 0);
    assert_has(shell_run(&shell, "git status --short").out, "?? new.py");
    assert_has_not(shell_run(&shell, "git status --short").out, " M ");
    assert_has(shell_read(&shell, "new.py"), "items=None");
    shell_close(&shell);
}

static void says_what_it_can_not_ask(void **state)
{
    (void)state;
    Shell shell;
    open_repository(&shell);
    Ran ran = shell_run(&shell, "$memlint --diff-base nonsense");
    assert_int_equal(ran.status, 2);
    assert_has(ran.err, "no such revision 'nonsense'");
    shell_run(&shell, "rm -rf .git");
    assert_has(shell_run(&shell, "GIT_CEILING_DIRECTORIES=/ $memlint --diff-base HEAD").err, "no git repository around");
    assert_has(shell_run(&shell, "$memlint --diff-base HEAD --write-baseline x").err, "exclude each other");
    shell_close(&shell);
}

// A repository can name programs in its configuration; none is started.
static void starts_no_program(void **state)
{
    (void)state;
    Shell shell;
    open_repository(&shell);
    shell_run(&shell, "printf '#!/bin/sh\\ntouch ran\\n' >p.sh; chmod +x p.sh; git config core.fsmonitor $PWD/p.sh; git config core.hooksPath $PWD;"
                      "git config filter.x.clean $PWD/p.sh; git config filter.x.smudge $PWD/p.sh; git config diff.external $PWD/p.sh;"
                      "printf '*.py filter=x diff=x\\n' >.gitattributes; echo '# x' >>a.py");
    assert_string_equal(new_since(&shell, "HEAD"), "");
    assert_int_not_equal(shell_run(&shell, "test -e ran").status, 0);
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_only_what_is_new),
        cmocka_unit_test(compares_with_where_the_branches_parted),
        cmocka_unit_test(fixes_only_what_is_new),
        cmocka_unit_test(says_what_it_can_not_ask),
        cmocka_unit_test(starts_no_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
