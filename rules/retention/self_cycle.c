// An object that certainly holds itself: by its own bound method, by a lambda, nested function or generator of `self`, by a child that
// was given `self` and keeps it (py_cycle.h). Dropping it frees nothing until the cyclic collector runs.
//
// Many such objects live as long as the program, and then it is no loss. So methods and children are reported only where the class has
// a method that ends its objects (close, connection_lost, __exit__ ...) and fails to cut the cycle. A cycle that anything in the program
// cuts is none. Misses cycles through three objects and those that a function of another file closes.
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
    static const char *const adders[] = {"append", "add", "appendleft", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) == PY_ASSIGNMENT)
        return (Store){own_attribute(unit, tree_child_as(tree, node, ROLE_LEFT), class), tree_child_as(tree, node, ROLE_RIGHT)};
    if (!str_is_any(py_method_name(tree, node), adders)) return (Store){0};
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
                                         "disconnect", "dispose", "terminate", "cleanup", "aclose", "detach", "release"};
    for (size_t i = 0; i < COUNT_OF(enders); i++) {
        FunctionId id = py_method(unit, class, enders[i]);
        if (id) return id;
    }
    return 0;
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

static void check(Check *check, NodeId node)
{
    const Unit *unit = check->unit;
    ClassId class = 0;
    PyCycle cycle;
    Store store = store_of(unit, node, &class);
    if (!store.attribute || !store.value || !closes_cycle(unit, store, class, &cycle)) return;
    FunctionId ender = ender_of(unit, class);
    if (!ender && !is_needless(unit, last_choice(check->tree, store.value))) return;
    if (is_shared(unit, store.attribute) || py_is_aside(unit) || py_is_stub(unit)) return;
    if (py_is_made_once(unit, class) || py_cycle_is_cut(unit, &cycle, class)) return;
    Finding *finding = report(check, cycle.at, "'%.*s' closes a cycle: dropping a '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, cycle.at)), FMT(unit_class(unit, class)->name));
    if (ender)
        also(check, finding, tree_child_as(check->tree, unit_function(unit, ender)->node, ROLE_NAME), "'%.*s' does not cut it",
             FMT(unit_function(unit, ender)->name));
    add_conditions(check, finding, &cycle, class);
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
