// Looking up a key in a defaultdict makes it: `if x in table[key]` and `for a in table[key]` leave an empty entry behind for each key that
// was not there. With keys that come from outside the table grows with every question.
//
// Only attributes of self and variables of the module, and only reads that certainly change nothing in the value: a test, a loop, items(),
// get(). Silent when the key comes out of the table itself, when the function asks `key in table` or stores under it, and when
// anything removes single keys: then somebody keeps the books.
// LIMIT: values that a variable gets first (lookups.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

// Of the value d[k]: only looked at.
static bool is_glance(const Tree *tree, NodeId element)
{
    static const char *const looks[] = {"items", "values", "keys", "get", "copy", "index", "count", NULL};
    Str method;
    ReferenceKind kind = py_reference_kind(tree, element, &method);
    if (kind == REFERENCE_RECEIVER) return str_is_any(method, looks);
    return kind == REFERENCE_ITERATED || kind == REFERENCE_TESTED;
}

// A name, an attribute, or a tuple with one: a constant makes one entry and no more.
static bool is_variable(const Tree *tree, NodeId key)
{
    NodeKind kind = tree_kind(tree, key);
    if (kind != PY_TUPLE) return kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE;
    NodeId part = tree_first(tree, key);
    while (part && py_is_literal(tree, part)) part = tree_next(tree, part);
    return part;
}

static bool is_kept(const Unit *unit, NodeId table)
{
    NodeId object = tree_kind(unit->tree, table) == PY_ATTRIBUTE ? tree_child_as(unit->tree, table, ROLE_OBJECT) : 0;
    if (object) return tree_kind(unit->tree, object) == PY_IDENTIFIER && py_self_class(unit, tree_node(unit->tree, object)->binding);
    return tree_kind(unit->tree, table) == PY_IDENTIFIER && unit_binding(unit, tree_node(unit->tree, table)->binding)->kind == BINDING_GLOBAL;
}

// d[k].append(v), d[k][x] = v: the entry is wanted.
static bool is_filled(const Tree *tree, NodeId node)
{
    Str method;
    NodeId element = tree_parent(tree, node);
    if (tree_kind(tree, element) != PY_SUBSCRIPT || is_glance(tree, element)) return false;
    ReferenceKind kind = py_reference_kind(tree, element, &method);
    return kind != REFERENCE_ELEMENT && kind != REFERENCE_READ;
}

// key in d; not `if d`
static bool is_asked(const Tree *tree, NodeId node)
{
    NodeId around = py_context(tree, node);
    uint32_t operation = tree_node(tree, around)->operation;
    return tree_kind(tree, around) == PY_COMPARISON && (operation == OP_IN || operation == OP_NOT_IN);
}

// A use of the same table, by its text, that keeps the books: del d[k], d.pop(k), anywhere; k in d, d[k] = v, a loop over d in the function.
static bool is_accounted(const Tree *tree, NodeId node, bool is_same_function)
{
    static const char *const takers[] = {"pop", "popitem", NULL};
    static const char *const walks[] = {"items", "values", "keys", NULL};
    Str method;
    ReferenceKind kind = py_reference_kind(tree, node, &method);
    if (kind == REFERENCE_ELEMENT_DELETE) return true;
    if (kind == REFERENCE_RECEIVER) return str_is_any(method, takers) || (is_same_function && str_is_any(method, walks));
    return is_same_function && (is_filled(tree, node) || is_asked(tree, node) || kind == REFERENCE_ELEMENT_WRITE || kind == REFERENCE_ITERATED);
}

static bool keeps_books(const Unit *unit, NodeId table)
{
    const Tree *tree = unit->tree;
    FunctionId function = unit_function_at(unit, table);
    Str text = tree_text(tree, table);
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != tree_kind(tree, table) || !str_equal(tree_text(tree, node), text)) continue;
        if (is_accounted(tree, node, unit_function_at(unit, node) == function)) return true;
    }
    return false;
}

static void check(Check *check, NodeId element)
{
    const Tree *tree = check->tree;
    NodeId table = tree_child_as(tree, element, ROLE_VALUE), key = tree_child_as(tree, element, ROLE_SUBSCRIPT);
    if (!str_is(py_type_name(check->unit, table), "collections.defaultdict") || !is_variable(tree, key)) return;
    if (unit_function_at(check->unit, element) == TOP_LEVEL || !is_glance(tree, element)) return;
    if (py_is_aside(check->unit) || !is_kept(check->unit, table) || keeps_books(check->unit, table)) return;
    report(check, element, "this only looks, but '%.*s' is a defaultdict and keeps a new entry for each key that it does not have",
           FMT(tree_text(tree, table)));
}

static const NodeKind kinds[] = {PY_SUBSCRIPT, 0};

const Rule rule_defaultdict_read_inserts = {
    .id = "defaultdict-read-inserts",
    .summary = "look-up that leaves an entry behind",
    .help = "look it up with get(key, default), or ask `key in` first",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
