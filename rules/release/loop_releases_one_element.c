// A loop that counts through an array releases the same element on every turn: `for (i = 0; i < n; i++) free(items[n].name);`.
//
// Silent unless the loop's counter is named nowhere in its body, everything that the body calls gives something back, and nothing that the
// element is reached by can change in the loop.
#include "c/c_idiom.h"
#include "c/c_loop.h"
#include "engine/rule.h"

// The variable that the head of the loop counts on, 0 = none alone.
static BindingId counter_of(const Tree *tree, NodeId loop)
{
    NodeId step = c_strip(tree, tree_child_as(tree, loop, ROLE_C_INCREMENT)), first = tree_first(tree, step);
    uint32_t operation = tree_node(tree, step)->operation;
    bool counts = operation == OP_PRE_INC || operation == OP_POST_INC || operation == OP_PRE_DEC || operation == OP_POST_DEC;
    return tree_kind(tree, step) == C_UNARY && counts ? c_reference(tree, first) : 0;
}

static bool names(const Tree *tree, NodeId node, BindingId variable)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == C_REFERENCE && tree_node(tree, at)->binding == variable) return true;
    return false;
}

static bool is_release(const Check *check, const Call *call)
{
    Passing passing = summary_argument(summary_of_call(check->summaries, call), 1);
    return call->argument_count == 1 && passing.how == HANDOVER_RELEASED && passing.family != FAMILY_PY_REFERENCE;
}

// Does the loop call anything that does more than give something back, or leave it early?
static bool does_more(const Check *check, NodeId loop)
{
    const Tree *tree = check->tree;
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        const Call *call = kind == C_CALL ? unit_call(check->unit, at) : NULL;
        if (kind == C_CALL && (!call || !is_release(check, call))) return true;
        if (kind == C_BREAK || kind == C_RETURN || kind == C_GOTO || kind == C_ASM || kind == C_STATEMENT_EXPRESSION) return true;
    }
    return false;
}

// The one value that the loop gives the variable, 0 = none or several; *store is where.
static NodeId value_in(const Tree *tree, NodeId loop, BindingId variable, NodeId *store)
{
    NodeId value = 0;
    for (NodeId at = loop, end = variable ? tree_end(tree, loop) : loop; at < end; at++) {
        CStore found;
        if (!c_store(tree, at, &found)) continue;
        bool is_meant = tree_kind(tree, at) == C_VARIABLE ? tree_node(tree, at)->binding == variable : c_reference(tree, found.target) == variable;
        if (!is_meant) continue;
        if (value) return 0;
        value = found.value;
        *store = at;
    }
    return value;
}

static bool is_own(const Binding *binding) { return binding->kind == BINDING_LOCAL || binding->kind == BINDING_PARAMETER; }

// Is everything that the loop does with the variable part of what it releases, of a condition or of `store`?
static bool is_only_read(const Tree *tree, NodeId loop, NodeId released, NodeId store, BindingId variable)
{
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        if (tree_kind(tree, at) != C_REFERENCE || tree_node(tree, at)->binding != variable) continue;
        bool is_told = tree_contains(tree, released, at) || (store && tree_contains(tree, store, at));
        for (NodeId up = at; up != loop && !is_told; up = tree_parent(tree, up)) is_told = tree_node(tree, up)->role == ROLE_C_CONDITION;
        if (!is_told && !tree_contains(tree, tree_child_as(tree, loop, ROLE_C_CONDITION), at)) return false;
    }
    return true;
}

// Is the expression the same on every turn? Its own variables may be given it by `store`.
static bool stays(const Unit *unit, NodeId loop, NodeId expression, NodeId released, NodeId store)
{
    const Tree *tree = unit->tree;
    for (NodeId at = expression, end = tree_end(tree, expression); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        BindingId id = tree_node(tree, at)->binding;
        if (kind == C_CALL || kind == C_CONDITIONAL || c_is_assignment(tree, at)) return false;
        if (kind != C_REFERENCE) continue;
        if (!is_own(unit_binding(unit, id)) || !is_only_read(tree, loop, released, store, id)) return false;
        if (c_loop_changes(unit, loop, id) && !(store && value_in(tree, loop, id, &(NodeId){0}))) return false;
    }
    return true;
}

static bool has_index(const Tree *tree, NodeId node)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == C_SUBSCRIPT) return true;
    return false;
}

// The variable at the root of a->b, a[i].b, (*a)[i].
static BindingId root_of(const Tree *tree, NodeId node)
{
    for (node = c_strip_casts(tree, node); node && tree_kind(tree, node) != C_REFERENCE;) node = c_strip_casts(tree, tree_first(tree, node));
    return c_reference(tree, node);
}

static void check(Check *check, const Call *call)
{
    const Tree *tree = check->tree;
    if (!is_release(check, call) || tree_node(tree, call->node)->flags & NODE_IN_MACRO || c_is_broken(tree, call->node)) return;
    NodeId loop = c_loop_around(tree, call->node), released = call->arguments[0].node, store = 0;
    BindingId counter = tree_kind(tree, loop) == C_FOR ? counter_of(tree, loop) : 0;
    if (!counter || c_loop_is_short(check->unit, loop, 1) || names(tree, tree_child_as(tree, loop, ROLE_C_BODY), counter) || does_more(check, loop)) return;
    NodeId value = value_in(tree, loop, root_of(tree, released), &store);
    if (!has_index(tree, released) && !(value && has_index(tree, value))) return;
    if (!stays(check->unit, loop, released, released, store) || (value && !stays(check->unit, loop, value, released, store))) return;
    Str counted = unit_binding(check->unit, counter)->name, element = tree_text(tree, value ? value : released);
    Finding *finding = report(check, call->node, "every turn of this loop releases the same element, and the others are lost: '%.*s' does not depend on '%.*s'",
                              FMT(element), FMT(counted));
    also(check, finding, loop, "the loop");
    help(check, finding, "index the array with '%.*s'", FMT(counted));
}

const Rule rule_loop_releases_one_element = {
    .id = "loop-releases-one-element",
    .summary = "loop over an array releases the same element on every turn",
    .help = "index the array with what the loop counts",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check,
    .reads_summaries = true,
};
