// Each new object (or call) adds one more handler to a logger that lives as long as the program: every handler stays, with its stream or file, and
// each message is written once more.
//
// Only in __init__ of classes of which there may be several, and in functions that a loop of this file calls; the logger must have a fixed name.
// Silent when anything in the file looks at `.handlers`, calls hasHandlers(), or takes handlers out.
#include "engine/rule.h"
#include "model/startup.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

// logging.getLogger("name"), getLogger(__name__), getLogger(), or a module-level variable that holds one.
static bool is_fixed_logger(const Unit *unit, NodeId logger)
{
    const Tree *tree = unit->tree;
    logger = py_unparenthesized(tree, logger);
    if (tree_kind(tree, logger) == PY_IDENTIFIER) {
        BindingId binding = tree_node(tree, logger)->binding;
        if (unit_binding(unit, binding)->is_captured || unit_binding(unit, binding)->writes == 1) logger = py_only_value(unit, binding);
    }
    if (!logger || !py_calls(unit, logger, "logging.getLogger")) return false;
    NodeId name = py_argument(tree, logger, 0, "name");
    return !name || py_is_literal(tree, name) || str_is(tree_text(tree, name), "__name__");
}

static bool looks_at_handlers(const Tree *tree)
{
    static const char *const words[] = {"handlers", "hasHandlers", "removeHandler", NULL};
    for (NodeId node = ROOT; node < tree->count; node++)
        if (tree_kind(tree, node) == PY_ATTRIBUTE && str_is_any(py_attribute_name(tree, node), words)) return true;
    return false;
}

// Can it happen more than once: for each object of a class, or in a loop?
static bool repeats(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    if (str_is(function->name, "__init__") && function->class) return !py_is_made_once(unit, function->class);
    return function->flags & FUNCTION_IN_LOOP && !function_is_startup(unit, id);
}

static void check(Check *check, const Call *call)
{
    bool adds = str_is(str_last_part(call->callee), "addHandler") && call->receiver && call->argument_count == 1;
    if (!adds || call->function == TOP_LEVEL || py_is_aside(check->unit)) return;
    if (!is_fixed_logger(check->unit, call->receiver) || !repeats(check->unit, call->function) || looks_at_handlers(check->tree)) return;
    const Function *function = unit_function(check->unit, call->function);
    Str whose = function->class ? unit_class(check->unit, function->class)->name : function->name;
    report(check, call->node, "each %s '%.*s' adds one more handler, which the logger keeps until the program ends",
           function->class ? "new" : "call of", FMT(whose));
}

const Rule rule_handler_added_per_call = {
    .id = "handler-added-per-call",
    .summary = "logging handler added again and again to one logger",
    .help = "add handlers once, where the program starts; or test `if not logger.handlers` first",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_call = check,
};
