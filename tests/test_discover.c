#include "source/discover.h"

#include "shell.h"

// A small world to walk through.
static void open_tree(Shell *shell)
{
    shell_open(shell);
    shell_run(shell, "mkdir -p src/gen .git node_modules/x __pycache__ env .hidden deep/a/b; touch env/pyvenv.cfg; "
                     "touch src/b.c src/a.py src/gen/g.c src/notes.txt .git/h.py node_modules/x/m.py __pycache__/p.py env/v.py "
                     ".hidden/s.py deep/a/b/d.pyi top.h tool; printf '#!/usr/bin/env python3\\n' >tool; printf '#!/bin/sh\\n' >script");
}

static void add(Shell *shell, Strs *list, const char *words)
{
    Str rest = str_from(words), word;
    while (str_cut(&rest, ' ', &word))
        if (word.len) *array_push(&shell->arena, list) = word;
}

// The jobs as text, one per line, relative to the folder; "!" marks one that has a problem.
static const char *found(Shell *shell, DiscoverOptions *options, const char *paths, Discovery *discovery)
{
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(arena_terminated(&shell->arena, shell->folder)), 0);
    add(shell, &options->paths, paths);
    options->root = shell->folder;
    discover(&shell->arena, options, discovery);
    assert_int_equal(chdir(before), 0);
    Str all = {0};
    for (uint32_t i = 0; i < discovery->jobs.len; i++) {
        const FileJob *job = &discovery->jobs.at[i];
        all = arena_format(&shell->arena, "%.*s%s%.*s%s%.*s\n", FMT(all), job->problem.len ? "!" : "", FMT(job->path),
                           job->problem.len ? ": " : "", FMT(job->problem));
    }
    return all.len ? all.at : "";
}

static void walks_folders_in_order_and_skips_what_is_not_source(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, ".", &discovery),
                        "deep/a/b/d.pyi\nsrc/a.py\nsrc/b.c\nsrc/gen/g.c\ntop.h\n");
    assert_int_equal(discovery.excluded_folders, 5);
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, "src/ ./src", &discovery), "src/a.py\nsrc/b.c\nsrc/gen/g.c\n");
    assert_int_equal(discovery.jobs.at[0].language, LANG_PYTHON);
    assert_int_equal(discovery.jobs.at[1].language, LANG_C);
    shell_close(&shell);
}

static void takes_what_is_named_outright(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, "tool .hidden/s.py ./.git/h.py .hidden", &discovery),
                        "tool\n.hidden/s.py\n.git/h.py\n");
    assert_int_equal(discovery.jobs.at[0].language, LANG_PYTHON);
    const char *refused = found(&shell, &(DiscoverOptions){0}, "script none.py src/notes.txt", &discovery);
    assert_has(str_from(refused), "!script: neither C nor Python");
    assert_has(str_from(refused), "!none.py: no such file or folder\n");
    assert_has(str_from(refused), "!src/notes.txt: neither C nor Python");
    shell_close(&shell);
}

static void matches_patterns_against_names_and_paths(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    DiscoverOptions options = {0};
    add(&shell, &options.extend_exclude, "gen *.h ./deep/a");
    assert_string_equal(found(&shell, &options, ".", &discovery), "src/a.py\nsrc/b.c\n");
    assert_int_equal(discovery.excluded_files, 1);
    options = (DiscoverOptions){.has_exclude = true};
    add(&shell, &options.exclude, "src deep/ .git env");
    assert_string_equal(found(&shell, &options, ".", &discovery), ".hidden/s.py\n__pycache__/p.py\nnode_modules/x/m.py\ntop.h\n");
    shell_close(&shell);
}

static void excludes_named_files_only_when_forced(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    DiscoverOptions options = {0};
    add(&shell, &options.extend_exclude, "src/gen");
    assert_string_equal(found(&shell, &options, "src/gen/g.c", &discovery), "src/gen/g.c\n");
    options.force_exclude = true;
    options.paths = (Strs){0};
    assert_string_equal(found(&shell, &options, "src/gen/g.c src/b.c", &discovery), "src/b.c\n");
    assert_int_equal(discovery.excluded_files, 1);
    options.paths = (Strs){0};
    Str absolute = shell_path(&shell, "src/gen/g.c");
    assert_string_equal(found(&shell, &options, absolute.at, &discovery), "");
    shell_close(&shell);
}

static void looks_at_each_file_once(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    shell_run(&shell, "ln -s src loop; ln -s .. src/up; ln -s a.py src/link.py; ln src/b.c src/same.c");
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, "src/b.c src loop/a.py", &discovery), "src/b.c\nsrc/a.py\nsrc/gen/g.c\n");
    shell_close(&shell);
}

static void says_what_can_not_be_read(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    shell_open(&shell);
    shell_run(&shell, "mkdir d d/x.py; ln -s nowhere d/gone.c; ln -s nowhere d/gone.txt; mkfifo d/f.py d/pipe; ln -s self.h d/self.h");
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, "d", &discovery),
                        "!d/f.py: it is a FIFO, not a regular file\n"
                        "!d/gone.c: it is a link to nothing\n"
                        "!d/self.h: too many levels of symbolic links\n"
                        "!d/x.py: it is a folder\n");
    assert_string_equal(found(&shell, &(DiscoverOptions){0}, "d/pipe", &discovery), "!d/pipe: it is a FIFO, not a regular file\n");
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_folders_in_order_and_skips_what_is_not_source),
        cmocka_unit_test(takes_what_is_named_outright),
        cmocka_unit_test(matches_patterns_against_names_and_paths),
        cmocka_unit_test(excludes_named_files_only_when_forced),
        cmocka_unit_test(looks_at_each_file_once),
        cmocka_unit_test(says_what_can_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
