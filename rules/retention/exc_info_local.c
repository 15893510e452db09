// A traceback in a local variable of a frame that it goes through: the frame holds the traceback, the traceback the frame.
// Both stay, with all locals, until the cyclic collector runs.
//
// `t, v, tb = sys.exc_info()`, `info = sys.exc_info()`, `tb = sys.exc_info()[2]` and `tb = e.__traceback__`, each in a
// handler of the same function: the traceback that a function called from a handler gets does not go through its own frame. Raised again from a
// variable (`reraise(*info)`, `raise info[1]`), any traceback goes through it.
// Silent when one of the variables is deleted or set to None.
#include "engine/rule.h"
#include "python/py_frame.h"
#include "python/py_idiom.h"

// `info` of reraise(*info) and of `raise info[1]`, a local variable that a call has given; 0 = something else.
static BindingId raised_from(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    NodeId value = tree_first(tree, node);
    if (tree_kind(tree, node) == PY_CALL) {
        bool is_reraise = str_is(str_last_part(tree_text(tree, py_call_function(tree, node))), "reraise");
        value = is_reraise ? tree_first(tree, py_call_arguments(tree, node)) : 0;
        value = value && tree_kind(tree, value) == PY_LIST_SPLAT ? tree_first(tree, value) : 0;
    } else if (value && tree_kind(tree, value) == PY_SUBSCRIPT) {
        bool is_second = str_is(tree_text(tree, tree_child_as(tree, value, ROLE_SUBSCRIPT)), "1");
        value = is_second ? tree_child_as(tree, value, ROLE_VALUE) : 0;
    } else {
        return 0;
    }
    BindingId id = value && tree_kind(tree, value) == PY_IDENTIFIER ? tree_node(tree, value)->binding : 0;
    NodeId given = id && unit_binding(unit, id)->kind == BINDING_LOCAL ? py_only_value(unit, id) : 0;
    return given && tree_kind(tree, given) == PY_CALL ? id : 0;
}

// What another function caught: exc_info = pool.apply(close); reraise(*exc_info)
static void check_raise(Check *check, NodeId node)
{
    BindingId id = raised_from(check->unit, node);
    const Binding *binding = unit_binding(check->unit, id);
    bool is_own = id && binding->function == unit_function_at(check->unit, node) && binding->function != TOP_LEVEL;
    if (!is_own || py_is_let_go(check->unit, id, node) || py_handler_around(check->unit, node) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, node, "'%.*s' closes a cycle: raised here, its traceback keeps this frame, which keeps '%.*s'", FMT(binding->name),
                              FMT(binding->name));
    help(check, finding, "raise it in a try with 'del %.*s' in the finally", FMT(binding->name));
}

static void check_assignment(Check *check, NodeId assignment)
{
    NodeId value = tree_child_as(check->tree, assignment, ROLE_RIGHT),
           left = tree_child_as(check->tree, assignment, ROLE_LEFT);
    if (!value || unit_function_at(check->unit, assignment) == TOP_LEVEL ||
        !py_handler_around(check->unit, assignment))
        return;
    if (!py_gives_traceback(check->unit, py_unparenthesized(check->tree, value))) return;
    BindingId variable = py_frame_keeper(check->unit, left);
    if (!variable) return;
    Str name = unit_binding(check->unit, variable)->name;
    Finding *finding = report(check, assignment,
                              "'%.*s' closes a cycle: the traceback keeps this frame and all its "
                              "locals until the cyclic collector runs",
                              FMT(name));
    help(check, finding,
         "use the exception of 'except ... as e', which Python deletes, or 'del %.*s' in a finally",
         FMT(name));
}

static void check(Check *check, NodeId node)
{
    if (tree_kind(check->tree, node) == PY_ASSIGNMENT) check_assignment(check, node);
    else check_raise(check, node);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_CALL, PY_RAISE, 0};

const Rule rule_exc_info_local = {
    .id = "exc-info-local",
    .summary = "traceback in a local variable makes a cycle with its frame",
    .help = "delete the variable in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
