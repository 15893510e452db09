// Executor.map and Pool.map take their whole input before they give the first result. An input without end is taken until
// memory is full.
//
// itertools.count, cycle and repeat without a number, directly, through one variable, map() or a generator expression. A
// second input that ends makes the call end. Pool.imap and Executor.map with buffersize (3.14) take as they go.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// Do we know that the expression never runs dry?
static bool is_endless(const Unit *unit, NodeId value, int depth)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    if (depth > 3) return false;
    if (tree_kind(tree, value) == PY_IDENTIFIER) {
        NodeId only = py_only_value(unit, tree_node(tree, value)->binding);
        return only && is_endless(unit, only, depth + 1);
    }
    if (tree_kind(tree, value) == PY_GENERATOR)
        return is_endless(unit,
                          tree_child_as(tree, tree_next(tree, tree_first(tree, value)), ROLE_RIGHT),
                          depth + 1);
    if (tree_kind(tree, value) != PY_CALL) return false;
    Str callee = py_qualified(unit, py_call_function(tree, value));
    if (str_is(callee, "itertools.repeat")) return py_argument_count(tree, value) == 1;
    if (str_is(callee, "itertools.cycle") || str_is(callee, "itertools.count")) return true;
    bool is_map = str_is(callee, "builtins.map") && py_argument_count(tree, value) == 2;
    return is_map && is_endless(unit, py_argument(tree, value, 1, NULL), depth + 1);
}

static void check(Check *check, NodeId call)
{
    if (!py_takes_input_whole(check->unit, call)) return;
    NodeId endless = 0;
    int position = 0;
    for (NodeId argument = tree_first(check->tree, py_call_arguments(check->tree, call)); argument;
         argument = tree_next(check->tree, argument)) {
        NodeKind kind = tree_kind(check->tree, argument);
        if (kind == PY_LIST_SPLAT || kind == PY_DICTIONARY_SPLAT) return;
        bool is_input =
            kind != PY_KEYWORD_ARGUMENT && position++ > 0 && !py_is_literal(check->tree, argument);
        if (!is_input) continue;
        if (!is_endless(check->unit, argument, 0)) return;
        if (!endless) endless = argument;
    }
    if (!endless) return;
    Finding *finding = report(
        check, call,
        "this never gives a result: '%.*s' is taken whole before the first call, and it never ends",
        FMT(tree_text(check->tree, endless)));
    also(check, finding, endless, "the input without end");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_executor_map_infinite = {
    .id = "executor-map-infinite",
    .summary = "pool takes an input without end whole",
    .help = "limit the input (itertools.islice), or use Pool.imap, or Executor.map with buffersize "
            "(3.14)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
