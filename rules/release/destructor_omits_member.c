// A destructor frees the struct and some of its members, and forgets one that the file fills with memory of its own.
//
// Only for structs that the file itself declares, or whose destructor nobody else can call, and members that no other code of the file gives
// away, frees or lets out. Members that are only ever borrowed (set to what somebody else owns) are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/path.h"

// Every use of one member: `x->name`.
#define for_each_member(tree, field, at)                             \
    for (NodeId at = ROOT; at < (tree)->count; at++)                 \
        if (tree_kind(tree, at) == C_MEMBER && tree_node(tree, at)->binding == (field))

static bool is_block(uint8_t family) { return family == FAMILY_MEMORY || family == FAMILY_PY_MEMORY || family == FAMILY_PY_OBJECT_MEMORY; }

static bool is_released(const Unit *unit, const Call *call)
{
    const Ownership *row = knowledge_ownership(unit->knowledge, call->callee);
    return row && row->takes[0] == '!' && is_block(row->family) && call->argument_count == 1;
}

// A call that gives something to own, also as one arm of a choice.
static bool makes_own(const Unit *unit, NodeId value)
{
    value = c_strip_casts(unit->tree, value);
    if (tree_kind(unit->tree, value) == C_CONDITIONAL) {
        NodeId first = tree_next(unit->tree, tree_first(unit->tree, value)), second = first ? tree_next(unit->tree, first) : 0;
        if (!second) return false;
        return c_is_null(unit->tree, second) ? makes_own(unit, first) : c_is_null(unit->tree, first) && makes_own(unit, second);
    }
    const Call *call = tree_kind(unit->tree, value) == C_CALL ? unit_call(unit, value) : NULL;
    const Ownership *row = call && !call->target ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
    return row && (row->gives == FAMILY_MEMORY || row->gives == FAMILY_PY_REFERENCE) && !row->passes_on && row->takes[0] != '@';
}

typedef struct Member {
    NodeId made;      // where it gets something of its own, 0 = nowhere
    FunctionId maker; // the function around it
    FunctionId freed; // the function that frees it, 0 = none does
    bool is_shared;   // some other code may give it back, or it holds what others own
} Member;

static void look_at_argument(const Unit *unit, NodeId outer, Member *member)
{
    const Call *call = unit_call(unit, outer);
    const Ownership *row = call ? knowledge_ownership(unit->knowledge, call->callee) : NULL;
    bool is_freed = row && row->takes[0] == '!' && call->argument_count == 1;
    if (is_freed && (!member->freed || member->freed == call->function)) member->freed = call->function;
    else if (!row || strpbrk(row->takes, "!=>+~@?")) member->is_shared = true;
}

// const T *view = x->name; only looks.
static bool is_view(const Unit *unit, NodeId variable)
{
    const Type *type = unit_type(unit, tree_node(unit->tree, variable)->type);
    return type->kind == TYPE_POINTER && unit_type(unit, type->target)->is_const;
}

static void look_at_use(const Unit *unit, NodeId at, Member *member)
{
    const Tree *tree = unit->tree;
    NodeId up = c_parent(tree, at), outer = up;
    while (outer && tree_kind(tree, outer) == C_CAST) outer = c_parent(tree, outer);
    CStore store;
    bool is_target = c_store(tree, up, &store) && store.target == at;
    if (is_target && makes_own(unit, store.value)) {
        member->made = at;
        member->maker = unit->function_of_node[at];
    } else if (is_target) {
        member->is_shared |= !c_is_null(tree, store.value);
    } else if (tree_kind(tree, outer) == C_CALL) {
        look_at_argument(unit, outer, member);
    } else if (tree_kind(tree, up) == C_VARIABLE) {
        member->is_shared |= !is_view(unit, up);
    } else if (tree_kind(tree, up) == C_RETURN || c_is_assignment(tree, up) || tree_kind(tree, up) == C_INIT_LIST ||
               (tree_kind(tree, up) == C_UNARY && tree_node(tree, up)->operation == OP_ADDRESS)) {
        member->is_shared = true;
    }
}

// What the file does with the member. What is freed where it is made is only replaced there.
static Member look_at(const Unit *unit, BindingId field)
{
    Member member = {0};
    for_each_member(unit->tree, field, at) look_at_use(unit, at, &member);
    member.is_shared |= member.freed && member.freed != member.maker;
    return member;
}

static NodeId base_of(const Tree *tree, NodeId member) { return c_strip_casts(tree, tree_child_as(tree, member, ROLE_C_BASE)); }

// The parameter, the local or the member that the call frees as a whole, 0 when it is none.
static NodeId freed_object(const Unit *unit, const Call *call)
{
    NodeId object = c_strip_casts(unit->tree, call->arguments[0].node);
    const Binding *binding = unit_binding(unit, c_reference(unit->tree, object));
    if (binding->kind == BINDING_PARAMETER && binding->writes <= 1) return object;
    return tree_kind(unit->tree, object) == C_MEMBER && c_reference(unit->tree, base_of(unit->tree, object)) ? object : 0;
}

static uint32_t released_members(const Unit *unit, FunctionId function, NodeId object)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->function != function || !is_released(unit, call)) continue;
        NodeId argument = c_strip_casts(unit->tree, call->arguments[0].node);
        count += tree_kind(unit->tree, argument) == C_MEMBER && c_same_place(unit->tree, base_of(unit->tree, argument), object);
    }
    return count;
}

// Does the function hand the object, or what leads to it, to somebody else, who may free the rest?
static bool hands_on(const Unit *unit, const Call *freeing, NodeId object)
{
    const Tree *tree = unit->tree;
    NodeId root = tree_kind(tree, object) == C_MEMBER ? base_of(tree, object) : object;
    for_each_reference(unit, c_reference(tree, root), reference) {
        bool is_freed = tree_contains(tree, freeing->node, reference->node);
        if (!is_freed && reference->kind != REFERENCE_MEMBER && reference->kind != REFERENCE_MEMBER_WRITE && reference->kind != REFERENCE_TESTED &&
            !(reference->kind == REFERENCE_WRITE && tree_kind(tree, reference->node) == C_PARAMETER)) return true;
    }
    for (uint32_t i = 1; i < unit->calls.len && root != object; i++) {
        const Call *call = &unit->calls.at[i];
        for (uint32_t n = 0; call->function == freeing->function && call != freeing && n < call->argument_count; n++)
            if (c_same_place(tree, c_strip_casts(tree, call->arguments[n].node), object)) return true;
    }
    return false;
}

static bool is_declared_here(const Unit *unit, TypeId record)
{
    for (ClassId id = 1; id < unit->classes.len; id++)
        if (unit_class(unit, id)->type == record) return true;
    return false;
}

static bool mentions(const Unit *unit, FunctionId function, BindingId field)
{
    for_each_reference(unit, field, reference)
        if (reference->function == function) return true;
    return false;
}

// Is this the first use of the member that makes something for it?
static bool is_first_made(const Unit *unit, BindingId field, NodeId at)
{
    for_each_member(unit->tree, field, use) {
        CStore store;
        bool is_made = c_store(unit->tree, c_parent(unit->tree, use), &store) && store.target == use && makes_own(unit, store.value);
        if (is_made) return use == at;
    }
    return false;
}

static void check_member(Check *check, const Call *call, NodeId at)
{
    const Unit *unit = check->unit;
    BindingId field = tree_node(check->tree, at)->binding;
    const Binding *binding = unit_binding(unit, field);
    if (!is_first_made(unit, field, at) || mentions(unit, call->function, field)) return;
    Member member = look_at(unit, field);
    if (!member.made || member.is_shared) return;
    Finding *finding = report(check, call->node, "'%.*s' frees other members, but not '%.*s', which is lost with the struct",
                              FMT(unit_function(unit, call->function)->name), FMT(binding->name));
    also(check, finding, member.made, "it gets something of its own here");
    if (binding->declared) also(check, finding, binding->declared, "the member");
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!call->argument_count || !is_released(unit, call) || c_is_broken(check->tree, call->node) || str_ends(unit->source->path, STR(".h"))) return;
    NodeId object = freed_object(unit, call);
    TypeId record = object ? unit_type(unit, tree_node(check->tree, object)->type)->target : 0;
    bool is_static = unit_function(unit, call->function)->flags & FUNCTION_STATIC;
    if (unit_type(unit, record)->kind != TYPE_RECORD || !(is_declared_here(unit, record) || is_static)) return;
    if (!released_members(unit, call->function, object) || hands_on(unit, call, object)) return;
    for (NodeId at = ROOT; at < check->tree->count; at++) {
        CStore store;
        bool is_made = tree_kind(check->tree, at) == C_MEMBER && c_store(check->tree, c_parent(check->tree, at), &store) && store.target == at && makes_own(unit, store.value);
        NodeId base = is_made ? base_of(check->tree, at) : 0;
        const Type *type = unit_type(unit, tree_node(check->tree, base)->type);
        if (base && (type->target == record || tree_node(check->tree, base)->type == record)) check_member(check, call, at);
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
