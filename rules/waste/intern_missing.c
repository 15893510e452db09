// kind, name = line.split(): each line makes a text of its own, and those that are kept repeat the same few words.
//
// That they repeat is proven when the code itself compares the piece with written texts (kind == "GET", kind in ("GET", "POST")). How many lines there
// are is not, so that the rule runs only when it is selected.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_loop.h"

// The statement `... = text.split(...)` that gives the variable its value, else 0.
static NodeId split_at(const Unit *unit, NodeId write)
{
    static const char *const splits[] = {"split", "rsplit", "partition", "rpartition", NULL};
    const Tree *tree = unit->tree;
    NodeId up = tree_parent(tree, write);
    while (tree_kind(tree, up) == PY_PATTERN_LIST || tree_kind(tree, up) == PY_TUPLE_PATTERN) up = tree_parent(tree, up);
    if (tree_kind(tree, up) != PY_ASSIGNMENT) return 0;
    NodeId value = tree_child_as(tree, up, ROLE_RIGHT);
    if (tree_kind(tree, value) == PY_SUBSCRIPT) value = tree_child_as(tree, value, ROLE_VALUE);
    return tree_kind(tree, value) == PY_CALL && str_is_any(py_method_name(tree, value), splits) ? up : 0;
}

static bool is_text(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    if (kind == PY_STRING) return true;
    if (kind != PY_TUPLE && kind != PY_SET && kind != PY_LIST) return false;
    return tree_kind(tree, tree_first(tree, node)) == PY_STRING;
}

// Is it compared with a written text?
static bool is_one_of_few(const Tree *tree, NodeId use)
{
    NodeId up = tree_parent(tree, use);
    if (tree_kind(tree, up) != PY_COMPARISON) return false;
    for (NodeId at = tree_first(tree, up); at; at = tree_next(tree, at))
        if (at != use && is_text(tree, at)) return true;
    return false;
}

// Is it put into something: a tuple, list or dict that is written here, an element or an attribute? A key of a dict is shared by its nature.
static bool is_kept(const Tree *tree, const Reference *use)
{
    NodeId up = tree_parent(tree, use->node);
    if (use->kind != REFERENCE_STORED) return use->kind == REFERENCE_ARGUMENT && py_added_to(tree, use->node);
    return !(tree_kind(tree, up) == PY_PAIR && tree_node(tree, use->node)->role == ROLE_KEY);
}

static void check(Check *check, BindingId id)
{
    const Binding *binding = unit_binding(check->unit, id);
    if (binding->kind != BINDING_LOCAL || binding->writes != 1 || py_is_aside(check->unit)) return;
    NodeId split = 0, kept = 0;
    bool is_few = false;
    for_each_reference(check->unit, id, use)
    {
        if (use->kind == REFERENCE_WRITE) split = split_at(check->unit, use->node);
        if (!split) return;
        if (is_one_of_few(check->tree, use->node)) is_few = true;
        if (!kept && is_kept(check->tree, use)) kept = use->node;
    }
    NodeId loop = split && kept && is_few ? py_loop_around(check->tree, split) : 0;
    if (!loop || !py_is_input_loop(check->unit, loop)) return;
    Finding *finding = report(check, kept, "each line keeps a '%.*s' of its own, though there are only a few different ones", FMT(binding->name));
    also(check, finding, split, "made anew for each line");
}

const Rule rule_intern_missing = {
    .id = "intern-missing",
    .summary = "the same few texts are kept again and again",
    .help = "share them: sys.intern(text), or a dict of those that were seen",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .on_binding = check,
};
