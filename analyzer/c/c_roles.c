#include "c/c_roles.h"

#include "c/c_scan.h"

static bool is_expression(NodeKind kind) { return kind >= C_CALL && kind <= C_OTHER; }

static NodeId last_child(const Tree *tree, NodeId node)
{
    NodeId last = tree_first(tree, node);
    while (last && tree_next(tree, last)) last = tree_next(tree, last);
    return last;
}

// The first child is `first`, the second `second`, every later one `rest`.
static void in_order(Tree *tree, NodeId node, CRole first, CRole second, CRole rest)
{
    CRole role = first;
    for (NodeId child = tree_first(tree, node); child; child = tree_next(tree, child)) {
        tree->nodes[child].role = (uint8_t)role;
        role = child == tree_first(tree, node) ? second : rest;
    }
}

// Every child is `others` but the last.
static void last_is(Tree *tree, NodeId node, CRole others, CRole last)
{
    NodeId end = last_child(tree, node);
    for (NodeId child = tree_first(tree, node); child; child = tree_next(tree, child))
        tree->nodes[child].role = (uint8_t)(child == end ? last : others);
}

static void expressions_are(Tree *tree, NodeId node, CRole role)
{
    for (NodeId child = tree_first(tree, node); child; child = tree_next(tree, child))
        if (!tree->nodes[child].role && is_expression(tree_kind(tree, child))) tree->nodes[child].role = (uint8_t)role;
}

static bool changes_something(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, c_strip(tree, node))->operation;
    NodeKind kind = tree_kind(tree, c_strip(tree, node));
    if (kind == C_UNARY) return operation >= OP_PRE_INC && operation <= OP_POST_DEC;
    return c_is_assignment(tree, c_strip(tree, node)) || (kind == C_BINARY && operation == OP_COMMA);
}

// A header out of a macro: a declaration or a first assignment starts, a later assignment steps, anything else is the condition.
static void guess_header(Tree *tree, NodeId loop, NodeId body)
{
    bool has_condition = false;
    for (NodeId part = tree_first(tree, loop); part != body; part = tree_next(tree, part)) {
        bool is_update = tree_kind(tree, part) == C_UNARY;
        CRole role = ROLE_C_CONDITION;
        if (tree_kind(tree, part) == C_DECLARATION) role = ROLE_C_INIT;
        else if (changes_something(tree, part)) role = has_condition || is_update ? ROLE_C_INCREMENT : ROLE_C_INIT;
        else if (has_condition) role = ROLE_C_INCREMENT;
        has_condition |= role == ROLE_C_CONDITION;
        tree->nodes[part].role = (uint8_t)role;
    }
}

static void for_loop(Tree *tree, NodeId loop)
{
    NodeId body = last_child(tree, loop);
    if (!body) return;
    tree->nodes[body].role = ROLE_C_BODY;
    uint32_t semicolons[2], start = tree_span(tree, loop).from;
    bool in_macro = tree_node(tree, loop)->flags & NODE_IN_MACRO;
    if (tree_child_count(tree, loop) == 4) {
        in_order(tree, loop, ROLE_C_INIT, ROLE_C_CONDITION, ROLE_C_INCREMENT);
        tree->nodes[body].role = ROLE_C_BODY;
    } else if (in_macro || !c_scan_for_header(tree_text(tree, loop), semicolons)) {
        guess_header(tree, loop, body);
    } else {
        for (NodeId part = tree_first(tree, loop); part != body; part = tree_next(tree, part)) {
            uint32_t at = tree_span(tree, part).from - start;
            CRole role = at <= semicolons[0] ? ROLE_C_INIT : at <= semicolons[1] ? ROLE_C_CONDITION : ROLE_C_INCREMENT;
            tree->nodes[part].role = (uint8_t)role;
        }
    }
}

static void conditional(Tree *tree, NodeId node)
{
    bool has_then = tree_child_count(tree, node) > 2;
    in_order(tree, node, ROLE_C_CONDITION, has_then ? ROLE_C_THEN : ROLE_C_ELSE, ROLE_C_ELSE);
}

static void function_body(Tree *tree, NodeId function)
{
    NodeId body = last_child(tree, function);
    if (tree_kind(tree, body) == C_COMPOUND) tree->nodes[body].role = ROLE_C_BODY;
}

static void give_children(Tree *tree, NodeId node)
{
    switch (tree_kind(tree, node)) {
    case C_FUNCTION: function_body(tree, node); break;
    case C_PARAMETER:
    case C_VARIABLE:
    case C_FIELD:
    case C_TYPEDEF: expressions_are(tree, node, ROLE_C_SIZE); break;
    case C_ENUMERATOR:
    case C_COMPOUND_LITERAL:
    case C_RETURN: expressions_are(tree, node, ROLE_C_VALUE); break;
    case C_IF: in_order(tree, node, ROLE_C_CONDITION, ROLE_C_THEN, ROLE_C_ELSE); break;
    case C_CONDITIONAL: conditional(tree, node); break;
    case C_WHILE:
    case C_SWITCH: in_order(tree, node, ROLE_C_CONDITION, ROLE_C_BODY, ROLE_C_BODY); break;
    case C_DO: in_order(tree, node, ROLE_C_BODY, ROLE_C_CONDITION, ROLE_C_CONDITION); break;
    case C_FOR: for_loop(tree, node); break;
    case C_CASE: last_is(tree, node, ROLE_C_VALUE, ROLE_C_BODY); break;
    case C_DEFAULT:
    case C_LABEL:
    case C_STATEMENT_EXPRESSION: last_is(tree, node, ROLE_C_BODY, ROLE_C_BODY); break;
    case C_CALL: in_order(tree, node, ROLE_C_CALLEE, ROLE_C_ARGUMENT, ROLE_C_ARGUMENT); break;
    case C_MEMBER: in_order(tree, node, ROLE_C_BASE, ROLE_C_BASE, ROLE_C_BASE); break;
    case C_SUBSCRIPT: in_order(tree, node, ROLE_C_BASE, ROLE_C_INDEX, ROLE_C_INDEX); break;
    case C_BINARY: in_order(tree, node, ROLE_C_LEFT, ROLE_C_RIGHT, ROLE_C_RIGHT); break;
    case C_CAST: last_is(tree, node, ROLE_C_SIZE, ROLE_C_OPERAND); break;  // (typeof(x))y has two expressions
    case C_UNARY:
    case C_IMPLICIT_CAST:
    case C_PAREN:
    case C_SIZEOF: expressions_are(tree, node, ROLE_C_OPERAND); break;
    case C_DESIGNATED: last_is(tree, node, ROLE_C_INDEX, ROLE_C_VALUE); break;
    }
}

void c_roles_give(Tree *tree)
{
    for (NodeId node = ROOT; node < tree->count; node++)
        if (tree_first(tree, node)) give_children(tree, node);
}
