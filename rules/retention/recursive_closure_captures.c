// A function inside a function that calls itself finds itself through its closure: function, cell, function is a cycle, made anew by each call
// of the function around it. It and all other variables that it captures stay until the cyclic collector runs.
//
// Reported when it holds more than itself: a variable of the function around it that is an object or container. Silent when the inner
// function is returned or stored (then it is meant to live), its name is deleted or set anew, and in what runs once: the top level, main, setup.
// LIMIT: functions that call each other in turn (fixtures/python/recursive-closure-captures/walks.py).
#include "engine/rule.h"
#include "model/startup.h"
#include "python/py_idiom.h"
#include "python/py_load.h"

static bool refers_to_itself(const Unit *unit, const Function *function, FunctionId id)
{
    for_each_reference(unit, function->binding, reference)
        if (reference->kind == REFERENCE_CALLED && function_is_within(unit, reference->function, id)) return true;
    return false;
}

static bool is_let_go(const Unit *unit, BindingId name)
{
    for_each_reference(unit, name, reference)
        if (reference->kind == REFERENCE_DELETE || (reference->kind == REFERENCE_WRITE && reference->node != unit_binding(unit, name)->declared)) return true;
    return false;
}

static bool uses(const Unit *unit, BindingId variable, FunctionId inner)
{
    for_each_reference(unit, variable, reference)
        if (function_is_within(unit, reference->function, inner)) return true;
    return false;
}

// key in x
static bool is_searched(const Tree *tree, NodeId node)
{
    NodeId around = py_context(tree, node);
    uint32_t operation = tree_node(tree, around)->operation;
    bool is_search = tree_kind(tree, around) == PY_COMPARISON && (operation == OP_IN || operation == OP_NOT_IN);
    return is_search && py_unparenthesized(tree, tree_child_as(tree, around, ROLE_LEFT)) != node && tree_first(tree, around) != node;
}

// Does the inner function use it as an object with parts or as a function, and not as a number or switch?
static bool is_object(const Unit *unit, BindingId variable, FunctionId inner)
{
    for_each_reference(unit, variable, reference) {
        if (!function_is_within(unit, reference->function, inner)) continue;
        switch (reference->kind) {
        case REFERENCE_RECEIVER:
        case REFERENCE_MEMBER:
        case REFERENCE_MEMBER_WRITE:
        case REFERENCE_ELEMENT:
        case REFERENCE_ELEMENT_WRITE:
        case REFERENCE_CALLED:
        case REFERENCE_ITERATED: return true;
        case REFERENCE_TESTED:
            if (is_searched(unit->tree, reference->node)) return true;
            break;
        default: break;
        }
    }
    return false;
}

// A variable that holds something worth mentioning: the result of a call, a container, or an object that the caller gave.
static bool is_weighty(const Unit *unit, BindingId id, FunctionId inner)
{
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind == BINDING_PARAMETER) return is_object(unit, id, inner);
    NodeId value = binding->kind == BINDING_LOCAL ? py_only_value(unit, id) : 0;
    NodeKind kind = tree_kind(unit->tree, value);
    return kind == PY_CALL || kind == PY_LIST || kind == PY_DICTIONARY || kind == PY_SET || (value && py_is_comprehension(unit->tree, value));
}

// The largest of what the inner function keeps of the outer: known to be large, else the first that is weighty; 0 = none.
static BindingId kept_by(const Unit *unit, FunctionId outer, FunctionId inner)
{
    BindingId first = 0;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        if (binding->function != outer || !binding->is_captured || !uses(unit, id, inner)) continue;
        if (py_large_value(unit, id)) return id;
        if (!first && is_weighty(unit, id, inner)) first = id;
    }
    return first;
}

static void check(Check *check, FunctionId id)
{
    const Unit *unit = check->unit;
    const Function *function = unit_function(unit, id);
    FunctionId outer = function->parent;
    bool is_inner = outer && outer != TOP_LEVEL && !function->class && function->binding && !(function->flags & FUNCTION_LAMBDA);
    if (!is_inner || py_decorators(check->tree, function->node) || !refers_to_itself(unit, function, id)) return;
    if (function_is_startup(unit, outer) || py_is_aside(unit) || is_let_go(unit, function->binding) || py_is_handed_on(unit, function->binding)) return;
    BindingId kept = kept_by(unit, outer, id);
    if (!kept) return;
    Finding *finding = report(check, tree_child_as(check->tree, function->node, ROLE_NAME),
                              "each call of '%.*s' leaves a cycle: '%.*s' refers to itself and keeps '%.*s' until the cyclic collector runs",
                              FMT(unit_function(unit, outer)->name), FMT(function->name), FMT(unit_binding(unit, kept)->name));
    also(check, finding, unit_binding(unit, kept)->declared, "captured with it");
    if (py_large_value(unit, kept)) weigh(finding, SEVERITY_WARNING);
}

const Rule rule_recursive_closure_captures = {
    .id = "recursive-closure-captures",
    .summary = "nested function that calls itself makes a cycle per call",
    .help = "move it to module level and pass what it needs, or delete its name in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_function = check,
};
