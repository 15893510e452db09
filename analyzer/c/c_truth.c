#include "c/c_truth.h"

#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_value.h"

enum { DEEPEST = 8 };  // what is nested deeper is taken for a number

static bool is_truth(const Unit *unit, NodeId value, BindingId field, int depth);

// Without a look at what stands inside.
static bool is_plain_truth(const Unit *unit, NodeId value)
{
    int32_t number;
    const Tree *tree = unit->tree;
    uint32_t operation = tree_node(tree, value)->operation;
    if (str_is(unit_type(unit, tree_node(tree, value)->type)->name, "_Bool")) return true;
    if (c_value_constant(unit, value, &number)) return number == 0 || number == 1;
    if (tree_kind(tree, value) == C_UNARY) return operation == OP_NOT;
    return tree_kind(tree, value) == C_BINARY && (c_is_comparison(tree, value) || operation == OP_AND || operation == OP_OR);
}

// A local that is only given truths; its own values are not followed any further.
static bool holds_truth(const Unit *unit, BindingId variable)
{
    if (unit_binding(unit, variable)->kind != BINDING_LOCAL) return false;
    for_each_reference(unit, variable, reference) {
        if (reference->kind == REFERENCE_UPDATE || reference->kind == REFERENCE_ADDRESS) return false;
        if (reference->kind != REFERENCE_WRITE) continue;
        CStore store;
        NodeId at = reference->node;
        if (!c_store(unit->tree, at, &store)) at = c_parent(unit->tree, at);
        if (!c_store(unit->tree, at, &store) || !is_plain_truth(unit, store.value)) return false;
    }
    return true;
}

static bool is_truth_of_operation(const Unit *unit, NodeId value, BindingId field, int depth)
{
    const Tree *tree = unit->tree;
    uint32_t operation = tree_node(tree, value)->operation, mask;
    NodeId left = tree_child_as(tree, value, ROLE_C_LEFT), right = tree_child_as(tree, value, ROLE_C_RIGHT);
    if (operation == OP_ASSIGN) return is_truth(unit, right, field, depth);
    if (operation == OP_BIT_AND && c_integer(tree, right, &mask) && mask == 1) return true;
    bool is_bitwise = operation == OP_BIT_AND || operation == OP_BIT_OR || operation == OP_BIT_XOR;
    return is_bitwise && is_truth(unit, left, field, depth) && is_truth(unit, right, field, depth);
}

static bool is_truth(const Unit *unit, NodeId value, BindingId field, int depth)
{
    const Tree *tree = unit->tree;
    value = value ? c_strip_casts(tree, value) : 0;
    if (!value || depth == DEEPEST) return false;
    if (is_plain_truth(unit, value)) return true;
    switch (tree_kind(tree, value)) {
    case C_MEMBER: return tree_node(tree, value)->binding == field;
    case C_REFERENCE: return holds_truth(unit, tree_node(tree, value)->binding);
    case C_BINARY: return is_truth_of_operation(unit, value, field, depth + 1);
    case C_CONDITIONAL: {
        NodeId then = tree_child_as(tree, value, ROLE_C_THEN);
        return is_truth(unit, then, field, depth + 1) && is_truth(unit, tree_child_as(tree, value, ROLE_C_ELSE), field, depth + 1);
    }
    default: return false;
    }
}

// x.used = value, .used = value
static bool writes_truth(const Unit *unit, NodeId member, BindingId field)
{
    const Tree *tree = unit->tree;
    NodeId parent = c_parent(tree, member);
    if (tree_kind(tree, parent) == C_DESIGNATED) return is_truth(unit, tree_child_as(tree, parent, ROLE_C_VALUE), field, 0);
    return c_is_assignment(tree, parent) && is_truth(unit, tree_child_as(tree, parent, ROLE_C_RIGHT), field, 0);
}

static bool updates_truth(const Unit *unit, NodeId member, BindingId field)
{
    NodeId parent = c_parent(unit->tree, member);
    uint32_t operation = tree_node(unit->tree, parent)->operation;
    bool is_bitwise = operation == (OP_COMPOUND | OP_BIT_OR) || operation == (OP_COMPOUND | OP_BIT_AND) || operation == (OP_COMPOUND | OP_BIT_XOR);
    return is_bitwise && is_truth(unit, tree_child_as(unit->tree, parent, ROLE_C_RIGHT), field, 0);
}

// Compared with something other than 0 and 1, or looked at in a switch: it has other values.
static bool is_read_as_number(const Unit *unit, NodeId member)
{
    const Tree *tree = unit->tree;
    NodeId parent = c_parent(tree, member);
    if (tree_kind(tree, parent) == C_SWITCH) return true;
    if (!c_is_comparison(tree, parent)) return false;
    NodeId left = tree_child_as(tree, parent, ROLE_C_LEFT), right = tree_child_as(tree, parent, ROLE_C_RIGHT);
    int32_t number;
    NodeId other = c_strip_casts(tree, tree_contains(tree, left, member) ? right : left);
    return c_value_constant(unit, other, &number) && number != 0 && number != 1;
}

// A member that is only ever cleared is more likely one of which the rest is not seen.
static bool may_set(const Unit *unit, NodeId member)
{
    const Tree *tree = unit->tree;
    NodeId parent = c_parent(tree, member);
    NodeId value = tree_child_as(tree, parent, tree_kind(tree, parent) == C_DESIGNATED ? ROLE_C_VALUE : ROLE_C_RIGHT);
    while (value && c_is_assignment(tree, c_strip(tree, value))) value = tree_child_as(tree, c_strip(tree, value), ROLE_C_RIGHT);
    int32_t number;
    return !c_value_constant(unit, value, &number) || number;
}

CTruth c_truth_of(const Unit *unit, BindingId field)
{
    CTruth truth = TRUTH_UNKNOWN;
    if (unit->tree->syntax_errors) return TRUTH_NUMBER;  // what was not understood may give it anything
    for_each_reference(unit, field, reference) {
        bool is_written = reference->kind == REFERENCE_WRITE, is_updated = reference->kind == REFERENCE_UPDATE;
        if (reference->kind == REFERENCE_ADDRESS || is_read_as_number(unit, reference->node)) return TRUTH_NUMBER;
        if (is_written && !writes_truth(unit, reference->node, field)) return TRUTH_NUMBER;
        if (is_updated && !updates_truth(unit, reference->node, field)) return TRUTH_NUMBER;
        if ((is_written || is_updated) && may_set(unit, reference->node)) truth = TRUTH_ONLY;
    }
    return truth;
}

// The struct that the member is read from.
static const Type *record_of(const Unit *unit, NodeId member)
{
    NodeId base = tree_child_as(unit->tree, member, ROLE_C_BASE);
    const Type *type = unit_type(unit, base ? tree_node(unit->tree, base)->type : 0);
    return type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY ? unit_type(unit, type->target) : type;
}

static Str record_name(const Unit *unit, BindingId field)
{
    for_each_reference(unit, field, reference)
        if (tree_kind(unit->tree, reference->node) == C_MEMBER) return record_of(unit, reference->node)->name;
    return (Str){0};
}

void c_truth_evidence(Arena *arena, const Unit *unit, Map *evidence)
{
    for (BindingId i = 1; i < unit->bindings.len; i++) {
        const Binding *field = unit_binding(unit, i);
        const Type *type = unit_type(unit, field->type);
        if (field->kind != BINDING_FIELD || type->kind != TYPE_INTEGER || type->size < 2) continue;
        CTruth truth = c_truth_of(unit, i);
        Str record = truth == TRUTH_UNKNOWN ? (Str){0} : record_name(unit, i);
        if (!record.len || str_contains(record, STR("("))) continue;
        *map_at(arena, evidence, arena_format(arena, "%s %.*s.%.*s", truth == TRUTH_ONLY ? "flags" : "numbers", FMT(record), FMT(field->name))) = 1;
    }
}
