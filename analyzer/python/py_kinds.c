// The names of kinds and roles, and the questions that rules ask of the tree.
#include "python/py_kinds.h"

#include "base/str.h"

const char *const py_kind_names[PY_KIND_COUNT] = {
    [PY_MODULE] = "module",
    [PY_BLOCK] = "block",
    [PY_ERROR] = "ERROR",
    [PY_OTHER] = "other",
    [PY_EXPRESSION_STATEMENT] = "expression_statement",
    [PY_ASSIGNMENT] = "assignment",
    [PY_AUGMENTED_ASSIGNMENT] = "augmented_assignment",
    [PY_RETURN] = "return_statement",
    [PY_DELETE] = "delete_statement",
    [PY_RAISE] = "raise_statement",
    [PY_PASS] = "pass_statement",
    [PY_BREAK] = "break_statement",
    [PY_CONTINUE] = "continue_statement",
    [PY_ASSERT] = "assert_statement",
    [PY_GLOBAL] = "global_statement",
    [PY_NONLOCAL] = "nonlocal_statement",
    [PY_IMPORT] = "import_statement",
    [PY_IMPORT_FROM] = "import_from_statement",
    [PY_FUTURE_IMPORT] = "future_import_statement",
    [PY_ALIASED_IMPORT] = "aliased_import",
    [PY_WILDCARD_IMPORT] = "wildcard_import",
    [PY_RELATIVE_IMPORT] = "relative_import",
    [PY_DOTTED_NAME] = "dotted_name",
    [PY_TYPE_ALIAS] = "type_alias_statement",
    [PY_IF] = "if_statement",
    [PY_ELIF] = "elif_clause",
    [PY_ELSE] = "else_clause",
    [PY_FOR] = "for_statement",
    [PY_WHILE] = "while_statement",
    [PY_TRY] = "try_statement",
    [PY_EXCEPT] = "except_clause",
    [PY_FINALLY] = "finally_clause",
    [PY_WITH] = "with_statement",
    [PY_WITH_CLAUSE] = "with_clause",
    [PY_WITH_ITEM] = "with_item",
    [PY_MATCH] = "match_statement",
    [PY_CASE] = "case_clause",
    [PY_FUNCTION] = "function_definition",
    [PY_CLASS] = "class_definition",
    [PY_DECORATED] = "decorated_definition",
    [PY_DECORATOR] = "decorator",
    [PY_PARAMETERS] = "parameters",
    [PY_LAMBDA_PARAMETERS] = "lambda_parameters",
    [PY_DEFAULT_PARAMETER] = "default_parameter",
    [PY_TYPED_PARAMETER] = "typed_parameter",
    [PY_TYPED_DEFAULT_PARAMETER] = "typed_default_parameter",
    [PY_POSITIONAL_SEPARATOR] = "positional_separator",
    [PY_KEYWORD_SEPARATOR] = "keyword_separator",
    [PY_ARGUMENT_LIST] = "argument_list",
    [PY_KEYWORD_ARGUMENT] = "keyword_argument",
    [PY_LIST_SPLAT] = "list_splat",
    [PY_DICTIONARY_SPLAT] = "dictionary_splat",
    [PY_TYPE_PARAMETER] = "type_parameter",
    [PY_PATTERN_LIST] = "pattern_list",
    [PY_TUPLE_PATTERN] = "tuple_pattern",
    [PY_LIST_PATTERN] = "list_pattern",
    [PY_LIST_SPLAT_PATTERN] = "list_splat_pattern",
    [PY_DICTIONARY_SPLAT_PATTERN] = "dictionary_splat_pattern",
    [PY_AS_PATTERN] = "as_pattern",
    [PY_AS_PATTERN_TARGET] = "as_pattern_target",
    [PY_CASE_PATTERN] = "case_pattern",
    [PY_UNION_PATTERN] = "union_pattern",
    [PY_DICT_PATTERN] = "dict_pattern",
    [PY_SPLAT_PATTERN] = "splat_pattern",
    [PY_CLASS_PATTERN] = "class_pattern",
    [PY_KEYWORD_PATTERN] = "keyword_pattern",
    [PY_COMPLEX_PATTERN] = "complex_pattern",
    [PY_IDENTIFIER] = "identifier",
    [PY_ATTRIBUTE] = "attribute",
    [PY_SUBSCRIPT] = "subscript",
    [PY_SLICE] = "slice",
    [PY_CALL] = "call",
    [PY_AWAIT] = "await",
    [PY_YIELD] = "yield",
    [PY_YIELD_FROM] = "yield_from",
    [PY_NAMED_EXPRESSION] = "named_expression",
    [PY_PARENTHESIZED] = "parenthesized_expression",
    [PY_NOT] = "not_operator",
    [PY_BOOLEAN] = "boolean_operator",
    [PY_BINARY] = "binary_operator",
    [PY_UNARY] = "unary_operator",
    [PY_COMPARISON] = "comparison_operator",
    [PY_CONDITIONAL] = "conditional_expression",
    [PY_LAMBDA] = "lambda",
    [PY_LIST] = "list",
    [PY_SET] = "set",
    [PY_TUPLE] = "tuple",
    [PY_EXPRESSION_LIST] = "expression_list",
    [PY_DICTIONARY] = "dictionary",
    [PY_PAIR] = "pair",
    [PY_LIST_COMPREHENSION] = "list_comprehension",
    [PY_SET_COMPREHENSION] = "set_comprehension",
    [PY_DICTIONARY_COMPREHENSION] = "dictionary_comprehension",
    [PY_GENERATOR] = "generator_expression",
    [PY_FOR_IN] = "for_in_clause",
    [PY_IF_CLAUSE] = "if_clause",
    [PY_STRING] = "string",
    [PY_CONCATENATED_STRING] = "concatenated_string",
    [PY_INTERPOLATION] = "interpolation",
    [PY_FORMAT_SPECIFIER] = "format_specifier",
    [PY_INTEGER] = "integer",
    [PY_FLOAT] = "float",
    [PY_TRUE] = "true",
    [PY_FALSE] = "false",
    [PY_NONE] = "none",
    [PY_ELLIPSIS] = "ellipsis",
    [PY_TYPE] = "type",
    [PY_GENERIC_TYPE] = "generic_type",
    [PY_UNION_TYPE] = "union_type",
    [PY_MEMBER_TYPE] = "member_type",
    [PY_CONSTRAINED_TYPE] = "constrained_type",
    [PY_SPLAT_TYPE] = "splat_type",
};

const char *const py_role_names[ROLE_COUNT] = {
    [ROLE_NONE] = "",
    [ROLE_ALIAS] = "alias",
    [ROLE_ALTERNATIVE] = "alternative",
    [ROLE_ARGUMENT] = "argument",
    [ROLE_ARGUMENTS] = "arguments",
    [ROLE_ATTRIBUTE] = "attribute",
    [ROLE_BODY] = "body",
    [ROLE_CAUSE] = "cause",
    [ROLE_CONDITION] = "condition",
    [ROLE_CONSEQUENCE] = "consequence",
    [ROLE_DEFINITION] = "definition",
    [ROLE_EXPRESSION] = "expression",
    [ROLE_FORMAT_SPECIFIER] = "format_specifier",
    [ROLE_FUNCTION] = "function",
    [ROLE_GUARD] = "guard",
    [ROLE_KEY] = "key",
    [ROLE_LEFT] = "left",
    [ROLE_MODULE_NAME] = "module_name",
    [ROLE_NAME] = "name",
    [ROLE_OBJECT] = "object",
    [ROLE_PARAMETERS] = "parameters",
    [ROLE_RETURN_TYPE] = "return_type",
    [ROLE_RIGHT] = "right",
    [ROLE_SUBJECT] = "subject",
    [ROLE_SUBSCRIPT] = "subscript",
    [ROLE_SUPERCLASSES] = "superclasses",
    [ROLE_TYPE] = "type",
    [ROLE_TYPE_PARAMETERS] = "type_parameters",
    [ROLE_VALUE] = "value",
};

NodeId py_unparenthesized(const Tree *tree, NodeId expression)
{
    while (tree_kind(tree, expression) == PY_PARENTHESIZED && tree_first(tree, expression))
        expression = tree_first(tree, expression);
    return expression;
}

NodeId py_context(const Tree *tree, NodeId expression)
{
    NodeId context = tree_parent(tree, expression);
    while (tree_kind(tree, context) == PY_PARENTHESIZED) context = tree_parent(tree, context);
    return context;
}

static bool is_constant_kind(NodeKind kind)
{
    switch (kind) {
    case PY_INTEGER:
    case PY_FLOAT:
    case PY_TRUE:
    case PY_FALSE:
    case PY_NONE:
    case PY_ELLIPSIS: return true;
    default: return false;
    }
}

// A concatenation of plain strings is a literal; one interpolation anywhere in it and it is not.
static bool is_plain_string(const Tree *tree, NodeId expression)
{
    if (tree_kind(tree, expression) == PY_STRING) return !tree_first(tree, expression);
    if (tree_kind(tree, expression) != PY_CONCATENATED_STRING) return false;
    for (NodeId part = tree_first(tree, expression); part; part = tree_next(tree, part))
        if (tree_first(tree, part)) return false;
    return true;
}

bool py_is_literal(const Tree *tree, NodeId expression)
{
    expression = py_unparenthesized(tree, expression);
    while (tree_kind(tree, expression) == PY_UNARY)
        expression = py_unparenthesized(tree, tree_first(tree, expression));
    return is_constant_kind(tree_kind(tree, expression)) || is_plain_string(tree, expression);
}

bool py_is_function(const Tree *tree, NodeId node)
{
    return tree_kind(tree, node) == PY_FUNCTION || tree_kind(tree, node) == PY_LAMBDA;
}

bool py_is_comprehension(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    return kind >= PY_LIST_COMPREHENSION && kind <= PY_GENERATOR;
}

static size_t string_prefix(Str text)
{
    size_t at = 0;
    while (at < text.len && text.at[at] != '"' && text.at[at] != '\'') at++;
    return at;
}

Str py_string_text(const Tree *tree, NodeId string)
{
    if (tree_kind(tree, string) != PY_STRING || tree_first(tree, string)) return (Str){0};
    Str text = tree_text(tree, string);
    Str quoted = str_from_byte(text, string_prefix(text));
    size_t quotes = str_starts(quoted, STR("\"\"\"")) || str_starts(quoted, STR("'''")) ? 3 : 1;
    return quoted.len >= 2 * quotes ? str_slice(quoted, quotes, quoted.len - quotes) : (Str){0};
}

bool py_string_is_bytes(const Tree *tree, NodeId string)
{
    if (tree_kind(tree, string) == PY_CONCATENATED_STRING) string = tree_first(tree, string);
    if (tree_kind(tree, string) != PY_STRING) return false;
    Str text = tree_text(tree, string);
    Str prefix = str_slice(text, 0, string_prefix(text));
    return str_find_char(prefix, 'b') < prefix.len || str_find_char(prefix, 'B') < prefix.len;
}

NodeId py_call_function(const Tree *tree, NodeId call)
{
    return tree_child_as(tree, call, ROLE_FUNCTION);
}

NodeId py_call_arguments(const Tree *tree, NodeId call)
{
    return tree_child_as(tree, call, ROLE_ARGUMENTS);
}

static bool is_named(const Tree *tree, NodeId argument, const char *keyword)
{
    return tree_kind(tree, argument) == PY_KEYWORD_ARGUMENT && keyword &&
           str_is(tree_text(tree, tree_child_as(tree, argument, ROLE_NAME)), keyword);
}

NodeId py_argument(const Tree *tree, NodeId call, int position, const char *keyword)
{
    NodeId arguments = py_call_arguments(tree, call);
    if (tree_kind(tree, arguments) == PY_GENERATOR) return position == 0 ? arguments : 0;
    NodeId found = 0;
    bool is_known = true;
    int at = 0;
    for (NodeId argument = tree_first(tree, arguments); argument;
         argument = tree_next(tree, argument)) {
        NodeKind kind = tree_kind(tree, argument);
        if (is_named(tree, argument, keyword)) return tree_child_as(tree, argument, ROLE_VALUE);
        if (kind == PY_LIST_SPLAT) is_known = false;
        if (kind == PY_KEYWORD_ARGUMENT || kind == PY_DICTIONARY_SPLAT || !is_known) continue;
        if (at++ == position) found = argument;
    }
    return found;
}

uint32_t py_argument_count(const Tree *tree, NodeId call)
{
    NodeId arguments = py_call_arguments(tree, call);
    return tree_kind(tree, arguments) == PY_GENERATOR ? 1 : tree_child_count(tree, arguments);
}

NodeId py_call_receiver(const Tree *tree, NodeId call)
{
    NodeId function = py_call_function(tree, call);
    return tree_kind(tree, function) == PY_ATTRIBUTE ? tree_child_as(tree, function, ROLE_OBJECT)
                                                     : 0;
}

NodeId py_call_method(const Tree *tree, NodeId call)
{
    NodeId function = py_call_function(tree, call);
    return tree_kind(tree, function) == PY_ATTRIBUTE ? tree_child_as(tree, function, ROLE_ATTRIBUTE)
                                                     : 0;
}

static bool holds_statements(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    return kind == PY_BLOCK || kind == PY_MODULE || kind == PY_DECORATED || kind == PY_ERROR;
}

NodeId py_enclosing_statement(const Tree *tree, NodeId node)
{
    while (node > ROOT && !(holds_statements(tree, tree_parent(tree, node)) &&
                            tree_kind(tree, node) != PY_DECORATOR))
        node = tree_parent(tree, node);
    return node;
}

NodeId py_enclosing_function(const Tree *tree, NodeId node)
{
    for (NodeId child = node; child; child = tree_parent(tree, child)) {
        NodeId parent = tree_parent(tree, child);
        if (py_is_function(tree, parent) && tree_node(tree, child)->role == ROLE_BODY)
            return parent;
    }
    return 0;
}

// Is `child` a part of its parent, a loop or comprehension, that runs more than once?
static bool runs_often(const Tree *tree, NodeId child)
{
    NodeId parent = tree_parent(tree, child);
    uint8_t role = tree_node(tree, child)->role;
    if (tree_kind(tree, parent) == PY_FOR) return role == ROLE_BODY;
    if (tree_kind(tree, parent) == PY_WHILE) return role == ROLE_BODY || role == ROLE_CONDITION;
    return py_is_comprehension(tree, parent);
}

bool py_is_in_loop(const Tree *tree, NodeId node)
{
    for (NodeId child = node; child; child = tree_parent(tree, child)) {
        NodeId parent = tree_parent(tree, child);
        if (tree_kind(tree, parent) == PY_FOR_IN && tree_node(tree, child)->role == ROLE_RIGHT) {
            // The first iterable of a comprehension is evaluated once, outside it.
            NodeId comprehension = tree_parent(tree, parent);
            if (tree_next(tree, tree_first(tree, comprehension)) == parent) {
                child = comprehension;
                continue;
            }
        }
        if (py_is_function(tree, parent) && tree_node(tree, child)->role == ROLE_BODY) return false;
        if (runs_often(tree, child)) return true;
    }
    return false;
}

NodeId py_decorators(const Tree *tree, NodeId definition)
{
    NodeId parent = tree_parent(tree, definition);
    NodeId first = tree_kind(tree, parent) == PY_DECORATED ? tree_first(tree, parent) : 0;
    return tree_kind(tree, first) == PY_DECORATOR ? first : 0;
}

NodeId py_parameter_name(const Tree *tree, NodeId parameter)
{
    NodeId name = parameter;
    while (name && tree_kind(tree, name) != PY_IDENTIFIER &&
           tree_kind(tree, name) != PY_TUPLE_PATTERN)
        name = tree_first(tree, name);
    return name && tree_kind(tree, name) == PY_IDENTIFIER ? name : 0;
}

NodeId py_parameter_default(const Tree *tree, NodeId parameter)
{
    NodeKind kind = tree_kind(tree, parameter);
    bool may_have = kind == PY_DEFAULT_PARAMETER || kind == PY_TYPED_DEFAULT_PARAMETER;
    return may_have ? tree_child_as(tree, parameter, ROLE_VALUE) : 0;
}
