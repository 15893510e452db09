#include "c/c_member.h"

#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_resolve.h"

static const Call *call_at(const Unit *unit, NodeId node) { return tree_kind(unit->tree, node) == C_CALL ? unit_call(unit, node) : NULL; }

static bool is_owned_family(uint8_t family) { return family == FAMILY_MEMORY || family == FAMILY_PY_REFERENCE; }

static bool moves_argument(const Summary *summary, const Call *call)
{
    for (uint32_t n = 1; n <= call->argument_count; n++)
        if (summary_argument(summary, n).how == HANDOVER_MOVED) return true;
    return false;
}

static bool gives(const Summaries *summaries, const Call *call)
{
    const Summary *summary = summary_of_call(summaries, call);
    return summary->result == RESULT_FRESH && !summary->is_believed && is_owned_family(summary->family) && !moves_argument(summary, call);
}

// A call that gives something to own, also as one arm of a choice.
static bool makes_own(const Unit *unit, const Summaries *summaries, NodeId value)
{
    value = c_strip_casts(unit->tree, value);
    if (tree_kind(unit->tree, value) == C_CONDITIONAL) {
        NodeId first = tree_next(unit->tree, tree_first(unit->tree, value)), second = first ? tree_next(unit->tree, first) : 0;
        if (!second) return false;
        return c_is_null(unit->tree, second) ? makes_own(unit, summaries, first) : c_is_null(unit->tree, first) && makes_own(unit, summaries, second);
    }
    const Call *call = call_at(unit, value);
    return call && gives(summaries, call);
}

bool c_member_is_release(const Summaries *summaries, const Call *call)
{
    return call->argument_count == 1 && summary_argument(summary_of_call(summaries, call), 1).how == HANDOVER_RELEASED;
}

static const Call *call_around(const Unit *unit, NodeId node, uint32_t *number)
{
    const Tree *tree = unit->tree;
    NodeId inner = node, up = tree_parent(tree, node);
    for (; tree_kind(tree, up) == C_CAST || tree_kind(tree, up) == C_IMPLICIT_CAST || tree_kind(tree, up) == C_PAREN; up = tree_parent(tree, up)) inner = up;
    const Call *call = call_at(unit, up);
    for (*number = 1; call && *number <= call->argument_count; ++*number)
        if (c_call_argument(tree, up, *number) == inner) return call;
    return NULL;
}

static bool is_lent(const Unit *unit, const Summaries *summaries, NodeId node)
{
    uint32_t number;
    const Call *call = call_around(unit, node, &number);
    return call && summary_argument(summary_of_call(summaries, call), number).how == HANDOVER_BORROWED;
}

// Does the use of a value only look at it?
static bool only_looks(const Unit *unit, const Summaries *summaries, NodeId node, ReferenceKind kind)
{
    switch ((int)kind) {
    case REFERENCE_MEMBER:
    case REFERENCE_MEMBER_WRITE:
    case REFERENCE_ELEMENT:
    case REFERENCE_ELEMENT_WRITE:
    case REFERENCE_TESTED:
    case REFERENCE_DECLARED: return true;
    case REFERENCE_ARGUMENT: return is_lent(unit, summaries, node);
    default: return false;
    }
}

// p = make(); ... x->name = p: nothing else is ever put into p, and from the store on it is only looked at.
static bool carries_own(const Unit *unit, const Summaries *summaries, NodeId value)
{
    BindingId variable = c_reference(unit->tree, value);
    if (unit_binding(unit, variable)->kind != BINDING_LOCAL || unit_binding(unit, variable)->has_cleanup) return false;
    bool is_made = false;
    for_each_reference(unit, variable, use) {
        CStore store;
        if (use->node == value) continue;
        if (use->kind == REFERENCE_WRITE) {
            NodeId up = tree_kind(unit->tree, use->node) == C_VARIABLE ? use->node : c_parent(unit->tree, use->node);
            if (!c_store(unit->tree, up, &store)) return false;
            bool is_own = makes_own(unit, summaries, store.value);
            if (!is_own && !c_is_null(unit->tree, store.value)) return false;
            is_made |= is_own && use->node < value;
            if (use->node > value && !c_is_in_loop(unit->tree, value)) return false;
        } else if (!only_looks(unit, summaries, use->node, use->kind) && !(use->kind == REFERENCE_ARGUMENT && use->node < value)) {
            return false;
        }
    }
    return is_made;
}

bool c_member_owns(const Unit *unit, const Summaries *summaries, NodeId value)
{
    value = c_strip_casts(unit->tree, value);
    return makes_own(unit, summaries, value) || (tree_kind(unit->tree, value) == C_REFERENCE && carries_own(unit, summaries, value));
}

// const T *view = x->name, or a variable with which nothing is done that could end or keep what it holds.
static bool is_view(const Unit *unit, const Summaries *summaries, NodeId variable)
{
    const Type *type = unit_type(unit, tree_node(unit->tree, variable)->type);
    bool is_const = type->kind == TYPE_POINTER && unit_type(unit, type->target)->is_const;
    for_each_reference(unit, tree_node(unit->tree, variable)->binding, use) {
        uint32_t number;
        const Call *call = is_const ? call_around(unit, use->node, &number) : NULL;
        if (call && c_member_is_release(summaries, call)) return false;
        if (!is_const && use->kind != REFERENCE_WRITE && !only_looks(unit, summaries, use->node, use->kind)) return false;
    }
    return type->kind == TYPE_POINTER;
}

static void look_at_argument(const Summaries *summaries, const Call *call, uint32_t number, CMember *member)
{
    const Summary *summary = summary_of_call(summaries, call);
    bool is_release = c_member_is_release(summaries, call) && (!member->freed || member->freed == call->function);
    if (is_release) {
        member->freed = call->function;
        member->freed_at = call->node;
    } else if (summary_argument(summary, number).how != HANDOVER_BORROWED) {
        member->is_shared = true;
    }
}

static void look_at_use(const Unit *unit, const Summaries *summaries, NodeId at, CMember *member)
{
    const Tree *tree = unit->tree;
    NodeId up = c_parent(tree, at);
    CStore store;
    uint32_t number;
    const Call *call = call_around(unit, at, &number);
    bool is_target = c_store(tree, up, &store) && store.target == at;
    if (is_target && c_member_owns(unit, summaries, store.value)) {
        if (!member->made) member->made = at;
        member->made_last = at;
    } else if (is_target) {
        member->is_shared |= !c_is_null(tree, store.value);
    } else if (call) {
        look_at_argument(summaries, call, number, member);
    } else if (tree_kind(tree, up) == C_VARIABLE) {
        member->is_shared |= !is_view(unit, summaries, up);
    } else {
        member->is_shared |= !only_looks(unit, summaries, at, c_use_of(tree, at));
    }
}

static bool is_measured(const Tree *tree, NodeId node)
{
    while (tree_kind(tree, node) == C_MEMBER || tree_kind(tree, node) == C_SUBSCRIPT || tree_kind(tree, node) == C_UNARY) node = c_parent(tree, node);
    return tree_kind(tree, node) == C_SIZEOF;
}

// What is given back where it is made, in front of that, is only replaced there.
CMember c_member_read(const Unit *unit, const Summaries *summaries, BindingId field)
{
    CMember member = {0};
    for_each_reference(unit, field, use)
        if (tree_kind(unit->tree, use->node) == C_MEMBER && !is_measured(unit->tree, use->node)) look_at_use(unit, summaries, use->node, &member);
    bool is_replaced = member.made && member.freed == unit_function_at(unit, member.made_last) && member.freed_at < member.made_last;
    member.is_shared |= member.freed && !is_replaced;
    return member;
}

NodeId c_member_element(const Tree *tree, NodeId member)
{
    NodeId up = c_parent(tree, member);
    bool is_base = tree_kind(tree, up) == C_SUBSCRIPT && c_strip_casts(tree, tree_child_as(tree, up, ROLE_C_BASE)) == member;
    return is_base ? up : 0;
}

// Is the array itself made, given back, grown or asked for, and nothing else?
static bool is_only_kept(const Unit *unit, const Summaries *summaries, NodeId member)
{
    CStore store;
    uint32_t number;
    if (c_store(unit->tree, c_parent(unit->tree, member), &store) && store.target == member)
        return c_is_null(unit->tree, store.value) || tree_kind(unit->tree, store.value) == C_CALL;
    const Call *call = call_around(unit, member, &number);
    if (!call) return c_use_of(unit->tree, member) == REFERENCE_TESTED;
    Handover how = summary_argument(summary_of_call(summaries, call), number).how;
    return how == HANDOVER_MOVED || (how == HANDOVER_RELEASED && c_member_is_release(summaries, call));
}

CMember c_member_elements(const Unit *unit, const Summaries *summaries, BindingId field)
{
    CMember elements = {0};
    for_each_reference(unit, field, use) {
        if (tree_kind(unit->tree, use->node) != C_MEMBER || is_measured(unit->tree, use->node)) continue;
        NodeId element = c_member_element(unit->tree, use->node);
        if (element) look_at_use(unit, summaries, element, &elements);
        else elements.is_shared |= !is_only_kept(unit, summaries, use->node);
    }
    return elements;
}

bool c_member_is_used_in(const Unit *unit, FunctionId function, BindingId field)
{
    for_each_reference(unit, field, reference)
        if (reference->function == function) return true;
    return false;
}

bool c_record_is_same(const Unit *unit, TypeId a, TypeId b)
{
    return a == b || (unit_type(unit, a)->kind == TYPE_RECORD && str_equal(unit_type(unit, a)->name, unit_type(unit, b)->name));
}

bool c_record_is_here(const Unit *unit, TypeId record)
{
    for (ClassId id = 1; id < unit->classes.len; id++)
        if (c_record_is_same(unit, unit_class(unit, id)->type, record)) return true;
    return false;
}

TypeId c_member_record(const Unit *unit, NodeId member)
{
    NodeId base = tree_kind(unit->tree, member) == C_MEMBER ? tree_child_as(unit->tree, member, ROLE_C_BASE) : 0;
    TypeId type = base ? tree_node(unit->tree, c_strip(unit->tree, base))->type : 0;
    if (unit_type(unit, type)->kind == TYPE_POINTER) type = unit_type(unit, type)->target;
    return unit_type(unit, type)->kind == TYPE_RECORD ? type : 0;
}

// --- members that are structs ------------------------------------------------------------------------------------
static bool sets_up(Str callee)
{
    static const char *const words[] = {"init", "Init", "INIT", "setup", "reset", NULL};
    for (const char *const *word = words; *word; word++)
        if (str_contains(callee, str_from(*word))) return true;
    return false;
}

static void look_at_address(const Summaries *summaries, const Call *call, uint32_t number, NodeId at, CEmbedded *embedded)
{
    Passing passing = summary_argument(summary_of_call(summaries, call), number);
    bool ends = habit_sounds_like_end(call->callee) || !call->callee.len || passing.how == HANDOVER_RELEASED || passing.how == HANDOVER_RELEASED_IN;
    if (ends || (call->target && c_empties_parameter(summaries->unit, summaries, call->target))) embedded->is_ended = true;
    else if (!embedded->fed && !sets_up(call->callee)) embedded->fed = at;
}

// x->m.a.b: what the whole is used for.
static NodeId whole_of(const Tree *tree, NodeId member)
{
    NodeId up = c_parent(tree, member);
    for (; tree_kind(tree, up) == C_MEMBER || tree_kind(tree, up) == C_SUBSCRIPT; up = c_parent(tree, up)) member = up;
    return member;
}

static void look_at_embedded(const Unit *unit, const Summaries *summaries, NodeId at, CEmbedded *embedded)
{
    const Tree *tree = unit->tree;
    NodeId whole = whole_of(tree, at), up = c_parent(tree, whole);
    bool is_address = tree_kind(tree, up) == C_UNARY && tree_node(tree, up)->operation == OP_ADDRESS;
    uint32_t number;
    const Call *call = call_around(unit, is_address ? up : whole, &number);
    CStore store;
    if (call && whole == at) look_at_address(summaries, call, number, at, embedded);
    else if (call) embedded->is_ended |= summary_argument(summary_of_call(summaries, call), number).how != HANDOVER_BORROWED;
    else if (is_address) embedded->is_ended = true;
    else if (whole == at) embedded->is_ended |= !(c_store(tree, up, &store) && store.target == at);
}

CEmbedded c_embedded_read(const Unit *unit, const Summaries *summaries, BindingId field)
{
    CEmbedded embedded = {0};
    for_each_reference(unit, field, use)
        if (tree_kind(unit->tree, use->node) == C_MEMBER) look_at_embedded(unit, summaries, use->node, &embedded);
    return embedded;
}

static bool is_refilled(const Unit *unit, FunctionId function, BindingId field)
{
    for_each_reference(unit, field, use) {
        CStore store;
        if (use->function != function || use->kind != REFERENCE_WRITE) continue;
        if (!c_store(unit->tree, c_parent(unit->tree, use->node), &store) || !c_is_null(unit->tree, store.value)) return true;
    }
    return false;
}

bool c_empties_parameter(const Unit *unit, const Summaries *summaries, FunctionId function)
{
    const Function *at = unit_function(unit, function);
    for (uint32_t i = 0; i < at->parameter_count; i++) {
        for_each_reference(unit, at->first_parameter + i, use) {
            uint32_t number;
            NodeId member = use->kind == REFERENCE_MEMBER ? c_parent(unit->tree, use->node) : 0;
            const Call *call = tree_kind(unit->tree, member) == C_MEMBER ? call_around(unit, member, &number) : NULL;
            bool is_released = call && c_member_is_release(summaries, call);
            if (is_released && !is_refilled(unit, function, tree_node(unit->tree, member)->binding)) return true;
        }
    }
    return false;
}

// --- between files -----------------------------------------------------------------------------------------------
static void say(Arena *arena, Map *evidence, const char *verb, Str record, Str name)
{
    *map_at(arena, evidence, arena_format(arena, "%s %.*s.%.*s", verb, FMT(record), FMT(name))) = 1;
}

static void say_of_field(Arena *arena, const Summaries *summaries, BindingId field, Map *evidence)
{
    const Unit *unit = summaries->unit;
    const Binding *binding = unit_binding(unit, field);
    TypeKind kind = unit_type(unit, binding->type)->kind;
    NodeId use = unit->references.at[binding->first_reference].node;
    TypeId record = kind == TYPE_POINTER || kind == TYPE_RECORD ? c_member_record(unit, use) : 0;
    if (!record || c_record_is_here(unit, record)) return;
    Str owner = unit_type(unit, record)->name;
    if (kind == TYPE_POINTER) {
        CMember member = c_member_read(unit, summaries, field);
        if (member.is_shared) say(arena, evidence, "lets", owner, binding->name);
    } else {
        CEmbedded embedded = c_embedded_read(unit, summaries, field);
        if (embedded.is_ended) say(arena, evidence, "ends", owner, binding->name);
        if (embedded.fed) say(arena, evidence, "feeds", owner, binding->name);
    }
}

void c_member_evidence(Arena *arena, const Summaries *summaries, Map *evidence)
{
    const Unit *unit = summaries->unit;
    for (BindingId id = 1; id < unit->bindings.len; id++)
        if (unit_binding(unit, id)->kind == BINDING_FIELD && unit_binding(unit, id)->first_reference) say_of_field(arena, summaries, id, evidence);
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
        const Function *function = unit_function(unit, id);
        bool is_seen = function->flags & FUNCTION_EXPORTED && function->parameter_count;
        if (is_seen && c_empties_parameter(unit, summaries, id)) *map_at(arena, evidence, arena_format(arena, "empties %.*s", FMT(function->name))) = 1;
    }
}
