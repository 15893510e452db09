// `raise self.error`: each time, this frame is added to the traceback of the exception that the object keeps. The frame's `self` keeps the object:
// a cycle, and one that gets longer with each call, with all locals of all callers up to where it is caught.
//
// The attribute holds an exception for certain: some write in the class stores a caught one, a new one, or a variable called like one. Silent when
// the attribute is set anew, deleted or emptied anywhere else, and when `self` is let go of behind (`finally: del self`).
// LIMIT: what a variable with another name holds is not known (streams.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_table.h"

// A variable of which its name says that it is an exception.
static bool is_named_exception(const Unit *unit, NodeId value)
{
    static const char *const names[] = {"exc", "e", "err", "error", "exception", NULL};
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, value)->binding);
    return (binding->kind == BINDING_PARAMETER || binding->kind == BINDING_LOCAL) && str_is_any(binding->name, names);
}

static bool is_exception(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) == PY_CALL) {
        Str made = str_last_part(tree_text(tree, py_call_function(tree, value)));
        return str_ends(made, STR("Error")) || str_ends(made, STR("Exception"));
    }
    if (tree_kind(tree, value) != PY_IDENTIFIER) return false;
    NodeId handler = py_handler_around(unit, value), name = handler ? py_handler_name(tree, handler) : 0;
    return is_named_exception(unit, value) || (name && tree_node(tree, name)->binding == tree_node(tree, value)->binding);
}

// Set to something that is no exception after __init__: None, mostly.
static bool is_cut(const Unit *unit, const Attribute *use)
{
    if (use->kind == REFERENCE_DELETE) return true;
    if (use->kind != REFERENCE_WRITE || str_is(unit_function(unit, use->function)->name, "__init__")) return false;
    return !use->value || !is_exception(unit, use->value);
}

// Where the class stores an exception in the attribute; 0 when it does not, or lets go of it again.
static NodeId stored_at(const Unit *unit, ClassId class, Str name)
{
    NodeId stored = 0;
    for_each_use(unit, class, name, use) {
        if (is_cut(unit, use)) return 0;
        if (use->kind == REFERENCE_WRITE && use->value && is_exception(unit, use->value) && !stored) stored = use->node;
    }
    return stored;
}

static NodeId raised_attribute(const Tree *tree, NodeId raise)
{
    NodeId value = py_unparenthesized(tree, tree_first(tree, raise));
    NodeId object = value && tree_kind(tree, value) == PY_ATTRIBUTE ? tree_child_as(tree, value, ROLE_OBJECT) : 0;
    return object && tree_kind(tree, object) == PY_IDENTIFIER ? value : 0;
}

// One finding says it for the attribute.
static bool is_first(const Unit *unit, ClassId class, NodeId attribute)
{
    for_each_use(unit, class, py_attribute_name(unit->tree, attribute), use)
        if (tree_kind(unit->tree, py_context(unit->tree, use->node)) == PY_RAISE) return use->node == attribute;
    return true;
}

static void check(Check *check, NodeId raise)
{
    const Unit *unit = check->unit;
    NodeId attribute = tree_first(check->tree, raise) ? raised_attribute(check->tree, raise) : 0;
    BindingId self = attribute ? tree_node(check->tree, tree_first(check->tree, attribute))->binding : 0;
    ClassId class = self ? py_self_class(unit, self) : 0;
    if (!class || py_is_let_go(unit, self, raise) || py_is_exception_class(unit, class) || py_is_aside(unit) || !is_first(unit, class, attribute)) return;
    Str name = py_attribute_name(check->tree, attribute);
    NodeId stored = stored_at(unit, class, name);
    if (!stored) return;
    Finding *finding = report(check, raise, "each time, '%.*s' gets this frame into its traceback, and the frame keeps '%.*s', which keeps it",
                              FMT(name), FMT(tree_text(check->tree, tree_first(check->tree, attribute))));
    also(check, finding, stored, "stored here, and never let go of");
    unless_elsewhere(check, finding, "cuts .%.*s", FMT(name));
    unless_elsewhere(check, finding, "above #%u: sets .%.*s", class, FMT(name));
    unless_elsewhere(check, finding, "below #%u: sets .%.*s", class, FMT(name));
}

static const NodeKind kinds[] = {PY_RAISE, 0};

const Rule rule_stored_exception_raised = {
    .id = "stored-exception-raised",
    .summary = "exception that its object keeps is raised again and again",
    .help = "set the attribute to None when it was raised or the object ends, or raise it.with_traceback(None)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
