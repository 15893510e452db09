// `future.set_exception(e)` in a handler: the exception's traceback goes through this very frame, and the frame holds the future by its
// variable. Future, exception, traceback, frame, future: all of them stay, with every local, until the cyclic collector runs.
//
// So does a coroutine that has its own task in a variable, when an exception leaves it.
//
// The variable is a local or a parameter; it is let go with `future = None` or `del future` behind, best in a finally. Silent in loops, where
// the next turn replaces the future, and where the traceback is taken off.
// LIMIT: futures that are attributes of a local (futures.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_frame.h"
#include "python/py_idiom.h"

// The exception of the handler around it, or sys.exc_info() in it.
static bool is_own_exception(const Unit *unit, NodeId value)
{
    NodeId handler = value ? py_handler_around(unit, value) : 0;
    if (!handler || py_strips_traceback(unit, handler)) return false;
    if (tree_kind(unit->tree, value) != PY_IDENTIFIER) return py_gives_traceback(unit, value);
    NodeId name = py_handler_name(unit->tree, handler);
    return name && tree_node(unit->tree, value)->binding == tree_node(unit->tree, name)->binding;
}

// The future of future.set_exception(e), set_exc_info(future, e) and the like; 0 = something else.
static NodeId future_of(const Tree *tree, NodeId call, NodeId *exception)
{
    static const char *const methods[] = {"set_exception", "set_exc_info", NULL};
    static const char *const functions[] = {"future_set_exc_info", "future_set_exception_unless_cancelled", NULL};
    NodeId function = py_call_function(tree, call);
    bool is_function = tree_kind(tree, function) == PY_IDENTIFIER && str_is_any(tree_text(tree, function), functions);
    *exception = py_argument(tree, call, is_function ? 1 : 0, NULL);
    if (is_function) return py_argument(tree, call, 0, NULL);
    return str_is_any(py_method_name(tree, call), methods) ? py_call_receiver(tree, call) : 0;
}

static bool is_in_finally(const Tree *tree, NodeId node)
{
    for (NodeId around = tree_ancestor(tree, node, PY_TRY); around; around = tree_ancestor(tree, around, PY_TRY))
        for (NodeId part = tree_first(tree, around); part; part = tree_next(tree, part))
            if (tree_kind(tree, part) == PY_FINALLY) return true;
    return false;
}

// Let go of behind; but where a return follows, only a finally around it is still reached.
static bool is_let_go(const Unit *unit, BindingId future, NodeId call)
{
    if (!py_is_let_go(unit, future, call)) return false;
    NodeId next = tree_next(unit->tree, py_enclosing_statement(unit->tree, call));
    return !next || tree_kind(unit->tree, next) != PY_RETURN || is_in_finally(unit->tree, call);
}

static void check(Check *check, NodeId call)
{
    const Unit *unit = check->unit;
    NodeId exception, future = future_of(check->tree, call, &exception);
    if (!future || tree_kind(check->tree, future) != PY_IDENTIFIER || !is_own_exception(unit, exception)) return;
    BindingId id = tree_node(check->tree, future)->binding;
    const Binding *binding = unit_binding(unit, id);
    bool is_own = (binding->kind == BINDING_LOCAL || binding->kind == BINDING_PARAMETER) && binding->function == unit_function_at(unit, call);
    if (!is_own || py_is_in_loop(check->tree, call) || is_let_go(unit, id, call) || py_is_aside(unit)) return;
    Finding *finding = report(check, call, "'%.*s' closes a cycle: it gets an exception whose traceback keeps this frame, which keeps '%.*s'",
                              FMT(binding->name), FMT(binding->name));
    help(check, finding, "end the function with '%.*s = None' in a finally", FMT(binding->name));
}

// --- tasks that hold themselves --------------------------------------------------------------------------------------

// An `await` of the same function behind the place: an exception may come from there.
static bool awaits_behind(const Unit *unit, FunctionId id, NodeId behind)
{
    for (NodeId node = behind + 1; node < tree_end(unit->tree, unit_function(unit, id)->node); node++)
        if (tree_kind(unit->tree, node) == PY_AWAIT && unit_function_at(unit, node) == id) return true;
    return false;
}

// `task = asyncio.current_task()` in a coroutine: an exception that leaves it goes to that task, its traceback keeps the frame, the frame the task.
static void check_task(Check *check, const Call *call)
{
    static const char *const givers[] = {"asyncio.current_task", "asyncio.tasks.current_task", "asyncio.Task.current_task", NULL};
    const Unit *unit = check->unit;
    if (!str_is_any(call->callee, givers) || !(unit_function(unit, call->function)->flags & FUNCTION_ASYNC)) return;
    NodeId target = py_stored_in(check->tree, call->node);
    BindingId id = target && tree_kind(check->tree, target) == PY_IDENTIFIER ? tree_node(check->tree, target)->binding : 0;
    bool is_own = id && unit_binding(unit, id)->kind == BINDING_LOCAL && unit_binding(unit, id)->function == call->function;
    if (!is_own || py_is_let_go(unit, id, call->node) || !awaits_behind(unit, call->function, call->node) || py_is_aside(unit)) return;
    Str name = unit_binding(unit, id)->name;
    Finding *finding = report(check, target, "an exception that leaves this frame closes a cycle: '%.*s' is the task that gets it, and its traceback keeps the frame",
                              FMT(name));
    help(check, finding, "end the function with '%.*s = None' in a finally, or ask asyncio.current_task() where it is needed", FMT(name));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_future_frame_cycle = {
    .id = "future-frame-cycle",
    .summary = "future gets the exception of a frame that holds it",
    .help = "let go of the variable in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .on_call = check_task,
    .kinds = kinds,
};
