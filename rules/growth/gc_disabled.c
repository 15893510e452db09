// gc.disable() with nothing in the file that collects again: reference cycles (and whatever hangs on them) are never freed.
//
// Any gc.enable, gc.collect or gc.freeze in the file, called or not, says that somebody thought of it; so does a fork.
// Silent in tests.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_thought_of(const Unit *unit)
{
    static const char *const careful[] = {"gc.enable", "gc.collect", "gc.freeze",
                                          "os.fork",   "os.forkpty", NULL};
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        NodeKind kind = tree_kind(unit->tree, node);
        if ((kind == PY_ATTRIBUTE || kind == PY_IDENTIFIER) &&
            str_is_any(py_qualified(unit, node), careful))
            return true;
    }
    return false;
}

// `def disable_gc():`: whoever calls it asks for it.
static bool is_asked_for(const Unit *unit, NodeId call)
{
    Str name = unit_function(unit, unit_function_at(unit, call))->name;
    return str_contains(name, STR("gc")) || str_contains(name, STR("GC")) ||
           str_contains(name, STR("arbage"));
}

static void check(Check *check, NodeId call)
{
    if (!py_calls(check->unit, call, "gc.disable")) return;
    if (py_is_aside(check->unit) || is_thought_of(check->unit) || is_asked_for(check->unit, call))
        return;
    report(check, call,
           "from here on no reference cycle is freed: this file never enables the collector again");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_gc_disabled = {
    .id = "gc-disabled",
    .summary = "cyclic collector is switched off for good",
    .help = "enable it again in a finally, call gc.collect() at quiet moments, or gc.freeze() what "
            "is permanent",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
