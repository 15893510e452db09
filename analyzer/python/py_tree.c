// One walk over tree-sitter's tree, which is left behind at once.
//
// Symbols and fields are translated by tables that python_open fills by name, so a grammar that renumbers them changes nothing.
// A field is asked for only below the kinds that have fields: asking is the dearest part of the walk.
#include "python/py_tree.h"

#include <tree_sitter/api.h>

#include "base/str.h"
#include "python/py_kinds.h"
#include "python/py_memory.h"
#include "python/py_walk.h"

const TSLanguage *tree_sitter_python(void);

enum { SYMBOLS_MAX = 1024, FIELDS_MAX = 64, ERROR_SYMBOL = (TSSymbol)-1 };

typedef enum TokenUse {
    TOKEN_NOTHING,
    TOKEN_COMMENT,
    TOKEN_ASYNC,  // marks its parent
    TOKEN_FROM,   // makes yield a yield from
} TokenUse;

typedef struct SymbolMeaning {
    NodeKind kind;       // 0: not in the tree
    uint8_t token;       // TokenUse
    uint16_t operation;  // Operation that this token gives to its parent
} SymbolMeaning;

struct PythonFront {
    Arena memory;  // tree-sitter's, for one file
    SymbolMeaning meanings[SYMBOLS_MAX];
    bool means_nothing[SYMBOLS_MAX];
    uint8_t roles[FIELDS_MAX];
};

typedef struct TokenRow {
    const char *name;
    uint16_t operation;
} TokenRow;

// clang-format off
static const TokenRow token_rows[] = {
    {"=", OP_ASSIGN}, {"+", OP_ADD}, {"-", OP_SUB}, {"*", OP_MUL}, {"/", OP_DIV}, {"%", OP_MOD}, {"<<", OP_SHL}, {">>", OP_SHR},
    {"&", OP_BIT_AND}, {"|", OP_BIT_OR}, {"^", OP_BIT_XOR}, {"**", OP_POWER}, {"//", OP_FLOOR_DIV}, {"@", OP_MATMUL},
    {"==", OP_EQ}, {"!=", OP_NE}, {"<>", OP_NE}, {"<", OP_LT}, {"<=", OP_LE}, {">", OP_GT}, {">=", OP_GE}, {"in", OP_IN},
    {"not in", OP_NOT_IN}, {"is", OP_IS}, {"is not", OP_IS_NOT}, {"and", OP_AND}, {"or", OP_OR}, {"not", OP_NOT}, {"~", OP_BIT_NOT},
    {"+=", OP_COMPOUND | OP_ADD}, {"-=", OP_COMPOUND | OP_SUB}, {"*=", OP_COMPOUND | OP_MUL}, {"/=", OP_COMPOUND | OP_DIV},
    {"%=", OP_COMPOUND | OP_MOD}, {"<<=", OP_COMPOUND | OP_SHL}, {">>=", OP_COMPOUND | OP_SHR}, {"&=", OP_COMPOUND | OP_BIT_AND},
    {"|=", OP_COMPOUND | OP_BIT_OR}, {"^=", OP_COMPOUND | OP_BIT_XOR}, {"**=", OP_COMPOUND | OP_POWER},
    {"//=", OP_COMPOUND | OP_FLOOR_DIV}, {"@=", OP_COMPOUND | OP_MATMUL},
};
// clang-format on

// Named nodes that are not in the tree.
static const char *const dropped[] = {
    "string_start",      "string_content",       "string_end",
    "escape_sequence",   "escape_interpolation", "type_conversion",
    "line_continuation", "import_prefix",        NULL};

static NodeKind kind_of_name(const char *name)
{
    if (str_is_any(str_from(name), dropped)) return 0;
    if (strcmp(name, "format_expression") == 0) return PY_INTERPOLATION;
    for (NodeKind kind = 1; kind < PY_KIND_COUNT; kind++)
        if (py_kind_names[kind] && strcmp(py_kind_names[kind], name) == 0) return kind;
    return PY_OTHER;
}

static uint16_t operation_of_name(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(token_rows); i++)
        if (strcmp(token_rows[i].name, name) == 0) return token_rows[i].operation;
    return OP_NONE;
}

static SymbolMeaning meaning_of(const char *name, TSSymbolType type)
{
    if (strcmp(name, "comment") == 0) return (SymbolMeaning){.token = TOKEN_COMMENT};
    if (type == TSSymbolTypeRegular) return (SymbolMeaning){.kind = kind_of_name(name)};
    if (type != TSSymbolTypeAnonymous) return (SymbolMeaning){0};
    if (strcmp(name, "async") == 0) return (SymbolMeaning){.token = TOKEN_ASYNC};
    if (strcmp(name, "from") == 0) return (SymbolMeaning){.token = TOKEN_FROM};
    return (SymbolMeaning){.operation = operation_of_name(name)};
}

PythonFront *python_open(Arena *arena)
{
    PythonFront *front = arena_new(arena, PythonFront);
    const TSLanguage *language = tree_sitter_python();
    uint32_t symbols = ts_language_symbol_count(language),
             fields = ts_language_field_count(language);
    assert(symbols < SYMBOLS_MAX && fields < FIELDS_MAX);
    for (uint32_t i = 0; i < symbols; i++)
        front->meanings[i] = meaning_of(ts_language_symbol_name(language, (TSSymbol)i),
                                        ts_language_symbol_type(language, (TSSymbol)i));
    for (uint32_t i = 0; i < symbols; i++)
        front->means_nothing[i] = !front->meanings[i].kind && !front->meanings[i].token && !front->meanings[i].operation;
    for (uint32_t i = 1; i <= fields; i++)
        for (uint8_t role = 1; role < ROLE_COUNT; role++)
            if (strcmp(py_role_names[role],
                       ts_language_field_name_for_id(language, (TSFieldId)i)) == 0)
                front->roles[i] = role;
    return front;
}

void python_close(PythonFront *front)
{
    if (front) arena_close(&front->memory);
}

// clang-format off
// Kinds whose children's roles come from the grammar's fields.
static const bool has_fields[PY_KIND_COUNT] = {
    [PY_ASSIGNMENT] = true, [PY_AUGMENTED_ASSIGNMENT] = true, [PY_RAISE] = true, [PY_IMPORT] = true, [PY_IMPORT_FROM] = true,
    [PY_FUTURE_IMPORT] = true, [PY_ALIASED_IMPORT] = true, [PY_TYPE_ALIAS] = true, [PY_IF] = true, [PY_ELIF] = true,
    [PY_ELSE] = true, [PY_FOR] = true, [PY_WHILE] = true, [PY_TRY] = true, [PY_EXCEPT] = true, [PY_WITH] = true,
    [PY_WITH_ITEM] = true, [PY_MATCH] = true, [PY_CASE] = true, [PY_FUNCTION] = true, [PY_CLASS] = true, [PY_DECORATED] = true,
    [PY_DEFAULT_PARAMETER] = true, [PY_TYPED_DEFAULT_PARAMETER] = true, [PY_KEYWORD_ARGUMENT] = true, [PY_DICT_PATTERN] = true,
    [PY_ATTRIBUTE] = true, [PY_SUBSCRIPT] = true, [PY_CALL] = true, [PY_NAMED_EXPRESSION] = true, [PY_NOT] = true,
    [PY_BOOLEAN] = true, [PY_BINARY] = true, [PY_UNARY] = true, [PY_LAMBDA] = true, [PY_PAIR] = true,
    [PY_LIST_COMPREHENSION] = true, [PY_SET_COMPREHENSION] = true, [PY_DICTIONARY_COMPREHENSION] = true, [PY_GENERATOR] = true,
    [PY_FOR_IN] = true, [PY_INTERPOLATION] = true,
};

// Kinds whose children's roles follow from their position: first, second, any later one.
static const uint8_t roles_by_position[PY_KIND_COUNT][3] = {
    [PY_CONDITIONAL] = {ROLE_CONSEQUENCE, ROLE_CONDITION, ROLE_ALTERNATIVE},
    [PY_COMPARISON] = {ROLE_LEFT, ROLE_RIGHT, ROLE_RIGHT},
    [PY_ASSERT] = {ROLE_CONDITION, ROLE_VALUE},
    [PY_IF_CLAUSE] = {ROLE_CONDITION},
    [PY_DECORATOR] = {ROLE_VALUE},
    [PY_TYPED_PARAMETER] = {ROLE_NAME, ROLE_TYPE},
    [PY_AS_PATTERN] = {ROLE_VALUE, ROLE_ALIAS},
    [PY_KEYWORD_PATTERN] = {ROLE_NAME, ROLE_VALUE},
};

static const bool takes_operation[PY_KIND_COUNT] = {
    [PY_ASSIGNMENT] = true, [PY_AUGMENTED_ASSIGNMENT] = true, [PY_NOT] = true, [PY_BOOLEAN] = true,
    [PY_BINARY] = true, [PY_UNARY] = true, [PY_COMPARISON] = true,
};

static const bool is_leaf[PY_KIND_COUNT] = {
    [PY_IDENTIFIER] = true, [PY_INTEGER] = true, [PY_FLOAT] = true, [PY_TRUE] = true, [PY_FALSE] = true, [PY_NONE] = true,
    [PY_ELLIPSIS] = true, [PY_PASS] = true, [PY_BREAK] = true, [PY_CONTINUE] = true, [PY_RELATIVE_IMPORT] = true,
    [PY_WILDCARD_IMPORT] = true, [PY_POSITIONAL_SEPARATOR] = true, [PY_KEYWORD_SEPARATOR] = true,
};
// clang-format on

typedef struct Frame {
    NodeId node;
    NodeId last;  // the newest child
    uint32_t children;
    uint32_t operators;  // tokens that gave an operation
} Frame;

typedef struct Copy {
    const PythonFront *front;
    Arena *arena;
    Tree *tree;
    PyWalk *walk;
    uint32_t offset;    // bytes before the parsed text (a BOM)
    uint32_t capacity;  // of tree->nodes
    bool has_errors;
    ArrayOf(Frame) frames;
} Copy;

static Frame *top(Copy *copy) { return &copy->frames.at[copy->frames.len - 1]; }

static Span span_of(const Copy *copy, PyForeign node) { return (Span){node.from + copy->offset, node.to + copy->offset}; }

static void count_error(Copy *copy, Span span)
{
    if (copy->tree->syntax_errors++ == 0) copy->tree->first_error = span;
}

static uint8_t role_of(const Copy *copy, NodeKind parent, uint32_t position)
{
    if (!has_fields[parent]) return roles_by_position[parent][position < 2 ? position : 2];
    return copy->front->roles[py_walk_field(copy->walk)];
}

static uint8_t broken_flags(Copy *copy, PyForeign node)
{
    if (!copy->has_errors) return 0;
    if (node.is_missing || node.symbol == ERROR_SYMBOL) count_error(copy, span_of(copy, node));
    return node.has_error ? NODE_BROKEN : 0;
}

static NodeId add(Copy *copy, NodeKind kind, PyForeign foreign)
{
    Tree *tree = copy->tree;
    if (tree->count == copy->capacity) {
        uint32_t wider = copy->capacity + copy->capacity / 2 + 64;
        tree->nodes = arena_grow(copy->arena, tree->nodes, sizeof(Node) * copy->capacity,
                                 sizeof(Node) * wider);
        copy->capacity = wider;
    }
    Frame *frame = top(copy);
    NodeId id = tree->count++;
    Node *node = &tree->nodes[id];
    node->kind = kind;
    node->span = span_of(copy, foreign);
    node->flags = broken_flags(copy, foreign);
    node->parent = frame->node;
    if (frame->node) node->role = role_of(copy, tree->nodes[frame->node].kind, frame->children);
    if (frame->last) {
        tree->nodes[frame->last].next = id;
    } else {
        tree->nodes[frame->node].first = id;
    }
    frame->last = id;
    frame->children++;
    return id;
}

static Operation operation_in(NodeKind parent, Operation token)
{
    if (parent == PY_UNARY && token == OP_SUB) return OP_NEGATE;
    if (parent == PY_UNARY && token == OP_ADD) return OP_PLUS;
    return token;
}

// A token gives its meaning to its parent. A comparison with several operators has none of its own.
static void take_token(Copy *copy, SymbolMeaning meaning, PyForeign token)
{
    Frame *frame = top(copy);
    Node *parent = &copy->tree->nodes[frame->node];
    if (meaning.token == TOKEN_COMMENT)
        *array_push(copy->arena, &copy->tree->comments) = (Comment){span_of(copy, token)};
    if (meaning.token == TOKEN_ASYNC) parent->flags |= NODE_ASYNC;
    if (meaning.token == TOKEN_FROM && parent->kind == PY_YIELD) parent->kind = PY_YIELD_FROM;
    if (meaning.operation && takes_operation[parent->kind])
        parent->operation =
            frame->operators++ ? OP_NONE : operation_in(parent->kind, meaning.operation);
    if (copy->has_errors) parent->flags |= broken_flags(copy, token);
}

// Only these strings can have expressions inside.
static bool is_format_string(const Copy *copy, NodeId string)
{
    Str text = tree_text(copy->tree, string);
    for (size_t i = 0; i < text.len && text.at[i] != '"' && text.at[i] != '\''; i++)
        if ((text.at[i] | 0x20) == 'f' || (text.at[i] | 0x20) == 't') return true;
    return false;
}

// Takes the node that the walk stands on; true when its children are wanted.
static bool take(Copy *copy)
{
    PyForeign foreign = py_walk_node(copy->walk);
    SymbolMeaning meaning = foreign.symbol == ERROR_SYMBOL ? (SymbolMeaning){.kind = PY_ERROR} : copy->front->meanings[foreign.symbol];
    if (!meaning.kind) {
        take_token(copy, meaning, foreign);
        return false;
    }
    NodeId node = add(copy, meaning.kind, foreign);
    if (is_leaf[meaning.kind]) return false;
    if (meaning.kind == PY_STRING && !is_format_string(copy, node)) return false;
    if (!py_walk_down(copy->walk)) return false;
    *array_push(copy->arena, &copy->frames) = (Frame){.node = node};
    return true;
}

// Moves on to the next node in source order that is not below the current one; false at the end.
static bool move_on(Copy *copy)
{
    while (!py_walk_on(copy->walk)) {
        if (!py_walk_up(copy->walk)) return false;
        copy->frames.len--;
    }
    return true;
}

static void copy_tree(Copy *copy, const TSTree *foreign)
{
    TSNode root = ts_tree_root_node(foreign);
    copy->capacity = ts_node_descendant_count(root) * 3 / 4 + 64;
    copy->tree->nodes = arena_array(copy->arena, Node, copy->capacity);
    copy->tree->count = ROOT;
    copy->has_errors = ts_node_has_error(root);
    // A token that is missing or broken marks its parent, whatever it means.
    copy->walk = py_walk_open(copy->arena, foreign, copy->has_errors ? NULL : copy->front->means_nothing);
    *array_push(copy->arena, &copy->frames) = (Frame){0};
    while (take(copy) || move_on(copy)) {}
    py_walk_close(copy->walk);
}

static TSTree *parse(TSParser *parser, Str text)
{
    bool is_accepted = ts_parser_set_language(parser, tree_sitter_python());
    assert(is_accepted);
    (void)is_accepted;
    TSTree *foreign = ts_parser_parse_string(parser, NULL, text.len ? text.at : "", (uint32_t)text.len);
    assert(foreign);
    return foreign;
}

// A parser keeps blocks from one file to the next, so each file has its own. The tree is not given back: its memory goes as a whole.
static void read_with(PythonFront *front, Str text, Copy *copy)
{
    py_memory_begin(&front->memory);
    TSParser *parser = ts_parser_new();
    copy_tree(copy, parse(parser, text));
    ts_parser_delete(parser);
    py_memory_end();
}

Tree *py_tree_read(PythonFront *front, Arena *arena, const Source *source)
{
    Tree *tree = arena_new(arena, Tree);
    *tree = (Tree){.source = source, .kind_names = py_kind_names, .role_names = py_role_names};
    Str text = source->text;
    uint32_t offset = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    Copy copy = {.front = front, .arena = arena, .tree = tree, .offset = offset};
    read_with(front, str_from_byte(text, offset), &copy);
    tree->nodes[0] = (Node){0};          // the root was hung below it
    tree->nodes[ROOT].kind = PY_MODULE;  // a file that is one single error has an ERROR at its root
    tree->nodes[ROOT].span = (Span){0, (uint32_t)text.len};
    return tree;
}
