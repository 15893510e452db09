// iterparse() builds the whole tree while it hands out its elements. A loop over it that clears nothing has everything in
// memory at its end, as parse() would.
//
// The loop's body takes nothing out of the tree, gives the element to nobody who could, and uses the tree for nothing afterwards.
// A loop that can end before the input does is left alone when it only waits for starts.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const parsers[] = {"xml.etree.ElementTree.iterparse",
                                      "xml.etree.cElementTree.iterparse", "lxml.etree.iterparse",
                                      "defusedxml.ElementTree.iterparse", NULL};

// The call in `for event, element in iterparse(...)` or `in parser`, 0 = no such loop.
static NodeId parser_of(const Unit *unit, NodeId loop)
{
    const Tree *tree = unit->tree;
    NodeId over = py_unparenthesized(tree, tree_child_as(tree, loop, ROLE_RIGHT));
    if (over && tree_kind(tree, over) == PY_IDENTIFIER) {
        NodeId value = py_only_value(unit, tree_node(tree, over)->binding);
        // parser.root is the tree.
        for_each_reference(unit, tree_node(tree, over)->binding, reference)
        {
            if (reference->kind == REFERENCE_MEMBER) return 0;
        }
        over = value;
    }
    return over && py_calls_any(unit, over, parsers) ? over : 0;
}

static bool takes_out(const Tree *tree, NodeId body)
{
    static const char *const cutters[] = {"clear", "remove", "pop", NULL};
    for (NodeId at = body, end = tree_end(tree, body); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_DELETE || kind == PY_YIELD || kind == PY_YIELD_FROM) return true;
    }
    return py_has_method_call(tree, body, cutters);
}

// Is an element itself (not its text) given to somebody, kept or returned?
static bool gives_element(const Unit *unit, NodeId loop)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, loop, ROLE_LEFT);
    NodeId name = tree_kind(tree, left) == PY_IDENTIFIER ? left : tree_child(tree, left, 1);
    if (!name || tree_kind(tree, name) != PY_IDENTIFIER) return true;
    for_each_reference(unit, tree_node(tree, name)->binding, reference)
    {
        bool is_given = reference->kind == REFERENCE_ARGUMENT ||
                        reference->kind == REFERENCE_STORED ||
                        reference->kind == REFERENCE_RETURNED;
        if (is_given && tree_contains(tree, loop, reference->node)) return true;
    }
    return false;
}

static bool can_end_early(const Tree *tree, NodeId loop)
{
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++)
        if (tree_kind(tree, at) == PY_BREAK || tree_kind(tree, at) == PY_RETURN) return true;
    return false;
}

static bool waits_for_starts(const Tree *tree, NodeId call)
{
    NodeId events = py_argument(tree, call, 1, "events");
    Str text = events ? tree_text(tree, events) : (Str){0};
    return str_contains(text, STR("start")) && !str_contains(text, STR("end"));
}

static void check(Check *check, NodeId loop)
{
    const Tree *tree = check->tree;
    NodeId call = parser_of(check->unit, loop);
    if (!call || takes_out(tree, tree_child_as(tree, loop, ROLE_BODY)) ||
        gives_element(check->unit, loop))
        return;
    if (waits_for_starts(tree, call) && can_end_early(tree, loop)) return;
    Finding *finding = report(check, call,
                              "every element stays in the tree that iterparse builds: at the end "
                              "all of the input is in memory");
    also(check, finding, loop, "the loop clears none");
    if (py_is_aside(check->unit) || can_end_early(tree, loop)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_FOR, 0};

const Rule rule_iterparse_without_clear = {
    .id = "iterparse-without-clear",
    .summary = "loop over iterparse that clears no element",
    .help = "clear what has been looked at: take the root from the first start event and call "
            "root.clear() behind each record",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
