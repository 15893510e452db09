// sum([...]): a list of everything is made for a function that looks at one element at a time.
//
// Only sum, min, max, any and all, which keep nothing. A generator given to join, sorted or tuple saves little or nothing: they
// make a list themselves.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const consumers[] = {"builtins.sum", "builtins.min", "builtins.max",
                                        "builtins.any", "builtins.all", NULL};

// A generator expression with these is another thing, or is evaluated at another time.
static bool needs_list(const Tree *tree, NodeId list)
{
    for (NodeId at = list, end = tree_end(tree, list); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_AWAIT || kind == PY_NAMED_EXPRESSION ||
            tree_node(tree, at)->flags & NODE_ASYNC)
            return true;
    }
    return false;
}

// any([job.run() for job in jobs]): perhaps every call is wanted, not only those up to the first that decides.
static bool wants_all_calls(const Unit *unit, NodeId call, NodeId list)
{
    static const char *const deciders[] = {"builtins.any", "builtins.all", NULL};
    NodeId element = py_unparenthesized(unit->tree, tree_first(unit->tree, list));
    return py_calls_any(unit, call, deciders) && tree_kind(unit->tree, element) == PY_CALL &&
           !str_starts(py_qualified(unit, py_call_function(unit->tree, element)), STR("builtins."));
}

// Does it go over something written out, or a range of a few numbers? Then the list is as short.
static bool is_short(const Unit *unit, NodeId comprehension)
{
    return py_is_few(
        unit, tree_child_as(unit->tree, tree_child(unit->tree, comprehension, 1), ROLE_RIGHT));
}

static void offer_fix(Check *check, Finding *finding, NodeId call, NodeId list)
{
    Str text = tree_text(check->tree, py_call_arguments(check->tree, call));
    Span span = tree_span(check->tree, list);
    bool is_alone = text.len == (size_t)(span.to - span.from) + 2;
    fix(check, finding, FIX_REVIEW, "use a generator expression");
    edit_replace(check, finding, (Span){span.from, span.from + 1}, is_alone ? "" : "(");
    edit_replace(check, finding, (Span){span.to - 1, span.to}, is_alone ? "" : ")");
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_calls_any(check->unit, call, consumers) || py_is_aside(check->unit)) return;
    NodeId list = py_argument(tree, call, 0, NULL);
    if (!list || tree_kind(tree, list) != PY_LIST_COMPREHENSION || py_argument(tree, call, 1, NULL))
        return;
    if (is_short(check->unit, list) || needs_list(tree, list) ||
        wants_all_calls(check->unit, call, list))
        return;
    Finding *finding =
        report(check, list, "'%.*s' needs one element at a time, and is given a list of all",
               FMT(tree_text(tree, py_call_function(tree, call))));
    offer_fix(check, finding, call, list);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_comprehension_in_consumer = {
    .id = "comprehension-in-consumer",
    .summary = "list made for a function that needs one element at a time",
    .help = "leave the square brackets out: a generator expression makes one element at a time",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
