// A class with __del__ whose instances certainly refer to themselves: a bound method, a lambda, a nested function or a partial of `self`
// that is stored on `self`, or a child that `self` keeps and that points back.
//
// Two variables that are given to each other count too.
//
// Since Python 3.4 such an instance is collected, late and in no order, so what __del__ gives back stays until then. A cycle that
// some method cuts (it puts another value there, or deletes or empties what holds it) is silent, and so is what only may be a cycle.
// Misses cycles through objects of classes of other files.
#include "engine/rule.h"
#include "python/py_class.h"
#include "python/py_instances.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

typedef struct Cycle {
    NodeId at;       // where the reference back is stored
    Str name;        // the attribute that holds it: cutting it ends the cycle
    Str other;       // the attribute that holds the child, when there is one: cutting that does too
    ClassId child;   // the child's class, when it is known
} Cycle;

static bool is_self(const Unit *unit, NodeId node, ClassId class)
{
    return tree_kind(unit->tree, node) == PY_IDENTIFIER && py_self_class(unit, tree_node(unit->tree, node)->binding) == class;
}

// A variable that only ever holds instances of the class.
static bool is_instance(const Unit *unit, NodeId node, ClassId class)
{
    Str name = unit_binding(unit, unit_class(unit, class)->binding)->qualified;
    return tree_kind(unit->tree, node) == PY_IDENTIFIER && name.len && str_equal(py_type_name(unit, node), name);
}

static Str attribute_of(const Tree *tree, NodeId attribute) { return tree_text(tree, tree_child_as(tree, attribute, ROLE_ATTRIBUTE)); }

// --- does the value refer to self? -----------------------------------------------------------------------------

// self.method, not called; a static or class method does not hold the instance.
static bool is_bound_method(const Unit *unit, NodeId value, ClassId class)
{
    if (tree_kind(unit->tree, value) != PY_ATTRIBUTE || !is_self(unit, tree_first(unit->tree, value), class)) return false;
    const Binding *method = unit_binding(unit, tree_node(unit->tree, value)->binding);
    uint32_t flags = unit_function(unit, method->names_function)->flags;
    bool is_plain = !(flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD | FUNCTION_PROPERTY));
    return method->kind == BINDING_FUNCTION && method->names_function && is_plain;
}

static bool mentions_self(const Unit *unit, NodeId from, ClassId class)
{
    for (NodeId node = from; node < tree_end(unit->tree, from); node++)
        if (is_self(unit, node, class)) return true;
    return false;
}

static bool refers_to_self(const Unit *unit, NodeId value, ClassId class);

static bool partial_refers(const Unit *unit, NodeId call, ClassId class)
{
    const Tree *tree = unit->tree;
    if (!str_is(py_qualified(unit, py_call_function(tree, call)), "functools.partial")) return false;
    for (NodeId argument = tree_first(tree, py_call_arguments(tree, call)); argument; argument = tree_next(tree, argument)) {
        NodeId value = tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT ? tree_child_as(tree, argument, ROLE_VALUE) : argument;
        if (is_self(unit, value, class) || refers_to_self(unit, value, class)) return true;
    }
    return false;
}

static bool display_refers(const Unit *unit, NodeId display, ClassId class)
{
    const Tree *tree = unit->tree;
    for (NodeId part = tree_first(tree, display); part; part = tree_next(tree, part)) {
        NodeId value = tree_kind(tree, part) == PY_PAIR ? tree_child_as(tree, part, ROLE_VALUE) : part;
        if (refers_to_self(unit, value, class)) return true;
    }
    return false;
}

static bool refers_to_self(const Unit *unit, NodeId value, ClassId class)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    switch (tree_kind(tree, value)) {
    case PY_ATTRIBUTE: return is_bound_method(unit, value, class);
    case PY_LAMBDA: return mentions_self(unit, tree_child_as(tree, value, ROLE_BODY), class);
    case PY_CALL: return partial_refers(unit, value, class);
    case PY_LIST:
    case PY_TUPLE:
    case PY_DICTIONARY: return display_refers(unit, value, class);
    case PY_IDENTIFIER: {
        const Binding *binding = unit_binding(unit, tree_node(tree, value)->binding);
        const Function *nested = unit_function(unit, binding->names_function);
        bool is_nested = binding->kind == BINDING_FUNCTION && binding->names_function && !nested->class;
        return is_nested && binding->writes <= 1 && mentions_self(unit, nested->body, class);
    }
    default: return false;
    }
}

// --- children that point back ------------------------------------------------------------------------------------

// The attribute of self in which `child`, a local, is kept in the same function: self.x = child, self.xs.append(child), self.xs[k] = child.
static Str kept_in(const Unit *unit, BindingId child, ClassId class)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, child, reference) {
        NodeId context = py_context(tree, reference->node), target = 0;
        if (reference->kind == REFERENCE_STORED && tree_kind(tree, context) == PY_ASSIGNMENT) target = tree_child_as(tree, context, ROLE_LEFT);
        if (tree_kind(tree, target) == PY_SUBSCRIPT) target = tree_first(tree, target);
        static const char *const keepers[] = {"append", "add", "appendleft", NULL};
        NodeId call = tree_kind(tree, context) == PY_ARGUMENT_LIST ? tree_parent(tree, context) : 0;
        if (call && str_is_any(tree_text(tree, py_call_method(tree, call)), keepers)) target = py_call_receiver(tree, call);
        if (tree_kind(tree, target) == PY_ATTRIBUTE && is_self(unit, tree_first(tree, target), class))
            return attribute_of(tree, target);
    }
    return (Str){0};
}

// child.parent = self
static bool find_back_link(const Unit *unit, NodeId left, NodeId right, ClassId class, Cycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId child = tree_first(tree, left);
    if (!is_self(unit, right, class) || tree_kind(tree, child) != PY_IDENTIFIER) return false;
    BindingId binding = tree_node(tree, child)->binding;
    Str kept = kept_in(unit, binding, class);
    if (!kept.len || is_self(unit, child, class)) return false;
    *cycle = (Cycle){.at = left, .name = attribute_of(tree, left), .other = kept};
    return true;
}

// The attribute in which __init__ keeps its n-th parameter (0 = self), as it is.
static Str kept_parameter(const Unit *unit, ClassId class, uint32_t n)
{
    const Tree *tree = unit->tree;
    const Function *init = unit_function(unit, py_method(unit, class, STR("__init__")));
    for (uint32_t i = 0; i < unit->attributes.len && n < init->parameter_count; i++) {
        const Attribute *attribute = &unit->attributes.at[i];
        bool is_kept = attribute->class == init->class && attribute->kind == REFERENCE_WRITE && tree_kind(tree, attribute->value) == PY_IDENTIFIER;
        if (is_kept && tree_node(tree, attribute->value)->binding == init->first_parameter + n) return attribute->name;
    }
    return (Str){0};
}

// self.child = Child(self), where this file's Child keeps its argument.
static bool find_constructed(const Unit *unit, const Attribute *write, Cycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId value = write->value;
    if (tree_kind(tree, value) != PY_CALL) return false;
    const Binding *binding = unit_binding(unit, tree_node(tree, py_call_function(tree, value))->binding);
    if (binding->kind != BINDING_CLASS || !binding->class) return false;
    NodeId argument = tree_first(tree, py_call_arguments(tree, value));
    for (uint32_t n = 1; argument; n++, argument = tree_next(tree, argument)) {
        Str kept = is_self(unit, argument, write->class) ? kept_parameter(unit, binding->class, n) : (Str){0};
        if (!kept.len) continue;
        *cycle = (Cycle){.at = write->node, .name = write->name, .other = kept, .child = binding->class};
        return true;
    }
    return false;
}

// --- is it cut? ------------------------------------------------------------------------------------------------

// A use of an attribute that ends a cycle through it: deleted, emptied, given another value outside __init__. In __del__ it is too late.
static bool cuts(const Unit *unit, NodeId attribute, ClassId class)
{
    static const char *const emptying[] = {"clear", "pop", "popleft", "popitem", "remove", "discard", NULL};
    const Tree *tree = unit->tree;
    const Function *function = unit_function(unit, unit_function_at(unit, attribute));
    if (str_is(function->name, "__del__")) return false;
    Str method;
    ReferenceKind kind = py_reference_kind(tree, attribute, &method);
    if (kind == REFERENCE_DELETE || kind == REFERENCE_ELEMENT_DELETE) return true;
    if (kind == REFERENCE_RECEIVER) return str_is_any(method, emptying);
    if (kind != REFERENCE_WRITE || str_is(function->name, "__init__")) return false;
    NodeId value = py_assigned_value(tree, attribute);
    return !is_self(unit, value, class) && !refers_to_self(unit, value, class) && !is_instance(unit, value, class);
}

static bool is_cut(const Unit *unit, const Cycle *cycle, ClassId class)
{
    const Tree *tree = unit->tree;
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != PY_ATTRIBUTE) continue;
        Str name = attribute_of(tree, node);
        bool is_ours = str_equal(name, cycle->name) || (cycle->other.len && str_equal(name, cycle->other));
        if ((is_ours && cuts(unit, node, class)) || str_is(name, "__dict__")) return true;
    }
    return false;
}

// A property may hold what it is given weakly.
static bool is_property(const Unit *unit, Str name)
{
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++)
        if (unit_function(unit, id)->flags & FUNCTION_PROPERTY && str_equal(unit_function(unit, id)->name, name)) return true;
    return false;
}

// --- reporting -------------------------------------------------------------------------------------------------

static bool has_finaliser(const Unit *unit, ClassId class)
{
    const Tree *tree = unit->tree;
    FunctionId id = class ? py_method(unit, class, STR("__del__")) : 0;
    NodeId statement = id ? tree_first(tree, unit_function(unit, id)->body) : 0;
    for (; statement; statement = tree_next(tree, statement)) {
        bool is_idle = tree_kind(tree, statement) == PY_PASS || py_is_literal(tree, tree_first(tree, statement));
        if (!is_idle) return true;
    }
    return false;
}

static bool report_cycle(Check *check, const Cycle *cycle, ClassId class)
{
    const Unit *unit = check->unit;
    ClassId finalised = has_finaliser(unit, class) ? class : has_finaliser(unit, cycle->child) ? cycle->child : 0;
    if (!finalised || is_property(unit, cycle->name) || is_property(unit, cycle->other) || is_cut(unit, cycle, class)) return false;
    Finding *finding = report(check, cycle->at, "'%.*s' closes a cycle through '%.*s', so only the collector calls its '__del__', late and in no order",
                              FMT(tree_text(check->tree, cycle->at)), FMT(unit_class(unit, finalised)->name));
    const Function *del = unit_function(unit, py_method(unit, finalised, STR("__del__")));
    also(check, finding, tree_child_as(check->tree, del->node, ROLE_NAME), "what it gives back stays until then");
    return true;
}

static bool check_attributes(Check *check, ClassId class)
{
    for (uint32_t i = 0; i < check->unit->attributes.len; i++) {
        const Attribute *write = &check->unit->attributes.at[i];
        if (write->class != class || write->kind != REFERENCE_WRITE || !write->value || write->through_class) continue;
        Cycle cycle = {.at = write->node, .name = write->name};
        bool is_cycle = refers_to_self(check->unit, write->value, class) || find_constructed(check->unit, write, &cycle);
        if (is_cycle && report_cycle(check, &cycle, class)) return true;
    }
    return false;
}

// first.next = second where `assignment`, before it in the same function, was second.next = first.
static bool find_mutual(const Unit *unit, NodeId assignment, ClassId class, Cycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, assignment, ROLE_LEFT), right = tree_child_as(tree, assignment, ROLE_RIGHT);
    if (!is_instance(unit, tree_first(tree, left), class) || !is_instance(unit, right, class)) return false;
    BindingId holder = tree_node(tree, tree_first(tree, left))->binding, held = tree_node(tree, right)->binding;
    for (NodeId node = ROOT; node < assignment; node++) {
        NodeId target = tree_kind(tree, node) == PY_ASSIGNMENT ? tree_child_as(tree, node, ROLE_LEFT) : 0;
        if (tree_kind(tree, target) != PY_ATTRIBUTE || py_enclosing_function(tree, node) != py_enclosing_function(tree, assignment)) continue;
        NodeId value = tree_child_as(tree, node, ROLE_RIGHT);
        bool is_back = tree_node(tree, tree_first(tree, target))->binding == held && tree_node(tree, value)->binding == holder;
        if (!is_back || tree_kind(tree, value) != PY_IDENTIFIER) continue;
        *cycle = (Cycle){.at = left, .name = attribute_of(tree, left), .other = attribute_of(tree, target)};
        return true;
    }
    return false;
}

static void check_assignments(Check *check, ClassId class)
{
    const Tree *tree = check->tree;
    for (NodeId node = ROOT; node < tree->count; node++) {
        NodeId left = tree_kind(tree, node) == PY_ASSIGNMENT ? tree_child_as(tree, node, ROLE_LEFT) : 0;
        if (tree_kind(tree, left) != PY_ATTRIBUTE) continue;
        Cycle cycle;
        bool is_cycle = find_back_link(check->unit, left, tree_child_as(tree, node, ROLE_RIGHT), class, &cycle) ||
                        find_mutual(check->unit, node, class, &cycle);
        if (is_cycle && report_cycle(check, &cycle, class)) return;
    }
}

// One finding for a class: its instances are in a cycle or they are not.
static void check(Check *check, ClassId class)
{
    bool any = false;
    for (FunctionId id = TOP_LEVEL; id < check->unit->functions.len && !any; id++) any = str_is(unit_function(check->unit, id)->name, "__del__");
    if (!any || py_is_made_once(check->unit, class)) return;
    if (!check_attributes(check, class)) check_assignments(check, class);
}

const Rule rule_del_cycle = {
    .id = "del-cycle",
    .summary = "instances with __del__ are part of a reference cycle",
    .help = "give the resource back with a context manager or weakref.finalize, hold the back link weakly, or cut the cycle in close()",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .on_class = check,
};
