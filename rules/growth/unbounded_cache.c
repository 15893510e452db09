// A container that outlives every caller gets one more element each time a function runs, and nothing ever takes one out.
//
// The container pass collects every sign that somebody thought of an end (removal, bound, replacement, a way out of sight); this rule
// adds what is bounded by the program itself: registries, containers keyed by classes, functions or constants, start-up code.
// Collections of an object count when all objects of the class are made for the life of the process: `app = App()`.
// So do dicts and sets with an entry for each request, message or peer that a method is given. Misses those of other objects, and what grows only through an alias of an alias.
// LIMIT: what methods add that only methods of the same file call (methods.py): too often they are steps of what runs once.
#include "c/c_idiom.h"
#include "c/c_startup.h"
#include "engine/rule.h"
#include "model/startup.h"
#include "python/py_growth.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_ledger.h"

// A function that gives back a parameter it has stored is a decorator or a registry.
static bool returns_parameter(const Unit *unit, FunctionId id) { return unit_function(unit, id)->flags & FUNCTION_RETURNS_PARAMETER; }

// What instances share without knowing is class-mutable-shared-growth's, and instances as keys are cache-key-is-instance's.
static bool is_excused(const Unit *unit, const Container *container, const GrowSite *site)
{
    if (!site->repeats) return true;
    if (unit->language == LANG_C) return c_runs_at_start(unit, site->function);
    if (function_may_be_startup(unit, site->function) || py_is_shared_by_instances(unit, container, site) || py_is_keyed_by_instance(unit, site)) return true;
    return returns_parameter(unit, site->function) || py_growth_source(unit, site) == SOURCE_PROGRAM;
}

// The first growth without an excuse; one that is fed from outside before others.
static const GrowSite *worst(const Unit *unit, const Container *container)
{
    const GrowSite *found = NULL;
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        if (is_excused(unit, container, site)) continue;
        if (unit->language != LANG_PYTHON || py_growth_source(unit, site) == SOURCE_OUTSIDE) return site;
        if (!found) found = site;
    }
    return found;
}

// C: a table that has each key once is only worth knowing of, so many as there may be.
// Python: a warning where what is put in comes from outside; a table that may have few keys is only worth knowing of.
static Severity severity_of(const Unit *unit, const GrowSite *site)
{
    if (unit->language == LANG_C && (site->growth == GROW_KEYED || c_looks_up_first(unit->tree, site->node))) return SEVERITY_INFO;
    if (unit->language == LANG_PYTHON && (py_growth_source(unit, site) != SOURCE_OUTSIDE || py_is_aside(unit))) return SEVERITY_INFO;
    return SEVERITY_WARNING;
}

// `from tables import CACHE`: what it is, its module says.
static bool is_imported(const Unit *unit, const Container *container)
{
    return unit->language == LANG_PYTHON && unit_binding(unit, container->binding)->kind == BINDING_IMPORT &&
           unit_place(unit, container->place)->kind == PLACE_GLOBAL;
}

// Python: where an imported container comes from, what other classes of the family do to the class's collection, and whether all calls
// of the function are made while the program starts.
static void ask_python(Check *check, Finding *finding, const Container *container, const GrowSite *site)
{
    static const char *const ends[] = {"shrinks", "sets", "makes", NULL};
    const Binding *binding = unit_binding(check->unit, container->binding);
    Str function = unit_function(check->unit, site->function)->name;
    bool is_foreign = is_imported(check->unit, container);
    unless_elsewhere(check, finding, "shrinks %.*s", FMT(is_foreign ? str_last_part(binding->qualified) : binding->name));
    if (is_foreign) only_if_elsewhere(check, finding, "in %.*s: makes", FMT(binding->qualified));
    if (binding->kind == BINDING_CLASS_BODY) unless_attribute(check, finding, binding->class, binding->name, ends);
    unless_elsewhere(check, finding, "starts %.*s\truns %.*s", FMT(function), FMT(function));
}

static void ask_c(Check *check, Finding *finding, const Container *container)
{
    if (unit_binding(check->unit, container->binding)->is_exported)
        unless_elsewhere(check, finding, "shrinks %.*s", FMT(unit_place(check->unit, container->place)->name));
    unless_elsewhere(check, finding, "%.*s", FMT(c_batch_evidence(check->scratch, check->unit)));
}

// --- Python: collections of an object that lives as long as the process -----------------------------------------------

// A list, dict or set that __init__ makes, to which the class only adds.
static bool is_only_added_to(Check *check, const Place *place)
{
    Ledger ledger = py_ledger_of_attribute(check->scratch, check->unit, place->class, place->name);
    bool is_ended = ledger_has(&ledger, LEDGER_REMOVE) || ledger_has(&ledger, LEDGER_DRAIN) || ledger_has(&ledger, LEDGER_PASS) ||
                    ledger_has(&ledger, LEDGER_LEAVE);
    NodeKind kind = ledger.made ? tree_kind(check->tree, ledger.made) : 0;
    bool is_plain = kind == PY_DICTIONARY || kind == PY_LIST || (kind == PY_CALL && !py_argument_count(check->tree, ledger.made));
    return !is_ended && is_plain;
}

static bool is_candidate(Check *check, const Container *container)
{
    bool is_attribute = unit_place(check->unit, container->place)->class;
    return is_attribute && !py_is_aside(check->unit) && !container->bounded_at && !container->filled_once_at;
}

// Who else may end it, and whether the function runs at the start only.
static void ask_object(Check *check, Finding *finding, const Place *place, Str function)
{
    static const char *const ends[] = {"shrinks", "sets", "passes", NULL};
    weigh(finding, SEVERITY_INFO);
    unless_attribute(check, finding, place->class, place->name, ends);
    unless_elsewhere(check, finding, "starts %.*s\truns %.*s", FMT(function), FMT(function));
}

// The first growth by something that a method is given again and again.
static const GrowSite *first_served(const Unit *unit, const Container *container)
{
    ClassId class = unit_place(unit, container->place)->class;
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        if (py_growth_served(unit, class, site).len && !is_excused(unit, container, site)) return site;
    }
    return NULL;
}

// The file makes the only object, or another makes it at its top level and none elsewhere.
static bool check_single(Check *check, const Container *container, const GrowSite *site)
{
    const Unit *unit = check->unit;
    const Place *place = unit_place(unit, container->place);
    bool is_made;
    if (!site || !py_is_long_lived(unit, place->class, &is_made) || !is_only_added_to(check, place)) return false;
    Str class = unit_class(unit, place->class)->name, function = unit_function(unit, site->function)->name;
    Finding *finding = report(check, site->node, "'%.*s' grows each time '%.*s' runs, and nothing ever removes from it", FMT(container->name), FMT(function));
    also(check, finding, unit_class(unit, place->class)->node, "all objects of '%.*s' are made for the life of the process", FMT(class));
    ask_object(check, finding, place, function);
    unless_elsewhere(check, finding, "runs %.*s", FMT(class));
    unless_elsewhere(check, finding, "below #%u: exists", place->class);
    if (!is_made) only_if_elsewhere(check, finding, "starts %.*s", FMT(class));
    return is_made;
}

// An object that is given request after request, and has an entry for each: its own life is longer than theirs.
static void check_served(Check *check, const Container *container)
{
    const Unit *unit = check->unit;
    const Place *place = unit_place(unit, container->place);
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        Str served = site->growth == GROW_KEYED ? py_growth_served(unit, place->class, site) : (Str){0};
        if (!served.len || function_is_setup_by_name(unit, site->function) || returns_parameter(unit, site->function)) continue;
        if (py_growth_source(unit, site) == SOURCE_PROGRAM || !is_only_added_to(check, place)) continue;
        Str function = unit_function(unit, site->function)->name;
        Finding *finding = report(check, site->node, "'%.*s' gets an entry for each '%.*s' that '%.*s' is given, and nothing ever removes one", FMT(container->name),
                                  FMT(served), FMT(function));
        ask_object(check, finding, place, function);
        unless_elsewhere(check, finding, "family #%u: open", place->class);
        return;
    }
}

static void check_object(Check *check, const Container *container)
{
    if (is_candidate(check, container) && !check_single(check, container, first_served(check->unit, container))) check_served(check, container);
}

static void check(Check *check, const Container *container)
{
    if (check->unit->language == LANG_PYTHON && container->lives == LIVES_OBJECT) check_object(check, container);
    if (check->unit->language == LANG_C && check->tree->syntax_errors) return;  // what is not understood may be what removes
    bool is_known = check->unit->language == LANG_C || container->is_plain || is_imported(check->unit, container);
    if (container->lives != LIVES_PROCESS || !is_known) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at || container->filled_once_at) return;
    if (check->unit->language == LANG_C && c_is_command(check->unit)) return;
    const GrowSite *found = worst(check->unit, container);
    if (!found) return;
    Str function = unit_function(check->unit, found->function)->name;
    Finding *finding = report(check, found->node, "'%.*s' grows each time '%.*s' runs, and nothing ever removes from it",
                              FMT(container->name), FMT(function));
    weigh(finding, severity_of(check->unit, found));
    if (container->made_at && !is_imported(check->unit, container))
        also(check, finding, container->made_at, "'%.*s' lives as long as the process", FMT(container->name));
    if (check->unit->language == LANG_PYTHON) ask_python(check, finding, container, found);
    else ask_c(check, finding, container);
}

const Rule rule_unbounded_cache = {
    .id = "unbounded-cache",
    .summary = "process-lifetime container grows without bound",
    .help = "bound it (lru_cache(maxsize=...), an eviction before the insertion), remove what is no longer needed, or hold the values weakly",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_container = check,
};
