// `async for x in rows(): ... break` leaves an async generator in the middle of its `with`: nobody closes it here. The event loop is told when the
// generator is collected, and closes it in a task of its own some turns later; until then the file, connection or lock is still held.
//
// A plain generator is closed by CPython at the break, with its last reference, so only async ones are reported, and only where the generator and
// the loop are in one file. Silent with contextlib.aclosing() and when the loop is the last thing that an async generator is kept for.
#include "engine/rule.h"
#include "python/py_idiom.h"

// The `with` of the generator that has a yield in its body, 0 = none.
static NodeId held_across_yield(const Unit *unit, FunctionId generator)
{
    const Tree *tree = unit->tree;
    NodeId body = unit_function(unit, generator)->body;
    for (NodeId node = body, end = tree_end(tree, body); node < end; node++) {
        if (tree_kind(tree, node) != PY_YIELD || unit_function_at(unit, node) != generator) continue;
        NodeId with = tree_ancestor(tree, node, PY_WITH);
        if (with && unit_function_at(unit, with) == generator) return with;
    }
    return 0;
}

// A break of this loop, or a return in its body; 0 = the loop goes to the end.
static NodeId leaves_early(const Unit *unit, NodeId loop)
{
    const Tree *tree = unit->tree;
    NodeId body = tree_child_as(tree, loop, ROLE_BODY);
    for (NodeId node = body, end = tree_end(tree, body); node < end; node++) {
        if (tree_kind(tree, node) != PY_BREAK && tree_kind(tree, node) != PY_RETURN) continue;
        if (unit_function_at(unit, node) != unit_function_at(unit, loop)) continue;
        NodeId inner = node;
        while (tree_kind(tree, inner) != PY_FOR && tree_kind(tree, inner) != PY_WHILE) inner = tree_parent(tree, inner);
        if (tree_kind(tree, node) == PY_RETURN || inner == loop) return node;
    }
    return 0;
}

static void check(Check *check, NodeId loop)
{
    const Unit *unit = check->unit;
    if (!(tree_node(check->tree, loop)->flags & NODE_ASYNC)) return;
    NodeId iterable = py_unparenthesized(check->tree, tree_child_as(check->tree, loop, ROLE_RIGHT));
    const Call *call = tree_kind(check->tree, iterable) == PY_CALL ? unit_call(unit, iterable) : NULL;
    if (!call || !call->target) return;
    const Function *generator = unit_function(unit, call->target);
    unsigned both = FUNCTION_ASYNC | FUNCTION_GENERATOR;
    if ((generator->flags & both) != both || py_decorators(check->tree, generator->node) || py_is_aside(unit)) return;
    NodeId with = held_across_yield(unit, call->target), leaves = with ? leaves_early(unit, loop) : 0;
    if (!leaves) return;
    Finding *finding = report(check, leaves, "'%.*s' stays in the middle of its 'with' here, and what that holds is given back later, by a task of the event loop",
                              FMT(generator->name));
    also(check, finding, with, "held across the yield");
}

static const NodeKind kinds[] = {PY_FOR, 0};

const Rule rule_generator_holds_resource = {
    .id = "generator-holds-resource",
    .summary = "async generator left in the middle of its with",
    .help = "iterate in `async with contextlib.aclosing(generator) as rows:`",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
