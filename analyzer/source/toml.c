// tree-sitter finds the words; what they mean (escapes, dotted keys, which table a header speaks of, what is given twice) is said here.
#include "source/toml.h"

#include <stdio.h>
#include <tree_sitter/api.h>

#include "base/map.h"
#include "base/str.h"

const TSLanguage *tree_sitter_toml(void);

enum { MOST_DEEP = 64 };  // arrays in arrays: reading them is recursion

typedef struct Reader {
    Arena *arena;
    const Source *source;
    Problem *why;
    Map members;              // "table id.key" -> index into nodes + 1
    ArrayOf(Toml *) nodes;
    uint32_t tables;          // ids given so far
} Reader;

// --- messages --------------------------------------------------------------------------------------------------

const char *toml_kind_name(TomlKind kind)
{
    static const char *const names[] = {[TOML_TABLE] = "a table", [TOML_ARRAY] = "a list", [TOML_STRING] = "a string",
                                        [TOML_INTEGER] = "a number", [TOML_BOOLEAN] = "true or false", [TOML_OTHER] = "a float or a date"};
    return names[kind];
}

bool toml_problem(Arena *arena, const Source *source, Span at, Problem *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str text = arena_vformat(arena, format, args);
    va_end(args);
    Position place = source_position(source, at.from);
    return problem_set(why, arena, "%.*s:%u:%u: %.*s", FMT(source->path), place.line, place.column, FMT(text));
}

#define COMPLAIN(reader, at, ...) toml_problem((reader)->arena, (reader)->source, (at), (reader)->why, __VA_ARGS__)

// --- strings ---------------------------------------------------------------------------------------------------

typedef ArrayOf(char) Bytes;

static void push_point(Arena *arena, Bytes *bytes, uint32_t point)
{
    if (point < 0x80) {
        *array_push(arena, bytes) = (char)point;
        return;
    }
    int shift = point < 0x800 ? 6 : point < 0x10000 ? 12 : 18;
    static const unsigned char leads[] = {[6] = 0xC0, [12] = 0xE0, [18] = 0xF0};
    *array_push(arena, bytes) = (char)(leads[shift] | point >> shift);
    for (shift -= 6; shift >= 0; shift -= 6) *array_push(arena, bytes) = (char)(0x80 | (point >> shift & 0x3F));
}

static uint32_t hex_value(Str digits)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.at[i];
        value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : (c & ~0x20) - 'A' + 10);
    }
    return value;
}

// The escape at `at`, whose form the grammar has checked. Returns its length, 0 for a character that does not exist.
static size_t unescape(Arena *arena, Str text, size_t at, Bytes *bytes)
{
    static const char names[] = "btnfr\"\\", meanings[] = "\b\t\n\f\r\"\\";
    char name = at + 1 < text.len ? text.at[at + 1] : 0;
    const char *found = name ? strchr(names, name) : NULL;
    if (found) {
        *array_push(arena, bytes) = meanings[found - names];
        return 2;
    }
    if (name == 'u' || name == 'U') {
        size_t len = name == 'u' ? 4 : 8;
        uint32_t point = hex_value(str_slice(text, at + 2, at + 2 + len));
        if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return 0;
        push_point(arena, bytes, point);
        return 2 + len;
    }
    size_t end = at + 1;  // a backslash at the end of a line: what white space follows is not there
    while (end < text.len && strchr(" \t\r\n", text.at[end])) end++;
    return end - at;
}

static bool unquote(Reader *reader, Span at, Str *unquoted)
{
    Str text = source_text(reader->source, at);
    char quote = text.at[0];
    bool is_long = text.len >= 6 && text.at[1] == quote && text.at[2] == quote;
    text = str_slice(text, is_long ? 3 : 1, text.len - (is_long ? 3 : 1));
    if (is_long && str_starts(text, STR("\r"))) text = str_from_byte(text, 1);
    if (is_long && str_starts(text, STR("\n"))) text = str_from_byte(text, 1);
    *unquoted = text;
    if (quote == '\'' || !str_contains(text, STR("\\"))) return true;
    Bytes bytes = {0};
    for (size_t i = 0; i < text.len;) {
        size_t len = text.at[i] == '\\' ? unescape(reader->arena, text, i, &bytes) : 1;
        if (!len) return COMPLAIN(reader, at, "there is no character of that number");
        if (text.at[i] != '\\') *array_push(reader->arena, &bytes) = text.at[i];
        i += len;
    }
    *unquoted = (Str){bytes.at, bytes.len};
    return true;
}

// --- members ---------------------------------------------------------------------------------------------------

static Toml *new_node(Reader *reader, TomlKind kind, Span at)
{
    Toml *node = arena_new(reader->arena, Toml);
    *node = (Toml){.kind = kind, .at = at};
    if (kind == TOML_TABLE) node->id = ++reader->tables;
    return node;
}

static void append(Toml *parent, Toml *child)
{
    if (parent->last) parent->last->next = child;
    else parent->first = child;
    parent->last = child;
}

static uint32_t *member_slot(Reader *reader, const Toml *table, Str key)
{
    return map_at(reader->arena, &reader->members, arena_format(reader->arena, "%u.%.*s", table->id, FMT(key)));
}

static Toml *member(Reader *reader, const Toml *table, Str key)
{
    uint32_t found = *member_slot(reader, table, key);
    return found ? reader->nodes.at[found - 1] : NULL;
}

static void add_member(Reader *reader, Toml *table, Str key, Span key_at, Toml *value)
{
    value->key = key;
    value->key_at = key_at;
    append(table, value);
    *array_push(reader->arena, &reader->nodes) = value;
    *member_slot(reader, table, key) = reader->nodes.len;
}

const Toml *toml_member(const Toml *table, const char *key)
{
    for (const Toml *found = table ? table->first : NULL; found; found = found->next)
        if (str_is(found->key, key)) return found;
    return NULL;
}

// --- keys ------------------------------------------------------------------------------------------------------

typedef struct Key {
    Str text;
    Span at;
} Key;

typedef ArrayOf(Key) Keys;

static size_t end_of_part(Str text, size_t at)
{
    char quote = text.at[at];
    if (quote != '"' && quote != '\'') {
        while (at < text.len && !strchr(". \t", text.at[at])) at++;
        return at;
    }
    for (at++; at < text.len && text.at[at] != quote; at++)
        if (quote == '"' && text.at[at] == '\\') at++;
    return at < text.len ? at + 1 : text.len;
}

// a."b.c".d
static bool split_key(Reader *reader, Span at, Keys *keys)
{
    Str text = source_text(reader->source, at);
    *keys = (Keys){0};
    for (size_t i = 0; i < text.len;) {
        if (strchr(". \t", text.at[i])) {
            i++;
            continue;
        }
        size_t end = end_of_part(text, i);
        Key key = {str_slice(text, i, end), {at.from + (uint32_t)i, at.from + (uint32_t)end}};
        bool is_quoted = text.at[i] == '"' || text.at[i] == '\'';
        if (is_quoted && !unquote(reader, key.at, &key.text)) return false;
        *array_push(reader->arena, keys) = key;
        i = end;
    }
    return true;
}

// --- values ----------------------------------------------------------------------------------------------------

static Span span_of(TSNode node) { return (Span){ts_node_start_byte(node), ts_node_end_byte(node)}; }
static bool is_a(TSNode node, const char *type) { return strcmp(ts_node_type(node), type) == 0; }

static bool read_integer(Reader *reader, Toml *value)
{
    Str text = source_text(reader->source, value->at);
    static const struct { const char *prefix; unsigned base; } bases[] = {{"0x", 16}, {"0o", 8}, {"0b", 2}};
    unsigned base = 10;
    bool is_negative = str_starts(text, STR("-"));
    size_t at = is_negative || str_starts(text, STR("+"));
    for (size_t i = 0; i < COUNT_OF(bases); i++)
        if (str_starts(text, str_from(bases[i].prefix))) base = bases[i].base, at = 2;
    uint64_t number = 0;
    for (; at < text.len; at++) {
        if (text.at[at] == '_') continue;
        number = number * base + hex_value(str_slice(text, at, at + 1));
        if (number > INT32_MAX) return COMPLAIN(reader, value->at, "no setting takes a number of that size");
    }
    value->number = is_negative ? -(int64_t)number : (int64_t)number;
    return true;
}

static bool read_value(Reader *reader, TSNode node, uint32_t depth, Toml **value);
static bool read_pair(Reader *reader, TSNode pair, uint32_t depth, Toml *table);

// The elements of an array, or the pairs of an inline table.
static bool read_members(Reader *reader, TSNode node, uint32_t depth, Toml *parent)
{
    if (depth == MOST_DEEP) return COMPLAIN(reader, parent->at, "this is nested too deep");
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool ok = true;
    for (bool more = ts_tree_cursor_goto_first_child(&cursor); ok && more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        if (!ts_node_is_named(child) || is_a(child, "comment")) continue;
        Toml *element = NULL;
        if (parent->kind == TOML_TABLE) ok = read_pair(reader, child, depth + 1, parent);
        else if ((ok = read_value(reader, child, depth + 1, &element))) append(parent, element);
    }
    ts_tree_cursor_delete(&cursor);
    return ok;
}

static TomlKind kind_of(TSNode node)
{
    static const struct { const char *type; TomlKind kind; } kinds[] = {
        {"string", TOML_STRING}, {"integer", TOML_INTEGER}, {"boolean", TOML_BOOLEAN}, {"array", TOML_ARRAY}, {"inline_table", TOML_TABLE},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (is_a(node, kinds[i].type)) return kinds[i].kind;
    return TOML_OTHER;
}

static bool read_value(Reader *reader, TSNode node, uint32_t depth, Toml **value)
{
    Toml *found = new_node(reader, kind_of(node), span_of(node));
    *value = found;
    switch (found->kind) {
    case TOML_STRING: return unquote(reader, found->at, &found->text);
    case TOML_INTEGER: return read_integer(reader, found);
    case TOML_BOOLEAN: found->number = str_is(source_text(reader->source, found->at), "true"); return true;
    case TOML_TABLE: found->is_inline = true; return read_members(reader, node, depth, found);
    case TOML_ARRAY: return read_members(reader, node, depth, found);
    case TOML_OTHER: return true;
    }
    return false;
}

// --- tables ----------------------------------------------------------------------------------------------------

// The table that `key` names in `table`, made when it is not there.
static bool enter(Reader *reader, Toml **table, const Key *key, bool is_dotted)
{
    Toml *found = member(reader, *table, key->text);
    if (!found) {
        found = new_node(reader, TOML_TABLE, key->at);
        found->is_dotted = is_dotted;
        add_member(reader, *table, key->text, key->at, found);
    }
    if (found->holds_tables) found = found->last;
    if (found->kind != TOML_TABLE) return COMPLAIN(reader, key->at, "'%.*s' is %s already, no table", FMT(key->text), toml_kind_name(found->kind));
    if (found->is_inline) return COMPLAIN(reader, key->at, "'%.*s' stands in braces: nothing can be added to it", FMT(key->text));
    *table = found;
    return true;
}

static bool read_pair(Reader *reader, TSNode pair, uint32_t depth, Toml *table)
{
    Keys keys;
    Toml *value;
    TSNode key = ts_node_named_child(pair, 0), written = ts_node_named_child(pair, 1);
    if (!split_key(reader, span_of(key), &keys)) return false;
    // Inside braces the table is still open, for its own pairs.
    for (uint32_t i = 0; i + 1 < keys.len; i++)
        if (!enter(reader, &table, &keys.at[i], true)) return false;
    const Key *last = &keys.at[keys.len - 1];
    if (member(reader, table, last->text)) return COMPLAIN(reader, last->at, "'%.*s' is given twice", FMT(last->text));
    if (!read_value(reader, written, depth, &value)) return false;
    add_member(reader, table, last->text, last->at, value);
    return true;
}

// [a.b]
static bool open_table(Reader *reader, Toml *parent, const Key *key, Toml **table)
{
    Toml *found = member(reader, parent, key->text);
    if (found && (found->has_header || found->is_dotted || found->holds_tables))
        return COMPLAIN(reader, key->at, "the table '%.*s' is given twice", FMT(key->text));
    *table = parent;
    if (!enter(reader, table, key, false)) return false;
    (*table)->has_header = true;
    return true;
}

// [[a.b]]
static bool open_element(Reader *reader, Toml *parent, const Key *key, Toml **table)
{
    Toml *list = member(reader, parent, key->text);
    if (list && !list->holds_tables) return COMPLAIN(reader, key->at, "'%.*s' is given twice", FMT(key->text));
    if (!list) {
        list = new_node(reader, TOML_ARRAY, key->at);
        list->holds_tables = true;
        add_member(reader, parent, key->text, key->at, list);
    }
    *table = new_node(reader, TOML_TABLE, key->at);
    append(list, *table);
    return true;
}

static bool read_header(Reader *reader, TSNode header, bool is_element, Toml *document, Toml **table)
{
    Keys keys;
    if (!split_key(reader, span_of(ts_node_named_child(header, 0)), &keys)) return false;
    *table = document;
    for (uint32_t i = 0; i + 1 < keys.len; i++)
        if (!enter(reader, table, &keys.at[i], false)) return false;
    const Key *last = &keys.at[keys.len - 1];
    return is_element ? open_element(reader, *table, last, table) : open_table(reader, *table, last, table);
}

// The pairs of the document itself, or of a table with a header, which is its first named child.
static bool read_pairs(Reader *reader, TSNode node, Toml *table)
{
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool ok = true;
    for (bool more = ts_tree_cursor_goto_first_child(&cursor); ok && more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        Toml *opened = table;
        bool is_element = is_a(child, "table_array_element"), has_header = is_element || is_a(child, "table");
        if (is_a(child, "pair")) ok = read_pair(reader, child, 0, table);
        else if (has_header) ok = read_header(reader, child, is_element, table, &opened) && read_pairs(reader, child, opened);
    }
    ts_tree_cursor_delete(&cursor);
    return ok;
}

// --- the document ----------------------------------------------------------------------------------------------

static bool complain_of_syntax(Reader *reader, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    TSNode node = root;
    while (!ts_node_is_error(node) && !ts_node_is_missing(node)) {
        bool more = ts_node_has_error(node) ? ts_tree_cursor_goto_first_child(&cursor) : ts_tree_cursor_goto_next_sibling(&cursor);
        if (!more) break;
        node = ts_tree_cursor_current_node(&cursor);
    }
    ts_tree_cursor_delete(&cursor);
    if (ts_node_is_missing(node)) return COMPLAIN(reader, span_of(node), "'%s' is missing here", ts_node_type(node));
    return COMPLAIN(reader, span_of(node), "this is no TOML");
}

static bool read_tree(Reader *reader, TSNode root, Toml **document)
{
    if (ts_node_has_error(root)) return complain_of_syntax(reader, root);
    *document = new_node(reader, TOML_TABLE, (Span){0, 0});
    return read_pairs(reader, root, *document);
}

bool toml_read(Arena *arena, const Source *source, Toml **document, Problem *why)
{
    Reader reader = {.arena = arena, .source = source, .why = why};
    TSParser *parser = ts_parser_new();
    bool is_accepted = ts_parser_set_language(parser, tree_sitter_toml());
    assert(is_accepted);
    (void)is_accepted;
    TSTree *tree = ts_parser_parse_string(parser, NULL, source->text.at ? source->text.at : "", (uint32_t)source->text.len);
    bool ok = read_tree(&reader, ts_tree_root_node(tree), document);
    ts_tree_delete(tree);
    ts_parser_delete(parser);
    return ok;
}
