// Each use is read by what stands around it: the method that is called, the subscript, the function that gets it.
#include "python/py_ledger.h"

#include "base/str.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"
#include "python/py_use.h"

typedef struct Reading {
    LedgerKind kind;
    NodeId key;
} Reading;

// --- methods -----------------------------------------------------------------------------------------------------

static bool is_adder(Str method)
{
    static const char *const names[] = {"append", "appendleft", "add", "put", "put_nowait", "__setitem__", NULL};
    return str_is_any(method, names);
}

static bool is_bulk_adder(Str method)
{
    static const char *const names[] = {"extend", "extendleft", "update", NULL};
    return str_is_any(method, names);
}

static bool is_remover(Str method)
{
    static const char *const names[] = {"remove", "discard", "pop", "__delitem__", NULL};
    return str_is_any(method, names);
}

static bool is_drain(Str method)
{
    static const char *const names[] = {"popitem", "popleft", "clear", "get", "get_nowait", "difference_update", "intersection_update",
                                        "symmetric_difference_update", NULL};
    return str_is_any(method, names);
}

// list.pop() and list.pop(0) take by position.
static bool takes_by_position(const Tree *tree, NodeId call, Str method)
{
    NodeId key = str_is(method, "pop") ? py_argument(tree, call, 0, NULL) : call;
    NodeKind kind = key ? tree_kind(tree, key) : 0;
    return !key || kind == PY_INTEGER || kind == PY_UNARY || kind == PY_LIST_SPLAT;
}

// d.setdefault(k, set()).discard(v)
static Reading of_setdefault(const Tree *tree, NodeId call)
{
    Str method = {0};
    NodeId key = py_argument(tree, call, 0, NULL);
    if (py_reference_kind(tree, call, &method) != REFERENCE_RECEIVER) return (Reading){LEDGER_ADD, key};
    if (is_adder(method) || is_bulk_adder(method)) return (Reading){LEDGER_ENTER, key};
    return (Reading){is_remover(method) ? LEDGER_LEAVE : LEDGER_ADD, key};
}

static Reading of_method(const Tree *tree, NodeId call, Str method)
{
    if (str_is(method, "setdefault")) return of_setdefault(tree, call);
    if (is_adder(method)) return (Reading){LEDGER_ADD, py_argument(tree, call, 0, NULL)};
    if (str_is(method, "insert")) return (Reading){LEDGER_ADD, py_argument(tree, call, 1, NULL)};
    if (is_bulk_adder(method)) return (Reading){LEDGER_ADD, 0};
    if (is_remover(method) && takes_by_position(tree, call, method)) return (Reading){LEDGER_DRAIN, 0};
    if (is_remover(method)) return (Reading){LEDGER_REMOVE, py_argument(tree, call, 0, NULL)};
    if (str_is(method, "get") && py_argument_count(tree, call)) return (Reading){LEDGER_LOOK, 0};
    return (Reading){is_drain(method) ? LEDGER_DRAIN : LEDGER_LOOK, 0};
}

// --- elements ----------------------------------------------------------------------------------------------------

static Reading of_element(const Tree *tree, NodeId place)
{
    Str method;
    NodeId element = py_context(tree, place);
    NodeId key = tree_child_as(tree, element, ROLE_SUBSCRIPT);
    switch (py_reference_kind(tree, element, &method)) {
    case REFERENCE_ELEMENT_WRITE: return (Reading){LEDGER_ENTER, key};
    case REFERENCE_ELEMENT_DELETE: return (Reading){LEDGER_LEAVE, key};
    case REFERENCE_RECEIVER: break;
    case REFERENCE_ARGUMENT:
    case REFERENCE_STORED:
    case REFERENCE_RETURNED: return (Reading){LEDGER_LOOK, key};
    default: return (Reading){LEDGER_LOOK, key};
    }
    if (is_adder(method) || is_bulk_adder(method)) return (Reading){LEDGER_ENTER, key};
    return (Reading){is_remover(method) || (is_drain(method) && !str_is(method, "get")) ? LEDGER_LEAVE : LEDGER_LOOK, key};
}

static Reading of_element_write(const Tree *tree, NodeId place)
{
    NodeId key = tree_child_as(tree, py_context(tree, place), ROLE_SUBSCRIPT);
    if (tree_kind(tree, key) == PY_SLICE) return (Reading){LEDGER_DRAIN, 0};
    return (Reading){LEDGER_ADD, key};
}

// --- arguments ---------------------------------------------------------------------------------------------------

static Reading of_use(const Unit *unit, NodeId place, ReferenceKind kind, Str method, bool is_initial);

// What a function of this file does to the parameter that gets the collection.
static LedgerKind lent(const Unit *unit, NodeId place)
{
    BindingId parameter = py_parameter_given(unit, place);
    if (!parameter || unit_function(unit, unit_binding(unit, parameter)->function)->class || unit_binding(unit, parameter)->writes > 1) return LEDGER_PASS;
    for_each_reference(unit, parameter, reference) {
        bool is_declaration = reference->node == unit_binding(unit, parameter)->declared;
        if (is_declaration || reference->kind == REFERENCE_ARGUMENT) continue;
        LedgerKind does = of_use(unit, reference->node, reference->kind, reference->name, false).kind;
        if (does == LEDGER_REMOVE || does == LEDGER_DRAIN) return LEDGER_DRAIN;
    }
    return LEDGER_LOOK;
}

static Reading of_argument(const Unit *unit, NodeId place)
{
    static const char *const pushes[] = {"heapq.heappush", "bisect.insort", "bisect.insort_right", "bisect.insort_left", NULL};
    static const char *const pops[] = {"heapq.heappop", "heapq.heapreplace", "heapq.heappushpop", NULL};
    const Tree *tree = unit->tree;
    NodeId call = tree_ancestor(tree, place, PY_CALL);
    if (py_calls_any(unit, call, pushes)) return (Reading){LEDGER_ADD, py_argument(tree, call, 1, NULL)};
    if (py_calls_any(unit, call, pops)) return (Reading){LEDGER_DRAIN, 0};
    if (!(py_deeds(unit, place, REFERENCE_ARGUMENT, (Str){0}) & DEED_PASSES)) return (Reading){LEDGER_LOOK, 0};
    return (Reading){lent(unit, place), 0};
}

// --- uses --------------------------------------------------------------------------------------------------------

static Reading of_use(const Unit *unit, NodeId place, ReferenceKind kind, Str method, bool is_initial)
{
    const Tree *tree = unit->tree;
    switch (kind) {
    case REFERENCE_RECEIVER: return of_method(tree, tree_parent(tree, py_context(tree, place)), method);
    case REFERENCE_MEMBER: return (Reading){is_remover(method) || is_drain(method) ? LEDGER_DRAIN : is_adder(method) ? LEDGER_PASS : LEDGER_LOOK, 0};
    case REFERENCE_ELEMENT: return of_element(tree, place);
    case REFERENCE_ELEMENT_WRITE: return of_element_write(tree, place);
    case REFERENCE_ELEMENT_DELETE: return (Reading){LEDGER_REMOVE, tree_child_as(tree, py_context(tree, place), ROLE_SUBSCRIPT)};
    case REFERENCE_WRITE: return (Reading){is_initial ? LEDGER_MAKE : LEDGER_DRAIN, 0};
    case REFERENCE_UPDATE: return (Reading){py_deeds(unit, place, kind, method) & DEED_GROWS ? LEDGER_ADD : LEDGER_DRAIN, 0};
    case REFERENCE_ARGUMENT: return of_argument(unit, place);
    case REFERENCE_DELETE:
    case REFERENCE_CALLED: return (Reading){LEDGER_DRAIN, 0};
    case REFERENCE_RETURNED:
    case REFERENCE_STORED:
    case REFERENCE_ADDRESS: return (Reading){LEDGER_PASS, 0};
    case REFERENCE_READ:
    case REFERENCE_MEMBER_WRITE:
    case REFERENCE_ITERATED:
    case REFERENCE_TESTED:
    case REFERENCE_DECLARED: return (Reading){LEDGER_LOOK, 0};
    }
    return (Reading){LEDGER_PASS, 0};
}

static void enter(Arena *arena, Ledger *ledger, const LedgerEntry *entry)
{
    *array_push(arena, &ledger->entries) = *entry;
    ledger->seen |= 1u << entry->kind;
}

// The value that the only maker gives.
static void note_made(Ledger *ledger, NodeId value, uint32_t makers) { ledger->made = makers == 1 ? value : 0; }

Ledger py_ledger_of_attribute(Arena *arena, const Unit *unit, ClassId class, Str name)
{
    Ledger ledger = {.name = name, .class = class, .entries = {.at = arena_new(arena, LedgerEntry)}};
    uint32_t makers = 0;
    for_each_use(unit, class, name, use) {
        bool is_initial = str_is(unit_function(unit, use->function)->name, "__init__");
        Str method = use->method;
        if (use->kind == REFERENCE_MEMBER) py_reference_kind(unit->tree, use->node, &method);
        Reading reading = of_use(unit, use->node, use->kind, method, is_initial);
        if (reading.kind == LEDGER_MAKE) note_made(&ledger, use->value, ++makers);
        enter(arena, &ledger, &(LedgerEntry){reading.kind, use->node, reading.key, use->function});
    }
    return ledger;
}

// `def f(x, drop=TABLE.pop)`: the calls of the parameter are calls of the method. False when the method goes elsewhere.
static bool enter_default(Arena *arena, const Unit *unit, Ledger *ledger, const Reference *reference)
{
    const Tree *tree = unit->tree;
    NodeId attribute = py_context(tree, reference->node), parameter = tree_parent(tree, attribute);
    bool is_default = reference->kind == REFERENCE_MEMBER && tree_kind(tree, parameter) == PY_DEFAULT_PARAMETER;
    BindingId id = is_default ? tree_node(tree, py_parameter_name(tree, parameter))->binding : 0;
    if (!id || unit_binding(unit, id)->writes > 1) return false;
    for_each_reference(unit, id, use) {
        if (use->node == unit_binding(unit, id)->declared) continue;
        if (use->kind != REFERENCE_CALLED) return false;
        Reading reading = of_method(tree, tree_parent(tree, use->node), reference->name);
        enter(arena, ledger, &(LedgerEntry){reading.kind, use->node, reading.key, use->function});
    }
    return true;
}

Ledger py_ledger_of_variable(Arena *arena, const Unit *unit, BindingId id)
{
    Ledger ledger = {.name = unit_binding(unit, id)->name, .binding = id, .entries = {.at = arena_new(arena, LedgerEntry)}};
    uint32_t makers = 0;
    for_each_reference(unit, id, reference) {
        if (enter_default(arena, unit, &ledger, reference)) continue;
        Reading reading = of_use(unit, reference->node, reference->kind, reference->name, reference->function == TOP_LEVEL);
        if (reading.kind == LEDGER_MAKE) note_made(&ledger, py_assigned_value(unit->tree, reference->node), ++makers);
        enter(arena, &ledger, &(LedgerEntry){reading.kind, reference->node, reading.key, reference->function});
    }
    return ledger;
}
