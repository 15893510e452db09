// text = text + piece + "\n" in a loop: text + piece is a new text, so that all that is there is copied each time. text += piece + "\n"
// adds the same in place.
//
// Also text = f"{text}{piece}" and text = piece + text. The variable is a local one that starts as a literal, nothing else in the loop
// binds it, and the loop goes over an input, or there is another one in it: other texts stay short. What is added to an attribute is found by str-concat-attribute-loop.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static bool is_plus(const Tree *tree, NodeId node)
{
    return tree_kind(tree, node) == PY_BINARY && tree_node(tree, node)->operation == OP_ADD;
}

// The variable at the left end of a + b + c, and how many pieces are added to it.
static NodeId leftmost(const Tree *tree, NodeId sum, uint32_t *pieces)
{
    *pieces = 0;
    while (is_plus(tree, sum)) {
        ++*pieces;
        sum = tree_child_as(tree, sum, ROLE_LEFT);
    }
    return sum;
}

// text = text + a + b: two additions and more. One alone is done in place.
static bool is_sum(const Tree *tree, NodeId target, NodeId value)
{
    uint32_t pieces;
    return py_is_same_variable(tree, leftmost(tree, value, &pieces), target) && pieces > 1;
}

// text = a + text, with text as the last piece.
static bool is_prefixed(const Tree *tree, NodeId target, NodeId value)
{
    return is_plus(tree, value) &&
           py_is_same_variable(tree, tree_child_as(tree, value, ROLE_RIGHT), target);
}

// text = f"{text}..."
static bool is_format(const Tree *tree, NodeId target, NodeId value)
{
    NodeId part = tree_kind(tree, value) == PY_STRING ? tree_first(tree, value) : 0;
    for (; part; part = tree_next(tree, part)) {
        NodeId inside = tree_child_as(tree, part, ROLE_EXPRESSION);
        if (inside && !tree_next(tree, inside) && py_is_same_variable(tree, inside, target))
            return true;
    }
    return false;
}

static bool is_local_text(const Unit *unit, NodeId loop, NodeId target)
{
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, target)->binding);
    NodeId value = py_value_before(unit, loop, target);
    return binding->kind == BINDING_LOCAL && value && tree_kind(unit->tree, value) == PY_STRING &&
           !py_string_is_bytes(unit->tree, value);
}

// text = text + a + b  ->  text += a + b
static void offer_fix(Check *check, Finding *finding, NodeId assignment, NodeId target,
                      NodeId value)
{
    const Tree *tree = check->tree;
    NodeId sum = value;
    while (is_plus(tree, tree_child_as(tree, sum, ROLE_LEFT)))
        sum = tree_child_as(tree, sum, ROLE_LEFT);
    NodeId second = tree_child_as(tree, sum, ROLE_RIGHT);
    bool is_bare = tree_child_as(tree, assignment, ROLE_RIGHT) == value &&
                   !tree_child_as(tree, assignment, ROLE_TYPE);
    if (!is_bare) return;
    fix(check, finding, FIX_REVIEW, "add in place");
    edit_replace(check, finding, (Span){tree_span(tree, target).to, tree_span(tree, second).from},
                 " += ");
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    NodeId value = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    if (!value || tree_kind(tree, target) != PY_IDENTIFIER || py_is_aside(check->unit)) return;
    bool sum = is_sum(tree, target, value);
    if (!sum && !is_prefixed(tree, target, value) && !is_format(tree, target, value)) return;
    NodeId loop = py_growing_loop(check->unit, assignment, target);
    if (!loop || !is_local_text(check->unit, loop, target) ||
        !py_is_long_loop(check->unit, loop, assignment) ||
        py_is_limited_in(check->unit, loop, target))
        return;
    Finding *finding = report(check, assignment,
                              "all of '%.*s' is copied in every turn of the loop to add a piece",
                              FMT(tree_text(tree, target)));
    also(check, finding, loop, "this loop");
    if (sum) offer_fix(check, finding, assignment, target, value);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_str_rebuild_loop = {
    .id = "str-rebuild-loop",
    .summary = "text that a loop makes anew to add a piece",
    .help =
        "add in place, text += piece + \"\\n\", or collect the pieces in a list and join them once",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
