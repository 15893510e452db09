#include "python/py_context_variable.h"

#include "base/str.h"
#include "python/py_idiom.h"

static bool makes_variable(const Unit *unit, NodeId value)
{
    if (!value || tree_kind(unit->tree, value) != PY_CALL) return false;
    return str_is(str_last_part(py_qualified(unit, py_call_function(unit->tree, value))), "ContextVar");
}

bool py_is_context_variable(const Unit *unit, NodeId place)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, place) == PY_IDENTIFIER) return makes_variable(unit, py_only_value(unit, tree_node(tree, place)->binding));
    if (tree_kind(tree, place) != PY_ATTRIBUTE) return false;
    for_each_spelling(unit, py_attribute_name(tree, place), spelling)
        if (tree_kind(tree, spelling->node) == PY_ATTRIBUTE && makes_variable(unit, py_assigned_value(tree, spelling->node))) return true;
    return false;
}

bool py_is_set_again(const Unit *unit, NodeId set)
{
    const Tree *tree = unit->tree;
    Str variable = tree_text(tree, py_call_receiver(tree, set));
    NodeId end = tree_end(tree, unit_function(unit, unit_function_at(unit, set))->node);
    for (NodeId node = set + 1; node < end; node++) {
        NodeId receiver = tree_kind(tree, node) == PY_CALL ? py_call_receiver(tree, node) : 0;
        if (receiver && str_equal(tree_text(tree, receiver), variable)) return true;
    }
    return false;
}
