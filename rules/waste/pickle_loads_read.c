// pickle.loads(f.read()): the bytes of the whole file are in memory beside what is made of them. load(f) reads as it goes.
//
// json is left out: json.load reads the whole file itself. Only what is known to be a file, read with no limit, its bytes used for
// nothing else.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static const char *const loaders[] = {"pickle.loads",      "marshal.loads", "_pickle.loads",
                                      "cloudpickle.loads", "dill.loads",    NULL};

// f of f.read() of something known to be a file of bytes, else 0.
static NodeId file_read(const Unit *unit, NodeId value)
{
    static const char *const types[] = {"io.BufferedReader", "io.FileIO",     "gzip.GzipFile",
                                        "bz2.BZ2File",       "lzma.LZMAFile", NULL};
    const Tree *tree = unit->tree;
    NodeId receiver = tree_kind(tree, value) == PY_CALL ? py_call_receiver(tree, value) : 0;
    bool is_read =
        receiver && str_is(py_method_name(tree, value), "read") && !py_argument_count(tree, value);
    return is_read && str_is_any(py_type_name(unit, receiver), types) ? receiver : 0;
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_calls_any(check->unit, call, loaders) || py_is_aside(check->unit)) return;
    NodeId argument = py_argument(tree, call, 0, NULL),
           value = argument ? py_value_behind(check->unit, argument) : 0;
    NodeId file = value ? file_read(check->unit, value) : 0;
    if (!file) return;
    Finding *finding = report(
        check, call, "the bytes of the whole file are in memory beside the objects made of them");
    if (value != argument) also(check, finding, value, "read here");
    NodeId function = py_call_function(tree, call);
    if (value != argument || tree_kind(tree, function) != PY_ATTRIBUTE ||
        py_argument_count(tree, call) != 1)
        return;
    fix(check, finding, FIX_REVIEW, "load from the file");
    edit_replace(check, finding, tree_span(tree, call), "%.*s.load(%.*s)",
                 FMT(tree_text(tree, tree_child_as(tree, function, ROLE_OBJECT))),
                 FMT(tree_text(tree, file)));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_pickle_loads_read = {
    .id = "pickle-loads-read",
    .summary = "pickle read into memory whole before it is loaded",
    .help = "load from the file: pickle.load(file) reads as it goes",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
