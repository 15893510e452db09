// A collection from which something is removed, but not all that is added: under another key, only under a condition, only when nothing
// raises, or only out of the elements. What is missed stays as long as the collection.
//
// python/py_mismatch.h finds the mismatches within one file. Silent when another file, a base or a subclass removes from the attribute,
// and in tests.
// LIMIT: helpers that add or remove on its behalf, and other names of a collection (paths.py).
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_mismatch.h"

static Str function_at(const Unit *unit, NodeId node) { return unit_function(unit, unit_function_at(unit, node))->name; }

static Finding *tell(Check *check, const PyMismatch *found, Str name)
{
    const Unit *unit = check->unit;
    Str adder = function_at(unit, found->at), other = function_at(unit, found->other);
    switch (found->kind) {
    case MISMATCH_CONDITION:
        return report(check, found->at, "'%.*s' adds to '%.*s' also when there is no '%.*s', without which nothing is removed", FMT(adder), FMT(name),
                      FMT(found->condition));
    case MISMATCH_OPTION:
        return report(check, found->at, "nothing is removed from '%.*s' for objects whose '%.*s' is not set", FMT(name), FMT(found->condition));
    case MISMATCH_KEY:
        return report(check, found->at, "'%.*s' finds nothing to remove: '%.*s' adds to '%.*s' under another key", FMT(adder), FMT(other), FMT(name));
    case MISMATCH_RAISE:
        return report(check, found->at, "what '%.*s' adds to '%.*s' stays when something raises before it is removed", FMT(adder), FMT(name));
    case MISMATCH_WAIT:
        return report(check, found->at, "what '%.*s' adds to '%.*s' stays when its wait is cancelled or times out", FMT(adder), FMT(name));
    case MISMATCH_EMPTIED:
        return report(check, found->at, "'%.*s' keeps an empty entry for each key: '%.*s' only empties the elements", FMT(name), FMT(other));
    case MISMATCH_UNDONE:
        return report(check, found->at, "'%.*s' goes through '%.*s' and removes nothing, so that each '%.*s' adds to it", FMT(other), FMT(name), FMT(adder));
    case MISMATCH_NONE: break;
    }
    return NULL;
}

static void point(Check *check, Finding *finding, const PyMismatch *found)
{
    bool is_pause = found->kind == MISMATCH_RAISE || found->kind == MISMATCH_WAIT;
    bool is_removal = found->kind == MISMATCH_CONDITION || found->kind == MISMATCH_OPTION || found->kind == MISMATCH_EMPTIED;
    also(check, finding, found->other, is_pause ? "left here" : is_removal ? "what removes stands here" : found->kind == MISMATCH_KEY ? "added here" : "gone through here");
}

// Removals elsewhere: those of this class and file were looked at.
static void ask_attribute(Check *check, Finding *finding, ClassId class, Str name, bool is_key)
{
    static const char *const verbs[] = {"shrinks", "sets", NULL};
    for (size_t i = 0; verbs[i] && !is_key; i++) {
        unless_elsewhere(check, finding, "%s .%.*s", verbs[i], FMT(name));
        unless_elsewhere(check, finding, "above #%u: %s .%.*s", class, verbs[i], FMT(name));
        unless_elsewhere(check, finding, "below #%u: %s .%.*s", class, verbs[i], FMT(name));
    }
    unless_elsewhere(check, finding, "family #%u: reflects", class);
}

static void check_class(Check *check, ClassId class)
{
    const Unit *unit = check->unit;
    if (py_is_aside(unit)) return;
    for_each_attribute(unit, class, use) {
        if (py_use(unit, py_first_use(unit, class, use->name)) != use) continue;
        Ledger ledger = py_ledger_of_attribute(check->scratch, unit, class, use->name);
        PyMismatch found = py_mismatch(check->scratch, unit, &ledger);
        if (!found.kind) continue;
        Finding *finding = tell(check, &found, ledger.name);
        point(check, finding, &found);
        ask_attribute(check, finding, class, use->name, found.kind == MISMATCH_KEY);
    }
}

static void check_variable(Check *check, BindingId id)
{
    static const char *const verbs[] = {"shrinks", "sets", NULL};
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind != BINDING_GLOBAL || py_is_aside(unit)) return;
    Ledger ledger = py_ledger_of_variable(check->scratch, unit, id);
    PyMismatch found = py_mismatch(check->scratch, unit, &ledger);
    if (!found.kind) return;
    Finding *finding = tell(check, &found, ledger.name);
    point(check, finding, &found);
    if (found.kind != MISMATCH_KEY) unless_variable(check, finding, binding->name, verbs);
}

const Rule rule_removal_mismatch = {
    .id = "removal-mismatch",
    .summary = "collection whose removals miss what is added",
    .help = "remove under the key, the condition and on the paths under which it was added: in `finally`, with pop(key, None)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_class = check_class,
    .on_binding = check_variable,
};
