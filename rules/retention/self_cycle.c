// An object that certainly holds itself: by its own bound method, by a lambda, nested function or generator of `self`, by a child that
// was given `self` and keeps it (py_cycle.h). Dropping it frees nothing until the cyclic collector runs.
//
// Many such objects live as long as the program, and then it is no loss. So methods and children are reported only where the class has
// a method that ends its objects (close, connection_lost, __exit__ ...) and fails to cut the cycle. A cycle that anything in the program
// cuts is none.
//
// LIMIT: what a function makes of the method it is given is not known (near_misses.py).
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_cycle.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

// The attribute `self.x` that gets the value of `self.x = value`, `self.x[k] = value`, `self.x.append(value)`.
typedef struct Store {
    NodeId attribute;
    NodeId value;
} Store;

static NodeId own_attribute(const Unit *unit, NodeId node, ClassId *class)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) == PY_SUBSCRIPT) node = tree_child_as(tree, node, ROLE_VALUE);
    NodeId object = tree_kind(tree, node) == PY_ATTRIBUTE ? tree_child_as(tree, node, ROLE_OBJECT) : 0;
    *class = object && tree_kind(tree, object) == PY_IDENTIFIER ? py_self_class(unit, tree_node(tree, object)->binding) : 0;
    return *class ? node : 0;
}

// A container in the class's body, which all its instances share, is no way from one of them to itself.
static bool is_shared(const Unit *unit, NodeId attribute)
{
    return unit_binding(unit, tree_node(unit->tree, attribute)->binding)->kind == BINDING_CLASS_BODY;
}

static Store store_of(const Unit *unit, NodeId node, ClassId *class)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) == PY_ASSIGNMENT)
        return (Store){own_attribute(unit, tree_child_as(tree, node, ROLE_LEFT), class), tree_child_as(tree, node, ROLE_RIGHT)};
    return (Store){own_attribute(unit, py_call_receiver(tree, node), class), py_argument(tree, node, 0, NULL)};
}

// `parent or self`: whatever else, it is meant to be self where there is no parent.
static NodeId last_choice(const Tree *tree, NodeId value)
{
    value = py_unparenthesized(tree, value);
    bool is_or = tree_kind(tree, value) == PY_BOOLEAN && tree_node(tree, value)->operation == OP_OR;
    return is_or ? py_unparenthesized(tree, tree_child_as(tree, value, ROLE_RIGHT)) : value;
}

static bool closes_cycle(const Unit *unit, Store store, ClassId class, PyCycle *cycle)
{
    NodeId value = last_choice(unit->tree, store.value);
    *cycle = (PyCycle){0};
    if (!py_refers_to_self(unit, value, class) && !py_cycle_of_construction(unit, value, class, cycle)) return false;
    cycle->at = store.attribute;
    cycle->name = py_attribute_name(unit->tree, store.attribute);
    return true;
}

// A closure that needs nothing but attributes of self, or self itself: what nobody has to store.
static bool is_needless(const Unit *unit, NodeId value)
{
    NodeKind kind = tree_kind(unit->tree, value);
    return kind == PY_LAMBDA || kind == PY_IDENTIFIER;
}

static FunctionId ender_of(const Unit *unit, ClassId class)
{
    static const char *const enders[] = {"close", "connection_lost", "connectionLost", "__exit__", "__aexit__", "shutdown", "stop", "finish",
                                         "disconnect", "dispose", "terminate", "cleanup", "aclose", "detach", "release", "destroy",
                                         "clean_up", "teardown", "_close", "_cleanup"};
    for (size_t i = 0; i < COUNT_OF(enders); i++) {
        FunctionId id = py_method(unit, class, enders[i]);
        if (id) return id;
    }
    return 0;
}

static bool is_worth_saying(const Unit *unit, Store store, ClassId class, PyCycle *cycle)
{
    if (!closes_cycle(unit, store, class, cycle) || is_shared(unit, store.attribute)) return false;
    if (!is_needless(unit, last_choice(unit->tree, store.value)) && !ender_of(unit, class)) return false;
    return !py_cycle_is_cut(unit, cycle, class);
}

static void add_conditions(Check *check, Finding *finding, const PyCycle *cycle, ClassId class)
{
    Str name = cycle->name, keyword = cycle->keyword;
    unless_elsewhere(check, finding, "sets .%.*s", FMT(name));
    unless_elsewhere(check, finding, "shrinks .%.*s", FMT(name));
    unless_elsewhere(check, finding, "below #%u: sets .%.*s", class, FMT(name));
    unless_elsewhere(check, finding, "above #%u: sets .%.*s", class, FMT(name));
    if (!cycle->keeper.len) return;
    if (keyword.len) only_if_elsewhere(check, finding, "class %.*s: holds %.*s", FMT(cycle->keeper), FMT(keyword));
    else only_if_elsewhere(check, finding, "class %.*s: holds %u", FMT(cycle->keeper), cycle->position);
}

// One finding says it for the class; not one that depends on another file.
static bool is_first(const Unit *unit, NodeId attribute, ClassId class)
{
    for (uint32_t i = unit_first_attribute(unit, class); i < unit->attributes.len; i++) {
        const Attribute *use = &unit->attributes.at[i];
        PyCycle cycle;
        if (use->class != class) break;
        if (use->node >= attribute || use->kind != REFERENCE_WRITE || !use->value) continue;
        Store store = {use->node, use->value};
        if (is_worth_saying(unit, store, class, &cycle) && !cycle.keeper.len) return false;
    }
    return true;
}

static void check_self(Check *check, NodeId node)
{
    const Unit *unit = check->unit;
    ClassId class = 0;
    PyCycle cycle;
    Store store = store_of(unit, node, &class);
    if (!store.attribute || !store.value || !is_worth_saying(unit, store, class, &cycle)) return;
    if (py_is_aside(unit) || py_is_made_once(unit, class) || !is_first(unit, store.attribute, class)) return;
    FunctionId ender = ender_of(unit, class);
    Finding *finding = report(check, cycle.at, "'%.*s' closes a cycle: dropping a '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, cycle.at)), FMT(unit_class(unit, class)->name));
    if (ender)
        also(check, finding, tree_child_as(check->tree, unit_function(unit, ender)->node, ROLE_NAME), "'%.*s' does not cut it",
             FMT(unit_function(unit, ender)->name));
    add_conditions(check, finding, &cycle, class);
}

static void check_variable(Check *check, NodeId node)
{
    NodeId attribute;
    BindingId owner = py_is_aside(check->unit) ? 0 : py_cycle_of_variable(check->unit, node, &attribute);
    if (!owner) return;
    Finding *finding = report(check, attribute, "'%.*s' closes a cycle: dropping '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, attribute)), FMT(unit_binding(check->unit, owner)->name));
    unless_elsewhere(check, finding, "cuts .%.*s", FMT(py_attribute_name(check->tree, attribute)));
}

static void check(Check *check, NodeId node)
{
    static const char *const adders[] = {"append", "add", "appendleft", NULL};
    if (tree_kind(check->tree, node) == PY_CALL && !str_is_any(py_method_name(check->tree, node), adders)) return;
    check_self(check, node);
    check_variable(check, node);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_CALL, 0};

const Rule rule_self_cycle = {
    .id = "self-cycle",
    .summary = "object that holds itself is freed late",
    .help = "hold the object weakly (weakref.WeakMethod, weakref.proxy), pass what is needed instead of self, or set the attribute to None when it ends",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
