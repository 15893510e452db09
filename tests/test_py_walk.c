// Both ways of walking over tree-sitter's tree see the same: that which reads trees where they lie and that with a cursor, which is
// compiled once more here, under other names.
#include "python/py_walk.h"

#include <unistd.h>

#include "walk.h"

#define py_walk_open cursor_open
#define py_walk_close cursor_close
#define py_walk_node cursor_node
#define py_walk_field cursor_field
#define py_walk_down cursor_down
#define py_walk_on cursor_on
#define py_walk_up cursor_up
#include "python/py_walk.c"
#undef py_walk_open
#undef py_walk_close
#undef py_walk_node
#undef py_walk_field
#undef py_walk_down
#undef py_walk_on
#undef py_walk_up

const TSLanguage *tree_sitter_python(void);

typedef struct Pair {
    PyWalk *walk, *cursor;
    uint32_t nodes;
} Pair;

static void compare(Pair *pair)
{
    PyForeign a = py_walk_node(pair->walk), b = cursor_node(pair->cursor);
    assert_int_equal(a.symbol, b.symbol);
    assert_int_equal(a.from, b.from);
    assert_int_equal(a.to, b.to);
    assert_int_equal(a.is_missing, b.is_missing);
    assert_int_equal(a.has_error, b.has_error);
    assert_int_equal(py_walk_field(pair->walk), cursor_field(pair->cursor));
    pair->nodes++;
}

typedef bool Move(PyWalk *walk);

static bool both(Pair *pair, Move *walk, Move *cursor)
{
    bool moved = walk(pair->walk);
    assert_int_equal(moved, cursor(pair->cursor));
    return moved;
}

// Every node; where only some are wanted, a walk leaves the others out, so each seventh is not gone into and half of the symbols are skipped.
static void walk_both(Pair *pair, bool leaves_out)
{
    do {
        compare(pair);
        if (!(leaves_out && pair->nodes % 7 == 0) && both(pair, py_walk_down, cursor_down)) continue;
        while (!both(pair, py_walk_on, cursor_on))
            if (!both(pair, py_walk_up, cursor_up)) return;
    } while (true);
}

// Half of the symbols, without errors: their number lies beyond the table.
static const bool *some_symbols(Arena *arena, const TSTree *tree)
{
    uint32_t count = ts_language_symbol_count(tree_sitter_python());
    bool *some = arena_array(arena, bool, count);
    for (uint32_t i = 0; i < count; i += 2) some[i] = true;
    return ts_node_has_error(ts_tree_root_node(tree)) ? NULL : some;
}

static uint32_t walk_text(Str text, bool leaves_out)
{
    Arena arena = {0};
    TSParser *parser = ts_parser_new();
    assert_true(ts_parser_set_language(parser, tree_sitter_python()));
    TSTree *tree = ts_parser_parse_string(parser, NULL, text.len ? text.at : "", (uint32_t)text.len);
    const bool *skipped = leaves_out ? some_symbols(&arena, tree) : NULL;
    Pair pair = {py_walk_open(&arena, tree, skipped), cursor_open(&arena, tree, skipped), 0};
    walk_both(&pair, leaves_out);
    py_walk_close(pair.walk);
    cursor_close(pair.cursor);
    ts_tree_delete(tree);
    ts_parser_delete(parser);
    arena_close(&arena);
    return pair.nodes;
}

static void fixtures_look_the_same(void **state)
{
    (void)state;
    Arena arena = {0};
    Strs files = {0};
    uint32_t nodes = 0;
    walk_files(&arena, STR("fixtures/python"), STR(".py"), &files);
    for (uint32_t i = 0; i < files.len; i++) nodes += walk_text(walk_read(&arena, files.at[i]), i % 2);
    assert_true(nodes > 10000);
    arena_close(&arena);
}

// What does not parse has nodes that are missing and errors; each fixture is cut off and bent in its middle.
static void broken_text_looks_the_same(void **state)
{
    (void)state;
    Arena arena = {0};
    Strs files = {0};
    walk_files(&arena, STR("fixtures/python"), STR(".py"), &files);
    for (uint32_t i = 0; i < files.len; i += 5) {
        Str text = walk_read(&arena, files.at[i]);
        walk_text(str_slice(text, 0, text.len / 3), false);
        walk_text(arena_format(&arena, "%.*s)(%.*s", FMT(str_slice(text, 0, text.len / 2)), FMT(str_from_byte(text, text.len / 2))), false);
    }
    walk_text(STR(""), false);
    walk_text(STR("\n\n# only a comment"), false);
    walk_text(STR("def f(\n  x = = )) class"), false);
    arena_close(&arena);
}

int main(void)
{
    if (chdir(MEMLINT_SOURCE_DIR) != 0) return 2;
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixtures_look_the_same), cmocka_unit_test(broken_text_looks_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
