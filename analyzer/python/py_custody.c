// A worklist of expressions that have the value: the call, names that it is assigned to, results that keep it (a cursor its connection).
#include "python/py_custody.h"

#include "base/str.h"
#include "model/object.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"
#include "python/py_stdlib.h"
#include "python/py_use.h"

enum { HOLDERS_MAX = 64, ARGUMENTS_MAX = 9 };

typedef struct Holder {
    NodeId node;  // an expression that has the value
    Str class;    // see py_custody
} Holder;

typedef struct Search {
    Arena *arena;
    const Unit *unit;
    const Tree *tree;
    FunctionId function;
    ArrayOf(Holder) holders;
    ArrayOf(BindingId) names;
    Custody custody;
} Search;

static void keep(Search *search) { search->custody.is_kept = true; }

static void hold(Search *search, NodeId node, Str class)
{
    if (search->holders.len == HOLDERS_MAX) {
        keep(search);
        return;
    }
    *array_push(search->arena, &search->holders) = (Holder){node, class};
}

#define CONDITION(list, ...) (*array_push(search->arena, &search->custody.list) = arena_format(search->arena, __VA_ARGS__))

// --- what functions do with what they are given --------------------------------------------------------------------

bool py_is_opaque(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    bool is_method = function->flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD);
    return (function->flags & FUNCTION_GENERATOR) || (py_decorators(unit->tree, function->node) && !is_method);
}

// `read = f.read`, for a name that is only called.
static bool is_called_later(const Unit *unit, NodeId attribute)
{
    const Tree *tree = unit->tree;
    NodeId assignment = py_context(tree, attribute);
    NodeId name = tree_kind(tree, assignment) == PY_ASSIGNMENT ? tree_child_as(tree, assignment, ROLE_LEFT) : 0;
    BindingId id = name && tree_kind(tree, name) == PY_IDENTIFIER ? tree_node(tree, name)->binding : 0;
    if (!id || unit_binding(unit, id)->kind != BINDING_LOCAL || unit_binding(unit, id)->is_captured) return false;
    for_each_reference(unit, id, reference)
        if (reference->kind != REFERENCE_WRITE && reference->kind != REFERENCE_CALLED) return false;
    return true;
}

static bool is_dropped(const Tree *tree, NodeId expression)
{
    NodeKind kind = tree_kind(tree, py_context(tree, expression));
    return kind == PY_EXPRESSION_STATEMENT || kind == PY_FOR;
}

// Does the library function only look at what it is given, and give nothing back that keeps it?
static bool only_looks(const Unit *unit, NodeId argument, bool *lends)
{
    NodeId node = tree_ancestor(unit->tree, argument, PY_CALL);
    const Call *call = unit_call(unit, node);
    bool reads = call && call->effects.len;
    for (uint32_t i = 0; reads && i < call->effects.len; i++)
        reads = call->effects.at[i].event == EVENT_USE || (call->effects.at[i].event == EVENT_ACQUIRE && call->effects.at[i].family == FAMILY_LARGE);
    *lends = reads && object_argument(call->callee) == OBJECT_LENT;
    return reads;
}

// os.fstat(f.fileno()): the number is only asked about.
static bool is_number_asked(const Unit *unit, NodeId call)
{
    static const char *const askers[] = {"os.fstat", "os.fsync", "os.isatty", "os.ftruncate", "os.fchmod", "os.posix_fadvise", "os.set_blocking",
                                         "fcntl.fcntl", "fcntl.flock", "fcntl.lockf", "fcntl.ioctl", "msvcrt.locking", "builtins.print", NULL};
    return py_calls_any(unit, tree_parent(unit->tree, tree_parent(unit->tree, call)), askers);
}

// load(f), read_header(f), copy(f, g): functions that are called so use a file and leave it to its owner.
static bool reads_by_name(const Unit *unit, NodeId argument)
{
    static const char *const words[] = {"load", "read", "parse", "dump", "write", "copy", "decode", "encode", "print", NULL};
    NodeId call = tree_ancestor(unit->tree, argument, PY_CALL);
    Str name = str_last_part(py_qualified(unit, py_call_function(unit->tree, call)));
    while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
    for (const char *const *word = words; *word; word++)
        if (str_starts(name, str_from(*word))) return true;
    return false;
}

Fate py_fate(const Unit *unit, NodeId node, ReferenceKind kind, Str name)
{
    const Tree *tree = unit->tree;
    NodeId around = py_context(tree, node), call = tree_parent(tree, around);
    bool lends = false;
    if (tree_kind(tree, around) == PY_WITH_ITEM || tree_kind(tree, around) == PY_AS_PATTERN) return FATE_CLOSED;
    if (kind == REFERENCE_MEMBER && object_method(name) == OBJECT_USED && is_called_later(unit, around)) return FATE_BORROWED;
    if (kind == REFERENCE_ARGUMENT && only_looks(unit, node, &lends)) return lends ? FATE_KEPT : FATE_BORROWED;
    if (kind == REFERENCE_ARGUMENT && reads_by_name(unit, node)) return FATE_BORROWED;
    if (kind == REFERENCE_RECEIVER) {
        ObjectUse use = object_method(name);
        if (use == OBJECT_CLOSED || py_is_closer(name)) return FATE_CLOSED;
        return use == OBJECT_USED || is_dropped(tree, call) || is_number_asked(unit, call) ? FATE_BORROWED : FATE_KEPT;
    }
    unsigned deeds = py_deeds(unit, node, kind, name);
    return deeds & (DEED_PASSES | DEED_SETS) ? FATE_KEPT : FATE_BORROWED;
}

Fate py_parameter_fate(const Unit *unit, BindingId parameter)
{
    const Binding *binding = unit_binding(unit, parameter);
    Fate worst = binding->is_captured ? FATE_KEPT : FATE_BORROWED;
    for_each_reference(unit, parameter, reference) {
        bool is_declaration = reference->node == binding->declared;
        Fate fate = is_declaration ? FATE_BORROWED : py_fate(unit, reference->node, reference->kind, reference->name);
        if (fate > worst) worst = fate;
    }
    return worst;
}

// --- arguments -----------------------------------------------------------------------------------------------------

typedef struct Slot {
    NodeId call;
    uint32_t number;  // from 0
    Str keyword;
    bool is_plain;    // one value for one parameter, no *splat around
} Slot;

static Slot slot_of(const Tree *tree, NodeId argument)
{
    Slot slot = {.is_plain = true};
    NodeId node = argument;
    while (node && tree_kind(tree, tree_parent(tree, node)) != PY_ARGUMENT_LIST) {
        node = tree_parent(tree, node);
        NodeKind kind = tree_kind(tree, node);
        if (kind == PY_KEYWORD_ARGUMENT) slot.keyword = tree_text(tree, tree_child_as(tree, node, ROLE_NAME));
        slot.is_plain &= kind == PY_KEYWORD_ARGUMENT || kind == PY_PARENTHESIZED || kind == PY_CONDITIONAL || kind == PY_BOOLEAN;
    }
    NodeId list = tree_parent(tree, node);
    slot.call = tree_parent(tree, list);
    for (NodeId at = tree_first(tree, list); at && at != node; at = tree_next(tree, at)) {
        slot.number++;
        if (tree_kind(tree, at) == PY_LIST_SPLAT) slot.is_plain = false;
    }
    return slot;
}

// A function of this file, or a method of the same class that no subclass has another idea of.
static void give_to_function(Search *search, const Call *call, const Slot *slot)
{
    const Unit *unit = search->unit;
    const Function *function = unit_function(unit, call->target);
    bool is_method = function->class != 0, is_bound = is_method && !(function->flags & FUNCTION_STATIC);
    ClassId self = is_method && call->receiver ? py_self_class(unit, tree_node(unit->tree, call->receiver)->binding) : 0;
    BindingId parameter = is_method && !self ? 0 : py_parameter(unit, function, slot->number + is_bound, slot->keyword);
    if (!parameter || !slot->is_plain || py_is_opaque(unit, call->target)) {
        keep(search);
        return;
    }
    Fate fate = py_parameter_fate(unit, parameter);
    search->custody.is_closed |= fate == FATE_CLOSED;
    search->custody.is_kept |= fate == FATE_KEPT;
    if (self) CONDITION(unless, "below #%u: defines %.*s", self, FMT(function->name));
}

// An object of the program that may keep the value as long as it lives itself, and does nothing else with it.
static void give_to_object(Search *search, const Slot *slot, Str class)
{
    if (slot->keyword.len) CONDITION(only_if, "class %.*s: pins %.*s", FMT(class), FMT(slot->keyword));
    else CONDITION(only_if, "class %.*s: pins %u", FMT(class), slot->number + 1);
    hold(search, slot->call, class);
}

// What another file of the program defines, as far as a name tells.
static bool is_of_program(const Unit *unit, NodeId function, Str name)
{
    NodeId root = function;
    while (tree_kind(unit->tree, root) == PY_ATTRIBUTE) root = tree_child_as(unit->tree, root, ROLE_OBJECT);
    BindingKind kind = tree_kind(unit->tree, root) == PY_IDENTIFIER ? unit_binding(unit, tree_node(unit->tree, root)->binding)->kind : 0;
    return name.len && kind == BINDING_IMPORT && !py_is_stdlib(name);
}

static void give(Search *search, NodeId argument)
{
    const Unit *unit = search->unit;
    Slot slot = slot_of(search->tree, argument);
    const Call *call = unit_call(unit, slot.call);
    NodeId function = call ? py_unparenthesized(search->tree, py_call_function(search->tree, slot.call)) : 0;
    Str name = function ? py_qualified(unit, function) : (Str){0};
    ClassId local = py_class_named(unit, name);
    bool lends;
    if (!call || !slot.is_plain || slot.number >= ARGUMENTS_MAX) {
        keep(search);
    } else if (only_looks(unit, argument, &lends)) {
        if (lends) hold(search, slot.call, (Str){0});
    } else if (call->effects.len) {
        keep(search);
    } else if (call->target) {
        give_to_function(search, call, &slot);
    } else if (local) {
        give_to_object(search, &slot, arena_format(search->arena, "#%u", local));
    } else if (is_of_program(unit, function, name) && py_is_capitalised(str_last_part(name))) {
        give_to_object(search, &slot, name);
    } else if (is_of_program(unit, function, name) && !slot.keyword.len) {
        CONDITION(only_if, "in %.*s: borrows-%u", FMT(name), slot.number);
    } else {
        keep(search);
    }
}

// --- other uses ----------------------------------------------------------------------------------------------------

static void hold_name(Search *search, NodeId name, Str class)
{
    const Unit *unit = search->unit;
    BindingId id = name && tree_kind(search->tree, name) == PY_IDENTIFIER ? tree_node(search->tree, name)->binding : 0;
    const Binding *binding = unit_binding(unit, id);
    bool is_ours = (binding->kind == BINDING_LOCAL || binding->kind == BINDING_PARAMETER) && binding->function == search->function;
    if (!is_ours || binding->is_captured) {
        keep(search);
        return;
    }
    for (uint32_t i = 0; i < search->names.len; i++)
        if (search->names.at[i] == id) return;
    *array_push(search->arena, &search->names) = id;
    for_each_reference(unit, id, reference) {
        bool is_made = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_DECLARED;
        if (!is_made) hold(search, reference->node, class);
    }
}

static void store(Search *search, NodeId value, Str class)
{
    const Tree *tree = search->tree;
    NodeId child = value, parent = tree_parent(tree, value);
    while (tree_kind(tree, parent) == PY_PARENTHESIZED || tree_kind(tree, parent) == PY_CONDITIONAL || tree_kind(tree, parent) == PY_BOOLEAN) {
        child = parent;
        parent = tree_parent(tree, parent);
    }
    bool is_walrus = tree_kind(tree, parent) == PY_NAMED_EXPRESSION;
    if (is_walrus) {
        hold_name(search, tree_child_as(tree, parent, ROLE_NAME), class);
        hold(search, parent, class);
    } else if (tree_kind(tree, parent) == PY_ASSIGNMENT && tree_node(tree, child)->role == ROLE_RIGHT) {
        for (; tree_kind(tree, parent) == PY_ASSIGNMENT; parent = tree_parent(tree, parent))
            hold_name(search, tree_child_as(tree, parent, ROLE_LEFT), class);
    } else {
        keep(search);
    }
}

static void call_method(Search *search, NodeId node, Str method, Str class)
{
    NodeId call = tree_parent(search->tree, py_context(search->tree, node));
    ObjectUse use = object_method(method);
    if (use == OBJECT_CLOSED) search->custody.is_closed = true;
    else if (class.len) CONDITION(unless, "lineage %.*s: frees %.*s", FMT(class), FMT(method));
    else if (use == OBJECT_LENT) hold(search, call, (Str){0});
    else if (use == OBJECT_GONE && !is_number_asked(search->unit, call)) keep(search);
}

static void take_member(Search *search, NodeId attribute, Str name, Str class)
{
    if (object_method(name) == OBJECT_CLOSED) search->custody.is_closed = true;
    else if (is_called_later(search->unit, attribute) && !class.len && object_method(name) == OBJECT_USED) return;
    else if (class.len) CONDITION(unless, "lineage %.*s: defines %.*s", FMT(class), FMT(name));
    else if (object_attribute(name) != OBJECT_USED) keep(search);
}

// The value stands in an expression that does nothing to it by name.
static void read(Search *search, NodeId node, Str class)
{
    NodeId context = py_context(search->tree, node);
    switch (tree_kind(search->tree, context)) {
    case PY_EXPRESSION_STATEMENT:
    case PY_INTERPOLATION: return;
    case PY_AWAIT: hold(search, context, class); return;
    case PY_WITH_ITEM:
    case PY_AS_PATTERN: search->custody.is_closed = search->custody.is_managed = true; return;
    default: keep(search);
    }
}

// What a context manager yields comes back when the `with` ends.
static bool is_lent_to_with(const Unit *unit, NodeId node, FunctionId function)
{
    static const char *const names[] = {"contextlib.contextmanager", "contextlib.asynccontextmanager", NULL};
    return tree_kind(unit->tree, py_context(unit->tree, node)) == PY_YIELD && py_decorator_named(unit, unit_function(unit, function)->node, names);
}

static bool is_in_generator(const Tree *tree, NodeId node)
{
    while (node && tree_kind(tree, node) != PY_GENERATOR && tree_kind(tree, node) != PY_BLOCK) node = tree_parent(tree, node);
    return tree_kind(tree, node) == PY_GENERATOR;
}

static void take(Search *search, Holder holder)
{
    const Tree *tree = search->tree;
    Str name;
    if (unit_function_at(search->unit, holder.node) != search->function || is_in_generator(tree, holder.node)) {
        keep(search);
        return;
    }
    ReferenceKind kind = py_reference_kind(tree, holder.node, &name);
    switch (kind) {
    case REFERENCE_READ: read(search, holder.node, holder.class); return;
    case REFERENCE_RECEIVER: call_method(search, holder.node, name, holder.class); return;
    case REFERENCE_MEMBER: take_member(search, py_context(tree, holder.node), name, holder.class); return;
    case REFERENCE_ARGUMENT: give(search, holder.node); return;
    case REFERENCE_STORED: store(search, holder.node, holder.class); return;
    case REFERENCE_RETURNED:
        if (!is_lent_to_with(search->unit, holder.node, search->function)) search->custody.is_returned = true;
        return;
    case REFERENCE_TESTED:
    case REFERENCE_ITERATED:
    case REFERENCE_DELETE: return;
    default: keep(search);
    }
}

Custody py_custody(Arena *arena, const Unit *unit, NodeId call, Str class)
{
    Search search = {.arena = arena, .unit = unit, .tree = unit->tree, .function = unit_function_at(unit, call)};
    hold(&search, call, class);
    for (uint32_t i = 0; i < search.holders.len && !search.custody.is_kept; i++) take(&search, search.holders.at[i]);
    return search.custody;
}
