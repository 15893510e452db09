// Tasks and futures that are added to a collection which lives on, and never taken out: each finished one stays, with its
// result or exception.
//
// The collection is an attribute of self or a module's variable. Any removal, replacement, uncalled `tasks.discard` or
// hand-over to unknown code is evidence of care. Silent in functions that start things once (start, run, __init__ ...),
// unless they loop for ever.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// Future(), loop.create_future(): something that is done once, like a task.
static bool makes_future(const Unit *unit, NodeId call)
{
    Str name = str_last_part(tree_text(unit->tree, py_call_function(unit->tree, call)));
    return str_is(name, "create_future") || (str_is(name, "Future") && !py_argument_count(unit->tree, call));
}

static bool is_submission(const Unit *unit, NodeId value)
{
    value = py_unparenthesized(unit->tree, value);
    if (tree_kind(unit->tree, value) == PY_IDENTIFIER)
        value = py_only_value(unit, tree_node(unit->tree, value)->binding);
    if (!value || tree_kind(unit->tree, value) != PY_CALL) return false;
    NodeId method = py_call_method(unit->tree, value);
    return py_starts_task(unit, value) || makes_future(unit, value) ||
           (method && str_is(tree_text(unit->tree, method), "submit"));
}

// Names of functions that run once in the life of their object.
static bool starts_once(Str name)
{
    static const char *const starts[] = {"start",  "run",      "setup",   "set_up", "init",
                                         "launch", "open",     "connect", "main",   "serve",
                                         "begin",  "on_start", "boot"};
    while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(name, str_from(starts[i]))) return true;
    return str_starts(name, STR("aenter")) || str_starts(name, STR("enter"));
}

static bool is_in_endless_loop(const Tree *tree, NodeId node)
{
    NodeId loop = tree_ancestor(tree, node, PY_WHILE);
    return loop && py_enclosing_function(tree, loop) == py_enclosing_function(tree, node) &&
           tree_kind(tree, tree_child_as(tree, loop, ROLE_CONDITION)) == PY_TRUE;
}

static bool is_shrinker(Str method)
{
    static const char *const shrinkers[] = {
        "remove", "discard", "pop", "popleft", "clear", "difference_update", "intersection_update",
        NULL};
    return str_is_any(method, shrinkers);
}

// May this use of the collection take something out of it? `place` is the whole self.tasks or the name.
static bool may_prune(const Unit *unit, NodeId place, ReferenceKind kind, bool at_start)
{
    static const char *const lookers[] = {"asyncio.gather",
                                          "asyncio.wait",
                                          "asyncio.as_completed",
                                          "concurrent.futures.wait",
                                          "builtins.len",
                                          "builtins.list",
                                          "concurrent.futures.as_completed",
                                          "builtins.any",
                                          "builtins.all",
                                          "builtins.sum",
                                          "builtins.print",
                                          NULL};
    NodeId parent = tree_parent(unit->tree, place);
    switch (kind) {
    case REFERENCE_RECEIVER:
    case REFERENCE_MEMBER: return is_shrinker(py_attribute_name(unit->tree, parent));
    case REFERENCE_WRITE: return !at_start;
    case REFERENCE_ARGUMENT: {
        NodeId call = tree_ancestor(unit->tree, place, PY_CALL);
        return !py_calls_any(unit, call, lookers);
    }
    case REFERENCE_READ:
    case REFERENCE_TESTED:
    case REFERENCE_ITERATED:
    case REFERENCE_ELEMENT:
    case REFERENCE_DECLARED: return false;
    default: return true;
    }
}

static bool attribute_is_pruned(const Unit *unit, ClassId class, Str name)
{
    for_each_use(unit, class, name, use) {
        bool at_start = str_is(unit_function(unit, use->function)->name, "__init__");
        if (may_prune(unit, use->node, use->kind, at_start)) return true;
    }
    return false;
}

static bool variable_is_pruned(const Unit *unit, BindingId id)
{
    for_each_reference(unit, id,
                       reference) if (may_prune(unit, reference->node, reference->kind,
                                                reference->function == TOP_LEVEL)) return true;
    return false;
}

// Is the place an attribute of self or a module's variable that nothing prunes?
static bool only_grows(const Unit *unit, NodeId place)
{
    if (str_starts(py_type_name(unit, place), STR("weakref."))) return false;
    if (tree_kind(unit->tree, place) == PY_IDENTIFIER) {
        BindingId id = tree_node(unit->tree, place)->binding;
        return unit_binding(unit, id)->kind == BINDING_GLOBAL && !variable_is_pruned(unit, id);
    }
    if (tree_kind(unit->tree, place) != PY_ATTRIBUTE) return false;
    NodeId object = tree_child_as(unit->tree, place, ROLE_OBJECT);
    ClassId class = tree_kind(unit->tree, object) == PY_IDENTIFIER
                        ? py_self_class(unit, tree_node(unit->tree, object)->binding)
                        : 0;
    return class && !attribute_is_pruned(unit, class, py_attribute_name(unit->tree, place));
}

// Who else may prune it: the class's family, and whoever gets at the collection from outside.
static void ask_program(Check *check, Finding *finding, NodeId place)
{
    static const char *const ends[] = {"shrinks", "sets", "passes", NULL};
    const Tree *tree = check->tree;
    Str name = str_last_part(tree_text(tree, place));
    if (tree_kind(tree, place) == PY_IDENTIFIER) {
        unless_variable(check, finding, name, ends);
        return;
    }
    NodeId object = tree_child_as(tree, place, ROLE_OBJECT);
    ClassId class = py_self_class(check->unit, tree_node(tree, object)->binding);
    unless_attribute(check, finding, class, name, ends);
    unless_elsewhere(check, finding, "family #%u: open", class);
}

static void check(Check *check, NodeId call)
{
    NodeId place = py_call_receiver(check->tree, call),
           value = py_argument(check->tree, call, 0, NULL);
    Str method = place ? py_method_name(check->tree, call) : (Str){0};
    if (!value || (!str_is(method, "append") && !str_is(method, "add")) ||
        !is_submission(check->unit, value))
        return;
    const Function *function = unit_function(check->unit, unit_function_at(check->unit, call));
    if (!function->binding ||
        (starts_once(function->name) && !is_in_endless_loop(check->tree, call)))
        return;
    if (py_is_aside(check->unit) || !only_grows(check->unit, place)) return;
    Str name = tree_text(check->tree, place);
    Finding *finding =
        report(check, call,
               "'%.*s' keeps every task or future that '%.*s' makes, with its result, after it is done",
               FMT(name), FMT(function->name));
    ask_program(check, finding, place);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_task_collection_never_pruned = {
    .id = "task-collection-never-pruned",
    .summary = "finished tasks stay in their collection",
    .help = "use a set and task.add_done_callback(tasks.discard), or asyncio.TaskGroup",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
