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

bool py_indent_of(const Tree *tree, NodeId statement, Str *indent)
{
    Span span = tree_span(tree, statement);
    Str behind = source_text(tree->source, (Span){span.to, source_line_span(tree->source, source_line(tree->source, span.to)).to});
    behind = str_trim(behind);
    return indent_of(tree->source, span.from, indent) && (!behind.len || behind.at[0] == '#');
}

// --- imports -----------------------------------------------------------------------------------------------------

// The module that `import a.b` or `import a.b as c` names, when it is all that the statement imports.
static Str imported(const Tree *tree, NodeId statement)
{
    NodeId name = tree_kind(tree, statement) == PY_IMPORT ? tree_first(tree, statement) : 0;
    if (!name || tree_next(tree, name)) return (Str){0};
    return tree_text(tree, tree_kind(tree, name) == PY_ALIASED_IMPORT ? tree_first(tree, name) : name);
}

// In front of the first of the run of imports that sorts behind the module, or behind the run.
static bool insertion_of_import(const Tree *tree, Str module, PyInsertion *insertion)
{
    NodeId at = tree_first(tree, ROOT), before = 0;
    while (at && !imported(tree, at).len) at = tree_next(tree, at);
    NodeId beside = at;
    for (; at && imported(tree, at).len && str_compare(imported(tree, at), module) < 0; at = tree_next(tree, at)) before = at;
    if (before) beside = before;
    Str indent;
    if (!beside || !py_indent_of(tree, beside, &indent) || indent.len) return false;
    uint32_t line = source_line(tree->source, tree_span(tree, beside).from);
    Span above = source_line_span(tree->source, line), below = source_line_span(tree->source, line + 1);
    insertion->byte = before ? below.from : above.from;
    insertion->newline = source_text(tree->source, (Span){above.to, below.from});
    return true;
}

// Is the name bound, or used without being bound, by anything but `except`?
static bool is_taken(const Unit *unit, Str name, BindingId except)
{
    for (BindingId id = 1; id < unit->bindings.len; id++)
        if (id != except && str_equal(unit_binding(unit, id)->name, name)) return true;
    return false;
}

Str py_module_name(const Unit *unit, const char *module, PyInsertion *insertion)
{
    Str wanted = str_from(module);
    *insertion = (PyInsertion){0};
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        if (binding->kind != BINDING_IMPORT || binding->function != TOP_LEVEL || !str_equal(binding->qualified, wanted)) continue;
        return is_taken(unit, binding->name, id) ? (Str){0} : binding->name;
    }
    if (is_taken(unit, wanted, 0)) return (Str){0};
    return insertion_of_import(unit->tree, wanted, insertion) ? wanted : (Str){0};
}
