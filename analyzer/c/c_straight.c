#include "c/c_straight.h"

NodeId c_listed_statement(const Tree *tree, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); up; node = up, up = tree_parent(tree, up))
        if (tree_kind(tree, up) == C_COMPOUND) return node;
    return 0;
}

// Is the node evaluated whenever its statement is?
static bool is_unconditional(const Tree *tree, NodeId statement, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); node != statement; node = up, up = tree_parent(tree, up)) {
        NodeKind kind = tree_kind(tree, up);
        uint8_t role = tree_node(tree, node)->role;
        bool is_chosen = (kind == C_IF || kind == C_CONDITIONAL || kind == C_SWITCH) && role != ROLE_C_CONDITION;
        bool is_repeated = c_is_loop(kind) && !(kind == C_FOR && role == ROLE_C_INIT) && !(kind == C_WHILE && role == ROLE_C_CONDITION);
        bool is_second = kind == C_BINARY && role == ROLE_C_RIGHT && (tree_node(tree, up)->operation == OP_AND || tree_node(tree, up)->operation == OP_OR);
        if (is_chosen || is_repeated || is_second) return false;
    }
    return true;
}

// if (first) { then }
static bool is_in_condition_of(const Tree *tree, NodeId first, NodeId then)
{
    for (NodeId up = c_deciding_if(tree, then); up; up = c_deciding_if(tree, up)) {
        NodeId condition = tree_child_as(tree, up, ROLE_C_CONDITION);
        if (tree_contains(tree, condition, first)) return is_unconditional(tree, condition, first);
    }
    return false;
}

bool c_is_always_before(const Tree *tree, NodeId first, NodeId then)
{
    NodeId statement = c_listed_statement(tree, first);
    if (is_in_condition_of(tree, first, then)) return true;
    bool is_one_declaration = statement && tree_kind(tree, statement) == C_DECLARATION && tree_contains(tree, statement, then);
    if (is_one_declaration) return then >= tree_end(tree, first) && is_unconditional(tree, statement, first);
    if (!statement || then < tree_end(tree, statement) || !tree_contains(tree, tree_parent(tree, statement), then)) return false;
    for (NodeId at = tree_next(tree, statement); at && at <= then; at = tree_next(tree, at)) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == C_LABEL || kind == C_CASE || kind == C_DEFAULT) return false;
    }
    return is_unconditional(tree, statement, first);
}

NodeId c_deciding_if(const Tree *tree, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); up && tree_kind(tree, up) != C_FUNCTION && !c_is_loop(tree_kind(tree, up)); node = up, up = tree_parent(tree, up))
        if (tree_kind(tree, up) == C_IF && tree_node(tree, node)->role != ROLE_C_CONDITION) return up;
    return 0;
}

bool c_changes_between(const Unit *unit, BindingId variable, NodeId from, NodeId to)
{
    for_each_reference(unit, variable, reference) {
        bool changes = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE || reference->kind == REFERENCE_ADDRESS;
        if (changes && reference->node > from && reference->node < to) return true;
    }
    return false;
}
