// What an expression denotes. Names, attributes and elements of names are places; so is what a call or a lambda gives, until it
// is stored. Attributes of results (f().x) are none, but for type(self).x and self.__class__.x, which mean the class.
#include "base/str.h"
#include "python/py_lower.h"
#include "python/py_type.h"

// Deeper chains (a.b.c.d.e.f.g.h.i) are no place: nothing that long is ever tracked.
enum { CHAIN_MAX = 8, CLIMB_MAX = 32 };

Str lower_type(const Lower *lower, NodeId expression)
{
    return py_type_name(lower->unit, expression);
}

bool lower_is_keyed_type(Str type)
{
    static const char *const keyed[] = {"builtins.dict",
                                        "collections.OrderedDict",
                                        "collections.defaultdict",
                                        "collections.Counter",
                                        "collections.ChainMap",
                                        "collections.UserDict",
                                        "multidict.CIMultiDict",
                                        "multidict.MultiDict",
                                        "sortedcontainers.SortedDict",
                                        NULL};
    return str_is_any(type, keyed);
}

bool lower_is_container_type(Str type)
{
    static const char *const others[] = {"builtins.list",
                                         "builtins.set",
                                         "builtins.bytearray",
                                         "collections.deque",
                                         "collections.UserList",
                                         "array.array",
                                         "sortedcontainers.SortedKeyList",
                                         "sortedcontainers.SortedList",
                                         "sortedcontainers.SortedSet",
                                         NULL};
    return lower_is_keyed_type(type) || str_is_any(type, others);
}

static PlaceId place_of_name(Lower *lower, BindingId binding)
{
    if (!binding || unit_binding(lower->unit, binding)->kind == BINDING_BUILTIN) return 0;
    PlaceId *known = &lower->place_of_binding[binding];
    if (!*known)
        *known =
            place_of_binding(lower->arena, &lower->unit->places, &lower->unit->bindings, binding);
    return *known;
}

// The class that an expression stands for inside its own methods: cls, type(self), self.__class__; 0 = none. Name.x needs no such
// help: its base is the class's own name.
static ClassId class_meant(const Lower *lower, NodeId expression)
{
    const Tree *tree = lower->tree;
    const Unit *unit = lower->unit;
    NodeKind kind = tree_kind(tree, expression);
    NodeId of = 0;
    if (kind == PY_IDENTIFIER) {
        BindingId binding = tree_node(tree, expression)->binding;
        bool is_cls = unit_function(unit, unit_binding(unit, binding)->function)->flags &
                      FUNCTION_CLASS_METHOD;
        return is_cls ? py_self_class(unit, binding) : 0;
    }
    if (kind == PY_ATTRIBUTE &&
        str_is(tree_text(tree, tree_child_as(tree, expression, ROLE_ATTRIBUTE)), "__class__"))
        of = tree_first(tree, expression);
    if (kind == PY_CALL &&
        str_is(py_qualified(unit, py_call_function(tree, expression)), "builtins.type"))
        of = py_argument(tree, expression, 0, NULL);
    return of && tree_kind(tree, of) == PY_IDENTIFIER
               ? py_self_class(unit, tree_node(tree, of)->binding)
               : 0;
}

static PlaceId place_of_class_member(Lower *lower, ClassId class, Str name)
{
    BindingId member = py_class_member(lower->unit, class, name);
    if (member && unit_binding(lower->unit, member)->kind != BINDING_FUNCTION)
        return place_of_name(lower, member);
    PlaceId base = place_of_name(lower, unit_class(lower->unit, class)->binding);
    return place_field(lower->arena, &lower->unit->places, base, name, class);
}

static PlaceId place_of_member(Lower *lower, NodeId attribute, PlaceId base)
{
    const Unit *unit = lower->unit;
    const Node *node = tree_node(lower->tree, attribute);
    const Binding *member = unit_binding(unit, node->binding);
    if (node->binding && member->kind != BINDING_FUNCTION)
        return place_of_name(lower, node->binding);
    NodeId object = py_unparenthesized(lower->tree, node->first);
    Str name = tree_text(lower->tree, tree_child_as(lower->tree, attribute, ROLE_ATTRIBUTE));
    ClassId meant = node->binding ? 0 : class_meant(lower, object);
    if (meant) return place_of_class_member(lower, meant, name);
    bool is_result = unit_place(unit, base)->kind == PLACE_RESULT;
    ClassId class = tree_kind(lower->tree, object) == PY_IDENTIFIER
                        ? py_self_class(unit, tree_node(lower->tree, object)->binding)
                        : 0;
    return is_result ? 0 : place_field(lower->arena, &lower->unit->places, base, name, class);
}

static PlaceId place_of_element(Lower *lower, PlaceId base)
{
    bool is_result = unit_place(lower->unit, base)->kind == PLACE_RESULT;
    return is_result ? 0 : place_element(lower->arena, &lower->unit->places, base);
}

static PlaceId place_of_root(Lower *lower, NodeId root)
{
    switch (tree_kind(lower->tree, root)) {
    case PY_IDENTIFIER: return place_of_name(lower, tree_node(lower->tree, root)->binding);
    case PY_NAMED_EXPRESSION:
        return place_of_name(lower, tree_node(lower->tree, tree_first(lower->tree, root))->binding);
    case PY_CALL:
    case PY_LAMBDA: return place_result(lower->arena, &lower->unit->places, root);
    default: return 0;
    }
}

PlaceId lower_place(Lower *lower, NodeId expression)
{
    NodeId chain[CHAIN_MAX];
    int links = 0;
    NodeId node = py_unparenthesized(lower->tree, expression);
    for (;; node = py_unparenthesized(lower->tree, tree_first(lower->tree, node))) {
        NodeKind kind = tree_kind(lower->tree, node);
        if (kind == PY_AWAIT) continue;
        if (kind != PY_ATTRIBUTE && kind != PY_SUBSCRIPT) break;
        if (links == CHAIN_MAX) return 0;
        chain[links++] = node;
    }
    PlaceId place = place_of_root(lower, node);
    while (links-- && place) {
        place = tree_kind(lower->tree, chain[links]) == PY_ATTRIBUTE
                    ? place_of_member(lower, chain[links], place)
                    : place_of_element(lower, place);
    }
    return place;
}

static bool is_scalar(const Unit *unit, TypeId type)
{
    static const char *const scalars[] = {
        "builtins.str",   "builtins.int",     "builtins.float", "builtins.bool",
        "builtins.bytes", "builtins.complex", "builtins.range", NULL};
    return type && str_is_any(unit_type(unit, type)->name, scalars);
}

PlaceId lower_tracked(Lower *lower, NodeId expression)
{
    const Unit *unit = lower->unit;
    expression = py_unparenthesized(lower->tree, expression);
    const Node *node = tree_node(lower->tree, expression);
    if (is_scalar(unit, node->type)) return 0;
    if (node->kind != PY_IDENTIFIER) return lower_place(lower, expression);
    const Binding *binding = unit_binding(unit, node->binding);
    switch (binding->kind) {
    case BINDING_LOCAL:
    case BINDING_PARAMETER:
    case BINDING_GLOBAL:
    case BINDING_STATIC:
    case BINDING_CLASS_BODY: return place_of_name(lower, node->binding);
    case BINDING_FUNCTION:
        return binding->function != TOP_LEVEL ? place_of_name(lower, node->binding) : 0;
    case BINDING_IMPORT:
    case BINDING_UNDEFINED: return place_of_name(lower, node->binding);
    default: return 0;
    }
}

// The target that an expression's value is assigned to, through the branches of a conditional; 0 = none or several.
static NodeId target_of(const Tree *tree, NodeId expression)
{
    for (int climbed = 0; climbed < CLIMB_MAX; climbed++) {
        NodeId parent = tree_parent(tree, expression);
        uint8_t role = tree_node(tree, expression)->role;
        switch (tree_kind(tree, parent)) {
        case PY_PARENTHESIZED:
        case PY_AWAIT:
        case PY_BOOLEAN: break;
        case PY_CONDITIONAL:
            if (role == ROLE_CONDITION) return 0;
            break;
        case PY_ASSIGNMENT: return role == ROLE_RIGHT ? tree_child_as(tree, parent, ROLE_LEFT) : 0;
        case PY_NAMED_EXPRESSION:
            return role == ROLE_VALUE ? tree_child_as(tree, parent, ROLE_NAME) : 0;
        case PY_AS_PATTERN:
            if (role != ROLE_VALUE || tree_kind(tree, tree_parent(tree, parent)) == PY_EXCEPT)
                return 0;
            return tree_first(tree, tree_child_as(tree, parent, ROLE_ALIAS));
        default: return 0;
        }
        expression = parent;
    }
    return 0;
}

PlaceId lower_destination(Lower *lower, NodeId expression)
{
    NodeId target = target_of(lower->tree, expression);
    PlaceId place = target ? lower_place(lower, target) : 0;
    return place ? place : place_result(lower->arena, &lower->unit->places, expression);
}
