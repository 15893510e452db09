// self._free = list(range(65535)) in a constructor: each object carries all numbers that it may ever hand out, when a counter and those that
// came back are enough.
//
// The attribute is made from a range of ten thousand and more, and the file only takes single numbers from it and gives them back.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

enum { DIGITS_LARGE = 5 };

// The number: written out, a constant of the module, or of the class by way of self.
static NodeId number_of(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    value = py_unparenthesized(tree, value);
    NodeKind kind = tree_kind(tree, value);
    BindingId id = kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE ? tree_node(tree, value)->binding : 0;
    bool is_own = kind == PY_ATTRIBUTE && py_self_class(unit, tree_node(tree, tree_first(tree, value))->binding);
    if (kind == PY_ATTRIBUTE && !is_own) return 0;
    if (id) value = py_only_value(unit, id);
    return value && tree_kind(tree, value) == PY_INTEGER ? value : 0;
}

static NodeId large_bound(const Unit *unit, NodeId range)
{
    if (!range || !py_calls(unit, range, "builtins.range")) return 0;
    for (int i = 0; i < 2; i++) {
        NodeId bound = py_argument(unit->tree, range, i, NULL), number = bound ? number_of(unit, bound) : 0;
        if (number && tree_text(unit->tree, number).len >= DIGITS_LARGE && tree_text(unit->tree, number).at[0] != '0') return number;
    }
    return 0;
}

// list(range(n)), deque(range(n)), array("H", range(n))
static NodeId large_fill(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.list", "builtins.set", "collections.deque", "array.array", NULL};
    if (tree_kind(unit->tree, value) != PY_CALL || !py_calls_any(unit, value, makers)) return 0;
    NodeId first = py_argument(unit->tree, value, 0, NULL), second = py_argument(unit->tree, value, 1, NULL);
    NodeId number = first ? large_bound(unit, first) : 0;
    return number || !second ? number : large_bound(unit, second);
}

// Does the file only hand out single elements and take them back? At least one use hands out.
static bool only_hands_out(const Unit *unit, Str name)
{
    static const char *const moves[] = {"pop", "popleft", "append", "appendleft", "add", "remove", "discard", NULL};
    bool hands_out = false;
    for_each_spelling(unit, name, spelling) {
        Str method;
        if (tree_kind(unit->tree, spelling->node) != PY_ATTRIBUTE) return false;
        ReferenceKind kind = py_reference_kind(unit->tree, spelling->node, &method);
        bool is_move = kind == REFERENCE_RECEIVER && str_is_any(method, moves);
        bool is_size = kind == REFERENCE_ARGUMENT && py_calls(unit, tree_ancestor(unit->tree, spelling->node, PY_CALL), "builtins.len");
        if (!is_move && !is_size && kind != REFERENCE_WRITE && kind != REFERENCE_TESTED) return false;
        hands_out |= is_move && str_starts(method, STR("pop"));
    }
    return hands_out;
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT), value = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    if (tree_kind(tree, target) != PY_ATTRIBUTE || !value || unit_function_at(check->unit, assignment) == TOP_LEVEL) return;
    ClassId class = py_self_class(check->unit, tree_node(tree, tree_first(tree, target))->binding);
    NodeId number = class ? large_fill(check->unit, value) : 0;
    Str name = number ? py_attribute_name(tree, target) : (Str){0};
    if (!number || py_is_aside(check->unit) || !only_hands_out(check->unit, name)) return;
    Finding *finding = report(check, value, "each '%.*s' is made with all of %.*s numbers in '%.*s', of which it hands out one at a time",
                              FMT(unit_class(check->unit, class)->name), FMT(tree_text(tree, number)), FMT(name));
    unless_elsewhere(check, finding, "sets .%.*s", FMT(name));
    unless_elsewhere(check, finding, "passes .%.*s", FMT(name));
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_id_pool_prefilled = {
    .id = "id-pool-prefilled",
    .summary = "every number that may be handed out is made in advance, in each object",
    .help = "keep a counter and the numbers that came back, or those that are in use",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
