// char buffer[n], alloca(n): n is a parameter that nothing compares with anything, so the caller decides how much of the stack is taken.
//
// Whether a caller can pass much is not seen, so the rule runs only when it is selected.
#include "base/str.h"
#include "c/c_kinds.h"
#include "engine/rule.h"

// A parameter in the size that nothing in the function before it looks at; 0 when there is none.
static BindingId unasked(const Unit *unit, NodeId size)
{
    const Tree *tree = unit->tree;
    for (NodeId at = size, end = tree_end(tree, size); at < end; at++) {
        BindingId variable = tree_kind(tree, at) == C_REFERENCE ? tree_node(tree, at)->binding : 0;
        const Binding *binding = unit_binding(unit, variable);
        const Type *type = unit_type(unit, binding->type);
        if (binding->kind != BINDING_PARAMETER || type->kind != TYPE_INTEGER || type->size < 4) continue;
        bool is_asked = false;
        for_each_reference(unit, variable, reference)
            is_asked |= reference->node < size && (reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_UPDATE);
        if (!is_asked && binding->writes <= 1) return variable;
    }
    return 0;
}

static void say(Check *check, NodeId at, NodeId size, Str what)
{
    BindingId variable = size && !c_is_broken(check->tree, at) ? unasked(check->unit, size) : 0;
    if (!variable) return;
    Str name = unit_binding(check->unit, variable)->name;
    report(check, at, "the caller decides by '%.*s' how much of the stack '%.*s' takes: nothing limits it", FMT(name), FMT(what));
}

static void check_call(Check *check, const Call *call)
{
    if (str_is(call->callee, "alloca") || str_is(call->callee, "__builtin_alloca")) say(check, call->node, c_call_argument(check->tree, call->node, 1), STR("alloca"));
}

static void check_node(Check *check, NodeId node)
{
    NodeId size = tree_child_as(check->tree, node, ROLE_C_SIZE);
    if (size && c_enclosing_function(check->tree, node)) say(check, node, size, unit_binding(check->unit, tree_node(check->tree, node)->binding)->name);
}

const Rule rule_unbounded_stack_array = {
    .id = "unbounded-stack-array",
    .summary = "parameter that nothing limits decides the size of an array on the stack",
    .help = "compare it with a limit first, or allocate on the heap",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-789",
    .on_call = check_call,
    .on_node = check_node,
    .kinds = (const NodeKind[]){C_VARIABLE, 0},
};
