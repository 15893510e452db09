// queue.Queue() without maxsize that a `while` loop fills: when the consumer is slower than the producer, the queue takes all memory there is.
//
// Which of the two is slower can't be seen, and most queues without a bound are meant so: only when selected. A queue whose length the
// file looks at has a bound of its own.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"
#include "python/py_resolve.h"

static bool is_bounded(const Tree *tree, NodeId call)
{
    NodeId size = py_argument(tree, call, 0, "maxsize");
    return size && !str_is(tree_text(tree, size), "0");
}

// In a `while`: a `for` ends with what it goes over.
static bool is_endless(const Tree *tree, NodeId node)
{
    return tree_kind(tree, py_loop_around(tree, node)) == PY_WHILE;
}

// The first put into the variable that stands in a loop; 0 = none, or somebody looks at how long it is.
static NodeId put_in_loop(const Unit *unit, NodeId variable)
{
    static const char *const looks[] = {"qsize", "full", NULL};
    const Tree *tree = unit->tree;
    NodeId put = 0;
    for (NodeId use = py_next_use(tree, ROOT, variable, 0); use;
         use = py_next_use(tree, ROOT, variable, use)) {
        Str method = py_attribute_name(tree, tree_parent(tree, use));
        if (str_is_any(method, looks)) return 0;
        bool is_put = str_is(method, "put") || str_is(method, "put_nowait");
        if (is_put && !put && is_endless(tree, use)) put = use;
    }
    return put;
}

// The same attribute of self is another variable in another method: compared by its text.
static NodeId put_to_attribute(const Unit *unit, NodeId attribute)
{
    const Tree *tree = unit->tree;
    Str text = tree_text(tree, attribute);
    for (NodeId at = ROOT; at < tree->count; at++) {
        if (tree_kind(tree, at) != PY_CALL || !is_endless(tree, at)) continue;
        bool is_put = str_is(py_method_name(tree, at), "put") ||
                      str_is(py_method_name(tree, at), "put_nowait");
        if (is_put && str_equal(tree_text(tree, py_call_receiver(tree, at)), text)) return at;
    }
    return 0;
}

static void check(Check *check, NodeId call)
{
    static const char *const queues[] = {"queue.Queue",
                                         "queue.LifoQueue",
                                         "queue.PriorityQueue",
                                         "queue.SimpleQueue",
                                         "asyncio.Queue",
                                         "asyncio.LifoQueue",
                                         "asyncio.PriorityQueue",
                                         "multiprocessing.Queue",
                                         "multiprocessing.JoinableQueue",
                                         NULL};
    const Tree *tree = check->tree;
    if (!py_calls_any(check->unit, call, queues) || is_bounded(tree, call)) return;
    NodeId target = py_stored_in(tree, call);
    if (!target || py_is_aside(check->unit)) return;
    NodeKind kind = tree_kind(tree, target);
    NodeId put = kind == PY_IDENTIFIER  ? put_in_loop(check->unit, target)
                 : kind == PY_ATTRIBUTE ? put_to_attribute(check->unit, target)
                                        : 0;
    if (!put) return;
    Finding *finding =
        report(check, call,
               "'%.*s' has no bound: a producer that is faster than the consumer fills the memory",
               FMT(tree_text(tree, target)));
    also(check, finding, put, "filled in a loop");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_unbounded_queue = {
    .id = "unbounded-queue",
    .summary = "queue without a bound that an endless loop fills",
    .help = "give it a maxsize: put() then waits for the consumer",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .is_opt_in = true,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
