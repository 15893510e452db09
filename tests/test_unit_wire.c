// A unit that is written and read again is the same: its tree, events and bindings as text, and what is found out about its calls.
#include "c_sample.h"

#include "model/resource.h"
#include "model/unit_wire.h"

static const char text[] =
    "#include <stdlib.h>\n#include <stdio.h>\nenum { FEW = 3 };\nstruct pair { char *a; union { int i; long l; } u; };\n"
    "static int level = 7; static unsigned long most = 0xffffffffff;\nextern void other(struct pair *);\n"
    "static char *make(int n) { return n > FEW ? malloc(n) : NULL; }\n"
    "int f(struct pair *pair, int n)\n{\n    char *p = make(n);\n    if (!p) return -1;\n    for (int i = 0; i < n && level; i++) {\n"
    "        if (p[i] == 'x') goto out;\n        pair->a = p;\n    }\n    free(p);\nout:\n    other(pair);\n    return 0;\n}\n";

static bool reads(const Unit *unit, Str bytes)
{
    Arena arena = {0};
    Unit again;
    bool ok = unit_read(&arena, bytes, unit->source, unit->knowledge, &again);
    arena_close(&arena);
    return ok;
}

static char *dumped(const Unit *unit)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    unit_dump_events(unit, out);
    unit_dump_bindings(unit, out);
    fclose(out);
    return bytes;
}

static void a_unit_comes_back_as_it_was(void **state)
{
    CSample *sample = *state;
    Unit *unit = c_sample(sample, text);
    Unit again;
    Str bytes = unit_write(&sample->arena, unit);
    assert_true(unit_read(&sample->arena, bytes, unit->source, unit->knowledge, &again));
    char *before = dumped(unit), *after = dumped(&again);
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(unit->tree->count, again.tree->count);
    for (NodeId id = 0; id < unit->tree->count; id++) {
        const Node *a = tree_node(unit->tree, id), *b = tree_node(again.tree, id);
        assert_memory_equal(a, b, sizeof *a);
    }
    Summaries left = summaries_open(&sample->arena, unit, NULL), right = summaries_open(&sample->arena, &again, NULL);
    Resources a = resources_find(&sample->arena, unit, &left), b = resources_find(&sample->arena, &again, &right);
    assert_int_equal(a.len, b.len);
    for (uint32_t i = 0; i < a.len; i++) assert_int_equal(a.at[i].endings.len, b.at[i].endings.len);
}

// Whatever is cut off or changed: it is refused, or gives a unit whose ids are all in bounds (the sanitizers watch).
static void damage_does_no_harm(void **state)
{
    CSample *sample = *state;
    const Unit *unit = c_sample(sample, text);
    Str bytes = unit_write(&sample->arena, unit);
    for (size_t len = 0; len < bytes.len; len++) assert_false(reads(unit, (Str){bytes.at, len}));
    char *copy = arena_push(&sample->arena, bytes.len);
    for (size_t at = 0; at < bytes.len; at++) {
        memcpy(copy, bytes.at, bytes.len);
        copy[at] ^= 0x55;
        (void)reads(unit, (Str){copy, bytes.len});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_comes_back_as_it_was),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests(tests, c_sample_open, c_sample_close);
}
