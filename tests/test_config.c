// Configuration as users meet it: the real binary, files in a temporary folder.
#include "shell.h"

static const char python_bad[] = "def add(item, items=[]):\n    items.append(item)\n    return items\n";
static const char python_cache[] =
    "from functools import lru_cache\n\nclass Report:\n    def __init__(self, rows):\n        self.rows = rows\n\n"
    "    @lru_cache(maxsize=16)\n    def total(self, key):\n        return sum(row[key] for row in self.rows)\n";

static void open_project(Shell *shell)
{
    shell_open(shell);
    shell_run(shell, "mkdir -p src/sub tests");
    shell_write(shell, "src/bad.py", str_from(python_bad));
    shell_write(shell, "src/sub/bad.py", str_from(python_bad));
    shell_write(shell, "tests/bad.py", str_from(python_bad));
}

// The files with findings, in one line.
static const char *reported(Shell *shell, const char *options)
{
    Ran ran = shell_run(shell, "$memlint --output-format concise -q --no-progress %s | cut -d: -f1 | sort -u | tr '\\n' ' '; cat .stderr >&2", options);
    return arena_terminated(&shell->arena, ran.out);
}

static void the_nearest_file_speaks(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    assert_string_equal(reported(&shell, "."), "src/bad.py src/sub/bad.py tests/bad.py ");
    shell_write(&shell, "pyproject.toml", STR("[tool.memlint]\nignore = ['mutable-default']\n"));
    assert_string_equal(reported(&shell, "."), "");
    shell_write(&shell, "src/pyproject.toml", STR("[tool.other]\nx = 1\n"));
    assert_string_equal(reported(&shell, "."), "");
    shell_write(&shell, "src/sub/memlint.toml", STR("select = ['growth']\n"));
    assert_string_equal(reported(&shell, "."), "src/sub/bad.py ");
    shell_write(&shell, "src/sub/.memlint.toml", STR("select = ['waste']\n"));
    assert_string_equal(reported(&shell, "."), "");
    assert_string_equal(reported(&shell, ". --isolated"), "src/bad.py src/sub/bad.py tests/bad.py ");
    assert_string_equal(reported(&shell, ". --select mutable-default"), "src/bad.py src/sub/bad.py tests/bad.py ");
    assert_string_equal(reported(&shell, "--config src/sub/memlint.toml ."), "src/bad.py src/sub/bad.py tests/bad.py ");
    assert_string_equal(reported(&shell, "--config 'ignore = []' --config 'select = [\"growth\"]' tests"), "tests/bad.py ");
    shell_close(&shell);
}

static void a_file_extends_another(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "base.toml", STR("ignore = ['mutable-default']\nextend-exclude = ['/src/sub']\n"));
    shell_write(&shell, "memlint.toml", STR("extend = 'base.toml'\n"));
    assert_string_equal(reported(&shell, "."), "");
    shell_write(&shell, "memlint.toml", STR("extend = 'base.toml'\nextend-select = ['mutable-default']\nextend-exclude = ['tests']\n"));
    assert_string_equal(reported(&shell, "."), "src/bad.py ");
    shell_write(&shell, "base.toml", STR("extend = './memlint.toml'\n"));
    assert_has(shell_run(&shell, "$memlint .").err, "extends itself");
    shell_close(&shell);
}

static void rules_differ_by_path_and_weigh_what_the_user_says(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "memlint.toml", STR("per-file-ignores = { 'tests/*' = ['mutable-default'], 'sub' = ['growth'] }\n"));
    assert_string_equal(reported(&shell, "."), "src/bad.py ");
    assert_string_equal(reported(&shell, ". --per-file-ignores 'src:ALL'"), "tests/bad.py ");
    shell_write(&shell, "memlint.toml", STR("severity = { mutable-default = 'info' }\n"));
    assert_int_equal(shell_run(&shell, "$memlint .").status, 0);
    assert_has(shell_run(&shell, "$memlint . --output-format concise").out, "src/bad.py:1:15: info: ");
    shell_write(&shell, "memlint.toml", STR("severity = { mutable-default = 'off' }\n"));
    assert_string_equal(reported(&shell, "."), "");
    shell_write(&shell, "memlint.toml", STR("severity = { ALL = 'off', growth = 'info', mutable-default = 'error' }\n"));
    assert_has(shell_run(&shell, "$memlint . --output-format concise").out, "src/bad.py:1:15: error: ");
    shell_write(&shell, "memlint.toml", STR("severity = { growth = 'off', ALL = 'error' }\n"));
    assert_string_equal(reported(&shell, "."), "");
    shell_write(&shell, "memlint.toml", STR("fail-on = 'error'\n"));
    assert_int_equal(shell_run(&shell, "$memlint .").status, 0);
    assert_int_equal(shell_run(&shell, "$memlint . --fail-on warning").status, 1);
    shell_close(&shell);
}

static void rules_have_options(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "a.py", str_from(python_cache));
    assert_string_equal(reported(&shell, "--select cached-method"), "a.py ");
    shell_write(&shell, "memlint.toml", STR("[rules.cached-method]\nsmall-bound = 16\n"));
    assert_string_equal(reported(&shell, "--select cached-method"), "");
    shell_close(&shell);
}

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    static const struct { const char *text, *wrong, *remedy; } cases[] = {
        {"selct = []", "memlint.toml:1:1: there is no key 'selct'", "did you mean 'select'?"},
        {"c.flag = []", "memlint.toml:1:3: there is no key 'c.flag'", "did you mean 'c.flags'?"},
        {"\nselect = ['mutable-defualt']", "memlint.toml:2:11: there is no rule 'mutable-defualt'", "did you mean 'mutable-default'?"},
        {"select = 'growth'", "memlint.toml:1:10: 'select' takes a list of strings, not a string", ""},
        {"severity.mutable-default = 'loud'", "memlint.toml:1:28: 'mutable-default' takes error|warning|info|off, not 'loud'", ""},
        {"[rules.cached-method]\nsmal = 1", "memlint.toml:2:1: the rule 'cached-method' has no option 'smal'", "did you mean 'small-bound'?"},
        {"[rules.mutable-default]\nx = 1", "the rule 'mutable-default' has no option 'x'", "it has no options"},
        {"fail-on = 'never'", "'fail-on' takes error|warning|info, not 'never'", ""},
        {"jobs = -1", "'jobs' takes no number below 0", ""},
        {"jobs = true", "'jobs' takes a number, not true or false", ""},
        {"max-file-size = '3X'", "takes a size", ""},
        {"target-version = '3.10'", "takes a version such as \"py310\"", ""},
        {"output = 'x'", "there is no key 'output'", ""},
        {"fix = true", "there is no key 'fix'", ""},
        {"[tool.memlint]", "there is no key 'tool'", "only pyproject.toml has [tool.memlint]"},
        {"a = = 1", "memlint.toml:1:", ""},
        {"c.allocators.pool_alloc = 'pool_free:x'", "memlint.toml:1:14: 'pool_free:x' names no argument", ""},
        {"c.functions = [{ names = ['f'], gives = 'gold' }]", "there is no family 'gold'", "memlint config c.functions"},
        {"c.functions = [{ names = ['f'], take = '!' }]", "a function has no key 'take'", "did you mean 'takes'?"},
        {"extend = 'none.toml'", "cannot read '", ""},
    };
    Shell shell;
    open_project(&shell);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        shell_write(&shell, "memlint.toml", str_from(cases[i].text));
        Ran ran = shell_run(&shell, "$memlint .");
        if (ran.status != 2) fail_msg("%s: status %d", cases[i].text, ran.status);
        assert_has(ran.err, cases[i].wrong);
        assert_has(ran.err, cases[i].remedy);
    }
    shell_run(&shell, "rm memlint.toml; printf '[tool.memlint]\\nfix = 1\\n' >src/pyproject.toml");
    assert_has(shell_run(&shell, "$memlint .").err, "src/pyproject.toml:2:1: there is no key 'fix'");
    shell_write(&shell, "src/pyproject.toml", STR("[tool.other\n"));  // it is broken, but not ours
    assert_int_equal(shell_run(&shell, "$memlint .").status, 1);
    shell_close(&shell);
}

static void the_command_line_is_checked_too(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    assert_has(shell_run(&shell, "$memlint --config 'fail-on = error'").err, "a text wants quotes");
    assert_has(shell_run(&shell, "$memlint --config none.toml").err, "cannot read '");
    assert_has(shell_run(&shell, "$memlint --config a.toml --config b.toml").err, "--config names two files");
    assert_has(shell_run(&shell, "$memlint --config 'sleect = []'").err, "--config:1:1: there is no key 'sleect'");
    assert_has(shell_run(&shell, "$memlint --per-file-ignores x").err, "--per-file-ignores takes PATTERN:RULE,...");
    assert_has(shell_run(&shell, "$memlint --target-version 3.10").err, "--target-version takes a version such as py310");
    assert_has(shell_run(&shell, "$memlint chekc src").err, "did you mean `memlint check`?");
    assert_int_equal(shell_run(&shell, "mkdir chekc; $memlint chekc src --exit-zero").status, 0);
    assert_has(shell_run(&shell, "$memlint config sleect").err, "did you mean 'select'?");
    shell_close(&shell);
}

static void settings_can_be_looked_at(void **state)
{
    (void)state;
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "memlint.toml", STR("fail-on = 'error'\nexclude = ['a\"b']\n[rules.cached-method]\nsmall-bound = 3\n"));
    shell_write(&shell, "pyproject.toml", STR("[project]\nrequires-python = '>=3.9'\n"));
    Ran ran = shell_run(&shell, "$memlint --show-settings src --select growth");
    assert_int_equal(ran.status, 0);
    assert_has(ran.out, "memlint.toml\n");
    assert_has(ran.out, "\nfail-on = \"error\"\n");
    assert_has(ran.out, "\nselect = [\"growth\"]\n");
    assert_has(ran.out, "\nexclude = [\"a\\\"b\"]\n");
    assert_has(ran.out, "\nrules = { cached-method.small-bound = 3 }\n");
    assert_has(ran.out, "\nmin-severity = \"info\"  # default\n");
    assert_has(ran.out, "# oldest Python: 3.9\n");
    shell_write(&shell, "shown.toml", ran.out);  // it is a configuration itself
    assert_int_equal(shell_run(&shell, "$memlint --config shown.toml --show-settings").status, 0);
    assert_has(shell_run(&shell, "$memlint config").out, "\nc.flags ");
    assert_has(shell_run(&shell, "$memlint config c.flags").out, "On the command line: --c-flag FLAG");
    assert_has(shell_run(&shell, "$memlint config rules.cached-method").out, "rules.cached-method.small-bound\n");
    assert_has(shell_run(&shell, "$memlint config c").out, "c.allocators\n");
    shell_close(&shell);
}

static void the_schema_in_docs_is_the_reader_s(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    Ran ran = shell_run(&shell, "$memlint config --schema | diff - '" MEMLINT_SOURCE_DIR "/docs/memlint.schema.json'");
    if (ran.status) fail_msg("run `memlint config --schema >docs/memlint.schema.json`\n%.*s", FMT(ran.out));
    shell_close(&shell);
}

// Every key of the schema, with a value of the type that the schema wants, is taken; the schema's own description of it is `memlint config KEY`.
static void every_key_of_the_schema_is_read(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "select = ['ALL']", "extend-select = ['growth']", "ignore = ['waste']", "per-file-ignores = { 'a' = ['release'] }",
        "min-severity = 'info'", "fail-on = 'info'", "severity = { retention = 'off' }", "rules = { cached-method = { small-bound = 1 } }",
        "include = ['*.py']", "exclude = ['x']", "extend-exclude = ['x']", "force-exclude = true", "respect-gitignore = false",
        "max-file-size = '1M'", "target-version = 'py39'", "jobs = 1", "timeout = 9", "max-memory = '3G'",
        "c.compile-commands = 'x'", "c.flags = ['-DX']", "c.allocators = { a = 'b' }", "c.functions = [{ names = ['f'] }]",
        "c.no-return = ['die']", "c.callbacks = { on = 2 }", "c.growers = { add = 1 }", "c.shrinkers = { del = 1 }",
        "python.caches = ['m.c']", "python.containers = ['m.C']", "python.growers = ['m.C.put']", "python.shrinkers = ['m.C.pop']",
        "python.callbacks = { 'm.on' = 1 }", "python.readers = ['m.r']", "python.openers = ['m.o']", "baseline = 'b.json'", "extend = 'other.toml'",
    };
    Shell shell;
    open_project(&shell);
    shell_write(&shell, "other.toml", STR(""));
    Str keys = shell_run(&shell, "$memlint config | sed '/^$/,$d; s/ .*//'").out, key;
    uint32_t seen = 0;
    for (; str_cut(&keys, '\n', &key); seen += key.len > 0) {
        uint32_t found = 0;
        for (size_t i = 0; i < COUNT_OF(lines); i++) {
            Str line = str_from(lines[i]);
            if (!str_starts(line, key) || !key.len || line.at[key.len] != ' ') continue;
            shell_write(&shell, "memlint.toml", line);
            Ran ran = shell_run(&shell, "$memlint --show-settings");
            if (ran.status) fail_msg("%s\n%.*s", lines[i], FMT(ran.err));
            found++;
        }
        if (key.len && !found) fail_msg("the test has no line for '%.*s'", FMT(key));
    }
    assert_int_equal(seen, COUNT_OF(lines));
    shell_close(&shell);
}

static void the_user_s_own_allocators_are_known(void **state)
{
    (void)state;
    static const char text[] =
        "struct thing;\nstruct thing *thing_new(int);\nvoid thing_delete(void *pool, struct thing *);\nvoid use(int);\n"
        "struct pool;\nstruct pool *pool_open(void);\nvoid pool_close(struct pool *);\nvoid free(void *);\nint bad(struct thing *);\n"
        "void lost(int n)\n{\n    struct thing *t = thing_new(n);\n    if (!t) return;\n    if (bad(t)) return;\n    thing_delete(0, t);\n}\n"
        "void wrong(void)\n{\n    struct pool *p = pool_open();\n    if (!p) return;\n    free(p);\n}\n";
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "a.c", str_from(text));
    assert_int_equal(shell_run(&shell, "$memlint a.c").status, 0);
    shell_write(&shell, "memlint.toml", STR("c.allocators = { thing_new = 'thing_delete:2', pool_open = 'pool_close' }\n"
                                            "c.functions = [{ names = ['bad'], takes = '-' }]\n"));
    Ran ran = shell_run(&shell, "$memlint a.c --output-format concise");
    assert_has(ran.out, "a.c:14:17: error: ");
    assert_has(ran.out, "[leak-on-error-path]");
    assert_has(ran.out, "a.c:21:");
    assert_has(ran.out, "'free' releases the resource 'p' of 'pool_open', which 'pool_close' has to release [mismatched-release]");
    shell_close(&shell);
}

static void the_user_s_own_functions_of_python_are_known(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "a.py", STR("from tools import memoize, Store\n\nclass Report:\n    def __init__(self, rows):\n        self.rows = rows\n\n"
                                    "    @memoize\n    def total(self, key):\n        return sum(row[key] for row in self.rows)\n\n"
                                    "SEEN = Store()\n\ndef visit(request):\n    SEEN.put(request.args['name'])\n"));
    assert_string_equal(reported(&shell, "a.py"), "");
    shell_write(&shell, "memlint.toml", STR("[python]\ncaches = ['tools.memoize']\ncontainers = ['tools.Store']\ngrowers = ['tools.Store.put']\n"));
    Ran ran = shell_run(&shell, "$memlint a.py --output-format concise");
    assert_has(ran.out, "a.py:7:6: warning: ");
    assert_has(ran.out, "[cached-method]");
    assert_has(ran.out, "[unbounded-cache]");
    shell_close(&shell);
}

static void advice_fits_the_python_that_runs_the_code(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "a.py", STR("import hashlib\nfrom dataclasses import dataclass\n\ndef digest(path):\n    with open(path, 'rb') as f:\n"
                                    "        return hashlib.sha256(f.read()).hexdigest()\n"));
    assert_has(shell_run(&shell, "$memlint a.py").out, "hashlib.file_digest");
    assert_has(shell_run(&shell, "$memlint a.py --target-version py311").out, "hashlib.file_digest");
    assert_has_not(shell_run(&shell, "$memlint a.py --target-version py310").out, "hashlib.file_digest");
    shell_close(&shell);
}

static void words_of_a_run(void **state)
{
    (void)state;
    static const struct { const char *line; int status; } cases[] = {
        {"$memlint -s src", 1},
        {"$memlint -s src none.py", 2},
        {"$memlint -s src/bad.py none.py --allow-incomplete --exit-zero", 0},
        {"$memlint src none.py --allow-incomplete", 1},
        {"cp src/bad.py src/x.py; $memlint src/x.py --fix-only --unsafe-fixes", 0},
        {"cp src/bad.py src/x.py; $memlint src/x.py --fix --unsafe-fixes", 0},
        {"cp src/bad.py src/x.py; $memlint src/x.py --fix --unsafe-fixes --exit-non-zero-on-fix", 1},
        {"$memlint src/x.py --fix --unsafe-fixes --exit-non-zero-on-fix", 0},
        {"$memlint --diff --fix-only src", 2},
        {"$memlint --add-ignore --fix src", 2},
    };
    Shell shell;
    open_project(&shell);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ran ran = shell_run(&shell, "%s", cases[i].line);
        if (ran.status != cases[i].status) fail_msg("%s: status %d\n%.*s%.*s", cases[i].line, ran.status, FMT(ran.out), FMT(ran.err));
    }
    Ran silent = shell_run(&shell, "$memlint -s src");
    assert_int_equal(silent.out.len + silent.err.len, 0);
    assert_has(shell_run(&shell, "$memlint -s src none.py").err, "none.py: no such file or folder");
    assert_has(shell_run(&shell, "FORCE_COLOR=1 $memlint src").out, "\033[");
    assert_has_not(shell_run(&shell, "FORCE_COLOR=1 NO_COLOR=1 $memlint src").out, "\033[");
    assert_has_not(shell_run(&shell, "FORCE_COLOR=0 $memlint src").out, "\033[");
    assert_has(shell_run(&shell, "$memlint src --timings").err, " s  src/bad.py\n");
    assert_true(str_is(shell_run(&shell, "$memlint src --show-files --exclude x.py").out, "src/bad.py\nsrc/sub/bad.py\n"));
    assert_has(shell_run(&shell, "$memlint src --show-files -v --extend-exclude bad.py").err, "left out: src/bad.py: excluded\n");
    assert_has(shell_run(&shell, "$memlint src --extend-exclude sub,x.py").out, "Left out: 1 file and 1 folder (excluded).\n");
    assert_has_not(shell_run(&shell, "$memlint --help").out, "--timings");
    assert_has(shell_run(&shell, "$memlint help --all").out, "--timings");
    shell_close(&shell);
}

// The same header in two projects, each with its own include folder, found from wherever the run starts.
static void flags_belong_to_the_folder_of_their_file(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    for (int i = 1; i <= 2; i++) {
        const char *name = i == 1 ? "one" : "two";
        shell_run(&shell, "mkdir -p %s/hidden/inc %s/src", name, name);
        shell_write(&shell, arena_format(&shell.arena, "%s/hidden/inc/own.h", name).at,
                    i == 1 ? STR("#define OWN 1\n") : STR("#define OWN 0\n"));
        shell_write(&shell, arena_format(&shell.arena, "%s/memlint.toml", name).at, STR("c.flags = ['-I', 'hidden/inc', '-DNAME=p']\n"));
        shell_write(&shell, arena_format(&shell.arena, "%s/src/a.c", name).at,
                    STR("#include <own.h>\n#include <stdlib.h>\n#if OWN\nchar *NAME;\nvoid f(int n) { NAME = realloc(NAME, n); }\n#endif\n"));
    }
    Ran ran = shell_run(&shell, "$memlint . --output-format concise");
    assert_has(ran.out, "one/src/a.c:5:");
    assert_has_not(ran.out, "two/src/a.c");
    assert_has_not(ran.out, "missing header");
    ran = shell_run(&shell, "cd two/src && $memlint ../../one --output-format concise");
    assert_has(ran.out, "one/src/a.c:5:");
    assert_has_not(ran.out, "missing header");
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_a_run),
        cmocka_unit_test(flags_belong_to_the_folder_of_their_file),
        cmocka_unit_test(the_nearest_file_speaks),
        cmocka_unit_test(a_file_extends_another),
        cmocka_unit_test(rules_differ_by_path_and_weigh_what_the_user_says),
        cmocka_unit_test(rules_have_options),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(the_command_line_is_checked_too),
        cmocka_unit_test(settings_can_be_looked_at),
        cmocka_unit_test(the_schema_in_docs_is_the_reader_s),
        cmocka_unit_test(every_key_of_the_schema_is_read),
        cmocka_unit_test(the_user_s_own_allocators_are_known),
        cmocka_unit_test(the_user_s_own_functions_of_python_are_known),
        cmocka_unit_test(advice_fits_the_python_that_runs_the_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
