// gc.collect() in each turn of a loop: every time all objects that the program has are looked at, so the loop costs turns times heap.
//
// Silent in a loop of a few turns, behind a condition (every hundredth turn), when it only looks at the young (`gc.collect(0)`), and in tests and
// benchmarks, which want to see what is left.
#include "engine/rule.h"
#include "python/py_loop.h"

// Does something inside the loop decide whether the turn comes here?
static bool is_conditional(const Tree *tree, NodeId call, NodeId loop)
{
    for (NodeId at = call; at && at != loop; at = tree_parent(tree, at)) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_IF || kind == PY_EXCEPT || kind == PY_MATCH || kind == PY_ELIF) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    NodeId loop = str_is(call->callee, "gc.collect") && !call->argument_count ? py_loop_around(check->tree, call->node) : 0;
    if (!loop || py_is_short_loop(check->unit, loop) || is_conditional(check->tree, call->node, loop) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, call->node, "each turn of the loop walks over every object of the program");
    also(check, finding, loop, "in this loop");
}

const Rule rule_gc_collect_in_loop = {
    .id = "gc-collect-in-loop",
    .summary = "full garbage collection in each turn of a loop",
    .help = "let the collector run by itself; break the cycles that make it necessary, or collect once behind the loop",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_call = check,
};
