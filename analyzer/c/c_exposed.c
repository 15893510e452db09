// What hangs on a member of a local struct can be followed as long as nobody else leads to the struct. An address that is given to a call is
// the callee's affair; one that is stored, returned or computed with is out of sight. `T *p = &x` where p only reads `p->member` and goes to
// calls is x by another name. Misses: structs in arrays and in other structs that are pointed into.
#include "c/c_exposed.h"

// The expression with the parentheses and casts around it.
static NodeId whole_of(const Tree *tree, NodeId node)
{
    NodeId up = tree_parent(tree, node);
    for (NodeKind kind = tree_kind(tree, up); kind == C_PAREN || kind == C_IMPLICIT_CAST || kind == C_CAST; kind = tree_kind(tree, up)) {
        node = up;
        up = tree_parent(tree, up);
    }
    return node;
}

// The struct variable of which the expression is a part, without following a pointer; 0 = none.
static BindingId part_of(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    node = c_strip(tree, node);
    while (tree_kind(tree, node) == C_MEMBER && !c_is_arrow(unit, node)) node = c_strip(tree, tree_child_as(tree, node, ROLE_C_BASE));
    BindingId id = tree_kind(tree, node) == C_REFERENCE ? tree_node(tree, node)->binding : 0;
    const Binding *binding = unit_binding(unit, id);
    return binding->kind == BINDING_LOCAL && unit_type(unit, binding->type)->kind == TYPE_RECORD ? id : 0;
}

static bool is_argument(const Tree *tree, NodeId node)
{
    NodeId whole = whole_of(tree, node);
    return tree_kind(tree, tree_parent(tree, whole)) == C_CALL && tree_node(tree, whole)->role == ROLE_C_ARGUMENT;
}

// --- other names ---------------------------------------------------------------------------------------------------
static BindingId initial_target(const Unit *unit, const Binding *pointer)
{
    const Tree *tree = unit->tree;
    NodeId init = tree_kind(tree, pointer->declared) == C_VARIABLE ? tree_child_as(tree, pointer->declared, ROLE_C_INIT) : 0;
    init = init ? c_strip(tree, init) : 0;
    if (tree_kind(tree, init) != C_UNARY || tree_node(tree, init)->operation != OP_ADDRESS) return 0;
    NodeId target = c_strip(tree, tree_first(tree, init));
    return tree_kind(tree, target) == C_REFERENCE ? part_of(unit, target) : 0;
}

static bool is_mere_name(const Unit *unit, BindingId pointer)
{
    for_each_reference(unit, pointer, use) {
        if (use->node == unit_binding(unit, pointer)->declared || use->kind == REFERENCE_MEMBER || use->kind == REFERENCE_MEMBER_WRITE) continue;
        if (use->kind != REFERENCE_ARGUMENT || !is_argument(unit->tree, use->node)) return false;
    }
    return true;
}

static BindingId stands_for(const Unit *unit, BindingId id)
{
    const Binding *pointer = unit_binding(unit, id);
    bool is_candidate = pointer->kind == BINDING_LOCAL && pointer->writes == 1 && pointer->declared && unit_type(unit, pointer->type)->kind == TYPE_POINTER;
    BindingId target = is_candidate ? initial_target(unit, pointer) : 0;
    return target && is_mere_name(unit, id) ? target : 0;
}

BindingId c_exposed_stand_in(const Unit *unit, NodeId node)
{
    return tree_kind(unit->tree, node) == C_REFERENCE ? unit_binding(unit, tree_node(unit->tree, node)->binding)->stands_for : 0;
}

// --- addresses ------------------------------------------------------------------------------------------------------
// (&x)->member, *&x, &x == p, f(&x), T *p = &x of a mere name
static bool is_seen_through(const Unit *unit, NodeId address)
{
    const Tree *tree = unit->tree;
    NodeId whole = whole_of(tree, address), parent = tree_parent(tree, whole);
    switch (tree_kind(tree, parent)) {
    case C_MEMBER: return true;
    case C_UNARY: return tree_node(tree, parent)->operation == OP_DEREF;
    case C_BINARY: return c_is_comparison(tree, parent);
    case C_CALL: return tree_node(tree, whole)->role == ROLE_C_ARGUMENT;
    case C_VARIABLE: return unit_binding(unit, tree_node(tree, parent)->binding)->stands_for != 0;
    default: return false;
    }
}

void c_exposed_find(Unit *unit)
{
    const Tree *tree = unit->tree;
    for (BindingId id = 1; id < unit->bindings.len; id++) unit->bindings.at[id].stands_for = stands_for(unit, id);
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != C_UNARY || tree_node(tree, node)->operation != OP_ADDRESS) continue;
        BindingId variable = part_of(unit, tree_first(tree, node));
        if (!variable || unit->bindings.at[variable].exposed || is_seen_through(unit, node)) continue;
        unit->bindings.at[variable].exposed = node;
    }
}
