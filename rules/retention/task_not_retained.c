// asyncio refers to its tasks weakly. A task that nobody else refers to may be collected while it waits, and its coroutine
// ends in the middle; an exception in it is told to nobody until then.
//
// The result of create_task is dropped, bound to `_`, or bound to a local that is never read. Silent for TaskGroup, which
// keeps its tasks, and in a function that then runs the loop for good.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// `loop.call_later(1, lambda: asyncio.create_task(...))`: what a callback gives back is dropped.
static bool is_callback(const Unit *unit, NodeId lambda)
{
    static const char *const registrars[] = {
        "call_later",         "call_soon",         "call_at", "call_soon_threadsafe",
        "add_signal_handler", "add_done_callback", NULL};
    NodeId arguments = tree_parent(unit->tree, lambda), call = tree_parent(unit->tree, arguments);
    NodeId method = tree_kind(unit->tree, call) == PY_CALL ? py_call_method(unit->tree, call) : 0;
    return method && str_is_any(tree_text(unit->tree, method), registrars);
}

// A local that is written and nothing else.
static bool is_never_read(const Unit *unit, NodeId target)
{
    BindingId id = tree_node(unit->tree, target)->binding;
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind != BINDING_LOCAL || binding->function == TOP_LEVEL) return false;
    for_each_reference(unit, id, reference) if (reference->kind != REFERENCE_WRITE &&
                                                !str_is(binding->name, "_")) return false;
    return true;
}

static bool is_dropped(const Unit *unit, NodeId call)
{
    NodeId context = py_context(unit->tree, call);
    if (tree_kind(unit->tree, context) == PY_EXPRESSION_STATEMENT) return true;
    if (tree_kind(unit->tree, context) == PY_LAMBDA) return is_callback(unit, context);
    bool is_stored =
        tree_kind(unit->tree, context) == PY_ASSIGNMENT &&
        tree_kind(unit->tree, tree_parent(unit->tree, context)) == PY_EXPRESSION_STATEMENT;
    NodeId target = is_stored ? tree_child_as(unit->tree, context, ROLE_LEFT) : 0;
    return target && tree_kind(unit->tree, target) == PY_IDENTIFIER && is_never_read(unit, target);
}

// A local of a frame that goes on until the task is done keeps it: `task = create_task(...)` and then `await forever()`.
static bool is_awaiting_behind(const Unit *unit, NodeId call)
{
    NodeId function = py_enclosing_function(unit->tree, call);
    bool is_named = tree_kind(unit->tree, py_context(unit->tree, call)) == PY_ASSIGNMENT;
    for (NodeId node = tree_end(unit->tree, call),
                end = function ? tree_end(unit->tree, function) : unit->tree->count;
         node < end; node++) {
        bool is_run = tree_kind(unit->tree, node) == PY_ATTRIBUTE &&
                      str_ends(tree_text(unit->tree, node), STR(".run_forever"));
        if (is_run || (is_named && tree_kind(unit->tree, node) == PY_AWAIT)) return true;
    }
    return false;
}

// "the task of 'poll'"
static Str work_of(Check *check, NodeId call)
{
    NodeId work = py_argument(check->tree, call, 0, "coro");
    if (!work || tree_kind(check->tree, work) != PY_CALL) return STR("this task");
    return arena_format(check->scratch, "the task of '%.*s'",
                        FMT(tree_text(check->tree, py_call_function(check->tree, work))));
}

static void check(Check *check, NodeId call)
{
    if (!py_starts_task(check->unit, call) || !is_dropped(check->unit, call) ||
        is_awaiting_behind(check->unit, call))
        return;
    Finding *finding =
        report(check, call, "nothing refers to %.*s: it may be collected before it is done",
               FMT(work_of(check, call)));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_task_not_retained = {
    .id = "task-not-retained",
    .summary = "asyncio task that nothing refers to may be collected",
    .help = "keep it in a set with add_done_callback(tasks.discard), await it, or use "
            "asyncio.TaskGroup",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
