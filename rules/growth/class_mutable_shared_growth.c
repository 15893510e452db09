// A list or dict in the class's body is one for all instances, and for the life of the process: what a method puts into
// `self.items` stays when the instance goes, and every other instance sees it.
//
// Only growth through self, with nothing that any class or file does to give an instance its own collection or to take something
// out. What is grown through cls or the class's name is meant to be shared: unbounded-cache speaks of that.
#include "engine/rule.h"
#include "python/py_growth.h"
#include "python/py_idiom.h"
#include "python/py_use.h"

static const GrowSite *first_shared(const Unit *unit, const Container *container)
{
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        bool is_certain = site->repeats && py_growth_source(unit, site) != SOURCE_PROGRAM;
        if (is_certain && py_is_shared_by_instances(unit, container, site)) return site;
    }
    return NULL;
}

// `if key not in self.cache: self.cache[key] = ...` is a cache, which may well be meant for all instances.
static bool looks_up(const Unit *unit, const Binding *binding, const GrowSite *site)
{
    for_each_use(unit, binding->class, binding->name, use)
        if (use->function == site->function && py_deeds(unit, use->node, use->kind, use->method) & DEED_READS) return true;
    return false;
}

static void check(Check *check, const Container *container)
{
    static const char *const ends[] = {"shrinks", "sets", "makes", NULL};
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, container->binding);
    if (container->lives != LIVES_PROCESS || binding->kind != BINDING_CLASS_BODY || !container->is_plain || py_is_aside(unit)) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at || container->filled_once_at) return;
    const GrowSite *site = first_shared(unit, container);
    if (!site) return;
    Str class = unit_class(unit, binding->class)->name;
    Finding *finding = report(check, site->node, "'self.%.*s' is one for all instances of '%.*s': what '%.*s' adds outlives them",
                              FMT(binding->name), FMT(class), FMT(unit_function(unit, site->function)->name));
    also(check, finding, binding->declared, "made once, with the class");
    if (looks_up(unit, binding, site)) weigh(finding, SEVERITY_INFO);
    unless_attribute(check, finding, binding->class, binding->name, ends);
    unless_elsewhere(check, finding, "below #%u: binds %.*s", binding->class, FMT(binding->name));
}

const Rule rule_class_mutable_shared_growth = {
    .id = "class-mutable-shared-growth",
    .summary = "instances fill a collection that belongs to their class",
    .help = "make it in __init__, so that each instance has its own; annotate it as ClassVar where it is meant to be shared",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .on_container = check,
};
