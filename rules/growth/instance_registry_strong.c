// A list or set of the module or class to which each instance adds itself, and from which nothing takes one out: every instance that
// was ever made stays alive, with all that it refers to.
//
// Also a list that an object shares with those it makes (`child.finished = self.finished`), to which each adds itself, and a function of
// another module that puts its argument into such a list, when each object gives it its bound method or closure. Silent where any
// file removes, replaces or bounds, where instances are few or values by nature or made while modules are imported, and in tests.
// Dicts with instances as keys are cache-key-is-instance's.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_growth.h"
#include "python/py_guard.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_ledger.h"
#include "python/py_reference.h"

static const char *const ends[] = {"shrinks", "sets", NULL};

// Classes whose instances other files make when the program starts.
static void ask_makers(Check *check, Finding *finding, ClassId class)
{
    Str name = unit_class(check->unit, class)->name;
    unless_elsewhere(check, finding, "starts %.*s\truns %.*s", FMT(name), FMT(name));
}

static void check_container(Check *check, const Container *container)
{
    const Unit *unit = check->unit;
    if (container->lives != LIVES_PROCESS || !container->is_plain || py_is_aside(unit)) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at) return;
    const GrowSite *site = NULL;
    ClassId class = 0;
    for (uint32_t i = 0; i < container->grows.len && !class; i++) {
        site = &container->grows.at[i];
        class = site->function != TOP_LEVEL ? py_class_registered(unit, site) : 0;
    }
    const Binding *binding = unit_binding(unit, container->binding);
    if (!class || py_is_made_at_import(unit, class) || py_is_shared_by_instances(unit, container, site)) return;
    Finding *finding = report(check, site->node, "'%.*s' keeps every instance of '%.*s' for which '%.*s' is called", FMT(container->name),
                              FMT(unit_class(unit, class)->name), FMT(unit_function(unit, site->function)->name));
    if (container->made_at) also(check, finding, container->made_at, "'%.*s' lives as long as the process", FMT(container->name));
    if (binding->kind == BINDING_CLASS_BODY) unless_attribute(check, finding, binding->class, binding->name, ends);
    else unless_variable(check, finding, binding->name, ends);
    ask_makers(check, finding, class);
}

// --- shared with children ------------------------------------------------------------------------------------------

// child.items = self.items
static NodeId handed_to_child(const Unit *unit, ClassId class, Str name)
{
    const Tree *tree = unit->tree;
    for_each_use(unit, class, name, use) {
        NodeId assignment = tree_parent(tree, use->node);
        bool is_value = tree_kind(tree, assignment) == PY_ASSIGNMENT && tree_child_as(tree, assignment, ROLE_RIGHT) == use->node;
        NodeId target = is_value ? tree_child_as(tree, assignment, ROLE_LEFT) : 0;
        if (target && tree_kind(tree, target) == PY_ATTRIBUTE && str_equal(py_attribute_name(tree, target), name)) return use->node;
    }
    return 0;
}

static bool is_self(const Unit *unit, NodeId node, ClassId class)
{
    return node && tree_kind(unit->tree, node) == PY_IDENTIFIER && py_self_class(unit, tree_node(unit->tree, node)->binding) == class;
}

static void check_shared(Check *check, ClassId class, Str name)
{
    const Unit *unit = check->unit;
    Ledger ledger = py_ledger_of_attribute(check->scratch, unit, class, name);
    bool is_taken = ledger_has(&ledger, LEDGER_REMOVE) || ledger_has(&ledger, LEDGER_DRAIN);
    const LedgerEntry *added = NULL;
    for_each_entry(&ledger, LEDGER_ADD, entry)
        if (!added && is_self(unit, entry->key, class)) added = entry;
    NodeId shared = added && !is_taken ? handed_to_child(unit, class, name) : 0;
    if (!shared) return;
    Finding *finding = report(check, added->place, "'%.*s' is shared by all that are made of one '%.*s', and keeps each for which '%.*s' is called",
                              FMT(name), FMT(unit_class(unit, class)->name), FMT(unit_function(unit, added->function)->name));
    also(check, finding, shared, "shared here");
    unless_elsewhere(check, finding, "shrinks .%.*s", FMT(name));
    unless_elsewhere(check, finding, "family #%u: shrinks .%.*s", class, FMT(name));
}

static void check_class(Check *check, ClassId class)
{
    if (py_is_aside(check->unit)) return;
    for_each_attribute(check->unit, class, use) {
        bool is_candidate = use->kind == REFERENCE_RECEIVER && (str_is(use->method, "append") || str_is(use->method, "add"));
        NodeId call = is_candidate ? tree_parent(check->tree, py_context(check->tree, use->node)) : 0;
        if (call && is_self(check->unit, py_argument(check->tree, call, 0, NULL), class)) check_shared(check, class, use->name);
    }
}

// --- functions of the project that keep what they are given -----------------------------------------------------------

// What an import names, called by its own name or as module.name: not a method of some object.
static Str imported_name(const Unit *unit, NodeId function)
{
    const Tree *tree = unit->tree;
    Str name = py_qualified(unit, function);
    NodeId root = function;
    while (tree_kind(tree, root) == PY_ATTRIBUTE) root = tree_child_as(tree, root, ROLE_OBJECT);
    bool is_name = name.len && tree_kind(tree, root) == PY_IDENTIFIER;
    return is_name && unit_binding(unit, tree_node(tree, root)->binding)->kind == BINDING_IMPORT ? name : (Str){0};
}

// Each object of the class gives `what`, which holds it, to a function that may put it into a list of its module.
static void tell_hoarded(Check *check, NodeId what, Str keeper, ClassId class, uint32_t position)
{
    PyGuards guards = py_guards(check->scratch, check->unit, what, false);
    if (py_is_made_once(check->unit, class) || guards.len || py_is_aside(check->unit)) return;  // a guard: `if self.is_registered: return`
    Finding *finding = report(check, what, "'%.*s' keeps every instance of '%.*s' alive: nothing takes out what it is given", FMT(keeper),
                              FMT(unit_class(check->unit, class)->name));
    help(check, finding, "register once for all objects, or give it a function that holds the object weakly, and a way to take it out");
    only_if_elsewhere(check, finding, "in %.*s: hoards-%u", FMT(keeper), position);
}

static void check_call(Check *check, const Call *call)
{
    Str keeper = call->function != TOP_LEVEL ? imported_name(check->unit, py_call_function(check->tree, call->node)) : (Str){0};
    for (uint32_t i = 0; keeper.len && i < call->argument_count; i++) {
        NodeId value = call->arguments[i].node;
        bool is_method = !call->arguments[i].keyword.len && py_bound_method(check->unit, value);
        ClassId class = is_method ? py_self_class(check->unit, tree_node(check->tree, tree_first(check->tree, value))->binding) : 0;
        if (class) tell_hoarded(check, value, keeper, class, i);
    }
}

// @keeper def nested(...): ... self ..., in a method
static void check_function(Check *check, FunctionId id)
{
    const Unit *unit = check->unit;
    const Function *function = unit_function(unit, id), *method = unit_function(unit, function->parent);
    NodeId decorator = method->class ? py_decorators(check->tree, function->node) : 0;
    ClassId class = decorator ? py_self_class(unit, method->first_parameter) : 0;
    Str keeper = class ? imported_name(unit, tree_first(check->tree, decorator)) : (Str){0};
    if (!keeper.len || tree_kind(check->tree, tree_next(check->tree, decorator)) == PY_DECORATOR) return;
    bool holds_self = false;
    for_each_reference(unit, method->first_parameter, reference) holds_self |= function_is_within(unit, reference->function, id);
    if (holds_self) tell_hoarded(check, decorator, keeper, class, 0);
}

const Rule rule_instance_registry_strong = {
    .id = "instance-registry-strong",
    .summary = "registry that keeps every instance alive",
    .help = "use weakref.WeakSet, or take the instance out when it is closed",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_container = check_container,
    .on_class = check_class,
    .on_call = check_call,
    .on_function = check_function,
};
