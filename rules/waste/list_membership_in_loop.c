// if item not in seen: seen.append(item), in a loop: the list is searched from its start in each turn.
//
// The list starts empty in front of the loop, which goes over the lines or rows of an input: other lists stay too short to matter. Also a list that is made of something, in front of the loop, and
// used for nothing but to look things up in it. Elements that are lists or dicts can't be in a set.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"
#include "python/py_resolve.h"

// --- filled and searched by the loop -----------------------------------------------------------------------------

static bool is_unhashable(const Unit *unit, NodeId item)
{
    static const char *const types[] = {"builtins.list", "builtins.dict", "builtins.set",
                                        "numpy.ndarray", NULL};
    return str_is_any(py_type_name(unit, item), types);
}

// Is `list.append(item)` among the statements of the block, from `from` on?
static NodeId append_in(const Tree *tree, NodeId from, NodeId list, Str item)
{
    for (NodeId statement = from; statement; statement = tree_next(tree, statement)) {
        NodeId call =
            tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT ? tree_first(tree, statement) : 0;
        if (!call || !str_is(py_method_name(tree, call), "append")) continue;
        NodeId added = py_argument(tree, call, 0, NULL);
        if (py_is_same_variable(tree, py_call_receiver(tree, call), list) &&
            str_equal(tree_text(tree, added), item))
            return call;
    }
    return 0;
}

// The append of `if x not in list: ... list.append(x)`, and of `if x in list: continue` in front of it; else 0.
static NodeId append_behind(const Tree *tree, NodeId test, NodeId comparison)
{
    NodeId item = tree_first(tree, comparison), list = tree_next(tree, item);
    NodeId consequence = tree_child_as(tree, test, ROLE_CONSEQUENCE);
    NodeId from = 0;
    if (tree_node(tree, comparison)->operation == OP_NOT_IN)
        from = tree_first(tree, consequence);
    else if (tree_kind(tree, tree_first(tree, consequence)) == PY_CONTINUE)
        from = tree_next(tree, test);
    return from ? append_in(tree, from, list, tree_text(tree, item)) : 0;
}

static bool starts_empty(const Unit *unit, NodeId loop, NodeId list)
{
    const Tree *tree = unit->tree;
    NodeId value = py_value_before(unit, loop, list);
    return value && tree_kind(tree, value) == PY_LIST && !tree_first(tree, value);
}

// Is the loop, or the one in it around the append, as long as some input?
static bool is_long(const Unit *unit, NodeId loop, NodeId append)
{
    return py_is_input_loop(unit, loop) ||
           py_is_input_loop(unit, py_loop_around(unit->tree, append));
}

static void check_test(Check *check, NodeId test)
{
    const Tree *tree = check->tree;
    NodeId comparison = py_unparenthesized(tree, tree_child_as(tree, test, ROLE_CONDITION));
    if (tree_kind(tree, comparison) != PY_COMPARISON) return;
    uint32_t operation = tree_node(tree, comparison)->operation;
    if ((operation != OP_NOT_IN && operation != OP_IN) || py_is_aside(check->unit)) return;
    NodeId append = append_behind(tree, test, comparison);
    NodeId list = append ? py_call_receiver(tree, append) : 0;
    if (!list || tree_kind(tree, list) != PY_IDENTIFIER ||
        is_unhashable(check->unit, tree_first(tree, comparison)))
        return;
    NodeId loop = py_growing_loop(check->unit, append, list);
    if (!loop || !starts_empty(check->unit, loop, list) || !is_long(check->unit, loop, append))
        return;
    Finding *finding = report(
        check, comparison, "'%.*s' is searched from its start in every turn of the loop, and grows",
        FMT(tree_text(tree, list)));
    also(check, finding, append, "filled here");
    also(check, finding, loop, "this loop");
}

// --- made once, searched by the loop -----------------------------------------------------------------------------

static bool is_copy(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.list", "builtins.sorted", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) == PY_LIST_COMPREHENSION)
        return !py_is_few(unit, tree_child_as(tree, tree_child(tree, value, 1), ROLE_RIGHT)) &&
               !is_unhashable(unit, tree_first(tree, value));
    NodeId items = py_calls_any(unit, value, makers) ? py_argument(tree, value, 0, NULL) : 0;
    return items && !py_is_few(unit, items);
}

// The last search of the list in a loop that does not make it anew; 0 = none, or the list is used for something else.
static NodeId search_in_loop(const Unit *unit, BindingId binding, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId search = 0;
    for_each_reference(unit, binding, reference)
    {
        NodeId parent = tree_parent(tree, reference->node);
        if (reference->kind == REFERENCE_WRITE) continue;
        uint32_t operation =
            tree_kind(tree, parent) == PY_COMPARISON ? tree_node(tree, parent)->operation : 0;
        bool is_search = (operation == OP_IN || operation == OP_NOT_IN) &&
                         tree_first(tree, parent) != reference->node;
        if (!is_search) return 0;
        NodeId loop = py_loop_around(tree, reference->node);
        bool is_repeated = loop ? !tree_contains(tree, loop, value) && !py_is_short_loop(unit, loop)
                                : py_is_in_loop(tree, reference->node);
        if (is_repeated) search = parent;
    }
    return search;
}

// [x for x in y] -> {x for x in y}, list(x) and sorted(x) -> set(x). Fails where an element has no hash, so that it wants a look.
static void offer_fix(Check *check, Finding *finding, NodeId value)
{
    const Tree *tree = check->tree;
    Span span = tree_span(tree, value);
    bool is_display = tree_kind(tree, value) == PY_LIST_COMPREHENSION;
    if (!is_display && py_argument_count(tree, value) != 1) return;
    fix(check, finding, FIX_REVIEW, "make it a set");
    if (!is_display) {
        edit_replace(check, finding, tree_span(tree, py_call_function(tree, value)), "set");
        return;
    }
    edit_replace(check, finding, (Span){span.from, span.from + 1}, "{");
    edit_replace(check, finding, (Span){span.to - 1, span.to}, "}");
}

static void check_binding(Check *check, BindingId id)
{
    const Binding *binding = unit_binding(check->unit, id);
    if (check->unit->language != LANG_PYTHON || binding->kind != BINDING_LOCAL ||
        binding->writes != 1)
        return;
    NodeId value = py_unparenthesized(check->tree, py_only_value(check->unit, id));
    if (!value || !is_copy(check->unit, value) || py_is_aside(check->unit)) return;
    NodeId search = search_in_loop(check->unit, id, value);
    if (!search) return;
    Finding *finding =
        report(check, search, "'%.*s' is searched from its start in every turn of the loop",
               FMT(binding->name));
    also(check, finding, value, "made here, and used only to look things up in it");
    offer_fix(check, finding, value);
}

static const NodeKind kinds[] = {PY_IF, 0};

const Rule rule_list_membership_in_loop = {
    .id = "list-membership-in-loop",
    .summary = "list that a loop searches in every turn",
    .help = "look it up in a set; where the order counts, in a dict: dict.fromkeys(items) keeps it",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check_test,
    .kinds = kinds,
    .on_binding = check_binding,
};
