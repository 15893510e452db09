// @dataclass(slots=True) makes a second class. Until Python 3.14 the methods still mean the first one by `super()` and
// `__class__`, and instances of the second are no instances of that: TypeError.
//
// Only super() without arguments written directly in a method, and only slots=True written out.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// The dataclass in whose method the node stands: one that becomes another class. A nested function shares the method's cell.
static ClassId remade_class(const Unit *unit, NodeId node)
{
    FunctionId id = py_method_around(unit, unit_function_at(unit, node));
    const Function *method = unit_function(unit, id);
    if (id <= TOP_LEVEL || method->flags & FUNCTION_STATIC) return 0;
    NodeId slots = py_class_slots(unit, method->class);
    return slots && tree_kind(unit->tree, slots) == PY_DECORATOR ? method->class : 0;
}

static bool is_bare_super(const Unit *unit, NodeId call)
{
    bool is_super = py_calls(unit, call, "builtins.super");
    return is_super && py_argument_count(unit->tree, call) == 0;
}

// super(Name, self) looks the name up when it runs and finds the second class.
static void offer_fix(Check *check, Finding *finding, NodeId call, ClassId class)
{
    const Function *method = unit_function(check->unit, unit_function_at(check->unit, call));
    const Class *at = unit_class(check->unit, class);
    if (at->function != TOP_LEVEL || at->outer || method->class != class ||
        !method->parameter_count)
        return;
    Str self = unit_binding(check->unit, method->first_parameter)->name;
    fix(check, finding, FIX_REVIEW, "name the class and the instance");
    edit_replace(check, finding, tree_span(check->tree, py_call_arguments(check->tree, call)),
                 "(%.*s, %.*s)", FMT(at->name), FMT(self));
}

static void check(Check *check, NodeId call)
{
    bool is_mended = check->target >= 314;
    ClassId class = !is_mended && is_bare_super(check->unit, call) ? remade_class(check->unit, call) : 0;
    if (!class) return;
    Finding *finding = report(check, call,
                              "super() raises TypeError here before Python 3.14: slots=True makes "
                              "a second '%.*s', and this means the first",
                              FMT(unit_class(check->unit, class)->name));
    also(check, finding, py_class_slots(check->unit, class), "the slots are declared here");
    offer_fix(check, finding, call, class);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_dataclass_slots_super = {
    .id = "dataclass-slots-super",
    .summary = "super() without arguments in a dataclass with slots",
    .help = "write super(Name, self), or leave slots=True out",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
