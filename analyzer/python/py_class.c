// Attributes are grouped by class and name; what a group's writes agree on is written back to each of its uses.
//
// Bases in the same file are followed for members and types. Deliberately missed: setattr, attributes that another object writes,
// and bases in other files (Class.has_unknown_base says so).
#include "python/py_class.h"

#include "base/str.h"
#include "python/py_reference.h"
#include "python/py_table.h"

enum { BASES_MAX = 16 };

// All uses of one attribute name in one class.
typedef struct Group {
    bool is_begun;
    bool is_assigned;  // self.x = ... somewhere in the class
    TypeGuess guess;
} Group;

typedef struct Pass {
    PyResolver *resolver;
    Unit *unit;
    const Tree *tree;
    Group *groups;     // by the index of its first use
} Pass;

// --- decorators and bases ----------------------------------------------------------------------------------------

static uint32_t decorator_flag(const Unit *unit, NodeId decorator)
{
    static const char *const accessors[] = {"setter",          "getter",           "deleter",
                                            "cached_property", "abstractproperty", NULL};
    NodeId value = tree_first(unit->tree, decorator);
    Str name = py_qualified(unit, value);
    if (str_is(name, "builtins.staticmethod")) return FUNCTION_STATIC;
    if (str_is(name, "builtins.classmethod")) return FUNCTION_CLASS_METHOD;
    if (str_is(name, "builtins.property")) return FUNCTION_PROPERTY;
    return str_is_any(str_last_part(tree_text(unit->tree, value)), accessors) ? FUNCTION_PROPERTY
                                                                              : 0;
}

// Decorators that give back the function itself, or nothing that calls it from elsewhere.
static bool hides_nothing(const Unit *unit, NodeId decorator)
{
    static const char *const modules[] = {"builtins", "functools",  "abc",
                                          "typing",   "contextlib", NULL};
    Str name = py_qualified(unit, tree_first(unit->tree, decorator));
    return str_is_any(str_slice(name, 0, str_find_char(name, '.')), modules) ||
           decorator_flag(unit, decorator);
}

static void read_decorators(Unit *unit, Function *function)
{
    NodeId decorator = py_decorators(unit->tree, function->node);
    for (; decorator && tree_kind(unit->tree, decorator) == PY_DECORATOR;
         decorator = tree_next(unit->tree, decorator)) {
        function->flags |= decorator_flag(unit, decorator);
        if (!hides_nothing(unit, decorator)) function->flags |= FUNCTION_ADDRESS_TAKEN;
    }
}

// The class of this file that an expression names, else 0.
static ClassId class_named(const Unit *unit, NodeId expression)
{
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, expression)->binding);
    return tree_kind(unit->tree, expression) == PY_IDENTIFIER && binding->kind == BINDING_CLASS
               ? binding->class
               : 0;
}

static NodeId base_name(const Tree *tree, NodeId base)
{
    base = py_unparenthesized(tree, base);
    return tree_kind(tree, base) == PY_SUBSCRIPT ? tree_first(tree, base) : base;  // Generic[T]
}

static bool is_known_base(const Unit *unit, NodeId base)
{
    static const char *const harmless[] = {"builtins.object", "typing.Generic", "typing.Protocol",
                                           "abc.ABC",         "enum.Enum",      NULL};
    return class_named(unit, base) || str_is_any(py_qualified(unit, base), harmless);
}

static void read_bases(Pass *pass, Class *class)
{
    const Tree *tree = pass->tree;
    NodeId list = tree_child_as(tree, class->node, ROLE_SUPERCLASSES);
    if (list) class->bases = arena_array(pass->resolver->arena, Str, tree_child_count(tree, list));
    for (NodeId child = tree_first(tree, list); child; child = tree_next(tree, child)) {
        if (tree_kind(tree, child) == PY_KEYWORD_ARGUMENT) {
            if (str_is(tree_text(tree, tree_first(tree, child)), "metaclass"))
                class->has_metaclass = true;
            continue;
        }
        NodeId base = base_name(tree, child);
        class->bases[class->base_count++] = py_qualified(pass->unit, base);
        if (!is_known_base(pass->unit, base)) class->has_unknown_base = true;
    }
}

// The first base that is a class of this file, 0 = none. Further ones are not followed.
static ClassId local_base(const Unit *unit, ClassId class)
{
    NodeId list = tree_child_as(unit->tree, unit->classes.at[class].node, ROLE_SUPERCLASSES);
    for (NodeId child = list ? tree_first(unit->tree, list) : 0; child;
         child = tree_next(unit->tree, child)) {
        ClassId base = class_named(unit, base_name(unit->tree, child));
        if (base && base != class) return base;
    }
    return 0;
}

static bool dataclass_has_slots(const Unit *unit, const Class *class)
{
    NodeId decorator = py_decorators(unit->tree, class->node);
    for (; decorator && tree_kind(unit->tree, decorator) == PY_DECORATOR;
         decorator = tree_next(unit->tree, decorator)) {
        NodeId call = tree_first(unit->tree, decorator);
        if (tree_kind(unit->tree, call) != PY_CALL) continue;
        NodeId slots = py_argument(unit->tree, call, -1, "slots");
        if (slots && tree_kind(unit->tree, slots) == PY_TRUE) return true;
    }
    return false;
}

// --- attributes --------------------------------------------------------------------------------------------------

ClassId py_self_class(const Unit *unit, BindingId id)
{
    const Binding *binding = unit_binding(unit, id);
    const Function *function = unit_function(unit, binding->function);
    bool is_self = binding->kind == BINDING_PARAMETER && id == function->first_parameter;
    bool is_method = (function->flags & FUNCTION_METHOD) && !(function->flags & FUNCTION_STATIC);
    return is_self && is_method ? function->class : 0;
}

static bool is_member_use(const Reference *reference)
{
    return reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_RECEIVER ||
           reference->kind == REFERENCE_MEMBER_WRITE;
}

static void add_attribute(Pass *pass, const Reference *reference)
{
    const Binding *binding = unit_binding(pass->unit, reference->binding);
    ClassId class = binding->kind == BINDING_CLASS ? binding->class
                                                   : py_self_class(pass->unit, reference->binding);
    NodeId node = py_context(pass->tree, reference->node);
    if (!class || tree_kind(pass->tree, node) != PY_ATTRIBUTE) return;
    Attribute attribute = {
        .class = class, .name = reference->name, .function = reference->function, .node = node};
    attribute.kind = py_reference_kind(pass->tree, node, &attribute.method);
    if (attribute.kind != REFERENCE_RECEIVER) attribute.method = (Str){0};
    bool is_cls = unit_function(pass->unit, binding->function)->flags & FUNCTION_CLASS_METHOD;
    attribute.through_class = binding->kind == BINDING_CLASS || is_cls;
    if (attribute.kind == REFERENCE_WRITE) attribute.value = py_assigned_value(pass->tree, node);
    *array_push(pass->resolver->arena, &pass->unit->attributes) = attribute;
}

// By class, source order kept.
static void sort_attributes(Pass *pass)
{
    Unit *unit = pass->unit;
    uint32_t *next = arena_array(pass->resolver->arena, uint32_t, unit->classes.len + 1);
    Attribute *sorted = arena_array(pass->resolver->arena, Attribute, unit->attributes.len);
    for (uint32_t i = 0; i < unit->attributes.len; i++) next[unit->attributes.at[i].class + 1]++;
    for (uint32_t i = 1; i <= unit->classes.len; i++) next[i] += next[i - 1];
    for (uint32_t i = 0; i < unit->attributes.len; i++)
        sorted[next[unit->attributes.at[i].class]++] = unit->attributes.at[i];
    unit->attributes.at = sorted;
    unit->attributes.cap = unit->attributes.len;
}

static Group *group_of(Pass *pass, ClassId class, Str name)
{
    uint32_t first = py_first_use(pass->unit, class, name);
    return first ? &pass->groups[first - 1] : NULL;
}

static void learn_attribute(Pass *pass, const Attribute *attribute)
{
    Group *group = group_of(pass, attribute->class, attribute->name);
    bool is_write = attribute->kind == REFERENCE_WRITE;
    if (!group->is_begun) group->guess.type = unit_binding(pass->unit, py_class_member(pass->unit, attribute->class, attribute->name))->type;
    group->is_begun = true;
    if (is_write && !attribute->through_class) group->is_assigned = true;
    if (is_write || attribute->kind == REFERENCE_DECLARED)
        resolver_learn(pass->resolver, &group->guess, attribute->node);
}

// What the uses of an attribute mean, looked up through the bases of this file.
static void settle_attribute(Pass *pass, const Attribute *attribute)
{
    Node *node = &pass->resolver->tree->nodes[attribute->node];
    ClassId class = attribute->class;
    bool is_assigned = false;
    for (int bases = 0; class && bases < BASES_MAX; bases++) {
        const Group *group = group_of(pass, class, attribute->name);
        if (group && !node->type) node->type = group->guess.type;
        is_assigned |= group && group->is_assigned;
        BindingId member = py_class_member(pass->unit, class, attribute->name);
        if (member && (!is_assigned || attribute->through_class)) node->binding = member;
        if (member) return;
        class = local_base(pass->unit, class);
    }
}

void py_class_read(PyResolver *resolver)
{
    Pass pass = {.resolver = resolver, .unit = resolver->unit, .tree = resolver->tree};
    Unit *unit = resolver->unit;
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++)
        read_decorators(unit, &unit->functions.at[id]);
    for (ClassId id = 1; id < unit->classes.len; id++) {
        read_bases(&pass, &unit->classes.at[id]);
        unit->classes.at[id].has_slots = dataclass_has_slots(unit, &unit->classes.at[id]);
    }
    if (unit->classes.len == 1) return;
    py_table_read_classes(resolver->arena, unit);
    for (uint32_t i = 1; i < unit->references.len; i++)
        if (is_member_use(&unit->references.at[i])) add_attribute(&pass, &unit->references.at[i]);
    if (unit->attributes.len) sort_attributes(&pass);
    py_table_read_uses(resolver->arena, unit);
    pass.groups = arena_array(resolver->arena, Group, unit->attributes.len + 1);
    for (uint32_t i = 0; i < unit->attributes.len; i++)
        learn_attribute(&pass, &unit->attributes.at[i]);
    for (uint32_t i = 0; i < unit->attributes.len; i++)
        settle_attribute(&pass, &unit->attributes.at[i]);
}
