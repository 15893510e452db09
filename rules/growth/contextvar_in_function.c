// A ContextVar is a key of contexts, and contexts hold their keys strongly: one that is made in a function stays, with its
// value, in every context that it was set in, after everything else has forgotten it. The documentation asks for module
// level.
//
// Silent where one is made per process after all: under `global`, in a cached function, for a class with a single instance.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

// Does the function run once: its only call in this file stands at the top level, outside of loops?
static bool runs_once(const Unit *unit, const Function *function)
{
    if (!function->binding || function->class || (function->flags & FUNCTION_IN_LOOP)) return false;
    uint32_t calls = 0, others = 0;
    for_each_reference(unit, function->binding, reference)
    {
        if (reference->kind == REFERENCE_WRITE) continue;
        bool is_once = reference->kind == REFERENCE_CALLED && reference->function == TOP_LEVEL &&
                       !py_is_in_loop(unit->tree, reference->node);
        calls += is_once;
        others += !is_once;
    }
    return calls == 1 && !others;
}

// Is it put where it stays single: a global variable, or a table that somebody looks into?
static bool is_kept_single(const Unit *unit, NodeId call)
{
    NodeId target = py_stored_in(unit->tree, call);
    if (!target) return false;
    if (tree_kind(unit->tree, target) == PY_SUBSCRIPT) return true;
    if (tree_kind(unit->tree, target) != PY_IDENTIFIER) return false;
    return unit_binding(unit, tree_node(unit->tree, target)->binding)->kind == BINDING_GLOBAL;
}

static void check(Check *check, NodeId call)
{
    const Unit *unit = check->unit;
    if (!py_calls(unit, call, "contextvars.ContextVar")) return;
    FunctionId id = unit_function_at(unit, call);
    const Function *function = unit_function(unit, id);
    if (id == TOP_LEVEL || py_is_aside(unit) || is_kept_single(unit, call) ||
        runs_once(unit, function))
        return;
    if (py_cache_decorator(unit, function->node) ||
        (function->class && py_is_made_once(unit, function->class)))
        return;
    report(check, call,
           "each call of '%.*s' makes a ContextVar that contexts never let go, with the values set "
           "in it",
           FMT(function->name));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_contextvar_in_function = {
    .id = "contextvar-in-function",
    .summary = "ContextVar made in a function is never freed",
    .help = "make it once at module level, and keep what differs per object in its value",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
