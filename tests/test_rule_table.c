// docs/rules.md is what the rules' own literals say. A test of its own: a rule is finished before its table is.
#include "shell.h"
#include "walk.h"

static void the_table_in_docs_is_current(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    Ran ran = shell_run(&shell, "\"$memlint\" rules --output-format markdown");
    Str page = walk_read(&shell.arena, STR(MEMLINT_SOURCE_DIR "/docs/rules.md"));
    bool is_current = str_equal(page, ran.out);
    shell_close(&shell);
    if (!is_current) fail_msg("docs/rules.md is not current: run `memlint rules --sync docs/rules`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_table_in_docs_is_current)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
