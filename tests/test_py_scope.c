#include "py_sample.h"

static void global_and_nonlocal(void **state)
{
    py_expect(py_sample(state,
                        "def f(x):\n"
                        " global G, H\n"
                        " G = 1\n"
                        " def g():\n"
                        "  nonlocal x\n"
                        "  x = G\n"
                        "H = x\n"),
              unit_dump_bindings,
              "function f = m.f\n"
              "  1: write\n"
              "parameter x in f captured\n"
              "  1: write\n"
              "  5: declared from g\n"
              "  6: write from g\n"
              "global G = m.G : builtins.int\n"
              "  2: declared from f\n"
              "  3: write from f\n"
              "  6: stored from g\n"
              "global H = m.H\n"
              "  2: declared from f\n"
              "  7: write\n"
              "function g in f = m.f.g\n"
              "  4: write\n"
              "undefined x\n"
              "  7: stored\n");
}

// A method does not see the names of its class body; the body itself does.
static void class_bodies_are_invisible_to_methods(void **state)
{
    py_expect(py_sample(state,
                        "class C:\n"
                        " n = 1\n"
                        " m = n\n"
                        " def f(self): return n\n"),
              unit_dump_bindings,
              "class C = m.C\n"
              "  1: write\n"
              "class-body n : builtins.int\n"
              "  2: write\n"
              "  3: stored\n"
              "class-body m\n"
              "  3: write\n"
              "function f = m.C.f\n"
              "  4: write\n"
              "parameter self in f\n"
              "  4: write\n"
              "undefined n\n"
              "  4: returned from f\n");
}

// The first iterable belongs to the scope around, := binds there too.
static void comprehensions_have_their_own_scope(void **state)
{
    py_expect(py_sample(state,
                        "i = []\n"
                        "class C:\n"
                        " y = [i for i in i if i]\n"
                        "def f(a): return {k: (n := v) for k, v in a for _ in k}\n"),
              unit_dump_bindings,
              "global i = m.i : builtins.list\n"
              "  1: write\n"
              "  3: iterated\n"
              "class C = m.C\n"
              "  2: write\n"
              "class-body y : builtins.list\n"
              "  3: write\n"
              "local i\n"
              "  3: stored\n"
              "  3: write\n"
              "  3: tested\n"
              "function f = m.f\n"
              "  4: write\n"
              "parameter a in f\n"
              "  4: write\n"
              "  4: iterated\n"
              "local n in f\n"
              "  4: write\n"
              "local k in f\n"
              "  4: stored\n"
              "  4: write\n"
              "  4: iterated\n"
              "local v in f\n"
              "  4: stored\n"
              "  4: write\n"
              "local _ in f\n"
              "  4: write\n");
}

// Decorators, defaults and annotations are uses of the module, not of the function.
static void definitions_are_evaluated_outside(void **state)
{
    py_expect(py_sample(state,
                        "@deco(x)\n"
                        "def f(a=x, *b: x, c: x = x) -> x: return x\n"
                        "h = lambda x, y=x: x\n"),
              unit_dump_bindings,
              "function f = m.f\n"
              "  2: write\n"
              "parameter a in f\n"
              "  2: write\n"
              "parameter b in f : builtins.tuple\n"
              "  2: write\n"
              "parameter c in f\n"
              "  2: write\n"
              "global h = m.h\n"
              "  3: write\n"
              "parameter x in <lambda>\n"
              "  3: write\n"
              "  3: returned\n"
              "parameter y in <lambda>\n"
              "  3: write\n"
              "undefined deco\n"
              "  1: called\n"
              "undefined x\n"
              "  1: argument\n"
              "  2: stored\n"
              "  2: read\n"
              "  2: read\n"
              "  2: stored\n"
              "  2: read\n"
              "  2: returned from f\n"
              "  3: stored\n");
}

static void names_end_with_except(void **state)
{
    py_expect(py_sample(state,
                        "try: pass\n"
                        "except E as e: print(e)\n"
                        "del e\n"),
              unit_dump_bindings,
              "global e = m.e\n"
              "  2: write\n"
              "  2: argument\n"
              "  2: delete\n"
              "  3: delete\n"
              "undefined E\n"
              "  2: read\n"
              "builtin print = builtins.print\n"
              "  2: called\n");
}

static void patterns_bind(void **state)
{
    py_expect(py_sample(state,
                        "match x:\n"
                        " case [a, *b] | {\"k\": c, **d}: pass\n"
                        " case P(e, f=g) as h if e: pass\n"
                        " case M.N | _: pass\n"),
              unit_dump_bindings,
              "global a = m.a\n"
              "  2: write\n"
              "global b = m.b\n"
              "  2: write\n"
              "global c = m.c\n"
              "  2: write\n"
              "global d = m.d\n"
              "  2: write\n"
              "global e = m.e\n"
              "  3: write\n"
              "  3: tested\n"
              "global g = m.g\n"
              "  3: write\n"
              "global h = m.h\n"
              "  3: write\n"
              "undefined x\n"
              "  1: read\n"
              "undefined P\n"
              "  3: read\n"
              "undefined M\n"
              "  4: member N\n");
}

static void imports_are_named(void **state)
{
    py_expect(py_sample(state,
                        "import a.b, a.c as d\n"
                        "from e import f as g, h\n"
                        "from ..i import j\n"
                        "from . import k\n"
                        "from l import *\n"
                        "from __future__ import m\n"),
              unit_dump_bindings,
              "import a = a\n"
              "  1: write\n"
              "import d = a.c\n"
              "  1: write\n"
              "import g = e.f\n"
              "  2: write\n"
              "import h = e.h\n"
              "  2: write\n"
              "import j = ..i.j\n"
              "  3: write\n"
              "import k = .k\n"
              "  4: write\n"
              "import m = __future__.m\n"
              "  6: write\n");
}

static void builtins_can_be_shadowed(void **state)
{
    py_expect(py_sample(state,
                        "print(len)\n"
                        "def f(len): len(max)\n"
                        "def max(): pass\n"
                        "undefined\n"),
              unit_dump_bindings,
              "function f = m.f\n"
              "  2: write\n"
              "parameter len in f\n"
              "  2: write\n"
              "  2: called\n"
              "function max = m.max\n"
              "  2: argument from f\n"
              "  3: write\n"
              "builtin print = builtins.print\n"
              "  1: called\n"
              "builtin len = builtins.len\n"
              "  1: argument\n"
              "undefined undefined\n"
              "  4: read\n");
}

static void type_parameters(void **state)
{
    py_expect(py_sample(state,
                        "type A[T] = list[T]\n"
                        "def f[U](x: U) -> U: return x\n"
                        "class C[V](B[V]):\n"
                        " def g(self): return V\n"),
              unit_dump_bindings,
              "global A = m.A\n"
              "  1: write\n"
              "local T\n"
              "  1: read\n"
              "function f = m.f\n"
              "  2: write\n"
              "local U\n"
              "  2: read\n"
              "  2: read\n"
              "parameter x in f\n"
              "  2: write\n"
              "  2: returned\n"
              "class C = m.C\n"
              "  3: write\n"
              "local V\n"
              "  3: read\n"
              "  4: returned from g\n"
              "function g = m.C.g\n"
              "  4: write\n"
              "parameter self in g\n"
              "  4: write\n"
              "builtin list = builtins.list\n"
              "  1: read\n"
              "undefined B\n"
              "  3: element\n");
}

static void kinds_of_use(void **state)
{
    py_expect(py_sample(state,
                        "def f(x):\n"
                        " x.a.b(1); x.m(); x.n = x; x[0]; x[1] = 2; del x[3]\n"
                        " x(); g(x, k=x, *x)\n"
                        " for _ in x: pass\n"
                        " if x and x.o: y = x\n"
                        " x += x + 1\n"
                        " return (x if x else x), [x]\n"),
              unit_dump_bindings,
              "function f = m.f\n"
              "  1: write\n"
              "parameter x in f\n"
              "  1: write\n"
              "  2: member a\n"
              "  2: receiver m\n"
              "  2: member-write n\n"
              "  2: stored\n"
              "  2: element\n"
              "  2: element-write\n"
              "  2: element-delete\n"
              "  3: called\n"
              "  3: argument\n"
              "  3: argument\n"
              "  3: argument\n"
              "  4: iterated\n"
              "  5: tested\n"
              "  5: member o\n"
              "  5: stored\n"
              "  6: update\n"
              "  6: read\n"
              "  7: returned\n"
              "  7: tested\n"
              "  7: returned\n"
              "  7: stored\n"
              "local _ in f\n"
              "  4: write\n"
              "local y in f\n"
              "  5: write\n"
              "undefined g\n"
              "  3: called from f\n");
}

static void captured(void **state)
{
    py_expect(py_sample(state,
                        "def f(a, b, c):\n"
                        " def g(): return a\n"
                        " lambda: (b, [b for q in c])\n"
                        " class K:\n"
                        "  def m(self): return c\n"
                        " [a for a in b]\n"),
              unit_dump_bindings,
              "function f = m.f\n"
              "  1: write\n"
              "parameter a in f captured\n"
              "  1: write\n"
              "  2: returned from g\n"
              "parameter b in f captured\n"
              "  1: write\n"
              "  3: returned from <lambda>\n"
              "  3: stored from <lambda>\n"
              "  6: iterated\n"
              "parameter c in f captured\n"
              "  1: write\n"
              "  3: iterated from <lambda>\n"
              "  5: returned from m\n"
              "function g in f = m.f.g\n"
              "  2: write\n"
              "local q in <lambda>\n"
              "  3: write\n"
              "class K in f = m.f.K\n"
              "  4: write\n"
              "function m in f = m.f.K.m\n"
              "  5: write\n"
              "parameter self in m\n"
              "  5: write\n"
              "local a in f\n"
              "  6: stored\n"
              "  6: write\n");
}

static void targets(void **state)
{
    py_expect(py_sample(state,
                        "a, (b, *c) = d = e\n"
                        "for f.g, h[i] in j: pass\n"
                        "with k as (l, m): pass\n"
                        "n: int\n"
                        "o: int = 1\n"),
              unit_dump_bindings,
              "global a = m.a\n"
              "  1: write\n"
              "global b = m.b\n"
              "  1: write\n"
              "global c = m.c : builtins.list\n"
              "  1: write\n"
              "global d = m.d\n"
              "  1: write\n"
              "global l = m.l\n"
              "  3: write\n"
              "global m = m.m\n"
              "  3: write\n"
              "global n = m.n : builtins.int\n"
              "  4: declared\n"
              "global o = m.o : builtins.int\n"
              "  5: write\n"
              "undefined e\n"
              "  1: stored\n"
              "undefined f\n"
              "  2: member-write g\n"
              "undefined h\n"
              "  2: element-write\n"
              "undefined i\n"
              "  2: read\n"
              "undefined j\n"
              "  2: iterated\n"
              "undefined k\n"
              "  3: read\n"
              "builtin int = builtins.int\n"
              "  4: read\n"
              "  5: read\n");
}

// "bound by f" is the function that a binding lives in, "used by" the one that a use stands in.
static void functions_know_where_they_are(void **state)
{
    const Unit *unit = py_sample(state, "class C:\n  @property\n  async def m(self, a, *b): yield 1\n  k = lambda: 0\ndef _f():\n  def g(): pass\n");
    const Function *m = unit_function(unit, 2), *k = unit_function(unit, 3), *f = unit_function(unit, 4), *g = unit_function(unit, 5);
    assert_int_equal(unit->functions.len, 6);
    assert_int_equal(m->flags, FUNCTION_METHOD | FUNCTION_ASYNC | FUNCTION_GENERATOR | FUNCTION_PROPERTY);
    assert_int_equal(m->parameter_count, 3);
    assert_true(str_is(unit_binding(unit, m->first_parameter + 2)->name, "b"));
    assert_int_equal(m->class, 1);
    assert_int_equal(k->flags, FUNCTION_LAMBDA);
    assert_int_equal(f->flags, 0);
    assert_int_equal(g->parent, 4);
    assert_true(str_is(unit_binding(unit, g->binding)->qualified, "m._f.g"));
    assert_true(str_is(unit_binding(unit, m->binding)->qualified, "m.C.m"));
}

static void every_node_knows_its_function(void **state)
{
    const Unit *unit = py_sample(state, "def f(a=b): c\n");
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        Str text = tree_text(unit->tree, node);
        if (str_is(text, "b")) assert_int_equal(unit_function_at(unit, node), TOP_LEVEL);
        if (str_is(text, "c")) assert_int_equal(unit_function_at(unit, node), 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(global_and_nonlocal),
        cmocka_unit_test(class_bodies_are_invisible_to_methods),
        cmocka_unit_test(comprehensions_have_their_own_scope),
        cmocka_unit_test(definitions_are_evaluated_outside),
        cmocka_unit_test(names_end_with_except),
        cmocka_unit_test(patterns_bind),
        cmocka_unit_test(imports_are_named),
        cmocka_unit_test(builtins_can_be_shadowed),
        cmocka_unit_test(type_parameters),
        cmocka_unit_test(kinds_of_use),
        cmocka_unit_test(captured),
        cmocka_unit_test(targets),
        cmocka_unit_test(functions_know_where_they_are),
        cmocka_unit_test(every_node_knows_its_function),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
