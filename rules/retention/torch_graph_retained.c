// total += loss in a training loop: every loss keeps the graph of its computation, so that the sum keeps those of all turns.
//
// The loop calls backward() on the tensor that it adds up or collects as it is. What goes through item(), detach() or float() is
// another value; a sum that is itself the start of a backward() wants its graph.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const packages[] = {"torch", NULL};

// Does the loop call x.backward()?
static bool goes_backward(const Tree *tree, NodeId loop, NodeId variable)
{
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        bool is_call =
            tree_kind(tree, at) == PY_CALL && str_is(py_method_name(tree, at), "backward");
        if (is_call && py_is_same_variable(tree, py_call_receiver(tree, at), variable)) return true;
    }
    return false;
}

static uint32_t count_writes(const Unit *unit, NodeId loop, NodeId name)
{
    uint32_t count = 0;
    for_each_reference(unit, tree_node(unit->tree, name)->binding, reference) count +=
        (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE) &&
        tree_contains(unit->tree, loop, reference->node);
    return count;
}

// Does a loop that calls backward() on the tensor keep it in `keeper` from turn to turn?
static NodeId training_loop(const Unit *unit, NodeId place, NodeId tensor, NodeId keeper)
{
    const Tree *tree = unit->tree;
    if (!tensor || tree_kind(tree, tensor) != PY_IDENTIFIER) return 0;
    NodeId loop = py_growing_loop(unit, place, keeper), inner = py_loop_around(tree, place);
    NodeId function = py_enclosing_function(tree, place);
    if (!loop || !goes_backward(tree, inner, tensor) ||
        goes_backward(tree, function ? function : ROOT, keeper))
        return 0;
    return count_writes(unit, inner, tensor) == 1 ? loop : 0;
}

static void check(Check *check, NodeId node)
{
    const Tree *tree = check->tree;
    NodeId tensor = 0, keeper = 0;
    if (tree_kind(tree, node) != PY_CALL) {
        keeper = tree_child_as(tree, node, ROLE_LEFT);
        tensor = py_added_value(tree, node);
    } else if (str_is(py_method_name(tree, node), "append")) {
        keeper = py_call_receiver(tree, node);
        tensor = py_argument(tree, node, 0, NULL);
    }
    NodeId loop =
        tensor ? training_loop(check->unit, node, py_unparenthesized(tree, tensor), keeper) : 0;
    if (!loop || !py_imports(check->unit, packages)) return;
    Finding *finding = report(
        check, node, "'%.*s' keeps the graph behind every '%.*s': memory grows with each turn",
        FMT(tree_text(tree, keeper)), FMT(tree_text(tree, tensor)));
    also(check, finding, loop, "the turns of this loop");
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_AUGMENTED_ASSIGNMENT, PY_CALL, 0};

const Rule rule_torch_graph_retained = {
    .id = "torch-graph-retained",
    .summary = "tensors kept with the graph of their computation",
    .help = "keep the number, loss.item(), or loss.detach()",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
