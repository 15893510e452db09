#include "python/py_dropped.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_kinds.h"

// "comm" of `comm.closed()`, `not comm.is_closed()`, `comm.closed`; empty = the condition asks something else.
static Str asked(const Tree *tree, NodeId condition)
{
    static const char *const states[] = {"closed", "is_closed", "is_closing", "is_open", "is_connected", "connected", NULL};
    condition = py_unparenthesized(tree, condition);
    if (tree_kind(tree, condition) == PY_NOT) condition = py_unparenthesized(tree, tree_first(tree, condition));
    NodeId attribute = tree_kind(tree, condition) == PY_CALL ? py_call_function(tree, condition) : condition;
    if (tree_kind(tree, attribute) != PY_ATTRIBUTE || !str_is_any(py_attribute_name(tree, attribute), states)) return (Str){0};
    return tree_text(tree, tree_first(tree, attribute));
}

// x of the statement `x.close()`, also awaited or yielded; 0 = it is another.
static NodeId closed_by(const Tree *tree, NodeId statement, NodeId *call)
{
    NodeId value = tree_first(tree, statement);
    NodeKind kind = value ? tree_kind(tree, value) : 0;
    *call = kind == PY_AWAIT || kind == PY_YIELD || kind == PY_YIELD_FROM ? tree_first(tree, value) : value;
    bool is_close = tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT && *call && tree_kind(tree, *call) == PY_CALL && str_is(py_method_name(tree, *call), "close");
    return is_close ? py_call_receiver(tree, *call) : 0;
}

static bool drops(const Tree *tree, NodeId statement, Str thing)
{
    if (tree_kind(tree, statement) == PY_DELETE) return str_equal(tree_text(tree, tree_first(tree, statement)), thing);
    NodeId assignment = tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT ? tree_first(tree, statement) : 0;
    if (!assignment || tree_kind(tree, assignment) != PY_ASSIGNMENT) return false;
    bool is_emptied = tree_kind(tree, tree_child_as(tree, assignment, ROLE_RIGHT)) == PY_NONE;
    return is_emptied && str_equal(tree_text(tree, tree_child_as(tree, assignment, ROLE_LEFT)), thing);
}

bool py_dropped(const Unit *unit, NodeId branch, PyDropped *dropped)
{
    const Tree *tree = unit->tree;
    Str other = asked(tree, tree_child_as(tree, branch, ROLE_CONDITION));
    NodeId next = other.len && !tree_child_as(tree, branch, ROLE_ALTERNATIVE) ? tree_next(tree, branch) : 0;
    if (!next) return false;
    NodeId block = tree_child_as(tree, branch, ROLE_CONSEQUENCE);
    for (NodeId statement = tree_first(tree, block); statement; statement = tree_next(tree, statement)) {
        NodeId call, thing = closed_by(tree, statement, &call);
        Str text = thing ? tree_text(tree, thing) : (Str){0};
        if (!thing || tree_kind(tree, thing) == PY_IDENTIFIER || str_equal(text, other) || !drops(tree, next, text)) continue;
        *dropped = (PyDropped){call, next, text, other};
        return true;
    }
    return false;
}
