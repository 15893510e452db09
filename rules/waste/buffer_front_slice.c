// buffer = buffer[n:] in a loop: what is left is copied each time that something is taken off the front.
//
// The buffer is known to be bytes, bytearray or an array, and the loop is a `while` that takes until nothing is left. A loop that
// also fills the buffer, a piece at a time, copies no more than the piece. Slices of a memoryview, and of str, are not looked at.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

// x of x[n:], and 0 for x[:n], x[n:m], x[0:] ...
static NodeId sliced(const Tree *tree, NodeId value)
{
    NodeId slice =
        tree_kind(tree, value) == PY_SUBSCRIPT ? tree_child_as(tree, value, ROLE_SUBSCRIPT) : 0;
    if (!slice || tree_kind(tree, slice) != PY_SLICE || tree_child_count(tree, slice) != 1)
        return 0;
    return str_ends(tree_text(tree, slice), STR(":")) ? tree_child_as(tree, value, ROLE_VALUE) : 0;
}

static bool is_buffer(const Unit *unit, NodeId loop, NodeId variable)
{
    static const char *const buffers[] = {"builtins.bytes", "builtins.bytearray", "array.array",
                                          NULL};
    if (str_is_any(py_type_name(unit, variable), buffers)) return true;
    NodeId value = py_value_before(unit, loop, variable);
    return value && str_is_any(py_type_name(unit, value), buffers);
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT),
           statement = py_enclosing_statement(tree, assignment);
    NodeId value = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    NodeId loop = py_loop_around(tree, assignment);
    if (py_is_aside(check->unit)) return;
    if (!loop || !value || tree_kind(tree, loop) != PY_WHILE || py_ends_loop_behind(tree, statement))
        return;
    if (!py_is_same_variable(tree, sliced(tree, value), target) ||
        !is_buffer(check->unit, loop, target))
        return;
    if (py_is_bound_in(check->unit, loop, target, statement)) return;
    Finding *finding =
        report(check, assignment,
               "the rest of '%.*s' is copied each time that something is taken off its front",
               FMT(tree_text(tree, target)));
    also(check, finding, loop, "in this loop");
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_buffer_front_slice = {
    .id = "buffer-front-slice",
    .summary = "loop that copies the rest of a buffer to take something off its front",
    .help = "keep an offset, take slices of a memoryview, or use a bytearray and del buffer[:n]",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
