#include "python/py_frame.h"

#include "base/str.h"
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

bool py_gives_traceback(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) != PY_SUBSCRIPT)
        return is_exc_info(unit, value) || is_own_traceback(unit, value);
    bool is_third = str_is(tree_text(tree, tree_child_as(tree, value, ROLE_SUBSCRIPT)), "2");
    return is_third && is_exc_info(unit, tree_child_as(tree, value, ROLE_VALUE));
}

Str py_own_frame(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"inspect.currentframe", "inspect.stack", "sys._getframe",
                                         NULL};
    if (tree_kind(unit->tree, value) != PY_CALL) return (Str){0};
    Str callee = py_qualified(unit, py_call_function(unit->tree, value));
    if (!str_is_any(callee, makers)) return (Str){0};
    NodeId depth = str_is(callee, "sys._getframe") ? py_argument(unit->tree, value, 0, NULL) : 0;
    return depth && !str_is(tree_text(unit->tree, depth), "0") ? (Str){0} : callee;
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

BindingId py_frame_keeper(const Unit *unit, NodeId left)
{
    if (tree_kind(unit->tree, left) == PY_IDENTIFIER) return keeper(unit, left);
    if (tree_kind(unit->tree, left) != PY_PATTERN_LIST &&
        tree_kind(unit->tree, left) != PY_TUPLE_PATTERN)
        return 0;
    NodeId value = tree_child(unit->tree, left, 1), traceback = tree_child(unit->tree, left, 2);
    return value && traceback && keeper(unit, value) ? keeper(unit, traceback) : 0;
}
