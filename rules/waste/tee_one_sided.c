// a, b = tee(source), and then all of a before the first of b: tee keeps everything that b has not seen, which is all of it.
//
// The first use of one branch takes it whole (sum, max, list, a loop without break) and is over before the first use of the other.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static NodeId first_use(const Unit *unit, NodeId name)
{
    for_each_reference(unit, tree_node(unit->tree, name)->binding, reference)
    {
        if (reference->node > name && reference->kind != REFERENCE_WRITE) return reference->node;
    }
    return 0;
}

static bool has_exit(const Tree *tree, NodeId loop)
{
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_BREAK || kind == PY_RETURN || kind == PY_YIELD || kind == PY_AWAIT)
            return true;
    }
    return false;
}

// The node that has taken all of the branch when it is done, 0 = not certain.
static NodeId consumer(const Unit *unit, NodeId use)
{
    static const char *const consumers[] = {"builtins.list",
                                            "builtins.tuple",
                                            "builtins.set",
                                            "builtins.sum",
                                            "builtins.min",
                                            "builtins.max",
                                            "builtins.sorted",
                                            "builtins.dict",
                                            "builtins.frozenset",
                                            "collections.Counter",
                                            NULL};
    const Tree *tree = unit->tree;
    NodeId parent = tree_parent(tree, use);
    if (tree_kind(tree, parent) == PY_FOR && tree_node(tree, use)->role == ROLE_RIGHT)
        return has_exit(tree, parent) ? 0 : parent;
    if (tree_kind(tree, parent) == PY_FOR_IN && tree_node(tree, use)->role == ROLE_RIGHT) {
        NodeId made = tree_parent(tree, parent);
        use = tree_kind(tree, made) == PY_GENERATOR ? made : 0;
        if (!use) return tree_child(tree, made, 1) == parent ? made : 0;
        parent = tree_parent(tree, made);
        if (tree_kind(tree, parent) == PY_CALL)
            return py_calls_any(unit, parent, consumers) ? parent : 0;
    }
    NodeId call = tree_kind(tree, parent) == PY_ARGUMENT_LIST ? tree_parent(tree, parent) : 0;
    return call && py_calls_any(unit, call, consumers) ? call : 0;
}

static void check(Check *check, NodeId assignment)
{
    const Tree *tree = check->tree;
    NodeId names = tree_child_as(tree, assignment, ROLE_LEFT),
           call = py_unparenthesized(tree, tree_child_as(tree, assignment, ROLE_RIGHT));
    if (!call || !py_calls(check->unit, call, "itertools.tee") ||
        tree_child_count(tree, names) != 2)
        return;
    NodeId uses[2] = {first_use(check->unit, tree_first(tree, names)),
                      first_use(check->unit, tree_child(tree, names, 1))};
    if (!uses[0] || !uses[1]) return;
    bool is_second = uses[1] < uses[0];
    NodeId whole = consumer(check->unit, uses[is_second]), other = uses[!is_second];
    bool is_one_function =
        unit_function_at(check->unit, uses[0]) == unit_function_at(check->unit, uses[1]);
    if (!whole || !is_one_function || tree_contains(tree, whole, other)) return;
    Finding *finding = report(
        check, call, "tee keeps all of the input: '%.*s' is taken whole before '%.*s' is looked at",
        FMT(tree_text(tree, uses[is_second])), FMT(tree_text(tree, other)));
    also(check, finding, whole, "taken whole here");
    also(check, finding, other, "looked at from here on");
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, 0};

const Rule rule_tee_one_sided = {
    .id = "tee-one-sided",
    .summary = "tee of which one branch is taken whole before the other",
    .help = "make one list and go over it twice (it is smaller than what tee keeps), or do both in "
            "one loop",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
