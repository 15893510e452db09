// Containers of both languages, as `memlint dump --facts` shows them: NAME, how long it lives, and the lines of what befalls it.
#include "py_sample.h"

#include "c_sample.h"
#include "facts.h"
#include "model/container.h"

static void expect_python(PySample *sample, const char *text, const char *expected)
{
    expect_facts(&sample->arena, py_sample_of(sample, str_from(text)), "container", expected);
}

static void a_module_dict_lives_as_long_as_the_process(void **state)
{
    expect_python(*state,
                  "CACHE = {}\n"
                  "def get(key):\n"
                  "    CACHE[key] = 1\n",
                  "container CACHE lives:process made:1 grows:3(keyed,repeats) plain\n");
}

static void growth_at_the_top_level_and_by_a_constant_does_not_repeat(void **state)
{
    expect_python(*state,
                  "NAMES = []\n"
                  "for name in 'ab':\n"
                  "    NAMES.append(name)\n"
                  "STATE = {}\n"
                  "def start():\n"
                  "    STATE['on'] = True\n",
                  "container NAMES lives:process made:1 grows:3(append,loop) plain\n"
                  "container STATE lives:process made:4 grows:6(constant) plain\n");
}

static void a_local_written_once_is_another_name(void **state)
{
    expect_python(*state,
                  "CACHE = {}\n"
                  "def get(key):\n"
                  "    cache = CACHE\n"
                  "    cache[key] = 1\n"
                  "    cache.pop(key)\n",
                  "container CACHE lives:process made:1 grows:4(keyed,repeats) shrinks:5 plain\n");
}

static void a_local_written_twice_is_none(void **state)
{
    expect_python(*state,
                  "CACHE = {}\n"
                  "def get(key, other):\n"
                  "    cache = CACHE\n"
                  "    if other:\n"
                  "        cache = other\n"
                  "    cache[key] = 1\n",
                  "container cache lives:call made:3 grows:6(keyed,repeats) rebound:3\n");
}

static void an_element_counts_as_its_container_but_its_bound_does_not(void **state)
{
    expect_python(*state,
                  "BY_USER = {}\n"
                  "def note(user, text):\n"
                  "    BY_USER[user].append(text)\n"
                  "def full(user):\n"
                  "    notes = BY_USER[user]\n"
                  "    return len(notes) > 9\n",
                  "container BY_USER lives:process made:1 grows:3(append,repeats) plain read\n");
}

static void every_sign_of_an_end_is_noted(void **state)
{
    expect_python(*state,
                  "A, B, C, D = [], [], [], []\n"
                  "BUFFER = []\n"
                  "LIMITED = []\n"
                  "GIVEN = []\n"
                  "def fill(x):\n"
                  "    BUFFER.append(x)\n"
                  "    LIMITED.append(x)\n"
                  "    GIVEN.append(x)\n"
                  "def flush():\n"
                  "    global BUFFER\n"
                  "    BUFFER = []\n"
                  "def is_full():\n"
                  "    return len(LIMITED) > 10\n"
                  "def hand_over(sink):\n"
                  "    sink(GIVEN)\n",
                  "container BUFFER lives:process made:2 grows:6(append,repeats) rebound:11 plain\n"
                  "container LIMITED lives:process made:3 grows:7(append,repeats) bounded:13 plain read\n"
                  "container GIVEN lives:process made:4 grows:8(append,repeats) escapes:15 plain\n");
}

static void a_table_that_is_asked_whether_it_is_empty_is_filled_once(void **state)
{
    expect_python(*state,
                  "TABLE = []\n"
                  "def crc(data):\n"
                  "    if not TABLE:\n"
                  "        TABLE.append(1)\n",
                  "container TABLE lives:process made:1 grows:4(append,repeats) filled-once:3 plain read\n");
}

static void attributes_live_with_their_object(void **state)
{
    expect_python(*state,
                  "class Reader:\n"
                  "    shared = []\n"
                  "    def __init__(self):\n"
                  "        self.lines = []\n"
                  "    def feed(self, line):\n"
                  "        self.lines.append(line)\n"
                  "        self.shared.append(line)\n",
                  "container self.lines lives:object grows:6(append,repeats)\n"
                  "container shared lives:process made:2 grows:7(append,repeats) plain\n");
}

static void what_one_file_shrinks_is_evidence_for_others(void **state)
{
    PySample *sample = *state;
    Unit *unit = py_sample_of(sample, STR("import tables\n"
                                                "from tables import NAMES\n"
                                                "MINE = []\n"
                                                "def end():\n"
                                                "    tables.CACHE.clear()\n"
                                                "    NAMES.pop()\n"
                                                "    MINE.pop()\n"));
    Map evidence = {0};
    containers_evidence(&sample->arena, unit, &evidence);
    assert_true(map_has(&evidence, STR("shrinks CACHE")));
    assert_true(map_has(&evidence, STR("shrinks NAMES")));
    assert_false(map_has(&evidence, STR("shrinks MINE")));
}

static void a_list_head_grows_and_shrinks(void **state)
{
    (void)state;
    void *c_state = NULL;
    c_sample_open(&c_state);
    CSample *sample = c_state;
    Unit *unit = c_sample(sample, ("struct node { struct node *next; };\n"
                                               "static struct node *kept, *emptied;\n"
                                               "void keep(struct node *n)\n"
                                               "{\n"
                                               "    n->next = kept;\n"
                                               "    kept = n;\n"
                                               "}\n"
                                               "void push(struct node *n)\n"
                                               "{\n"
                                               "    n->next = emptied;\n"
                                               "    emptied = n;\n"
                                               "}\n"
                                               "void pop(void)\n"
                                               "{\n"
                                               "    emptied = emptied->next;\n"
                                               "}\n"));
    expect_facts(&sample->arena, unit, "container",
                 "container kept lives:process made:2 grows:6(append,repeats)\n"
                 "container emptied lives:process made:2 grows:11(append,repeats) shrinks:15 read\n");
    c_sample_close(&c_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_module_dict_lives_as_long_as_the_process),
        cmocka_unit_test(growth_at_the_top_level_and_by_a_constant_does_not_repeat),
        cmocka_unit_test(a_local_written_once_is_another_name),
        cmocka_unit_test(a_local_written_twice_is_none),
        cmocka_unit_test(an_element_counts_as_its_container_but_its_bound_does_not),
        cmocka_unit_test(every_sign_of_an_end_is_noted),
        cmocka_unit_test(a_table_that_is_asked_whether_it_is_empty_is_filled_once),
        cmocka_unit_test(attributes_live_with_their_object),
        cmocka_unit_test(what_one_file_shrinks_is_evidence_for_others),
        cmocka_unit_test(a_list_head_grows_and_shrinks),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
