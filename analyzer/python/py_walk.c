// Where tree-sitter is compiled from its sources (MEMLINT_SUBTREES), their own headers tell how a tree lies in memory, and it is read
// there: a cursor carries rows, columns and counts of descendants along, which costs four times as much. Where it is the system's, a
// cursor it is. test_py_walk holds the one against the other.
#include "python/py_walk.h"

#ifdef MEMLINT_SUBTREES

#include <language.h>
#include <subtree.h>
#include <tree.h>

// The children of a node; the walk stands on one of them, or in a level below.
typedef struct Level {
    const Subtree *children;
    uint32_t count, at;
    uint32_t structural;      // place among the children that are not extra, which is how the grammar counts
    uint32_t from;            // first byte of the child
    const TSSymbol *aliases;  // by structural place; NULL
    uint16_t production;
    bool is_hidden;           // the children of a node that is no node to us: they belong to the one above
} Level;

struct PyWalk {
    Arena *arena;
    const TSLanguage *language;
    const bool *skipped;
    Subtree root;
    Level *levels;
    uint32_t len, cap;  // no level: it stands on the root
};

static void push(PyWalk *walk, Subtree parent, uint32_t from, bool is_hidden)
{
    if (walk->len == walk->cap) {
        uint32_t wider = walk->cap * 2 + 64;
        walk->levels = arena_grow(walk->arena, walk->levels, sizeof(Level) * walk->cap, sizeof(Level) * wider);
        walk->cap = wider;
    }
    uint16_t production = parent.ptr->production_id;
    walk->levels[walk->len++] = (Level){.children = ts_subtree_children(parent), .count = parent.ptr->child_count, .from = from,
                                        .aliases = ts_language_alias_sequence(walk->language, production), .production = production,
                                        .is_hidden = is_hidden};
}

static void step(Level *level)
{
    Subtree child = level->children[level->at++];
    level->structural += !ts_subtree_extra(child);
    level->from += ts_subtree_size(child).bytes;
    if (level->at < level->count) level->from += ts_subtree_padding(level->children[level->at]).bytes;
}

static TSSymbol alias_of(const Level *level, Subtree child)
{
    return level->aliases && !ts_subtree_extra(child) ? level->aliases[level->structural] : 0;
}

static bool is_skipped(const PyWalk *walk, TSSymbol symbol) { return walk->skipped && walk->skipped[symbol]; }

// Finds the first visible node from here on; false at the end of the children of a visible one.
static bool settle(PyWalk *walk)
{
    for (;;) {
        Level *level = &walk->levels[walk->len - 1];
        if (level->at == level->count) {
            if (!level->is_hidden) return false;
            walk->len--;
            step(level - 1);
            continue;
        }
        Subtree child = level->children[level->at];
        TSSymbol alias = alias_of(level, child);
        bool is_visible = alias || ts_subtree_visible(child);
        if (is_visible && !is_skipped(walk, alias ? alias : ts_subtree_symbol(child))) return true;
        if (!is_visible && ts_subtree_visible_child_count(child)) push(walk, child, level->from, true);
        else step(level);
    }
}

static Subtree current(const PyWalk *walk)
{
    if (!walk->len) return walk->root;
    const Level *level = &walk->levels[walk->len - 1];
    return level->children[level->at];
}

static uint32_t start_of(const PyWalk *walk)
{
    return walk->len ? walk->levels[walk->len - 1].from : ts_subtree_padding(walk->root).bytes;
}

PyWalk *py_walk_open(Arena *arena, const TSTree *tree, const bool *skipped)
{
    PyWalk *walk = arena_new(arena, PyWalk);
    *walk = (PyWalk){.arena = arena, .language = tree->language, .skipped = skipped, .root = tree->root};
    return walk;
}

void py_walk_close(PyWalk *walk) { (void)walk; }

PyForeign py_walk_node(const PyWalk *walk)
{
    Subtree here = current(walk);
    TSSymbol alias = walk->len ? alias_of(&walk->levels[walk->len - 1], here) : 0;
    uint32_t from = start_of(walk);
    return (PyForeign){.symbol = ts_language_public_symbol(walk->language, alias ? alias : ts_subtree_symbol(here)),
                       .from = from, .to = from + ts_subtree_size(here).bytes,
                       .is_missing = ts_subtree_missing(here), .has_error = ts_subtree_error_cost(here) > 0};
}

// A field may have been given to a hidden node around it.
TSFieldId py_walk_field(const PyWalk *walk)
{
    for (uint32_t i = walk->len; i-- > 0;) {
        const Level *level = &walk->levels[i];
        if (ts_subtree_extra(level->children[level->at])) return 0;
        const TSFieldMapEntry *entry, *end;
        ts_language_field_map(walk->language, level->production, &entry, &end);
        for (; entry < end; entry++)
            if (!entry->inherited && entry->child_index == level->structural) return entry->field_id;
        if (!level->is_hidden) return 0;
    }
    return 0;
}

bool py_walk_down(PyWalk *walk)
{
    Subtree here = current(walk);
    if (!ts_subtree_visible_child_count(here)) return false;
    uint32_t len = walk->len;
    push(walk, here, start_of(walk), false);
    if (settle(walk)) return true;
    walk->len = len;
    return false;
}

bool py_walk_on(PyWalk *walk)
{
    if (!walk->len) return false;
    step(&walk->levels[walk->len - 1]);
    return settle(walk);
}

bool py_walk_up(PyWalk *walk)
{
    if (!walk->len) return false;
    while (walk->levels[walk->len - 1].is_hidden) walk->len--;
    walk->len--;
    return true;
}

#else

struct PyWalk {
    TSTreeCursor cursor;
    const bool *skipped;
};

PyWalk *py_walk_open(Arena *arena, const TSTree *tree, const bool *skipped)
{
    PyWalk *walk = arena_new(arena, PyWalk);
    walk->skipped = skipped;
    walk->cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    return walk;
}

void py_walk_close(PyWalk *walk) { ts_tree_cursor_delete(&walk->cursor); }

PyForeign py_walk_node(const PyWalk *walk)
{
    TSNode node = ts_tree_cursor_current_node(&walk->cursor);
    return (PyForeign){.symbol = ts_node_symbol(node), .from = ts_node_start_byte(node), .to = ts_node_end_byte(node),
                       .is_missing = ts_node_is_missing(node), .has_error = ts_node_has_error(node)};
}

TSFieldId py_walk_field(const PyWalk *walk) { return ts_tree_cursor_current_field_id(&walk->cursor); }
bool py_walk_up(PyWalk *walk) { return ts_tree_cursor_goto_parent(&walk->cursor); }

// Moves on to the first node that is wanted, from this one on.
static bool settle(PyWalk *walk)
{
    while (walk->skipped && walk->skipped[ts_node_symbol(ts_tree_cursor_current_node(&walk->cursor))])
        if (!ts_tree_cursor_goto_next_sibling(&walk->cursor)) return false;
    return true;
}

bool py_walk_down(PyWalk *walk)
{
    if (!ts_tree_cursor_goto_first_child(&walk->cursor)) return false;
    if (settle(walk)) return true;
    py_walk_up(walk);
    return false;
}

bool py_walk_on(PyWalk *walk) { return ts_tree_cursor_goto_next_sibling(&walk->cursor) && settle(walk); }

#endif
