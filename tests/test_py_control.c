#include "py_sample.h"

static void branches(void **state)
{
    py_expect(py_sample(state,
                        "def f(a, b):\n"
                        " if a: x()\n"
                        " elif not b: y()\n"
                        " else: z()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: test true a\n"
              "    -> true:4\n"
              "    -> false:5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    -> 2\n"
              "  block 4\n"
              "    2: call ?\n"
              "    -> 3\n"
              "  block 5\n"
              "    3: test true b\n"
              "    -> true:7\n"
              "    -> false:6\n"
              "  block 6\n"
              "    3: call ?\n"
              "    -> 3\n"
              "  block 7\n"
              "    4: call ?\n"
              "    -> 3\n");
}

// and, or and not are edges; what decides stands as a TEST at the end of its block.
static void conditions_are_split(void **state)
{
    py_expect(py_sample(state,
                        "def f(a, b, c):\n"
                        " while a and (b or not c): pass\n"
                        " return a if b is None else c\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    -> 3\n"
              "  block 2 exit\n"
              "  block 3 loop 3 depth 1\n"
              "    2: test true a\n"
              "    -> true:6\n"
              "    -> false:5\n"
              "  block 4 loop 3 depth 1\n"
              "    -> 3\n"
              "  block 5\n"
              "    3: move a\n"
              "    3: use b\n"
              "    3: move c\n"
              "    -> 2\n"
              "  block 6 loop 3 depth 1\n"
              "    2: test true b\n"
              "    -> true:4\n"
              "    -> false:7\n"
              "  block 7 loop 3 depth 1\n"
              "    2: test true c\n"
              "    -> true:5\n"
              "    -> false:4\n"
              "  block 8 unreachable\n"
              "    -> 2\n");
}

static void constant_conditions_have_one_edge(void **state)
{
    py_expect(py_sample(state,
                        "def f(a):\n"
                        " while True:\n"
                        "  if a: break\n"
                        " if 0: x()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    -> 3\n"
              "  block 2 exit\n"
              "  block 3 loop 3 depth 1\n"
              "    -> 4\n"
              "  block 4 loop 3 depth 1\n"
              "    3: test true a\n"
              "    -> true:7\n"
              "    -> false:8\n"
              "  block 5\n"
              "    -> 12\n"
              "  block 6 loop 3 depth 1\n"
              "    -> 3\n"
              "  block 7\n"
              "    -> 5\n"
              "  block 8 loop 3 depth 1\n"
              "    -> 6\n"
              "  block 9 unreachable\n"
              "    -> 6\n"
              "  block 10\n"
              "    -> 2\n"
              "  block 11 unreachable\n"
              "    4: call ?\n"
              "    -> 10\n"
              "  block 12\n"
              "    -> 10\n");
}

static void loops(void **state)
{
    py_expect(py_sample(state,
                        "def f(a):\n"
                        " for i in a:\n"
                        "  if i: continue\n"
                        "  x()\n"
                        "  break\n"
                        " else: y()\n"
                        " z()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: use a\n"
              "    -> 3\n"
              "  block 2 exit\n"
              "  block 3 loop 3 depth 1\n"
              "    -> true:4\n"
              "    -> false:6\n"
              "  block 4 loop 3 depth 1\n"
              "    2: alias i\n"
              "    3: test true i\n"
              "    -> true:8\n"
              "    -> false:9\n"
              "  block 5\n"
              "    7: call ?\n"
              "    -> 2\n"
              "  block 6\n"
              "    6: call ?\n"
              "    -> 5\n"
              "  block 7\n"
              "    4: call ?\n"
              "    -> 5\n"
              "  block 8 loop 3 depth 1\n"
              "    -> 3\n"
              "  block 9\n"
              "    -> 7\n"
              "  block 10 unreachable\n"
              "    -> 7\n"
              "  block 11 unreachable\n"
              "    -> 3\n");
}

// An exception leads to the choice of handlers, or out of the function when none takes it.
static void exceptions(void **state)
{
    py_expect(py_sample(state,
                        "def f():\n"
                        " try: a()\n"
                        " except E as e: b(e)\n"
                        " else: c()\n"
                        " d()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    -> 5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    5: call ?\n"
              "    -> 2\n"
              "  block 4\n"
              "    -> case:7\n"
              "    -> raise:2\n"
              "  block 5\n"
              "    2: call ?\n"
              "    -> raise:4\n"
              "    -> 6\n"
              "  block 6\n"
              "    4: call ?\n"
              "    -> 3\n"
              "  block 7\n"
              "    3: alias e\n"
              "    3: escape e\n"
              "    3: call ?\n"
              "    3: end e\n"
              "    -> 3\n");
}

static void finally_is_passed_on_every_way_out(void **state)
{
    py_expect(py_sample(state,
                        "def f(a):\n"
                        " for i in a:\n"
                        "  try:\n"
                        "   if i: return x()\n"
                        "   continue\n"
                        "  finally: y()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: use a\n"
              "    -> 3\n"
              "  block 2 exit\n"
              "  block 3 loop 3 depth 1\n"
              "    -> true:4\n"
              "    -> false:5\n"
              "  block 4 loop 3 depth 1\n"
              "    2: alias i\n"
              "    -> 8\n"
              "  block 5\n"
              "    -> 2\n"
              "  block 6 loop 3 depth 1\n"
              "    -> 3\n"
              "  block 7 loop 3 depth 1\n"
              "    6: call ?\n"
              "    -> 6\n"
              "    -> raise:2\n"
              "    -> 14\n"
              "    -> 15\n"
              "  block 8 loop 3 depth 1\n"
              "    4: test true i\n"
              "    -> raise:7\n"
              "    -> true:10\n"
              "    -> false:11\n"
              "  block 9 loop 3 depth 1\n"
              "    -> raise:7\n"
              "    -> 7\n"
              "  block 10 loop 3 depth 1\n"
              "    4: call ?\n"
              "    4: move result@17\n"
              "    -> raise:7\n"
              "    -> 7\n"
              "  block 11 loop 3 depth 1\n"
              "    -> raise:7\n"
              "    -> 9\n"
              "  block 12 unreachable\n"
              "    -> raise:7\n"
              "    -> 9\n"
              "  block 13 unreachable\n"
              "    -> raise:7\n"
              "    -> 7\n"
              "  block 14\n"
              "    -> 2\n"
              "  block 15 loop 3 depth 1\n"
              "    -> 3\n");
}

static void files_are_closed_by_with(void **state)
{
    py_expect(py_sample(state,
                        "def f(p):\n"
                        " with open(p) as g, open(p, \"rb\"):\n"
                        "  if p.x: return g.read()\n"
                        " h = open(p)\n"
                        " h.close()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: escape p\n"
              "    2: call builtins.open -> g\n"
              "    2: acquire file g\n"
              "    2: escape p\n"
              "    2: call builtins.open\n"
              "    2: acquire file result@18\n"
              "    3: use p\n"
              "    3: use p.x\n"
              "    3: test true p.x\n"
              "    -> true:4\n"
              "    -> false:5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    2: release file g\n"
              "    2: release file result@18\n"
              "    4: escape p\n"
              "    4: call builtins.open -> h\n"
              "    4: acquire file h\n"
              "    5: call io.TextIOWrapper.close\n"
              "    5: release file h\n"
              "    -> 2\n"
              "  block 4\n"
              "    3: use g\n"
              "    3: call io.TextIOWrapper.read\n"
              "    3: acquire large result@30\n"
              "    3: move result@30\n"
              "    2: release file g\n"
              "    2: release file result@18\n"
              "    -> 2\n"
              "  block 5\n"
              "    -> 3\n"
              "  block 6 unreachable\n"
              "    -> 3\n");
}

static void with_inside_try(void **state)
{
    py_expect(py_sample(state,
                        "def f(p):\n"
                        " try:\n"
                        "  with open(p) as g: a()\n"
                        " except OSError: b()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    -> 5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    -> 2\n"
              "  block 4\n"
              "    -> case:6\n"
              "    -> raise:2\n"
              "  block 5\n"
              "    3: escape p\n"
              "    3: call builtins.open -> g\n"
              "    3: acquire file g\n"
              "    -> raise:4\n"
              "    -> 7\n"
              "  block 6\n"
              "    4: call ?\n"
              "    -> 3\n"
              "  block 7\n"
              "    3: call ?\n"
              "    3: release file g\n"
              "    -> raise:8\n"
              "    -> 9\n"
              "  block 8\n"
              "    3: release file g\n"
              "    -> raise:4\n"
              "  block 9\n"
              "    -> raise:4\n"
              "    -> 3\n");
}

static void cases(void **state)
{
    py_expect(py_sample(state,
                        "def f(a):\n"
                        " match a:\n"
                        "  case 1 if b(): x()\n"
                        "  case [c]: y()\n"
                        "  case _: z()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: use a\n"
              "    -> case:4\n"
              "    -> case:5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    -> 2\n"
              "  block 4\n"
              "    3: call ?\n"
              "    -> true:6\n"
              "    -> false:5\n"
              "  block 5\n"
              "    -> case:7\n"
              "    -> case:8\n"
              "  block 6\n"
              "    3: call ?\n"
              "    -> 3\n"
              "  block 7\n"
              "    4: alias c\n"
              "    4: call ?\n"
              "    -> 3\n"
              "  block 8\n"
              "    -> case:9\n"
              "  block 9\n"
              "    5: call ?\n"
              "    -> 3\n"
              "  block 10 unreachable\n"
              "    -> 3\n");
}

static void comprehensions_are_loops(void **state)
{
    py_expect(py_sample(state,
                        "def f(a):\n"
                        " return [g(x) for x in a if x for y in x]\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    2: use a\n"
              "    -> 5\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    -> 2\n"
              "  block 4 loop 5 depth 1\n"
              "    2: alias x\n"
              "    2: test true x\n"
              "    -> true:6\n"
              "    -> false:5\n"
              "  block 5 loop 5 depth 1\n"
              "    -> true:4\n"
              "    -> false:3\n"
              "  block 6 loop 5 depth 1\n"
              "    2: use x\n"
              "    -> 8\n"
              "  block 7 loop 8 depth 2\n"
              "    2: alias y\n"
              "    2: escape x\n"
              "    2: call ?\n"
              "    -> 8\n"
              "  block 8 loop 8 depth 2\n"
              "    -> true:7\n"
              "    -> false:5\n"
              "  block 9 unreachable\n"
              "    -> 2\n");
}

static void nothing_follows_exit(void **state)
{
    py_expect(py_sample(state,
                        "import sys\n"
                        "def f(a):\n"
                        " sys.exit(a)\n"
                        " b()\n"
                        "def g():\n"
                        " raise E\n"
                        " c()\n"
                        "def h(a):\n"
                        " assert a, m()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    3: escape a\n"
              "    3: call sys.exit\n"
              "    -> raise:2\n"
              "  block 2 exit\n"
              "  block 3 unreachable\n"
              "    4: call ?\n"
              "    -> 2\n"
              "function g\n"
              "  block 1 entry\n"
              "    -> raise:2\n"
              "  block 2 exit\n"
              "  block 3 unreachable\n"
              "    7: call ?\n"
              "    -> 2\n"
              "function h\n"
              "  block 1 entry\n"
              "    9: test true a\n"
              "    -> true:3\n"
              "    -> false:4\n"
              "  block 2 exit\n"
              "  block 3\n"
              "    -> 2\n"
              "  block 4\n"
              "    9: call ?\n"
              "    -> raise:2\n"
              "  block 5 unreachable\n");
}

static void class_bodies_are_part_of_their_function(void **state)
{
    py_expect(py_sample(state,
                        "class C:\n"
                        " items = []\n"
                        " def f(self): items()\n"
                        " x()\n"),
              unit_dump_events,
              "function <top level>\n"
              "  block 1 entry\n"
              "    2: acquire container items\n"
              "    4: call ?\n"
              "    -> 2\n"
              "  block 2 exit\n"
              "function f\n"
              "  block 1 entry\n"
              "    3: call ?\n"
              "    -> 2\n"
              "  block 2 exit\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches),
        cmocka_unit_test(conditions_are_split),
        cmocka_unit_test(constant_conditions_have_one_edge),
        cmocka_unit_test(loops),
        cmocka_unit_test(exceptions),
        cmocka_unit_test(finally_is_passed_on_every_way_out),
        cmocka_unit_test(files_are_closed_by_with),
        cmocka_unit_test(with_inside_try),
        cmocka_unit_test(cases),
        cmocka_unit_test(comprehensions_are_loops),
        cmocka_unit_test(nothing_follows_exit),
        cmocka_unit_test(class_bodies_are_part_of_their_function),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
