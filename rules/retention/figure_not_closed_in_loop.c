// plt.figure() in a loop: pyplot keeps every figure that it makes until close() is called, whatever becomes of the variable.
//
// The loop makes a new figure in each turn and neither closes nor clears one, shows it, keeps it or gives it to somebody who may.
// One of a fixed number or name is the same figure each time.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const makers[] = {"matplotlib.pyplot.figure",
                                     "matplotlib.pyplot.subplots",
                                     "matplotlib.pyplot.subplot_mosaic",
                                     "pylab.figure",
                                     "pylab.subplots",
                                     NULL};

// figure(1), figure(num="fit"): made once.
static bool is_fixed(const Unit *unit, NodeId call)
{
    bool is_figure =
        str_ends(py_qualified(unit, py_call_function(unit->tree, call)), STR(".figure"));
    NodeId number = py_argument(unit->tree, call, is_figure ? 0 : -1, "num");
    return number && tree_kind(unit->tree, number) != PY_NONE;
}

static bool ends_figures(const Tree *tree, NodeId loop)
{
    static const char *const enders[] = {"close",     "clf",   "clear", "show",
                                         "close_all", "pause", NULL};
    static const char *const names[] = {"close", "clf", "show", NULL};
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        // Behind break or return no other is made.
        if (kind == PY_YIELD || kind == PY_BREAK || kind == PY_RETURN) return true;
        if (kind == PY_CALL && str_is_any(tree_text(tree, py_call_function(tree, at)), names))
            return true;
    }
    return py_has_method_call(tree, loop, enders);
}

// Is the identifier given to somebody, or kept?
static bool is_given(const Unit *unit, NodeId name, NodeId loop)
{
    if (!name || tree_kind(unit->tree, name) != PY_IDENTIFIER) return true;
    for_each_reference(unit, tree_node(unit->tree, name)->binding, reference)
    {
        if (!tree_contains(unit->tree, loop, reference->node)) continue;
        if (reference->kind == REFERENCE_ARGUMENT || reference->kind == REFERENCE_STORED ||
            reference->kind == REFERENCE_RETURNED)
            return true;
    }
    return false;
}

// fig and axes of fig, axes = plt.subplots(): are they used here only?
static bool is_kept_or_given(const Unit *unit, NodeId call, NodeId loop)
{
    const Tree *tree = unit->tree;
    NodeId context = py_context(tree, call);
    if (tree_kind(tree, context) == PY_EXPRESSION_STATEMENT) return false;
    if (tree_kind(tree, context) != PY_ASSIGNMENT) return true;
    NodeId left = tree_child_as(tree, context, ROLE_LEFT);
    if (tree_kind(tree, left) == PY_IDENTIFIER) return is_given(unit, left, loop);
    NodeId figure = tree_first(tree, left);
    return is_given(unit, figure, loop);
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_calls_any(check->unit, call, makers)) return;
    NodeId loop = py_loop_around(tree, call);
    if (!loop || py_is_short_loop(check->unit, loop)) return;
    if (is_fixed(check->unit, call) || ends_figures(tree, loop) ||
        is_kept_or_given(check->unit, call, loop))
        return;
    Finding *finding =
        report(check, call, "every turn makes a figure that pyplot keeps: none is closed");
    also(check, finding, loop, "this loop");
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_figure_not_closed_in_loop = {
    .id = "figure-not-closed-in-loop",
    .summary = "figures that pyplot keeps, one for each turn of a loop",
    .help = "call plt.close(figure) at the end of each turn, or make a matplotlib.figure.Figure, "
            "which pyplot does not know",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
