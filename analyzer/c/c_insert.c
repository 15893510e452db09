#include "c/c_insert.h"

#include "base/str.h"

Str c_indent_at(const Tree *tree, uint32_t byte)
{
    Str text = tree->source->text;
    uint32_t from = byte, to;
    while (from && text.at[from - 1] != '\n') from--;
    for (to = from; to < byte && (text.at[to] == ' ' || text.at[to] == '\t');) to++;
    return str_slice(text, from, to);
}

uint32_t c_statement_end(const Tree *tree, NodeId statement)
{
    uint32_t to = tree_span(tree, statement).to;
    if (tree_kind(tree, statement) == C_COMPOUND) return to;
    Str rest = str_from_byte(tree->source->text, to);
    return to + (uint32_t)str_find_char(rest, ';') + 1;
}

// A comment that ends the line belongs to the statement before it.
static uint32_t behind_comment(const Tree *tree, uint32_t byte)
{
    Str rest = str_from_byte(tree->source->text, byte);
    Str line = str_slice(rest, 0, str_find_char(rest, '\n'));
    Str word = str_trim(line);
    bool is_comment = str_starts(word, STR("//")) || (str_starts(word, STR("/*")) && str_find(word, STR("*/")) + 2 == word.len);
    return is_comment ? byte + (uint32_t)(word.at + word.len - line.at) : byte;
}

static bool is_whole_branch(const Tree *tree, NodeId statement)
{
    NodeKind kind = tree_kind(tree, tree_parent(tree, statement));
    return kind == C_IF || c_is_loop(kind) || kind == C_SWITCH;
}

CInsertion c_insert_before(Arena *scratch, const Tree *tree, NodeId statement, Str text)
{
    uint32_t from = tree_span(tree, statement).from, after = from;
    Str source = tree->source->text, indent = c_indent_at(tree, from);
    if (!is_whole_branch(tree, statement)) {
        while (after && strchr(" \t", source.at[after - 1])) after--;
        bool is_first = !after || source.at[after - 1] == '\n';
        if (is_first) return (CInsertion){.before = {from, from}, .text = arena_format(scratch, "%.*s\n%.*s", FMT(text), FMT(indent))};
        return (CInsertion){.before = {from, from}, .text = arena_format(scratch, "%.*s ", FMT(text))};
    }
    Str outer = c_indent_at(tree, tree_span(tree, tree_parent(tree, statement)).from);
    Str deeper = arena_format(scratch, "%.*s%s", FMT(outer), outer.len && outer.at[0] == '\t' ? "\t" : "    ");
    while (strchr(" \t\r\n", source.at[after - 1])) after--;
    return (CInsertion){.before = {after, from},
                        .text = arena_format(scratch, " {\n%.*s%.*s\n%.*s", FMT(deeper), FMT(text), FMT(deeper)),
                        .end = behind_comment(tree, c_statement_end(tree, statement)),
                        .closing = arena_format(scratch, "\n%.*s}", FMT(outer))};
}
