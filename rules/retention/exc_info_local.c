// A traceback in a local variable of a frame that it goes through: the frame holds the traceback, the traceback the frame.
// Both stay, with all locals, until the cyclic collector runs.
//
// `t, v, tb = sys.exc_info()`, `info = sys.exc_info()`, `tb = sys.exc_info()[2]` and `tb = e.__traceback__`, each in a
// handler of the same function: the traceback that a function called from a handler gets does not go through its own frame.
// Silent when one of the variables is deleted or set to None.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_exc_info(const Unit *unit, NodeId value)
{
    return py_calls(unit, value, "sys.exc_info");
}

// `e.__traceback__` inside of `except ... as e`
static bool is_own_traceback(const Unit *unit, NodeId value)
{
    if (tree_kind(unit->tree, value) != PY_ATTRIBUTE) return false;
    NodeId object = tree_child_as(unit->tree, value, ROLE_OBJECT),
           handler = py_handler_around(unit, value);
    bool is_traceback = str_is(py_attribute_name(unit->tree, value), "__traceback__");
    NodeId name = is_traceback && handler ? py_handler_name(unit->tree, handler) : 0;
    return name && tree_node(unit->tree, object)->binding == tree_node(unit->tree, name)->binding;
}

static bool gives_traceback(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) != PY_SUBSCRIPT)
        return is_exc_info(unit, value) || is_own_traceback(unit, value);
    bool is_third = str_is(tree_text(tree, tree_child_as(tree, value, ROLE_SUBSCRIPT)), "2");
    return is_third && is_exc_info(unit, tree_child_as(tree, value, ROLE_VALUE));
}

// The local variable that the name is, let go of nowhere behind; 0 = something else.
static BindingId keeper(const Unit *unit, NodeId name)
{
    if (tree_kind(unit->tree, name) != PY_IDENTIFIER) return 0;
    BindingId id = tree_node(unit->tree, name)->binding;
    BindingKind kind = unit_binding(unit, id)->kind;
    return (kind == BINDING_LOCAL || kind == BINDING_PARAMETER) && !py_is_let_go(unit, id, name)
               ? id
               : 0;
}

// The variable that keeps the traceback: the name itself, or the last of `t, v, tb`, unless the value `v` is let go.
static BindingId keeper_of(const Unit *unit, NodeId left)
{
    if (tree_kind(unit->tree, left) == PY_IDENTIFIER) return keeper(unit, left);
    if (tree_kind(unit->tree, left) != PY_PATTERN_LIST &&
        tree_kind(unit->tree, left) != PY_TUPLE_PATTERN)
        return 0;
    NodeId value = tree_child(unit->tree, left, 1), traceback = tree_child(unit->tree, left, 2);
    return value && traceback && keeper(unit, value) ? keeper(unit, traceback) : 0;
}

static void check(Check *check, NodeId assignment)
{
    NodeId value = tree_child_as(check->tree, assignment, ROLE_RIGHT),
           left = tree_child_as(check->tree, assignment, ROLE_LEFT);
    if (!value || unit_function_at(check->unit, assignment) == TOP_LEVEL ||
        !py_handler_around(check->unit, assignment))
        return;
    if (!gives_traceback(check->unit, py_unparenthesized(check->tree, value))) return;
    BindingId variable = keeper_of(check->unit, left);
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
