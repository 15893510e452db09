#include "py_sample.h"
#include "python/py_resolve.h"

// What every call calls: "text = qualified name", "?" for what has none.
static void callees(const Unit *unit, FILE *out)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        if (tree_kind(unit->tree, node) != PY_CALL) continue;
        NodeId function = py_call_function(unit->tree, node);
        Str name = py_qualified(unit, function);
        fprintf(out, "%.*s = %.*s\n", FMT(tree_text(unit->tree, function)), FMT(name.len ? name : STR("?")));
    }
}

// The type of everything that stands alone on a line.
static void types(const Unit *unit, FILE *out)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        if (tree_kind(unit->tree, node) != PY_EXPRESSION_STATEMENT) continue;
        NodeId expression = tree_first(unit->tree, node);
        if (tree_kind(unit->tree, expression) == PY_ASSIGNMENT || tree_kind(unit->tree, expression) == PY_AUGMENTED_ASSIGNMENT) continue;
        Str name = py_type_name(unit, expression);
        fprintf(out, "%.*s: %.*s\n", FMT(tree_text(unit->tree, expression)), FMT(name.len ? name : STR("?")));
    }
}

static void imports_give_names(void **state)
{
    py_expect(py_sample(state, "import os.path, functools as f\nfrom functools import lru_cache as c\nfrom ..pkg import mod\nfrom . import x\n"
                               "os.path.join(); os.getcwd(); f.cache(); c(); mod.g.h(); (x)()\n"),
              callees,
              "os.path.join = os.path.join\n"
              "os.getcwd = os.getcwd\n"
              "f.cache = functools.cache\n"
              "c = functools.lru_cache\n"
              "mod.g.h = ..pkg.mod.g.h\n"
              "(x) = .x\n");
}

static void definitions_and_builtins_have_names(void **state)
{
    py_expect(py_sample(state, "def f(): pass\nclass C:\n  class D: pass\n  def m(self): pass\nlen(); dict.fromkeys(); f(); C.m(); C.D()\n"), callees,
              "len = builtins.len\n"
              "dict.fromkeys = builtins.dict.fromkeys\n"
              "f = m.f\n"
              "C.m = m.C.m\n"
              "C.D = m.C.D\n");
}

// Variables are no modules, whatever they are called.
static void shadowing_is_respected(void **state)
{
    py_expect(py_sample(state, "import os\ndef f(os, len): os.getcwd(); len()\ndef g(): os.getcwd()\nv = 1\nv.x(); nothing.x()\n"), callees,
              "os.getcwd = ?\n"
              "len = ?\n"
              "os.getcwd = os.getcwd\n"
              "v.x = ?\n"
              "nothing.x = ?\n");
}

static void literals_and_constructors(void **state)
{
    py_expect(py_sample(state, "import collections, threading, array\nfrom .x import Thing, thing, THING\nclass K: pass\ndef Make(): pass\n"
                               "[]\n{}\n{1}\n()\n''\nb''\n1\n1.5\nTrue\n[x for x in y]\n{x: 1 for x in y}\ndict()\nsorted(y)\n"
                               "collections.deque()\nthreading.Thread()\nK()\nThing()\nthing()\nTHING()\nMake()\nunknown()\n"),
              types,
              "[]: builtins.list\n"
              "{}: builtins.dict\n"
              "{1}: builtins.set\n"
              "(): builtins.tuple\n"
              "'': builtins.str\n"
              "b'': builtins.bytes\n"
              "1: builtins.int\n"
              "1.5: builtins.float\n"
              "True: builtins.bool\n"
              "[x for x in y]: builtins.list\n"
              "{x: 1 for x in y}: builtins.dict\n"
              "dict(): builtins.dict\n"
              "sorted(y): builtins.list\n"
              "collections.deque(): collections.deque\n"
              "threading.Thread(): threading.Thread\n"
              "K(): m.K\n"
              "Thing(): .x.Thing\n"
              "thing(): ?\n"
              "THING(): ?\n"
              "Make(): ?\n"
              "unknown(): ?\n");
}

static void files(void **state)
{
    py_expect(py_sample(state, "import gzip\nfrom pathlib import Path\nopen(p)\nopen(p, 'rb')\nopen(p, mode='wb')\nopen(p, m)\n"
                               "gzip.open(p)\ngzip.open(p, 'rt')\nPath(p).open('rb')\nwith open(p) as f, Path(p).open('rb') as g, h() as i: pass\nf\ng\ni\n"),
              types,
              "open(p): io.TextIOWrapper\n"
              "open(p, 'rb'): io.BufferedReader\n"
              "open(p, mode='wb'): io.BufferedReader\n"
              "open(p, m): io.TextIOWrapper\n"
              "gzip.open(p): io.BufferedReader\n"
              "gzip.open(p, 'rt'): io.TextIOWrapper\n"
              "Path(p).open('rb'): io.BufferedReader\n"
              "f: io.TextIOWrapper\n"
              "g: io.BufferedReader\n"
              "i: ?\n");
}

static void annotations(void **state)
{
    py_expect(py_sample(state, "import typing as t\nfrom typing import Optional, Dict, Any, Final\nfrom collections import deque\n"
                               "a: dict[str, int] = x\nb: Optional[Dict[str, int]] = None\nc: 't.List[int]'\nd: 'dict[str, int] | None' = y\n"
                               "e: set | None = z\nf: Any = []\ng: t.DefaultDict = w\nh: Final[deque] = v\ni: t.Sequence = []\nj: int | str = 1\n"
                               "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"),
              types,
              "a: builtins.dict\n"
              "b: builtins.dict\n"
              "c: builtins.list\n"
              "d: builtins.dict\n"
              "e: builtins.set\n"
              "f: ?\n"
              "g: collections.defaultdict\n"
              "h: collections.deque\n"
              "i: ?\n"
              "j: ?\n");
}

// None says nothing, a slice nothing new; two types or an unknown value leave none.
static void writes_must_agree(void **state)
{
    py_expect(py_sample(state, "a = None\na = []\nb = []\nb = {}\nc = []\nc = f()\nd = e = {}\ng = [] if x else list()\nh = g or {}\n"
                               "i = []\ni = i[-5:]\ni += [1]\nj = []\nfor j in k: pass\nl, *m = n\no = []\ndel o\n"
                               "a\nb\nc\nd\ne\ng\nh\ni\nj\nl\nm\no\n"),
              types,
              "a: builtins.list\n"
              "b: ?\n"
              "c: ?\n"
              "d: builtins.dict\n"
              "e: builtins.dict\n"
              "g: builtins.list\n"
              "h: builtins.dict\n"
              "i: builtins.list\n"
              "j: ?\n"
              "l: ?\n"
              "m: builtins.list\n"
              "o: builtins.list\n");
}

static void parameters(void **state)
{
    py_expect(py_sample(state, "def f(a: list, b=[], c: dict = None, d=None, *e, **g):\n  a\n  b\n  c\n  d\n  e\n  g\n"), types,
              "a: builtins.list\n"
              "b: builtins.list\n"
              "c: builtins.dict\n"
              "d: ?\n"
              "e: builtins.tuple\n"
              "g: builtins.dict\n");
}

static void global_statements_are_no_writes(void **state)
{
    py_expect(py_sample(state, "cache = {}\ndef f():\n  global cache\n  cache\n"), types, "cache: builtins.dict\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_give_names),
        cmocka_unit_test(definitions_and_builtins_have_names),
        cmocka_unit_test(shadowing_is_respected),
        cmocka_unit_test(literals_and_constructors),
        cmocka_unit_test(files),
        cmocka_unit_test(annotations),
        cmocka_unit_test(writes_must_agree),
        cmocka_unit_test(parameters),
        cmocka_unit_test(global_statements_are_no_writes),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
