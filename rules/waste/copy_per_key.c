// {key: everything.copy() for key in keys}: as many copies of one collection as there are keys. With n keys and m elements that is n times m
// references, where one frozenset, tuple or mapping proxy that all share has m.
//
// The collection is a local one that the function makes as large as some input (a comprehension, set(x), dict(x)) and changes nowhere. Of the
// copies nothing is known: who changes one afterwards needs it.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_loop.h"

// What `x.copy()`, `set(x)`, `x[:]` copies; 0 = it is no copy of a variable.
static NodeId copied(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.set", "builtins.list", "builtins.dict", "copy.copy", NULL};
    const Tree *tree = unit->tree;
    NodeId of = 0;
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_CALL && py_calls_any(unit, value, makers) && py_argument_count(tree, value) == 1) of = py_argument(tree, value, 0, NULL);
    else if (tree_kind(tree, value) == PY_CALL && str_is(py_method_name(tree, value), "copy") && !py_argument_count(tree, value)) of = py_call_receiver(tree, value);
    return of && tree_kind(tree, of) == PY_IDENTIFIER ? of : 0;
}

// Made by a comprehension or from another collection, of no few elements.
static bool is_as_large_as_input(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.set", "builtins.list", "builtins.dict", "builtins.sorted", NULL};
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    NodeKind kind = tree_kind(tree, value);
    if (kind == PY_LIST_COMPREHENSION || kind == PY_SET_COMPREHENSION || kind == PY_DICTIONARY_COMPREHENSION)
        return !py_is_few(unit, tree_child_as(tree, tree_child(tree, value, 1), ROLE_RIGHT));
    NodeId from = kind == PY_CALL && py_calls_any(unit, value, makers) ? py_argument(tree, value, 0, NULL) : 0;
    return from && !py_is_few(unit, from) && !py_is_literal(tree, from);
}

static bool is_never_changed(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference) {
        bool is_copy = reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "copy");
        bool reads = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_ARGUMENT || reference->kind == REFERENCE_ITERATED ||
                     reference->kind == REFERENCE_READ || reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_ELEMENT;
        if (!is_copy && !reads) return false;
    }
    return true;
}

static void check(Check *check, NodeId comprehension)
{
    const Tree *tree = check->tree;
    NodeId pair = tree_first(tree, comprehension), value = tree_child_as(tree, pair, ROLE_VALUE);
    NodeId source = value ? copied(check->unit, value) : 0;
    BindingId variable = source ? tree_node(tree, source)->binding : 0;
    const Binding *binding = unit_binding(check->unit, variable);
    if (!variable || binding->kind != BINDING_LOCAL || py_is_aside(check->unit)) return;
    NodeId made = py_only_value(check->unit, variable);
    bool is_outside = made && !tree_contains(tree, comprehension, made) && unit_function_at(check->unit, made) == unit_function_at(check->unit, comprehension);
    if (!is_outside || !is_as_large_as_input(check->unit, made) || !is_never_changed(check->unit, variable)) return;
    if (py_is_few(check->unit, tree_child_as(tree, tree_next(tree, pair), ROLE_RIGHT))) return;
    Finding *finding = report(check, value, "each key gets a copy of '%.*s' of its own: as many elements as keys times its length", FMT(binding->name));
    also(check, finding, made, "made here, and changed nowhere in the function");
}

static const NodeKind kinds[] = {PY_DICTIONARY_COMPREHENSION, 0};

const Rule rule_copy_per_key = {
    .id = "copy-per-key",
    .summary = "a copy of one whole collection for each key",
    .help = "share one that can't change among all keys, a frozenset or a tuple, unless somebody changes a copy",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
