// A static buffer is made as large as the largest thing that was ever put in it, and stays so: one huge input costs its memory for the rest of the process.
//
// `if (need > size) buffer = realloc(buffer, size = need);` with a size that is static as well, and a need that each call brings along. Silent when anything
// frees the buffer or lets it go, when the need is compared with a constant, and for what is counted up over calls (a table, not scratch).
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_value.h"
#include "engine/rule.h"

static bool is_lasting(const Unit *unit, BindingId id)
{
    const Binding *binding = unit_binding(unit, id);
    return binding->kind == BINDING_STATIC || binding->kind == BINDING_GLOBAL;
}

static bool is_ours(const Binding *binding) { return binding->kind == BINDING_STATIC || (binding->kind == BINDING_GLOBAL && binding->is_private); }

static bool is_order(uint32_t operation) { return operation == OP_LT || operation == OP_LE || operation == OP_GT || operation == OP_GE; }

// Names that the expression reads: one that lasts, a number of this call.
static void read_names(const Unit *unit, NodeId expression, BindingId *lasting, BindingId *passing)
{
    for (NodeId at = expression, end = tree_end(unit->tree, at); at < end; at++) {
        BindingId id = tree_kind(unit->tree, at) == C_REFERENCE ? tree_node(unit->tree, at)->binding : 0;
        BindingKind kind = unit_binding(unit, id)->kind;
        if (id && is_lasting(unit, id)) *lasting = id;
        bool is_number = unit_type(unit, unit_binding(unit, id)->type)->kind == TYPE_INTEGER;
        if (is_number && (kind == BINDING_LOCAL || kind == BINDING_PARAMETER)) *passing = id;
    }
}

// need > size, size < need + 1: the variable of the call that says the need, 0 when the size does not last or the need does.
static BindingId need_of(const Unit *unit, NodeId comparison, BindingId *size)
{
    NodeId sides[] = {tree_child_as(unit->tree, comparison, ROLE_C_LEFT), tree_child_as(unit->tree, comparison, ROLE_C_RIGHT)};
    for (int i = 0; i < 2; i++) {
        BindingId lasting = 0, passing = 0;
        *size = c_reference(unit->tree, c_strip_casts(unit->tree, sides[i]));
        read_names(unit, sides[!i], &lasting, &passing);
        if (is_ours(unit_binding(unit, *size)) && passing && !lasting) return passing;
    }
    return 0;
}

// The test under which the buffer grows, and what it asks for.
static NodeId deciding_test(const Unit *unit, NodeId store, BindingId *need, BindingId *size)
{
    const Tree *tree = unit->tree;
    for (NodeId up = tree_parent(tree, store); up && tree_kind(tree, up) != C_FUNCTION; up = tree_parent(tree, up)) {
        NodeId condition = tree_kind(tree, up) == C_IF || tree_kind(tree, up) == C_WHILE ? tree_child_as(tree, up, ROLE_C_CONDITION) : 0;
        if (!condition) continue;
        for (NodeId at = condition, end = tree_end(tree, condition); at < end; at++)
            if (tree_kind(tree, at) == C_BINARY && is_order(tree_node(tree, at)->operation) && (*need = need_of(unit, at, size))) return up;
    }
    return 0;
}

static bool is_resize(const Tree *tree, NodeId value)
{
    Str callee = tree_kind(tree, value) == C_CALL ? tree_text(tree, tree_child_as(tree, value, ROLE_C_CALLEE)) : (Str){0};
    return str_contains(callee, STR("realloc")) || str_contains(callee, STR("REALLOC"));
}

// buffer = realloc(buffer, ...), also by way of a local.
static bool is_grown(const Unit *unit, NodeId value)
{
    BindingId local = c_reference(unit->tree, value);
    if (!local) return is_resize(unit->tree, value);
    for_each_reference(unit, local, reference) {
        CStore store;
        bool is_declared = c_store(unit->tree, reference->node, &store);
        if (reference->kind == REFERENCE_WRITE && (is_declared || c_store(unit->tree, c_parent(unit->tree, reference->node), &store)))
            return is_resize(unit->tree, store.value);
    }
    return false;
}

static bool is_freed(const Unit *unit, NodeId argument)
{
    NodeId parent = c_parent(unit->tree, argument);
    const Call *call = tree_kind(unit->tree, parent) == C_CALL ? unit_call(unit, parent) : NULL;
    const Ownership *row = call ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
    bool is_releaser = row && row->takes && str_contains(str_from(row->takes), STR("!"));
    return is_releaser || (call && str_contains(call->callee, STR("free")));
}

// The assignment that makes the buffer larger; 0 when there is none, or when anything may let the buffer go.
static NodeId only_growth(const Unit *unit, BindingId buffer)
{
    NodeId growth = 0;
    for_each_reference(unit, buffer, reference) {
        CStore store;
        NodeId parent = c_parent(unit->tree, reference->node);
        if (reference->kind == REFERENCE_ADDRESS || reference->kind == REFERENCE_UPDATE) return 0;
        if (reference->kind == REFERENCE_ARGUMENT && is_freed(unit, reference->node)) return 0;
        if (reference->kind != REFERENCE_WRITE || tree_kind(unit->tree, reference->node) == C_VARIABLE) continue;
        if (growth || !c_store(unit->tree, parent, &store) || !is_grown(unit, store.value)) return 0;
        growth = parent;
    }
    return growth;
}

// Somebody thought of how large it may get: it is compared with a constant.
static bool is_limited(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference) {
        NodeId at = c_parent(unit->tree, reference->node);
        if (tree_kind(unit->tree, at) != C_BINARY || !is_order(tree_node(unit->tree, at)->operation)) continue;
        int32_t number;
        NodeId left = tree_child_as(unit->tree, at, ROLE_C_LEFT), right = tree_child_as(unit->tree, at, ROLE_C_RIGHT);
        NodeId other = tree_contains(unit->tree, left, reference->node) ? right : left;
        if (c_first_of(unit->tree, other, C_SIZEOF) || (c_value_constant(unit, c_strip_casts(unit->tree, other), &number) && number > 1)) return true;
    }
    return false;
}

static void check(Check *check, BindingId id)
{
    const Unit *unit = check->unit;
    const Binding *buffer = unit_binding(unit, id);
    if (!is_ours(buffer) || unit_type(unit, buffer->type)->kind != TYPE_POINTER) return;
    NodeId growth = only_growth(unit, id);
    BindingId need = 0, size = 0;
    NodeId test = growth ? deciding_test(unit, growth, &need, &size) : 0;
    if (!test || c_is_broken(check->tree, growth) || is_limited(unit, need)) return;
    Finding *finding = report(check, growth, "'%.*s' stays as large as the largest '%.*s' that there ever was: nothing frees it or makes it smaller", FMT(buffer->name),
                              FMT(unit_binding(unit, need)->name));
    also(check, finding, test, "'%.*s' only ever goes up", FMT(unit_binding(unit, size)->name));
}

const Rule rule_static_scratch_never_shrinks = {
    .id = "static-scratch-never-shrinks",
    .summary = "static buffer stays as large as the largest thing that was ever put in it",
    .help = "free it, or make it small again, when it was needed for something unusually large",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .on_binding = check,
};
