// What only may hold the object does not: a value chosen by `or`, an object of a class of another file, a function whose result is not
// seen to be a closure. A closure holds a variable; that is the object only while nothing else is assigned to the variable.
#include "python/py_held.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_resolve.h"

// Calls, displays and wrappers inside of each other that are followed, and bases that hand an argument on.
enum { DEPTH_MAX = 8 };

static bool holds(const Unit *unit, NodeId value, PyHeld held, int depth);

bool py_is_held(const Unit *unit, NodeId node, PyHeld held)
{
    if (tree_kind(unit->tree, node) != PY_IDENTIFIER) return false;
    BindingId binding = tree_node(unit->tree, node)->binding;
    if (held.variable) return binding == held.variable;
    bool is_cls = unit_function(unit, unit_binding(unit, binding)->function)->flags & FUNCTION_CLASS_METHOD;
    return !is_cls && py_self_class(unit, binding) == held.class;
}

static bool mentions(const Unit *unit, NodeId from, PyHeld held)
{
    if (held.variable && unit_binding(unit, held.variable)->writes > 1) return false;
    for (NodeId node = from; node < tree_end(unit->tree, from); node++)
        if (py_is_held(unit, node, held)) return true;
    return false;
}

// --- parameters --------------------------------------------------------------------------------------------------

BindingId py_parameter(const Unit *unit, const Function *function, uint32_t n, Str keyword)
{
    if (!keyword.len) return n < function->parameter_count ? function->first_parameter + n : 0;
    for (uint32_t i = 0; i < function->parameter_count; i++)
        if (str_equal(unit_binding(unit, function->first_parameter + i)->name, keyword)) return function->first_parameter + i;
    return 0;
}

BindingId py_parameter_given(const Unit *unit, NodeId argument)
{
    const Call *call = unit_call(unit, tree_ancestor(unit->tree, argument, PY_CALL));
    uint32_t number = 0;
    while (call && number < call->argument_count && call->arguments[number].node != argument) number++;
    if (!call || number == call->argument_count || call->arguments[number].keyword.len) return 0;
    const Function *function = unit_function(unit, call->target);
    bool is_bound = function->class && !(function->flags & FUNCTION_STATIC);
    return py_parameter(unit, function, number + is_bound, (Str){0});
}

static Str keyword_of(const Tree *tree, NodeId argument)
{
    bool is_keyword = tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT;
    return is_keyword ? tree_text(tree, tree_child_as(tree, argument, ROLE_NAME)) : (Str){0};
}

static NodeId value_of(const Tree *tree, NodeId argument)
{
    return tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT ? tree_child_as(tree, argument, ROLE_VALUE) : argument;
}

// --- closures that functions return ------------------------------------------------------------------------------

static bool is_returned(const Unit *unit, const Function *nested)
{
    const Tree *tree = unit->tree;
    if (nested->flags & FUNCTION_LAMBDA) return tree_kind(tree, py_context(tree, nested->node)) == PY_RETURN;
    for_each_reference(unit, nested->binding, reference)
        if (reference->kind == REFERENCE_RETURNED) return true;
    return false;
}

static bool returns_holder(const Unit *unit, FunctionId id, PyHeld held)
{
    const Function *function = unit_function(unit, id);
    if (function->flags & (FUNCTION_ASYNC | FUNCTION_GENERATOR) || py_decorators(unit->tree, function->node)) return false;
    NodeId end = tree_end(unit->tree, function->node);
    for (FunctionId inner = id + 1; inner < unit->functions.len && unit_function(unit, inner)->node < end; inner++) {
        const Function *nested = unit_function(unit, inner);
        if (nested->parent == id && is_returned(unit, nested) && mentions(unit, nested->body, held)) return true;
    }
    return false;
}

bool py_wraps(const Unit *unit, FunctionId function, BindingId parameter)
{
    return parameter && returns_holder(unit, function, (PyHeld){.variable = parameter});
}

// The x.run of `x.run = wrap(x.run)`: before anything is assigned to it, a method if it can be called.
static bool is_patched_method(const Unit *unit, NodeId value, PyHeld held)
{
    bool is_own = tree_kind(unit->tree, value) == PY_ATTRIBUTE && py_is_held(unit, tree_first(unit->tree, value), held);
    return is_own && held.method.len && str_equal(py_attribute_name(unit->tree, value), held.method);
}

static bool is_called(const Unit *unit, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_CALLED) return true;
    return false;
}

// wrap(x.m), self.wrap(value): a function of this file that returns a closure over its argument, or a method that returns one over its self.
static bool wrapper_holds(const Unit *unit, NodeId call, PyHeld held, int depth)
{
    const Tree *tree = unit->tree;
    NodeId function = py_call_function(tree, call);
    FunctionId method = tree_kind(tree, function) == PY_ATTRIBUTE ? py_bound_method(unit, function) : 0;
    FunctionId called = method;
    if (tree_kind(tree, function) == PY_IDENTIFIER) {
        const Binding *binding = unit_binding(unit, tree_node(tree, function)->binding);
        called = binding->kind == BINDING_FUNCTION && binding->writes <= 1 && !binding->class ? binding->names_function : 0;
    }
    if (!called) return false;
    if (method && held.class && py_is_held(unit, tree_first(tree, function), held) && returns_holder(unit, method, held)) return true;
    uint32_t n = method ? 1 : 0;
    for (NodeId argument = tree_first(tree, py_call_arguments(tree, call)); argument; argument = tree_next(tree, argument), n++) {
        BindingId parameter = py_parameter(unit, unit_function(unit, called), n, keyword_of(tree, argument));
        NodeId value = value_of(tree, argument);
        bool is_patch = parameter && is_patched_method(unit, value, held) && is_called(unit, parameter);
        if ((is_patch || holds(unit, value, held, depth)) && py_wraps(unit, called, parameter)) return true;
    }
    return false;
}

// --- calls -------------------------------------------------------------------------------------------------------

// What is made by these keeps what it is given for as long as it lives. Not threads, which let go of their target when it ends.
static bool keeps_arguments(Str callee)
{
    static const char *const keepers[] = {"functools.partial", "types.MethodType", "builtins.map", "builtins.filter", "collections.defaultdict",
                                          "builtins.list", "builtins.dict", "builtins.set", "builtins.tuple", "collections.OrderedDict", "collections.deque",
                                          "asyncio.StreamWriter", "asyncio.streams.StreamWriter", "asyncio.StreamReaderProtocol",
                                          "tornado.ioloop.PeriodicCallback", "threading.Timer", NULL};
    return str_is_any(callee, keepers);
}

// list(self), set(self.tokens()): its elements, not it.
static bool copies_argument(Str callee)
{
    static const char *const copiers[] = {"builtins.list", "builtins.set", "builtins.tuple", "collections.deque", NULL};
    return str_is_any(callee, copiers);
}

static bool is_cache(Str callee) { return str_is(callee, "functools.lru_cache") || str_is(callee, "functools.cache"); }

// f of f(x), and of lru_cache(maxsize=9)(x).
static Str maker_of(const Unit *unit, NodeId call)
{
    NodeId function = py_call_function(unit->tree, call);
    Str name = py_qualified(unit, tree_kind(unit->tree, function) == PY_CALL ? py_call_function(unit->tree, function) : function);
    return tree_kind(unit->tree, function) == PY_CALL && !is_cache(name) ? (Str){0} : name;
}

// self.tokens(): a generator holds its frame, and that `self`, until it has run out.
static bool is_own_generator(const Unit *unit, NodeId call, PyHeld held)
{
    NodeId function = py_call_function(unit->tree, call);
    if (tree_kind(unit->tree, function) != PY_ATTRIBUTE || !py_is_held(unit, tree_first(unit->tree, function), held)) return false;
    FunctionId method = py_bound_method(unit, function);
    return method && unit_function(unit, method)->flags & FUNCTION_GENERATOR && !(unit_function(unit, method)->flags & FUNCTION_ASYNC);
}

// weakref.ref(x, self.forget): the reference is weak, its callback is not.
static bool callback_holds(const Unit *unit, NodeId call, PyHeld held, int depth)
{
    static const char *const references[] = {"weakref.ref", "weakref.proxy", "weakref.WeakMethod", NULL};
    NodeId callback = py_argument(unit->tree, call, 1, "callback");
    return callback && py_calls_any(unit, call, references) && holds(unit, callback, held, depth);
}

static bool arguments_hold(const Unit *unit, NodeId call, Str callee, PyHeld held, int depth)
{
    const Tree *tree = unit->tree;
    NodeId arguments = py_call_arguments(tree, call);
    if (tree_kind(tree, arguments) == PY_GENERATOR) return holds(unit, arguments, held, depth);
    for (NodeId argument = tree_first(tree, arguments); argument; argument = tree_next(tree, argument)) {
        NodeId value = py_unparenthesized(tree, value_of(tree, argument));
        bool is_run_out = tree_kind(tree, value) == PY_CALL && is_own_generator(unit, value, held);
        if (copies_argument(callee) && (is_run_out || py_is_held(unit, value, held))) continue;
        if (holds(unit, value, held, depth) || (is_cache(callee) && is_patched_method(unit, value, held))) return true;
    }
    return false;
}

static bool call_holds(const Unit *unit, NodeId call, PyHeld held, int depth)
{
    if (callback_holds(unit, call, held, depth) || is_own_generator(unit, call, held) || wrapper_holds(unit, call, held, depth)) return true;
    Str callee = maker_of(unit, call);
    return (keeps_arguments(callee) || is_cache(callee)) && arguments_hold(unit, call, callee, held, depth);
}

// --- values ------------------------------------------------------------------------------------------------------

static bool display_holds(const Unit *unit, NodeId display, PyHeld held, int depth)
{
    const Tree *tree = unit->tree;
    for (NodeId part = tree_first(tree, display); part; part = tree_next(tree, part)) {
        NodeId value = tree_kind(tree, part) == PY_PAIR ? tree_child_as(tree, part, ROLE_VALUE) : part;
        if (holds(unit, value, held, depth)) return true;
    }
    return false;
}

// [f(x) for x in xs]: what is collected.
static bool element_holds(const Unit *unit, NodeId comprehension, PyHeld held, int depth)
{
    NodeId element = py_unparenthesized(unit->tree, tree_child_as(unit->tree, comprehension, ROLE_BODY));
    if (tree_kind(unit->tree, element) == PY_PAIR) element = tree_child_as(unit->tree, element, ROLE_VALUE);
    return holds(unit, element, held, depth);
}

// The function written inside of another one that the name means, 0 = something else.
static FunctionId nested_function(const Unit *unit, NodeId name)
{
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, name)->binding);
    FunctionId id = binding->kind == BINDING_FUNCTION && binding->writes <= 1 ? binding->names_function : 0;
    return id && !unit_function(unit, id)->class && unit_function(unit, id)->parent != TOP_LEVEL ? id : 0;
}

// A closure holds what it uses, other closures among them, and these what they use.
static bool nested_holds(const Unit *unit, NodeId name, PyHeld held, int depth)
{
    enum { CLOSURES_MAX = 3 };
    FunctionId id = nested_function(unit, name);
    NodeId body = id ? unit_function(unit, id)->body : 0;
    if (!id || mentions(unit, body, held)) return id;
    if (held.is_direct || (held.variable && unit_binding(unit, held.variable)->writes > 1)) return false;
    for (NodeId node = body; depth < CLOSURES_MAX && node < tree_end(unit->tree, body); node++) {
        bool is_name = tree_kind(unit->tree, node) == PY_IDENTIFIER;
        FunctionId other = is_name ? nested_function(unit, node) : 0;
        if (other && other != id && !function_is_within(unit, other, id) && nested_holds(unit, node, held, depth + 1)) return true;
    }
    return false;
}

static bool holds(const Unit *unit, NodeId value, PyHeld held, int depth)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    if (++depth > DEPTH_MAX) return false;
    switch (tree_kind(tree, value)) {
    case PY_ATTRIBUTE: return py_is_held(unit, tree_first(tree, value), held) && py_bound_method(unit, value);
    case PY_LAMBDA: return mentions(unit, tree_child_as(tree, value, ROLE_BODY), held);
    case PY_CALL: return call_holds(unit, value, held, depth);
    case PY_GENERATOR:
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION:
    case PY_DICTIONARY_COMPREHENSION: return element_holds(unit, value, held, depth);
    case PY_SET:
    case PY_LIST:
    case PY_TUPLE:
    case PY_DICTIONARY: return display_holds(unit, value, held, depth);
    case PY_IDENTIFIER: return py_is_held(unit, value, held) || nested_holds(unit, value, held, 0);
    default: return false;
    }
}

bool py_holds(const Unit *unit, NodeId value, PyHeld held) { return holds(unit, value, held, 0); }

// --- constructors ------------------------------------------------------------------------------------------------

// The attribute in which __init__ keeps the parameter, as it is.
static Str kept_parameter(const Unit *unit, ClassId class, BindingId parameter)
{
    const Tree *tree = unit->tree;
    for_each_attribute(unit, parameter ? class : 0, attribute) {
        bool is_kept = attribute->kind == REFERENCE_WRITE && tree_kind(tree, attribute->value) == PY_IDENTIFIER;
        if (is_kept && tree_node(tree, attribute->value)->binding == parameter) return attribute->name;
    }
    return (Str){0};
}

// The class whose __init__ the call runs: super().__init__(...), Base.__init__(self, ...). `first` gets the number of its first argument.
static ClassId base_called(const Unit *unit, NodeId call, ClassId class, uint32_t *first)
{
    const Tree *tree = unit->tree;
    if (!str_is(py_method_name(tree, call), "__init__")) return 0;
    NodeId receiver = py_call_receiver(tree, call);
    *first = 1;
    for (uint32_t i = 0; py_calls(unit, receiver, "builtins.super") && i < unit_class(unit, class)->base_count; i++)
        if (py_class_named(unit, unit_class(unit, class)->bases[i])) return py_class_named(unit, unit_class(unit, class)->bases[i]);
    *first = 0;
    return py_class_named(unit, py_qualified(unit, receiver));
}

// Where a base of the class keeps the parameter, which __init__ hands on as it is.
static Str kept_by_base(const Unit *unit, ClassId class, BindingId parameter, int depth);

static Str kept(const Unit *unit, ClassId class, uint32_t n, Str keyword, int depth)
{
    const Function *init = unit_function(unit, py_method(unit, class, "__init__"));
    BindingId parameter = init->class ? py_parameter(unit, init, n, keyword) : 0;
    Str name = parameter ? kept_parameter(unit, init->class, parameter) : (Str){0};
    return name.len || !parameter || depth > DEPTH_MAX ? name : kept_by_base(unit, init->class, parameter, depth);
}

static Str kept_by_base(const Unit *unit, ClassId class, BindingId parameter, int depth)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, parameter, reference) {
        if (reference->kind != REFERENCE_ARGUMENT) continue;
        NodeId argument = reference->node, list = tree_parent(tree, argument);
        Str keyword = keyword_of(tree, list);
        if (keyword.len) argument = list, list = tree_parent(tree, list);
        uint32_t n = 0;
        ClassId base = base_called(unit, tree_parent(tree, list), class, &n);
        for (NodeId before = tree_first(tree, list); before && before != argument; before = tree_next(tree, before)) n++;
        Str name = base && base != class ? kept(unit, base, n, keyword, depth + 1) : (Str){0};
        if (name.len) return name;
    }
    return (Str){0};
}

Str py_kept_by(const Unit *unit, ClassId class, uint32_t n, Str keyword) { return kept(unit, class, n, keyword, 0); }
