#include "model/tree.h"

Str tree_text(const Tree *tree, NodeId node)
{
    return node ? source_text(tree->source, tree->nodes[node].span) : (Str){0};
}

NodeId tree_end(const Tree *tree, NodeId node)
{
    for (; node; node = tree->nodes[node].parent)
        if (tree->nodes[node].next) return tree->nodes[node].next;
    return tree->count;
}

NodeId tree_child(const Tree *tree, NodeId node, uint32_t n)
{
    NodeId child = tree->nodes[node].first;
    while (child && n--) child = tree->nodes[child].next;
    return child;
}

uint32_t tree_child_count(const Tree *tree, NodeId node)
{
    uint32_t count = 0;
    for (NodeId child = tree->nodes[node].first; child; child = tree->nodes[child].next) count++;
    return count;
}

NodeId tree_child_as(const Tree *tree, NodeId node, uint8_t role)
{
    NodeId child = tree->nodes[node].first;
    while (child && tree->nodes[child].role != role) child = tree->nodes[child].next;
    return child;
}

NodeId tree_ancestor(const Tree *tree, NodeId node, NodeKind kind)
{
    node = tree->nodes[node].parent;
    while (node && tree->nodes[node].kind != kind) node = tree->nodes[node].parent;
    return node;
}

bool tree_contains(const Tree *tree, NodeId ancestor, NodeId node)
{
    return node >= ancestor && node < tree_end(tree, ancestor);
}
