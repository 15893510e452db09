// The kinds of Python nodes, what children are to their parents, and how a rule asks for them.
//
// Kinds are tree-sitter-python's named nodes under their own names. Not in the tree: punctuation and keywords (their meaning is
// in Node.operation, NODE_ASYNC and PY_YIELD_FROM), comments (Tree.comments) and the inside of strings but for interpolations.
#pragma once

#include "model/tree.h"

typedef enum PyKind {
    PY_MODULE = 1,
    PY_BLOCK,
    PY_ERROR,                 // what could not be parsed
    PY_OTHER,                 // Python 2's print and exec, and whatever the grammar learns later
    // Simple statements.
    PY_EXPRESSION_STATEMENT,
    PY_ASSIGNMENT,            // LEFT, TYPE, RIGHT; operation OP_NONE = annotation without value; RIGHT may be an assignment again
    PY_AUGMENTED_ASSIGNMENT,  // LEFT, RIGHT; operation OP_COMPOUND | OP_ADD ...
    PY_RETURN,
    PY_DELETE,
    PY_RAISE,                 // first child, CAUSE
    PY_PASS,
    PY_BREAK,
    PY_CONTINUE,
    PY_ASSERT,                // CONDITION, VALUE (the message)
    PY_GLOBAL,
    PY_NONLOCAL,
    PY_IMPORT,                // NAMEs: PY_DOTTED_NAME or PY_ALIASED_IMPORT
    PY_IMPORT_FROM,           // MODULE_NAME, NAMEs or PY_WILDCARD_IMPORT
    PY_FUTURE_IMPORT,
    PY_ALIASED_IMPORT,        // NAME, ALIAS
    PY_WILDCARD_IMPORT,
    PY_RELATIVE_IMPORT,       // a leaf: "..package.module"
    PY_DOTTED_NAME,           // identifiers
    PY_TYPE_ALIAS,            // LEFT, RIGHT
    // Compound statements.
    PY_IF,                    // CONDITION, CONSEQUENCE, ALTERNATIVEs: PY_ELIF ..., PY_ELSE
    PY_ELIF,                  // CONDITION, CONSEQUENCE
    PY_ELSE,                  // BODY
    PY_FOR,                   // LEFT, RIGHT, BODY, ALTERNATIVE
    PY_WHILE,                 // CONDITION, BODY, ALTERNATIVE
    PY_TRY,                   // BODY, PY_EXCEPT ..., PY_ELSE, PY_FINALLY
    PY_EXCEPT,                // VALUE: the class or a PY_AS_PATTERN; the PY_BLOCK
    PY_FINALLY,               // the PY_BLOCK
    PY_WITH,                  // PY_WITH_CLAUSE, BODY
    PY_WITH_CLAUSE,
    PY_WITH_ITEM,             // VALUE: an expression or a PY_AS_PATTERN
    PY_MATCH,                 // SUBJECTs, BODY
    PY_CASE,                  // PY_CASE_PATTERNs, GUARD, CONSEQUENCE
    PY_FUNCTION,              // NAME, TYPE_PARAMETERS, PARAMETERS, RETURN_TYPE, BODY
    PY_CLASS,                 // NAME, TYPE_PARAMETERS, SUPERCLASSES, BODY
    PY_DECORATED,             // PY_DECORATOR ..., DEFINITION
    PY_DECORATOR,             // VALUE
    // Parameters and arguments.
    PY_PARAMETERS,
    PY_LAMBDA_PARAMETERS,
    PY_DEFAULT_PARAMETER,        // NAME, VALUE
    PY_TYPED_PARAMETER,          // NAME (or a splat pattern), TYPE
    PY_TYPED_DEFAULT_PARAMETER,  // NAME, TYPE, VALUE
    PY_POSITIONAL_SEPARATOR,     // /
    PY_KEYWORD_SEPARATOR,        // *
    PY_ARGUMENT_LIST,
    PY_KEYWORD_ARGUMENT,         // NAME, VALUE
    PY_LIST_SPLAT,               // *x
    PY_DICTIONARY_SPLAT,         // **x
    PY_TYPE_PARAMETER,           // [T, ...] behind a name
    // Targets and patterns.
    PY_PATTERN_LIST,             // a, b on the left of =
    PY_TUPLE_PATTERN,
    PY_LIST_PATTERN,
    PY_LIST_SPLAT_PATTERN,
    PY_DICTIONARY_SPLAT_PATTERN,
    PY_AS_PATTERN,               // VALUE, ALIAS: with, except (PY_AS_PATTERN_TARGET) and case (an identifier)
    PY_AS_PATTERN_TARGET,
    PY_CASE_PATTERN,
    PY_UNION_PATTERN,
    PY_DICT_PATTERN,             // KEYs, VALUEs
    PY_SPLAT_PATTERN,
    PY_CLASS_PATTERN,
    PY_KEYWORD_PATTERN,          // NAME, VALUE
    PY_COMPLEX_PATTERN,
    // Expressions.
    PY_IDENTIFIER,
    PY_ATTRIBUTE,                // OBJECT, ATTRIBUTE
    PY_SUBSCRIPT,                // VALUE, SUBSCRIPTs
    PY_SLICE,
    PY_CALL,                     // FUNCTION, ARGUMENTS: PY_ARGUMENT_LIST or PY_GENERATOR
    PY_AWAIT,
    PY_YIELD,
    PY_YIELD_FROM,
    PY_NAMED_EXPRESSION,         // NAME, VALUE
    PY_PARENTHESIZED,
    PY_NOT,                      // ARGUMENT
    PY_BOOLEAN,                  // LEFT, RIGHT; OP_AND, OP_OR
    PY_BINARY,                   // LEFT, RIGHT
    PY_UNARY,                    // ARGUMENT; OP_NEGATE, OP_PLUS, OP_BIT_NOT
    PY_COMPARISON,               // LEFT, RIGHT ...; a chain (a < b < c) has operation OP_NONE
    PY_CONDITIONAL,              // CONSEQUENCE, CONDITION, ALTERNATIVE in this order of text
    PY_LAMBDA,                   // PARAMETERS, BODY
    PY_LIST,
    PY_SET,
    PY_TUPLE,
    PY_EXPRESSION_LIST,          // a, b without parentheses
    PY_DICTIONARY,
    PY_PAIR,                     // KEY, VALUE
    PY_LIST_COMPREHENSION,       // BODY, PY_FOR_IN, then PY_FOR_IN and PY_IF_CLAUSE as written
    PY_SET_COMPREHENSION,
    PY_DICTIONARY_COMPREHENSION,
    PY_GENERATOR,
    PY_FOR_IN,                   // LEFT, RIGHT
    PY_IF_CLAUSE,                // CONDITION
    PY_STRING,
    PY_CONCATENATED_STRING,
    PY_INTERPOLATION,            // EXPRESSION, FORMAT_SPECIFIER
    PY_FORMAT_SPECIFIER,
    PY_INTEGER,
    PY_FLOAT,
    PY_TRUE,
    PY_FALSE,
    PY_NONE,
    PY_ELLIPSIS,
    // Annotations.
    PY_TYPE,                     // around every annotation
    PY_GENERIC_TYPE,             // identifier, PY_TYPE_PARAMETER
    PY_UNION_TYPE,
    PY_MEMBER_TYPE,
    PY_CONSTRAINED_TYPE,
    PY_SPLAT_TYPE,
    PY_KIND_COUNT,
} PyKind;

// What a child is to its parent: tree-sitter's field, and what the grammar gives no field for.
typedef enum PyRole {
    ROLE_NONE,
    ROLE_ALIAS,
    ROLE_ALTERNATIVE,
    ROLE_ARGUMENT,
    ROLE_ARGUMENTS,
    ROLE_ATTRIBUTE,
    ROLE_BODY,
    ROLE_CAUSE,
    ROLE_CONDITION,
    ROLE_CONSEQUENCE,
    ROLE_DEFINITION,
    ROLE_EXPRESSION,
    ROLE_FORMAT_SPECIFIER,
    ROLE_FUNCTION,
    ROLE_GUARD,
    ROLE_KEY,
    ROLE_LEFT,
    ROLE_MODULE_NAME,
    ROLE_NAME,
    ROLE_OBJECT,
    ROLE_PARAMETERS,
    ROLE_RETURN_TYPE,
    ROLE_RIGHT,
    ROLE_SUBJECT,
    ROLE_SUBSCRIPT,
    ROLE_SUPERCLASSES,
    ROLE_TYPE,
    ROLE_TYPE_PARAMETERS,
    ROLE_VALUE,
    ROLE_COUNT,
} PyRole;

// By PyKind and PyRole: tree-sitter's names, for dumps.
extern const char *const py_kind_names[PY_KIND_COUNT];
extern const char *const py_role_names[ROLE_COUNT];

// --- expressions -----------------------------------------------------------------------------------------------
// The expression inside any number of parentheses.
NodeId py_unparenthesized(const Tree *tree, NodeId expression);
// The nearest ancestor that is no parenthesis.
NodeId py_context(const Tree *tree, NodeId expression);
// A constant that is written out: number (with sign), string without interpolation, True, False, None, ...
bool py_is_literal(const Tree *tree, NodeId expression);
bool py_is_function(const Tree *tree, NodeId node);       // def or lambda
bool py_is_comprehension(const Tree *tree, NodeId node);  // generator expressions included
// The text of a plain string literal without prefix and quotes, as written (escapes stay); empty for anything else.
Str py_string_text(const Tree *tree, NodeId string);
// b"..." (or br, rb ...)
bool py_string_is_bytes(const Tree *tree, NodeId string);

// --- calls -----------------------------------------------------------------------------------------------------
NodeId py_call_function(const Tree *tree, NodeId call);
// The PY_ARGUMENT_LIST, or the PY_GENERATOR of f(x for x in y).
NodeId py_call_arguments(const Tree *tree, NodeId call);
// The value of the argument called `keyword`, or else the one at `position` (from 0); 0 when there is none. NULL or -1 where
// the argument has only one of the two. Behind a *splat positions are unknown and give 0.
NodeId py_argument(const Tree *tree, NodeId call, int position, const char *keyword);
uint32_t py_argument_count(const Tree *tree, NodeId call);
// The receiver x of a call x.name(...) and the identifier `name`; 0 for other calls.
NodeId py_call_receiver(const Tree *tree, NodeId call);
NodeId py_call_method(const Tree *tree, NodeId call);

// --- statements and definitions ----------------------------------------------------------------------------------
// The statement that contains the node (the node itself when it is one). Definitions are statements; so is their decoration.
NodeId py_enclosing_statement(const Tree *tree, NodeId node);
// The PY_FUNCTION or PY_LAMBDA around the node, 0 at the top level (class bodies are looked through).
NodeId py_enclosing_function(const Tree *tree, NodeId node);
// Does the node run once per turn of a loop or comprehension of its own function?
bool py_is_in_loop(const Tree *tree, NodeId node);
// The first PY_DECORATOR of a definition, 0 = none; tree_next() while the kind is PY_DECORATOR gives the others.
NodeId py_decorators(const Tree *tree, NodeId definition);
// The identifier that a parameter (identifier, splat, typed, with default) binds; 0 for separators.
NodeId py_parameter_name(const Tree *tree, NodeId parameter);
NodeId py_parameter_default(const Tree *tree, NodeId parameter);
