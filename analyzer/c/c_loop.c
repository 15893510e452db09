#include "c/c_loop.h"

// do { ... } while (0), as macros write it.
static bool runs_once(const Tree *tree, NodeId loop)
{
    uint32_t value;
    if (tree_kind(tree, loop) != C_DO) return false;
    return c_integer(tree, tree_child_as(tree, loop, ROLE_C_CONDITION), &value) && value == 0;
}

static bool leaves(NodeKind kind) { return kind == C_RETURN || kind == C_BREAK || kind == C_GOTO; }

// Is the statement followed, in its own block, by a statement that leaves the loop?
static bool is_followed_by_exit(const Tree *tree, NodeId statement)
{
    for (NodeId next = tree_next(tree, statement); next; next = tree_next(tree, next)) {
        NodeKind kind = tree_kind(tree, next);
        if (leaves(kind)) return true;
        if (kind == C_CONTINUE || kind == C_LABEL || kind == C_CASE || kind == C_DEFAULT) return false;
    }
    return false;
}

NodeId c_loop_around(const Tree *tree, NodeId node)
{
    bool is_left = false;
    for (NodeId up = tree_parent(tree, node); up && tree_kind(tree, up) != C_FUNCTION; node = up, up = tree_parent(tree, up)) {
        NodeKind kind = tree_kind(tree, up);
        if (leaves(tree_kind(tree, node)) || (kind == C_COMPOUND && is_followed_by_exit(tree, node))) is_left = true;
        if (kind == C_SWITCH) is_left = false;  // the break was the switch's
        if (!c_is_loop(kind) || tree_node(tree, node)->role == ROLE_C_INIT) continue;
        if (!is_left && !runs_once(tree, up)) return up;
        is_left = false;
    }
    return 0;
}

// The variable that a condition compares with a literal from above: i < 8, i != 8.
static BindingId counted(const Tree *tree, NodeId condition, uint32_t *end)
{
    condition = c_strip(tree, condition);
    if (tree_kind(tree, condition) != C_BINARY) return 0;
    uint32_t operation = tree_node(tree, condition)->operation;
    if (operation != OP_LT && operation != OP_LE && operation != OP_NE) return 0;
    if (!c_integer(tree, tree_child_as(tree, condition, ROLE_C_RIGHT), end)) return 0;
    return c_reference(tree, tree_child_as(tree, condition, ROLE_C_LEFT));
}

bool c_loop_is_short(const Unit *unit, NodeId loop, uint32_t most)
{
    const Tree *tree = unit->tree;
    uint32_t end = 0;
    NodeId condition = tree_child_as(tree, loop, ROLE_C_CONDITION);
    if (tree_kind(tree, loop) != C_FOR || !condition) return false;
    return counted(tree, condition, &end) && end <= most;
}

static bool changes(ReferenceKind kind)
{
    return kind == REFERENCE_WRITE || kind == REFERENCE_UPDATE || kind == REFERENCE_ADDRESS || kind == REFERENCE_DECLARED;
}

bool c_loop_changes(const Unit *unit, NodeId loop, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (changes(reference->kind) && tree_contains(unit->tree, loop, reference->node)) return true;
    return tree_contains(unit->tree, loop, unit_binding(unit, variable)->declared);
}
