// How the paths of what Python code opens end, as text: "f: released leaked". The functions under test are called `work`.
#include "py_sample.h"

#include "model/object.h"
#include "model/resource.h"

static const char *const endings[] = {[ENDING_ESCAPED] = "escaped", [ENDING_RETURNED] = "returned", [ENDING_STORED] = "stored",
                                      [ENDING_RELEASED] = "released", [ENDING_LEAKED] = "leaked", [ENDING_OVERWRITTEN] = "overwritten"};

static void assert_endings(void **state, const char *text, const char *expected)
{
    char found[512] = "";
    PySample *sample = *state;
    Unit *unit = py_sample(state, text);
    Summaries summaries = summaries_open(&sample->arena, unit, NULL);
    Resources resources = resources_find(&sample->arena, unit, &summaries);
    for (uint32_t i = 0; i < resources.len; i++) {
        const Resource *resource = &resources.at[i];
        Str name = resource->name.len ? resource->name : STR("-");
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s:", *found ? "; " : "", FMT(name));
        for (size_t kind = 1; kind < COUNT_OF(endings); kind++) {
            bool ends_so = false;
            for (uint32_t e = 0; e < resource->endings.len; e++) ends_so |= resource->endings.at[e].kind == (EndingKind)kind;
            if (ends_so && endings[kind]) snprintf(found + strlen(found), sizeof found - strlen(found), " %s", endings[kind]);
        }
    }
    assert_string_equal(found, expected);
}

static void paths_end_differently(void **state)
{
    assert_endings(state, "def work(p, c):\n f = open(p)\n if c: return 1\n f.close()\n", "f: released leaked");
    assert_endings(state, "def work(p, c):\n f = open(p)\n if c: return f\n f.close()\n", "f: returned released");
    assert_endings(state, "def work(p):\n f = open(p)\n f = None\n", "f: overwritten");
    assert_endings(state, "def work(ps):\n for p in ps:\n  f = open(p)\n", "f: leaked overwritten");
    assert_endings(state, "def work(p):\n open(p).read()\n", "-: leaked");
}

static void tests_of_the_thing_decide(void **state)
{
    assert_endings(state, "def work(p):\n f = open(p)\n if f: f.close()\n", "f: released");
    assert_endings(state, "def work(p):\n f = open(p)\n if f is None: return\n f.close()\n", "f: released");
    assert_endings(state, "def work(p, c):\n f = open(p) if c else None\n if f is not None: f.close()\n", "f: released");
}

static void with_closes_on_every_way_out(void **state)
{
    assert_endings(state, "def work(p):\n with open(p) as f: return f.read()\n", "f: released");
    assert_endings(state, "def work(p):\n f = open(p)\n with f: return 1\n", "f: released");
    assert_endings(state, "def work(p, g):\n with g or open(p) as f: return 1\n", "f: released");
    assert_endings(state, "def work(ps):\n for p in ps:\n  with open(p) as f:\n   if f.read(): break\n", "f: released");
}

static void exceptions_are_not_followed(void **state)
{
    assert_endings(state, "def work(p):\n f = open(p)\n if p: raise E\n f.close()\n", "f: released");
    assert_endings(state, "def work(p):\n try:\n  f = open(p)\n except E:\n  return 1\n f.close()\n", "f: released");
    assert_endings(state, "def work(p):\n f = open(p)\n try:\n  g()\n finally:\n  f.close()\n", "f: released");
}

static void what_goes_elsewhere_is_let_go(void **state)
{
    assert_endings(state, "def work(p):\n f = open(p)\n g(f)\n", "f: escaped");
    assert_endings(state, "def work(p):\n f = open(p)\n return [f]\n", "f: escaped");
    assert_endings(state, "def work(p):\n return g, open(p)\n", "-: escaped");
    assert_endings(state, "def work(self, p):\n f = open(p)\n self.f = f\n", "f: stored");
    assert_endings(state, "def work(p):\n f = open(p)\n h(f.close)\n", "f: escaped");
    assert_endings(state, "def work(p):\n f = open(p)\n h(f.name)\n", "f: leaked");
    assert_endings(state, "def work(p):\n f = open(p)\n def g(): f.close()\n return g\n", "");
}

static void results_that_keep_it_are_names_of_it(void **state)
{
    assert_endings(state, "import sqlite3\ndef work(p):\n c = sqlite3.connect(p)\n r = c.cursor()\n return r\n", "c: returned");
    assert_endings(state, "import sqlite3\ndef work(p):\n c = sqlite3.connect(p)\n r = c.cursor()\n return r.x()\n", "c: leaked");
    assert_endings(state, "import csv\ndef work(p):\n f = open(p)\n return csv.reader(f)\n", "f: returned");
    assert_endings(state, "def work(p):\n f = open(p)\n return len(f)\n", "f: leaked");
}

static void parts_of_a_result(void **state)
{
    assert_endings(state, "import os\ndef work():\n r, w = os.pipe()\n os.close(r)\n", "r: released; w: leaked");
    assert_endings(state, "import tempfile\ndef work():\n fd, path = tempfile.mkstemp()\n return path\n", "fd: leaked");
    assert_endings(state, "import asyncio\nasync def work():\n r, w = await asyncio.open_connection()\n", "w: leaked");
}

static void families(void **state)
{
    (void)state;
    assert_true(family_is_object(FAMILY_FILE) && family_is_object(FAMILY_EXECUTOR));
    assert_false(family_is_object(FAMILY_CONTAINER) || family_is_object(FAMILY_LARGE) || family_is_object(FAMILY_MEMORY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_end_differently),
        cmocka_unit_test(tests_of_the_thing_decide),
        cmocka_unit_test(with_closes_on_every_way_out),
        cmocka_unit_test(exceptions_are_not_followed),
        cmocka_unit_test(what_goes_elsewhere_is_let_go),
        cmocka_unit_test(results_that_keep_it_are_names_of_it),
        cmocka_unit_test(parts_of_a_result),
        cmocka_unit_test(families),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
