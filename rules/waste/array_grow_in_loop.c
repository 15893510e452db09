// An array or table that is made anew, one piece longer, in every turn of a loop: all that is there is copied each time.
//
// The target is the array that is joined, nothing else binds it in the loop, and the loop has more than a few turns. An array
// that is joined with itself doubles, which is no quadratic copy. Missed: what is joined in a function that a loop calls.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

// numpy.append(x, ...), numpy.insert(x, ...)
static const char *const extenders[] = {"numpy.append", "numpy.insert", NULL};
// numpy.concatenate([x, ...])
static const char *const joiners[] = {
    "numpy.concatenate",  "numpy.concat",    "numpy.vstack", "numpy.hstack",  "numpy.dstack",
    "numpy.column_stack", "numpy.row_stack", "numpy.r_",     "torch.cat",     "torch.concat",
    "torch.concatenate",  "torch.vstack",    "torch.hstack", "pandas.concat", NULL};

// Is x exactly one of the elements of [x, y]?
static bool has_once(const Tree *tree, NodeId sequence, NodeId variable)
{
    uint32_t count = 0;
    NodeKind kind = tree_kind(tree, sequence);
    if (kind != PY_LIST && kind != PY_TUPLE) return false;
    for (NodeId element = tree_first(tree, sequence); element; element = tree_next(tree, element))
        count += py_is_same_variable(tree, element, variable);
    return count == 1;
}

static bool extends(const Unit *unit, NodeId call, NodeId target)
{
    const Tree *tree = unit->tree;
    NodeId first = py_argument(tree, call, 0, NULL), receiver = py_call_receiver(tree, call);
    if (!first) return false;
    if (py_calls_any(unit, call, extenders)) return py_is_same_variable(tree, first, target);
    if (py_calls_any(unit, call, joiners)) return has_once(tree, first, target);
    // DataFrame.append, which is gone since pandas 2; nothing else has such a keyword.
    return str_is(py_method_name(tree, call), "append") &&
           py_argument(tree, call, -1, "ignore_index") &&
           py_is_same_variable(tree, receiver, target);
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    NodeId call = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    if (!call || tree_kind(tree, call) != PY_CALL || !extends(check->unit, call, target)) return;
    NodeId loop = py_growing_loop(check->unit, assignment, target);
    if (!loop) return;
    Finding *finding =
        report(check, call, "all of '%.*s' is copied in every turn of the loop to add a piece",
               FMT(tree_text(tree, target)));
    also(check, finding, loop, "this loop");
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_array_grow_in_loop = {
    .id = "array-grow-in-loop",
    .summary = "array that a loop copies whole to add a piece",
    .help = "collect the pieces in a list and join them once behind the loop",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
