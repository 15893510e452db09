// What is kept alive from outside, as `memlint dump --facts` shows it.
#include "py_sample.h"

#include "c_sample.h"
#include "facts.h"

static void expect_python(PySample *sample, const char *text, const char *expected)
{
    expect_facts(&sample->arena, py_sample_of(sample, str_from(text)), "capture", expected);
}

static void a_returned_closure_keeps_what_it_mentions(void **state)
{
    expect_python(*state,
                  "def outer(path):\n"
                  "    data = open(path).read()\n"
                  "    other = 1\n"
                  "    def inner():\n"
                  "        return len(data)\n"
                  "    return inner\n",
                  "capture data how:returned captured:4 escapes:6\n");
}

static void a_stored_lambda_keeps_what_it_mentions(void **state)
{
    expect_python(*state,
                  "class Button:\n"
                  "    def bind(self, rows):\n"
                  "        self.callback = lambda: len(rows)\n",
                  "capture rows how:stored captured:3 escapes:3\n");
}

static void a_closure_that_ends_with_the_call_keeps_nothing(void **state)
{
    expect_python(*state,
                  "def outer(rows, key):\n"
                  "    return sorted(rows, key=lambda row: row[key])\n",
                  "");
}

static void a_registered_method_keeps_its_object(void **state)
{
    expect_python(*state,
                  "import atexit\n"
                  "class Pool:\n"
                  "    def __init__(self):\n"
                  "        atexit.register(self.close)\n"
                  "    def close(self):\n"
                  "        pass\n",
                  "capture self how:registered captured:4 escapes:4\n");
}

static void addresses_of_locals_leave_their_function(void **state)
{
    (void)state;
    void *c_state = NULL;
    c_sample_open(&c_state);
    CSample *sample = c_state;
    Unit *unit = c_sample(sample, ("static int *kept, *overwritten;\n"
                                               "int *give(void)\n"
                                               "{\n"
                                               "    int number = 1;\n"
                                               "    return &number;\n"
                                               "}\n"
                                               "void keep(void)\n"
                                               "{\n"
                                               "    int number = 1;\n"
                                               "    kept = &number;\n"
                                               "}\n"
                                               "void use(void)\n"
                                               "{\n"
                                               "    int number = 1;\n"
                                               "    overwritten = &number;\n"
                                               "    overwritten = 0;\n"
                                               "}\n"));
    expect_facts(&sample->arena, unit, "capture",
                 "capture number how:returned captured:5 escapes:5\n"
                 "capture number how:stored captured:10 escapes:10\n"
                 "capture number how:stored captured:15 escapes:15 undone\n");
    c_sample_close(&c_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_returned_closure_keeps_what_it_mentions),
        cmocka_unit_test(a_stored_lambda_keeps_what_it_mentions),
        cmocka_unit_test(a_closure_that_ends_with_the_call_keeps_nothing),
        cmocka_unit_test(a_registered_method_keeps_its_object),
        cmocka_unit_test(addresses_of_locals_leave_their_function),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
