#include "source/notebook.h"

#include "shell.h"

// A notebook with one code cell behind a text cell; `source` is JSON.
static Str notebook_of(Arena *arena, const char *source)
{
    return arena_format(
        arena,
        "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"# x\"},\n"
        "{\"cell_type\": \"code\", \"source\": %s}], \"metadata\": {}, \"nbformat\": 4}",
        source);
}

static Notebook read_notebook(Arena *arena, Str json)
{
    Notebook notebook = {0};
    Problem why = {0};
    if (!notebook_read(arena, json, &notebook, &why)) fail_msg("%.*s", FMT(why.text));
    return notebook;
}

static void expect_module(const char *source, const char *module)
{
    Arena arena = {0};
    Str text = read_notebook(&arena, notebook_of(&arena, source)).module;
    if (!str_is(text, module))
        fail_msg("%s\n  becomes '%.*s'\n  and not '%s'", source, FMT(text), module);
    arena_close(&arena);
}

static void puts_cells_one_below_the_other(void **state)
{
    (void)state;
    Arena arena = {0};
    Str json = STR("{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"a = 1\\n\", \"b = 2\"]}, "
                   "{\"cell_type\": \"raw\", \"source\": \"x\"},"
                   "{\"cell_type\": \"code\", \"source\": []}, {\"cell_type\": \"code\", "
                   "\"source\": \"c = '\\u00e4'\\n\"}]}");
    Notebook notebook = read_notebook(&arena, json);
    assert_true(str_is(notebook.module, "a = 1\nb = 2\nc = '\xC3\xA4'\n"));
    assert_true(str_is(notebook.language, "python"));
    assert_int_equal(notebook.cells.len, 2);
    assert_int_equal(notebook.cells.at[0].number, 1);
    assert_int_equal(notebook.cells.at[1].number, 4);
    assert_int_equal(notebook.cells.at[1].line, 3);
    arena_close(&arena);
}

static void makes_magics_harmless(void **state)
{
    (void)state;
    expect_module("\"%matplotlib inline\\nx = 1\"", "_                 \nx = 1\n");
    expect_module("\"if x:\\n    !ls -l\\n\"", "if x:\n    _     \n");
    expect_module("\"files = !ls *.c\\nn = %sql select 1\"",
                  "files = _      \nn = _            \n");
    expect_module("\"np.array?\\n?np.array\"", "_        \n_        \n");
    expect_module("\"!pip install \\\\\\n  numpy\\ny = 2\"", "_             \n       \ny = 2\n");
    expect_module("\"%timeit f(a,\\n  b)\\ny = 2\"", "_           \n    \ny = 2\n");
}

static void keeps_what_a_magic_runs(void **state)
{
    (void)state;
    expect_module("\"%time rows = load()\"", "pass; rows = load()\n");
    expect_module("\"%time for x in y: f(x)\"", "_                     \n");
    expect_module("\"%%time\\nrows = load()\"", "      \nrows = load()\n");
    expect_module("\"%%bash\\nls | wc\\n\"", "      \n       \n");
}

static void leaves_operators_and_texts_alone(void **state)
{
    (void)state;
    expect_module("\"x = (a\\n% b)\"", "x = (a\n% b)\n");
    expect_module("\"x = a \\\\\\n% b\"", "x = a \\\n% b\n");
    expect_module("\"x = '''\\n!ls\\n'''\\n%cd x\"", "x = '''\n!ls\n'''\n_    \n");
    expect_module("\"x = 'why (' # really?\\n!ls\"", "x = 'why (' # really?\n_  \n");
    expect_module("\"s = '%d' % x\\nb = a != c\"", "s = '%d' % x\nb = a != c\n");
}

static void expect_problem(const char *json, const char *part)
{
    Arena arena = {0};
    Notebook notebook = {0};
    Problem why = {0};
    assert_false(notebook_read(&arena, str_from(json), &notebook, &why));
    if (!str_contains(why.text, str_from(part))) fail_msg("%s: %.*s", json, FMT(why.text));
    assert_int_equal(notebook.cells.len, 0);
    arena_close(&arena);
}

static void says_what_is_wrong_with_a_notebook(void **state)
{
    (void)state;
    expect_problem("{\"cells\": [\n", "line 2 is no JSON");
    expect_problem("[]", "no list of cells");
    expect_problem("{\"worksheets\": []}", "no list of cells");
    expect_problem("{\"cells\": [{\"cell_type\": \"code\"}]}",
                   "cell 1 of the notebook has no source");
    expect_problem("{\"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}",
                   "cell 1 of the notebook has no source");
}

// --- the whole way ---------------------------------------------------------------------------------------------

static const char leak[] = "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"%time import "
                           "functools\\nclass A:\\n    pass\"},\n"
                           " {\"cell_type\": \"markdown\", \"source\": \"text\"},\n"
                           " {\"cell_type\": \"code\", \"source\": \"!ls\\nfor n in list(map(int, "
                           "['1'])):\\n    print(n)\\n\"},\n"
                           " {\"cell_type\": \"code\", \"source\": \"for n in list(map(int, "
                           "['1'])):  # memlint: ignore[needless-list-in-for]\\n    print(n)\"}]}";

static void expect_format(Shell *shell, const char *format, const char *part)
{
    Ran ran = shell_run(
        shell, "\"$memlint\" --exit-zero --no-progress --output-format %s book.ipynb", format);
    if (ran.status != 0 || !str_contains(ran.out, str_from(part)))
        fail_msg("%s: %.*s%.*s", format, FMT(ran.out), FMT(ran.err));
    if (str_contains(ran.out, STR("--fix")))
        fail_msg("%s offers a fix: %.*s", format, FMT(ran.out));
}

static void tells_the_cell_in_every_format(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "book.ipynb", str_from(leak));
    expect_format(&shell, "full", "book.ipynb:cell 3:2:10\n");
    expect_format(&shell, "concise", "book.ipynb:cell 3:2:10: info: ");
    expect_format(&shell, "concise", "1 silenced by a comment");
    expect_format(&shell, "json", "\"cell\":3,\"line\":2,\"column\":10,");
    expect_format(&shell, "json", "\"fix\":null");
    expect_format(&shell, "sarif", "\"text\":\"cell 3:2:10: ");
    expect_format(&shell, "sarif", "\"startLine\":1,");
    expect_format(
        &shell, "github",
        ",line=1,endLine=1,col=1,endColumn=1,title=memlint (needless-list-in-for)::cell 3:2:10: ");
    expect_format(&shell, "gitlab", "needless-list-in-for: cell 3:2:10: ");
    expect_format(&shell, "junit", "book.ipynb:cell 3:2:10: ");
    expect_format(&shell, "checkstyle",
                  "<error line=\"1\" column=\"1\" severity=\"info\" message=\"cell 3:2:10: ");
    expect_format(&shell, "rdjson", "\"message\":\"cell 3:2:10: ");
    expect_format(&shell, "html", "cell 3, line 2");
    expect_format(&shell, "markdown", "book\\.ipynb:cell 3:2<");
    shell_close(&shell);
}

static void never_writes_to_a_notebook(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "book.ipynb", str_from(leak));
    Ran ran = shell_run(
        &shell, "\"$memlint\" --fix --unsafe-fixes book.ipynb; \"$memlint\" --diff book.ipynb");
    assert_int_equal(ran.status, 0);
    assert_true(str_is(shell_read(&shell, "book.ipynb"), leak));
    shell_close(&shell);
}

static void skips_what_does_not_run(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "r.ipynb",
                STR("{\"cells\": [], \"metadata\": {\"language_info\": {\"name\": \"R\"}}}"));
    shell_write(&shell, "s.pyi", STR("for n in list(map(int, rows)): ...\n"));
    shell_write(&shell, "empty.ipynb", STR(""));
    shell_write(&shell, "cut.ipynb", str_slice(str_from(leak), 0, 60));
    Ran ran = shell_run(&shell, "\"$memlint\" --no-progress --output-format concise .");
    assert_int_equal(ran.status, 2);
    assert_true(str_contains(ran.out, STR("r.ipynb: a notebook in R\n")));
    assert_true(str_contains(ran.out, STR("s.pyi: a stub: nothing in it runs\n")));
    assert_true(str_contains(
        ran.out, STR("cut.ipynb:1:1: error: not analysed: it is no notebook: line 1 is no JSON")));
    assert_true(str_contains(ran.out, STR("1 file checked, nothing found")));
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_cells_one_below_the_other),
        cmocka_unit_test(makes_magics_harmless),
        cmocka_unit_test(keeps_what_a_magic_runs),
        cmocka_unit_test(leaves_operators_and_texts_alone),
        cmocka_unit_test(says_what_is_wrong_with_a_notebook),
        cmocka_unit_test(tells_the_cell_in_every_format),
        cmocka_unit_test(never_writes_to_a_notebook),
        cmocka_unit_test(skips_what_does_not_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
