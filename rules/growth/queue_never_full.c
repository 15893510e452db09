// `try: q.put_nowait(x) except queue.Full: drop(x)` on a queue that was made without a maxsize: the handler that was to limit it never runs,
// and the queue grows as long as nobody takes things out. `except queue.Empty` around a put is the same: a put never raises it.
//
// Only queues whose making stands in the file: a variable, an attribute of self or of the class. A queue from outside may have a bound.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool makes_unbounded(const Unit *unit, NodeId call)
{
    static const char *const queues[] = {"queue.Queue", "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue", "asyncio.Queue",
                                         "asyncio.LifoQueue", "asyncio.PriorityQueue", "multiprocessing.Queue",
                                         "multiprocessing.JoinableQueue", "multiprocessing.SimpleQueue", NULL};
    if (!call || !py_calls_any(unit, call, queues)) return false;
    NodeId size = py_argument(unit->tree, call, 0, "maxsize");
    return size ? str_is(tree_text(unit->tree, size), "0") : !py_argument_count(unit->tree, call);
}

// Where `self.q` is made: the only write through self, or the class's body.
static NodeId made_in_class(const Unit *unit, ClassId class, Str name)
{
    BindingId member = py_class_member(unit, class, name);
    NodeId made = member ? py_only_value(unit, member) : 0;
    for_each_use(unit, class, name, use) {
        if (use->kind != REFERENCE_WRITE) continue;
        if (made || !use->value) return 0;
        made = use->value;
    }
    return made;
}

static NodeId made_at(const Unit *unit, NodeId queue)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, queue) == PY_IDENTIFIER) return py_only_value(unit, tree_node(tree, queue)->binding);
    NodeId object = tree_kind(tree, queue) == PY_ATTRIBUTE ? tree_child_as(tree, queue, ROLE_OBJECT) : 0;
    bool is_name = object && tree_kind(tree, object) == PY_IDENTIFIER;
    ClassId class = is_name ? py_self_class(unit, tree_node(tree, object)->binding) : 0;
    return class ? made_in_class(unit, class, py_attribute_name(tree, queue)) : 0;
}

static bool is_put(const Tree *tree, NodeId call)
{
    Str method = py_method_name(tree, call);
    if (str_is(method, "put_nowait")) return true;
    NodeId block = str_is(method, "put") ? py_argument(tree, call, 1, "block") : 0;
    return block && tree_kind(tree, block) == PY_FALSE;
}

// The put of the try's own body; 0 = none, or something is also taken out of a queue there.
static NodeId put_in(const Tree *tree, NodeId body)
{
    static const char *const takes[] = {"get", "get_nowait", NULL};
    NodeId put = 0;
    for (NodeId node = body, end = tree_end(tree, body); node < end; node++) {
        if (tree_kind(tree, node) != PY_CALL) continue;
        if (str_is_any(py_method_name(tree, node), takes)) return 0;
        if (!put && is_put(tree, node)) put = node;
    }
    return put;
}

// The class that `except` names, when it is one that queues raise.
static Str awaited(const Unit *unit, NodeId handler)
{
    static const char *const names[] = {"queue.Full", "queue.Empty", "asyncio.QueueFull", "asyncio.QueueEmpty", NULL};
    NodeId value = tree_child_as(unit->tree, handler, ROLE_VALUE);
    if (value && tree_kind(unit->tree, value) == PY_AS_PATTERN) value = tree_first(unit->tree, value);
    Str name = value ? py_qualified(unit, value) : (Str){0};
    return str_is_any(name, names) ? name : (Str){0};
}

static void check(Check *check, NodeId handler)
{
    const Tree *tree = check->tree;
    Str name = awaited(check->unit, handler);
    if (!name.len || py_is_aside(check->unit)) return;
    NodeId put = put_in(tree, tree_child_as(tree, tree_parent(tree, handler), ROLE_BODY));
    NodeId queue = put ? py_call_receiver(tree, put) : 0;
    NodeId made = queue ? made_at(check->unit, queue) : 0;
    if (!makes_unbounded(check->unit, made)) return;
    Finding *finding = report(check, handler, "'%.*s' is never raised here: '%.*s' has no maxsize and grows instead", FMT(name), FMT(tree_text(tree, queue)));
    also(check, finding, made, "made without a maxsize");
}

static const NodeKind kinds[] = {PY_EXCEPT, 0};

const Rule rule_queue_never_full = {
    .id = "queue-never-full",
    .summary = "code that waits for a full queue, and a queue that never is",
    .help = "give the queue a maxsize, and catch queue.Full",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
