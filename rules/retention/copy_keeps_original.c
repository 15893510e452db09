// A method that makes a copy of its object and gives it the object it was copied from: a copy of a copy keeps the first copy, and that the
// original. Where copies are made of copies (statements that are built step by step, states, requests), all that ever were stay.
//
// Only what is certainly a copy: `copy.copy(self)`, `__new__` of its own class whose `__dict__` is filled from self's, or what a method called copy
// or clone makes of its own class. Silent where the older origin is taken when there is one, where anything lets go of the attribute, and where the
// original is held weakly.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static ClassId self_of(const Unit *unit, NodeId node)
{
    return tree_kind(unit->tree, node) == PY_IDENTIFIER ? py_self_class(unit, tree_node(unit->tree, node)->binding) : 0;
}

// self.__class__, type(self)
static bool is_own_class(const Unit *unit, NodeId node)
{
    if (tree_kind(unit->tree, node) == PY_ATTRIBUTE) return str_is(py_attribute_name(unit->tree, node), "__class__") && self_of(unit, tree_first(unit->tree, node));
    NodeId argument = py_calls(unit, node, "builtins.type") ? py_argument(unit->tree, node, 0, NULL) : 0;
    return argument && self_of(unit, argument);
}

// Is the variable given what self has: copy.__dict__ = ..., copy.__dict__.update(self.__dict__)?
static bool gets_contents(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference) {
        bool is_member = reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_MEMBER_WRITE || reference->kind == REFERENCE_RECEIVER;
        if (is_member && str_is(py_attribute_name(unit->tree, py_context(unit->tree, reference->node)), "__dict__")) return true;
    }
    return false;
}

static bool is_copy_method(const Function *function)
{
    return str_contains(function->name, STR("copy")) || str_contains(function->name, STR("clone"));
}

static bool is_copy(const Unit *unit, NodeId made, BindingId variable)
{
    static const char *const copiers[] = {"copy.copy", "copy.deepcopy", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, made) != PY_CALL) return false;
    NodeId argument = py_argument(tree, made, 0, NULL), function = py_call_function(tree, made);
    if (py_calls_any(unit, made, copiers)) return argument && self_of(unit, argument);
    bool is_new = str_is(py_method_name(tree, made), "__new__");
    if (is_new) return argument && is_own_class(unit, argument) && gets_contents(unit, variable);
    return is_own_class(unit, function) && is_copy_method(unit_function(unit, unit_function_at(unit, made)));
}

static bool is_returned(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_RETURNED) return true;
    return false;
}

// copy.origin = self
static void check(Check *check, NodeId assignment)
{
    const Unit *unit = check->unit;
    NodeId target = tree_child_as(check->tree, assignment, ROLE_LEFT), value = tree_child_as(check->tree, assignment, ROLE_RIGHT);
    if (!value || tree_kind(check->tree, target) != PY_ATTRIBUTE || !self_of(unit, value)) return;
    NodeId object = tree_first(check->tree, target);
    BindingId variable = tree_kind(check->tree, object) == PY_IDENTIFIER ? tree_node(check->tree, object)->binding : 0;
    NodeId made = unit_binding(unit, variable)->kind == BINDING_LOCAL ? py_only_value(unit, variable) : 0;
    if (!made || !is_copy(unit, made, variable) || !is_returned(unit, variable) || py_is_aside(unit)) return;
    Str name = py_attribute_name(check->tree, target);
    Finding *finding = report(check, assignment, "'%.*s' keeps what it is a copy of: a copy of a copy keeps all that were before it", FMT(tree_text(check->tree, target)));
    also(check, finding, made, "the copy is made here");
    unless_elsewhere(check, finding, "cuts .%.*s", FMT(name));
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_copy_keeps_original = {
    .id = "copy-keeps-original",
    .summary = "copy that keeps the object it was made of",
    .help = "keep the first original (origin = self.origin or self), what is needed of it, or a weak reference",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
