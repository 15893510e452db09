// malloc(n * size) where n is a parameter that nothing limits: the product wraps, and the block is smaller than what is then written into it.
//
// Whether a caller can pass so much is not seen, so the rule runs only when it is selected. Factors of 16 bits and fewer are silent.
#include "base/str.h"
#include "c/c_kinds.h"
#include "engine/rule.h"

// Is the factor a wide parameter that nothing before it looks at?
static bool is_unasked(const Unit *unit, NodeId factor)
{
    BindingId variable = c_reference(unit->tree, c_strip_casts(unit->tree, factor));
    const Binding *binding = unit_binding(unit, variable);
    const Type *type = unit_type(unit, binding->type);
    if (binding->kind != BINDING_PARAMETER || binding->writes > 1 || type->kind != TYPE_INTEGER || type->size < 4) return false;
    for_each_reference(unit, variable, reference)
        if (reference->node < factor && (reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_UPDATE)) return false;
    return true;
}

// "int" times a byte can't wrap a 64-bit size: the other factor must be more than one.
static bool multiplies(const Tree *tree, NodeId factor)
{
    uint32_t number;
    if (c_integer(tree, factor, &number)) return number > 1;
    return true;
}

static void check(Check *check, const Call *call)
{
    const Tree *tree = check->tree;
    static const char *const names[] = {"malloc", "realloc", "xmalloc", "xrealloc", "g_malloc", "PyMem_Malloc", NULL};
    if (!str_is_any(call->callee, names) || c_is_broken(tree, call->node)) return;
    NodeId size = c_strip_casts(tree, call->arguments[call->argument_count - 1].node);
    if (tree_kind(tree, size) != C_BINARY || tree_node(tree, size)->operation != OP_MUL) return;
    NodeId left = tree_child_as(tree, size, ROLE_C_LEFT), right = tree_child_as(tree, size, ROLE_C_RIGHT);
    bool by_left = is_unasked(check->unit, left) && multiplies(tree, right), by_right = is_unasked(check->unit, right) && multiplies(tree, left);
    if (!by_left && !by_right) return;
    NodeId factor = c_strip_casts(tree, by_left ? left : right), other = c_strip_casts(tree, by_left ? right : left);
    Finding *finding = report(check, call->node, "'%.*s' can wrap when '%.*s' is large, which nothing limits: the block is then too small", FMT(tree_text(tree, size)),
                              FMT(tree_text(tree, factor)));
    if (!str_is(call->callee, "malloc") || tree_node(tree, call->node)->flags & NODE_IN_MACRO) return;
    fix(check, finding, FIX_REVIEW, "let calloc multiply, which looks");
    edit_replace(check, finding, tree_span(tree, call->node), "calloc(%.*s, %.*s)", FMT(tree_text(tree, factor)), FMT(tree_text(tree, other)));
}

const Rule rule_alloc_size_overflow = {
    .id = "alloc-size-overflow",
    .summary = "product that can wrap says how large a block is",
    .help = "use calloc or reallocarray, which fail instead, or compare the number with a limit first",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-190",
    .on_call = check,
};
