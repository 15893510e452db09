// A large struct handed over by value and only read: each call copies it whole.
//
// Only where the parameter could be a pointer to const with no other change: never written, its address never taken, and the function
// itself no callback, whose type is somebody else's. Small inline functions are the compiler's business.
#include "base/str.h"
#include "c/c_kinds.h"
#include "engine/rule.h"

enum { LARGE = 128 };  // bytes: two cache lines; below, passing a pointer wins little

static bool is_read_only(const Unit *unit, BindingId parameter)
{
    for_each_reference(unit, parameter, reference) {
        if (reference->node == unit_binding(unit, parameter)->declared) continue;
        switch (reference->kind) {
        case REFERENCE_READ:
        case REFERENCE_TESTED:
        case REFERENCE_DECLARED:
        case REFERENCE_MEMBER: break;
        default: return false;
        }
    }
    return true;
}

// A member that is an array or a struct may be handed on by its address, and then written there.
static bool lets_out_member(const Unit *unit, BindingId parameter)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, parameter, reference) {
        NodeId at = tree_parent(tree, reference->node);
        while (tree_kind(tree, at) == C_MEMBER || tree_kind(tree, at) == C_PAREN || tree_kind(tree, at) == C_SUBSCRIPT) at = tree_parent(tree, at);
        if (tree_kind(tree, at) == C_UNARY && tree_node(tree, at)->operation == OP_ADDRESS) return true;
        if (tree_kind(tree, at) == C_BINARY && tree_node(tree, at)->operation == OP_ASSIGN && c_reference(tree, tree_child_as(tree, at, ROLE_C_LEFT)) == parameter) return true;
    }
    return false;
}

static bool is_inline(const Unit *unit, const Function *function)
{
    Str head = str_slice(unit->source->text, tree_span(unit->tree, function->node).from, tree_span(unit->tree, function->body).from);
    return str_find(head, STR("inline")) < head.len || str_find(head, STR("INLINE")) < head.len;
}

static void check(Check *check, FunctionId id)
{
    const Unit *unit = check->unit;
    const Function *function = unit_function(unit, id);
    if (!function->parameter_count || function->flags & FUNCTION_ADDRESS_TAKEN || c_is_broken(check->tree, function->node)) return;
    for (BindingId at = function->first_parameter, end = at + function->parameter_count; at < end; at++) {
        const Binding *parameter = unit_binding(unit, at);
        const Type *type = unit_type(unit, parameter->type);
        if (type->kind != TYPE_RECORD || type->size < LARGE || is_inline(unit, function)) continue;
        if (!is_read_only(unit, at) || lets_out_member(unit, at)) continue;
        report(check, parameter->declared, "each call of '%.*s' copies the %lld bytes of '%.*s', which it only reads", FMT(function->name),
               (long long)type->size, FMT(parameter->name));
    }
}

const Rule rule_large_struct_by_value = {
    .id = "large-struct-by-value",
    .summary = "large struct is copied for a function that only reads it",
    .help = "take a pointer to const",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_function = check,
};
