// A traceback in a local variable of a frame that it goes through: the frame holds the traceback, the traceback the frame.
// Both stay, with all locals, until the cyclic collector runs.
//
// `t, v, tb = sys.exc_info()`, `info = sys.exc_info()`, `tb = sys.exc_info()[2]` and `tb = e.__traceback__`, each in a
// handler of the same function: the traceback that a function called from a handler gets does not go through its own frame.
// Silent when one of the variables is deleted or set to None.
#include "engine/rule.h"
#include "python/py_frame.h"
#include "python/py_idiom.h"

static void check(Check *check, NodeId assignment)
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

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

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
