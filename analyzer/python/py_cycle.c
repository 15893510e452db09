// What only may be a cycle is none: a value chosen by `or`, an object of a class of another file, a child whose class is not seen to
// keep what it gets. A cycle that is cut anywhere in the file, by any name that looks like it, is taken for cut.
#include "python/py_cycle.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

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

static bool mentions_self(const Unit *unit, NodeId from, ClassId class)
{
    for (NodeId node = from; node < tree_end(unit->tree, from); node++)
        if (is_self(unit, node, class)) return true;
    return false;
}

static bool refers_to_self(const Unit *unit, NodeId value, ClassId class);

// What is made by these keeps what it is given for as long as it lives. Not threads, which let go of their target when it ends.
static bool keeps_arguments(Str callee)
{
    static const char *const keepers[] = {"functools.partial", "types.MethodType", "builtins.map", "builtins.filter", "collections.defaultdict",
                                          "asyncio.StreamWriter", "asyncio.streams.StreamWriter", "asyncio.StreamReaderProtocol",
                                          "tornado.ioloop.PeriodicCallback", "threading.Timer", NULL};
    return str_is_any(callee, keepers);
}

// self.tokens(): a generator holds its frame, and that `self`, until it has run out.
static bool is_own_generator(const Unit *unit, NodeId call, ClassId class)
{
    NodeId function = py_call_function(unit->tree, call);
    if (tree_kind(unit->tree, function) != PY_ATTRIBUTE || !is_self(unit, tree_first(unit->tree, function), class)) return false;
    FunctionId method = py_bound_method(unit, function);
    return method && unit_function(unit, method)->flags & FUNCTION_GENERATOR && !(unit_function(unit, method)->flags & FUNCTION_ASYNC);
}

// weakref.ref(x, self.forget): the reference is weak, its callback is not.
static bool callback_refers(const Unit *unit, NodeId call, ClassId class)
{
    static const char *const references[] = {"weakref.ref", "weakref.proxy", "weakref.WeakMethod", NULL};
    NodeId callback = py_argument(unit->tree, call, 1, "callback");
    return callback && py_calls_any(unit, call, references) && refers_to_self(unit, callback, class);
}

static bool call_refers(const Unit *unit, NodeId call, ClassId class)
{
    const Tree *tree = unit->tree;
    if (callback_refers(unit, call, class) || is_own_generator(unit, call, class)) return true;
    if (!keeps_arguments(py_qualified(unit, py_call_function(tree, call)))) return false;
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

// [f(x) for x in xs]: what is collected.
static bool element_refers(const Unit *unit, NodeId comprehension, ClassId class)
{
    NodeId element = tree_child_as(unit->tree, comprehension, ROLE_BODY);
    if (tree_kind(unit->tree, element) == PY_PAIR) element = tree_child_as(unit->tree, element, ROLE_VALUE);
    return refers_to_self(unit, element, class);
}

static bool refers_to_self(const Unit *unit, NodeId value, ClassId class)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    switch (tree_kind(tree, value)) {
    case PY_ATTRIBUTE: return py_bound_method(unit, value) && is_self(unit, tree_first(tree, value), class);
    case PY_LAMBDA: return mentions_self(unit, tree_child_as(tree, value, ROLE_BODY), class);
    case PY_CALL: return call_refers(unit, value, class);
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION:
    case PY_DICTIONARY_COMPREHENSION: return element_refers(unit, value, class);
    case PY_SET:
    case PY_LIST:
    case PY_TUPLE:
    case PY_DICTIONARY: return display_refers(unit, value, class);
    case PY_IDENTIFIER: {
        if (is_self(unit, value, class)) return true;
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
static bool find_back_link(const Unit *unit, NodeId left, NodeId right, ClassId class, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId child = tree_first(tree, left);
    if (!is_self(unit, right, class) || tree_kind(tree, child) != PY_IDENTIFIER) return false;
    BindingId binding = tree_node(tree, child)->binding;
    Str kept = kept_in(unit, binding, class);
    if (!kept.len || is_self(unit, child, class)) return false;
    *cycle = (PyCycle){.at = left, .name = attribute_of(tree, left), .other = kept};
    return true;
}

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

// The parameter of __init__ that gets the n-th argument (0 = self), or the one that is named by a keyword.
static BindingId parameter_of(const Unit *unit, const Function *init, uint32_t n, Str keyword)
{
    if (!keyword.len) return n < init->parameter_count ? init->first_parameter + n : 0;
    for (uint32_t i = 0; i < init->parameter_count; i++)
        if (str_equal(unit_binding(unit, init->first_parameter + i)->name, keyword)) return init->first_parameter + i;
    return 0;
}

Str py_kept_by(const Unit *unit, ClassId class, uint32_t n, Str keyword)
{
    const Function *init = unit_function(unit, py_method(unit, class, "__init__"));
    return init->class ? kept_parameter(unit, init->class, parameter_of(unit, init, n, keyword)) : (Str){0};
}

// Child(self), Child(done=self.finish), where this file's Child keeps that argument, or may do so in another file.
bool py_cycle_of_construction(const Unit *unit, NodeId call, ClassId class, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, call) != PY_CALL) return false;
    Str callee = py_qualified(unit, py_call_function(tree, call));
    ClassId made = py_class_named(unit, callee);
    NodeId argument = tree_first(tree, py_call_arguments(tree, call));
    for (uint32_t n = 1; callee.len && argument; n++, argument = tree_next(tree, argument)) {
        bool is_keyword = tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT;
        Str keyword = is_keyword ? tree_text(tree, tree_child_as(tree, argument, ROLE_NAME)) : (Str){0};
        if (!refers_to_self(unit, is_keyword ? tree_child_as(tree, argument, ROLE_VALUE) : argument, class)) continue;
        Str kept = py_kept_by(unit, made, n, keyword);
        if (made && !kept.len) continue;
        *cycle = (PyCycle){.other = kept, .child = made, .keeper = made ? (Str){0} : callee, .keyword = keyword, .position = n};
        return true;
    }
    return false;
}

// self.child = Child(self), where this file's Child keeps its argument.
static bool find_constructed(const Unit *unit, const Attribute *write, PyCycle *cycle)
{
    if (!py_cycle_of_construction(unit, write->value, write->class, cycle) || !cycle->child) return false;
    cycle->at = write->node;
    cycle->name = write->name;
    return true;
}

// first.next = second where `assignment`, before it in the same function, was second.next = first.
static bool find_mutual(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, assignment, ROLE_LEFT), right = tree_child_as(tree, assignment, ROLE_RIGHT);
    if (!is_instance(unit, tree_first(tree, left), class) || !is_instance(unit, right, class)) return false;
    BindingId holder = tree_node(tree, tree_first(tree, left))->binding, held = tree_node(tree, right)->binding;
    for_each_reference(unit, held, reference) {
        NodeId target = py_context(tree, reference->node), value = py_assigned_value(tree, target);
        if (reference->kind != REFERENCE_MEMBER_WRITE || target > assignment || !value || tree_kind(tree, value) != PY_IDENTIFIER) continue;
        if (tree_node(tree, value)->binding != holder || py_enclosing_function(tree, target) != py_enclosing_function(tree, assignment)) continue;
        *cycle = (PyCycle){.at = left, .name = attribute_of(tree, left), .other = attribute_of(tree, target)};
        return true;
    }
    return false;
}

// --- objects in variables ----------------------------------------------------------------------------------------

// The variable x of the target x.a, x.a[k] or the list x.a: a local or a parameter, not self. `attribute` gets the x.a.
static BindingId owner_of(const Unit *unit, NodeId place, NodeId *attribute)
{
    const Tree *tree = unit->tree;
    if (place && tree_kind(tree, place) == PY_SUBSCRIPT) place = tree_child_as(tree, place, ROLE_VALUE);
    NodeId object = place && tree_kind(tree, place) == PY_ATTRIBUTE ? tree_child_as(tree, place, ROLE_OBJECT) : 0;
    BindingId id = object && tree_kind(tree, object) == PY_IDENTIFIER ? tree_node(tree, object)->binding : 0;
    BindingKind kind = unit_binding(unit, id)->kind;
    *attribute = place;
    return (kind == BINDING_LOCAL || kind == BINDING_PARAMETER) && !py_self_class(unit, id) ? id : 0;
}

static bool is_variable(const Tree *tree, NodeId node, BindingId variable)
{
    return tree_kind(tree, node) == PY_IDENTIFIER && tree_node(tree, node)->binding == variable;
}

// x itself, a tuple or list with it, a lambda that uses it, an object of this file's class that keeps it.
static bool holds_variable(const Unit *unit, NodeId value, BindingId variable)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    NodeKind kind = tree_kind(tree, value);
    if (kind == PY_LAMBDA) return py_mention(unit, tree_child_as(tree, value, ROLE_BODY), variable);
    ClassId made = kind == PY_CALL ? py_class_named(unit, py_qualified(unit, py_call_function(tree, value))) : 0;
    NodeId parts = made ? py_call_arguments(tree, value) : kind == PY_TUPLE || kind == PY_LIST ? value : 0;
    NodeId part = parts ? tree_first(tree, parts) : 0;
    for (uint32_t n = 1; part; n++, part = tree_next(tree, part))
        if (is_variable(tree, part, variable) && (!made || py_kept_by(unit, made, n, (Str){0}).len)) return true;
    return is_variable(tree, value, variable);
}

BindingId py_cycle_of_variable(const Unit *unit, NodeId store, NodeId *attribute)
{
    const Tree *tree = unit->tree;
    bool is_call = tree_kind(tree, store) == PY_CALL;
    NodeId place = is_call ? py_call_receiver(tree, store) : tree_child_as(tree, store, ROLE_LEFT);
    NodeId value = is_call ? py_argument(tree, store, 0, NULL) : tree_child_as(tree, store, ROLE_RIGHT);
    BindingId owner = value ? owner_of(unit, place, attribute) : 0;
    return owner && holds_variable(unit, value, owner) ? owner : 0;
}

// --- the questions -----------------------------------------------------------------------------------------------

bool py_refers_to_self(const Unit *unit, NodeId value, ClassId class) { return refers_to_self(unit, value, class); }

bool py_cycle_of_write(const Unit *unit, const Attribute *write, PyCycle *cycle)
{
    if (write->kind != REFERENCE_WRITE || !write->value || write->through_class) return false;
    *cycle = (PyCycle){.at = write->node, .name = write->name};
    return refers_to_self(unit, write->value, write->class) || find_constructed(unit, write, cycle);
}

bool py_cycle_of_assignment(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle)
{
    NodeId left = tree_child_as(unit->tree, assignment, ROLE_LEFT), right = tree_child_as(unit->tree, assignment, ROLE_RIGHT);
    if (tree_kind(unit->tree, left) != PY_ATTRIBUTE) return false;
    return find_back_link(unit, left, right, class, cycle) || find_mutual(unit, assignment, class, cycle);
}

// --- is it cut? ------------------------------------------------------------------------------------------------

// Has one of them the other among its bases, or both the same?
static bool is_related(const Unit *unit, ClassId a, ClassId b)
{
    const Class *first = unit_class(unit, a), *second = unit_class(unit, b);
    if (a == b) return true;
    for (uint32_t i = 0; i < first->base_count; i++)
        if (py_class_named(unit, first->bases[i]) == b) return true;
    for (uint32_t i = 0; i < second->base_count; i++)
        if (py_class_named(unit, second->bases[i]) == a) return true;
    return false;
}

// self.x of a class that has nothing to do with it.
static bool is_of_stranger(const Unit *unit, NodeId attribute, const PyCycle *cycle, ClassId class)
{
    NodeId object = tree_first(unit->tree, attribute);
    ClassId owner = tree_kind(unit->tree, object) == PY_IDENTIFIER ? py_self_class(unit, tree_node(unit->tree, object)->binding) : 0;
    return owner && owner != cycle->child && !is_related(unit, owner, class);
}

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

// A property may hold what it is given weakly.
static bool is_property(const Unit *unit, Str name)
{
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++)
        if (unit_function(unit, id)->flags & FUNCTION_PROPERTY && str_equal(unit_function(unit, id)->name, name)) return true;
    return false;
}

static bool is_cut_by_name(const Unit *unit, Str name, const PyCycle *cycle, ClassId class)
{
    bool is_dict = str_is(name, "__dict__");
    for_each_spelling(unit, name, spelling) {
        NodeId node = spelling->node;
        if (tree_kind(unit->tree, node) != PY_ATTRIBUTE || is_of_stranger(unit, node, cycle, class)) continue;
        if (is_dict ? is_related(unit, unit_function(unit, unit_function_at(unit, node))->class, class) : cuts(unit, node, class)) return true;
    }
    return false;
}

bool py_cycle_is_cut(const Unit *unit, const PyCycle *cycle, ClassId class)
{
    if (is_property(unit, cycle->name) || is_property(unit, cycle->other)) return true;
    return is_cut_by_name(unit, cycle->name, cycle, class) || is_cut_by_name(unit, cycle->other, cycle, class) ||
           is_cut_by_name(unit, STR("__dict__"), cycle, class);
}
