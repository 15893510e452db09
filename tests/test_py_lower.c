#include "py_sample.h"

// The events of every function without blocks, edges and calls.
static void events(const Unit *unit, FILE *out)
{
    char *text = NULL;
    size_t len = 0;
    FILE *whole = open_memstream(&text, &len);
    assert_non_null(whole);
    unit_dump_events(unit, whole);
    fclose(whole);
    Str line;
    for (Str rest = {text, len}; str_cut(&rest, '\n', &line);) {
        bool is_event = str_starts(line, STR("    ")) && !str_starts(line, STR("    ->")) && !str_contains(line, STR(": call "));
        if (is_event || str_starts(line, STR("function "))) fprintf(out, "%.*s\n", FMT(str_trim(line)));
    }
    free(text);
}

static void containers_are_made(void **state)
{
    py_expect(py_sample(state,
                        "import collections, queue, weakref, cachetools\n"
                        "a = []; b = {}; c = {1}; d = list(x); e = [i for i in x]\n"
                        "f = collections.deque(); g = collections.deque(maxlen=3); h = collections.deque([], None)\n"
                        "i = queue.Queue(); j = queue.Queue(5); k = weakref.WeakValueDictionary(); l = cachetools.LRUCache(9)\n"
                        "m = n = []\n"
                        "o, p = {}, []\n"
                        "q: dict = {}\n"),
              events,
              "function <top level>\n"
              "2: acquire container a\n"
              "2: acquire container b\n"
              "2: acquire container c\n"
              "2: use x\n"
              "2: acquire container d\n"
              "2: acquire container e\n"
              "3: acquire container f\n"
              "3: acquire container g\n"
              "3: bound g\n"
              "3: acquire container h\n"
              "4: acquire container i\n"
              "4: acquire container j\n"
              "4: bound j\n"
              "4: acquire container k\n"
              "4: bound k\n"
              "4: acquire container l\n"
              "4: bound l\n"
              "5: acquire container n\n"
              "5: alias m <- n\n"
              "6: acquire container o\n"
              "6: acquire container p\n"
              "7: acquire container q\n"
              "2: alias i\n"
              "2: escape i\n");
}

static void containers_grow_and_shrink_by_methods(void **state)
{
    py_expect(py_sample(state,
                        "a = []; b = {}; c = set()\n"
                        "def f(x):\n"
                        " global c\n"
                        " a.append(x); a.extend(x); a.pop(); a.remove(x); a.clear()\n"
                        " b.update(x); b.setdefault(x, 1); b.setdefault(\"k\", 1); b.pop(x); b.popitem()\n"
                        " c.add(x); c.add(1); c.discard(x); c |= x; c -= x\n"),
              events,
              "function <top level>\n"
              "1: acquire container a\n"
              "1: acquire container b\n"
              "1: acquire container c\n"
              "function f\n"
              "4: escape x\n"
              "4: grow append a\n"
              "4: escape x\n"
              "4: grow append a\n"
              "4: shrink some a\n"
              "4: escape x\n"
              "4: shrink some a\n"
              "4: shrink all a\n"
              "5: escape x\n"
              "5: grow keyed b\n"
              "5: escape x\n"
              "5: grow keyed b\n"
              "5: grow constant b\n"
              "5: escape x\n"
              "5: shrink some b\n"
              "5: shrink some b\n"
              "6: escape x\n"
              "6: grow keyed c\n"
              "6: grow constant c\n"
              "6: escape x\n"
              "6: shrink some c\n"
              "6: use x\n"
              "6: grow keyed c\n"
              "6: use x\n"
              "6: shrink some c\n");
}

// append is a container's own word, add and update are everybody's.
static void unknown_types_go_by_the_word(void **state)
{
    py_expect(py_sample(state,
                        "def f(x, y):\n"
                        " x.append(y); x.add(y); x.update(y); x.popitem(); x.get(y)\n"),
              events,
              "function <top level>\n"
              "function f\n"
              "2: escape y\n"
              "2: grow append x\n"
              "2: use x\n"
              "2: escape y\n"
              "2: use x\n"
              "2: escape y\n"
              "2: shrink some x\n"
              "2: use x\n"
              "2: escape y\n");
}

static void elements(void **state)
{
    py_expect(py_sample(state,
                        "import collections\n"
                        "d = {}; l = []; n = collections.defaultdict(list); u = unknown()\n"
                        "def f(k, v):\n"
                        " d[k] = v; d[\"k\"] = v; d[1, \"x\"] = v; del d[k]\n"
                        " l[k] = v; l[:] = v; l[k:] = v; del l[:k]\n"
                        " n[k].append(v); n[k]; n[\"k\"]; n[k] += v\n"
                        " u[k] = v; d[k] += 1; d[k] += [v]\n"),
              events,
              "function <top level>\n"
              "2: acquire container d\n"
              "2: acquire container l\n"
              "2: acquire container n\n"
              "2: alias u\n"
              "function f\n"
              "4: grow keyed d\n"
              "4: alias d[] <- v\n"
              "4: use k\n"
              "4: grow constant d\n"
              "4: alias d[] <- v\n"
              "4: grow constant d\n"
              "4: alias d[] <- v\n"
              "4: shrink some d\n"
              "4: use k\n"
              "5: alias l[] <- v\n"
              "5: use k\n"
              "5: shrink all l\n"
              "5: shrink all l\n"
              "5: use k\n"
              "5: shrink some l\n"
              "5: bound l\n"
              "5: use k\n"
              "6: grow read n\n"
              "6: use n\n"
              "6: use k\n"
              "6: escape v\n"
              "6: grow append n[]\n"
              "6: grow read n\n"
              "6: use n\n"
              "6: use k\n"
              "6: grow constant n\n"
              "6: use n\n"
              "6: use v\n"
              "6: grow keyed n\n"
              "6: use k\n"
              "7: grow keyed u\n"
              "7: alias u[] <- v\n"
              "7: use k\n"
              "7: use d\n"
              "7: use k\n"
              "7: escape v\n"
              "7: use d\n"
              "7: grow append d[]\n"
              "7: use k\n");
}

static void augmented_and_rebuilt(void **state)
{
    py_expect(py_sample(state,
                        "l = []; s = set(); i = 0; t = \"\"\n"
                        "def f(x):\n"
                        " global l, s, i, t\n"
                        " l += [x]; l = l + [x]; l = l[-5:]; l = [y for y in l if y]; l = []; l = x\n"
                        " s |= {x}; s = s - x; s &= x\n"
                        " i += 1; t += x\n"),
              events,
              "function <top level>\n"
              "1: acquire container l\n"
              "1: acquire container s\n"
              "function f\n"
              "4: escape x\n"
              "4: grow append l\n"
              "4: use l\n"
              "4: escape x\n"
              "4: grow append l\n"
              "4: use l\n"
              "4: bound l\n"
              "4: use l\n"
              "4: shrink some l\n"
              "4: acquire container l\n"
              "4: acquire container l\n"
              "4: alias l <- x\n"
              "5: escape x\n"
              "5: grow keyed s\n"
              "5: use s\n"
              "5: use x\n"
              "5: shrink some s\n"
              "5: use x\n"
              "5: shrink some s\n"
              "6: use x\n"
              "4: alias y\n"
              "4: test true y\n"
              "4: escape y\n");
}

// Being found empty is no bound.
static void bounds(void **state)
{
    py_expect(py_sample(state,
                        "a = []\n"
                        "def f(n):\n"
                        " if len(a) > n: pass\n"
                        " while len(a) >= n + 1: pass\n"
                        " if len(a) > 0: pass\n"
                        " if not len(a): pass\n"
                        " if len(a) % 100 == 0: pass\n"
                        " x = len(a)\n"
                        " assert len(a) < n\n"
                        " a.maxlen\n"),
              events,
              "function <top level>\n"
              "1: acquire container a\n"
              "function f\n"
              "3: use a\n"
              "3: bound a\n"
              "3: use n\n"
              "3: test compare n\n"
              "4: use a\n"
              "4: bound a\n"
              "4: use n\n"
              "5: use a\n"
              "5: test true a\n"
              "6: use a\n"
              "6: test true a\n"
              "7: use a\n"
              "7: bound a\n"
              "8: use a\n"
              "9: use a\n"
              "9: bound a\n"
              "9: use n\n"
              "9: test compare n\n"
              "10: use a\n"
              "10: bound a\n"
              "10: use a.maxlen\n");
}

static void attributes_of_self_and_class(void **state)
{
    py_expect(py_sample(state,
                        "class A:\n"
                        " shared = []\n"
                        " own = []\n"
                        " def __init__(self):\n"
                        "  self.own = []\n"
                        "  self.items = {}\n"
                        " def f(self, x):\n"
                        "  self.own.append(x)\n"
                        "  self.shared.append(x)\n"
                        "  self.items[x] = x\n"
                        "  A.shared.append(x)\n"
                        "  type(self).shared.pop()\n"
                        " @classmethod\n"
                        " def g(cls, x):\n"
                        "  cls.shared.clear()\n"
                        "  cls.late[x] = 1\n"
                        "  A.late[x] = 1\n"),
              events,
              "function <top level>\n"
              "2: acquire container shared\n"
              "3: acquire container own\n"
              "function __init__\n"
              "5: acquire container self.own\n"
              "6: acquire container self.items\n"
              "function f\n"
              "8: escape x\n"
              "8: grow append self.own\n"
              "9: escape x\n"
              "9: grow append shared\n"
              "10: grow keyed self.items\n"
              "10: alias self.items[] <- x\n"
              "10: use x\n"
              "11: escape x\n"
              "11: grow append shared\n"
              "12: shrink some shared\n"
              "function g\n"
              "15: shrink all shared\n"
              "16: grow keyed A.late\n"
              "16: use x\n"
              "17: grow keyed A.late\n"
              "17: use x\n");
}

static void aliases(void **state)
{
    py_expect(py_sample(state,
                        "C = []\n"
                        "def f(x, y):\n"
                        " a = C\n"
                        " a, b = x, y\n"
                        " c = x or []\n"
                        " d = x if y else {}\n"
                        " e, g = x\n"
                        " (h := y)\n"
                        " self.z = y\n"),
              events,
              "function <top level>\n"
              "1: acquire container C\n"
              "function f\n"
              "3: alias a <- C\n"
              "4: alias a <- x\n"
              "4: alias b <- y\n"
              "5: test true x\n"
              "5: alias c <- x\n"
              "5: acquire container c\n"
              "6: test true y\n"
              "6: alias d <- x\n"
              "6: acquire container d\n"
              "7: alias e\n"
              "7: alias g\n"
              "8: alias h <- y\n"
              "9: alias self.z <- y\n");
}

static void where_values_go(void **state)
{
    py_expect(py_sample(state,
                        "import json\n"
                        "C = []\n"
                        "def f(x, y):\n"
                        " print(x); json.dumps(x); sorted(x)\n"
                        " unknown(x, *y, k=x)\n"
                        " [x, y]; {x: y}\n"
                        " z = (x, y)\n"
                        " yield x\n"
                        " return x, y\n"
                        "def g(x): return x[0]\n"
                        "def h(x): C.append(x)\n"),
              events,
              "function <top level>\n"
              "2: acquire container C\n"
              "function f\n"
              "4: use x\n"
              "4: use x\n"
              "4: use x\n"
              "4: acquire container result@28\n"
              "5: escape x\n"
              "5: escape y\n"
              "5: escape x\n"
              "6: escape x\n"
              "6: escape y\n"
              "6: escape x\n"
              "6: escape y\n"
              "7: escape x\n"
              "7: escape y\n"
              "7: alias z\n"
              "8: escape x\n"
              "9: move x\n"
              "9: move y\n"
              "function g\n"
              "10: use x\n"
              "10: move x[]\n"
              "function h\n"
              "11: escape x\n"
              "11: grow append C\n");
}

static void a_shrinker_that_is_handed_out(void **state)
{
    py_expect(py_sample(state,
                        "S = set()\n"
                        "def f(t):\n"
                        " t.add_done_callback(S.discard)\n"
                        " S.discard(t)\n"),
              events,
              "function <top level>\n"
              "1: acquire container S\n"
              "function f\n"
              "3: use S\n"
              "3: shrink maybe S\n"
              "3: use t\n"
              "3: escape S.discard\n"
              "4: escape t\n"
              "4: shrink some S\n");
}

static void closures(void **state)
{
    py_expect(py_sample(state,
                        "import atexit, threading, functools\n"
                        "class A:\n"
                        " def f(self, big, other):\n"
                        "  def inner(): return big\n"
                        "  self.cb = inner\n"
                        "  self.cb2 = lambda: (other, self)\n"
                        "  atexit.register(inner)\n"
                        "  atexit.register(self.close)\n"
                        "  threading.Timer(5, function=self.f)\n"
                        "  threading.Timer(5, functools.partial(self.f, 1))\n"
                        "  unknown(lambda: big)\n"
                        "  return inner\n"
                        " def g(self, x):\n"
                        "  def outer():\n"
                        "   def innermost(): return x\n"
                        "   return innermost\n"
                        "  return outer\n"),
              events,
              "function <top level>\n"
              "function f\n"
              "4: capture closure big <- inner\n"
              "5: alias self.cb <- inner\n"
              "6: capture closure self <- result@36\n"
              "6: capture closure other <- result@36\n"
              "6: alias self.cb2 <- result@36\n"
              "7: capture registered inner <- result@41\n"
              "8: capture registered self.close <- result@48\n"
              "9: capture registered self.f <- result@57\n"
              "10: escape self.f\n"
              "10: capture registered self.f <- result@69\n"
              "11: capture closure big <- result@88\n"
              "11: escape result@88\n"
              "12: move inner\n"
              "function inner\n"
              "4: move big\n"
              "function <lambda>\n"
              "6: escape other\n"
              "6: escape self\n"
              "function <lambda>\n"
              "11: move big\n"
              "function g\n"
              "14: capture closure x <- outer\n"
              "17: move outer\n"
              "function outer\n"
              "15: capture closure x <- innermost\n"
              "16: move innermost\n"
              "function innermost\n"
              "15: move x\n");
}

static void large_values(void **state)
{
    py_expect(py_sample(state,
                        "import json\n"
                        "def f(p, cursor):\n"
                        " with open(p) as g:\n"
                        "  a = g.read(); b = g.read(10); c = g.readlines()\n"
                        " d = json.load(p)\n"
                        " e = cursor.fetchall()\n"
                        " for line in open(p).readlines(): pass\n"
                        " return open(p).read()\n"),
              events,
              "function <top level>\n"
              "function f\n"
              "3: escape p\n"
              "3: acquire file g\n"
              "4: use g\n"
              "4: acquire large a\n"
              "4: use g\n"
              "4: alias b\n"
              "4: use g\n"
              "4: acquire large c\n"
              "3: release file g\n"
              "5: use p\n"
              "5: acquire large d\n"
              "6: use cursor\n"
              "6: acquire large e\n"
              "7: escape p\n"
              "7: acquire file result@68\n"
              "7: use result@68\n"
              "7: acquire large result@66\n"
              "7: alias line\n"
              "8: escape p\n"
              "8: acquire file result@79\n"
              "8: use result@79\n"
              "8: acquire large result@77\n"
              "8: move result@77\n");
}

static void ends(void **state)
{
    py_expect(py_sample(state,
                        "def f(x):\n"
                        " del x, x.y\n"
                        " try: pass\n"
                        " except E as e: pass\n"),
              events,
              "function <top level>\n"
              "function f\n"
              "2: end x\n"
              "2: end x.y\n"
              "4: alias e\n"
              "4: end e\n");
}

static void conditions_test_places(void **state)
{
    py_expect(py_sample(state,
                        "def f(x, y):\n"
                        " if x: pass\n"
                        " if x is None: pass\n"
                        " if x is not None: pass\n"
                        " if y in x: pass\n"
                        " if x == y: pass\n"
                        " if x.a: pass\n"),
              events,
              "function <top level>\n"
              "function f\n"
              "2: test true x\n"
              "3: use x\n"
              "3: test false x\n"
              "4: use x\n"
              "4: test true x\n"
              "5: use y\n"
              "5: use x\n"
              "5: test compare x\n"
              "6: use x\n"
              "6: use y\n"
              "6: test compare x\n"
              "7: use x\n"
              "7: use x.a\n"
              "7: test true x.a\n");
}

// A module's function is no method of a container, whatever it is called.
static void cross_module_containers(void **state)
{
    py_expect(py_sample(state,
                        "import state\n"
                        "from state import CACHE\n"
                        "state.CACHE.clear(); CACHE.pop(); state.table.append(1); os.remove(p); state.remove(1)\n"),
              events,
              "function <top level>\n"
              "3: shrink all state.CACHE\n"
              "3: shrink some CACHE\n"
              "3: grow append state.table\n"
              "3: escape p\n"
              "3: shrink some os\n");
}

static Str place_word(Arena *scratch, const Unit *unit, PlaceId place)
{
    return unit_place(unit, place)->kind == PLACE_RESULT ? STR("result") : place_text(scratch, &unit->places, place);
}

// callee(receiver; arguments) -> result, and the function of this file that is called
static void calls(const Unit *unit, FILE *out)
{
    Arena scratch = {0};
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        Str receiver = place_word(&scratch, unit, call->receiver_place), result = place_word(&scratch, unit, call->result);
        bool is_stored = unit_place(unit, call->result)->kind != PLACE_RESULT;
        fprintf(out, "%.*s(%.*s;", FMT(call->callee.len ? call->callee : STR("?")), FMT(call->receiver ? receiver : (Str){0}));
        for (uint32_t k = 0; k < call->argument_count; k++) {
            Str place = place_word(&scratch, unit, call->arguments[k].place);
            fprintf(out, " %.*s%s%.*s", FMT(call->arguments[k].keyword), call->arguments[k].keyword.len ? "=" : "", FMT(place));
        }
        fprintf(out, ")%s%.*s", is_stored ? " -> " : "", FMT(is_stored ? result : (Str){0}));
        if (call->target) fprintf(out, " calls %.*s", FMT(unit_function(unit, call->target)->name));
        fputc('\n', out);
        assert_ptr_equal(unit_call(unit, call->node), call);
    }
    arena_close(&scratch);
}

static void callees_and_arguments(void **state)
{
    py_expect(py_sample(state, "import os\nl = []\nclass C:\n  def m(self, a): self.m(l); self.x.y(k=a); super().m(*a, **l)\ndef g(h):\n  r = os.stat(h); l.append(r); h.append(1); g(g(h)); h()\n  C().m(1)\n  r.x = C()\n"),
              calls,
              "m.C.m(self; l) calls m\n"
              ".y(self.x; k=a)\n"
              "builtins.super(;)\n"
              ".m(result; *=a **=l)\n"
              "os.stat(os; h) -> r\n"
              "builtins.list.append(l; r)\n"
              ".append(h; ?)\n"
              "m.g(; h) calls g\n"
              "m.g(; result) calls g\n"
              "?(;)\n"
              "m.C(;)\n"
              "m.C.m(result; ?) calls m\n"
              "m.C(;) -> r.x\n");
}

static void functions_know_their_calls(void **state)
{
    const Unit *unit = py_sample(state, "def f(): pass\ndef g(): f()\ndef h():\n  for i in x: g()\nuse(h)\nclass C:\n  def m(self): pass\n  def n(self): keep(self.m)\n");
    const Function *f = unit_function(unit, 2), *g = unit_function(unit, 3), *h = unit_function(unit, 4), *m = unit_function(unit, 5);
    assert_int_equal(f->call_count, 1);
    assert_false(f->flags & (FUNCTION_IN_LOOP | FUNCTION_ADDRESS_TAKEN));
    assert_true(g->flags & FUNCTION_IN_LOOP);
    assert_int_equal(h->call_count, 0);
    assert_true(h->flags & FUNCTION_ADDRESS_TAKEN);
    assert_true(m->flags & FUNCTION_ADDRESS_TAKEN);
}

// Rows of one callee must stand together, and a table out of order would not be found.
static void knowledge_is_sorted(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < knowledge_python_count; i++)
        assert_true(strcmp(knowledge_python_rows[i - 1].callee, knowledge_python_rows[i].callee) <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_are_made),
        cmocka_unit_test(containers_grow_and_shrink_by_methods),
        cmocka_unit_test(unknown_types_go_by_the_word),
        cmocka_unit_test(elements),
        cmocka_unit_test(augmented_and_rebuilt),
        cmocka_unit_test(bounds),
        cmocka_unit_test(attributes_of_self_and_class),
        cmocka_unit_test(aliases),
        cmocka_unit_test(where_values_go),
        cmocka_unit_test(a_shrinker_that_is_handed_out),
        cmocka_unit_test(closures),
        cmocka_unit_test(large_values),
        cmocka_unit_test(ends),
        cmocka_unit_test(conditions_test_places),
        cmocka_unit_test(cross_module_containers),
        cmocka_unit_test(callees_and_arguments),
        cmocka_unit_test(functions_know_their_calls),
        cmocka_unit_test(knowledge_is_sorted),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
