#include "python/py_owner.h"

#include "base/str.h"
#include "model/object.h"
#include "python/py_custody.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_stdlib.h"
#include "python/py_use.h"

// Pools have a rule of their own.
static bool opens_directly(const Unit *unit, const Call *call)
{
    Family family = py_family_opened(unit, call);
    return family && family != FAMILY_POOL && family != FAMILY_EXECUTOR;
}

// --- functions -----------------------------------------------------------------------------------------------------

static bool opens(const Owners *owners, const Call *call)
{
    return call->target ? owners->opens[call->target] : opens_directly(owners->unit, call);
}

// A return that can stand beside one of an opened thing: of nothing, of a variable, of another opener or constructor.
static bool is_fresh_return(const Owners *owners, NodeId value)
{
    const Tree *tree = owners->unit->tree;
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_AWAIT) value = py_unparenthesized(tree, tree_first(tree, value));
    if (!value || tree_kind(tree, value) == PY_NONE) return true;
    if (tree_kind(tree, value) == PY_IDENTIFIER) return unit_binding(owners->unit, tree_node(tree, value)->binding)->kind == BINDING_LOCAL;
    const Call *call = unit_call(owners->unit, value);
    Str name = call ? str_last_part(call->callee) : (Str){0};
    return call && (opens(owners, call) || py_is_capitalised(name));
}

static bool returns_fresh(const Owners *owners, FunctionId id)
{
    const Tree *tree = owners->unit->tree;
    NodeId function = unit_function(owners->unit, id)->node;
    for (NodeId node = function, end = tree_end(tree, function); node < end; node++) {
        bool is_return = tree_kind(tree, node) == PY_RETURN && unit_function_at(owners->unit, node) == id;
        if (is_return && !is_fresh_return(owners, tree_first(tree, node))) return false;
    }
    return true;
}

// Does the call open what its function then returns?
static bool opens_for_caller(Arena *arena, const Owners *owners, const Call *call)
{
    const Unit *unit = owners->unit;
    if (call->function == TOP_LEVEL || owners->opens[call->function] || !opens(owners, call) || py_is_opaque(unit, call->function)) return false;
    Custody custody = py_custody(arena, unit, call->node, (Str){0});
    bool is_handed_back = custody.is_returned && !custody.is_kept && !custody.is_managed && !custody.only_if.len;
    return is_handed_back && returns_fresh(owners, call->function);
}

// Wrappers around wrappers in one file: the third is not looked for.
enum { ROUNDS = 2 };

static void read_functions(Arena *arena, Owners *owners)
{
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t i = 1; i < owners->unit->calls.len; i++) {
            const Call *call = &owners->unit->calls.at[i];
            if ((call->effects.len || call->target) && opens_for_caller(arena, owners, call)) owners->opens[call->function] = 1;
        }
}

// --- classes -------------------------------------------------------------------------------------------------------

// Does the statement run each time that its function runs to its end?
static bool is_unconditional(const Tree *tree, NodeId node, NodeId function)
{
    for (NodeId parent = tree_parent(tree, node); parent && parent != function; node = parent, parent = tree_parent(tree, parent)) {
        NodeKind kind = tree_kind(tree, parent);
        bool is_try = kind == PY_TRY && tree_node(tree, node)->role == ROLE_BODY;
        if (kind != PY_BLOCK && kind != PY_WITH && kind != PY_ASSIGNMENT && kind != PY_EXPRESSION_STATEMENT && !is_try) return false;
    }
    return true;
}

static bool is_closed_by_method(const Unit *unit, ClassId class, Str name)
{
    for_each_use(unit, class, name, use) {
        Str method = unit_function(unit, py_method_around(unit, use->function))->name;
        bool is_closer = py_is_closer(method) && !str_is(method, "join");
        if (is_closer && py_fate(unit, use->node, use->kind, use->method) == FATE_CLOSED) return true;
    }
    return false;
}

// `self`, or a bound method of it, goes where others can have it.
static bool hands_out_self(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    BindingId self = function->parameter_count ? function->first_parameter : 0;
    if (!self || !py_self_class(unit, self)) return false;
    for_each_reference(unit, self, reference) {
        bool is_plain = reference->kind == REFERENCE_RECEIVER || reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_MEMBER_WRITE ||
                        reference->kind == REFERENCE_TESTED || reference->node == unit_binding(unit, self)->declared;
        bool is_super = reference->kind == REFERENCE_ARGUMENT && py_calls(unit, tree_ancestor(unit->tree, reference->node, PY_CALL), "builtins.super");
        if (reference->function != id || (!is_plain && !is_super)) return true;
    }
    return false;
}

static bool hands_out_method(const Unit *unit, const Attribute *use)
{
    if (use->kind == REFERENCE_RECEIVER || use->kind == REFERENCE_CALLED) return false;
    return unit_binding(unit, tree_node(unit->tree, use->node)->binding)->kind == BINDING_FUNCTION;
}

static NodeId opened_attribute(const Owners *owners, const Call *call)
{
    const Unit *unit = owners->unit;
    const Function *function = unit_function(unit, call->function);
    if (!function->class || !str_is(function->name, "__init__") || !opens_directly(unit, call)) return 0;
    NodeId target = py_context(unit->tree, call->node);
    target = tree_kind(unit->tree, target) == PY_ASSIGNMENT ? tree_child_as(unit->tree, target, ROLE_LEFT) : 0;
    bool is_attribute = target && tree_kind(unit->tree, target) == PY_ATTRIBUTE && is_unconditional(unit->tree, target, function->node);
    return is_attribute && py_self_class(unit, tree_node(unit->tree, tree_first(unit->tree, target))->binding) ? target : 0;
}

static void read_classes(Arena *arena, Owners *owners)
{
    const Unit *unit = owners->unit;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        NodeId attribute = call->effects.len ? opened_attribute(owners, call) : 0;
        ClassId class = unit_function(unit, call->function)->class;
        if (!attribute || py_class_method(unit, class, "__del__")) continue;
        Str name = py_attribute_name(unit->tree, attribute);
        if (!is_closed_by_method(unit, class, name)) continue;
        owners->is_watched[class] = owners->owns[class] = 1;
        *array_push(arena, &owners->owned) = (Owned){class, name};
    }
}

static bool has_bases(const Class *class)
{
    for (uint32_t i = 0; i < class->base_count; i++)
        if (!str_is(class->bases[i], "builtins.object")) return true;
    return class->has_metaclass;
}

bool py_is_pinned(const Unit *unit, ClassId class, Str kept)
{
    FunctionId init = py_class_method(unit, class, "__init__");
    if (has_bases(unit_class(unit, class)) || py_class_method(unit, class, "__del__") || hands_out_self(unit, init)) return false;
    for_each_use(unit, class, kept, use) {
        bool is_made = use->kind == REFERENCE_WRITE && use->function == init;
        if (!is_made && py_fate(unit, use->node, use->kind, use->method) != FATE_BORROWED) return false;
    }
    return true;
}

void py_owners_read(Arena *arena, const Unit *unit, Owners *owners)
{
    *owners = (Owners){.unit = unit};
    owners->opens = arena_array(arena, uint8_t, unit->functions.len + 1);
    owners->frees = arena_array(arena, uint8_t, unit->functions.len + 1);
    owners->owns = arena_array(arena, uint8_t, unit->classes.len + 1);
    owners->is_watched = arena_array(arena, uint8_t, unit->classes.len + 1);
    read_functions(arena, owners);
    read_classes(arena, owners);
}

// --- what frees --------------------------------------------------------------------------------------------------------

static void free_attributes(Owners *owners, Owned owned)
{
    const Unit *unit = owners->unit;
    for_each_use(unit, owned.class, owned.name, use) {
        bool is_set = use->kind == REFERENCE_WRITE || use->kind == REFERENCE_DELETE;
        if (!is_set && py_fate(unit, use->node, use->kind, use->method) != FATE_BORROWED) owners->frees[py_method_around(unit, use->function)] = 1;
    }
}

// Methods that call a method that frees free, too.
static void free_callers(Owners *owners, ClassId class)
{
    const Unit *unit = owners->unit;
    bool is_changed = true;
    while (is_changed) {
        is_changed = false;
        for_each_attribute(unit, class, use) {
            FunctionId caller = py_method_around(unit, use->function), called = unit_binding(unit, tree_node(unit->tree, use->node)->binding)->names_function;
            if (use->kind != REFERENCE_CALLED || owners->frees[caller] || (!owners->frees[called] && !py_is_closer(use->name))) continue;
            owners->frees[caller] = 1;
            is_changed = true;
        }
    }
}

void py_owners_finish(Owners *owners)
{
    const Unit *unit = owners->unit;
    for (uint32_t i = 0; i < owners->owned.len; i++) free_attributes(owners, owners->owned.at[i]);
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++)
        if (owners->is_watched[unit_function(unit, id)->class]) owners->frees[id] |= hands_out_self(unit, id);
    for (ClassId class = 1; class < unit->classes.len; class++) {
        if (!owners->is_watched[class]) continue;
        for_each_attribute(unit, class, use)
            if (hands_out_method(unit, use)) owners->frees[py_method_around(unit, use->function)] = 1;
        free_callers(owners, class);
        if (owners->frees[py_class_method(unit, class, "__init__")]) owners->owns[class] = 0;
    }
}

// --- calls of what the program defines -----------------------------------------------------------------------------------

// Functions that open something say so in their names; the others need not be asked for.
static bool may_open(Str name)
{
    static const char *const words[] = {"open", "conn", "sock", "client", "session", "file", "temp", "tmp", "popen", "spawn", "listen", "stream",
                                        "server", "start", "create", "make", "new", "get", "acquire", "reader", "writer", "bind", "db", "database",
                                        "archive", "fetch", "request", "log", "proc", "launch", "load", "mk", "build", NULL};
    for (const char *const *word = words; *word; word++)
        if (str_contains(name, str_from(*word))) return true;
    return false;
}

// The class of which the receiver is an instance, as a condition names it; empty = not known, or a library's.
static Str class_of(Arena *arena, const Unit *unit, NodeId receiver)
{
    Str type = py_type_name(unit, receiver);
    ClassId local = type.len ? py_class_named(unit, type) : 0;
    if (local) return arena_format(arena, "#%u", local);
    return type.len && !py_is_stdlib(type) && py_is_capitalised(str_last_part(type)) ? type : (Str){0};
}

static bool opens_by_method(Arena *arena, const Unit *unit, NodeId function, Opener *opener)
{
    NodeId receiver = py_unparenthesized(unit->tree, tree_child_as(unit->tree, function, ROLE_OBJECT));
    Str name = py_attribute_name(unit->tree, function);
    ClassId self = tree_kind(unit->tree, receiver) == PY_IDENTIFIER ? py_self_class(unit, tree_node(unit->tree, receiver)->binding) : 0;
    if (!may_open(name)) return false;
    Str class = self ? arena_format(arena, "#%u", self) : class_of(arena, unit, receiver);
    if (!class.len) return false;
    opener->only_if = arena_format(arena, "lineage %.*s: opens %.*s", FMT(class), FMT(name));
    if (self) opener->unless = arena_format(arena, "below %.*s: defines %.*s", FMT(class), FMT(name));
    return true;
}

static bool opens_by_name(Arena *arena, const Unit *unit, const Call *call, NodeId function, Opener *opener)
{
    Str name = py_qualified(unit, function);
    ClassId local = name.len ? py_class_named(unit, name) : 0;
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, function)->binding);
    bool is_local = call->target && !unit_function(unit, call->target)->class && unit_function(unit, call->target)->parent == TOP_LEVEL;
    if (local || (binding->kind == BINDING_IMPORT && py_is_capitalised(str_last_part(name))) || (!is_local && py_is_capitalised(str_last_part(name)))) {
        opener->class = local ? arena_format(arena, "#%u", local) : name;
        opener->only_if = arena_format(arena, "lineage %.*s: owns", FMT(opener->class));
    } else if (may_open(str_last_part(name))) {
        opener->only_if = is_local ? arena_format(arena, "in .%.*s: opens", FMT(name)) : arena_format(arena, "in %.*s: opens", FMT(name));
    }
    return opener->only_if.len && (is_local || local || !py_is_stdlib(name));
}

bool py_opener(Arena *arena, const Unit *unit, const Call *call, Opener *opener)
{
    *opener = (Opener){0};
    NodeId function = py_unparenthesized(unit->tree, py_call_function(unit->tree, call->node));
    if (call->effects.len || !function) return false;
    if (py_qualified(unit, function).len && !(call->target && unit_function(unit, call->target)->class)) return opens_by_name(arena, unit, call, function, opener);
    return tree_kind(unit->tree, function) == PY_ATTRIBUTE && opens_by_method(arena, unit, function, opener);
}
