// What is done with the collection but by loops that take its elements apart, or by what only adds or empties, counts as reading all.
#include "python/py_unread.h"

#include "base/str.h"
#include "python/py_idiom.h"

typedef enum Reading {
    READING_NONE,      // no element is looked at
    READING_DISCARDS,  // a loop goes over the elements and does not use the part
    READING_READS,     // it may be used
} Reading;

// The variable of `for a, b, _ in items` that gets the n-th part: is it used?
static bool is_part_read(const Unit *unit, NodeId target, uint32_t n)
{
    const Tree *tree = unit->tree;
    bool is_unpacked = tree_kind(tree, target) == PY_PATTERN_LIST || tree_kind(tree, target) == PY_TUPLE_PATTERN;
    NodeId part = is_unpacked ? tree_child(tree, target, n) : 0;
    if (!part || tree_kind(tree, part) != PY_IDENTIFIER) return true;
    for_each_reference(unit, tree_node(tree, part)->binding, reference)
        if (reference->kind != REFERENCE_WRITE) return true;
    return false;
}

// Of `for ... in items`; READING_NONE where the items stand in no such loop.
static Reading reading_of_loop(const Unit *unit, NodeId items, uint32_t n)
{
    NodeId loop = tree_parent(unit->tree, items);
    if (tree_kind(unit->tree, loop) != PY_FOR || tree_child_as(unit->tree, loop, ROLE_RIGHT) != items) return READING_NONE;
    return is_part_read(unit, tree_child_as(unit->tree, loop, ROLE_LEFT), n) ? READING_READS : READING_DISCARDS;
}

// Of `copy = list(self.items)`, by the loops over `copy`.
static Reading reading_of_copy(const Unit *unit, BindingId copy, uint32_t n)
{
    Reading found = READING_NONE;
    for_each_reference(unit, copy, reference) {
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_TESTED) continue;
        if (reading_of_loop(unit, reference->node, n) != READING_DISCARDS) return READING_READS;
        found = READING_DISCARDS;
    }
    return found;
}

static Reading reading_of(const Unit *unit, const Attribute *use, uint32_t n)
{
    static const char *const copiers[] = {"builtins.list", "builtins.tuple", "builtins.reversed", "builtins.sorted", NULL};
    static const char *const silent[] = {"append", "appendleft", "clear", "extend", NULL};
    const Tree *tree = unit->tree;
    if (use->kind == REFERENCE_WRITE || use->kind == REFERENCE_TESTED) return READING_NONE;
    if (use->kind == REFERENCE_RECEIVER) return str_is_any(use->method, silent) ? READING_NONE : READING_READS;
    NodeId items = use->node, call = tree_parent(tree, tree_parent(tree, items));
    if (use->kind == REFERENCE_ARGUMENT && py_calls_any(unit, call, copiers)) items = call;
    NodeId copy = items == call ? py_stored_in(tree, call) : 0;
    if (copy && tree_kind(tree, copy) == PY_IDENTIFIER) return reading_of_copy(unit, tree_node(tree, copy)->binding, n);
    Reading reading = reading_of_loop(unit, items, n);
    return reading ? reading : READING_READS;
}

bool py_is_unread_part(const Unit *unit, NodeId value, NodeId place)
{
    const Tree *tree = unit->tree;
    NodeId packed = tree_parent(tree, value), object = tree_kind(tree, place) == PY_ATTRIBUTE ? tree_first(tree, place) : 0;
    if (tree_kind(tree, packed) != PY_TUPLE || !object || tree_kind(tree, object) != PY_IDENTIFIER) return false;
    uint32_t n = 0;
    for (NodeId part = tree_first(tree, packed); part && part != value; part = tree_next(tree, part)) n++;
    bool is_discarded = false;
    for_each_use(unit, py_self_class(unit, tree_node(tree, object)->binding), py_attribute_name(tree, place), use) {
        Reading reading = use->node == place ? READING_NONE : reading_of(unit, use, n);
        if (reading == READING_READS) return false;
        is_discarded |= reading == READING_DISCARDS;
    }
    return is_discarded;
}
