// An object keeps a lambda, bound method or child that refers back to it, and has a close() that lets go of other attributes but not of this one:
// the cycle that close() was written to cut is still there, and with it the object, until the cyclic collector runs.
//
// Only cycles that are certain (py_cycle.h), and only where some method called close, stop ... sets an attribute to None or deletes it.
#include "engine/rule.h"
#include "python/py_cycle.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

static bool is_close(Str name)
{
    static const char *const words[] = {"close", "stop", "shutdown", "destroy", "dispose", "cleanup", "clean_up", "teardown", "disconnect", "terminate", "__exit__", "aclose", "_cleanup", "_close", "connection_lost", "connectionLost", NULL};
    return str_is_any(name, words);
}

// The attributes of a class stand together: the first one of it, or of a later class.
static uint32_t first_attribute(const Unit *unit, ClassId class)
{
    uint32_t low = 0, high = unit->attributes.len;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (unit->attributes.at[middle].class < class) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool is_of(const Unit *unit, uint32_t attribute, ClassId class)
{
    return attribute < unit->attributes.len && unit->attributes.at[attribute].class == class;
}

// An attribute that a closing method of the class lets go: self.x = None, del self.x. NULL = none.
static const Attribute *let_go(const Unit *unit, ClassId class)
{
    for (uint32_t i = first_attribute(unit, class); is_of(unit, i, class); i++) {
        const Attribute *use = &unit->attributes.at[i];
        if (!is_close(unit_function(unit, use->function)->name)) continue;
        bool is_none = use->kind == REFERENCE_WRITE && use->value && tree_kind(unit->tree, use->value) == PY_NONE;
        if (is_none || use->kind == REFERENCE_DELETE) return use;
    }
    return NULL;
}

static void check(Check *check, ClassId class)
{
    const Unit *unit = check->unit;
    const Attribute *other = let_go(unit, class);
    if (!other || py_is_made_once(unit, class) || py_is_aside(unit)) return;
    for (uint32_t i = first_attribute(unit, class); is_of(unit, i, class); i++) {
        const Attribute *write = &unit->attributes.at[i];
        PyCycle cycle;
        if (!py_cycle_of_write(unit, write, &cycle) || py_cycle_is_cut(unit, &cycle, class)) continue;
        Finding *finding = report(check, cycle.at, "'%.*s' closes a cycle that '%.*s' leaves: the object stays until the cyclic collector runs",
                                  FMT(tree_text(check->tree, cycle.at)), FMT(unit_function(unit, other->function)->name));
        also(check, finding, other->node, "lets go of other things here");
        return;
    }
}

const Rule rule_cycle_survives_close = {
    .id = "cycle-survives-close",
    .summary = "close() leaves a reference cycle that it could cut",
    .help = "set the attribute to None in close() as well",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_class = check,
};
