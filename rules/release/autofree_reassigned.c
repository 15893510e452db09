// A variable with the cleanup attribute gets a second value while it still holds the first: the attribute releases only the last one.
//
// Reported when both assignments certainly follow each other, the first value is fresh from a known maker, and nothing in between could release
// or take it (free, g_steal_pointer(&x), a macro).
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_straight.h"
#include "engine/rule.h"

static bool makes(const Unit *unit, NodeId value)
{
    const Call *call = tree_kind(unit->tree, value) == C_CALL ? unit_call(unit, value) : NULL;
    const Ownership *row = call ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
    return row && row->gives && !row->passes_on && row->takes[0] != '@';
}

static bool store_at(const Unit *unit, const Reference *reference, CStore *store, NodeId *node)
{
    *node = tree_kind(unit->tree, reference->node) == C_VARIABLE ? reference->node : c_parent(unit->tree, reference->node);
    return reference->kind == REFERENCE_WRITE && c_store(unit->tree, *node, store);
}

// Is the value only read between the two stores?
static bool is_only_read(const Unit *unit, BindingId variable, NodeId from, NodeId to)
{
    for_each_reference(unit, variable, reference) {
        if (reference->node <= from || reference->node >= to) continue;
        if (tree_node(unit->tree, reference->node)->flags & NODE_IN_MACRO) return false;
        NodeId up = c_parent(unit->tree, reference->node);
        const Call *call = reference->kind == REFERENCE_ARGUMENT && tree_kind(unit->tree, up) == C_CALL ? unit_call(unit, up) : NULL;
        const Ownership *row = call ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
        bool borrows = row && !strpbrk(row->takes, "!=>+~@?");
        bool reads = reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_READ || reference->kind == REFERENCE_ELEMENT || reference->kind == REFERENCE_MEMBER;
        if (!reads && !borrows) return false;
    }
    return true;
}

static void check(Check *check, BindingId variable)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, variable);
    if (!binding->has_cleanup || binding->writes < 2) return;
    NodeId before = 0;
    for_each_reference(unit, variable, reference) {
        CStore store;
        NodeId node;
        if (!store_at(unit, reference, &store, &node)) continue;
        bool follows = before && c_is_always_before(check->tree, before, node) && is_only_read(unit, variable, tree_end(check->tree, before), node);
        if (follows && !c_is_null(check->tree, store.value) && !c_mentions(check->tree, store.value, store.target)) {
            Finding *finding = report(check, node, "'%.*s' gets another value while it holds the first, which nothing releases any more", FMT(binding->name));
            also(check, finding, before, "the value that is lost");
        }
        before = makes(unit, store.value) ? node : 0;
    }
}

const Rule rule_autofree_reassigned = {
    .id = "autofree-reassigned",
    .summary = "variable with the cleanup attribute gets a second value",
    .help = "release the first value before, or use a variable for each",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_binding = check,
};
