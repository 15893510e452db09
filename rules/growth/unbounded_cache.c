// A container that outlives every caller gets one more element each time a function runs, and nothing ever takes one out.
//
// The container pass collects every sign that somebody thought of an end (removal, bound, replacement, a way out of sight); this rule
// adds what is bounded by the program itself: registries, containers keyed by classes, functions or constants, start-up code.
// Misses containers that are instance attributes, and those that grow only through an alias of an alias.
#include "c/c_idiom.h"
#include "c/c_startup.h"
#include "engine/rule.h"
#include "model/startup.h"
#include "python/py_growth.h"
#include "python/py_idiom.h"

// A function that gives back a parameter it has stored is a decorator or a registry.
static bool returns_parameter(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    for (uint32_t i = 0; i < function->parameter_count; i++)
        for_each_reference(unit, function->first_parameter + i, reference)
            if (reference->kind == REFERENCE_RETURNED) return true;
    return false;
}

static bool is_excused(const Unit *unit, const GrowSite *site)
{
    if (!site->repeats) return true;
    if (unit->language == LANG_C) return c_runs_at_start(unit, site->function);
    if (function_is_startup(unit, site->function)) return true;
    return returns_parameter(unit, site->function) || py_growth_source(unit, site) == SOURCE_PROGRAM;
}

// The first growth without an excuse; one that is fed from outside before others.
static const GrowSite *worst(const Unit *unit, const Container *container)
{
    const GrowSite *found = NULL;
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        if (is_excused(unit, site)) continue;
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

static void check(Check *check, const Container *container)
{
    if (check->unit->language == LANG_C && check->tree->syntax_errors) return;  // what is not understood may be what removes
    if (container->lives != LIVES_PROCESS || (check->unit->language == LANG_PYTHON && !container->is_plain)) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at || container->filled_once_at) return;
    if (check->unit->language == LANG_C && c_is_command(check->unit)) return;
    const GrowSite *found = worst(check->unit, container);
    if (!found) return;
    Str function = unit_function(check->unit, found->function)->name;
    Finding *finding = report(check, found->node, "'%.*s' grows each time '%.*s' runs, and nothing ever removes from it",
                              FMT(container->name), FMT(function));
    weigh(finding, severity_of(check->unit, found));
    if (container->made_at) also(check, finding, container->made_at, "'%.*s' lives as long as the process", FMT(container->name));
    const Binding *binding = unit_binding(check->unit, container->binding);
    if (check->unit->language == LANG_PYTHON || binding->is_exported)
        unless_elsewhere(check, finding, "shrinks %.*s", FMT(unit_place(check->unit, container->place)->name));
    if (check->unit->language == LANG_C) unless_elsewhere(check, finding, "%.*s", FMT(c_batch_evidence(check->scratch, check->unit)));
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
