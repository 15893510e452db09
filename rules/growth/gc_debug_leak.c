// gc.set_debug(gc.DEBUG_LEAK), or any flags with DEBUG_SAVEALL, makes the collector keep what it finds: every reference
// cycle goes to gc.garbage instead of being freed. A switch for an hour of debugging, left on it makes each cycle a leak.
//
// Behind a condition it is an info. Silent in tests, and where the file empties gc.garbage or switches back.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// Does the subtree name the flag that keeps garbage?
static NodeId saving_flag(const Unit *unit, NodeId flags)
{
    for (NodeId node = flags, end = tree_end(unit->tree, flags); node < end; node++) {
        Str name = py_qualified(unit, node);
        if (str_is(name, "gc.DEBUG_LEAK") || str_is(name, "gc.DEBUG_SAVEALL")) return node;
    }
    return 0;
}

// Is the switch taken back, or the garbage looked after, somewhere in the file?
static bool is_taken_back(const Unit *unit, NodeId call)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        NodeKind kind = tree_kind(unit->tree, node);
        if (kind == PY_ATTRIBUTE && str_is(py_qualified(unit, node), "gc.garbage")) return true;
        bool is_other = kind == PY_CALL && node != call && py_calls(unit, node, "gc.set_debug");
        if (is_other && !saving_flag(unit, node)) return true;
    }
    return false;
}

static void check(Check *check, NodeId call)
{
    if (!py_calls(check->unit, call, "gc.set_debug") || py_is_aside(check->unit)) return;
    NodeId flag = saving_flag(check->unit, py_call_arguments(check->tree, call));
    if (!flag || is_taken_back(check->unit, call)) return;
    Finding *finding =
        report(check, call,
               "with %.*s the collector keeps what it finds: every reference cycle becomes a leak",
               FMT(tree_text(check->tree, flag)));
    if (tree_ancestor(check->tree, call, PY_IF)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_gc_debug_leak = {
    .id = "gc-debug-leak",
    .summary = "debugging flag makes the collector keep garbage",
    .help = "take the call out, or use gc.DEBUG_STATS, which keeps nothing",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
