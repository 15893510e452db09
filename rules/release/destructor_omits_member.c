// A destructor frees the struct and some of its members, and forgets one that the file fills with memory of its own.
//
// Only for structs that the file itself declares, so that nobody else can know their members, and members that no other code of the file gives
// away, frees or lets out. Members that are only ever borrowed (set to what somebody else owns) are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/path.h"

// Every use of one member: `x->name`.
#define for_each_member(tree, field, at)                             \
    for (NodeId at = ROOT; at < (tree)->count; at++)                 \
        if (tree_kind(tree, at) == C_MEMBER && tree_node(tree, at)->binding == (field))

static bool is_released(const Unit *unit, const Call *call)
{
    const Ownership *row = knowledge_ownership(unit->knowledge, call->callee);
    return row && row->takes[0] == '!' && row->family == FAMILY_MEMORY && call->argument_count == 1;
}

static bool makes_memory(const Unit *unit, NodeId value)
{
    const Call *call = tree_kind(unit->tree, value) == C_CALL ? unit_call(unit, value) : NULL;
    const Ownership *row = call && !call->target ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
    return row && row->gives == FAMILY_MEMORY && !row->passes_on && row->takes[0] != '@';
}

typedef struct Member {
    NodeId made;      // where it gets memory of its own, 0 = nowhere
    bool is_shared;   // some other code may give it back, or it holds what others own
} Member;

// What the file does with the member.
static Member look_at(const Unit *unit, BindingId field)
{
    const Tree *tree = unit->tree;
    Member member = {0};
    for_each_member(tree, field, at) {
        NodeId up = c_parent(tree, at), outer = up;
        while (outer && tree_kind(tree, outer) == C_CAST) outer = c_parent(tree, outer);
        CStore store;
        bool is_target = c_store(tree, up, &store) && store.target == at;
        if (is_target && makes_memory(unit, store.value)) member.made = at;
        else if (is_target && c_is_null(tree, store.value)) continue;
        else if (is_target) member.is_shared = true;
        else if (tree_kind(tree, outer) == C_CALL) {
            const Call *call = unit_call(unit, outer);
            const Ownership *row = call ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
            if (!row || strpbrk(row->takes, "!=>+~@?")) member.is_shared = true;
        } else if (tree_kind(tree, up) == C_RETURN || c_is_assignment(tree, up) || tree_kind(tree, up) == C_VARIABLE ||
                   (tree_kind(tree, up) == C_UNARY && tree_node(tree, up)->operation == OP_ADDRESS) || tree_kind(tree, up) == C_INIT_LIST) {
            member.is_shared = true;
        }
    }
    return member;
}

// The parameter that the call frees as a whole, 0 when it is none of the function's.
static BindingId freed_parameter(const Unit *unit, const Call *call)
{
    BindingId variable = c_reference(unit->tree, c_strip_casts(unit->tree, call->arguments[0].node));
    const Binding *binding = unit_binding(unit, variable);
    return binding->kind == BINDING_PARAMETER && binding->writes <= 1 ? variable : 0;
}

static uint32_t released_members(const Unit *unit, FunctionId function, BindingId object)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->function != function || !is_released(unit, call)) continue;
        NodeId argument = c_strip_casts(unit->tree, call->arguments[0].node);
        NodeId base = tree_kind(unit->tree, argument) == C_MEMBER ? tree_child_as(unit->tree, argument, ROLE_C_BASE) : 0;
        count += base && c_reference(unit->tree, base) == object;
    }
    return count;
}

// Does the function hand the object to somebody else, who may free the rest?
static bool hands_on(const Unit *unit, const Call *freeing, BindingId object)
{
    for_each_reference(unit, object, reference) {
        bool is_freed = tree_contains(unit->tree, freeing->node, reference->node);
        if (!is_freed && reference->kind != REFERENCE_MEMBER && reference->kind != REFERENCE_MEMBER_WRITE && reference->kind != REFERENCE_TESTED &&
            !(reference->kind == REFERENCE_WRITE && tree_kind(unit->tree, reference->node) == C_PARAMETER)) return true;
    }
    return false;
}

static ClassId class_of(const Unit *unit, BindingId object)
{
    TypeId type = unit_type(unit, unit_binding(unit, object)->type)->target;
    for (ClassId id = 1; id < unit->classes.len; id++)
        if (unit_class(unit, id)->type == type) return id;
    return 0;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!call->argument_count || !is_released(unit, call) || c_is_broken(check->tree, call->node)) return;
    BindingId object = freed_parameter(unit, call);
    ClassId class = object ? class_of(unit, object) : 0;
    if (!class || str_ends(unit->source->path, STR(".h")) || hands_on(unit, call, object) || !released_members(unit, call->function, object)) return;
    NodeId record = unit_class(unit, class)->node;
    for (NodeId field = tree_first(check->tree, record); field; field = tree_next(check->tree, field)) {
        const Binding *binding = unit_binding(unit, tree_node(check->tree, field)->binding);
        if (tree_kind(check->tree, field) != C_FIELD || unit_type(unit, binding->type)->kind != TYPE_POINTER) continue;
        Member member = look_at(unit, tree_node(check->tree, field)->binding);
        if (!member.made || member.is_shared) continue;
        Finding *finding = report(check, call->node, "'%.*s' frees other members, but not '%.*s', which is lost with the struct",
                                  FMT(unit_function(unit, call->function)->name), FMT(binding->name));
        also(check, finding, member.made, "it gets memory of its own here");
        also(check, finding, field, "the member");
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
};
