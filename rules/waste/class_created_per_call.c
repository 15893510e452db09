// A class that is made again in each turn of a loop, or by each call of a function that a loop calls. A class is a kilobyte and more, always part
// of a cycle (its `__mro__`, its `__dict__`), and so stays until the cyclic collector runs; instances of two such classes are of different types.
//
// A class in a method whose body keeps self (`result = (self, 0)`) is made for that one object, by each call, and keeps it until the collector
// runs, however it is used. So is the class that sqlalchemy's sessionmaker derives, where a function makes one and calls it.
// Silent when the class (not an instance of it) leaves: returned, stored, given to somebody, decorated; then it may be a factory.
#include "engine/rule.h"
#include "model/startup.h"
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

// --- factories that make a class of their own ------------------------------------------------------------------------

// Is the variable only called, to make an instance? Then the factory is thrown away with the class that it made.
static bool is_only_called(const Unit *unit, NodeId name)
{
    const Binding *binding = unit_binding(unit, tree_kind(unit->tree, name) == PY_IDENTIFIER ? tree_node(unit->tree, name)->binding : 0);
    if (binding->kind != BINDING_LOCAL || binding->is_captured) return false;
    bool is_called = false;
    for_each_reference(unit, tree_node(unit->tree, name)->binding, reference) {
        if (reference->kind != REFERENCE_WRITE && reference->kind != REFERENCE_CALLED) return false;
        is_called |= reference->kind == REFERENCE_CALLED;
    }
    return is_called;
}

// The variable that gets the n-th of what the call returns (UINT32_MAX: all of it), 0 = none.
static NodeId target_of(const Tree *tree, NodeId call, uint32_t n)
{
    NodeId assignment = tree_parent(tree, call);
    NodeId left = tree_kind(tree, assignment) == PY_ASSIGNMENT ? tree_child_as(tree, assignment, ROLE_LEFT) : 0;
    if (!left || n == UINT32_MAX) return left;
    bool is_unpacked = tree_kind(tree, left) == PY_PATTERN_LIST || tree_kind(tree, left) == PY_TUPLE_PATTERN;
    return is_unpacked ? tree_child(tree, left, n) : 0;
}

// `return engine, sessionmaker(engine)`, where all callers in this file unpack it and only call the second.
static bool is_returned_to_be_called(const Unit *unit, const Call *made)
{
    const Tree *tree = unit->tree;
    NodeId around = tree_parent(tree, made->node);
    bool is_packed = tree_kind(tree, around) == PY_EXPRESSION_LIST || tree_kind(tree, around) == PY_TUPLE;
    uint32_t n = is_packed ? 0 : UINT32_MAX, callers = 0;
    for (NodeId part = is_packed ? tree_first(tree, around) : 0; part && part != made->node; part = tree_next(tree, part)) n++;
    if (tree_kind(tree, is_packed ? tree_parent(tree, around) : around) != PY_RETURN) return false;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *caller = &unit->calls.at[i];
        if (caller->target != made->function) continue;
        NodeId target = target_of(tree, caller->node, n);
        if (caller->function == TOP_LEVEL || !target || !is_only_called(unit, target)) return false;
        callers++;
    }
    return callers;
}

static void check_factory(Check *check, const Call *call)
{
    static const char *const factories[] = {"sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.session.sessionmaker", NULL};
    if (!str_is_any(call->callee, factories) || function_is_startup(check->unit, call->function) || py_is_aside(check->unit)) return;
    NodeId target = target_of(check->tree, call->node, UINT32_MAX);
    if (target ? !is_only_called(check->unit, target) : !is_returned_to_be_called(check->unit, call)) return;
    Finding *finding = report(check, call->node, "each call makes a class: '%.*s' derives one, and it stays until the cyclic collector runs",
                              FMT(str_last_part(call->callee)));
    help(check, finding, "make it once, at module level, and give each session its engine: Session(bind=engine)");
}

static void check_call(Check *check, const Call *call)
{
    if (call->function != TOP_LEVEL) check_factory(check, call);
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
