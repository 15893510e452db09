// Kinds and roles of the nodes of a C tree, and the questions that rules ask of them.
//
// A tree holds the cursors that libclang gives for the file itself, macro expansions included. Casts that the
// user did not write are nodes too (C_IMPLICIT_CAST, NODE_IMPLICIT), and so are parentheses: c_strip looks through both.
#pragma once

#include "model/unit.h"

typedef enum CKind {
    C_FILE = 512,
    // Declarations; Node.binding is what they declare.
    C_FUNCTION,          // a definition: types, attributes, C_PARAMETER ..., C_COMPOUND as ROLE_C_BODY
    C_PROTOTYPE,         // a declaration without body
    C_PARAMETER,
    C_VARIABLE,          // its value, when it has one, is ROLE_C_INIT; array sizes are ROLE_C_SIZE
    C_FIELD,             // bit-field widths and array sizes are ROLE_C_SIZE
    C_STRUCT,
    C_UNION,
    C_ENUM,
    C_ENUMERATOR,
    C_TYPEDEF,
    C_STATIC_ASSERT,
    C_ATTRIBUTE,
    C_TYPE_REFERENCE,    // a type's name in a declaration, a cast or sizeof; Node.type
    // Statements.
    C_COMPOUND,
    C_DECLARATION,       // a statement that holds C_VARIABLE, C_STRUCT ...
    C_IF,
    C_FOR,
    C_WHILE,
    C_DO,
    C_SWITCH,
    C_CASE,              // one ROLE_C_VALUE, two for the range of GNU C
    C_DEFAULT,
    C_BREAK,
    C_CONTINUE,
    C_RETURN,
    C_GOTO,              // Node.operation: the number of the label
    C_COMPUTED_GOTO,
    C_LABEL,             // Node.operation: its number
    C_ASM,
    C_EMPTY,             // a lone ';'
    // Expressions.
    C_CALL,              // ROLE_C_CALLEE, then ROLE_C_ARGUMENT ...
    C_MEMBER,            // base.name, base->name: ROLE_C_BASE; Node.binding is the field
    C_SUBSCRIPT,         // ROLE_C_BASE, ROLE_C_INDEX
    C_BINARY,            // assignments and comparisons too: Node.operation
    C_UNARY,
    C_CONDITIONAL,       // a ? b : c; the GNU form a ?: c has no ROLE_C_THEN
    C_CAST,              // written by the user: ROLE_C_OPERAND
    C_IMPLICIT_CAST,     // ROLE_C_OPERAND
    C_PAREN,             // ROLE_C_OPERAND
    C_SIZEOF,            // operation OP_SIZEOF or OP_ALIGNOF; the operand is an expression or a C_TYPE_REFERENCE
    C_REFERENCE,         // a name of a variable, parameter, function, enumerator: Node.binding
    C_INTEGER,           // Node.operation: its value, UINT32_MAX when it is that or more
    C_CHARACTER,
    C_FLOAT,
    C_STRING,
    C_INIT_LIST,         // { ... }
    C_DESIGNATED,        // .name = value, [index] = value: the value is ROLE_C_VALUE
    C_MEMBER_NAME,       // the name in a designator; Node.binding is the field
    C_COMPOUND_LITERAL,  // (T){ ... }
    C_STATEMENT_EXPRESSION,  // ({ ... })
    C_LABEL_ADDRESS,     // &&label
    C_GENERIC,
    C_OTHER,
    C_KIND_END,
} CKind;

typedef enum CRole {
    ROLE_C_CONDITION = 1,
    ROLE_C_THEN,
    ROLE_C_ELSE,
    ROLE_C_INIT,
    ROLE_C_INCREMENT,
    ROLE_C_BODY,
    ROLE_C_CALLEE,
    ROLE_C_ARGUMENT,
    ROLE_C_LEFT,
    ROLE_C_RIGHT,
    ROLE_C_BASE,
    ROLE_C_INDEX,
    ROLE_C_OPERAND,
    ROLE_C_VALUE,
    ROLE_C_SIZE,
    ROLE_C_END,
} CRole;

// "call" of C_CALL, "callee" of ROLE_C_CALLEE: by kind and by role, for dumps.
extern const char *const c_kind_names[C_KIND_END];
extern const char *const c_role_names[ROLE_C_END];
// The expression under parentheses and implicit casts.
NodeId c_strip(const Tree *tree, NodeId node);
// The same, through casts that the user wrote as well.
NodeId c_strip_casts(const Tree *tree, NodeId node);
// The nearest ancestor that is neither parenthesis nor implicit cast.
NodeId c_parent(const Tree *tree, NodeId node);
// The n-th argument (from 1) of a call, or 0.
NodeId c_call_argument(const Tree *tree, NodeId call, uint32_t n);
// The binding that an expression names (through parentheses and implicit casts), or 0.
BindingId c_reference(const Tree *tree, NodeId node);
// NULL, 0, (void *)0, also cast.
bool c_is_null(const Tree *tree, NodeId node);
// The value of an integer literal, through casts; false for anything else.
bool c_integer(const Tree *tree, NodeId node, uint32_t *value);
bool c_is_assignment(const Tree *tree, NodeId node);  // =, +=, ...
bool c_is_comparison(const Tree *tree, NodeId node);  // == != < <= > >=
// Is it a pointer or an array, so that it denotes memory?
bool c_is_pointer(const Unit *unit, NodeId node);
// Is it an array itself? A parameter that is declared as one is a pointer.
bool c_is_array(const Unit *unit, NodeId node);
// base->name rather than base.name
bool c_is_arrow(const Unit *unit, NodeId member);
// Does the node stand in the body (or condition, or increment) of a loop of its function?
bool c_is_in_loop(const Tree *tree, NodeId node);
// The C_FUNCTION around a node, or 0.
NodeId c_enclosing_function(const Tree *tree, NodeId node);
// Did clang report an error in the function around a node?
bool c_is_broken(const Tree *tree, NodeId node);
// The statement (or declaration) in which an expression stands.
NodeId c_enclosing_statement(const Tree *tree, NodeId node);
// Do two expressions read the same, token by token? Not for what macros produced.
bool c_same_text(const Tree *tree, NodeId a, NodeId b);
// The macro that produced the node, "" when none did.
Str c_macro_name(const Tree *tree, NodeId node);
static inline bool c_is_loop(NodeKind kind) { return kind == C_FOR || kind == C_WHILE || kind == C_DO; }
