// A destructor frees the struct and some of its members, and forgets one that the file fills with something of its own.
//
// Only for structs that the file itself declares, or whose destructor nobody else can call, and members that no other code of the file gives
// away, frees or lets out (c_member.h). Members that are only ever borrowed (set to what somebody else owns) are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_member.h"
#include "engine/path.h"

// Does the call give a block back as such?
static bool frees_block(const Summaries *summaries, const Call *call)
{
    uint8_t family = summary_argument(summary_of_call(summaries, call), 1).family;
    return c_member_is_release(summaries, call) && (family == FAMILY_MEMORY || family == FAMILY_PY_MEMORY || family == FAMILY_PY_OBJECT_MEMORY);
}

static NodeId base_of(const Tree *tree, NodeId member) { return c_strip_casts(tree, tree_child_as(tree, member, ROLE_C_BASE)); }

// Is everything that is put into the variable reached from somewhere else: an element of a list, a parameter under its real type?
static bool is_reached(const Unit *unit, BindingId variable)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, variable, use) {
        if (use->kind != REFERENCE_WRITE) continue;
        CStore store;
        if (!c_store(tree, tree_kind(tree, use->node) == C_VARIABLE ? use->node : c_parent(tree, use->node), &store)) return false;
        NodeKind kind = tree_kind(tree, store.value);
        bool is_target = kind == C_UNARY && tree_node(tree, store.value)->operation == OP_DEREF;
        if (kind != C_MEMBER && kind != C_REFERENCE && kind != C_SUBSCRIPT && !is_target && !c_is_null(tree, store.value)) return false;
    }
    return true;
}

// The parameter, the local or the member that the call frees as a whole, 0 when it is none.
static NodeId freed_object(const Unit *unit, const Call *call)
{
    NodeId object = c_strip_casts(unit->tree, call->arguments[0].node);
    BindingId variable = c_reference(unit->tree, object);
    const Binding *binding = unit_binding(unit, variable);
    if (binding->kind == BINDING_PARAMETER && binding->writes <= 1) return object;
    if (binding->kind == BINDING_LOCAL && is_reached(unit, variable)) return object;
    return tree_kind(unit->tree, object) == C_MEMBER && c_reference(unit->tree, base_of(unit->tree, object)) ? object : 0;
}

// The struct as what the function gives back a member of it, 0 when there is none: `free(((T *)opaque)->name); free(opaque)`.
static TypeId record_of(const Check *check, FunctionId function, NodeId object)
{
    const Unit *unit = check->unit;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->function != function || !c_member_is_release(check->summaries, call)) continue;
        NodeId argument = c_strip_casts(unit->tree, call->arguments[0].node);
        NodeId base = tree_kind(unit->tree, argument) == C_MEMBER ? tree_child_as(unit->tree, argument, ROLE_C_BASE) : 0;
        if (base && c_same_place(unit->tree, base, object)) return unit_type(unit, tree_node(unit->tree, c_strip(unit->tree, base))->type)->target;
    }
    return 0;
}

// Does the function hand the object, or what leads to it, to somebody else, who may free the rest?
static bool hands_on(const Unit *unit, const Call *freeing, NodeId object)
{
    const Tree *tree = unit->tree;
    NodeId root = tree_kind(tree, object) == C_MEMBER ? base_of(tree, object) : object;
    for_each_reference(unit, c_reference(tree, root), reference) {
        bool is_freed = tree_contains(tree, freeing->node, reference->node);
        if (!is_freed && reference->kind != REFERENCE_MEMBER && reference->kind != REFERENCE_MEMBER_WRITE && reference->kind != REFERENCE_TESTED &&
            reference->kind != REFERENCE_DECLARED && reference->kind != REFERENCE_WRITE) return true;
    }
    for (uint32_t i = 1; i < unit->calls.len && root != object; i++) {
        const Call *call = &unit->calls.at[i];
        for (uint32_t n = 0; call->function == freeing->function && call != freeing && n < call->argument_count; n++)
            if (c_same_place(tree, c_strip_casts(tree, call->arguments[n].node), object)) return true;
    }
    return false;
}

static bool is_of(const Unit *unit, BindingId field, TypeId record)
{
    TypeId owner = c_member_record(unit, unit->references.at[unit_binding(unit, field)->first_reference].node);
    return owner && c_record_is_same(unit, owner, record);
}

static void check_member(Check *check, const Call *call, TypeId record, BindingId field)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, field);
    CMember member = c_member_read(unit, check->summaries, field);
    if (!member.made || member.is_shared || c_member_is_used_in(unit, call->function, field)) return;
    Finding *finding = report(check, call->node, "'%.*s' frees other members, but not '%.*s', which is lost with the struct",
                              FMT(unit_function(unit, call->function)->name), FMT(binding->name));
    also(check, finding, member.made, "it gets something of its own here");
    if (binding->declared) also(check, finding, binding->declared, "the member");
    if (!c_record_is_here(unit, record)) unless_elsewhere(check, finding, "lets %.*s.%.*s", FMT(unit_type(unit, record)->name), FMT(binding->name));
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!call->argument_count || !frees_block(check->summaries, call) || c_is_broken(check->tree, call->node) || str_ends(unit->source->path, STR(".h"))) return;
    NodeId object = freed_object(unit, call);
    TypeId record = object ? record_of(check, call->function, object) : 0;
    bool is_static = unit_function(unit, call->function)->flags & FUNCTION_STATIC;
    if (unit_type(unit, record)->kind != TYPE_RECORD || !(c_record_is_here(unit, record) || is_static) || hands_on(unit, call, object)) return;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        bool is_pointer = binding->kind == BINDING_FIELD && unit_type(unit, binding->type)->kind == TYPE_POINTER;
        if (is_pointer && binding->first_reference && is_of(unit, id, record)) check_member(check, call, record, id);
    }
}

const Rule rule_destructor_omits_member = {
    .id = "destructor-omits-member",
    .summary = "destructor that frees all members but one",
    .help = "free the member before the struct",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check,
    .reads_summaries = true,
};
