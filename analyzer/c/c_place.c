#include "c/c_place.h"

#include "c/c_exposed.h"

enum { LONGEST_PATH = 64 };  // fields and elements behind each other; what is longer is not followed

// A path that is read from its end to its root: for a->b[0] the field b's element, then a.
typedef struct Path {
    NodeId fields[LONGEST_PATH + 1];  // the C_MEMBER of a field, 0 for an element
    int len;
} Path;

// `is_followed`: a member behind it is meant.
static PlaceId root_place(Arena *arena, Unit *unit, NodeId node, bool is_followed)
{
    const Node *at = tree_node(unit->tree, node);
    if (at->kind == C_CALL) return place_result(arena, &unit->places, node);
    if (at->kind != C_REFERENCE && at->kind != C_VARIABLE && at->kind != C_PARAMETER) return 0;
    BindingKind kind = unit_binding(unit, at->binding)->kind;
    if (kind == BINDING_FUNCTION || kind == BINDING_ENUMERATOR || !at->binding) return 0;
    BindingId target = is_followed ? c_exposed_stand_in(unit, node) : 0;
    return place_of_binding(arena, &unit->places, &unit->bindings, target ? target : at->binding);
}

static NodeId pointer_operand(const Unit *unit, NodeId binary)
{
    NodeId left = tree_child_as(unit->tree, binary, ROLE_C_LEFT), right = tree_child_as(unit->tree, binary, ROLE_C_RIGHT);
    if (left && c_is_pointer(unit, left)) return left;
    return right && c_is_pointer(unit, right) ? right : 0;
}

// The operand of a binary expression that has its value's place: a = b is a, (a, b) is b, p + 1 is inside what p points to.
static NodeId binary_operand(const Unit *unit, NodeId node)
{
    switch (tree_node(unit->tree, node)->operation) {
    case OP_ASSIGN: return tree_child_as(unit->tree, node, ROLE_C_LEFT);
    case OP_COMMA: return tree_child_as(unit->tree, node, ROLE_C_RIGHT);
    case OP_ADD:
    case OP_SUB: return pointer_operand(unit, node);
    default: return tree_node(unit->tree, node)->operation & OP_COMPOUND ? tree_child_as(unit->tree, node, ROLE_C_LEFT) : 0;
    }
}

// (p + i)->a is a member of an element, as p[i].a is.
static bool is_moved_base(const Unit *unit, NodeId member)
{
    NodeId base = tree_child_as(unit->tree, member, ROLE_C_BASE);
    base = base ? c_strip_casts(unit->tree, base) : 0;
    uint32_t operation = tree_node(unit->tree, base)->operation;
    return tree_kind(unit->tree, base) == C_BINARY && (operation == OP_ADD || operation == OP_SUB);
}

// One step towards the root; 0 at the root. Fields and elements that are passed go into the path.
static NodeId towards_root(const Unit *unit, NodeId node, Path *path, bool *lost)
{
    const Tree *tree = unit->tree;
    uint32_t operation = tree_node(tree, node)->operation;
    switch (tree_kind(tree, node)) {
    case C_MEMBER:
        path->fields[path->len++] = node;
        if (is_moved_base(unit, node)) path->fields[path->len++] = 0;
        return tree_child_as(tree, node, ROLE_C_BASE);
    case C_SUBSCRIPT: path->fields[path->len++] = 0; return tree_child_as(tree, node, ROLE_C_BASE);
    case C_BINARY: return binary_operand(unit, node);
    case C_UNARY:
        if (operation == OP_DEREF) path->fields[path->len++] = 0;
        else if (operation == OP_ADDRESS && path->len && path->fields[path->len - 1]) return tree_child_as(tree, node, ROLE_C_OPERAND);
        else if (operation == OP_ADDRESS && path->len) path->len--;  // *&x
        else if (operation < OP_PRE_INC || operation > OP_POST_DEC) {
            *lost = operation != OP_NONE;
            if (*lost) return 0;
        }
        return tree_child_as(tree, node, ROLE_C_OPERAND);
    default: return 0;
    }
}

// *p of a local p that is only ever &x: the x; else 0.
static NodeId pointed_to(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) != C_UNARY || tree_node(tree, node)->operation != OP_DEREF) return 0;
    const Binding *pointer = unit_binding(unit, c_reference(tree, tree_first(tree, node)));
    if (pointer->kind != BINDING_LOCAL || pointer->writes != 1 || !pointer->declared) return 0;
    NodeId init = tree_child_as(tree, pointer->declared, ROLE_C_INIT);
    init = init ? c_strip_casts(tree, init) : 0;
    if (!init || tree_kind(tree, init) != C_UNARY || tree_node(tree, init)->operation != OP_ADDRESS) return 0;
    NodeId target = c_strip(tree, tree_first(tree, init));
    return tree_kind(tree, target) == C_REFERENCE ? target : 0;
}

// Members of a union are one place: that of the first.
static Str member_name(const Unit *unit, NodeId member)
{
    const Tree *tree = unit->tree;
    const Binding *field = unit_binding(unit, tree_node(tree, member)->binding);
    NodeId record = field->declared ? tree_parent(tree, field->declared) : 0;
    if (!record || tree_kind(tree, record) != C_UNION) return field->name;
    for (NodeId first = tree_first(tree, record); first; first = tree_next(tree, first))
        if (tree_kind(tree, first) == C_FIELD) return unit_binding(unit, tree_node(tree, first)->binding)->name;
    return field->name;
}

// a->b, but not (&x)->b
static bool is_behind_pointer(const Unit *unit, NodeId member)
{
    NodeId base = tree_child_as(unit->tree, member, ROLE_C_BASE);
    base = base ? c_strip(unit->tree, base) : 0;
    bool is_address = tree_kind(unit->tree, base) == C_UNARY && tree_node(unit->tree, base)->operation == OP_ADDRESS;
    return base && c_is_arrow(unit, member) && !is_address && !c_exposed_stand_in(unit, base);
}

static void mark_pointees(Unit *unit, PlaceId place, const Path *path)
{
    for (int i = 0; i < path->len && place; i++) {
        Place *at = &unit->places.list.at[place];
        if (path->fields[i] && is_behind_pointer(unit, path->fields[i])) at->is_pointee = true;
        place = at->base;
    }
}

PlaceId c_place(Arena *arena, Unit *unit, NodeId node)
{
    Path path = {.len = 0};
    bool lost = false;
    NodeId root = 0;
    for (NodeId at = c_strip_casts(unit->tree, node); at; at = c_strip_casts(unit->tree, at)) {
        root = at;
        bool is_address = tree_kind(unit->tree, at) == C_UNARY && tree_node(unit->tree, at)->operation == OP_ADDRESS;
        if (path.len >= LONGEST_PATH || (is_address && !path.len)) return 0;
        NodeId pointee = pointed_to(unit, at);
        at = pointee ? pointee : towards_root(unit, at, &path, &lost);
        if (lost || !at) break;
    }
    PlaceId place = lost || !root ? 0 : root_place(arena, unit, root, path.len && path.fields[path.len - 1]);
    for (int i = path.len - 1; i >= 0 && place; i--) {
        if (!path.fields[i]) place = place_element(arena, &unit->places, place);
        else place = place_field(arena, &unit->places, place, member_name(unit, path.fields[i]), 0);
    }
    mark_pointees(unit, place, &path);
    return place;
}

// &p[0] is p.
static NodeId first_element_of(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    uint32_t index;
    if (tree_kind(tree, value) != C_UNARY || tree_node(tree, value)->operation != OP_ADDRESS) return value;
    NodeId element = c_strip_casts(tree, tree_first(tree, value));
    if (tree_kind(tree, element) != C_SUBSCRIPT || !c_integer(tree, tree_child_as(tree, element, ROLE_C_INDEX), &index) || index) return value;
    return c_strip_casts(tree, tree_child_as(tree, element, ROLE_C_BASE));
}

COperand c_operand(Arena *arena, Unit *unit, NodeId node)
{
    NodeId value = c_strip_casts(unit->tree, node);
    value = first_element_of(unit, value);
    const Node *at = tree_node(unit->tree, value);
    if (at->kind == C_UNARY && at->operation == OP_ADDRESS)
        return (COperand){c_place(arena, unit, tree_child_as(unit->tree, value, ROLE_C_OPERAND)), true};
    BindingId target = c_exposed_stand_in(unit, value);
    if (target) return (COperand){place_of_binding(arena, &unit->places, &unit->bindings, target), true};
    return (COperand){c_place(arena, unit, value), c_is_array(unit, value)};
}

PlaceId c_place_of_result(Arena *arena, Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    NodeId value = node, parent = tree_parent(tree, node);
    while (tree_kind(tree, parent) == C_PAREN || tree_kind(tree, parent) == C_IMPLICIT_CAST || tree_kind(tree, parent) == C_CAST ||
           (tree_kind(tree, parent) == C_CONDITIONAL && tree_node(tree, value)->role != ROLE_C_CONDITION)) {
        value = parent;
        parent = tree_parent(tree, parent);
    }
    uint8_t role = tree_node(tree, value)->role;
    PlaceId place = 0;
    if (tree_kind(tree, parent) == C_VARIABLE && role == ROLE_C_INIT) place = c_place(arena, unit, parent);
    else if (tree_kind(tree, parent) == C_BINARY && tree_node(tree, parent)->operation == OP_ASSIGN && role == ROLE_C_RIGHT)
        place = c_place(arena, unit, tree_child_as(tree, parent, ROLE_C_LEFT));
    return place ? place : place_result(arena, &unit->places, node);
}

bool c_place_is_global(const Unit *unit, PlaceId place)
{
    return place && unit_place(unit, place_root(&unit->places, place))->kind == PLACE_GLOBAL;
}

bool c_place_is_local(const Unit *unit, PlaceId place)
{
    PlaceKind kind = unit_place(unit, place)->kind;
    return kind == PLACE_LOCAL || kind == PLACE_PARAMETER;
}
