// items = items + [item] in a loop: a new list, tuple, dict or set is made in every turn, and all that is there is copied into it.
//
// Also items += (item,) of a tuple, items = [*items, item], table = {**table, key: value} and table = table | {key: value}. Nothing
// else in the loop may bind the variable or keep what it is in one turn: then the copies are wanted. So they are of a tuple in an attribute.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"
#include "python/py_reference.h"

static bool is_display(NodeKind kind)
{
    return kind == PY_LIST || kind == PY_TUPLE || kind == PY_DICTIONARY || kind == PY_SET;
}

// x of [*x, ...], (*x, ...), {**x, ...}, else 0.
static NodeId unpacked(const Tree *tree, NodeId display)
{
    NodeId first = is_display(tree_kind(tree, display)) ? tree_first(tree, display) : 0;
    NodeKind kind = first ? tree_kind(tree, first) : 0;
    bool is_more = first && tree_next(tree, first);
    return is_more && (kind == PY_LIST_SPLAT || kind == PY_DICTIONARY_SPLAT)
               ? py_unparenthesized(tree, tree_first(tree, first))
               : 0;
}

// The word for what is made anew, NULL for other statements.
static const char *rebuilt(const Unit *unit, NodeId assignment, NodeId target, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeKind kind = tree_kind(tree, value);
    uint32_t operation = tree_node(tree, assignment)->operation;
    if (tree_kind(tree, assignment) == PY_AUGMENTED_ASSIGNMENT)
        return operation == (OP_COMPOUND | OP_ADD) && kind == PY_TUPLE ? "tuple" : NULL;
    if (py_is_same_variable(tree, unpacked(tree, value), target))
        return kind == PY_LIST    ? "list"
               : kind == PY_TUPLE ? "tuple"
               : kind == PY_SET   ? "set"
                                  : "dict";
    if (kind != PY_BINARY ||
        !py_is_same_variable(tree, tree_child_as(tree, value, ROLE_LEFT), target))
        return NULL;
    NodeKind added =
        tree_kind(tree, py_unparenthesized(tree, tree_child_as(tree, value, ROLE_RIGHT)));
    bool is_union = tree_node(tree, value)->operation == OP_BIT_OR;
    if (is_union) return added == PY_DICTIONARY ? "dict" : added == PY_SET ? "set" : NULL;
    if (tree_node(tree, value)->operation != OP_ADD) return NULL;
    return added == PY_LIST ? "list" : added == PY_TUPLE ? "tuple" : NULL;
}

// list += (item,) adds to the list itself: only what is known to be a tuple is copied.
static bool is_known(const Unit *unit, NodeId loop, NodeId target, const char *word)
{
    NodeId value = py_value_before(unit, loop, target);
    Str type = py_type_name(unit, value ? value : target);
    return str_starts(type, STR("builtins.")) && str_is(str_last_part(type), word);
}

// Does the loop do anything with the variable, outside the statement, that could keep what it is in this turn?
static bool is_kept(const Unit *unit, NodeId loop, NodeId target, NodeId statement)
{
    const Tree *tree = unit->tree;
    Str name;
    for (NodeId use = py_next_use(tree, loop, target, 0); use;
         use = py_next_use(tree, loop, target, use)) {
        if (tree_contains(tree, statement, use)) continue;
        switch (py_reference_kind(tree, use, &name)) {
        case REFERENCE_ELEMENT:
        case REFERENCE_ITERATED:
        case REFERENCE_TESTED: break;
        default: return true;
        }
    }
    return false;
}

// A tuple in an attribute is made anew so that who has the old one does not see it change.
static bool is_on_purpose(const Tree *tree, NodeId target, const char *word)
{
    return tree_kind(tree, target) == PY_ATTRIBUTE && !strcmp(word, "tuple");
}

// Loops with few turns by their nature: over the parts of a name or a version, or from parent to parent.
static bool is_short(const Unit *unit, NodeId loop)
{
    static const char *const cuts[] = {"split", "rsplit", "groups", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, loop) == PY_FOR)
        return str_is_any(py_method_name(tree, tree_child_as(tree, loop, ROLE_RIGHT)), cuts);
    NodeId condition = py_unparenthesized(tree, tree_child_as(tree, loop, ROLE_CONDITION));
    return tree_kind(tree, condition) == PY_IDENTIFIER ||
           tree_kind(tree, condition) == PY_ATTRIBUTE;
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    NodeId value = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    NodeKind kind = tree_kind(tree, target);
    if (!value || (kind != PY_IDENTIFIER && kind != PY_ATTRIBUTE) || py_is_aside(check->unit))
        return;
    const char *word = rebuilt(check->unit, assignment, target, value);
    NodeId loop = word ? py_growing_loop(check->unit, assignment, target) : 0;
    if (!loop || is_on_purpose(tree, target, word) || is_short(check->unit, loop) ||
        !is_known(check->unit, loop, target, word) || py_is_limited_in(check->unit, loop, target) ||
        is_kept(check->unit, loop, target, assignment))
        return;
    Finding *finding =
        report(check, assignment, "a new %s is made in every turn of the loop to add to '%.*s'",
               word, FMT(tree_text(tree, target)));
    also(check, finding, loop, "this loop");
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_AUGMENTED_ASSIGNMENT, 0};

const Rule rule_tuple_list_rebuild_loop = {
    .id = "tuple-list-rebuild-loop",
    .summary = "list, tuple or dict that a loop makes anew to add an element",
    .help = "change it in place: append, update, add; make a tuple of a list behind the loop",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
