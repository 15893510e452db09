// while queue: item = queue.pop(0): a list moves all that is left one place down each time. A deque takes the first off in one step.
//
// The loop runs until the list is empty and also puts something into it (what it finds on its way), so that the list is a queue.
// Most such lists are short, so that the rule runs only when it is selected.
// LIMIT: queues that one method fills and another empties (fixtures/python/list-as-queue/queues.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_loop.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

static bool is_call_of(const Tree *tree, NodeId use, const char *const *methods)
{
    NodeId attribute = tree_parent(tree, use);
    return tree_kind(tree, tree_parent(tree, attribute)) == PY_CALL &&
           str_is_any(py_attribute_name(tree, attribute), methods);
}

// Does the loop put something into the list?
static bool is_filled_in(const Tree *tree, NodeId loop, NodeId list)
{
    static const char *const fillers[] = {"append", "extend", NULL};
    NodeId use = 0;
    while ((use = py_next_use(tree, loop, list, use))) {
        NodeId parent = tree_parent(tree, use);
        bool is_added = tree_kind(tree, parent) == PY_AUGMENTED_ASSIGNMENT &&
                        tree_node(tree, use)->role == ROLE_LEFT;
        if (is_added || is_call_of(tree, use, fillers)) return true;
    }
    return false;
}

// Does the file do with the list what a deque can't?
static bool is_more_than_queue(const Tree *tree, NodeId list)
{
    static const char *const others[] = {"sort", "insert", "index", NULL};
    for (NodeId at = ROOT; at < tree->count; at++)
        if (py_is_same_variable(tree, at, list) && is_call_of(tree, at, others)) return true;
    return false;
}

// while queue, while len(queue), while len(queue) > 0
static bool runs_until_empty(const Tree *tree, NodeId loop, NodeId list)
{
    NodeId condition =
        tree_kind(tree, loop) == PY_WHILE ? tree_child_as(tree, loop, ROLE_CONDITION) : 0;
    return condition && py_next_use(tree, condition, list, 0);
}

// Is all that the function does with the list what a deque does as well? Only of a local variable.
static bool could_be_deque(const Unit *unit, NodeId list)
{
    static const char *const shared[] = {"append", "extend", "pop", "clear",
                                         "remove", "insert", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, list) != PY_IDENTIFIER) return false;
    BindingId binding = tree_node(tree, list)->binding;
    if (unit_binding(unit, binding)->kind != BINDING_LOCAL ||
        unit_binding(unit, binding)->writes != 1)
        return false;
    for_each_reference(unit, binding, reference)
    {
        NodeId call = tree_parent(tree, tree_parent(tree, reference->node));
        bool is_len = reference->kind == REFERENCE_ARGUMENT && py_calls(unit, call, "builtins.len");
        bool is_pop = str_is(reference->name, "pop");
        bool is_first = is_pop && str_is(tree_text(tree, py_argument(tree, call, 0, NULL)), "0");
        bool is_method = reference->kind == REFERENCE_RECEIVER &&
                         str_is_any(reference->name, shared) && (!is_pop || is_first);
        if (reference->kind != REFERENCE_WRITE && reference->kind != REFERENCE_TESTED && !is_len &&
            !is_method)
            return false;
    }
    return true;
}

// queue = [start] -> queue = collections.deque([start]), queue.pop(0) -> queue.popleft()
static void offer_fix(Check *check, Finding *finding, NodeId list, NodeId value)
{
    const Tree *tree = check->tree;
    PyInsertion import;
    Str module = py_module_name(check->unit, "collections", &import);
    if (!module.len || !could_be_deque(check->unit, list) ||
        py_only_value(check->unit, tree_node(tree, list)->binding) != value)
        return;
    fix(check, finding, FIX_REVIEW, "use a deque");
    if (import.newline.len)
        edit_insert(check, finding, import.byte, "import collections%.*s", FMT(import.newline));
    Span span = tree_span(tree, value);
    edit_insert(check, finding, span.from, "%.*s.deque(", FMT(module));
    edit_insert(check, finding, span.to, ")");
    for_each_reference(check->unit, tree_node(tree, list)->binding, reference)
    {
        NodeId call = tree_parent(tree, tree_parent(tree, reference->node));
        if (reference->kind != REFERENCE_RECEIVER || !str_is(reference->name, "pop")) continue;
        edit_replace(check, finding,
                     (Span){tree_span(tree, reference->node).to, tree_span(tree, call).to},
                     ".popleft()");
    }
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!str_is(py_method_name(tree, call), "pop") || py_argument_count(tree, call) != 1 ||
        !str_is(tree_text(tree, py_argument(tree, call, 0, NULL)), "0"))
        return;
    NodeId list = py_call_receiver(tree, call), loop = py_loop_around(tree, call);
    if (!loop || !runs_until_empty(tree, loop, list) || !is_filled_in(tree, loop, list) ||
        py_is_aside(check->unit))
        return;
    NodeId value = py_value_before(check->unit, loop, list);
    if (!str_is(py_type_name(check->unit, value ? value : list), "builtins.list") ||
        is_more_than_queue(tree, list))
        return;
    Finding *finding = report(
        check, call, "the rest of '%.*s' is moved each time that something is taken off its front",
        FMT(tree_text(tree, list)));
    also(check, finding, loop, "in this loop");
    if (value) offer_fix(check, finding, list, value);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_list_as_queue = {
    .id = "list-as-queue",
    .summary = "list whose first element is taken off in a loop that also fills it",
    .help = "use collections.deque and popleft()",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .is_opt_in = true,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
