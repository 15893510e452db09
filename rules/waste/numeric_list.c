// self.samples = [0.0] * 1_000_000: a list holds a pointer for each number, and each number is an object of its own.
//
// At least a hundred thousand numbers, kept in an attribute or a module's variable. Small integers are shared by all who use them, so
// that [0] * n alone costs no more than an array.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_load.h"
#include "python/py_loop.h"
#include "python/py_resolve.h"

// The number itself, or the name of a module's constant that is one.
static bool is_large(const Unit *unit, NodeId size)
{
    const Tree *tree = unit->tree;
    size = py_unparenthesized(tree, size);
    if (tree_kind(tree, size) == PY_IDENTIFIER)
        size = py_only_value(unit, tree_node(tree, size)->binding);
    return size && py_is_large_number(tree, size);
}

static bool is_large_range(const Unit *unit, NodeId call)
{
    NodeId from = py_argument(unit->tree, call, 0, NULL),
           to = py_argument(unit->tree, call, 1, NULL);
    return py_calls(unit, call, "builtins.range") && from && is_large(unit, to ? to : from);
}

static bool is_number(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.float", "builtins.int", "random.random",
                                         "random.randint", "random.gauss", NULL};
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    NodeKind kind = tree_kind(tree, value);
    if (kind == PY_BINARY)
        return is_number(unit, tree_child_as(tree, value, ROLE_LEFT)) ||
               is_number(unit, tree_child_as(tree, value, ROLE_RIGHT));
    return kind == PY_FLOAT || kind == PY_INTEGER || py_calls_any(unit, value, makers) ||
           str_starts(py_qualified(unit, py_call_function(tree, value)), STR("math."));
}

static bool is_number_list(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, value, ROLE_LEFT);
    switch (tree_kind(tree, value)) {
    case PY_BINARY:
        return tree_node(tree, value)->operation == OP_MUL && tree_kind(tree, left) == PY_LIST &&
               tree_child_count(tree, left) == 1 &&
               tree_kind(tree, tree_first(tree, left)) == PY_FLOAT &&
               is_large(unit, tree_child_as(tree, value, ROLE_RIGHT));
    case PY_LIST_COMPREHENSION:
        return is_large_range(unit, tree_child_as(tree, tree_child(tree, value, 1), ROLE_RIGHT)) &&
               is_number(unit, tree_first(tree, value));
    case PY_CALL:
        return py_calls(unit, value, "builtins.list") && py_argument(tree, value, 0, NULL) &&
               is_large_range(unit, py_argument(tree, value, 0, NULL));
    default: return false;
    }
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT),
           value = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    bool is_kept =
        tree_kind(tree, target) == PY_ATTRIBUTE ||
        (tree_kind(tree, target) == PY_IDENTIFIER &&
         unit_binding(check->unit, tree_node(tree, target)->binding)->kind == BINDING_GLOBAL);
    if (!value || !is_kept || !is_number_list(check->unit, value) || py_is_aside(check->unit))
        return;
    report(check, value,
           "each number of '%.*s' is an object of its own, of 24 bytes and more, behind a pointer "
           "of 8",
           FMT(tree_text(tree, target)));
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_numeric_list = {
    .id = "numeric-list",
    .summary = "list of very many numbers",
    .help = "use array.array('d', ...) or a numpy array: 8 bytes for each number",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
