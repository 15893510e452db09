// A frame that holds itself: its own frame object in one of its local variables, or the list of all frames from
// inspect.stack(). The frame and everything below it stay until the cyclic collector runs; stored in an attribute or global,
// for as long as that lives.
//
// Only calls that certainly give the own frame, to variables that are assigned once (`frame = frame.f_back` walks on).
// Silent when the variable is deleted or set to None.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_frame.h"
#include "python/py_idiom.h"

// `frame = frame.f_back` walks on: a variable that is assigned once.
static bool is_local_cycle(const Unit *unit, NodeId name)
{
    const Binding *binding = unit_binding(unit, py_frame_keeper(unit, name));
    return binding->kind == BINDING_LOCAL && binding->function != TOP_LEVEL && binding->writes == 1;
}

static bool is_stored(const Unit *unit, NodeId left)
{
    if (tree_kind(unit->tree, left) == PY_ATTRIBUTE || tree_kind(unit->tree, left) == PY_SUBSCRIPT)
        return true;
    bool is_name = tree_kind(unit->tree, left) == PY_IDENTIFIER;
    return is_name &&
           unit_binding(unit, tree_node(unit->tree, left)->binding)->kind == BINDING_GLOBAL;
}

static void check(Check *check, NodeId assignment)
{
    NodeId left = tree_child_as(check->tree, assignment, ROLE_LEFT),
           value = tree_child_as(check->tree, assignment, ROLE_RIGHT);
    Str callee = value ? py_own_frame(check->unit, py_unparenthesized(check->tree, value)) : (Str){0};
    if (!callee.len || unit_function_at(check->unit, assignment) == TOP_LEVEL) return;
    bool is_stack = str_is(callee, "inspect.stack");
    if (is_stored(check->unit, left)) {
        Finding *finding = report(
            check, assignment, "'%.*s' keeps %s with all %s locals for as long as it lives",
            FMT(tree_text(check->tree, left)), is_stack ? "every frame on the stack" : "this frame",
            is_stack ? "their" : "its");
        weigh(finding, py_is_aside(check->unit) ? SEVERITY_INFO : SEVERITY_WARNING);
        help(check, finding, "store what is needed of the frame: f_lineno, f_code.co_name ...");
    } else if (tree_kind(check->tree, left) == PY_IDENTIFIER && is_local_cycle(check->unit, left)) {
        Str name = tree_text(check->tree, left);
        Finding *finding = report(check, assignment,
                                  "'%.*s' closes a cycle: this frame refers to itself and stays, "
                                  "with all its locals, until the "
                                  "cyclic collector runs",
                                  FMT(name));
        help(check, finding,
             "end the function with 'del %.*s' in a finally, or start from sys._getframe(1)",
             FMT(name));
    }
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_frame_local_cycle = {
    .id = "frame-local-cycle",
    .summary = "frame object in a variable of its own frame",
    .help = "delete the variable in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
