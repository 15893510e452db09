// What runs memlint in other people's CI: the GitHub Action with its script, the GitLab template, the snippets of the guide.
#include "consumer.h"
#include "shell.h"

static void run(const char *command)
{
    consumer_needs_node();
    assert_int_equal(system(command), 0);
}

static void the_action_fits_the_schema_of_github(void **state)
{
    (void)state;
    run("cd '" MEMLINT_SOURCE_DIR "' && node tests/node/check_github_yaml.mjs action.yml >&2");
}

static void the_workflows_of_the_guide_fit_the_schema_of_github(void **state)
{
    (void)state;
    run("cd '" MEMLINT_SOURCE_DIR "' && node tests/node/check_github_yaml.mjs docs/guide/ci.md >&2");
}

static void the_template_fits_the_schema_of_gitlab(void **state)
{
    (void)state;
    run("cd '" MEMLINT_SOURCE_DIR "' && node tests/node/check_gitlab_ci.js templates/memlint.yml >&2");
}

static void open_project(Shell *shell)
{
    shell_open(shell);
    assert_int_equal(shell_run(shell, "mkdir 'a b'").status, 0);
    shell_write(shell, "a b/bad.py", STR("def add(item, items=[]):\n    items.append(item)\n    return items\n"));
    shell_write(shell, "good.py", STR("x = 1\n"));
}

// The script of the action as the runner starts it, with `variables` set.
static Ran run_action(Shell *shell, const char *variables)
{
    return shell_run(shell, "export MEMLINT_PROGRAM=\"$memlint\" GITHUB_STEP_SUMMARY=summary.md GITHUB_OUTPUT=output %s; sh '%s/scripts/action'",
                     variables, MEMLINT_SOURCE_DIR);
}

static void the_action_annotates_and_writes_its_reports(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = run_action(&shell, "");
    assert_int_equal(ran.status, 1);
    assert_has(ran.out, "::warning file=a b/bad.py,line=1,");
    assert_has(shell_read(&shell, "summary.md"), "2 files checked: 1 warning");
    assert_has(shell_read(&shell, "output"), "sarif-file=memlint.sarif\nstatus=1\n");
    assert_has(shell_read(&shell, "memlint.sarif"), "\"uri\":\"a%20b/bad.py\"");
    shell_close(&shell);
}

static void the_action_takes_paths_and_arguments_by_line(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    Ran ran = run_action(&shell, "MEMLINT_PATHS='a b\ngood.py' MEMLINT_ARGUMENTS='--ignore\nmutable-default' MEMLINT_SARIF='x y.sarif'");
    assert_int_equal(ran.status, 0);
    assert_has(shell_read(&shell, "summary.md"), "2 files checked, nothing found");
    assert_has(shell_read(&shell, "output"), "sarif-file=x y.sarif\nstatus=0\n");
    assert_int_equal(run_action(&shell, "MEMLINT_FAIL_ON=never").status, 0);
    assert_int_equal(run_action(&shell, "MEMLINT_FAIL_ON=error").status, 0);
    shell_close(&shell);
}

// A path is a path, whatever it looks like; an option that does not exist fails the step.
static void the_action_refuses_what_is_wrong(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    assert_int_equal(run_action(&shell, "MEMLINT_ARGUMENTS=--no-such-option").status, 2);
    assert_int_equal(run_action(&shell, "MEMLINT_PATHS='$(touch hostile)'").status, 2);
    assert_int_equal(run_action(&shell, "MEMLINT_PATHS='--exit-zero'").status, 2);
    assert_int_equal(shell_run(&shell, "test ! -e hostile").status, 0);
    assert_has(shell_read(&shell, "output"), "status=2\n");
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_action_fits_the_schema_of_github),
        cmocka_unit_test(the_workflows_of_the_guide_fit_the_schema_of_github),
        cmocka_unit_test(the_template_fits_the_schema_of_gitlab),
        cmocka_unit_test(the_action_annotates_and_writes_its_reports),
        cmocka_unit_test(the_action_takes_paths_and_arguments_by_line),
        cmocka_unit_test(the_action_refuses_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
