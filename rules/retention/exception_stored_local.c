// `error = e` in a handler makes a cycle: the frame holds the exception by its variable, the exception its traceback, the
// traceback the frame. Python deletes the `e` of `except ... as e` for this very reason. What hangs on the frame stays until
// the cyclic collector runs.
//
// So does an object of a library that takes the exception being handled by itself: `info = ExceptionInfo()`.
// Silent when the variable is deleted or set to None later, and when the function ends right behind. A warning where a local
// of the function is known to be large.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

// A variable of the same function that holds something as big as its input (a whole file, all rows): 0 = none known.
static BindingId large_local(const Unit *unit, FunctionId function)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        BindingId binding = call->function == function ? unit_root_binding(unit, call->result) : 0;
        if (!binding || unit_binding(unit, binding)->kind != BINDING_LOCAL ||
            unit_binding(unit, binding)->function != function)
            continue;
        if (call->argument_count && str_is(str_last_part(call->callee), "read"))
            continue;  // read(n)
        for (uint32_t k = 0; k < call->effects.len; k++)
            if (call->effects.at[k].event == EVENT_ACQUIRE &&
                call->effects.at[k].family == FAMILY_LARGE)
                return binding;
    }
    return 0;
}

// `errors.clear()`, or the list itself goes to somebody who may do so: errors = found; task.errors = errors.
static bool is_emptied(const Unit *unit, BindingId variable, NodeId behind)
{
    static const char *const shrinkers[] = {"clear", "pop", "popleft", "remove", NULL};
    for_each_reference(unit, variable, reference)
    {
        bool shrinks =
            reference->kind == REFERENCE_RECEIVER && str_is_any(reference->name, shrinkers);
        if (shrinks || reference->kind == REFERENCE_ELEMENT_DELETE) return true;
        if (reference->kind == REFERENCE_WRITE && reference->node > behind) return true;
    }
    return false;
}

static bool is_kept(const Unit *unit, BindingId variable, NodeId at)
{
    const Binding *binding = unit_binding(unit, variable);
    bool is_local = binding->kind == BINDING_LOCAL || binding->kind == BINDING_PARAMETER;
    return is_local && !binding->is_captured && !py_is_let_go(unit, variable, at) &&
           !py_leaves_next(unit->tree, at);
}

static Finding *judge(Check *check, NodeId exception, BindingId variable)
{
    if (!is_kept(check->unit, variable, exception)) return NULL;
    FunctionId id = unit_function_at(check->unit, exception);
    Str name = unit_binding(check->unit, variable)->name;
    Finding *finding = report(check, py_enclosing_statement(check->tree, exception),
                              "'%.*s' closes a cycle: the exception keeps this frame and all its "
                              "locals until the cyclic collector runs",
                              FMT(name));
    help(check, finding,
         "end the function with 'del %.*s' in a finally, or keep '%.*s.with_traceback(None)'",
         FMT(name), FMT(tree_text(check->tree, exception)));
    BindingId large = large_local(check->unit, id);
    if (!large || py_is_aside(check->unit)) return finding;
    weigh(finding, SEVERITY_WARNING);
    also(check, finding, unit_binding(check->unit, large)->declared,
         "'%.*s' may be large and stays with it", FMT(unit_binding(check->unit, large)->name));
    return finding;
}

// `error = e` keeps it in the variable, `errors.append(e)` in a list that a variable of this function keeps.
static void check_use(Check *check, NodeId use)
{
    Str member;
    ReferenceKind kind = py_reference_kind(check->tree, use, &member);
    bool is_added = kind == REFERENCE_ARGUMENT;
    NodeId target = kind == REFERENCE_STORED ? py_stored_in(check->tree, use) : is_added ? py_added_to(check->tree, use) : 0;
    if (!target || tree_kind(check->tree, target) != PY_IDENTIFIER) return;
    BindingId variable = tree_node(check->tree, target)->binding;
    bool is_own = unit_binding(check->unit, variable)->kind == BINDING_LOCAL;
    if (is_added && (!is_own || is_emptied(check->unit, variable, use))) return;
    judge(check, use, variable);
}

// `if isinstance(response, Error): raise response`: an exception that came as a value is raised out of the frame that holds it.
static void check_raise(Check *check, NodeId raise)
{
    const Unit *unit = check->unit;
    const Tree *tree = check->tree;
    NodeId name = tree_first(tree, raise), choice = tree_ancestor(tree, raise, PY_IF);
    NodeId condition = choice ? tree_child_as(tree, choice, ROLE_CONDITION) : 0;
    if (!name || tree_kind(tree, name) != PY_IDENTIFIER || !condition || !py_calls(unit, condition, "builtins.isinstance")) return;
    BindingId variable = tree_node(tree, name)->binding;
    NodeId tested = py_argument(tree, condition, 0, NULL);
    if (tree_kind(tree, tested) != PY_IDENTIFIER || tree_node(tree, tested)->binding != variable) return;
    Str classes = tree_text(tree, condition);
    if (str_find(classes, STR("SystemExit")) < classes.len || str_find(classes, STR("KeyboardInterrupt")) < classes.len) return;  // the end
    const Binding *binding = unit_binding(unit, variable);
    bool is_own = binding->kind == BINDING_LOCAL && binding->function == unit_function_at(unit, raise) && !tree_child_as(tree, raise, ROLE_CAUSE);
    if (!is_own || py_handler_around(unit, raise) || py_is_let_go(unit, variable, raise)) return;
    Finding *finding = report(check, raise, "'%.*s' closes a cycle: raised here, its traceback keeps this frame, which keeps '%.*s'",
                              FMT(binding->name), FMT(binding->name));
    help(check, finding, "raise it in a try with 'del %.*s' in the finally", FMT(binding->name));
}

static void check_handler(Check *check, NodeId handler)
{
    FunctionId function = unit_function_at(check->unit, handler);
    NodeId name = py_handler_name(check->tree, handler);
    BindingId exception = name ? tree_node(check->tree, name)->binding : 0;
    if (!exception || function == TOP_LEVEL || py_strips_traceback(check->unit, handler)) return;
    for_each_use_within(check->unit, handler, exception, use)
        if (unit_function_at(check->unit, use) == function) check_use(check, use);
}

// With no argument, it takes what sys.exc_info() gives. twisted's Failure does so, too, but the Deferred that gets it takes the traceback off.
static bool takes_exception(const Call *call)
{
    bool is_taker = str_is(str_last_part(call->callee), "ExceptionInfo") || str_ends(call->callee, STR("ExceptionInfo.from_current"));
    return is_taker && !call->argument_count;
}

static void check_call(Check *check, const Call *call)
{
    if (!takes_exception(call) || call->function == TOP_LEVEL || !py_handler_around(check->unit, call->node) || py_is_aside(check->unit)) return;
    NodeId target = py_stored_in(check->tree, call->node);
    BindingId variable = target && tree_kind(check->tree, target) == PY_IDENTIFIER ? tree_node(check->tree, target)->binding : 0;
    Finding *finding = variable && !py_is_handed_on(check->unit, variable) ? judge(check, call->node, variable) : NULL;
    if (finding) help(check, finding, "set '%.*s' to None in a finally", FMT(unit_binding(check->unit, variable)->name));
}

static void check(Check *check, NodeId node)
{
    if (tree_kind(check->tree, node) == PY_RAISE) check_raise(check, node);
    else check_handler(check, node);
}

static const NodeKind kinds[] = {PY_EXCEPT, PY_RAISE, 0};

const Rule rule_exception_stored_local = {
    .id = "exception-stored-local",
    .summary = "exception in a local variable makes a cycle with its frame",
    .help = "delete the variable in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .on_call = check_call,
    .kinds = kinds,
};
