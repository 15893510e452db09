#include "py_sample.h"
#include "python/py_class.h"

static void classes(const Unit *unit, FILE *out)
{
    for (ClassId id = 1; id < unit->classes.len; id++) {
        const Class *class = unit_class(unit, id);
        fprintf(out, "%.*s(", FMT(class->name));
        for (uint32_t i = 0; i < class->base_count; i++) fprintf(out, "%s%.*s", i ? ", " : "", FMT(class->bases[i].len ? class->bases[i] : STR("?")));
        fprintf(out, ")%s%s%s\n", class->has_unknown_base ? " unknown-base" : "", class->has_slots ? " slots" : "", class->has_metaclass ? " metaclass" : "");
    }
}

// class.name in function: what is done, with which method or value; "=" the class body's binding that is meant, ":" the type
static void attributes(const Unit *unit, FILE *out)
{
    static const char *const uses[] = {"", "read", "write", "update", "delete", "receiver", "member", "member-write", "element", "element-write",
                                       "element-delete", "called", "argument", "returned", "stored", "address", "iterated", "tested", "declared"};
    for (uint32_t i = 0; i < unit->attributes.len; i++) {
        const Attribute *attribute = &unit->attributes.at[i];
        const Node *node = tree_node(unit->tree, attribute->node);
        fprintf(out, "%.*s.%.*s in %.*s: %s", FMT(unit_class(unit, attribute->class)->name), FMT(attribute->name),
                FMT(unit_function(unit, attribute->function)->name), uses[attribute->kind]);
        if (attribute->method.len) fprintf(out, " %.*s", FMT(attribute->method));
        if (attribute->value) fprintf(out, " %.*s", FMT(tree_text(unit->tree, attribute->value)));
        if (attribute->through_class) fputs(" through-class", out);
        if (node->binding) fprintf(out, " = %.*s", FMT(unit_binding(unit, node->binding)->qualified.len ? unit_binding(unit, node->binding)->qualified : STR("body")));
        if (node->type) fprintf(out, " : %.*s", FMT(unit_type(unit, node->type)->name));
        fputc('\n', out);
    }
}

static void bases(void **state)
{
    py_expect(py_sample(state, "import abc\nfrom x import Base, make\nclass A: pass\nclass B(A, abc.ABC): pass\nclass C(Base[int], metaclass=M): __slots__ = ()\n"
                               "class D(make()): pass\nclass E(object):\n  class F(A): pass\n@dataclass(slots=True)\nclass G: pass\n"),
              classes,
              "A()\n"
              "B(m.A, abc.ABC)\n"
              "C(x.Base) unknown-base slots metaclass\n"
              "D(?) unknown-base\n"
              "E(builtins.object)\n"
              "F(m.A)\n"
              "G() slots\n");
}

static void uses_through_self(void **state)
{
    py_expect(py_sample(state, "class A:\n  def f(self, x):\n    self.a = {}\n    self.a[x] = 1\n    del self.a[x]\n    self.a.pop(x)\n    self.b = self.c = x\n"
                               "    self.a, y = z\n    self.n += 1\n    del self.b\n    self.d()\n    self.a.e = 1\n    g(self.c)\n    return self.b\n"),
              attributes,
              "A.a in f: write {}\n"
              "A.a in f: element-write\n"
              "A.a in f: element-delete\n"
              "A.a in f: receiver pop\n"
              "A.b in f: write x\n"
              "A.c in f: write x\n"
              "A.a in f: write\n"
              "A.n in f: update\n"
              "A.b in f: delete\n"
              "A.d in f: called\n"
              "A.a in f: member-write\n"
              "A.c in f: argument\n"
              "A.b in f: returned\n");
}

// Static methods have no self; another method's first parameter is only its own; nested functions count for the method's class.
static void who_self_is(void **state)
{
    py_expect(py_sample(state, "class A:\n  @staticmethod\n  def f(x): x.a\n  @classmethod\n  def g(cls): cls.b\n  def h(this):\n    def i(): return this.c\n"
                               "    return lambda: this.d\n  def __new__(c): c.e\ndef j(self): self.f\nA.k\n"),
              attributes,
              "A.b in g: read through-class\n"
              "A.c in i: returned\n"
              "A.d in <lambda>: returned\n"
              "A.e in __new__: read through-class\n"
              "A.k in : read through-class\n");
}

static void bodies_and_instances(void **state)
{
    py_expect(py_sample(state, "class A:\n  shared = []\n  own = None\n  def f(self):\n    self.own = {}\n    self.shared, self.own, self.f, self.g\n"
                               "class B(A):\n  def g(self):\n    self.shared, self.own, self.f\n    A.own, B.shared\n"),
              attributes,
              "A.own in f: write {} : builtins.dict\n"
              "A.shared in f: read = body : builtins.list\n"
              "A.own in f: read : builtins.dict\n"
              "A.f in f: read = m.A.f\n"
              "A.g in f: read\n"
              "A.own in g: read through-class = body : builtins.dict\n"
              "B.shared in g: read = body : builtins.list\n"
              "B.own in g: read : builtins.dict\n"
              "B.f in g: read = m.A.f\n"
              "B.shared in g: read through-class = body : builtins.list\n");
}

static void types_of_attributes_agree(void **state)
{
    py_expect(py_sample(state, "class A:\n  def __init__(self, p):\n    self.a = None\n    self.a = set()\n    self.b = []\n    self.c: dict = p\n    with open(p) as self.d: pass\n"
                               "  def f(self):\n    self.b = {}\n    self.a, self.b, self.c, self.d\n"),
              attributes,
              "A.a in __init__: write None : builtins.set\n"
              "A.a in __init__: write set() : builtins.set\n"
              "A.b in __init__: write []\n"
              "A.c in __init__: write p : builtins.dict\n"
              "A.d in __init__: write : io.TextIOWrapper\n"
              "A.b in f: write {}\n"
              "A.a in f: read : builtins.set\n"
              "A.b in f: read\n"
              "A.c in f: read : builtins.dict\n"
              "A.d in f: read : io.TextIOWrapper\n");
}

// A class that is its own base in a broken file, and two that are each other's.
static void circles_of_bases_end(void **state)
{
    const Unit *unit = py_sample(state, "class A(A):\n  def f(self): self.x\nclass B(C):\n  def f(self): self.x\nclass C(B):\n  def f(self): self.x\n");
    assert_int_equal(unit->attributes.len, 3);
}

static void decorators_give_flags(void **state)
{
    const Unit *unit = py_sample(state, "import functools\nclass A:\n  @property\n  def a(self): pass\n  @a.setter\n  def a(self, v): pass\n  @functools.cached_property\n"
                                        "  def b(self): pass\n  @app.route('/')\n  def c(self): pass\n");
    assert_true(unit_function(unit, 2)->flags & FUNCTION_PROPERTY);
    assert_true(unit_function(unit, 3)->flags & FUNCTION_PROPERTY);
    assert_true(unit_function(unit, 4)->flags & FUNCTION_PROPERTY);
    assert_false(unit_function(unit, 4)->flags & FUNCTION_ADDRESS_TAKEN);
    assert_true(unit_function(unit, 5)->flags & FUNCTION_ADDRESS_TAKEN);
}

static void members_are_found(void **state)
{
    const Unit *unit = py_sample(state, "class A:\n  x = 1\n  def f(self): pass\nx = 2\n");
    BindingId x = py_class_member(unit, 1, STR("x")), f = py_class_member(unit, 1, STR("f"));
    assert_int_equal(unit_binding(unit, x)->kind, BINDING_CLASS_BODY);
    assert_int_equal(unit_binding(unit, f)->kind, BINDING_FUNCTION);
    assert_int_equal(py_class_member(unit, 1, STR("y")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bases),
        cmocka_unit_test(uses_through_self),
        cmocka_unit_test(who_self_is),
        cmocka_unit_test(bodies_and_instances),
        cmocka_unit_test(types_of_attributes_agree),
        cmocka_unit_test(circles_of_bases_end),
        cmocka_unit_test(decorators_give_flags),
        cmocka_unit_test(members_are_found),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
