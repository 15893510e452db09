// usage: bench_train LIST: analyses the Python files named in LIST with every rule, one after the other in this process. What a build
// with a profile is trained with (scripts/profile): no pipes, workers or clocks, so that each run counts the same.
#include <stdio.h>

#include "base/os.h"
#include "base/str.h"
#include "engine/check.h"

static void analyse(Checker *checker, Arena *results, Str path)
{
    Record record;
    FileJob job = {.path = path, .language = LANG_PYTHON};
    checker_run(checker, results, &job, &record);
    (void)record_write(results, &record);
}

int main(int argc, char **argv)
{
    Arena arena = {0}, results = {0};
    Str list, path;
    Problem why;
    Ruleset rules;
    if (argc != 2 || !os_read(&arena, str_from(argv[1]), 0, &list, &why)) return 2;
    if (!ruleset_resolve(&arena, &(Selection){0}, &rules, &why)) return 2;
    Policies policies = policies_of(&arena, &rules);
    Checker *checker = checker_open(&arena, &(CheckOptions){.policies = &policies, .root = STR(".")});
    while (str_cut(&list, '\n', &path)) {
        if (path.len) analyse(checker, &results, path);
        arena_reset(&results);
    }
    checker_close(checker);
    arena_close(&results);
    arena_close(&arena);
    return 0;
}
