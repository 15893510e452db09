// Two answers of a function that writes each into the same static buffer, used together: both are the second.
//
// The functions are those of the C library that say so, and those of the file that return an array of their own that they write to. Reported
// when one call gets two of them, and when the first is used after a second call in the same list of statements.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_straight.h"
#include "engine/rule.h"

static bool is_of_library(Str callee)
{
    static const char *const names[] = {"asctime", "ctime", "gmtime", "localtime", "inet_ntoa", "ether_ntoa", "getpwnam", "getpwuid", "getgrnam", "getgrgid",
                                        "gethostbyname", "gethostbyaddr", "getservbyname", "ptsname", "ttyname", "crypt", "l64a", NULL};
    return str_is_any(callee, names);
}

// Is the variable a static array that the function writes to? One that is picked by index is a ring, made for several answers.
static bool is_scratch(const Unit *unit, BindingId variable)
{
    const Binding *binding = unit_binding(unit, variable);
    const Type *type = unit_type(unit, binding->type);
    if (binding->kind != BINDING_STATIC || type->kind != TYPE_ARRAY || unit_type(unit, type->target)->kind == TYPE_ARRAY || type->is_const) return false;
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_ELEMENT_WRITE || reference->kind == REFERENCE_ARGUMENT) return true;
    return false;
}

static bool returns_scratch(const Unit *unit, FunctionId id)
{
    const Tree *tree = unit->tree;
    const Function *function = unit_function(unit, id);
    for (NodeId at = function->body, end = tree_end(tree, function->body); at < end; at++) {
        NodeId value = tree_kind(tree, at) == C_RETURN ? tree_first(tree, at) : 0;
        BindingId variable = value ? c_reference(tree, c_strip_casts(tree, value)) : 0;
        if (variable && is_scratch(unit, variable)) return true;
    }
    return false;
}

static bool gives_scratch(const Unit *unit, const Call *call)
{
    const Type *type = unit_type(unit, tree_node(unit->tree, call->node)->type);
    if (type->kind != TYPE_POINTER || !call->callee.len) return false;
    return call->target ? returns_scratch(unit, call->target) : is_of_library(call->callee);
}

// --- two in one call -----------------------------------------------------------------------------------------------
static void check_together(Check *check, const Call *call)
{
    const Call *first = NULL;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        NodeId node = c_strip_casts(check->tree, call->arguments[i].node);
        const Call *inner = tree_kind(check->tree, node) == C_CALL ? unit_call(check->unit, node) : NULL;
        if (!inner || (first && !str_equal(first->callee, inner->callee)) || !gives_scratch(check->unit, inner)) continue;
        if (first) {
            Finding *finding = report(check, inner->node, "'%.*s' writes both answers into one buffer: '%.*s' gets the same text twice", FMT(inner->callee), FMT(call->callee));
            also(check, finding, first->node, "the other answer");
            return;
        }
        first = inner;
    }
}

// --- one after the other -------------------------------------------------------------------------------------------
// Is it certainly used after the second call, before it gets another value?
static bool is_used_after(const Unit *unit, BindingId variable, NodeId second)
{
    for_each_reference(unit, variable, reference) {
        if (reference->node < tree_end(unit->tree, second)) continue;
        bool uses = reference->kind == REFERENCE_ARGUMENT || reference->kind == REFERENCE_ELEMENT || reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_READ;
        if (reference->kind == REFERENCE_WRITE) return false;
        if (uses && c_is_always_before(unit->tree, second, reference->node)) return true;
    }
    return false;
}

// Both calls ask the same of values that may be the same.
static bool asks_the_same(const Tree *tree, const Call *first, const Call *second)
{
    if (first->argument_count != second->argument_count) return false;
    for (uint32_t i = 0; i < first->argument_count; i++)
        if (!c_same_text(tree, first->arguments[i].node, second->arguments[i].node)) return false;
    return true;
}

// The variable that holds the answer of the call: `name = f(...)` as a statement or declaration.
static BindingId holder_of(const Tree *tree, NodeId call)
{
    CStore store;
    NodeId up = tree_parent(tree, call);
    while (up && (tree_kind(tree, up) == C_IMPLICIT_CAST || tree_kind(tree, up) == C_CAST || tree_kind(tree, up) == C_PAREN)) up = tree_parent(tree, up);
    if (!up || !c_store(tree, up, &store)) return 0;
    return tree_kind(tree, store.target) == C_VARIABLE ? tree_node(tree, store.target)->binding : c_reference(tree, store.target);
}

static void check_later(Check *check, const Call *second)
{
    const Unit *unit = check->unit;
    for (uint32_t i = (uint32_t)(second - unit->calls.at); i > 1 && unit->calls.at[i - 1].function == second->function; i--) {
        const Call *first = &unit->calls.at[i - 1];
        if (!str_equal(first->callee, second->callee) || !c_is_always_before(check->tree, first->node, second->node)) continue;
        BindingId variable = asks_the_same(check->tree, first, second) ? 0 : holder_of(check->tree, first->node);
        if (!variable || unit_binding(unit, variable)->kind != BINDING_LOCAL || holder_of(check->tree, second->node) == variable) continue;
        if (c_changes_between(unit, variable, tree_end(check->tree, first->node), tree_end(check->tree, second->node)) || !is_used_after(unit, variable, second->node)) continue;
        Finding *finding = report(check, second->node, "this call of '%.*s' writes over what '%.*s' points to, which is used after it", FMT(second->callee), FMT(unit_binding(unit, variable)->name));
        also(check, finding, first->node, "the answer that is lost");
        return;
    }
}

static void check(Check *check, const Call *call)
{
    if (c_is_broken(check->tree, call->node)) return;
    if (call->argument_count > 1) check_together(check, call);
    if (gives_scratch(check->unit, call)) check_later(check, call);
}

const Rule rule_static_buffer_reused = {
    .id = "static-buffer-reused",
    .summary = "answers that share one static buffer are used together",
    .help = "copy the first answer before the second call, or let the caller give the buffer",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .on_call = check,
};
