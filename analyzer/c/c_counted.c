#include "c/c_counted.h"

#include "base/str.h"
#include "c/c_idiom.h"

static bool contains_any(Str name, const char *const *words)
{
    for (; *words; words++)
        if (str_contains(name, str_from(*words))) return true;
    return false;
}

static bool gives_reference_back(Str callee)
{
    static const char *const words[] = {"unref", "Unref", "UNREF", "decref", "decrRef", "DecRef", "DECREF", "_release", "_put", "_clear", "_unlink", "_steal", "_replace", "g_set_object", NULL};
    return contains_any(callee, words);
}

static bool takes_reference(Str callee)
{
    static const char *const words[] = {"incref", "incrRef", "IncRef", "INCREF", "addref", "add_ref", "AddRef", "_retain", "ref_sink", "NewRef", NULL};
    return !gives_reference_back(callee) && (str_ends(callee, STR("_ref")) || contains_any(callee, words));
}

// What runs when the last reference is gone, by which time a cycle has kept it from running.
static bool is_destructor(Str function)
{
    static const char *const words[] = {"free", "Free", "finali", "dealloc", "delete", "Delete", "_fini", "unref", "decref", "_put", "_release", NULL};
    return contains_any(function, words);
}

bool c_leads_back(Str field)
{
    static const char *const words[] = {"parent", "owner", "self", "back", "container", "manager", "outer", NULL};
    return contains_any(field, words);
}

static const Type *pointee(const Unit *unit, TypeId id)
{
    const Type *type = unit_type(unit, id);
    return unit_type(unit, type->kind == TYPE_POINTER ? type->target : 0);
}

static const Type *owner_of(const Unit *unit, NodeId member)
{
    NodeId base = tree_kind(unit->tree, member) == C_MEMBER ? tree_child_as(unit->tree, member, ROLE_C_BASE) : 0;
    const Type *type = unit_type(unit, base ? tree_node(unit->tree, base)->type : 0);
    return type->kind == TYPE_POINTER ? unit_type(unit, type->target) : type;
}

static const Call *call_with(const Unit *unit, NodeId argument)
{
    NodeId up = tree_parent(unit->tree, argument);
    for (; tree_kind(unit->tree, up) == C_CAST || tree_kind(unit->tree, up) == C_IMPLICIT_CAST || tree_kind(unit->tree, up) == C_PAREN || tree_kind(unit->tree, up) == C_UNARY;)
        up = tree_parent(unit->tree, up);
    return tree_kind(unit->tree, up) == C_CALL ? unit_call(unit, up) : NULL;
}

// Does a call in the function take a reference of what the name, a variable or field, refers to?
static bool is_counted_in(const Unit *unit, BindingId name, FunctionId function)
{
    for_each_reference(unit, name, reference) {
        if (reference->function != function || reference->kind != REFERENCE_ARGUMENT) continue;
        const Call *call = call_with(unit, reference->node);
        if (call && takes_reference(call->callee)) return true;
    }
    return false;
}

static bool takes_for(const Unit *unit, const Reference *reference)
{
    CStore store;
    if (!c_store(unit->tree, c_parent(unit->tree, reference->node), &store)) return false;
    NodeId value = store.value;
    const Call *call = tree_kind(unit->tree, value) == C_CALL ? unit_call(unit, value) : NULL;
    if (call) return takes_reference(call->callee) && call->argument_count;
    BindingId variable = c_reference(unit->tree, value);
    return is_counted_in(unit, reference->binding, reference->function) || (variable && is_counted_in(unit, variable, reference->function));
}

static bool cuts(const Unit *unit, const Reference *reference)
{
    CStore store;
    if (is_destructor(unit_function(unit, reference->function)->name)) return false;
    if (reference->kind == REFERENCE_WRITE) return c_store(unit->tree, c_parent(unit->tree, reference->node), &store) && c_is_null(unit->tree, store.value);
    if (reference->kind != REFERENCE_ARGUMENT && reference->kind != REFERENCE_ADDRESS) return false;
    const Call *call = call_with(unit, reference->node);
    return call && gives_reference_back(call->callee);
}

bool c_hold_read(const Unit *unit, BindingId field, CHold *hold)
{
    const Type *target = pointee(unit, unit_binding(unit, field)->type);
    *hold = (CHold){.field = field, .target = target->name};
    if (unit_binding(unit, field)->kind != BINDING_FIELD || target->kind != TYPE_RECORD) return false;
    for_each_reference(unit, field, reference) {
        if (!hold->owner.len) hold->owner = owner_of(unit, reference->node)->name;
        if (!hold->store && reference->kind == REFERENCE_WRITE && takes_for(unit, reference)) hold->store = c_parent(unit->tree, reference->node);
        hold->is_cut |= cuts(unit, reference);
    }
    return hold->owner.len && !str_contains(hold->owner, STR("(")) && (hold->store || hold->is_cut);
}

void c_counted_evidence(Arena *arena, const Unit *unit, Map *evidence)
{
    CHold hold;
    for (BindingId i = 1; i < unit->bindings.len; i++) {
        if (!c_hold_read(unit, i, &hold)) continue;
        bool is_back = c_leads_back(unit_binding(unit, i)->name);
        if (hold.store) *map_at(arena, evidence, arena_format(arena, "holds %.*s %.*s", FMT(hold.owner), FMT(hold.target))) = 1;
        if (hold.store && is_back) *map_at(arena, evidence, arena_format(arena, "holds back %.*s %.*s", FMT(hold.owner), FMT(hold.target))) = 1;
        if (hold.is_cut) *map_at(arena, evidence, arena_format(arena, "cuts %.*s %.*s", FMT(hold.owner), FMT(hold.target))) = 1;
    }
}
