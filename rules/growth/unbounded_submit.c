// pool.submit(work, line) in a loop over a file: everything is read and queued at once, however slow the workers are.
//
// The loop goes over something that is read piece by piece and has no end in sight, and nothing in it waits: for a semaphore, for some
// of the futures, for a sleep. The same of asyncio.gather(*(work(line) for line in source)).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"
#include "python/py_stream.h"

static bool waits(const Unit *unit, NodeId loop)
{
    static const char *const methods[] = {"acquire", "wait", "result",       "join",
                                          "sleep",   "get",  "as_completed", NULL};
    static const char *const functions[] = {"concurrent.futures.wait",
                                            "concurrent.futures.as_completed",
                                            "time.sleep",
                                            "asyncio.wait",
                                            "asyncio.sleep",
                                            "builtins.len",
                                            NULL};
    const Tree *tree = unit->tree;
    NodeId body = tree_child_as(tree, loop, ROLE_BODY);
    for (NodeId at = body, end = tree_end(tree, body); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_AWAIT || kind == PY_YIELD || kind == PY_BREAK ||
            py_calls_any(unit, at, functions))
            return true;
    }
    return py_has_method_call(tree, body, methods);
}

// What the call is made for piece by piece: the iterable of the loop or comprehension around it, 0 = none, or it waits.
static NodeId source_of(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId loop = py_loop_around(tree, call);
    for (NodeId at = tree_parent(tree, call); at && at != loop && !py_is_function(tree, at);
         at = tree_parent(tree, at))
        if (py_is_comprehension(tree, at))
            return tree_child_as(tree, tree_child(tree, at, 1), ROLE_RIGHT);
    return loop && tree_kind(tree, loop) == PY_FOR && !waits(unit, loop)
               ? tree_child_as(tree, loop, ROLE_RIGHT)
               : 0;
}

// s of asyncio.gather(*(f(x) for x in s)), else 0.
static NodeId gathered(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId splat = tree_first(tree, py_call_arguments(tree, call));
    if (!splat || tree_kind(tree, splat) != PY_LIST_SPLAT) return 0;
    NodeId each = py_unparenthesized(tree, tree_first(tree, splat));
    bool is_made =
        tree_kind(tree, each) == PY_GENERATOR || tree_kind(tree, each) == PY_LIST_COMPREHENSION;
    return is_made ? tree_child_as(tree, tree_child(tree, each, 1), ROLE_RIGHT) : 0;
}

// A generator function of the file may give two pieces or two million.
static bool is_generator_here(const Unit *unit, NodeId source)
{
    const Call *call = unit_call(unit, py_unparenthesized(unit->tree, source));
    return call && call->target;
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    NodeId receiver = py_call_receiver(tree, call), source = 0;
    if (py_calls(check->unit, call, "asyncio.gather"))
        source = gathered(check->unit, call);
    else if (receiver && str_is(py_method_name(tree, call), "submit") &&
             py_is_executor(check->unit, receiver))
        source = source_of(check->unit, call);
    if (!source || is_generator_here(check->unit, source) || !py_is_streamed(check->unit, source) ||
        py_is_aside(check->unit))
        return;
    Finding *finding =
        report(check, call,
               "a task is queued for each piece of the input at once, as fast as it can be read");
    also(check, finding, source, "the input");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_unbounded_submit = {
    .id = "unbounded-submit",
    .summary = "tasks queued for a whole input that is read piece by piece",
    .help = "keep a limited number of tasks in flight: wait for one before the next is submitted, "
            "or take the input in batches",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
