// Everything is read off the syntax of one function; what a called function does to the variable is not looked at.
#include "python/py_loop.h"

#include "base/str.h"
#include "python/py_resolve.h"

enum { FEW = 16 };

static bool is_loop(NodeKind kind) { return kind == PY_FOR || kind == PY_WHILE; }

NodeId py_loop_around(const Tree *tree, NodeId node)
{
    for (NodeId child = node; child; child = tree_parent(tree, child)) {
        NodeId parent = tree_parent(tree, child);
        uint8_t role = tree_node(tree, child)->role;
        if (py_is_function(tree, parent) || tree_kind(tree, parent) == PY_CLASS) return 0;
        if (is_loop(tree_kind(tree, parent)) && (role == ROLE_BODY || role == ROLE_CONDITION))
            return parent;
    }
    return 0;
}

static bool is_small_number(const Tree *tree, NodeId node)
{
    Str text = tree_text(tree, node);
    if (tree_kind(tree, node) != PY_INTEGER || text.len > 2) return false;
    return text.len == 1 || text.at[0] == '0' || (text.at[0] == '1' && text.at[1] <= '6');
}

bool py_is_few(const Unit *unit, NodeId iterable)
{
    const Tree *tree = unit->tree;
    NodeId over = py_unparenthesized(tree, iterable);
    switch (tree_kind(tree, over)) {
    case PY_LIST:
    case PY_TUPLE:
    case PY_SET:
    case PY_EXPRESSION_LIST: return tree_child_count(tree, over) <= FEW;
    case PY_STRING: return true;
    case PY_CALL: break;
    default: return false;
    }
    uint32_t count = py_argument_count(tree, over);
    NodeId end = py_argument(tree, over, count > 1 ? 1 : 0, NULL);
    if (py_calls(unit, over, "builtins.enumerate")) {
        NodeKind kind = tree_kind(tree, py_argument(tree, over, 0, NULL));
        return kind == PY_LIST || kind == PY_TUPLE;
    }
    bool is_counted =
        py_calls(unit, over, "builtins.range") || py_calls(unit, over, "itertools.islice");
    return is_counted && end && is_small_number(tree, end);
}

bool py_is_short_loop(const Unit *unit, NodeId loop)
{
    return tree_kind(unit->tree, loop) == PY_FOR &&
           py_is_few(unit, tree_child_as(unit->tree, loop, ROLE_RIGHT));
}

bool py_is_same_variable(const Tree *tree, NodeId a, NodeId b)
{
    if (!a || !b || tree_kind(tree, a) != tree_kind(tree, b)) return false;
    if (tree_kind(tree, a) == PY_IDENTIFIER)
        return tree_node(tree, a)->binding &&
               tree_node(tree, a)->binding == tree_node(tree, b)->binding;
    return tree_kind(tree, a) == PY_ATTRIBUTE &&
           str_equal(py_attribute_name(tree, a), py_attribute_name(tree, b)) &&
           py_is_same_variable(tree, tree_child_as(tree, a, ROLE_OBJECT),
                               tree_child_as(tree, b, ROLE_OBJECT));
}

NodeId py_next_use(const Tree *tree, NodeId node, NodeId variable, NodeId after)
{
    for (NodeId at = after ? after + 1 : node, end = tree_end(tree, node); at < end; at++)
        if (py_is_same_variable(tree, at, variable)) return at;
    return 0;
}

// Is the expression a target: of =, +=, for, with, :=, del, alone or in a pattern?
static bool is_target(const Tree *tree, NodeId node)
{
    NodeId child = node, parent = tree_parent(tree, node);
    while (tree_kind(tree, parent) == PY_PATTERN_LIST ||
           tree_kind(tree, parent) == PY_TUPLE_PATTERN ||
           tree_kind(tree, parent) == PY_LIST_PATTERN ||
           tree_kind(tree, parent) == PY_LIST_SPLAT_PATTERN ||
           tree_kind(tree, parent) == PY_EXPRESSION_LIST) {
        child = parent;
        parent = tree_parent(tree, parent);
    }
    switch (tree_kind(tree, parent)) {
    case PY_ASSIGNMENT:
    case PY_AUGMENTED_ASSIGNMENT:
    case PY_FOR:
    case PY_FOR_IN: return tree_node(tree, child)->role == ROLE_LEFT;
    case PY_NAMED_EXPRESSION: return tree_node(tree, child)->role == ROLE_NAME;
    case PY_AS_PATTERN_TARGET:
    case PY_DELETE: return true;
    default: return false;
    }
}

bool py_is_bound_in(const Unit *unit, NodeId node, NodeId variable, NodeId except)
{
    const Tree *tree = unit->tree;
    for (; variable && variable < tree->count;
         variable = tree_child_as(tree, variable, ROLE_OBJECT)) {
        NodeId use = 0;
        while ((use = py_next_use(tree, node, variable, use)))
            if (is_target(tree, use) && !(except && tree_contains(tree, except, use))) return true;
        if (tree_kind(tree, variable) != PY_ATTRIBUTE) return false;
    }
    return false;
}

bool py_ends_loop_behind(const Tree *tree, NodeId statement)
{
    NodeId next = tree_next(tree, statement);
    NodeKind kind = next ? tree_kind(tree, next) : 0;
    return kind == PY_BREAK || kind == PY_RETURN || kind == PY_RAISE;
}

NodeId py_growing_loop(const Unit *unit, NodeId statement, NodeId target)
{
    const Tree *tree = unit->tree;
    NodeId growing = 0, whole = py_enclosing_statement(tree, statement);
    if (py_ends_loop_behind(tree, whole)) return 0;
    for (NodeId loop = py_loop_around(tree, statement); loop; loop = py_loop_around(tree, loop)) {
        if (py_is_bound_in(unit, loop, target, whole)) break;
        if (!py_is_short_loop(unit, loop)) growing = loop;
    }
    return growing;
}

NodeId py_value_before(const Unit *unit, NodeId node, NodeId variable)
{
    const Tree *tree = unit->tree;
    NodeId function = py_enclosing_function(tree, node), value = 0;
    for (NodeId at = function ? function : ROOT; at < node; at++) {
        if (tree_kind(tree, at) != PY_ASSIGNMENT || py_enclosing_function(tree, at) != function)
            continue;
        if (!py_is_same_variable(tree, tree_child_as(tree, at, ROLE_LEFT), variable)) continue;
        value = py_unparenthesized(tree, tree_child_as(tree, at, ROLE_RIGHT));
    }
    return value;
}

NodeId py_added_value(const Tree *tree, NodeId assignment)
{
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    NodeId right = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    if (tree_kind(tree, assignment) == PY_AUGMENTED_ASSIGNMENT)
        return tree_node(tree, assignment)->operation == (OP_COMPOUND | OP_ADD) ? right : 0;
    if (tree_kind(tree, right) != PY_BINARY || tree_node(tree, right)->operation != OP_ADD)
        return 0;
    NodeId left = tree_child_as(tree, right, ROLE_LEFT);
    return py_is_same_variable(tree, left, target) ? tree_child_as(tree, right, ROLE_RIGHT) : 0;
}

bool py_is_limited_in(const Unit *unit, NodeId loop, NodeId variable)
{
    static const char *const views[] = {"items", "keys", "values", NULL};
    const Tree *tree = unit->tree;
    NodeId over = tree_child_as(tree, loop, ROLE_RIGHT), use = 0;
    if (over && str_is_any(py_method_name(tree, over), views)) return true;
    while ((use = py_next_use(tree, loop, variable, use)))
        if (py_calls(unit, tree_parent(tree, tree_parent(tree, use)), "builtins.len")) return true;
    return false;
}

bool py_has_method_call(const Tree *tree, NodeId node, const char *const *methods)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == PY_CALL && str_is_any(py_method_name(tree, at), methods))
            return true;
    return false;
}

// Lines, rows, matches, characters: what is as many as a text or an input is long.
static bool is_input(const Unit *unit, NodeId iterable)
{
    static const char *const types[] = {"io.TextIOWrapper", "io.BufferedReader", "gzip.GzipFile",
                                        "builtins.str",     "builtins.bytes",    NULL};
    static const char *const streams[] = {"sys.stdin", "sys.stdin.buffer", "fileinput.input", "csv.reader", "csv.DictReader", NULL};
    static const char *const methods[] = {"readlines",  "splitlines",   "fetchall",
                                          "iter_lines", "iter_content", "finditer",
                                          "iterrows",   "itertuples",   NULL};
    static const char *const wrappers[] = {"builtins.enumerate", "builtins.reversed",
                                           "builtins.zip",       "builtins.range",
                                           "builtins.len",       NULL};
    const Tree *tree = unit->tree;
    for (;;) {
        iterable = py_unparenthesized(tree, iterable);
        if (tree_kind(tree, iterable) != PY_CALL || !py_calls_any(unit, iterable, wrappers)) break;
        iterable = py_argument(tree, iterable, 0, NULL);
        if (!iterable) return false;
    }
    NodeId called =
        tree_kind(tree, iterable) == PY_CALL ? py_call_function(tree, iterable) : iterable;
    if (tree_kind(tree, iterable) == PY_STRING) return false;
    return str_is_any(py_type_name(unit, iterable), types) ||
           str_is_any(py_qualified(unit, called), streams) ||
           str_is_any(py_method_name(tree, iterable), methods);
}

bool py_is_input_loop(const Unit *unit, NodeId loop)
{
    static const char *const readers[] = {"read",     "read1",    "readline",  "recv",
                                          "recvfrom", "fetchone", "fetchmany", NULL};
    if (tree_kind(unit->tree, loop) == PY_WHILE)
        return py_has_method_call(unit->tree, loop, readers);
    return is_input(unit, tree_child_as(unit->tree, loop, ROLE_RIGHT));
}

bool py_is_long_loop(const Unit *unit, NodeId loop, NodeId node)
{
    NodeId inner = py_loop_around(unit->tree, node);
    bool is_nested = inner != loop && !py_is_short_loop(unit, inner);
    return is_nested || py_is_input_loop(unit, loop);
}
