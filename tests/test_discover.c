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

static uint32_t split(Shell *shell, const char *words, char **list)
{
    uint32_t count = 0;
    Str rest = str_from(words), word;
    while (str_cut(&rest, ' ', &word))
        if (word.len) list[count++] = (char *)arena_terminated(&shell->arena, word);
    return count;
}

// The jobs as text, one per line, relative to the folder; "!" marks one that has a problem. `line` is a command line.
static const char *found(Shell *shell, const char *line, Discovery *discovery)
{
    char before[4096];
    char *words[32];
    Options options;
    Configs configs;
    Problem why = {0};
    Vocabulary none = {0};
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(arena_terminated(&shell->arena, shell->folder)), 0);
    assert_true(options_read(&shell->arena, split(shell, line, words), words, &options, &why));
    if (!configs_open(&shell->arena, &options, &none, &configs, &why)) fail_msg("%.*s", FMT(why.text));
    discover(&configs, &options.paths, discovery);
    assert_int_equal(chdir(before), 0);
    if (configs.is_broken) fail_msg("%.*s", FMT(configs.why.text));
    Str all = {0};
    for (uint32_t i = 0; i < discovery->jobs.len; i++) {
        const FileJob *job = &discovery->jobs.at[i];
        all = arena_format(&shell->arena, "%.*s%s%.*s%s%.*s\n", FMT(all), job->problem.len ? "!" : "", FMT(job->path),
                           job->problem.len ? ": " : "", FMT(job->problem));
    }
    return all.len ? all.at : "";
}

// What was left out, and why: "src/gen/ named by a .gitignore or .ignore".
static const char *left_out(Shell *shell, const Discovery *discovery)
{
    Str all = {0};
    for (uint32_t i = 0; i < discovery->skips.len; i++) {
        const Skip *skip = &discovery->skips.at[i];
        all = arena_format(&shell->arena, "%.*s%.*s%s %s\n", FMT(all), FMT(skip->path), skip->is_folder ? "/" : "", skip_reason_text(skip->reason));
    }
    return all.len ? all.at : "";
}

static void walks_folders_in_order_and_skips_what_is_not_source(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    assert_string_equal(found(&shell, ".", &discovery),
                        "deep/a/b/d.pyi\nsrc/a.py\nsrc/b.c\nsrc/gen/g.c\ntool\ntop.h\n");
    assert_string_equal(left_out(&shell, &discovery),
                        ".git/ hidden, or not the project's own\n.hidden/ hidden, or not the project's own\n"
                        "__pycache__/ hidden, or not the project's own\nenv/ hidden, or not the project's own\n"
                        "node_modules/ hidden, or not the project's own\n");
    assert_string_equal(found(&shell, "src/ ./src", &discovery), "src/a.py\nsrc/b.c\nsrc/gen/g.c\n");
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
    assert_string_equal(found(&shell, "tool .hidden/s.py ./.git/h.py .hidden", &discovery),
                        "tool\n.hidden/s.py\n.git/h.py\n");
    assert_int_equal(discovery.jobs.at[0].language, LANG_PYTHON);
    const char *refused = found(&shell, "script none.py src/notes.txt", &discovery);
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
    assert_string_equal(found(&shell, ". --extend-exclude gen,*.h,./deep/a", &discovery), "src/a.py\nsrc/b.c\ntool\n");
    assert_has(str_from(left_out(&shell, &discovery)), "src/gen/ excluded\n");
    assert_has(str_from(left_out(&shell, &discovery)), "top.h excluded\n");
    assert_string_equal(found(&shell, ". --exclude src,deep/,.git,env", &discovery),
                        ".hidden/s.py\n__pycache__/p.py\nnode_modules/x/m.py\ntool\ntop.h\n");
    shell_close(&shell);
}

static void excludes_named_files_only_when_forced(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    assert_string_equal(found(&shell, "src/gen/g.c --extend-exclude src/gen", &discovery), "src/gen/g.c\n");
    assert_string_equal(found(&shell, "src/gen/g.c src/b.c --extend-exclude src/gen --force-exclude", &discovery), "src/b.c\n");
    assert_string_equal(left_out(&shell, &discovery), "src/gen/g.c excluded\n");
    const char *line = arena_format(&shell.arena, "%.*s --extend-exclude src/gen --force-exclude", FMT(shell_path(&shell, "src/gen/g.c"))).at;
    assert_string_equal(found(&shell, line, &discovery), "");
    shell_close(&shell);
}

static void looks_at_each_file_once(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    shell_run(&shell, "ln -s src loop; ln -s .. src/up; ln -s a.py src/a_link.py; ln -s b.c src/a.c; ln src/b.c src/same.c");
    assert_string_equal(found(&shell, "src/b.c src loop/a.py", &discovery), "src/b.c\nsrc/a.py\nsrc/gen/g.c\n");
    assert_string_equal(found(&shell, "src", &discovery), "src/b.c\nsrc/a.py\nsrc/gen/g.c\n");
    shell_close(&shell);
}

static void says_what_can_not_be_read(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    shell_open(&shell);
    shell_run(&shell, "mkdir d d/x.py; ln -s nowhere d/gone.c; ln -s nowhere d/gone.txt; mkfifo d/f.py d/pipe; ln -s self.h d/self.h");
    assert_string_equal(found(&shell, "d", &discovery),
                        "!d/f.py: it is a FIFO, not a regular file\n"
                        "!d/gone.c: it is a link to nothing\n"
                        "!d/self.h: too many levels of symbolic links\n"
                        "!d/x.py: it is a folder\n");
    assert_string_equal(found(&shell, "d/pipe", &discovery), "!d/pipe: it is a FIFO, not a regular file\n");
    shell_close(&shell);
}

static void heeds_ignore_files(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    shell_write(&shell, ".gitignore", STR("gen/\n*.h\n!keep.h\n/deep\n"));
    shell_write(&shell, "src/.gitignore", STR("# comment\nb.c\n"));
    shell_write(&shell, "keep.h", STR(""));
    assert_string_equal(found(&shell, ".", &discovery), "keep.h\nsrc/a.py\ntool\n");
    assert_has(str_from(left_out(&shell, &discovery)), "src/gen/ named by a .gitignore or .ignore\n");
    assert_has(str_from(left_out(&shell, &discovery)), "src/b.c named by a .gitignore or .ignore\n");
    assert_string_equal(found(&shell, "src", &discovery), "src/a.py\n");  // the repository's root counts, too
    assert_string_equal(found(&shell, "src/b.c top.h", &discovery), "src/b.c\ntop.h\n");
    assert_string_equal(found(&shell, "src --no-respect-gitignore", &discovery), "src/a.py\nsrc/b.c\nsrc/gen/g.c\n");
    shell_write(&shell, "src/.ignore", STR("!b.c\na.py\n"));
    assert_string_equal(found(&shell, "src", &discovery), "src/b.c\n");  // .ignore has the last word
    shell_run(&shell, "mkdir .git/info; echo tool >.git/info/exclude");
    assert_string_equal(found(&shell, ".", &discovery), "keep.h\nsrc/b.c\n");
    shell_close(&shell);
}

static void asks_the_configuration_of_each_folder(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    open_tree(&shell);
    shell_write(&shell, "memlint.toml", STR("extend-exclude = [\"gen\", \"/tool\"]\n"));
    shell_write(&shell, "deep/memlint.toml", STR("include = [\"a/*.py\"]\n"));
    shell_write(&shell, "deep/a/x.py", STR(""));
    assert_string_equal(found(&shell, ".", &discovery), "deep/a/x.py\nsrc/a.py\nsrc/b.c\ntop.h\n");
    assert_has(str_from(left_out(&shell, &discovery)), "deep/a/b/d.pyi not included\n");
    assert_int_not_equal(discovery.jobs.at[0].config, discovery.jobs.at[1].config);
    assert_string_equal(found(&shell, ". --isolated", &discovery), "deep/a/b/d.pyi\ndeep/a/x.py\nsrc/a.py\nsrc/b.c\nsrc/gen/g.c\ntool\ntop.h\n");
    shell_close(&shell);
}

static void knows_which_python_runs_a_file(void **state)
{
    (void)state;
    Shell shell;
    Discovery discovery;
    shell_open(&shell);
    shell_run(&shell, "mkdir a a/b c d; touch x.py a/x.py a/b/x.py c/x.py d/x.py");
    shell_write(&shell, "a/pyproject.toml", STR("[project]\nrequires-python = '>=3.8, <4'\n"));
    shell_write(&shell, "a/b/memlint.toml", STR("target-version = 'py312'\n"));
    shell_write(&shell, "c/setup.cfg", STR("[options]\npython_requires = ~=3.9.2\n"));
    shell_write(&shell, "d/pyproject.toml", STR("[tool.poetry.dependencies]\npython = '^3.11'\n"));
    found(&shell, ".", &discovery);
    static const uint32_t wanted[] = {312, 308, 309, 311, 0};  // a/b, a, c, d, .
    assert_int_equal(discovery.jobs.len, COUNT_OF(wanted));
    for (size_t i = 0; i < COUNT_OF(wanted); i++) assert_int_equal(discovery.jobs.at[i].target, wanted[i]);
    found(&shell, "a/x.py --target-version py310", &discovery);
    assert_int_equal(discovery.jobs.at[0].target, 310);
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_folders_in_order_and_skips_what_is_not_source),
        cmocka_unit_test(takes_what_is_named_outright),
        cmocka_unit_test(matches_patterns_against_names_and_paths),
        cmocka_unit_test(excludes_named_files_only_when_forced),
        cmocka_unit_test(heeds_ignore_files),
        cmocka_unit_test(asks_the_configuration_of_each_folder),
        cmocka_unit_test(knows_which_python_runs_a_file),
        cmocka_unit_test(looks_at_each_file_once),
        cmocka_unit_test(says_what_can_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
