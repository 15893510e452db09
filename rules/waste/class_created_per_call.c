// A class that is made again in each turn of a loop, or by each call of a function that a loop calls. A class is a kilobyte and more, always part
// of a cycle (its `__mro__`, its `__dict__`), and so stays until the cyclic collector runs; instances of two such classes are of different types.
//
// A class in a method whose body keeps self (`result = (self, 0)`) is made for that one object, by each call, and keeps it until the collector
// runs, however it is used.
// Silent when the class (not an instance of it) leaves: returned, stored, given to somebody, decorated; then it may be a factory.
#include "engine/rule.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_loop.h"

static const char *const makers[] = {"collections.namedtuple", "typing.NamedTuple", "enum.Enum", "enum.IntEnum", "dataclasses.make_dataclass", "typing.TypedDict", NULL};

static bool leaves(const Unit *unit, BindingId name)
{
    for_each_reference(unit, name, reference)
        switch (reference->kind) {
        case REFERENCE_ARGUMENT:
        case REFERENCE_RETURNED:
        case REFERENCE_STORED:
        case REFERENCE_ITERATED:
        case REFERENCE_MEMBER_WRITE: {
            NodeId call = tree_ancestor(unit->tree, reference->node, PY_CALL);
            if (!py_calls(unit, call, "builtins.isinstance")) return true;
            break;
        }
        default: break;
        }
    return false;
}

// Where it is made again and again: a loop, or the function whose call stands in one. 0 = nowhere.
static NodeId repeats_at(const Check *check, NodeId node)
{
    NodeId loop = py_loop_around(check->tree, node);
    if (loop) return py_is_short_loop(check->unit, loop) ? 0 : loop;
    FunctionId id = unit_function_at(check->unit, node);
    const Function *function = unit_function(check->unit, id);
    return id != TOP_LEVEL && function->flags & FUNCTION_IN_LOOP ? function->node : 0;
}

static void judge(Check *check, NodeId node, BindingId name)
{
    const Binding *binding = unit_binding(check->unit, name);
    NodeId at = name && binding->function != TOP_LEVEL ? repeats_at(check, node) : 0;
    if (!at || binding->is_captured || leaves(check->unit, name) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, node, "class '%.*s' is made again and again, and each one stays until the cyclic collector runs", FMT(binding->name));
    also(check, finding, at, tree_kind(check->tree, at) == PY_FUNCTION ? "called in a loop" : "in this loop");
}

// The value in the class's own body that keeps the self of the method around it, 0 = none.
static NodeId kept_self(const Unit *unit, const Class *class)
{
    const Tree *tree = unit->tree;
    ClassId owner = py_self_class(unit, unit_function(unit, class->function)->first_parameter);
    NodeId body = owner ? tree_child_as(tree, class->node, ROLE_BODY) : 0;
    for (NodeId statement = body ? tree_first(tree, body) : 0; statement; statement = tree_next(tree, statement)) {
        NodeId assignment = tree_kind(tree, statement) == PY_EXPRESSION_STATEMENT ? tree_first(tree, statement) : statement;
        NodeId value = tree_kind(tree, assignment) == PY_ASSIGNMENT ? tree_child_as(tree, assignment, ROLE_RIGHT) : 0;
        if (value && py_holds(unit, value, (PyHeld){.class = owner})) return value;
    }
    return 0;
}

static void check_class(Check *check, ClassId id)
{
    const Class *class = unit_class(check->unit, id);
    if (class->function == TOP_LEVEL || class->outer || py_decorators(check->tree, class->node) || class->has_metaclass) return;
    NodeId kept = py_is_aside(check->unit) ? 0 : kept_self(check->unit, class);
    if (kept) {
        Finding *finding = report(check, tree_child_as(check->tree, class->node, ROLE_NAME), "class '%.*s' keeps self, is made by each call, and stays until the cyclic collector runs",
                                  FMT(class->name));
        also(check, finding, kept, "kept here");
        help(check, finding, "define the class once, at module level, and make an instance with what it keeps");
        return;
    }
    judge(check, tree_child_as(check->tree, class->node, ROLE_NAME), class->binding);
}

static void check_call(Check *check, const Call *call)
{
    if (call->function == TOP_LEVEL || !str_is_any(call->callee, makers)) return;
    NodeId target = py_stored_in(check->tree, call->node);
    if (target && tree_kind(check->tree, target) == PY_IDENTIFIER) judge(check, call->node, tree_node(check->tree, target)->binding);
}

const Rule rule_class_created_per_call = {
    .id = "class-created-per-call",
    .summary = "class made again in each turn or call",
    .help = "define the class once, at module level",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_class = check_class,
    .on_call = check_call,
};
