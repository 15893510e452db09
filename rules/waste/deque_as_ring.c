// d.append(x) and then `if len(d) > n: d.popleft()`: a deque with maxlen does so by itself, and cannot be made larger by another
// append that forgets to look.
//
// The two stand side by side, what falls out is not looked at, and nothing else takes elements off the deque in the file.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// The call x.method(...) that is all of the statement, else 0.
static NodeId bare_call(const Tree *tree, NodeId statement, const char *method)
{
    NodeId call = statement && tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT
                      ? tree_first(tree, statement)
                      : 0;
    bool is_call =
        call && tree_kind(tree, call) == PY_CALL && str_is(py_method_name(tree, call), method);
    return is_call ? call : 0;
}

// d of `len(d) > n` and `len(d) >= n`, else 0.
static NodeId measured(const Unit *unit, NodeId condition)
{
    const Tree *tree = unit->tree;
    condition = py_unparenthesized(tree, condition);
    if (tree_kind(tree, condition) != PY_COMPARISON) return 0;
    uint32_t operation = tree_node(tree, condition)->operation;
    NodeId left = tree_first(tree, condition);
    bool is_limit =
        (operation == OP_GT || operation == OP_GE) && py_calls(unit, left, "builtins.len");
    return is_limit ? py_argument(tree, left, 0, NULL) : 0;
}

static NodeId previous(const Tree *tree, NodeId statement)
{
    NodeId before = 0;
    for (NodeId at = tree_first(tree, tree_parent(tree, statement)); at != statement;
         at = tree_next(tree, at))
        before = at;
    return before;
}

// Is d.append(...) the statement in front of, or behind, this one? Then it.
static NodeId append_beside(const Tree *tree, NodeId statement, Str deque)
{
    NodeId sides[] = {previous(tree, statement), tree_next(tree, statement)};
    for (int i = 0; i < 2; i++) {
        NodeId call = bare_call(tree, sides[i], "append");
        if (call && str_equal(tree_text(tree, py_call_receiver(tree, call)), deque)) return call;
    }
    return 0;
}

// How often does the file take something off the deque?
static uint32_t count_takers(const Tree *tree, Str deque)
{
    static const char *const takers[] = {"popleft",    "pop",        "remove", "rotate",
                                         "extendleft", "appendleft", NULL};
    uint32_t count = 0;
    for (NodeId at = ROOT; at < tree->count; at++) {
        bool is_taker =
            tree_kind(tree, at) == PY_CALL && str_is_any(py_method_name(tree, at), takers);
        count += is_taker && str_equal(tree_text(tree, py_call_receiver(tree, at)), deque);
    }
    return count;
}

static void check(Check *check, NodeId statement)
{
    const Tree *tree = check->tree;
    NodeId deque = measured(check->unit, tree_child_as(tree, statement, ROLE_CONDITION));
    bool is_while = tree_kind(tree, statement) == PY_WHILE;
    NodeId body = tree_child_as(tree, statement, is_while ? ROLE_BODY : ROLE_CONSEQUENCE);
    if (!deque || tree_child_as(tree, statement, ROLE_ALTERNATIVE) ||
        tree_child_count(tree, body) != 1)
        return;
    NodeId take = bare_call(tree, tree_first(tree, body), "popleft");
    Str name = tree_text(tree, deque);
    if (!take || !str_equal(tree_text(tree, py_call_receiver(tree, take)), name)) return;
    NodeId append = append_beside(tree, statement, name);
    if (!append || count_takers(tree, name) != 1) return;
    Finding *finding =
        report(check, take, "'%.*s' is cut to length by hand after each append", FMT(name));
    also(check, finding, append, "what is appended here is not limited by the deque itself");
}

static const NodeKind kinds[] = {PY_IF, PY_WHILE, 0};

const Rule rule_deque_as_ring = {
    .id = "deque-as-ring",
    .summary = "deque that is cut to length by hand",
    .help = "say how many it may hold: deque(maxlen=n) drops the oldest by itself",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
