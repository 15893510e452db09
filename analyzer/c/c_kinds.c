#include "c/c_kinds.h"

#include "base/str.h"
#include "c/c_scan.h"

const char *c_kind_name(NodeKind kind)
{
    static const char *const names[] = {
#define NAME(kind) [kind - C_FILE] = #kind
        NAME(C_FILE), NAME(C_FUNCTION), NAME(C_PROTOTYPE), NAME(C_PARAMETER), NAME(C_VARIABLE), NAME(C_FIELD), NAME(C_STRUCT),
        NAME(C_UNION), NAME(C_ENUM), NAME(C_ENUMERATOR), NAME(C_TYPEDEF), NAME(C_STATIC_ASSERT), NAME(C_ATTRIBUTE),
        NAME(C_TYPE_REFERENCE), NAME(C_COMPOUND), NAME(C_DECLARATION), NAME(C_IF), NAME(C_FOR), NAME(C_WHILE), NAME(C_DO),
        NAME(C_SWITCH), NAME(C_CASE), NAME(C_DEFAULT), NAME(C_BREAK), NAME(C_CONTINUE), NAME(C_RETURN), NAME(C_GOTO),
        NAME(C_COMPUTED_GOTO), NAME(C_LABEL), NAME(C_ASM), NAME(C_EMPTY), NAME(C_CALL), NAME(C_MEMBER), NAME(C_SUBSCRIPT),
        NAME(C_BINARY), NAME(C_UNARY), NAME(C_CONDITIONAL), NAME(C_CAST), NAME(C_IMPLICIT_CAST), NAME(C_PAREN), NAME(C_SIZEOF),
        NAME(C_REFERENCE), NAME(C_INTEGER), NAME(C_CHARACTER), NAME(C_FLOAT), NAME(C_STRING), NAME(C_INIT_LIST),
        NAME(C_DESIGNATED), NAME(C_MEMBER_NAME), NAME(C_COMPOUND_LITERAL), NAME(C_STATEMENT_EXPRESSION), NAME(C_LABEL_ADDRESS),
        NAME(C_GENERIC), NAME(C_OTHER),
#undef NAME
    };
    _Static_assert(COUNT_OF(names) == C_KIND_END - C_FILE, "every kind has its name");
    return kind >= C_FILE && kind < C_KIND_END ? names[kind - C_FILE] : "?";
}

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
    return true;
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
