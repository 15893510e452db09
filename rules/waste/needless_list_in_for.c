// for x in list(map(...)): a list of everything is made for a loop that looks at one element at a time.
//
// A copy is needed where the loop changes what it goes over. range() is computed once and never changes; for the others nothing that
// the iterator reads may be used in the loop, and nobody else may run meanwhile.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const iterators[] = {"builtins.map",   "builtins.filter",    "builtins.zip",
                                        "builtins.range", "builtins.enumerate", NULL};

// Names of modules, functions, classes and builtins do not change with what the loop does.
static bool is_fixed(const Unit *unit, NodeId name)
{
    BindingKind kind = unit_binding(unit, tree_node(unit->tree, name)->binding)->kind;
    return kind == BINDING_BUILTIN || kind == BINDING_IMPORT || kind == BINDING_FUNCTION ||
           kind == BINDING_CLASS;
}

// Can what the loop does change, or be noticed by, what the iterator reads?
static bool touches(const Unit *unit, NodeId loop, NodeId iterator)
{
    const Tree *tree = unit->tree;
    NodeId body = tree_child_as(tree, loop, ROLE_BODY);
    for (NodeId at = body, end = tree_end(tree, body); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_AWAIT || kind == PY_YIELD || kind == PY_YIELD_FROM || kind == PY_DELETE)
            return true;
    }
    for (NodeId at = iterator, end = tree_end(tree, iterator); at < end; at++) {
        if (tree_kind(tree, at) == PY_ATTRIBUTE &&
            tree_kind(tree, tree_parent(tree, at)) != PY_CALL)
            return true;
        if (tree_kind(tree, at) != PY_IDENTIFIER || is_fixed(unit, at)) continue;
        BindingId binding = tree_node(tree, at)->binding;
        if (binding && (unit_binding(unit, binding)->kind == BINDING_GLOBAL ||
                        py_mention(unit, body, binding)))
            return true;
    }
    return false;
}

// zip() ends with its shortest input.
static bool is_few(const Unit *unit, NodeId iterator)
{
    const Tree *tree = unit->tree;
    if (!py_calls(unit, iterator, "builtins.zip")) return py_is_few(unit, iterator);
    for (NodeId input = tree_first(tree, py_call_arguments(tree, iterator)); input;
         input = tree_next(tree, input))
        if (py_is_few(unit, input)) return true;
    return false;
}

static void check(Check *check, NodeId loop)
{
    static const char *const makers[] = {"builtins.list", "builtins.tuple", NULL};
    const Tree *tree = check->tree;
    NodeId list = tree_child_as(tree, loop, ROLE_RIGHT);
    if (!list || !py_calls_any(check->unit, list, makers) || py_argument_count(tree, list) != 1)
        return;
    NodeId iterator = py_argument(tree, list, 0, NULL);
    if (!iterator || !py_calls_any(check->unit, iterator, iterators) ||
        is_few(check->unit, iterator) || py_is_aside(check->unit))
        return;
    bool is_range = py_calls(check->unit, iterator, "builtins.range");
    if (!is_range && touches(check->unit, loop, iterator)) return;
    Finding *finding =
        report(check, list, "a list of all elements is made for a loop that takes one at a time");
    fix(check, finding, is_range ? FIX_SAFE : FIX_REVIEW, "iterate without the list");
    Span outer = tree_span(tree, list), inner = tree_span(tree, iterator);
    edit_delete(check, finding, (Span){outer.from, inner.from});
    edit_delete(check, finding, (Span){inner.to, outer.to});
}

static const NodeKind kinds[] = {PY_FOR, 0};

const Rule rule_needless_list_in_for = {
    .id = "needless-list-in-for",
    .summary = "list made for a loop that takes one element at a time",
    .help = "iterate without list(...)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_SAFE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
