// x.__del__() runs the finaliser and frees nothing: the object lives on, and when it dies the finaliser runs a second time.
//
// Calls up the chain of classes (super().__del__(), Base.__del__(self)) are how __del__ is meant to be called and are
// silent.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// super(), a class, or something that stands for the superclass: the call passes the end of the object on.
static bool is_chain(const Unit *unit, NodeId call, NodeId receiver)
{
    if (py_argument_count(unit->tree, call) > 0) return true;
    if (tree_kind(unit->tree, receiver) == PY_CALL)
        return py_calls(unit, receiver, "builtins.super");
    FunctionId function = unit_function_at(unit, call);
    return str_is(unit_function(unit, function)->name, "__del__");
}

static void check(Check *check, NodeId call)
{
    NodeId receiver = py_call_receiver(check->tree, call);
    if (!receiver || !str_is(py_method_name(check->tree, call), "__del__")) return;
    if (is_chain(check->unit, call, receiver)) return;
    Str name = tree_text(check->tree, receiver);
    Finding *finding =
        report(check, call, "this frees nothing, and __del__ runs a second time when '%.*s' dies",
               FMT(name));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_explicit_del_call = {
    .id = "explicit-del-call",
    .summary = "__del__ called by hand",
    .help = "move the release into a close() that may run twice, and call that from both places",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
