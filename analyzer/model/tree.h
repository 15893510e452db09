// The syntax of one file as a flat array, the same for both languages.
//
// A front end copies the foreign syntax (tree-sitter's, libclang's) once into this array and lets the
// foreign tree go. Nodes stand in source order (pre-order): a node's children come after it and
// before its next sibling, so a walk over a subtree is a loop over indices [node, tree_end(node)).
// Python keeps the named nodes and those tokens that carry meaning; C keeps the cursors of the file itself.
#pragma once

#include "base/array.h"
#include "source/source.h"

typedef uint32_t NodeId;  // index into Tree.nodes; 0 is no node
typedef uint16_t NodeKind;  // PY_* of python/py_kinds.h (from 1) or C_* of c/c_kinds.h (from 512)

enum { NODE_KIND_COUNT = 1024 };

typedef enum NodeFlag {
    NODE_IN_MACRO = 1 << 0,   // C: produced by a macro expansion; the span is the expansion's
    NODE_BROKEN = 1 << 1,     // a syntax error in or at this node
    NODE_IMPLICIT = 1 << 2,   // C: not written by the user (implicit cast)
    NODE_ASYNC = 1 << 3,      // Python: async def, async for, async with
} NodeFlag;

typedef struct Node {
    NodeKind kind;
    uint8_t role;      // what the node is to its parent: ROLE_* of the language's kinds, 0 = plain child
    uint8_t flags;     // NodeFlag
    Span span;         // bytes of the file
    NodeId parent;     // 0 for the root
    NodeId first;      // first child, 0 = leaf
    NodeId next;       // next sibling, 0 = last
    uint32_t operation;  // operator of a unary, binary, comparison or assignment node: OP_* below; 0 = none
    uint32_t binding;  // BindingId that an identifier, declaration or reference names; 0 = unknown
    uint32_t type;     // TypeId of an expression or declaration; 0 = unknown
} Node;

// Operators of both languages, so that a rule need not look at text.
typedef enum Operation {
    OP_NONE,
    OP_ASSIGN,                                                            // =
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_SHL, OP_SHR, OP_BIT_AND, OP_BIT_OR, OP_BIT_XOR,
    OP_POWER, OP_FLOOR_DIV, OP_MATMUL,
    OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_NOT_IN, OP_IS, OP_IS_NOT,
    OP_AND, OP_OR, OP_NOT, OP_BIT_NOT, OP_NEGATE, OP_PLUS,
    OP_PRE_INC, OP_PRE_DEC, OP_POST_INC, OP_POST_DEC,
    OP_ADDRESS, OP_DEREF, OP_COMMA, OP_SIZEOF, OP_ALIGNOF,
    OP_COMPOUND = 1 << 8,  // or-ed to OP_ADD ...: an augmented assignment (x += y)
} Operation;

typedef struct Comment {
    Span span;  // with its delimiters
} Comment;

typedef struct Tree {
    const Source *source;
    Node *nodes;           // [0] is unused, [1] is the root
    uint32_t count;        // nodes, [0] included
    NodeId elsewhere;      // C: from this node on stand bodies of functions in headers, without a place in the file; 0 = there are none
    ArrayOf(Comment) comments;  // in source order; not in the tree
    uint32_t syntax_errors;     // places that did not parse
    Span first_error;           // the first of them
    const char *const *kind_names;  // by NodeKind, for dumps; NULL = the language gives none
    const char *const *role_names;  // by role, likewise
} Tree;

enum { ROOT = 1 };

static inline const Node *tree_node(const Tree *tree, NodeId node) { return &tree->nodes[node]; }
static inline NodeKind tree_kind(const Tree *tree, NodeId node) { return tree->nodes[node].kind; }
static inline Span tree_span(const Tree *tree, NodeId node) { return tree->nodes[node].span; }
static inline NodeId tree_parent(const Tree *tree, NodeId node) { return tree->nodes[node].parent; }
static inline NodeId tree_first(const Tree *tree, NodeId node) { return tree->nodes[node].first; }
static inline NodeId tree_next(const Tree *tree, NodeId node) { return tree->nodes[node].next; }
// Does the node stand in the file itself?
static inline bool tree_is_own(const Tree *tree, NodeId node) { return !tree->elsewhere || node < tree->elsewhere; }
// The source text of a node, borrowed from the source.
Str tree_text(const Tree *tree, NodeId node);
// The first index after the node's subtree.
NodeId tree_end(const Tree *tree, NodeId node);
// The n-th child (from 0), or 0.
NodeId tree_child(const Tree *tree, NodeId node, uint32_t n);
uint32_t tree_child_count(const Tree *tree, NodeId node);
// The first child that has this role, or 0.
NodeId tree_child_as(const Tree *tree, NodeId node, uint8_t role);
// The nearest ancestor (the node itself not included) of this kind, or 0.
NodeId tree_ancestor(const Tree *tree, NodeId node, NodeKind kind);
// Is `node` in the subtree of `ancestor` (itself included)?
bool tree_contains(const Tree *tree, NodeId ancestor, NodeId node);
