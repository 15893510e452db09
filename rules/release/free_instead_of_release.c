// free(x) for a struct that has a destructor in this file, which also frees what its members hold.
//
// Silent where the function has just made the object itself (its members may still be empty) or takes care of a member by hand.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

static bool is_free(const Call *call) { return str_is(call->callee, "free") && call->argument_count == 1; }

static BindingId freed(const Unit *unit, const Call *call) { return is_free(call) ? c_reference(unit->tree, c_strip_casts(unit->tree, call->arguments[0].node)) : 0; }

// Do the two stand in different arms of an `if`?
static bool are_exclusive(const Tree *tree, NodeId a, NodeId b)
{
    for (NodeId up = a; up; up = tree_parent(tree, up)) {
        NodeId test = tree_parent(tree, up);
        if (tree_kind(tree, test) == C_IF && tree_contains(tree, test, b) && !tree_contains(tree, up, b)) {
            NodeId then = tree_child_as(tree, test, ROLE_C_THEN), otherwise = tree_child_as(tree, test, ROLE_C_ELSE);
            NodeId other = up == then ? otherwise : up == otherwise ? then : 0;
            return other && tree_contains(tree, other, b);
        }
    }
    return false;
}

// Does the function free a member of the object, on a way that also comes to `beside` (0 = any)?
static bool frees_member(const Unit *unit, FunctionId function, BindingId object, NodeId beside)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        NodeId argument = call->function == function && is_free(call) ? c_strip_casts(unit->tree, call->arguments[0].node) : 0;
        NodeId base = tree_kind(unit->tree, argument) == C_MEMBER ? tree_child_as(unit->tree, argument, ROLE_C_BASE) : 0;
        if (base && c_reference(unit->tree, base) == object && !(beside && are_exclusive(unit->tree, call->node, beside))) return true;
    }
    return false;
}

// The function of the file that frees a thing of that type with its members; 0 when there is none.
static FunctionId destructor_of(const Unit *unit, TypeId type)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        BindingId object = freed(unit, call);
        const Binding *binding = unit_binding(unit, object);
        bool is_own = binding->kind == BINDING_PARAMETER && binding->writes <= 1 && unit_function(unit, call->function)->parameter_count == 1;
        if (is_own && unit_type(unit, binding->type)->target == type && frees_member(unit, call->function, object, call->node)) return call->function;
    }
    return 0;
}

// Is the object older than the call of this function, and does nothing in it look after the members?
static bool is_whole(const Unit *unit, BindingId object)
{
    for_each_reference(unit, object, reference) {
        if (reference->kind == REFERENCE_MEMBER_WRITE || reference->kind == REFERENCE_ADDRESS || reference->kind == REFERENCE_STORED) return false;
        NodeId up = reference->kind == REFERENCE_MEMBER ? c_parent(unit->tree, c_parent(unit->tree, reference->node)) : 0;
        if (up && (tree_kind(unit->tree, up) == C_CALL || c_is_assignment(unit->tree, up) || tree_kind(unit->tree, up) == C_VARIABLE)) return false;
        if (reference->kind != REFERENCE_WRITE) continue;
        CStore store;
        NodeId at = tree_kind(unit->tree, reference->node) == C_VARIABLE ? reference->node : c_parent(unit->tree, reference->node);
        if (tree_kind(unit->tree, reference->node) == C_PARAMETER) continue;
        if (!c_store(unit->tree, at, &store) || tree_kind(unit->tree, store.value) == C_CALL) return false;
    }
    return true;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    BindingId object = freed(unit, call);
    const Type *type = unit_type(unit, unit_binding(unit, object)->type);
    bool is_variable = unit_binding(unit, object)->kind == BINDING_PARAMETER || unit_binding(unit, object)->kind == BINDING_LOCAL;
    if (!object || !is_variable || type->kind != TYPE_POINTER || unit_type(unit, type->target)->kind != TYPE_RECORD || c_is_broken(check->tree, call->node)) return;
    FunctionId destructor = destructor_of(unit, type->target);
    if (!destructor || destructor == call->function || !is_whole(unit, object) || frees_member(unit, call->function, object, 0)) return;
    Str name = unit_function(unit, destructor)->name, what = unit_binding(unit, object)->name;
    Finding *finding = report(check, call->node, "'%.*s' is freed without what its members hold, which '%.*s' would free too", FMT(what), FMT(name));
    also(check, finding, unit_function(unit, destructor)->node, "frees the members first");
    help(check, finding, "call %.*s(%.*s)", FMT(name), FMT(what));
    fix(check, finding, FIX_REVIEW, "call %.*s", FMT(name));
    edit_replace(check, finding, tree_span(check->tree, tree_first(check->tree, call->node)), "%.*s", FMT(name));
}

const Rule rule_free_instead_of_release = {
    .id = "free-instead-of-release",
    .summary = "free() for a struct that has a function of its own for that",
    .help = "call the function that frees the members as well",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check,
};
