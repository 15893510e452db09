// A weak reference to something that nothing else refers to is dead on the next line: a bound method is made anew each time
// it is looked up, and a lambda, generator or new object in the argument ends with the statement.
//
// Only what certainly has no other owner: plain methods of classes of this file, and constructors of classes of this file
// that hand `self` to nobody. Misses methods of classes of other files.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// --- what has no other owner -----------------------------------------------------------------------------------

// Does __init__ use `self` for more than its attributes? Then somebody may keep it.
static bool may_be_kept(const Unit *unit, ClassId class)
{
    const Class *at = unit_class(unit, class);
    FunctionId init = py_class_method(unit, class, "__init__");
    if (at->has_unknown_base || at->has_metaclass || py_decorators(unit->tree, at->node) ||
        py_class_method(unit, class, "__new__"))
        return true;
    if (!init || !unit_function(unit, init)->parameter_count) return at->base_count > 0;
    for_each_reference(unit, unit_function(unit, init)->first_parameter, reference)
    {
        bool is_harmless = reference->kind == REFERENCE_MEMBER_WRITE ||
                           reference->kind == REFERENCE_WRITE ||
                           reference->kind == REFERENCE_TESTED;
        if (!is_harmless) return true;
    }
    return false;
}

// "a lambda", "the method 'tick'" ...: empty when something else may own the value.
static Str what_dies(Check *check, NodeId value)
{
    const Unit *unit = check->unit;
    value = py_unparenthesized(check->tree, value);
    FunctionId method = py_bound_method(unit, value);
    if (method)
        return arena_format(check->scratch, "the bound method '%.*s'",
                            FMT(tree_text(check->tree, value)));
    switch (tree_kind(check->tree, value)) {
    case PY_LAMBDA: return STR("the lambda");
    case PY_GENERATOR: return STR("the generator");
    case PY_SET:
    case PY_SET_COMPREHENSION: return STR("the set");
    default: break;
    }
    ClassId class =
        tree_kind(check->tree, value) == PY_CALL
            ? py_class_named(unit, py_qualified(unit, py_call_function(check->tree, value)))
            : 0;
    if (!class || may_be_kept(unit, class)) return (Str){0};
    return arena_format(check->scratch, "the new '%.*s'", FMT(unit_class(unit, class)->name));
}

// --- weak references ---------------------------------------------------------------------------------------------

// Looked at in the same expression (`ref(C())() is None`) is a demonstration, not a loss.
static bool is_demonstration(const Tree *tree, NodeId call)
{
    NodeKind context = tree_kind(tree, py_context(tree, call));
    return context == PY_COMPARISON || context == PY_CALL || context == PY_ASSERT;
}

static void offer_weak_method(Check *check, Finding *finding, NodeId call, NodeId value)
{
    NodeId function = py_call_function(check->tree, call);
    NodeId name = tree_kind(check->tree, function) == PY_ATTRIBUTE
                      ? tree_child_as(check->tree, function, ROLE_ATTRIBUTE)
                      : 0;
    if (!py_bound_method(check->unit, value)) {
        help(check, finding, "keep a strong reference for as long as the value is needed");
        return;
    }
    if (!name || !str_is(tree_text(check->tree, name), "ref")) return;
    fix(check, finding, FIX_REVIEW, "use weakref.WeakMethod, which lives as long as the object");
    edit_replace(check, finding, tree_span(check->tree, name), "WeakMethod");
}

static void check_reference(Check *check, NodeId call)
{
    static const char *const makers[] = {"weakref.ref", "weakref.proxy", "weakref.ReferenceType",
                                         NULL};
    NodeId value = py_argument(check->tree, call, 0, NULL);
    if (!value || !py_calls_any(check->unit, call, makers)) return;
    Str dead = what_dies(check, value);
    if (!dead.len || is_demonstration(check->tree, call)) return;
    Finding *finding = report(
        check, call, "this weak reference is dead at once: nothing else refers to %.*s", FMT(dead));
    offer_weak_method(check, finding, call, value);
}

static void check_add(Check *check, NodeId call)
{
    NodeId receiver = py_call_receiver(check->tree, call),
           value = py_argument(check->tree, call, 0, NULL);
    if (!receiver || !value || !str_is(py_method_name(check->tree, call), "add")) return;
    if (!str_is(py_type_name(check->unit, receiver), "weakref.WeakSet")) return;
    Str dead = what_dies(check, value);
    if (!dead.len) return;
    Finding *finding =
        report(check, call,
               "'%.*s' never has this element: it holds it weakly, and nothing else refers to %.*s",
               FMT(tree_text(check->tree, receiver)), FMT(dead));
    help(check, finding, "keep a strong reference to the element for as long as it is needed");
}

// Signals that hold their receivers weakly unless told otherwise: Django's, Celery's, blinker's, PyDispatcher's and Scrapy's.
static bool is_weak_signal(const Unit *unit, NodeId call)
{
    Str signal = py_qualified(unit, py_call_receiver(unit->tree, call));
    NodeId second = py_argument(unit->tree, call, 1, "signal");
    bool is_library = str_starts(signal, STR("django.")) || str_starts(signal, STR("celery.signals."));
    return is_library || str_is(signal, "pydispatch.dispatcher") || (second && str_starts(py_qualified(unit, second), STR("scrapy.signals.")));
}

static void check_connect(Check *check, NodeId call)
{
    NodeId value = py_argument(check->tree, call, 0, "receiver");
    if (!value || tree_kind(check->tree, py_unparenthesized(check->tree, value)) != PY_LAMBDA) return;
    if (!str_is(py_method_name(check->tree, call), "connect") || py_argument(check->tree, call, -1, "weak") || !is_weak_signal(check->unit, call)) return;
    Finding *finding = report(check, call, "this lambda is never called: the signal holds it weakly, and nothing else refers to it");
    help(check, finding, "connect a function that somebody keeps, or pass weak=False and disconnect it");
}

static void check_store(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId left = tree_child_as(tree, assignment, ROLE_LEFT),
           value = tree_child_as(tree, assignment, ROLE_RIGHT);
    bool is_chained = tree_kind(tree, tree_parent(tree, assignment)) == PY_ASSIGNMENT ||
                      tree_kind(tree, value) == PY_ASSIGNMENT;
    if (tree_kind(tree, left) != PY_SUBSCRIPT || !value || is_chained) return;
    NodeId container = tree_child_as(tree, left, ROLE_VALUE);
    if (!str_is(py_type_name(check->unit, container), "weakref.WeakValueDictionary")) return;
    Str dead = what_dies(check, value);
    if (!dead.len) return;
    Finding *finding = report(
        check, assignment,
        "'%.*s' never has this entry: it holds values weakly, and nothing else refers to %.*s",
        FMT(tree_text(tree, container)), FMT(dead));
    help(check, finding, "keep a strong reference to the value for as long as it is needed");
}

static void check(Check *check, NodeId node)
{
    if (py_is_aside(check->unit)) return;
    if (tree_kind(check->tree, node) == PY_ASSIGNMENT) {
        check_store(check, node);
        return;
    }
    check_reference(check, node);
    check_connect(check, node);
    check_add(check, node);
}

static const NodeKind kinds[] = {PY_CALL, PY_ASSIGNMENT, 0};

const Rule rule_weakref_dead_on_arrival = {
    .id = "weakref-dead-on-arrival",
    .summary = "weak reference to something that nothing else refers to",
    .help = "use weakref.WeakMethod for a bound method",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
