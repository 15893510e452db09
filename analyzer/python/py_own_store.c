#include "python/py_own_store.h"

#include "python/py_class.h"
#include "python/py_kinds.h"

NodeId py_own_attribute(const Unit *unit, NodeId node, ClassId *class)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) == PY_SUBSCRIPT) node = tree_child_as(tree, node, ROLE_VALUE);
    NodeId object = tree_kind(tree, node) == PY_ATTRIBUTE ? tree_child_as(tree, node, ROLE_OBJECT) : 0;
    *class = object && tree_kind(tree, object) == PY_IDENTIFIER ? py_self_class(unit, tree_node(tree, object)->binding) : 0;
    return *class ? node : 0;
}

bool py_is_shared(const Unit *unit, NodeId attribute)
{
    return unit_binding(unit, tree_node(unit->tree, attribute)->binding)->kind == BINDING_CLASS_BODY;
}

PyOwnStore py_own_store(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    bool is_assignment = tree_kind(tree, node) == PY_ASSIGNMENT;
    PyOwnStore store = {.value = is_assignment ? tree_child_as(tree, node, ROLE_RIGHT) : py_argument(tree, node, 0, NULL)};
    store.attribute = py_own_attribute(unit, is_assignment ? tree_child_as(tree, node, ROLE_LEFT) : py_call_receiver(tree, node), &store.class);
    return store.attribute && store.value ? store : (PyOwnStore){0};
}
