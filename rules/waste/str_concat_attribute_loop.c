// self.text += part in a loop: all that is there is copied each time. The interpreter lengthens a str in place only when a local
// variable of the function, which no nested function uses, is its only reference: not in an attribute, not in a global variable.
//
// The text starts as a literal, nothing else in the loop binds it or its object, and the loop goes over an input, or there is another
// one in it: other texts stay short.
// LIMIT: text that grows by one piece per call, in a method that a loop calls (fixtures/python/str-concat-attribute-loop/texts.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"
#include "python/py_resolve.h"

static bool is_text(const Tree *tree, NodeId value)
{
    return value && tree_kind(tree, value) == PY_STRING && !py_string_is_bytes(tree, value);
}

// Does a method of the class start the attribute with a literal?
static bool starts_as_text(const Unit *unit, NodeId target)
{
    ClassId class = py_instance_class(unit, tree_child_as(unit->tree, target, ROLE_OBJECT));
    Str name = py_attribute_name(unit->tree, target);
    for_each_use(unit, class, name, use)
        if (use->kind == REFERENCE_WRITE && is_text(unit->tree, use->value)) return true;
    return false;
}

// What keeps the interpreter from lengthening it in place; NULL when it does.
static const char *obstacle(const Unit *unit, NodeId target)
{
    if (tree_kind(unit->tree, target) == PY_ATTRIBUTE) return "an attribute";
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, target)->binding);
    // Code at module level is a script's.
    if (binding->kind == BINDING_GLOBAL)
        return unit_function_at(unit, target) == TOP_LEVEL ? NULL : "a global variable";
    return binding->kind == BINDING_LOCAL && binding->is_captured
               ? "a nested function's variable too"
               : NULL;
}

static bool begins_as_text(const Unit *unit, NodeId loop, NodeId target)
{
    NodeId value = py_value_before(unit, loop, target);
    if (value) return is_text(unit->tree, value);
    if (str_is(py_type_name(unit, target), "builtins.str")) return true;
    return tree_kind(unit->tree, target) == PY_ATTRIBUTE && starts_as_text(unit, target);
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    if (!py_added_value(tree, assignment) || py_is_aside(check->unit)) return;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    NodeKind kind = tree_kind(tree, target);
    if (kind != PY_ATTRIBUTE && kind != PY_IDENTIFIER) return;
    const char *why = obstacle(check->unit, target);
    NodeId loop = why ? py_growing_loop(check->unit, assignment, target) : 0;
    if (!loop || !begins_as_text(check->unit, loop, target) ||
        !py_is_long_loop(check->unit, loop, assignment) ||
        py_is_limited_in(check->unit, loop, target))
        return;
    Finding *finding =
        report(check, assignment,
               "all of '%.*s' is copied in every turn of the loop to add a piece: it is %s",
               FMT(tree_text(tree, target)), why);
    also(check, finding, loop, "this loop");
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_AUGMENTED_ASSIGNMENT, 0};

const Rule rule_str_concat_attribute_loop = {
    .id = "str-concat-attribute-loop",
    .summary = "text in an attribute that a loop copies whole to add a piece",
    .help = "collect the pieces in a list and join them once behind the loop, or add to a local "
            "variable and assign that to it",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
