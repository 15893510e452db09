#include "engine/program.h"

#include "base/map.h"
#include "engine/modules.h"
#include "py_sample.h"
#include "python/py_index.h"

enum { FILES_MAX = 8 };

// Python files whose records hold an index and, in the first, one finding.
typedef struct World {
    Arena arena;
    PySample *sample;
    Record list[FILES_MAX];
    const Record *records[FILES_MAX];
    uint32_t count;
} World;

static void world_add(World *world, const char *path, const char *text)
{
    Record *record = &world->list[world->count];
    *record = (Record){.path = str_from(path), .language = LANG_PYTHON};
    Problem why = {0};
    assert_true(source_from_text(&world->sample->arena, str_from(path), LANG_PYTHON, str_from(text), &world->sample->source, &why));
    python_unit(world->sample->front, &world->sample->arena, &world->sample->source, &world->sample->knowledge, &world->sample->unit);
    py_index_read(&world->sample->arena, &world->arena, &world->sample->unit, &record->index);
    world->records[world->count++] = record;
}

// Is a finding of the first file that is silenced by the condition silenced?
static bool holds(World *world, const char *condition)
{
    Finding *finding = world->list[0].findings.len ? world->list[0].findings.at : array_push(&world->arena, &world->list[0].findings);
    *finding = (Finding){.unless = str_from(condition)};
    bool is_silenced = !program_upholds(program_open(&world->arena, world->records, world->count), 0, finding);
    *finding = (Finding){.only_if = str_from(condition)};
    assert_int_equal(program_upholds(program_open(&world->arena, world->records, world->count), 0, finding), is_silenced);
    return is_silenced;
}

static World *world_open(void **state)
{
    World *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->sample = *state;
    return world;
}

static void world_close(World *world)
{
    arena_close(&world->arena);
    free(world);
}

static void asks_what_some_file_says(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "x = 1\n");
    world_add(world, "b.py", "from a import CACHE as c\nc[1] = 2\ndef f(y):\n    y.items.pop()\n    getattr(y, 'name')\n");
    assert_true(holds(world, "grows CACHE"));
    assert_false(holds(world, "shrinks CACHE"));
    assert_false(holds(world, "grows c"));
    assert_true(holds(world, "shrinks .items"));
    assert_true(holds(world, "calls .items.pop"));
    assert_true(holds(world, "spells name"));
    assert_false(holds(world, "shrinks .items\tgrows CACHE"));
    assert_true(holds(world, "shrinks .items\tgrows NOTHING"));
    assert_false(holds(world, "grows NOTHING\tgrows NOTHING"));
    world_close(world);
}

static void tests_are_no_evidence_for_the_product(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "x = 1\n");
    world_add(world, "tests/b.py", "def f(y):\n    y.items.pop()\n");
    assert_false(holds(world, "shrinks .items"));
    world->list[0].index.is_aside = true;
    assert_true(holds(world, "shrinks .items"));
    world_close(world);
}

static void finds_classes_through_packages(void **state)
{
    World *world = world_open(state);
    world_add(world, "src/app/main.py", "from lib import Base\nfrom .near import Mixin\nclass A(Base, Mixin):\n    pass\nclass B(A): pass\n");
    world_add(world, "src/lib/__init__.py", "from .core import *\n");
    world_add(world, "src/lib/core.py", "class Base:\n    def drop(self):\n        self.items.clear()\n");
    world_add(world, "src/app/near.py", "class Mixin:\n    __slots__ = ()\n    def look(self):\n        return self.items\n");
    world_add(world, "src/other/lib/__init__.py", "");
    world_add(world, "src/other/__init__.py", "");
    assert_true(holds(world, "above #1: shrinks .items"));
    assert_true(holds(world, "above #2: shrinks .items"));
    assert_true(holds(world, "above #1: reads .items"));
    assert_true(holds(world, "above #1: unslotted"));
    assert_false(holds(world, "class #1: shrinks .items"));
    assert_false(holds(world, "below #1: shrinks .items"));
    assert_true(holds(world, "below #1: exists"));
    assert_false(holds(world, "below #2: exists"));
    assert_false(holds(world, "family #1: open"));
    assert_true(holds(world, "class lib.Base: defines drop"));
    assert_true(holds(world, "below lib.core.Base: exists"));
    world_close(world);
}

static void a_family_is_all_that_sees_the_same_instances(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "class A:\n    def f(self):\n        self.x.append(1)\n");
    world_add(world, "b.py", "from a import A\nfrom c import C\nclass B(A, C): pass\n");
    world_add(world, "c.py", "class C:\n    def g(self):\n        self.x.pop()\nclass D(C):\n    def g(self):\n        self.y.pop()\n");
    assert_true(holds(world, "family #1: shrinks .x"));
    assert_false(holds(world, "family #1: shrinks .y"));
    world_close(world);
}

static void an_unknown_base_is_open(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "import threading\nfrom far import Far\nclass A(threading.Thread): pass\nclass B(Far): pass\nclass C(make()): pass\nclass D(B): pass\n");
    assert_false(holds(world, "class #1: open"));
    assert_true(holds(world, "class #2: open"));
    assert_true(holds(world, "class #3: open"));
    assert_false(holds(world, "class #4: open"));
    assert_true(holds(world, "above #4: open"));
    world_close(world);
}

static void asks_what_functions_do(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "x = 1\n");
    world_add(world, "pkg/__init__.py", "from .mod import end\n");
    world_add(world, "pkg/mod.py", "TABLE = {}\nUSED = []\nUSED.pop()\ndef end(a, b):\n    a.close()\n    return b\ndef look(a):\n    print(len(a))\n");
    assert_true(holds(world, "in pkg.mod.end: closes-0"));
    assert_true(holds(world, "in pkg.end: closes-0"));
    assert_true(holds(world, "in pkg.end: keeps-1"));
    assert_true(holds(world, "in pkg.mod.look: borrows-0"));
    assert_false(holds(world, "in pkg.look: borrows-0"));
    assert_true(holds(world, "in pkg.mod.TABLE: makes"));
    assert_false(holds(world, "in pkg.mod.USED: makes"));
    world_close(world);
}

static void ends_on_circles(void **state)
{
    World *world = world_open(state);
    world_add(world, "a.py", "from b import *\nfrom b import A as Z\nclass A(Z): pass\nclass B(C): pass\nclass C(B): pass\n");
    world_add(world, "b.py", "from a import *\nfrom a import A\n");
    assert_false(holds(world, "family #1: shrinks .x"));
    assert_false(holds(world, "family b.Q: shrinks .x"));
    assert_false(holds(world, "family #2: shrinks .x"));
    world_close(world);
}

static void takes_the_nearest_of_several_modules(void **state)
{
    World *world = world_open(state);
    world_add(world, "one/main.py", "from util import A\nclass B(A): pass\n");
    world_add(world, "one/util.py", "class A:\n    def f(self): self.x.pop()\n");
    world_add(world, "two/util.py", "class A:\n    def f(self): self.y.pop()\n");
    assert_true(holds(world, "above #1: shrinks .x"));
    assert_false(holds(world, "above #1: shrinks .y"));
    world->list[0].path = STR("main.py");
    assert_false(holds(world, "above #1: shrinks .x"));
    world_close(world);
}

static void classes_and_functions_say_what_they_open(void **state)
{
    World *world = world_open(state);
    world_add(world, "pkg/use.py", "from .own import Packer, Reader, connect\n");
    world_add(world, "pkg/own.py",
              "import socket\n"
              "def connect():\n    s = socket.socket()\n    s.listen()\n    return s\n"
              "def given(s):\n    return s\n"
              "def either(s):\n    return s or open('x')\n"
              "class Base:\n    def __init__(self):\n        self.f = open('x')\n"
              "    def close(self):\n        self.f.close()\n    def pack(self):\n        return self.f.tell()\n"
              "    def both(self):\n        self.close()\n"
              "class Packer(Base):\n    def me(self):\n        return self\n"
              "class Reader:\n    def __init__(self, f, g):\n        self.f = f\n        self.g = g\n"
              "    def read(self):\n        self.g.close()\n        return self.f.read()\n");
    assert_true(holds(world, "in pkg.own.connect: opens"));
    assert_false(holds(world, "in pkg.own.given: opens"));
    assert_false(holds(world, "in pkg.own.either: opens"));
    assert_true(holds(world, "lineage pkg.own.Packer: owns"));
    assert_false(holds(world, "class pkg.own.Packer: owns"));
    assert_true(holds(world, "lineage pkg.own.Packer: frees both"));
    assert_false(holds(world, "lineage pkg.own.Packer: frees pack"));
    assert_true(holds(world, "class pkg.own.Reader: pins 1"));
    assert_true(holds(world, "class pkg.own.Reader: pins f"));
    assert_false(holds(world, "class pkg.own.Reader: pins 2"));
    world_close(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_what_some_file_says),
        cmocka_unit_test(tests_are_no_evidence_for_the_product),
        cmocka_unit_test(classes_and_functions_say_what_they_open),
        cmocka_unit_test(finds_classes_through_packages),
        cmocka_unit_test(a_family_is_all_that_sees_the_same_instances),
        cmocka_unit_test(an_unknown_base_is_open),
        cmocka_unit_test(asks_what_functions_do),
        cmocka_unit_test(ends_on_circles),
        cmocka_unit_test(takes_the_nearest_of_several_modules),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
