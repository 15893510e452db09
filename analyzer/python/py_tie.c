#include "python/py_tie.h"

#include "base/str.h"
#include "python/py_idiom.h"

// The object that a key is: self, a local variable or a parameter. False for anything else.
static bool held_of(const Unit *unit, NodeId key, PyHeld *held)
{
    if (tree_kind(unit->tree, key) != PY_IDENTIFIER) return false;
    BindingId id = tree_node(unit->tree, key)->binding;
    BindingKind kind = unit_binding(unit, id)->kind;
    ClassId class = py_self_class(unit, id);
    *held = class ? (PyHeld){.class = class} : (PyHeld){.variable = id};
    return (kind == BINDING_LOCAL || kind == BINDING_PARAMETER) && unit_binding(unit, id)->writes <= 1;
}

// `self.x = key` of the same function: the node of self.x, else 0.
static NodeId kept_by_self(const Unit *unit, ClassId class, FunctionId function, BindingId key)
{
    for_each_attribute(unit, class, use) {
        bool is_kept = use->kind == REFERENCE_WRITE && use->function == function && tree_kind(unit->tree, use->value) == PY_IDENTIFIER;
        if (is_kept && tree_node(unit->tree, use->value)->binding == key) return use->node;
    }
    return 0;
}

// `value.x = key`: the node of value.x, else 0.
static NodeId kept_by_variable(const Unit *unit, BindingId value, BindingId key)
{
    for_each_reference(unit, value, reference) {
        if (reference->kind != REFERENCE_MEMBER_WRITE) continue;
        NodeId target = py_context(unit->tree, reference->node), kept = py_assigned_value(unit->tree, target);
        if (kept && tree_kind(unit->tree, kept) == PY_IDENTIFIER && tree_node(unit->tree, kept)->binding == key) return target;
    }
    return 0;
}

// The value is a variable: what it was given holds the key, or an attribute of it.
static bool variable_keeps(const Unit *unit, NodeId value, PyHeld held, PyTie *tie)
{
    BindingId id = tree_node(unit->tree, value)->binding, key = tree_node(unit->tree, tie->key)->binding;
    ClassId class = py_self_class(unit, id);
    if (class) {
        tie->by = held.variable ? kept_by_self(unit, class, unit_function_at(unit, value), key) : 0;
        return tie->by;
    }
    NodeId given = unit_binding(unit, id)->kind == BINDING_LOCAL ? py_only_value(unit, id) : 0;
    tie->by = given ? kept_by_variable(unit, id, key) : 0;
    if (tie->by) return true;
    tie->by = given;
    bool is_made = given && tree_kind(unit->tree, given) != PY_IDENTIFIER;
    return is_made && (py_holds(unit, given, held) || py_cycle_of_construction(unit, given, held, &tie->cycle));
}

// dictionary[self.x] = self
static bool is_own_part(const Unit *unit, NodeId key, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId object = tree_kind(tree, key) == PY_ATTRIBUTE ? tree_first(tree, key) : 0;
    if (!object || tree_kind(tree, object) != PY_IDENTIFIER || tree_kind(tree, value) != PY_IDENTIFIER) return false;
    BindingId id = tree_node(tree, object)->binding;
    ClassId class = py_self_class(unit, id);
    if (!class || tree_node(tree, value)->binding != id) return false;
    for_each_use(unit, class, py_attribute_name(tree, key), use)
        if (use->kind == REFERENCE_WRITE && !use->through_class) return true;
    return false;
}

static bool read_store(const Unit *unit, NodeId store, PyTie *tie)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, store) == PY_CALL) {
        if (!str_is(py_method_name(tree, store), "setdefault")) return false;
        *tie = (PyTie){.dictionary = py_call_receiver(tree, store), .key = py_argument(tree, store, 0, NULL), .value = py_argument(tree, store, 1, NULL)};
    } else {
        NodeId left = tree_child_as(tree, store, ROLE_LEFT);
        if (tree_kind(tree, left) != PY_SUBSCRIPT) return false;
        *tie = (PyTie){.dictionary = tree_child_as(tree, left, ROLE_VALUE), .key = tree_child_as(tree, left, ROLE_SUBSCRIPT),
                       .value = tree_child_as(tree, store, ROLE_RIGHT)};
    }
    return tie->dictionary && tie->key && tie->value;
}

bool py_tie_of(const Unit *unit, NodeId store, PyTie *tie)
{
    PyHeld held;
    if (!read_store(unit, store, tie)) return false;
    tie->by = tie->value;
    if (is_own_part(unit, tie->key, tie->value)) return true;
    if (!held_of(unit, tie->key, &held)) return false;
    if (py_holds(unit, tie->value, held) || py_cycle_of_construction(unit, tie->value, held, &tie->cycle)) return true;
    return tree_kind(unit->tree, tie->value) == PY_IDENTIFIER && variable_keeps(unit, tie->value, held, tie);
}

bool py_is_weak_dictionary(const Unit *unit, NodeId expression)
{
    return expression && str_is(py_type_name(unit, expression), "weakref.WeakKeyDictionary");
}
