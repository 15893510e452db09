// goto out, before the pointer that `out:` releases has got a value: free() is called with whatever the stack held.
//
// Only for a goto that stands before the first assignment in the text, outside of loops, and a release at the label that nothing but a test
// of the pointer itself decides over.
#include "base/str.h"
#include "c/c_straight.h"
#include "engine/rule.h"

static bool releases(const Check *check, const Call *call)
{
    const Ownership *row = knowledge_ownership(check->unit->knowledge, call->callee);
    return row && call->argument_count == 1 && row->takes[0] == '!';
}

static NodeId first_write(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_ADDRESS || reference->kind == REFERENCE_UPDATE) return reference->node;
    return 0;
}

// The label in front of the release, in the same list or around the `if` that tests the pointer.
static NodeId label_before(const Tree *tree, NodeId release)
{
    NodeId statement = c_listed_statement(tree, release), found = 0;
    for (NodeId at = statement ? tree_first(tree, tree_parent(tree, statement)) : 0; at && at <= statement; at = tree_next(tree, at))
        if (tree_kind(tree, at) == C_LABEL) found = at;
    return found;
}

// Is the release reached from the label, whatever happens, but for a test of the pointer?
static bool is_certain(const Unit *unit, NodeId label, NodeId release, BindingId variable)
{
    const Tree *tree = unit->tree;
    NodeId decides = c_deciding_if(tree, release);
    if (decides) {
        NodeId condition = c_strip_casts(tree, tree_child_as(tree, decides, ROLE_C_CONDITION));
        if (c_reference(tree, condition) != variable || c_deciding_if(tree, decides)) return false;
    }
    for (NodeId at = label; at < release; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == C_RETURN || kind == C_GOTO || kind == C_WHILE || kind == C_FOR) return false;
    }
    return tree_kind(tree, tree_parent(tree, label)) == C_COMPOUND;
}

static NodeId early_goto(const Tree *tree, NodeId from, NodeId before, NodeId label)
{
    for (NodeId at = from; at < before; at++) {
        bool is_jump = tree_kind(tree, at) == C_GOTO && tree_node(tree, at)->operation == tree_node(tree, label)->operation;
        if (is_jump && !c_is_in_loop(tree, at) && !(tree_node(tree, at)->flags & NODE_IN_MACRO)) return at;
    }
    return 0;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!call->argument_count || c_is_broken(check->tree, call->node)) return;
    BindingId variable = c_reference(check->tree, c_strip_casts(check->tree, call->arguments[0].node));
    const Binding *binding = unit_binding(unit, variable);
    bool is_bare = binding->kind == BINDING_LOCAL && unit_type(unit, binding->type)->kind == TYPE_POINTER && tree_kind(check->tree, binding->declared) == C_VARIABLE &&
                   !tree_child_as(check->tree, binding->declared, ROLE_C_INIT);
    NodeId label = is_bare && releases(check, call) ? label_before(check->tree, call->node) : 0, write = label ? first_write(unit, variable) : 0;
    if (!write || write > label || !is_certain(unit, label, call->node, variable)) return;
    NodeId jump = early_goto(check->tree, binding->declared, write, label);
    if (!jump || (tree_node(check->tree, write)->flags & NODE_IN_MACRO)) return;
    Finding *finding = report(check, jump, "'%.*s' has no value yet when this jumps to where '%.*s' releases it", FMT(binding->name), FMT(call->callee));
    also(check, finding, call->node, "released here");
    also(check, finding, binding->declared, "declared without a value");
    if (tree_node(check->tree, binding->declared)->flags & NODE_IN_MACRO) return;
    fix(check, finding, FIX_SAFE, "start with '%.*s = NULL'", FMT(binding->name));
    edit_insert(check, finding, tree_span(check->tree, binding->declared).to, " = NULL");
}

const Rule rule_cleanup_of_uninitialised = {
    .id = "cleanup-of-uninitialised",
    .summary = "jump to a cleanup that releases a pointer without value",
    .help = "declare the pointer with = NULL",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .fix = FIX_SAFE,
    .since = "0.1",
    .cwe = "CWE-457",
    .on_call = check,
};
