// len([...]): a list of everything is made only to count it.
//
// List comprehensions, list() of a generator expression, filter or map, and re.findall. Files belong to whole-file-load.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

// The list comprehension or generator expression whose elements are counted, else 0.
static NodeId counted(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.list", "builtins.tuple", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) == PY_LIST_COMPREHENSION) return value;
    if (!py_calls_any(unit, value, makers)) return 0;
    NodeId arguments = py_call_arguments(tree, value);
    NodeId inner =
        tree_kind(tree, arguments) == PY_GENERATOR ? arguments : py_argument(tree, value, 0, NULL);
    return inner && tree_kind(tree, inner) == PY_GENERATOR ? inner : 0;
}

// list(filter(...)) and the like
static bool is_listed_filter(const Unit *unit, NodeId value)
{
    NodeId inner =
        py_calls(unit, value, "builtins.list") ? py_argument(unit->tree, value, 0, NULL) : 0;
    return inner && py_calls(unit, inner, "builtins.filter");
}

static bool is_awaiting(const Tree *tree, NodeId node)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == PY_AWAIT || tree_node(tree, at)->flags & NODE_ASYNC) return true;
    return false;
}

// "for x in xs if x.ok" of the comprehension
static Str clauses_of(const Tree *tree, NodeId comprehension)
{
    Str text = tree_text(tree, comprehension);
    size_t from = tree_span(tree, tree_child(tree, comprehension, 1)).from -
                  tree_span(tree, comprehension).from;
    return str_trim(str_slice(text, from, text.len - 1));
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    const Unit *unit = check->unit;
    if (!py_calls(unit, call, "builtins.len") || py_is_aside(unit)) return;
    NodeId value = py_argument(tree, call, 0, NULL), elements = value ? counted(unit, value) : 0;
    bool is_found = value && (py_calls(unit, value, "re.findall") || is_listed_filter(unit, value));
    if (!elements && !is_found) return;
    if (elements && py_is_few(unit, tree_child_as(tree, tree_child(tree, elements, 1), ROLE_RIGHT)))
        return;
    if (elements && is_awaiting(tree, elements)) return;
    Finding *finding = report(check, call, "a list of all elements is made only to count them");
    Str clauses = elements ? clauses_of(tree, elements) : (Str){0};
    if (!clauses.len || str_ends(clauses, STR(",")) || memchr(clauses.at, '#', clauses.len)) return;
    fix(check, finding, FIX_REVIEW, "count while iterating");
    edit_replace(check, finding, tree_span(tree, call), "sum(1 %.*s)", FMT(clauses));
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_count_by_materializing = {
    .id = "count-by-materializing",
    .summary = "list made only to count its elements",
    .help = "count while iterating: sum(1 for ...)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
