#include "c/c_idiom.h"

#include "base/str.h"

bool c_store(const Tree *tree, NodeId node, CStore *store)
{
    const Node *at = tree_node(tree, node);
    bool is_assignment = at->kind == C_BINARY && at->operation == OP_ASSIGN;
    if (at->kind != C_VARIABLE && !is_assignment) return false;
    NodeId value = tree_child_as(tree, node, is_assignment ? ROLE_C_RIGHT : ROLE_C_INIT);
    if (!value) return false;
    NodeId target = is_assignment ? c_strip(tree, tree_child_as(tree, node, ROLE_C_LEFT)) : node;
    *store = (CStore){target, c_strip_casts(tree, value)};
    return true;
}

static bool same_number(const Tree *tree, NodeId a, NodeId b)
{
    uint32_t left = 0, right = 0;
    return c_integer(tree, a, &left) && c_integer(tree, b, &right) && left == right;
}

static bool same_operator(const Node *a, const Node *b)
{
    bool has_effect = a->operation & OP_COMPOUND || a->operation == OP_ASSIGN ||
                      (a->operation >= OP_PRE_INC && a->operation <= OP_POST_DEC);
    return a->operation == b->operation && !has_effect;
}

static bool same_children(const Tree *tree, NodeId a, NodeId b)
{
    NodeId left = tree_first(tree, a), right = tree_first(tree, b);
    for (; left && right; left = tree_next(tree, left), right = tree_next(tree, right))
        if (!c_same_place(tree, left, right)) return false;
    return !left && !right;
}

bool c_same_place(const Tree *tree, NodeId a, NodeId b)
{
    if (!a || !b) return false;
    a = c_strip_casts(tree, a);
    b = c_strip_casts(tree, b);
    const Node *left = tree_node(tree, a), *right = tree_node(tree, b);
    if (left->kind == C_VARIABLE || right->kind == C_VARIABLE) {
        bool are_names = (left->kind == C_VARIABLE || left->kind == C_REFERENCE) &&
                         (right->kind == C_VARIABLE || right->kind == C_REFERENCE);
        return are_names && left->binding && left->binding == right->binding;
    }
    if (left->kind != right->kind) return false;
    switch (left->kind) {
    case C_REFERENCE: return left->binding && left->binding == right->binding;
    case C_MEMBER: return left->binding == right->binding && same_children(tree, a, b);
    case C_UNARY:
    case C_BINARY: return same_operator(left, right) && same_children(tree, a, b);
    case C_SUBSCRIPT: return same_children(tree, a, b);
    case C_INTEGER: return same_number(tree, a, b);
    default: return false;
    }
}

BindingId c_holder(const Unit *unit, NodeId place)
{
    const Tree *tree = unit->tree;
    for (;;) {
        place = c_strip(tree, place);
        NodeId base = tree_child_as(tree, place, ROLE_C_BASE);
        switch (tree_kind(tree, place)) {
        case C_REFERENCE: return tree_node(tree, place)->binding;
        case C_MEMBER:
            if (!base || c_is_arrow(unit, place)) return 0;
            break;
        case C_SUBSCRIPT:
            if (!c_is_array(unit, base)) return 0;
            break;
        default: return 0;
        }
        place = base;
    }
}

Str c_last_name(const Unit *unit, NodeId place)
{
    const Tree *tree = unit->tree;
    for (;;) {
        place = c_strip_casts(tree, place);
        switch (tree_kind(tree, place)) {
        case C_REFERENCE:
        case C_MEMBER: return unit_binding(unit, tree_node(tree, place)->binding)->name;
        case C_SUBSCRIPT: place = tree_child_as(tree, place, ROLE_C_BASE); break;
        case C_UNARY: place = tree_child_as(tree, place, ROLE_C_OPERAND); break;
        default: return (Str){0};
        }
    }
}

static bool is_place(const Tree *tree, NodeId node, NodeId place)
{
    CStore store;
    node = c_strip_casts(tree, node);
    return c_same_place(tree, node, place) || (c_store(tree, node, &store) && c_same_place(tree, store.target, place));
}

static CNull opposite(CNull answer) { return answer == NULL_UNTESTED ? answer : answer == NULL_THEN ? NULL_ELSE : NULL_THEN; }

static CNull test_of_binary(const Unit *unit, NodeId condition, NodeId place)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, condition, ROLE_C_LEFT), right = tree_child_as(tree, condition, ROLE_C_RIGHT);
    uint32_t operation = tree_node(tree, condition)->operation;
    if (operation == OP_EQ || operation == OP_NE) {
        bool compares = (is_place(tree, left, place) && c_is_null(tree, right)) || (is_place(tree, right, place) && c_is_null(tree, left));
        return !compares ? NULL_UNTESTED : operation == OP_EQ ? NULL_THEN : NULL_ELSE;
    }
    if (operation != OP_AND && operation != OP_OR) return NULL_UNTESTED;
    CNull wanted = operation == OP_OR ? NULL_THEN : NULL_ELSE;
    bool tests = c_null_test(unit, left, place) == wanted || c_null_test(unit, right, place) == wanted;
    return tests ? wanted : NULL_UNTESTED;
}

// What GNU C's __builtin_expect looks at, as in unlikely(!p).
static NodeId expected(const Unit *unit, NodeId call)
{
    BindingId callee = c_reference(unit->tree, tree_child_as(unit->tree, call, ROLE_C_CALLEE));
    return str_is(unit_binding(unit, callee)->name, "__builtin_expect") ? c_call_argument(unit->tree, call, 1) : 0;
}

CNull c_null_test(const Unit *unit, NodeId condition, NodeId place)
{
    const Tree *tree = unit->tree;
    if (!condition) return NULL_UNTESTED;
    condition = c_strip_casts(tree, condition);
    if (is_place(tree, condition, place)) return NULL_ELSE;
    switch (tree_kind(tree, condition)) {
    case C_UNARY:
        if (tree_node(tree, condition)->operation != OP_NOT) return NULL_UNTESTED;
        return opposite(c_null_test(unit, tree_child_as(tree, condition, ROLE_C_OPERAND), place));
    case C_CALL: return c_null_test(unit, expected(unit, condition), place);
    case C_BINARY: return test_of_binary(unit, condition, place);
    default: return NULL_UNTESTED;
    }
}

bool c_never_returns(const Unit *unit, NodeId node)
{
    const Call *call = unit_call(unit, node);
    if (!call) return false;
    BindingId callee = c_reference(unit->tree, tree_child_as(unit->tree, node, ROLE_C_CALLEE));
    if (callee && unit_binding(unit, callee)->never_returns) return true;
    if (call->target && unit_function(unit, call->target)->flags & FUNCTION_NO_RETURN) return true;
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_NO_RETURN) return true;
    return false;
}

bool c_mentions(const Tree *tree, NodeId node, NodeId place)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (c_same_place(tree, at, place)) return true;
    return false;
}

bool c_is_test(Str function) { return str_starts(function, STR("test")) || str_starts(function, STR("TEST")); }

bool c_looks_up_first(const Tree *tree, NodeId node)
{
    for (NodeId at = c_enclosing_function(tree, node); at && at < node; at++)
        if (c_is_loop(tree_kind(tree, at)) && tree_end(tree, at) <= node && c_first_of(tree, at, C_RETURN)) return true;
    return false;
}

NodeId c_first_of(const Tree *tree, NodeId node, NodeKind kind)
{
    if (!node) return 0;
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == kind) return at;
    return 0;
}
