// weakref.finalize keeps its callback and arguments until the object dies: when they hold the object, it never does, and the
// finaliser never runs. A weak reference whose callback is a bound method of its own object calls nobody when the object
// goes.
//
// Looks for the object in the callback (bound method, lambda, partial, inner function) and in the arguments.
// Deliberate: attributes of the object (`self.file`, `self.file.close`) are other objects.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// The binding of an object that is named by a variable, 0 for any other expression.
static BindingId variable_of(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    return tree_kind(unit->tree, expression) == PY_IDENTIFIER
               ? tree_node(unit->tree, expression)->binding
               : 0;
}

// Is it `x.m` with a plain method m of x?
static bool binds(const Unit *unit, NodeId expression, BindingId object)
{
    expression = py_unparenthesized(unit->tree, expression);
    if (tree_kind(unit->tree, expression) != PY_ATTRIBUTE) return false;
    return variable_of(unit, tree_child_as(unit->tree, expression, ROLE_OBJECT)) == object &&
           py_bound_method(unit, expression);
}

static NodeId first_argument_holding(const Unit *unit, NodeId from, BindingId object);

// The code of the inner function that the name means, 0 = none.
static NodeId inner_body(const Unit *unit, NodeId callback)
{
    const Binding *binding = unit_binding(unit, variable_of(unit, callback));
    FunctionId id = binding->kind == BINDING_FUNCTION ? binding->names_function : 0;
    return id && binding->function != TOP_LEVEL ? unit_function(unit, id)->body : 0;
}

// The place where an expression takes hold of the object, 0 = it does not.
static NodeId holds(const Unit *unit, NodeId expression, BindingId object)
{
    const Tree *tree = unit->tree;
    expression = py_unparenthesized(tree, expression);
    if (variable_of(unit, expression) == object || binds(unit, expression, object))
        return expression;
    if (tree_kind(tree, expression) == PY_LAMBDA) return py_mention(unit, expression, object);
    if (py_calls(unit, expression, "functools.partial"))
        return first_argument_holding(unit, tree_first(tree, py_call_arguments(tree, expression)),
                                      object);
    NodeId body = inner_body(unit, expression);
    return body ? py_mention(unit, body, object) : 0;
}

static NodeId first_argument_holding(const Unit *unit, NodeId from, BindingId object)
{
    for (NodeId argument = from; argument; argument = tree_next(unit->tree, argument)) {
        bool is_keyword = tree_kind(unit->tree, argument) == PY_KEYWORD_ARGUMENT;
        NodeId value = is_keyword ? tree_child_as(unit->tree, argument, ROLE_VALUE) : argument;
        NodeId found = holds(unit, value, object);
        if (found) return found;
    }
    return 0;
}

static void check_finalize(Check *check, NodeId call, BindingId object, NodeId second)
{
    NodeId held = first_argument_holding(check->unit, second, object);
    if (!held) return;
    Str name = unit_binding(check->unit, object)->name;
    Finding *finding = report(
        check, call,
        "this finaliser never runs: it holds '%.*s' itself, which so lives until the program ends",
        FMT(name));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_WARNING);
    also(check, finding, held, "'%.*s' is held here", FMT(name));
}

static void check_callback(Check *check, NodeId call, BindingId object, NodeId callback)
{
    if (!callback || !binds(check->unit, callback, object)) return;
    Str name = unit_binding(check->unit, object)->name;
    Finding *finding = report(check, call,
                              "this callback is never called when '%.*s' dies: it is a method of "
                              "'%.*s' and keeps it alive as "
                              "long as the weak reference lives",
                              FMT(name), FMT(name));
    also(check, finding, callback, "'%.*s' is held here", FMT(name));
}

static void check(Check *check, NodeId call)
{
    static const char *const references[] = {"weakref.ref", "weakref.proxy", NULL};
    Str callee = py_qualified(check->unit, py_call_function(check->tree, call));
    bool finalizes = str_is(callee, "weakref.finalize");
    if (!finalizes && !str_is_any(callee, references)) return;
    NodeId first = py_argument(check->tree, call, 0, NULL);
    BindingId object = first ? variable_of(check->unit, first) : 0;
    if (!object) return;
    if (finalizes) {
        check_finalize(check, call, object, tree_next(check->tree, first));
    } else {
        check_callback(check, call, object, py_argument(check->tree, call, 1, "callback"));
    }
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_finalizer_keeps_object_alive = {
    .id = "finalizer-keeps-object-alive",
    .summary = "finaliser holds the object whose end it waits for",
    .help = "give it a static method or function, and only those attributes that it needs",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
