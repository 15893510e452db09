// sorted(items)[0], sorted(items)[:10]: a sorted copy of everything is made to look at one end of it.
//
// min, max, heapq.nsmallest and nlargest go over the elements once and keep as many as are asked for. One element only of what there can
// be many of: the items or values of a dict, a comprehension over such, lines. Sets of names and versions are too small to matter.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_loop.h"

typedef struct Extreme {
    bool is_low;   // the small end
    NodeId count;  // k of [:k], 0 = one element
} Extreme;

// The end that the subscript takes; false for any other subscript.
static bool extreme_of(const Tree *tree, NodeId subscript, Extreme *extreme)
{
    Str text = tree_text(tree, subscript);
    *extreme = (Extreme){.is_low = !str_is(text, "-1")};
    if (str_is(text, "0") || str_is(text, "-1")) return true;
    if (tree_kind(tree, subscript) != PY_SLICE || tree_child_count(tree, subscript) != 1 ||
        !str_starts(text, STR(":")))
        return false;
    extreme->count = tree_first(tree, subscript);
    return tree_kind(tree, extreme->count) == PY_INTEGER;
}

// reverse=True turns the ends; any other reverse= is not known.
static bool turn(const Tree *tree, NodeId call, Extreme *extreme)
{
    NodeId reverse = py_argument(tree, call, -1, "reverse");
    if (!reverse || tree_kind(tree, reverse) == PY_FALSE) return true;
    extreme->is_low = !extreme->is_low;
    return tree_kind(tree, reverse) == PY_TRUE;
}

static void offer_fix(Check *check, Finding *finding, NodeId subscript, const Extreme *extreme)
{
    const Tree *tree = check->tree;
    NodeId call = tree_child_as(tree, subscript, ROLE_VALUE);
    NodeId items = py_argument(tree, call, 0, NULL), key = py_argument(tree, call, -1, "key");
    Str heap = {0}, text = key ? tree_text(tree, tree_parent(tree, key)) : (Str){0};
    PyInsertion import = {0};
    if (tree_kind(tree, items) == PY_LIST_SPLAT) return;
    if (extreme->count) heap = py_module_name(check->unit, "heapq", &import);
    if (extreme->count && !heap.len) return;
    const char *one = extreme->is_low ? "min" : "max",
               *many = extreme->is_low ? "nsmallest" : "nlargest";
    fix(check, finding, FIX_REVIEW, "use %s", extreme->count ? many : one);
    if (import.newline.len)
        edit_insert(check, finding, import.byte, "import heapq%.*s", FMT(import.newline));
    Str head = extreme->count ? arena_format(check->scratch, "%.*s.%s(%.*s, ", FMT(heap), many,
                                             FMT(tree_text(tree, extreme->count)))
                              : arena_format(check->scratch, "%s(", one);
    edit_replace(check, finding, tree_span(tree, subscript), "%.*s%.*s%s%.*s)", FMT(head),
                 FMT(tree_text(tree, items)), key ? ", " : "", FMT(text));
}

// The items of a dict, what a comprehension or map makes of something, a list that was made so.
static bool is_data(const Unit *unit, NodeId items)
{
    static const char *const methods[] = {"items",      "values",   "readlines",
                                          "splitlines", "fetchall", NULL};
    const Tree *tree = unit->tree;
    items = py_unparenthesized(tree, items);
    if (tree_kind(tree, items) == PY_CALL) return str_is_any(py_method_name(tree, items), methods);
    return tree_kind(tree, items) == PY_LIST_COMPREHENSION ||
           tree_kind(tree, items) == PY_GENERATOR;
}

static void check(Check *check, NodeId subscript)
{
    const Tree *tree = check->tree;
    NodeId call = tree_child_as(tree, subscript, ROLE_VALUE);
    Extreme extreme;
    if (!py_calls(check->unit, call, "builtins.sorted") || py_is_aside(check->unit)) return;
    NodeId items = py_argument(tree, call, 0, NULL);
    if (!items || py_is_few(check->unit, items)) return;
    if (!extreme_of(tree, tree_child_as(tree, subscript, ROLE_SUBSCRIPT), &extreme) ||
        !turn(tree, call, &extreme) || !(extreme.count || is_data(check->unit, items)))
        return;
    Finding *finding =
        report(check, subscript, "a sorted copy of everything is made to look at one end of it");
    offer_fix(check, finding, subscript, &extreme);
}

static const NodeKind kinds[] = {PY_SUBSCRIPT, 0};

const Rule rule_sorted_for_extreme = {
    .id = "sorted-for-extreme",
    .summary = "everything sorted to look at one end of it",
    .help = "use min, max, heapq.nsmallest or heapq.nlargest",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
