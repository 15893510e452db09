// One walk over the nodes. libclang has already said which declaration each name means; what is left is to say what the code
// does with it: a look at the nearest ancestor that is no parenthesis and no cast.
#include "c/c_resolve.h"

#include "base/str.h"

typedef struct Walk {
    Arena *arena;
    Unit *unit;
    const Tree *tree;
    uint32_t *last_reference;  // per binding
    FunctionId function;       // whose code the walk is in
    NodeId function_end;       // the first node behind it
} Walk;

// --- what is done with a name -------------------------------------------------------------------------------------
static bool is_step(uint32_t operation) { return operation >= OP_PRE_INC && operation <= OP_POST_DEC; }

// The wrapper of an expression that is a real operand: casts, parentheses and conversions are looked through.
static NodeId outermost(const Tree *tree, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); up; up = tree_parent(tree, up)) {
        NodeKind kind = tree_kind(tree, up);
        if (kind != C_PAREN && kind != C_IMPLICIT_CAST && kind != C_CAST) break;
        node = up;
    }
    return node;
}

static bool is_written(const Tree *tree, NodeId node)
{
    NodeId operand = outermost(tree, node), parent = tree_parent(tree, operand);
    if (tree_kind(tree, parent) == C_UNARY) return is_step(tree_node(tree, parent)->operation);
    return c_is_assignment(tree, parent) && tree_node(tree, operand)->role == ROLE_C_LEFT;
}

static bool is_called(const Tree *tree, NodeId node) { return tree_node(tree, outermost(tree, node))->role == ROLE_C_CALLEE; }

static ReferenceKind unary_use(const Tree *tree, NodeId parent)
{
    uint32_t operation = tree_node(tree, parent)->operation;
    if (is_step(operation)) return REFERENCE_UPDATE;
    if (operation == OP_ADDRESS) return REFERENCE_ADDRESS;
    if (operation == OP_NOT) return REFERENCE_TESTED;
    if (operation == OP_DEREF) return is_written(tree, parent) ? REFERENCE_ELEMENT_WRITE : REFERENCE_ELEMENT;
    return REFERENCE_READ;
}

static ReferenceKind binary_use(const Tree *tree, NodeId parent, NodeId operand)
{
    uint32_t operation = tree_node(tree, parent)->operation;
    bool is_left = tree_node(tree, operand)->role == ROLE_C_LEFT;
    if (operation == OP_ASSIGN) return is_left ? REFERENCE_WRITE : REFERENCE_STORED;
    if (operation & OP_COMPOUND) return is_left ? REFERENCE_UPDATE : REFERENCE_READ;
    if (operation == OP_AND || operation == OP_OR || c_is_comparison(tree, parent)) return REFERENCE_TESTED;
    return REFERENCE_READ;
}

static ReferenceKind member_use(const Tree *tree, NodeId member)
{
    if (is_called(tree, member)) return REFERENCE_RECEIVER;
    return is_written(tree, member) ? REFERENCE_MEMBER_WRITE : REFERENCE_MEMBER;
}

// A value that an operator only passes on: the arms of ?: and the right side of a comma.
static bool passes_on(const Tree *tree, NodeId parent, NodeId operand)
{
    uint8_t role = tree_node(tree, operand)->role;
    if (tree_kind(tree, parent) == C_CONDITIONAL) return role != ROLE_C_CONDITION;
    return tree_kind(tree, parent) == C_BINARY && tree_node(tree, parent)->operation == OP_COMMA && role == ROLE_C_RIGHT;
}

ReferenceKind c_use_of(const Tree *tree, NodeId node)
{
    NodeId operand = outermost(tree, node), parent = tree_parent(tree, operand);
    while (passes_on(tree, parent, operand)) {
        operand = outermost(tree, parent);
        parent = tree_parent(tree, operand);
    }
    uint8_t role = tree_node(tree, operand)->role;
    if (role == ROLE_C_CONDITION) return REFERENCE_TESTED;
    switch (tree_kind(tree, parent)) {
    case C_UNARY: return unary_use(tree, parent);
    case C_BINARY: return binary_use(tree, parent, operand);
    case C_MEMBER: return member_use(tree, parent);
    case C_SUBSCRIPT:
        if (role == ROLE_C_INDEX) return REFERENCE_READ;
        return is_written(tree, parent) ? REFERENCE_ELEMENT_WRITE : REFERENCE_ELEMENT;
    case C_CALL: return role == ROLE_C_CALLEE ? REFERENCE_CALLED : REFERENCE_ARGUMENT;
    case C_RETURN: return REFERENCE_RETURNED;
    case C_VARIABLE: return role == ROLE_C_INIT ? REFERENCE_STORED : REFERENCE_READ;
    case C_INIT_LIST:
    case C_DESIGNATED: return REFERENCE_STORED;
    default: return REFERENCE_READ;
    }
}

static ReferenceKind declared_as(const Tree *tree, NodeId node)
{
    bool has_value = tree_kind(tree, node) == C_PARAMETER || tree_child_as(tree, node, ROLE_C_INIT);
    return has_value ? REFERENCE_WRITE : REFERENCE_DECLARED;
}

// --- references ---------------------------------------------------------------------------------------------------
static void count_use(Binding *binding, ReferenceKind kind, FunctionId function)
{
    binding->writes += kind == REFERENCE_WRITE || kind == REFERENCE_UPDATE;
    binding->is_captured |= binding->function > TOP_LEVEL && function != binding->function;
}

static void count_call(Walk *walk, const Binding *binding, ReferenceKind kind)
{
    Function *function = &walk->unit->functions.at[binding->names_function];
    if (!binding->names_function || kind == REFERENCE_DECLARED) return;
    if (kind == REFERENCE_CALLED) function->call_count++;
    else function->flags |= FUNCTION_ADDRESS_TAKEN;
}

static void add_reference(Walk *walk, NodeId node, ReferenceKind kind)
{
    BindingId id = tree_node(walk->tree, node)->binding;
    Binding *binding = &walk->unit->bindings.at[id];
    Reference *reference = array_push(walk->arena, &walk->unit->references);
    uint32_t index = walk->unit->references.len - 1;
    *reference = (Reference){.binding = id, .node = node, .function = walk->function, .kind = kind};
    if (kind == REFERENCE_RECEIVER || kind == REFERENCE_MEMBER || kind == REFERENCE_MEMBER_WRITE) {
        NodeId member = tree_parent(walk->tree, outermost(walk->tree, node));
        reference->name = walk->unit->bindings.at[tree_node(walk->tree, member)->binding].name;
    }
    if (walk->last_reference[id]) walk->unit->references.at[walk->last_reference[id]].next = index;
    else binding->first_reference = index;
    walk->last_reference[id] = index;
    count_use(binding, kind, walk->function);
    count_call(walk, binding, kind);
}

// --- functions and classes ----------------------------------------------------------------------------------------
static void add_function(Walk *walk, NodeId node)
{
    BindingId id = tree_node(walk->tree, node)->binding;
    Binding *binding = &walk->unit->bindings.at[id];
    Function function = {
        .name = binding->name,
        .node = node,
        .body = tree_child_as(walk->tree, node, ROLE_C_BODY),
        .parent = TOP_LEVEL,
        .binding = id,
        .flags = (binding->is_private ? FUNCTION_STATIC : FUNCTION_EXPORTED) | (binding->never_returns ? FUNCTION_NO_RETURN : 0),
    };
    for (NodeId child = tree_first(walk->tree, node); child; child = tree_next(walk->tree, child)) {
        if (tree_kind(walk->tree, child) != C_PARAMETER) continue;
        if (!function.parameter_count++) function.first_parameter = tree_node(walk->tree, child)->binding;
    }
    binding->names_function = walk->unit->functions.len;
    *array_push(walk->arena, &walk->unit->functions) = function;
}

static bool is_defined_here(const Tree *tree, NodeId record)
{
    for (NodeId child = tree_first(tree, record); child; child = tree_next(tree, child))
        if (tree_kind(tree, child) == C_FIELD) return true;
    return false;
}

static void add_class(Walk *walk, NodeId node)
{
    const Node *at = tree_node(walk->tree, node);
    if (!is_defined_here(walk->tree, node)) return;
    *array_push(walk->arena, &walk->unit->classes) = (Class){
        .name = walk->unit->types.at[at->type].name,
        .node = node,
        .function = walk->function,
        .type = at->type,
    };
}

// --- the walk -----------------------------------------------------------------------------------------------------
static void enter_functions(Walk *walk)
{
    Unit *unit = walk->unit;
    (void)array_push(walk->arena, &unit->functions);
    *array_push(walk->arena, &unit->functions) = (Function){.node = ROOT, .body = ROOT};
    for (NodeId node = tree_first(walk->tree, ROOT); node; node = tree_next(walk->tree, node))
        if (tree_kind(walk->tree, node) == C_FUNCTION && tree_node(walk->tree, node)->binding) add_function(walk, node);
}

static void visit(Walk *walk, NodeId node)
{
    Unit *unit = walk->unit;
    const Node *at = tree_node(walk->tree, node);
    Binding *binding = &unit->bindings.at[at->binding];
    switch (at->kind) {
    case C_STRUCT:
    case C_UNION: add_class(walk, node); break;
    case C_VARIABLE:
    case C_PARAMETER:
        if (!at->binding) break;
        if (binding->kind != BINDING_GLOBAL) binding->function = walk->function;
        add_reference(walk, node, declared_as(walk->tree, node));
        break;
    case C_MEMBER_NAME:
        if (at->binding) add_reference(walk, node, REFERENCE_WRITE);
        break;
    case C_REFERENCE:
    case C_MEMBER:
        if (at->binding) add_reference(walk, node, c_use_of(walk->tree, node));
        break;
    default: break;
    }
}

void c_resolve(Arena *arena, Unit *unit)
{
    Walk walk = {.arena = arena, .unit = unit, .tree = unit->tree, .function = TOP_LEVEL};
    walk.last_reference = arena_array(arena, uint32_t, unit->bindings.len);
    unit->function_of_node = arena_array(arena, uint32_t, unit->tree->count);
    if (!unit->references.len) (void)array_push(arena, &unit->references);
    if (!unit->classes.len) (void)array_push(arena, &unit->classes);
    enter_functions(&walk);
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        if (node >= walk.function_end) walk.function = TOP_LEVEL;
        const Node *at = tree_node(unit->tree, node);
        if (at->kind == C_FUNCTION && at->binding) {
            walk.function = unit->bindings.at[at->binding].names_function;
            walk.function_end = tree_end(unit->tree, node);
        }
        unit->function_of_node[node] = walk.function;
        visit(&walk, node);
    }
}
