#include "python/py_edit.h"

#include "base/str.h"

static bool is_docstring(const Tree *tree, NodeId statement)
{
    NodeId value = tree_first(tree, statement);
    return tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT && tree_kind(tree, value) == PY_STRING;
}

// The blanks at the start of the line on which `byte` stands; false when more than blanks precede it.
static bool indent_of(const Source *source, uint32_t byte, Str *indent)
{
    uint32_t from = source_line_span(source, source_line(source, byte)).from;
    *indent = source_text(source, (Span){from, byte});
    for (size_t i = 0; i < indent->len; i++)
        if (indent->at[i] != ' ' && indent->at[i] != '\t') return false;
    return true;
}

static bool is_comment_line(const Source *source, uint32_t line)
{
    Str text = str_trim(source_text(source, source_line_span(source, line)));
    return text.len && text.at[0] == '#';
}

// What the body's indent has more than that of its definition; all of it when the two do not begin alike.
static Str step_of(const Source *source, uint32_t definition, Str indent)
{
    Str outer;
    bool is_inside = indent_of(source, definition, &outer) && str_starts(indent, outer) && indent.len > outer.len;
    return is_inside ? str_from_byte(indent, outer.len) : indent;
}

bool py_insertion_in_body(const Tree *tree, NodeId function, PyInsertion *insertion)
{
    const Source *source = tree->source;
    NodeId body = tree_child_as(tree, function, ROLE_BODY), statement = tree_first(tree, body);
    if (tree_kind(tree, body) != PY_BLOCK || !statement) return false;
    if (is_docstring(tree, statement)) statement = tree_next(tree, statement);
    Str indent;
    if (!statement || !indent_of(source, tree_span(tree, statement).from, &indent) || !indent.len) return false;
    uint32_t line = source_line(source, tree_span(tree, statement).from);
    while (is_comment_line(source, line - 1)) line--;
    Span before = source_line_span(source, line - 1);
    insertion->byte = source_line_span(source, line).from;
    insertion->newline = source_text(source, (Span){before.to, insertion->byte});
    insertion->indent = indent;
    insertion->step = step_of(source, tree_span(tree, function).from, indent);
    return true;
}
