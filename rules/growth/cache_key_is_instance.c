// A dict or set of a module or class with instances as keys: D[self] = ..., D[id(obj)] = ... Nothing takes them out, so every
// object that was ever a key stays alive, with all that it refers to. With id() the entry stays when the object goes, and a later
// object that gets the same address finds it.
//
// Silent where any file shrinks the dict, where instances are few or values by nature, for weak dictionaries, and in tests.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_growth.h"
#include "python/py_idiom.h"
#include "python/py_ledger.h"

static const GrowSite *first_keyed(const Unit *unit, const Container *container)
{
    for (uint32_t i = 0; i < container->grows.len; i++)
        if (container->grows.at[i].repeats && py_is_keyed_by_instance(unit, &container->grows.at[i])) return &container->grows.at[i];
    return NULL;
}

static void ask_program(Check *check, Finding *finding, const Container *container)
{
    static const char *const ends[] = {"shrinks", "sets", NULL};
    const Binding *binding = unit_binding(check->unit, container->binding);
    if (binding->kind == BINDING_CLASS_BODY) unless_attribute(check, finding, binding->class, binding->name, ends);
    else unless_variable(check, finding, binding->name, ends);
}

// --- who runs ------------------------------------------------------------------------------------------------------

// get_ident(), current_thread(), under whatever name: `_get_ident()`
static bool is_runner(const Tree *tree, NodeId key)
{
    static const char *const names[] = {"get_ident", "current_thread", "current_task", "getcurrent", "currentThread", "get_native_id", NULL};
    if (tree_kind(tree, key) != PY_CALL || py_argument_count(tree, key)) return false;
    Str name = str_last_part(tree_text(tree, py_call_function(tree, key)));
    while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
    return str_is_any(name, names);
}

// A dict that __init__ makes, and that nothing in the file empties or hands on.
static bool only_grows(Check *check, const Place *place)
{
    Ledger ledger = py_ledger_of_attribute(check->scratch, check->unit, place->class, place->name);
    bool is_ended = ledger_has(&ledger, LEDGER_REMOVE) || ledger_has(&ledger, LEDGER_DRAIN) || ledger_has(&ledger, LEDGER_PASS);
    return !is_ended && ledger.made && tree_kind(check->tree, ledger.made) == PY_DICTIONARY;
}

// An object that has an entry for each thread or task outlives them: it is theirs in common.
static void check_object(Check *check, const Container *container)
{
    static const char *const ends[] = {"shrinks", "sets", "passes", NULL};
    const Place *place = unit_place(check->unit, container->place);
    for (uint32_t i = 0; place->class && i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        NodeId key = site->growth == GROW_KEYED ? py_growth_added(check->unit, site) : 0;
        if (!key || !is_runner(check->tree, key) || !only_grows(check, place)) continue;
        Finding *finding = report(check, site->node, "'%.*s' keeps an entry for every thread or task that calls '%.*s', also when it has ended",
                                  FMT(container->name), FMT(unit_function(check->unit, site->function)->name));
        help(check, finding, "use threading.local() or contextvars.ContextVar, or remove the entry when the thread or task ends");
        unless_attribute(check, finding, place->class, place->name, ends);
        return;
    }
}

static void check(Check *check, const Container *container)
{
    if (container->lives == LIVES_OBJECT && !py_is_aside(check->unit)) check_object(check, container);
    if (container->lives != LIVES_PROCESS || !container->is_plain || py_is_aside(check->unit)) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at) return;
    const GrowSite *site = first_keyed(check->unit, container);
    if (!site) return;
    Str function = unit_function(check->unit, site->function)->name;
    bool is_identity = tree_kind(check->tree, py_growth_added(check->unit, site)) == PY_CALL;
    Finding *finding = report(check, site->node, is_identity ? "'%.*s' keeps an entry for the id() of every object that '%.*s' sees, also when the object is gone"
                                                             : "'%.*s' has instances as keys, and keeps each for which '%.*s' was called",
                              FMT(container->name), FMT(function));
    if (container->made_at) also(check, finding, container->made_at, "'%.*s' lives as long as the process", FMT(container->name));
    ask_program(check, finding, container);
}

const Rule rule_cache_key_is_instance = {
    .id = "cache-key-is-instance",
    .summary = "process-lifetime dict keyed by instances that nothing removes",
    .help = "use weakref.WeakKeyDictionary, keep the value in an attribute of the instance, or remove the entry when the instance ends",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_container = check,
};
