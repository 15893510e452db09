// What only may be a cycle is none: a value chosen by `or`, an object of a class of another file, a child whose class is not seen to
// keep what it gets. A cycle that is cut anywhere in the file, by any name that looks like it, is taken for cut.
#include "python/py_cycle.h"

#include "base/str.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_lifetime.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

static bool is_self(const Unit *unit, NodeId node, ClassId class) { return py_is_held(unit, node, (PyHeld){.class = class}); }

static bool refers_to_self(const Unit *unit, NodeId value, ClassId class) { return py_holds(unit, value, (PyHeld){.class = class}); }

// A variable that only ever holds instances of the class.
static bool is_instance(const Unit *unit, NodeId node, ClassId class)
{
    Str name = unit_binding(unit, unit_class(unit, class)->binding)->qualified;
    return tree_kind(unit->tree, node) == PY_IDENTIFIER && name.len && str_equal(py_type_name(unit, node), name);
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
            return py_attribute_name(tree, target);
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
    *cycle = (PyCycle){.at = left, .name = py_attribute_name(tree, left), .other = kept};
    return true;
}

// What is called may be a function that wraps its argument, and not a class: nobody but its own file knows.
static bool is_function_name(Str callee)
{
    Str name = str_last_part(callee);
    char first = name.len ? name.at[name.at[0] == '_' && name.len > 1] : 0;
    return first >= 'a' && first <= 'z';
}

// Child(self), Child(done=self.finish), wrap(self.finish), where this file's Child keeps that argument, or may do so in another file.
bool py_cycle_of_construction(const Unit *unit, NodeId call, PyHeld held, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, call) != PY_CALL) return false;
    Str callee = py_qualified(unit, py_call_function(tree, call));
    ClassId made = py_class_named(unit, callee);
    NodeId arguments = py_call_arguments(tree, call);
    NodeId argument = tree_kind(tree, arguments) == PY_GENERATOR ? arguments : tree_first(tree, arguments);
    *cycle = (PyCycle){.keeper = made ? (Str){0} : callee, .is_wrapper = !made && is_function_name(callee)};
    for (uint32_t n = 1; callee.len && argument; n++, argument = argument == arguments ? 0 : tree_next(tree, argument)) {
        bool is_keyword = tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT;
        Str keyword = is_keyword ? tree_text(tree, tree_child_as(tree, argument, ROLE_NAME)) : (Str){0};
        if (!py_holds(unit, is_keyword ? tree_child_as(tree, argument, ROLE_VALUE) : argument, held)) continue;
        Str kept = made ? py_kept_by(unit, made, n, keyword) : (Str){0};
        if (made && !kept.len) continue;
        if (!is_keyword && n < 32) cycle->positions |= 1u << n;
        if (!cycle->keyword.len) cycle->keyword = keyword;
        cycle->other = kept;
        cycle->child = made;
        if (made) return true;
    }
    return cycle->positions || cycle->keyword.len;
}

// self.child = Child(self), where this file's Child keeps its argument.
static bool find_constructed(const Unit *unit, const Attribute *write, PyCycle *cycle)
{
    if (!py_cycle_of_construction(unit, write->value, (PyHeld){.class = write->class}, cycle) || !cycle->child) return false;
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
        *cycle = (PyCycle){.at = left, .name = py_attribute_name(tree, left), .other = py_attribute_name(tree, target)};
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

// Nothing else in the file assigns to an attribute of that name, and the name is not that of a function which an object has been given.
static bool is_patched_method(const Unit *unit, NodeId attribute)
{
    static const char *const givens[] = {"factory", "class", "callback", "handler", "hook", "type", "func", "function"};
    for (size_t i = 0; attribute && i < COUNT_OF(givens); i++)
        if (str_ends(py_attribute_name(unit->tree, attribute), str_from(givens[i]))) return false;
    if (!attribute) return false;
    for_each_spelling(unit, py_attribute_name(unit->tree, attribute), spelling) {
        Str method;
        bool is_attribute = tree_kind(unit->tree, spelling->node) == PY_ATTRIBUTE && spelling->node != attribute;
        if (is_attribute && py_reference_kind(unit->tree, spelling->node, &method) == REFERENCE_WRITE) return false;
    }
    return true;
}

// Is `.name` called somewhere in the file, and never assigned: a method of whatever has it? Not what is named as something that was given.
static bool is_method_name(const Unit *unit, NodeId attribute)
{
    static const char *const givens[] = {"factory", "class", "callback", "handler", "hook", "type", "func", "function", "fn", "cb"};
    Str name = py_attribute_name(unit->tree, attribute), method;
    for (size_t i = 0; i < COUNT_OF(givens); i++)
        if (str_ends(name, str_from(givens[i]))) return false;
    bool is_called = false;
    for_each_spelling(unit, name, spelling) {
        if (tree_kind(unit->tree, spelling->node) != PY_ATTRIBUTE) continue;
        ReferenceKind kind = py_reference_kind(unit->tree, spelling->node, &method);
        is_called |= kind == REFERENCE_CALLED;
        bool is_patch = str_equal(tree_text(unit->tree, py_assigned_value(unit->tree, spelling->node)), tree_text(unit->tree, attribute));
        if (kind == REFERENCE_WRITE && !is_patch) return false;
    }
    return is_called;
}

// The `other.y` of `other.y = place` in the function of the place, where other is the variable; 0 = none.
static NodeId given_back(const Unit *unit, BindingId other, NodeId place)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, other, reference) {
        if (reference->kind != REFERENCE_MEMBER_WRITE || reference->function != unit_function_at(unit, place)) continue;
        NodeId target = py_context(tree, reference->node), value = py_assigned_value(tree, target);
        if (value && tree_kind(tree, target) == PY_ATTRIBUTE && str_equal(tree_text(tree, value), tree_text(tree, place))) return target;
    }
    return 0;
}

// Does the file set an attribute of that name to None, or delete it?
static bool is_let_go(const Unit *unit, Str name)
{
    Str method;
    for_each_spelling(unit, name, spelling) {
        if (tree_kind(unit->tree, spelling->node) != PY_ATTRIBUTE) continue;
        NodeId value = py_assigned_value(unit->tree, spelling->node);
        if (value && tree_kind(unit->tree, value) == PY_NONE) return true;
        if (py_reference_kind(unit->tree, spelling->node, &method) == REFERENCE_DELETE) return true;
    }
    return false;
}

BindingId py_cycle_of_patch(const Unit *unit, NodeId assignment, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, assignment, ROLE_LEFT), right = tree_child_as(tree, assignment, ROLE_RIGHT);
    if (!right || tree_kind(tree, left) != PY_ATTRIBUTE || tree_kind(tree, right) != PY_ATTRIBUTE) return 0;
    NodeId object = tree_first(tree, right), place = tree_first(tree, left);
    BindingId other = tree_kind(tree, object) == PY_IDENTIFIER ? tree_node(tree, object)->binding : 0;
    const Binding *binding = unit_binding(unit, other);
    if (binding->kind != BINDING_LOCAL || binding->writes > 1 || tree_kind(tree, place) == PY_CALL) return 0;
    NodeId back = given_back(unit, other, place);
    if (!back || !is_method_name(unit, right) || is_let_go(unit, py_attribute_name(tree, back))) return 0;
    *cycle = (PyCycle){.at = left, .name = py_attribute_name(tree, left), .other = py_attribute_name(tree, back)};
    return other;
}

// `future.get = future.result`: a method of the same object under another name.
static bool is_own_method(const Unit *unit, NodeId value, BindingId owner)
{
    static const char *const makers[] = {"submit", "create_task", "ensure_future", "create_future", "run_in_executor", NULL};
    static const char *const methods[] = {"result", "exception", "cancel", "cancelled", "done", "running", "add_done_callback", NULL};
    if (!py_is_held(unit, tree_first(unit->tree, value), (PyHeld){.variable = owner})) return false;
    NodeId made = unit_binding(unit, owner)->kind == BINDING_LOCAL ? py_only_value(unit, owner) : 0;
    bool is_future = made && tree_kind(unit->tree, made) == PY_CALL && str_is_any(py_method_name(unit->tree, made), makers);
    return is_future && str_is_any(py_attribute_name(unit->tree, value), methods);
}

BindingId py_cycle_of_variable(const Unit *unit, NodeId store, PyCycle *cycle)
{
    const Tree *tree = unit->tree;
    bool is_call = tree_kind(tree, store) == PY_CALL;
    NodeId place = is_call ? py_call_receiver(tree, store) : tree_child_as(tree, store, ROLE_LEFT);
    NodeId value = is_call ? py_argument(tree, store, 0, NULL) : tree_child_as(tree, store, ROLE_RIGHT);
    NodeId attribute = 0;
    BindingId owner = value ? owner_of(unit, place, &attribute) : 0;
    bool is_patch = !is_call && place == attribute && is_patched_method(unit, attribute);
    PyHeld held = {.variable = owner, .method = is_patch ? py_attribute_name(tree, attribute) : (Str){0}};
    *cycle = (PyCycle){0};
    bool is_alias = owner && !is_call && place == attribute && tree_kind(tree, value) == PY_ATTRIBUTE && is_own_method(unit, value, owner);
    if (!owner || (!is_alias && !py_holds(unit, value, held) && !py_cycle_of_construction(unit, value, held, cycle))) return 0;
    cycle->at = attribute;
    cycle->name = py_attribute_name(tree, attribute);
    return owner;
}

// --- the questions -----------------------------------------------------------------------------------------------

bool py_cycle_of_write(const Unit *unit, const Attribute *write, PyCycle *cycle)
{
    if (write->kind != REFERENCE_WRITE || !write->value || write->through_class) return false;
    *cycle = (PyCycle){.at = write->node, .name = write->name};
    return refers_to_self(unit, write->value, write->class) || find_constructed(unit, write, cycle);
}

bool py_cycle_of_store(const Unit *unit, PyOwnStore store, PyCycle *cycle)
{
    NodeId value = py_last_choice(unit->tree, store.value);
    *cycle = (PyCycle){0};
    PyHeld held = {.class = store.class};
    if (!py_holds(unit, value, held) && !py_cycle_of_construction(unit, value, held, cycle)) return false;
    cycle->at = store.attribute;
    cycle->name = py_attribute_name(unit->tree, store.attribute);
    cycle->is_weak = py_weak_callback(unit, value);
    return true;
}

bool py_cycle_of_assignment(const Unit *unit, NodeId assignment, ClassId class, PyCycle *cycle)
{
    NodeId left = tree_child_as(unit->tree, assignment, ROLE_LEFT), right = tree_child_as(unit->tree, assignment, ROLE_RIGHT);
    if (tree_kind(unit->tree, left) != PY_ATTRIBUTE) return false;
    return find_back_link(unit, left, right, class, cycle) || find_mutual(unit, assignment, class, cycle);
}

Str py_cycle_condition(Arena *arena, const PyCycle *cycle)
{
    Str arguments = cycle->keyword;
    for (unsigned n = 31; n > 0; n--) {
        bool is_one = cycle->positions & 1u << n;
        if (is_one && cycle->is_wrapper) arguments = arena_format(arena, "%u", n - 1);
        else if (is_one) arguments = arena_format(arena, "%u|%.*s", n, FMT(arguments));
    }
    return arena_format(arena, cycle->is_wrapper ? "in %.*s: wraps-%.*s" : "keeper %.*s: %.*s", FMT(cycle->keeper), FMT(arguments));
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
// One weak reference less is not the end of the others.
static bool cuts(const Unit *unit, NodeId attribute, bool is_weak, ClassId class)
{
    static const char *const emptying[] = {"clear", "pop", "popleft", "popitem", "remove", "discard", NULL};
    const Tree *tree = unit->tree;
    const Function *function = unit_function(unit, unit_function_at(unit, attribute));
    if (str_is(function->name, "__del__")) return false;
    Str method;
    ReferenceKind kind = py_reference_kind(tree, attribute, &method);
    if (kind == REFERENCE_DELETE || kind == REFERENCE_ELEMENT_DELETE) return kind == REFERENCE_DELETE || !is_weak;
    if (kind == REFERENCE_RECEIVER) return is_weak ? str_is(method, "clear") : str_is_any(method, emptying);
    if (kind != REFERENCE_WRITE || str_is(function->name, "__init__")) return false;
    NodeId value = py_assigned_value(tree, attribute);
    PyCycle again;  // another object that is given self does what the one before did
    if (value && py_cycle_of_construction(unit, value, (PyHeld){.class = class}, &again)) return false;
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
        if (tree_kind(unit->tree, node) != PY_ATTRIBUTE) continue;
        bool is_cut = is_dict ? is_related(unit, unit_function(unit, unit_function_at(unit, node))->class, class) : cuts(unit, node, cycle->is_weak, class);
        if (is_cut && !is_of_stranger(unit, node, cycle, class)) return true;
    }
    return false;
}

bool py_cycle_is_cut(const Unit *unit, const PyCycle *cycle, ClassId class)
{
    if ((!cycle->is_cached && is_property(unit, cycle->name)) || is_property(unit, cycle->other)) return true;
    return is_cut_by_name(unit, cycle->name, cycle, class) || is_cut_by_name(unit, cycle->other, cycle, class) ||
           is_cut_by_name(unit, STR("__dict__"), cycle, class);
}
