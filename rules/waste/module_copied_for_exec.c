// env = dict(vars(module)); exec(code, env); return env["f"]: a function that is made by exec() has the dict as its globals for as long as
// it lives, and each has a copy of the whole module of its own.
//
// The dict is a local one that gets all names of a module, and the function gives back something out of it; exec() may stand in a function
// of the same file that is handed the dict. Reported inside functions that are called again and again: not at top level, not in main().
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_resolve.h"

// --- namespaces ------------------------------------------------------------------------------------------------------

// vars(module), module.__dict__, function.__globals__, globals(). Of self, of a class or without an argument it is something else.
static bool is_namespace(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_ATTRIBUTE) {
        Str name = py_attribute_name(tree, value);
        return str_is(name, "__globals__") || str_is(name, "func_globals") || str_is(name, "f_globals");
    }
    return py_calls(unit, value, "builtins.globals");
}

// vars(mod) and mod.__dict__, where mod is a module for certain: sys.modules[...], import_module().
static bool is_module_namespace(const Unit *unit, NodeId value)
{
    static const char *const importers[] = {"importlib.import_module", "builtins.__import__", "inspect.getmodule", NULL};
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    NodeId module = py_calls(unit, value, "builtins.vars") ? py_argument(tree, value, 0, NULL) : 0;
    if (tree_kind(tree, value) == PY_ATTRIBUTE && str_is(py_attribute_name(tree, value), "__dict__")) module = tree_first(tree, value);
    if (module && tree_kind(tree, module) == PY_IDENTIFIER && unit_binding(unit, tree_node(tree, module)->binding)->kind == BINDING_IMPORT) return false;
    if (module && tree_kind(tree, module) == PY_IDENTIFIER) module = py_only_value(unit, tree_node(tree, module)->binding);
    if (!module) return false;
    if (tree_kind(tree, module) == PY_SUBSCRIPT) return str_is(py_qualified(unit, tree_first(tree, module)), "sys.modules");
    return py_calls_any(unit, module, importers);
}

static bool is_whole(const Unit *unit, NodeId value) { return value && (is_namespace(unit, value) || is_module_namespace(unit, value)); }

// dict(globals()), vars(module).copy(), {**globals()}
static bool is_copy(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_DICTIONARY) {
        for (NodeId item = tree_first(tree, value); item; item = tree_next(tree, item))
            if (tree_kind(tree, item) == PY_DICTIONARY_SPLAT && is_whole(unit, tree_first(tree, item))) return true;
        return false;
    }
    if (tree_kind(tree, value) != PY_CALL) return false;
    if (py_calls(unit, value, "builtins.dict")) return is_whole(unit, py_argument(tree, value, 0, NULL));
    return str_is(py_method_name(tree, value), "copy") && is_whole(unit, py_call_receiver(tree, value));
}

// Where the variable gets all of a module; 0 = it does not.
static NodeId filled_at(const Unit *unit, BindingId variable)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, variable, reference) {
        NodeId value = reference->kind == REFERENCE_WRITE ? py_assigned_value(tree, reference->node) : 0;
        NodeId call = reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "update") ? tree_ancestor(tree, reference->node, PY_CALL) : 0;
        if (value && is_copy(unit, value)) return value;
        if (call && is_whole(unit, py_argument(tree, call, 0, NULL))) return call;
    }
    return 0;
}

// --- exec --------------------------------------------------------------------------------------------------------------

// Is something taken out of the dict, as a function that exec() made?
static bool gives_element(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_ELEMENT) return true;
    return false;
}

static void tell(Check *check, NodeId exec, BindingId variable)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, variable);
    NodeId filled = binding->kind == BINDING_LOCAL ? filled_at(unit, variable) : 0;
    if (!filled || str_is(unit_function(unit, binding->function)->name, "main")) return;
    Finding *finding = report(check, filled, "each function that is made with '%.*s' keeps a copy of all names of a module: they are its globals", FMT(binding->name));
    also(check, finding, exec, "made here");
}

// The variable that a call hands to the parameter.
static BindingId given(const Unit *unit, const Call *call, const Function *function, BindingId parameter)
{
    uint32_t number = parameter - function->first_parameter;
    if (number >= call->argument_count || call->arguments[number].keyword.len) return 0;
    const Node *node = tree_node(unit->tree, call->arguments[number].node);
    return node->kind == PY_IDENTIFIER ? node->binding : 0;
}

static void check(Check *check, NodeId exec)
{
    const Unit *unit = check->unit;
    NodeId globals = py_calls(unit, exec, "builtins.exec") ? py_argument(check->tree, exec, 1, "globals") : 0;
    BindingId variable = globals && tree_kind(check->tree, globals) == PY_IDENTIFIER ? tree_node(check->tree, globals)->binding : 0;
    if (!variable || py_is_aside(unit) || !gives_element(unit, variable)) return;
    const Binding *binding = unit_binding(unit, variable);
    const Function *function = unit_function(unit, binding->function);
    bool is_method = function->class && !(function->flags & FUNCTION_STATIC);
    if (binding->kind != BINDING_PARAMETER) tell(check, exec, variable);
    if (binding->kind != BINDING_PARAMETER || is_method) return;
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (unit->calls.at[i].target == binding->function) tell(check, exec, given(unit, &unit->calls.at[i], function, variable));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_module_copied_for_exec = {
    .id = "module-copied-for-exec",
    .summary = "each function that exec() makes keeps a copy of a module's names",
    .help = "give exec() a small dict with the names that the code uses, or the module's own dict and a second one for what is defined",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
