#include "python/py_mismatch.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_kinds.h"

// A collection with more uses than this is a data structure of its own; nobody's few removals tell what becomes of its entries.
enum { ENTRIES_MAX = 60 };

static Str function_name(const Unit *unit, const LedgerEntry *entry) { return unit_function(unit, entry->function)->name; }

static bool is_removal(const LedgerEntry *entry) { return entry->kind == LEDGER_REMOVE || entry->kind == LEDGER_DRAIN; }

static bool has_removal(const Ledger *ledger) { return ledger_has(ledger, LEDGER_REMOVE) || ledger_has(ledger, LEDGER_DRAIN); }

// --- conditions --------------------------------------------------------------------------------------------------

// `self` as the element: TABLE.add(self).
static ClassId class_added(const Unit *unit, const LedgerEntry *entry)
{
    bool is_name = entry->key && tree_kind(unit->tree, entry->key) == PY_IDENTIFIER;
    return is_name ? py_self_class(unit, tree_node(unit->tree, entry->key)->binding) : 0;
}

// Whose attributes the conditions speak of, and which entries of the ledger are theirs.
static bool is_of(const Unit *unit, const Ledger *ledger, const LedgerEntry *entry, ClassId class)
{
    if (ledger->class) return true;
    ClassId added = class_added(unit, entry);
    return !added || added == class;
}

// The guards that all removals share.
static PyGuards common_guards(Arena *arena, const Unit *unit, const Ledger *ledger, ClassId class)
{
    PyGuards shared = {0};
    bool is_first = true;
    for_each_entry(ledger, 0, entry) {
        if (!is_removal(entry) || !is_of(unit, ledger, entry, class)) continue;
        PyGuards guards = py_guards(arena, unit, entry->place, false);
        if (is_first) shared = guards;
        is_first = false;
        uint32_t kept = 0;
        for (uint32_t i = 0; i < shared.len; i++)
            if (py_guards_have(&guards, shared.at[i].name, shared.at[i].is_true)) shared.at[kept++] = shared.at[i];
        shared.len = kept;
        if (!kept) break;
    }
    return shared;
}

// The method runs under the condition when any of its callers in the class asks.
static bool is_called_guarded(Arena *arena, const Unit *unit, FunctionId id, ClassId class, const PyGuard *guard)
{
    for_each_use(unit, class, unit_function(unit, id)->name, use) {
        if (use->kind != REFERENCE_CALLED) continue;
        PyGuards guards = py_guards(arena, unit, use->node, true);
        if (py_guards_have(&guards, guard->name, guard->is_true)) return true;
    }
    return false;
}

static bool is_guarded(Arena *arena, const Unit *unit, const LedgerEntry *entry, ClassId class, const PyGuard *guard)
{
    PyGuards guards = py_guards(arena, unit, entry->place, true);
    return py_guards_have(&guards, guard->name, guard->is_true) || is_called_guarded(arena, unit, entry->function, class, guard);
}

// Given in __init__, from an argument, and never again.
static bool is_constant_attribute(const Unit *unit, ClassId class, Str name)
{
    uint32_t makers = 0;
    for_each_use(unit, class, name, use) {
        if (use->kind != REFERENCE_WRITE && use->kind != REFERENCE_DELETE && use->kind != REFERENCE_UPDATE) continue;
        bool is_argument = use->value && tree_kind(unit->tree, use->value) == PY_IDENTIFIER &&
                           unit_binding(unit, tree_node(unit->tree, use->value)->binding)->kind == BINDING_PARAMETER;
        if (!is_argument || !str_is(unit_function(unit, use->function)->name, "__init__")) return false;
        makers++;
    }
    return makers == 1;
}

// `self.started = True` beside the addition: the flag says that something was added.
static bool sets_guard(const Unit *unit, FunctionId function, ClassId class, Str name)
{
    for_each_use(unit, class, name, use)
        if (use->function == function && (use->kind == REFERENCE_WRITE || use->kind == REFERENCE_UPDATE)) return true;
    return false;
}

// An addition that may come again and again: not one of those that fill the collection when it is made.
static bool is_repeated(const Unit *unit, const Ledger *ledger, const LedgerEntry *entry)
{
    if (entry->function == TOP_LEVEL || !entry->key || py_is_literal(unit->tree, entry->key)) return false;
    return !ledger->class || !str_is(function_name(unit, entry), "__init__");
}

// Attributes that change: somebody who adds asks, too, and another does not. An attribute that never changes: objects that are entered
// whatever it is, and taken out only when it is set.
static PyMismatch of_guard(Arena *arena, const Unit *unit, const Ledger *ledger, ClassId class, const PyGuard *guard)
{
    const LedgerEntry *open = NULL, *asking = NULL;
    if (str_equal(guard->name, ledger->name) || !guard->is_true) return (PyMismatch){0};
    bool is_constant = is_constant_attribute(unit, class, guard->name);
    for_each_entry(ledger, LEDGER_ADD, entry) {
        if (!is_of(unit, ledger, entry, class)) continue;
        bool asks = is_guarded(arena, unit, entry, class, guard);
        if (asks && !asking) asking = entry;
        if (!asks && !is_constant && sets_guard(unit, entry->function, class, guard->name)) return (PyMismatch){0};
        if (!asks && !open && is_repeated(unit, ledger, entry)) open = entry;
    }
    bool is_option = !asking && !ledger->class && is_constant;
    if (!open || (!asking && !is_option)) return (PyMismatch){0};
    PyMismatchKind kind = is_option ? MISMATCH_OPTION : MISMATCH_CONDITION;
    return (PyMismatch){kind, open->place, guard->at, guard->name};
}

static PyMismatch of_conditions(Arena *arena, const Unit *unit, const Ledger *ledger, ClassId class)
{
    if (!class || !ledger_has(ledger, LEDGER_REMOVE)) return (PyMismatch){0};
    PyGuards guards = common_guards(arena, unit, ledger, class);
    for (uint32_t i = 0; i < guards.len; i++) {
        PyMismatch found = of_guard(arena, unit, ledger, class, &guards.at[i]);
        if (found.kind) return found;
    }
    return (PyMismatch){0};
}

static PyMismatch of_classes(Arena *arena, const Unit *unit, const Ledger *ledger)
{
    if (ledger->class) return of_conditions(arena, unit, ledger, ledger->class);
    for_each_entry(ledger, LEDGER_ADD, entry) {
        PyMismatch found = of_conditions(arena, unit, ledger, class_added(unit, entry));
        if (found.kind) return found;
    }
    return (PyMismatch){0};
}

// --- keys --------------------------------------------------------------------------------------------------------

// "x" of x.id, where x is a parameter; else empty.
static Str owner_of(const Unit *unit, NodeId key)
{
    const Tree *tree = unit->tree;
    NodeId object = tree_kind(tree, key) == PY_ATTRIBUTE ? tree_child_as(tree, key, ROLE_OBJECT) : 0;
    bool is_name = object && tree_kind(tree, object) == PY_IDENTIFIER;
    const Binding *binding = unit_binding(unit, is_name ? tree_node(tree, object)->binding : 0);
    return binding->kind == BINDING_PARAMETER && !py_self_class(unit, tree_node(tree, object)->binding) ? binding->name : (Str){0};
}

static Str parameter_of(const Unit *unit, NodeId key)
{
    if (tree_kind(unit->tree, key) != PY_IDENTIFIER) return (Str){0};
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, key)->binding);
    return binding->kind == BINDING_PARAMETER && binding->writes <= 1 ? binding->name : (Str){0};
}

static NodeId element(const Tree *tree, NodeId tuple, uint32_t number) { return py_unparenthesized(tree, tree_child(tree, tuple, number)); }

// `table[key]`, or a variable that is only ever that: its table, with the key beside it; 0 = something else.
static NodeId looked_up(const Unit *unit, NodeId value, NodeId key)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) == PY_IDENTIFIER) value = py_only_value(unit, tree_node(tree, value)->binding);
    if (!value || tree_kind(tree, value) != PY_SUBSCRIPT) return 0;
    NodeId table = tree_first(tree, value), index = py_unparenthesized(tree, tree_next(tree, table));
    return str_equal(tree_text(tree, index), tree_text(tree, key)) ? table : 0;
}

// Does the function of the addition say `table[key] = value`?
static bool is_filed(const Unit *unit, FunctionId function, NodeId table, NodeId key, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId node = unit_function(unit, function)->node;
    for (NodeId end = tree_end(tree, node); node < end; node++) {
        NodeId target = tree_kind(tree, node) == PY_ASSIGNMENT ? tree_child_as(tree, node, ROLE_LEFT) : 0;
        if (!target || tree_kind(tree, target) != PY_SUBSCRIPT) continue;
        NodeId object = tree_first(tree, target);
        bool is_table = str_equal(tree_text(tree, object), tree_text(tree, table)) && str_equal(tree_text(tree, tree_next(tree, object)), tree_text(tree, key));
        if (is_table && str_equal(tree_text(tree, tree_child_as(tree, node, ROLE_RIGHT)), tree_text(tree, value))) return true;
    }
    return false;
}

// Added as (times[key], key), removed as (key, times[key]).
static bool are_swapped(const Unit *unit, const LedgerEntry *added, NodeId removed)
{
    const Tree *tree = unit->tree;
    bool are_pairs = tree_kind(tree, added->key) == PY_TUPLE && tree_kind(tree, removed) == PY_TUPLE && tree_child_count(tree, added->key) == 2 && tree_child_count(tree, removed) == 2;
    for (uint32_t i = 0; are_pairs && i < 2; i++) {
        NodeId table = looked_up(unit, element(tree, removed, 1 - i), element(tree, removed, i));
        if (table && is_filed(unit, added->function, table, element(tree, added->key, 1 - i), element(tree, added->key, i))) return true;
    }
    return false;
}

// Added as x.id, removed as x. The other way round the name may well mean something else in the function that adds.
static bool disagree(const Unit *unit, NodeId added, NodeId removed)
{
    Str owner = owner_of(unit, added), object = parameter_of(unit, removed);
    return owner.len && object.len && str_equal(owner, object);
}

static PyMismatch of_keys(const Unit *unit, const Ledger *ledger)
{
    const LedgerEntry *wrong = NULL, *added = NULL;
    for_each_entry(ledger, LEDGER_REMOVE, removal) {
        bool all = removal->key;
        for_each_entry(ledger, LEDGER_ADD, addition) {
            all = all && addition->key && (disagree(unit, addition->key, removal->key) || are_swapped(unit, addition, removal->key));
            added = addition;
        }
        if (all && added && !wrong) wrong = removal;
    }
    return wrong ? (PyMismatch){.kind = MISMATCH_KEY, .at = wrong->place, .other = added->place} : (PyMismatch){0};
}

// --- what raises in between ----------------------------------------------------------------------------------------

static bool is_same_key(const Tree *tree, NodeId a, NodeId b) { return a && b && str_equal(tree_text(tree, a), tree_text(tree, b)); }

// Does another task or the caller run in the subtree? Then anything may come back: a cancellation, an exception thrown in.
static NodeId suspension_in(const Tree *tree, NodeId from, NodeId to)
{
    for (NodeId node = from; node < to; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == PY_AWAIT || kind == PY_YIELD || kind == PY_YIELD_FROM) return node;
        if (py_is_function(tree, node)) node = tree_end(tree, node) - 1;
    }
    return 0;
}

// The only removal of single elements; `clear()` in another function is for the end. NULL when there are others.
static const LedgerEntry *only_removal(const Ledger *ledger)
{
    const LedgerEntry *only = NULL;
    for_each_entry(ledger, LEDGER_REMOVE, entry) {
        if (only) return NULL;
        only = entry;
    }
    for_each_entry(ledger, LEDGER_DRAIN, entry)
        if (only && entry->function == only->function) return NULL;
    return only;
}

// Two statements of one block: added, then removed, with a suspension between them and nothing that catches it.
static PyMismatch of_success(const Unit *unit, const Ledger *ledger)
{
    const Tree *tree = unit->tree;
    const LedgerEntry *removal = only_removal(ledger);
    if (!removal) return (PyMismatch){0};
    NodeId end = py_enclosing_statement(tree, removal->place);
    for_each_entry(ledger, LEDGER_ADD, entry) {
        NodeId statement = py_enclosing_statement(tree, entry->place);
        bool is_pair = entry->function == removal->function && entry->place < removal->place && is_same_key(tree, entry->key, removal->key);
        if (!is_pair || tree_parent(tree, statement) != tree_parent(tree, end)) continue;
        NodeId between = suspension_in(tree, tree_end(tree, statement), end);
        if (between) return (PyMismatch){.kind = MISMATCH_RAISE, .at = entry->place, .other = between};
    }
    return (PyMismatch){0};
}

// --- waiting -----------------------------------------------------------------------------------------------------

static bool makes_waitable(Str callee)
{
    static const char *const names[] = {"create_future", "Future", "current_task", "getcurrent", "Deferred", "Event", NULL};
    return str_is_any(str_last_part(callee), names);
}

// A variable of the function that holds what somebody else wakes, or who waits.
static bool is_own_waitable(const Unit *unit, NodeId value)
{
    if (!value || tree_kind(unit->tree, value) != PY_IDENTIFIER) return false;
    NodeId made = py_only_value(unit, tree_node(unit->tree, value)->binding);
    if (!made || tree_kind(unit->tree, made) != PY_CALL) return false;
    return makes_waitable(tree_text(unit->tree, py_call_function(unit->tree, made)));
}

static NodeId stored_value(const Tree *tree, NodeId place)
{
    NodeId subscript = py_context(tree, place), assignment = tree_parent(tree, subscript);
    bool is_stored = tree_kind(tree, subscript) == PY_SUBSCRIPT && tree_kind(tree, assignment) == PY_ASSIGNMENT;
    return is_stored ? tree_child_as(tree, assignment, ROLE_RIGHT) : 0;
}

// Does a handler or `finally` around the wait do anything with the key, or with the collection's object?
static bool is_cleaned_up(const Tree *tree, NodeId wait, NodeId key)
{
    Str text = tree_text(tree, key);
    for (NodeId at = wait; at && !py_is_function(tree, at); at = tree_parent(tree, at)) {
        if (tree_kind(tree, tree_parent(tree, at)) != PY_TRY) continue;
        for (NodeId node = tree_end(tree, at), end = tree_end(tree, tree_parent(tree, at)); node < end; node++)
            if (str_equal(tree_text(tree, node), text)) return true;
    }
    return false;
}

static bool is_removed_in(const Unit *unit, const Ledger *ledger, FunctionId function)
{
    for_each_entry(ledger, 0, entry)
        if (is_removal(entry) && function_is_within(unit, entry->function, function)) return true;
    return false;
}

// `await parked(task)`, `await rescheduled(abort)`: what is waited for knows the key, or a function of this one that cleans up.
static bool is_handed_on(const Unit *unit, NodeId wait, NodeId key)
{
    const Tree *tree = unit->tree;
    Str text = tree_text(tree, key);
    for (NodeId node = wait, end = tree_end(tree, wait); node < end; node++) {
        bool is_name = tree_kind(tree, node) == PY_IDENTIFIER;
        if (str_equal(tree_text(tree, node), text)) return true;
        if (is_name && unit_binding(unit, tree_node(tree, node)->binding)->kind == BINDING_FUNCTION) return true;
    }
    return false;
}

// The first wait behind the addition that leaves the entry to others; 0 = none.
static NodeId careless_wait(const Unit *unit, const LedgerEntry *entry)
{
    const Tree *tree = unit->tree;
    NodeId end = tree_end(tree, unit_function(unit, entry->function)->body), wait = tree_end(tree, entry->place);
    while ((wait = suspension_in(tree, wait, end))) {
        if (is_cleaned_up(tree, wait, entry->key)) return 0;
        if (!is_handed_on(unit, wait, entry->key)) return wait;
        wait = tree_end(tree, wait);
    }
    return 0;
}

static PyMismatch of_waits(const Unit *unit, const Ledger *ledger)
{
    if (!has_removal(ledger)) return (PyMismatch){0};
    for_each_entry(ledger, LEDGER_ADD, entry) {
        NodeId value = stored_value(unit->tree, entry->place);
        bool is_async = unit_function(unit, entry->function)->flags & FUNCTION_ASYNC;
        if (!value || !entry->key || !is_async || is_removed_in(unit, ledger, entry->function)) continue;
        if (!is_own_waitable(unit, value) && !is_own_waitable(unit, entry->key)) continue;
        NodeId wait = careless_wait(unit, entry);
        if (wait) return (PyMismatch){.kind = MISMATCH_WAIT, .at = entry->place, .other = wait};
    }
    return (PyMismatch){0};
}

// --- keys that stay ------------------------------------------------------------------------------------------------

// Names of what comes and goes while the program runs.
static bool comes_and_goes(Str name)
{
    static const char *const names[] = {"client", "client_id", "conn",    "connection", "session", "session_id", "user", "user_id", "uid",
                                        "peer",   "peer_id",   "addr",    "address",    "host",    "ip",         "task", "task_id", "job",
                                        "job_id", "request",   "request_id", "token",   "pid",     "fd",         "sid",  "room",    "room_id", NULL};
    return str_is_any(name, names);
}

static PyMismatch of_elements(const Unit *unit, const Ledger *ledger)
{
    bool is_closed = has_removal(ledger) || ledger_has(ledger, LEDGER_PASS);
    if (is_closed || !ledger_has(ledger, LEDGER_ENTER) || !ledger_has(ledger, LEDGER_LEAVE)) return (PyMismatch){0};
    const LedgerEntry *entered = NULL, *left = NULL;
    for_each_entry(ledger, 0, entry) {
        bool is_such = entry->key && tree_kind(unit->tree, entry->key) == PY_IDENTIFIER && comes_and_goes(tree_text(unit->tree, entry->key));
        if (is_such && entry->kind == LEDGER_ENTER && !entered) entered = entry;
        if (is_such && entry->kind == LEDGER_LEAVE && !left) left = entry;
    }
    return entered && left ? (PyMismatch){.kind = MISMATCH_EMPTIED, .at = entered->place, .other = left->place} : (PyMismatch){0};
}

// --- connect and disconnect ----------------------------------------------------------------------------------------

static bool undoes(Str second, Str first)
{
    static const char *const pairs[][2] = {{"connect", "disconnect"}, {"subscribe", "unsubscribe"}, {"attach", "detach"},
                                           {"register", "unregister"}, {"start", "stop"}, {"enable", "disable"}, {"bind", "unbind"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (str_is(first, pairs[i][0]) && str_is(second, pairs[i][1])) return true;
    return false;
}

static bool is_iterated(const Tree *tree, NodeId place)
{
    NodeId loop = tree_parent(tree, place);
    return tree_kind(tree, loop) == PY_FOR && tree_child_as(tree, loop, ROLE_RIGHT) == place;
}

static PyMismatch of_pairs(const Unit *unit, const Ledger *ledger)
{
    if (has_removal(ledger) || ledger_has(ledger, LEDGER_PASS)) return (PyMismatch){0};
    for_each_entry(ledger, LEDGER_ADD, added)
        for_each_entry(ledger, LEDGER_LOOK, looked)
            if (is_iterated(unit->tree, looked->place) && undoes(function_name(unit, looked), function_name(unit, added)))
                return (PyMismatch){.kind = MISMATCH_UNDONE, .at = added->place, .other = looked->place};
    return (PyMismatch){0};
}

// --- all -----------------------------------------------------------------------------------------------------------

PyMismatch py_mismatch(Arena *arena, const Unit *unit, const Ledger *ledger)
{
    bool is_filled = ledger_has(ledger, LEDGER_ADD) || ledger_has(ledger, LEDGER_ENTER);
    if (!is_filled || ledger->entries.len > ENTRIES_MAX) return (PyMismatch){0};
    PyMismatch found = of_keys(unit, ledger);
    if (!found.kind) found = of_waits(unit, ledger);
    if (!found.kind) found = of_success(unit, ledger);
    if (!found.kind) found = of_classes(arena, unit, ledger);
    if (!found.kind) found = of_elements(unit, ledger);
    if (!found.kind) found = of_pairs(unit, ledger);
    return found;
}
