// The result of malloc() is written through, and nothing in the function ever asks whether it is NULL.
//
// Many programs decide to crash when memory runs out, so the rule runs only when it is selected. Allocators that never fail (xmalloc) are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

static bool may_fail(Str callee)
{
    static const char *const names[] = {"malloc", "calloc", "realloc", "reallocarray", "strdup", "strndup", "PyMem_Malloc", "PyMem_RawMalloc", NULL};
    return str_is_any(callee, names);
}

// if ((p = malloc(n)) == NULL)
static bool is_looked_at(const Tree *tree, NodeId store)
{
    NodeId up = c_parent(tree, store);
    NodeKind kind = tree_kind(tree, up);
    bool is_asked = (kind == C_IF || c_is_loop(kind)) && c_strip(tree, tree_child_as(tree, up, ROLE_C_CONDITION)) == store;
    return tree_kind(tree, store) == C_BINARY && (is_asked || (kind > C_EMPTY && kind != C_COMPOUND));
}

static BindingId holder_of(const Tree *tree, NodeId call)
{
    CStore store;
    NodeId up = c_parent(tree, call);
    while (up && tree_kind(tree, up) == C_CAST) up = c_parent(tree, up);
    if (!up || !c_store(tree, up, &store) || is_looked_at(tree, up)) return 0;
    return tree_kind(tree, store.target) == C_VARIABLE ? tree_node(tree, store.target)->binding : c_reference(tree, store.target);
}

// The first place that follows the pointer, 0 when something asks for it or nothing follows it.
static NodeId followed_at(const Unit *unit, BindingId variable, NodeId call)
{
    NodeId found = 0;
    for_each_reference(unit, variable, reference) {
        NodeId up = c_parent(unit->tree, reference->node);
        bool asks = reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_ADDRESS || tree_node(unit->tree, reference->node)->flags & NODE_IN_MACRO ||
                    tree_kind(unit->tree, up) == C_BINARY;
        if (asks && !tree_contains(unit->tree, up, call)) return 0;
        bool follows = reference->kind == REFERENCE_MEMBER_WRITE || reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_ELEMENT_WRITE ||
                       reference->kind == REFERENCE_ELEMENT || (tree_kind(unit->tree, up) == C_UNARY && tree_node(unit->tree, up)->operation == OP_DEREF);
        if (follows && !found && reference->node >= tree_end(unit->tree, call)) found = reference->node;
    }
    return found;
}

static void check(Check *check, const Call *call)
{
    if (!may_fail(call->callee) || c_is_broken(check->tree, call->node)) return;
    BindingId variable = holder_of(check->tree, call->node);
    if (!variable || unit_binding(check->unit, variable)->kind != BINDING_LOCAL) return;
    NodeId followed = followed_at(check->unit, variable, call->node);
    if (!followed) return;
    Str name = unit_binding(check->unit, variable)->name;
    Finding *finding = report(check, followed, "'%.*s' is used without a look at whether '%.*s' gave NULL", FMT(name), FMT(call->callee));
    also(check, finding, call->node, "acquired here");
}

const Rule rule_unchecked_alloc = {
    .id = "unchecked-alloc",
    .summary = "block is used though its allocation may have failed",
    .help = "test the pointer for NULL, or allocate with a function that ends the program",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-690",
    .on_call = check,
};
