// What is done to a name is read off its ancestors: first whether it is a target, else where its value goes. No more than a
// fixed number of steps up; a name nested deeper than that counts as READ.
#include "python/py_reference.h"

// Nothing that people write nests deeper; it keeps a file of 100,000 nested lists linear.
enum { CLIMB_MAX = 64 };

ReferenceKind py_target_kind(const Tree *tree, NodeId expression)
{
    for (int climbed = 0; climbed < CLIMB_MAX; climbed++) {
        NodeId parent = tree_parent(tree, expression);
        uint8_t role = tree_node(tree, expression)->role;
        switch (tree_kind(tree, parent)) {
        case PY_PATTERN_LIST:
        case PY_TUPLE_PATTERN:
        case PY_LIST_PATTERN:
        case PY_LIST_SPLAT_PATTERN:
        case PY_TUPLE:
        case PY_LIST:
        case PY_LIST_SPLAT:
        case PY_EXPRESSION_LIST:
        case PY_PARENTHESIZED: expression = parent; break;
        case PY_ASSIGNMENT:
            if (role != ROLE_LEFT) return 0;
            return tree_node(tree, parent)->operation == OP_ASSIGN ? REFERENCE_WRITE
                                                                   : REFERENCE_DECLARED;
        case PY_AUGMENTED_ASSIGNMENT: return role == ROLE_LEFT ? REFERENCE_UPDATE : 0;
        case PY_FOR:
        case PY_FOR_IN: return role == ROLE_LEFT ? REFERENCE_WRITE : 0;
        case PY_NAMED_EXPRESSION: return role == ROLE_NAME ? REFERENCE_WRITE : 0;
        case PY_AS_PATTERN_TARGET:
        case PY_SPLAT_PATTERN: return REFERENCE_WRITE;
        case PY_AS_PATTERN: return role == ROLE_ALIAS ? REFERENCE_WRITE : 0;
        case PY_DELETE: return REFERENCE_DELETE;
        default: return 0;
        }
    }
    return 0;
}

static ReferenceKind of_object(const Tree *tree, NodeId attribute, Str *name)
{
    *name = tree_text(tree, tree_child_as(tree, attribute, ROLE_ATTRIBUTE));
    if (tree_kind(tree, tree_parent(tree, attribute)) == PY_CALL) return REFERENCE_RECEIVER;
    ReferenceKind target = py_target_kind(tree, attribute);
    return target && target != REFERENCE_DECLARED ? REFERENCE_MEMBER_WRITE : REFERENCE_MEMBER;
}

static ReferenceKind of_subscripted(const Tree *tree, NodeId subscript)
{
    switch (py_target_kind(tree, subscript)) {
    case REFERENCE_WRITE:
    case REFERENCE_UPDATE: return REFERENCE_ELEMENT_WRITE;
    case REFERENCE_DELETE: return REFERENCE_ELEMENT_DELETE;
    default: return REFERENCE_ELEMENT;
    }
}

static ReferenceKind of_argument(const Tree *tree, NodeId arguments)
{
    if (tree_kind(tree, arguments) != PY_ARGUMENT_LIST) return REFERENCE_READ;
    return tree_kind(tree, tree_parent(tree, arguments)) == PY_CALL ? REFERENCE_ARGUMENT
                                                                    : REFERENCE_READ;
}

// What becomes of the value of `expression`; `packed`: it is inside a tuple by now.
static ReferenceKind of_value(const Tree *tree, NodeId expression)
{
    bool packed = false;
    for (int climbed = 0; climbed < CLIMB_MAX; climbed++) {
        NodeId parent = tree_parent(tree, expression);
        uint8_t role = tree_node(tree, expression)->role;
        switch (tree_kind(tree, parent)) {
        case PY_PARENTHESIZED:
        case PY_BOOLEAN: expression = parent; break;
        case PY_CONDITIONAL:
            if (role == ROLE_CONDITION) return REFERENCE_TESTED;
            expression = parent;
            break;
        case PY_TUPLE:
        case PY_EXPRESSION_LIST:
            packed = true;
            expression = parent;
            break;
        case PY_NOT:
        case PY_COMPARISON: return REFERENCE_TESTED;
        case PY_IF:
        case PY_ELIF:
        case PY_WHILE:
        case PY_IF_CLAUSE:
        case PY_ASSERT: return role == ROLE_CONDITION ? REFERENCE_TESTED : REFERENCE_READ;
        case PY_LIST:
        case PY_SET:
        case PY_PAIR:
        case PY_LIST_COMPREHENSION:
        case PY_SET_COMPREHENSION:
        case PY_GENERATOR: return REFERENCE_STORED;
        case PY_LIST_SPLAT:
        case PY_DICTIONARY_SPLAT:
        case PY_KEYWORD_ARGUMENT: return of_argument(tree, tree_parent(tree, parent));
        case PY_ARGUMENT_LIST: return packed ? REFERENCE_STORED : of_argument(tree, parent);
        case PY_CALL: return role == ROLE_FUNCTION ? REFERENCE_CALLED : REFERENCE_READ;
        case PY_RETURN:
        case PY_YIELD:
        case PY_YIELD_FROM:
        case PY_RAISE:
        case PY_LAMBDA: return REFERENCE_RETURNED;
        case PY_ASSIGNMENT:
        case PY_NAMED_EXPRESSION:
        case PY_DEFAULT_PARAMETER:
        case PY_TYPED_DEFAULT_PARAMETER: return REFERENCE_STORED;
        case PY_FOR:
        case PY_FOR_IN: return packed ? REFERENCE_STORED : REFERENCE_ITERATED;
        default: return packed ? REFERENCE_STORED : REFERENCE_READ;
        }
    }
    return REFERENCE_READ;
}

ReferenceKind py_reference_kind(const Tree *tree, NodeId expression, Str *name)
{
    *name = (Str){0};
    NodeId context = py_context(tree, expression);
    NodeId inside = expression;  // the child of the context that holds the expression
    while (tree_parent(tree, inside) != context) inside = tree_parent(tree, inside);
    uint8_t role = tree_node(tree, inside)->role;
    if (tree_kind(tree, context) == PY_ATTRIBUTE && role == ROLE_OBJECT)
        return of_object(tree, context, name);
    if (tree_kind(tree, context) == PY_SUBSCRIPT)
        return role == ROLE_VALUE ? of_subscripted(tree, context) : REFERENCE_READ;
    ReferenceKind target = py_target_kind(tree, expression);
    return target ? target : of_value(tree, expression);
}
