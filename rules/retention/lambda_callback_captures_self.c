// A signal keeps what is connected to it. With weak=False (blinker, Django) that is every object whose method or lambda was connected, for as long
// as the signal lives, which is mostly the program; a Qt signal of a child keeps a lambda, and the lambda the parent that owns the child: a cycle
// through C++, where Python's collector can't see it.
//
// Silent when the file disconnects anything, and when the class is made once. Methods given to Qt signals are held weakly, and so are methods
// connected without weak=False.
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

// The class whose `self` the callback holds: self.m, a lambda or partial with self in it. 0 = none.
static ClassId held_by(const Unit *unit, NodeId callback, bool *is_lambda)
{
    const Tree *tree = unit->tree;
    bool is_method = py_bound_method(unit, callback);
    *is_lambda = tree_kind(tree, callback) == PY_LAMBDA || py_calls(unit, callback, "functools.partial");
    if (!is_method && !*is_lambda) return 0;
    for (NodeId node = callback, end = tree_end(tree, callback); node < end; node++) {
        BindingId binding = tree_kind(tree, node) == PY_IDENTIFIER ? tree_node(tree, node)->binding : 0;
        ClassId class = binding ? py_self_class(unit, binding) : 0;
        if (class) return class;
    }
    return 0;
}

static bool disconnects(const Tree *tree)
{
    static const char *const words[] = {"disconnect", "deleteLater", "blockSignals", NULL};
    for (NodeId node = ROOT; node < tree->count; node++)
        if (tree_kind(tree, node) == PY_ATTRIBUTE && str_is_any(py_attribute_name(tree, node), words)) return true;
    return false;
}

static const char *const packages_of_qt[] = {"PyQt5", "PyQt6", "PySide2", "PySide6", "qtpy", NULL};

// self.button.clicked of self.button.clicked.connect(...): the signal of something that self owns.
static bool is_own_signal(const Unit *unit, NodeId signal)
{
    const Tree *tree = unit->tree;
    NodeId sender = tree_kind(tree, signal) == PY_ATTRIBUTE ? tree_first(tree, signal) : 0;
    NodeId owner = tree_kind(tree, sender) == PY_ATTRIBUTE ? tree_first(tree, sender) : 0;
    return owner && tree_kind(tree, owner) == PY_IDENTIFIER && py_self_class(unit, tree_node(tree, owner)->binding);
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!call->argument_count || !call->receiver || !str_is(py_method_name(check->tree, call->node), "connect")) return;
    bool is_lambda, is_strong = py_keyword_is(check->tree, call->node, "weak", PY_FALSE);
    NodeId callback = py_unparenthesized(check->tree, call->arguments[0].node);
    ClassId class = held_by(unit, callback, &is_lambda);
    bool is_qt = class && !is_strong && is_lambda && is_own_signal(unit, call->receiver) && py_imports(unit, packages_of_qt);
    if (!class || !(is_strong || is_qt) || py_is_made_once(unit, class) || py_is_aside(unit) || disconnects(check->tree)) return;
    Str name = unit_class(unit, class)->name;
    if (is_strong)
        report(check, call->node, "the signal keeps every '%.*s' that connects here, until somebody disconnects it", FMT(name));
    else
        report(check, callback, "'%.*s' owns the sender, and its signal keeps '%.*s' by this callback: a cycle that the collector can't see", FMT(name), FMT(name));
}

const Rule rule_lambda_callback_captures_self = {
    .id = "lambda-callback-captures-self",
    .summary = "signal keeps the object whose callback it got",
    .help = "connect a method (without weak=False), which signals hold weakly, or disconnect when the object closes",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_call = check,
};
