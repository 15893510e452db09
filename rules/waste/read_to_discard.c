// response.read() as a statement of its own: everything that is left is brought into memory at once, to be thrown away.
//
// Of what is known to be a file or a response, and of the class's own method that reads all when it gets no size.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_load.h"

static bool is_reader(Str method) { return str_is(method, "read") || str_is(method, "readall") || str_is(method, "readlines") || str_ends(method, STR("_read")); }

// `amt=None`, `size=-1`: without it, all is read.
static bool reads_all_by_default(const Unit *unit, FunctionId method)
{
    static const char *const sizes[] = {"amt", "amount", "size", "n", "num", "nbytes", "limit", "length", "count", "max_bytes", "max_size", "num_bytes", NULL};
    const Tree *tree = unit->tree;
    const Function *function = unit_function(unit, method);
    const Binding *size = unit_binding(unit, function->parameter_count > 1 ? function->first_parameter + 1 : 0);
    if (!str_is_any(size->name, sizes)) return false;
    NodeId value = py_parameter_default(tree, tree_parent(tree, size->declared));
    return value && (tree_kind(tree, value) == PY_NONE || str_is(tree_text(tree, value), "-1"));
}

static bool gives_value(const Unit *unit, FunctionId method)
{
    const Tree *tree = unit->tree;
    if (unit_function(unit, method)->flags & FUNCTION_GENERATOR) return false;
    for (NodeId node = unit_function(unit, method)->body, end = tree_end(tree, node); node < end; node++)
        if (tree_kind(tree, node) == PY_RETURN && tree_first(tree, node) && tree_kind(tree, tree_first(tree, node)) != PY_NONE) return true;
    return false;
}

// self.read(), where the class says what that does.
static bool is_own_reader(const Unit *unit, NodeId call)
{
    NodeId function = py_unparenthesized(unit->tree, py_call_function(unit->tree, call));
    FunctionId method = py_bound_method(unit, function);
    return method && reads_all_by_default(unit, method) && gives_value(unit, method);
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    NodeId receiver = py_call_receiver(tree, call);
    bool is_statement = tree_kind(tree, tree_parent(tree, call)) == PY_EXPRESSION_STATEMENT;
    if (!receiver || !is_statement || py_argument_count(tree, call) || !is_reader(py_method_name(tree, call)) || py_is_aside(check->unit)) return;
    bool is_file = !str_ends(py_method_name(tree, call), STR("_read")) && py_is_file(check->unit, receiver) && !str_starts(py_qualified(check->unit, receiver), STR("sys."));
    if (!is_file && !is_own_reader(check->unit, call)) return;
    report(check, call, "all that is left of '%.*s' is read into memory only to be thrown away", FMT(tree_text(tree, receiver)));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_read_to_discard = {
    .id = "read-to-discard",
    .summary = "everything is read at once and thrown away",
    .help = "read in blocks: `while file.read(1 << 16): pass`",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
