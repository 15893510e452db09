// if (p) free(p): free() does nothing with NULL, so the test only costs a line. A matter of style: the rule runs only when it is selected.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

static bool takes_null(Str callee)
{
    static const char *const names[] = {"free", "g_free", "sqlite3_free", "PyMem_Free", "PyMem_RawFree", "PyObject_Free", "curl_free", NULL};
    return str_is_any(callee, names);
}

// The call that is all of the branch, in braces or not; NULL when there is more.
static const Call *only_call(const Unit *unit, NodeId branch)
{
    const Tree *tree = unit->tree;
    NodeId inside = branch;
    if (tree_kind(tree, branch) == C_COMPOUND) inside = tree_child_count(tree, branch) == 1 ? tree_first(tree, branch) : 0;
    inside = inside ? c_strip_casts(tree, inside) : 0;
    return inside && tree_kind(tree, inside) == C_CALL ? unit_call(unit, inside) : NULL;
}

static bool has_comment(const Tree *tree, Span span)
{
    for (uint32_t i = 0; i < tree->comments.len; i++)
        if (tree->comments.at[i].span.from >= span.from && tree->comments.at[i].span.from < span.to) return true;
    return false;
}

static void check(Check *check, NodeId node)
{
    const Tree *tree = check->tree;
    NodeId condition = tree_child_as(tree, node, ROLE_C_CONDITION), branch = tree_child_as(tree, node, ROLE_C_THEN);
    if (!branch || tree_child_as(tree, node, ROLE_C_ELSE) || tree_node(tree, node)->flags & NODE_IN_MACRO) return;
    const Call *call = only_call(check->unit, branch);
    if (!call || call->argument_count != 1 || !takes_null(call->callee) || tree_node(tree, call->node)->flags & NODE_IN_MACRO) return;
    NodeId place = c_strip_casts(tree, call->arguments[0].node), asked = c_strip_casts(tree, condition);
    bool is_plain = c_same_place(tree, asked, place);
    if (!is_plain && (c_null_test(check->unit, condition, place) != NULL_ELSE || !c_is_comparison(tree, asked))) return;
    Finding *finding = report(check, node, "'%.*s' takes NULL: the test for it does nothing", FMT(call->callee));
    if (has_comment(tree, tree_span(tree, node))) return;
    uint32_t to = tree_span(tree, call->node).to;
    if (tree_kind(tree, branch) == C_COMPOUND) {
        fix(check, finding, FIX_SAFE, "call %.*s alone", FMT(call->callee));
        edit_replace(check, finding, (Span){tree_span(tree, node).from, tree_span(tree, branch).to}, "%.*s;", FMT(tree_text(tree, call->node)));
    } else {
        fix(check, finding, FIX_SAFE, "call %.*s alone", FMT(call->callee));
        edit_replace(check, finding, (Span){tree_span(tree, node).from, to}, "%.*s", FMT(tree_text(tree, call->node)));
    }
}

const Rule rule_free_null_guard = {
    .id = "free-null-guard",
    .summary = "test for NULL before a release that takes NULL",
    .help = "call it without the test",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .fix = FIX_SAFE,
    .is_opt_in = true,
    .since = "0.1",
    .on_node = check,
    .kinds = (const NodeKind[]){C_IF, 0},
};
