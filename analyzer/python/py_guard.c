#include "python/py_guard.h"

#include "base/str.h"
#include "python/py_idiom.h"

enum { DEEP_MAX = 16 };

typedef struct Pass {
    Arena *arena;
    const Unit *unit;
    const Tree *tree;
    PyGuards guards;
    bool loose;
} Pass;

static Str guarding_name(const Pass *pass, NodeId expression)
{
    const Tree *tree = pass->tree;
    if (tree_kind(tree, expression) == PY_IDENTIFIER) return pass->loose ? tree_text(tree, expression) : (Str){0};
    NodeId object = tree_kind(tree, expression) == PY_ATTRIBUTE ? tree_child_as(tree, expression, ROLE_OBJECT) : 0;
    bool is_self = object && tree_kind(tree, object) == PY_IDENTIFIER && py_self_class(pass->unit, tree_node(tree, object)->binding);
    return is_self ? py_attribute_name(tree, expression) : (Str){0};
}

static void add(Pass *pass, NodeId expression, bool is_true, NodeId at)
{
    Str name = guarding_name(pass, expression);
    if (name.len) *array_push(pass->arena, &pass->guards) = (PyGuard){name, is_true, at};
}

// x is None, x is not None
static void add_comparison(Pass *pass, NodeId comparison, bool is_true)
{
    const Tree *tree = pass->tree;
    uint32_t operation = tree_node(tree, comparison)->operation;
    NodeId right = tree_child_as(tree, comparison, ROLE_RIGHT);
    if ((operation != OP_IS && operation != OP_IS_NOT) || tree_kind(tree, right) != PY_NONE) return;
    add(pass, tree_child_as(tree, comparison, ROLE_LEFT), is_true == (operation == OP_IS_NOT), comparison);
}

// The condition holds (or not) where the node stands: so do all parts of an `and` that holds, of an `or` that does not.
static void add_condition(Pass *pass, NodeId condition, bool is_true, int depth)
{
    const Tree *tree = pass->tree;
    condition = py_unparenthesized(tree, condition);
    if (depth > DEEP_MAX) return;
    switch (tree_kind(tree, condition)) {
    case PY_NOT: add_condition(pass, tree_first(tree, condition), !is_true, depth + 1); break;
    case PY_COMPARISON: add_comparison(pass, condition, is_true); break;
    case PY_BOOLEAN:
        if ((tree_node(tree, condition)->operation == OP_AND) != is_true) break;
        add_condition(pass, tree_child_as(tree, condition, ROLE_LEFT), is_true, depth + 1);
        add_condition(pass, tree_child_as(tree, condition, ROLE_RIGHT), is_true, depth + 1);
        break;
    default: add(pass, condition, is_true, condition);
    }
}

static bool leaves(const Tree *tree, NodeId block)
{
    NodeId last = 0;
    for (NodeId child = tree_first(tree, block); child; child = tree_next(tree, child)) last = child;
    NodeKind kind = last ? tree_kind(tree, last) : 0;
    return kind == PY_RETURN || kind == PY_RAISE || kind == PY_CONTINUE || kind == PY_BREAK;
}

// `if not self.x: return` among the statements in front.
static void add_exits(Pass *pass, NodeId block, NodeId before)
{
    const Tree *tree = pass->tree;
    for (NodeId statement = tree_first(tree, block); statement && statement < before; statement = tree_next(tree, statement)) {
        if (tree_kind(tree, statement) != PY_IF || tree_child_as(tree, statement, ROLE_ALTERNATIVE)) continue;
        if (leaves(tree, tree_child_as(tree, statement, ROLE_CONSEQUENCE)))
            add_condition(pass, tree_child_as(tree, statement, ROLE_CONDITION), false, 0);
    }
}

PyGuards py_guards(Arena *arena, const Unit *unit, NodeId node, bool loose)
{
    Pass pass = {.arena = arena, .unit = unit, .tree = unit->tree, .loose = loose};
    const Tree *tree = unit->tree;
    for (NodeId at = node; at && !py_is_function(tree, at); at = tree_parent(tree, at)) {
        NodeId parent = tree_parent(tree, at);
        NodeKind around = parent ? tree_kind(tree, parent) : 0;
        bool is_branch = around == PY_IF || around == PY_ELIF;
        if (is_branch && tree_node(tree, at)->role == ROLE_CONSEQUENCE) add_condition(&pass, tree_child_as(tree, parent, ROLE_CONDITION), true, 0);
        if (is_branch && tree_node(tree, at)->role == ROLE_ALTERNATIVE) add_condition(&pass, tree_child_as(tree, parent, ROLE_CONDITION), false, 0);
        if (around == PY_BLOCK) add_exits(&pass, parent, at);
    }
    return pass.guards;
}

bool py_guards_have(const PyGuards *guards, Str name, bool is_true)
{
    for (uint32_t i = 0; i < guards->len; i++)
        if (guards->at[i].is_true == is_true && str_equal(guards->at[i].name, name)) return true;
    return false;
}
