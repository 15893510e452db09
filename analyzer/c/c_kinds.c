#include "c/c_kinds.h"

#include "base/str.h"
#include "c/c_scan.h"

const char *const c_kind_names[C_KIND_END] = {
    [C_FILE] = "file",
    [C_FUNCTION] = "function",
    [C_PROTOTYPE] = "prototype",
    [C_PARAMETER] = "parameter",
    [C_VARIABLE] = "variable",
    [C_FIELD] = "field",
    [C_STRUCT] = "struct",
    [C_UNION] = "union",
    [C_ENUM] = "enum",
    [C_ENUMERATOR] = "enumerator",
    [C_TYPEDEF] = "typedef",
    [C_STATIC_ASSERT] = "static assert",
    [C_ATTRIBUTE] = "attribute",
    [C_TYPE_REFERENCE] = "type reference",
    [C_COMPOUND] = "compound",
    [C_DECLARATION] = "declaration",
    [C_IF] = "if",
    [C_FOR] = "for",
    [C_WHILE] = "while",
    [C_DO] = "do",
    [C_SWITCH] = "switch",
    [C_CASE] = "case",
    [C_DEFAULT] = "default",
    [C_BREAK] = "break",
    [C_CONTINUE] = "continue",
    [C_RETURN] = "return",
    [C_GOTO] = "goto",
    [C_COMPUTED_GOTO] = "computed goto",
    [C_LABEL] = "label",
    [C_ASM] = "asm",
    [C_EMPTY] = "empty",
    [C_CALL] = "call",
    [C_MEMBER] = "member",
    [C_SUBSCRIPT] = "subscript",
    [C_BINARY] = "binary",
    [C_UNARY] = "unary",
    [C_CONDITIONAL] = "conditional",
    [C_CAST] = "cast",
    [C_IMPLICIT_CAST] = "implicit cast",
    [C_PAREN] = "paren",
    [C_SIZEOF] = "sizeof",
    [C_REFERENCE] = "reference",
    [C_INTEGER] = "integer",
    [C_CHARACTER] = "character",
    [C_FLOAT] = "float",
    [C_STRING] = "string",
    [C_INIT_LIST] = "init list",
    [C_DESIGNATED] = "designated",
    [C_MEMBER_NAME] = "member name",
    [C_COMPOUND_LITERAL] = "compound literal",
    [C_STATEMENT_EXPRESSION] = "statement expression",
    [C_LABEL_ADDRESS] = "label address",
    [C_GENERIC] = "generic",
    [C_OTHER] = "other",
};

const char *const c_role_names[ROLE_C_END] = {
    [ROLE_C_CONDITION] = "condition",
    [ROLE_C_THEN] = "then",
    [ROLE_C_ELSE] = "else",
    [ROLE_C_INIT] = "init",
    [ROLE_C_INCREMENT] = "increment",
    [ROLE_C_BODY] = "body",
    [ROLE_C_CALLEE] = "callee",
    [ROLE_C_ARGUMENT] = "argument",
    [ROLE_C_LEFT] = "left",
    [ROLE_C_RIGHT] = "right",
    [ROLE_C_BASE] = "base",
    [ROLE_C_INDEX] = "index",
    [ROLE_C_OPERAND] = "operand",
    [ROLE_C_VALUE] = "value",
    [ROLE_C_SIZE] = "size",
};

static bool is_wrapper(NodeKind kind) { return kind == C_PAREN || kind == C_IMPLICIT_CAST; }

NodeId c_strip(const Tree *tree, NodeId node)
{
    while (is_wrapper(tree_kind(tree, node)) && tree_first(tree, node)) node = tree_first(tree, node);
    return node;
}

NodeId c_strip_casts(const Tree *tree, NodeId node)
{
    for (NodeId operand = node; operand; operand = tree_child_as(tree, node, ROLE_C_OPERAND)) {
        node = c_strip(tree, operand);
        if (tree_kind(tree, node) != C_CAST) break;
    }
    return node;
}

NodeId c_parent(const Tree *tree, NodeId node)
{
    do node = tree_parent(tree, node);
    while (is_wrapper(tree_kind(tree, node)));
    return node;
}

NodeId c_call_argument(const Tree *tree, NodeId call, uint32_t n) { return n ? tree_child(tree, call, n) : 0; }

BindingId c_reference(const Tree *tree, NodeId node)
{
    node = c_strip(tree, node);
    return tree_kind(tree, node) == C_REFERENCE ? tree_node(tree, node)->binding : 0;
}

bool c_integer(const Tree *tree, NodeId node, uint32_t *value)
{
    node = c_strip_casts(tree, node);
    if (tree_kind(tree, node) != C_INTEGER) return false;
    *value = tree_node(tree, node)->operation;
    return *value != UINT32_MAX;  // that, or a number that has no room there
}

bool c_is_null(const Tree *tree, NodeId node)
{
    uint32_t value = 1;
    return node && c_integer(tree, node, &value) && value == 0;
}

bool c_is_assignment(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, node)->operation;
    return tree_kind(tree, node) == C_BINARY && (operation == OP_ASSIGN || operation & OP_COMPOUND);
}

bool c_is_comparison(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, node)->operation;
    return tree_kind(tree, node) == C_BINARY && operation >= OP_EQ && operation <= OP_GE;
}

bool c_is_pointer(const Unit *unit, NodeId node)
{
    TypeKind kind = unit_type(unit, tree_node(unit->tree, node)->type)->kind;
    return kind == TYPE_POINTER || kind == TYPE_ARRAY;
}

bool c_is_array(const Unit *unit, NodeId node)
{
    node = c_strip(unit->tree, node);
    bool is_parameter = unit_binding(unit, c_reference(unit->tree, node))->kind == BINDING_PARAMETER;
    return !is_parameter && unit_type(unit, tree_node(unit->tree, node)->type)->kind == TYPE_ARRAY;
}

bool c_is_arrow(const Unit *unit, NodeId member)
{
    NodeId base = tree_child_as(unit->tree, member, ROLE_C_BASE);
    return base && c_is_pointer(unit, base);
}

bool c_is_in_loop(const Tree *tree, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); up && tree_kind(tree, up) != C_FUNCTION; node = up, up = tree_parent(tree, up))
        if (c_is_loop(tree_kind(tree, up)) && tree_node(tree, node)->role != ROLE_C_INIT) return true;
    return false;
}

NodeId c_enclosing_function(const Tree *tree, NodeId node) { return tree_ancestor(tree, node, C_FUNCTION); }

bool c_is_broken(const Tree *tree, NodeId node)
{
    NodeId function = tree_kind(tree, node) == C_FUNCTION ? node : c_enclosing_function(tree, node);
    return function && tree_node(tree, function)->flags & NODE_BROKEN;
}

static bool is_statement(NodeKind kind) { return kind >= C_COMPOUND && kind <= C_EMPTY; }

NodeId c_enclosing_statement(const Tree *tree, NodeId node)
{
    for (NodeId up = tree_parent(tree, node); up; node = up, up = tree_parent(tree, up))
        if (is_statement(tree_kind(tree, node)) || tree_kind(tree, up) == C_COMPOUND) return node;
    return node;
}

bool c_same_text(const Tree *tree, NodeId a, NodeId b)
{
    if ((tree_node(tree, a)->flags | tree_node(tree, b)->flags) & NODE_IN_MACRO) return false;
    return c_scan_same_tokens(tree_text(tree, a), tree_text(tree, b));
}

Str c_macro_name(const Tree *tree, NodeId node)
{
    return tree_node(tree, node)->flags & NODE_IN_MACRO ? c_scan_word(tree_text(tree, node)) : (Str){0};
}
