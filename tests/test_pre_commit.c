// The hooks of .pre-commit-hooks.yaml, run by pre-commit itself. The work is done by tests/pre_commit.sh.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/os.h"
#include "base/str.h"

static bool has(const char *command) { return system(command) == 0; }

static void runs_each_hook(void **state)
{
    (void)state;
    bool is_there = has("pre-commit --version >/dev/null 2>&1") && has("git --version >/dev/null 2>&1");
    if (!is_there && os_environment("CI").len) fail_msg("no pre-commit or no git");
    if (!is_there) {
        print_message("skipped: this test needs pre-commit and git\n");
        skip();
    }
    assert_int_equal(system("sh '" MEMLINT_SOURCE_DIR "/tests/pre_commit.sh' '" MEMLINT_SOURCE_DIR "' '" MEMLINT_BINARY "' >&2"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(runs_each_hook)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
