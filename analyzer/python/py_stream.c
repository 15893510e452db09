#include "python/py_stream.h"

#include "base/str.h"
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

bool py_is_streamed(const Unit *unit, NodeId value) { return is_lazy(unit, value, 0); }
