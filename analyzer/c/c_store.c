#include "c/c_store.h"

#include "c/c_place.h"

// What a chain of assignments passes on: the x of a = b = x.
static NodeId passed_on(const Tree *tree, NodeId value)
{
    for (value = c_strip_casts(tree, value); tree_kind(tree, value) == C_BINARY && tree_node(tree, value)->operation == OP_ASSIGN;)
        value = c_strip_casts(tree, tree_child_as(tree, value, ROLE_C_RIGHT));
    return value;
}

static void add(Arena *arena, Unit *unit, CStores *stores, CStored stored)
{
    stored.target = c_strip_casts(unit->tree, stored.target);
    stored.to = c_place(arena, unit, stored.target);
    if (stored.value) {
        stored.value = passed_on(unit->tree, stored.value);
        COperand from = c_operand(arena, unit, stored.value);
        stored.from = from.place;
        stored.from_address = from.is_address;
    }
    if (stored.to) *array_push(arena, &stores->list) = stored;
}

static void read_node(Arena *arena, Unit *unit, CStores *stores, NodeId node, FunctionId function)
{
    const Tree *tree = unit->tree;
    uint32_t operation = tree_node(tree, node)->operation;
    CStored stored = {.node = node, .function = function, .target = node, .operation = OP_ASSIGN};
    if (tree_kind(tree, node) == C_VARIABLE) {
        stored.value = tree_child_as(tree, node, ROLE_C_INIT);
        if (stored.value) add(arena, unit, stores, stored);
    } else if (tree_kind(tree, node) == C_UNARY && operation >= OP_PRE_INC && operation <= OP_POST_DEC) {
        stored.target = tree_first(tree, node);
        stored.operation = operation;
        add(arena, unit, stores, stored);
    } else if (c_is_assignment(tree, node)) {
        stored.target = tree_child_as(tree, node, ROLE_C_LEFT);
        stored.value = tree_child_as(tree, node, ROLE_C_RIGHT);
        stored.operation = operation;
        add(arena, unit, stores, stored);
    }
}

CStores c_stores_read(Arena *arena, Unit *unit)
{
    CStores stores = {.first = arena_array(arena, uint32_t, unit->functions.len + 1)};
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
        NodeId body = unit_function(unit, id)->body;
        stores.first[id] = stores.list.len;
        for (NodeId node = body, end = body ? tree_end(unit->tree, body) : 0; node < end; node++) read_node(arena, unit, &stores, node, id);
    }
    stores.first[unit->functions.len] = stores.list.len;
    return stores;
}
