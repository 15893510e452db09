// Executor.map and Pool.map take their whole input before they give the first result. An input that is read piece by piece is
// then in memory whole, and so is one future for each piece.
//
// The input is known to be lazy and as large as some file, folder or stream: directly, through one variable, map(), zip(), a
// generator expression or a generator function of this file. What goes over a list has it in memory anyway.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_lazy(const Unit *unit, NodeId value, int depth);

static bool is_lazy_call(const Unit *unit, NodeId call, int depth)
{
    static const char *const producers[] = {"os.walk",
                                            "os.scandir",
                                            "csv.reader",
                                            "csv.DictReader",
                                            "glob.iglob",
                                            "os.fwalk",
                                            "itertools.product",
                                            "itertools.permutations",
                                            "itertools.combinations",
                                            NULL};
    static const char *const adapters[] = {"builtins.map",
                                           "builtins.filter",
                                           "builtins.zip",
                                           "builtins.enumerate",
                                           "builtins.iter",
                                           "itertools.chain",
                                           NULL};
    static const char *const path_methods[] = {"iterdir", "glob", "rglob", NULL};
    const Tree *tree = unit->tree;
    if (py_calls_any(unit, call, producers)) return true;
    NodeId receiver = py_call_receiver(tree, call);
    if (receiver && str_is_any(py_method_name(tree, call), path_methods) &&
        str_is(py_type_name(unit, receiver), "pathlib.Path"))
        return true;
    const Call *known = unit_call(unit, call);
    if (known && known->target)
        return unit_function(unit, known->target)->flags & FUNCTION_GENERATOR;
    if (!py_calls_any(unit, call, adapters)) return false;
    for (NodeId input = tree_first(tree, py_call_arguments(tree, call)); input;
         input = tree_next(tree, input))
        if (is_lazy(unit, input, depth + 1)) return true;
    return false;
}

static bool is_lazy(const Unit *unit, NodeId value, int depth)
{
    static const char *const files[] = {"io.TextIOWrapper", "io.BufferedReader", "gzip.GzipFile",
                                        "bz2.BZ2File",      "lzma.LZMAFile",     NULL};
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    if (depth > 3) return false;
    if (str_is_any(py_type_name(unit, value), files)) return true;
    switch (tree_kind(tree, value)) {
    case PY_GENERATOR:
        return is_lazy(unit, tree_child_as(tree, tree_child(tree, value, 1), ROLE_RIGHT),
                       depth + 1);
    case PY_CALL: return is_lazy_call(unit, value, depth);
    case PY_IDENTIFIER: break;
    default: return false;
    }
    NodeId only = py_only_value(unit, tree_node(tree, value)->binding);
    return only && is_lazy(unit, only, depth + 1);
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_takes_input_whole(check->unit, call)) return;
    NodeId input = py_argument(tree, call, 1, "iterable");
    if (!input || !is_lazy(check->unit, input, 0)) return;
    Finding *finding = report(
        check, call, "all of '%.*s' is taken before the first result, and kept until its turn",
        FMT(tree_text(tree, input)));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_executor_map_eager = {
    .id = "executor-map-eager",
    .summary = "pool takes an input whole that is read piece by piece",
    .help = "use Pool.imap, or Executor.map with buffersize (3.14), or submit a limited number at "
            "a time",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
