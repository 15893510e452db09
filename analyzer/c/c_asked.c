#include "c/c_asked.h"

#include "base/str.h"
#include "c/c_idiom.h"

// if ((p = malloc(n)) == NULL)
static bool is_looked_at(const Tree *tree, NodeId store)
{
    NodeId up = c_parent(tree, store);
    NodeKind kind = tree_kind(tree, up);
    bool is_asked = (kind == C_IF || c_is_loop(kind)) && c_strip(tree, tree_child_as(tree, up, ROLE_C_CONDITION)) == store;
    return tree_kind(tree, store) == C_BINARY && (is_asked || (kind > C_EMPTY && kind != C_COMPOUND));
}

static NodeId store_of(const Tree *tree, NodeId call)
{
    NodeId up = c_parent(tree, call);
    while (up && tree_kind(tree, up) == C_CAST) up = c_parent(tree, up);
    return up;
}

static bool is_compared(const Tree *tree, NodeId parent)
{
    uint32_t operation = tree_node(tree, parent)->operation;
    return tree_kind(tree, parent) == C_BINARY && (operation == OP_EQ || operation == OP_NE);
}

// Other arithmetic with the pointer, its address and macros may or may not ask.
static Asked asked_of_variable(const Unit *unit, BindingId variable, NodeId call, NodeId *followed)
{
    *followed = 0;
    for_each_reference(unit, variable, reference) {
        NodeId up = c_parent(unit->tree, reference->node);
        bool asks = reference->kind == REFERENCE_TESTED || is_compared(unit->tree, up);
        bool may_ask = reference->kind == REFERENCE_ADDRESS || tree_node(unit->tree, reference->node)->flags & NODE_IN_MACRO || tree_kind(unit->tree, up) == C_BINARY;
        if ((asks || may_ask) && !tree_contains(unit->tree, up, call)) return asks ? ASKED_YES : ASKED_UNSEEN;
        bool follows = reference->kind == REFERENCE_MEMBER_WRITE || reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_ELEMENT_WRITE ||
                       reference->kind == REFERENCE_ELEMENT || (tree_kind(unit->tree, up) == C_UNARY && tree_node(unit->tree, up)->operation == OP_DEREF);
        if (follows && !*followed && reference->node >= tree_end(unit->tree, call)) *followed = reference->node;
    }
    return *followed ? ASKED_NO : ASKED_UNSEEN;
}

Asked c_asked(const Unit *unit, const Call *call, NodeId *followed)
{
    const Tree *tree = unit->tree;
    CStore store;
    NodeId up = store_of(tree, call->node);
    if (!up || !c_store(tree, up, &store)) return ASKED_UNSEEN;
    if (is_looked_at(tree, up)) return ASKED_YES;
    BindingId variable = tree_kind(tree, store.target) == C_VARIABLE ? tree_node(tree, store.target)->binding : c_reference(tree, store.target);
    if (!variable || unit_binding(unit, variable)->kind != BINDING_LOCAL) return ASKED_UNSEEN;
    return asked_of_variable(unit, variable, call->node, followed);
}

void c_asked_count(Arena *results, const Unit *unit, Index *index)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        NodeId followed;
        if (!call->callee.len || unit_type(unit, tree_node(unit->tree, call->node)->type)->kind != TYPE_POINTER) continue;
        Asked asked = c_asked(unit, call, &followed);
        if (asked == ASKED_UNSEEN) continue;
        *array_push(results, &index->shares) = (Share){fact_hash(STR("asked"), call->callee), asked == ASKED_YES, 1};
    }
    shares_settle(&index->shares);
}
