#include "python/py_resolve.h"

#include "base/str.h"
#include "python/py_type.h"

// Longer names and longer chains of a = b = ... are nobody's; they are unknown.
enum { NAME_MAX_LEN = 400, CHAIN_MAX = 64 };

void resolver_open(PyResolver *resolver, Arena *arena, Unit *unit, Tree *tree)
{
    *resolver = (PyResolver){.arena = arena, .unit = unit, .tree = tree};
    unit->name_of_node = arena_array(arena, uint32_t, tree->count);
    (void)array_push(arena, &unit->names);
    (void)array_push(arena, &unit->types);
}

static uint32_t name_id(PyResolver *resolver, Str a, Str b)
{
    char text[NAME_MAX_LEN];
    bool needs_dot = a.len && a.at[a.len - 1] != '.';
    size_t len = a.len + needs_dot + b.len;
    if (len > sizeof text) return 0;
    if (a.len) memcpy(text, a.at, a.len);
    if (needs_dot) text[a.len] = '.';
    if (b.len) memcpy(text + a.len + needs_dot, b.at, b.len);
    uint32_t known = map_get(&resolver->names, (Str){text, len});
    if (known) return known;
    Str name = arena_copy(resolver->arena, (Str){text, len});
    *array_push(resolver->arena, &resolver->unit->names) = name;
    return *map_at(resolver->arena, &resolver->names, name) = resolver->unit->names.len - 1;
}

Str resolver_name(PyResolver *resolver, Str a, Str b)
{
    uint32_t id = name_id(resolver, a, b);
    return resolver->unit->names.at[id];
}

TypeId resolver_type(PyResolver *resolver, Str name)
{
    if (!name.len) return 0;
    uint32_t *id = map_at(resolver->arena, &resolver->types, name);
    if (*id) return *id;
    *id = resolver->unit->types.len;
    *array_push(resolver->arena, &resolver->unit->types) =
        (Type){.kind = TYPE_CLASS, .name = name, .size = -1, .count = -1};
    return *id;
}

// --- names -------------------------------------------------------------------------------------------------------

// Names whose attributes are worth a qualified name: modules, classes, builtins.
static bool has_named_attributes(const Binding *binding)
{
    return binding->kind == BINDING_IMPORT || binding->kind == BINDING_CLASS ||
           binding->kind == BINDING_BUILTIN;
}

static void name_dotted(PyResolver *resolver, const Reference *reference)
{
    const Unit *unit = resolver->unit;
    const Tree *tree = resolver->tree;
    Str name = unit_binding(unit, reference->binding)->qualified;
    NodeId node = reference->node, attribute = tree_parent(tree, node);
    while (name.len && tree_kind(tree, attribute) == PY_ATTRIBUTE &&
           tree_node(tree, node)->role == ROLE_OBJECT) {
        uint32_t id = name_id(resolver, name, tree_text(tree, tree_next(tree, node)));
        unit->name_of_node[attribute] = id;
        name = unit->names.at[id];
        node = attribute;
        attribute = tree_parent(tree, node);
    }
}

Str py_qualified(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    const Node *node = tree_node(unit->tree, expression);
    bool is_name = node->kind == PY_IDENTIFIER || node->kind == PY_ATTRIBUTE;
    if (is_name && node->binding) return unit_binding(unit, node->binding)->qualified;
    return unit->name_of_node ? unit->names.at[unit->name_of_node[expression]] : (Str){0};
}

// --- types -------------------------------------------------------------------------------------------------------

Str py_type_name(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    const Node *node = tree_node(unit->tree, expression);
    if (node->type) return unit->types.at[node->type].name;
    if (node->kind == PY_IDENTIFIER)
        return unit->types.at[unit_binding(unit, node->binding)->type].name;
    return py_value_type(unit, expression);
}

static void learn_type(PyResolver *resolver, TypeGuess *guess, Str name)
{
    if (guess->is_settled || str_is(name, "builtins.None")) return;
    TypeId type = resolver_type(resolver, name);
    bool disagrees = !type || (guess->type && guess->type != type);
    guess->type = disagrees ? 0 : type;
    guess->is_settled = disagrees;
}

// x = x[1:], x = x + [y], self.s = self.s - t: made from what it was, and of the same type.
static bool is_made_from(const Tree *tree, NodeId value, NodeId name)
{
    NodeKind kind = tree_kind(tree, value);
    NodeId subscript = tree_child_as(tree, value, ROLE_SUBSCRIPT);
    bool is_part =
        kind == PY_BINARY || (kind == PY_SUBSCRIPT && tree_kind(tree, subscript) == PY_SLICE);
    return is_part && str_equal(tree_text(tree, tree_first(tree, value)), tree_text(tree, name));
}

// The branches of a conditional value are two writes, `x or {}` is one of {}; what is nested deeper is unknown.
static void learn_value(PyResolver *resolver, TypeGuess *guess, NodeId value, NodeId annotation)
{
    const Tree *tree = resolver->tree;
    if (annotation) {
        *guess = (TypeGuess){
            resolver_type(resolver, py_annotation_type(resolver->unit, annotation)), true};
        return;
    }
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_CONDITIONAL) {
        learn_type(resolver, guess,
                   py_value_type(resolver->unit, tree_child_as(tree, value, ROLE_CONSEQUENCE)));
        value = tree_child_as(tree, value, ROLE_ALTERNATIVE);
    } else if (tree_kind(tree, value) == PY_BOOLEAN && tree_node(tree, value)->operation == OP_OR) {
        value = tree_child_as(tree, value, ROLE_RIGHT);
    }
    learn_type(resolver, guess, py_value_type(resolver->unit, value));
}

// The value at the end of a = b = value; 0 where there is only an annotation.
static NodeId chain_value(const Tree *tree, NodeId assignment)
{
    NodeId value = tree_child_as(tree, assignment, ROLE_RIGHT);
    for (int links = 0; value && tree_kind(tree, value) == PY_ASSIGNMENT; links++)
        value = links < CHAIN_MAX ? tree_child_as(tree, value, ROLE_RIGHT) : 0;
    return value;
}

NodeId py_assigned_value(const Tree *tree, NodeId target)
{
    NodeId parent = tree_parent(tree, target);
    bool is_whole =
        tree_node(tree, target)->role == ROLE_LEFT && tree_kind(tree, parent) == PY_ASSIGNMENT;
    return is_whole ? chain_value(tree, parent) : 0;
}

static void learn_from_assignment(PyResolver *resolver, TypeGuess *guess, NodeId name)
{
    NodeId assignment = tree_parent(resolver->tree, name);
    NodeId value = chain_value(resolver->tree, assignment);
    NodeId annotation = tree_child_as(resolver->tree, assignment, ROLE_TYPE);
    if (!annotation && (!value || is_made_from(resolver->tree, value, name))) return;
    learn_value(resolver, guess, value, annotation);
}

static void learn_from_parameter(PyResolver *resolver, TypeGuess *guess, NodeId parameter)
{
    NodeId annotation = tree_child_as(resolver->tree, parameter, ROLE_TYPE);
    NodeId value = py_parameter_default(resolver->tree, parameter);
    if (annotation || value) learn_value(resolver, guess, value, annotation);
}

// A call that makes an object is taken to give that object to its `with`; another expression's __enter__ is unknown.
static NodeId managed_value(const Tree *tree, NodeId target)
{
    NodeId pattern = tree_parent(tree, target);
    NodeId value = tree_child_as(tree, pattern, ROLE_VALUE);
    NodeId around = tree_parent(tree, pattern);
    return tree_kind(tree, around) != PY_EXCEPT && tree_kind(tree, value) == PY_CALL ? value : 0;
}

// *args, or *rest in `first, *rest = ...`?
static bool is_parameter(const Tree *tree, NodeId splat)
{
    NodeKind around = tree_kind(tree, tree_parent(tree, splat));
    return around == PY_PARAMETERS || around == PY_LAMBDA_PARAMETERS ||
           around == PY_TYPED_PARAMETER;
}

void resolver_learn(PyResolver *resolver, TypeGuess *guess, NodeId name)
{
    const Tree *tree = resolver->tree;
    NodeId parent = tree_parent(tree, name);
    switch (tree_kind(tree, parent)) {
    case PY_ASSIGNMENT: learn_from_assignment(resolver, guess, name); return;
    case PY_NAMED_EXPRESSION:
        learn_value(resolver, guess, tree_child_as(tree, parent, ROLE_VALUE), 0);
        return;
    case PY_AS_PATTERN_TARGET: learn_value(resolver, guess, managed_value(tree, parent), 0); return;
    case PY_DEFAULT_PARAMETER:
    case PY_TYPED_DEFAULT_PARAMETER:
    case PY_TYPED_PARAMETER: learn_from_parameter(resolver, guess, parent); return;
    case PY_PARAMETERS:
    case PY_LAMBDA_PARAMETERS: return;
    case PY_LIST_SPLAT_PATTERN:
        learn_type(resolver, guess,
                   is_parameter(tree, parent) ? STR("builtins.tuple") : STR("builtins.list"));
        return;
    case PY_DICTIONARY_SPLAT_PATTERN: learn_type(resolver, guess, STR("builtins.dict")); return;
    case PY_GLOBAL:
    case PY_NONLOCAL:
    case PY_FUNCTION:
    case PY_CLASS: return;
    default: learn_value(resolver, guess, 0, 0);
    }
}

static bool is_variable(BindingKind kind)
{
    return kind == BINDING_LOCAL || kind == BINDING_PARAMETER || kind == BINDING_GLOBAL ||
           kind == BINDING_CLASS_BODY;
}

static void type_bindings(PyResolver *resolver)
{
    Unit *unit = resolver->unit;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        if (!is_variable(unit->bindings.at[id].kind)) continue;
        TypeGuess guess = {0};
        for_each_reference(unit, id, reference)
        {
            if (reference->kind != REFERENCE_WRITE && reference->kind != REFERENCE_DECLARED)
                continue;
            resolver_learn(resolver, &guess, reference->node);
        }
        unit->bindings.at[id].type = guess.type;
    }
}

// def add(self, item, heappush=heappush): what the module imports under the parameter's own name, bound early for speed.
static void name_default(const PyResolver *resolver, const Reference *reference)
{
    Unit *unit = resolver->unit;
    const Tree *tree = resolver->tree;
    NodeId parameter = tree_parent(tree, reference->node);
    if (tree_kind(tree, parameter) != PY_DEFAULT_PARAMETER || py_parameter_default(tree, parameter) != reference->node) return;
    const Binding *outer = unit_binding(unit, reference->binding);
    Binding *binding = &unit->bindings.at[tree_node(tree, py_parameter_name(tree, parameter))->binding];
    bool is_function = outer->kind == BINDING_IMPORT || outer->kind == BINDING_BUILTIN;
    if (is_function && binding->writes <= 1 && str_equal(binding->name, outer->name)) binding->qualified = outer->qualified;
}

void resolver_run(PyResolver *resolver)
{
    Unit *unit = resolver->unit;
    for (uint32_t i = 1; i < unit->references.len; i++) {
        const Reference *reference = &unit->references.at[i];
        name_default(resolver, reference);
        bool is_dotted =
            reference->kind == REFERENCE_MEMBER || reference->kind == REFERENCE_RECEIVER;
        if (is_dotted && has_named_attributes(unit_binding(unit, reference->binding)))
            name_dotted(resolver, reference);
    }
    type_bindings(resolver);
    for (uint32_t i = 1; i < unit->references.len; i++) {
        const Reference *reference = &unit->references.at[i];
        resolver->tree->nodes[reference->node].type = unit_binding(unit, reference->binding)->type;
    }
}
