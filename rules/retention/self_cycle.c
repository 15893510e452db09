// An object that certainly holds itself: by its own bound method, by a lambda, nested function or generator of `self`, by a child that
// was given `self` and keeps it (py_cycle.h). Dropping it frees nothing until the cyclic collector runs.
//
// Many such objects live as long as the program, and then it is no loss. So methods and children are reported only where the class has a method
// that ends its objects (close, connection_lost, __exit__ ...) and fails to cut the cycle, or where the object keeps frames. A cycle that
// anything in the program cuts is none.
#include "base/str.h"
#include "engine/rule.h"
#include "model/startup.h"
#include "python/py_cycle.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_lifetime.h"

// A closure that needs nothing but attributes of self, or self itself: what nobody has to store.
static bool is_needless(const Unit *unit, NodeId value)
{
    NodeKind kind = tree_kind(unit->tree, value);
    return kind == PY_LAMBDA || kind == PY_IDENTIFIER;
}

// A container in the class's body is no way from one of its instances to itself.
static bool is_worth_saying(const Unit *unit, PyOwnStore store, PyCycle *cycle)
{
    if (!py_cycle_of_store(unit, store, cycle) || py_is_shared(unit, store.attribute)) return false;
    bool is_worth = cycle->is_weak || is_needless(unit, py_last_choice(unit->tree, store.value)) || py_ender(unit, store.class) || py_keeps_frames(unit, store.class);
    return is_worth && !py_cycle_is_cut(unit, cycle, store.class);
}

// Nobody here knows whether the keeper keeps what it gets: its own file does.
static void want_keeper(Check *check, Finding *finding, const PyCycle *cycle)
{
    if (cycle->keeper.len) only_if_elsewhere(check, finding, "%.*s", FMT(py_cycle_condition(check->scratch, cycle)));
}

static void add_conditions(Check *check, Finding *finding, const PyCycle *cycle, ClassId class)
{
    Str name = cycle->name;
    // Frames wait for the collector with every object whose attribute is not set in time: only None everywhere is an end.
    unless_elsewhere(check, finding, py_keeps_frames(check->unit, class) ? "cuts .%.*s" : "sets .%.*s", FMT(name));
    unless_elsewhere(check, finding, "shrinks .%.*s", FMT(name));
    unless_elsewhere(check, finding, "below #%u: sets .%.*s", class, FMT(name));
    unless_elsewhere(check, finding, "above #%u: sets .%.*s", class, FMT(name));
    want_keeper(check, finding, cycle);
}

// One finding says it for the class; not one that depends on another file.
static bool is_first(const Unit *unit, PyOwnStore store)
{
    for_each_attribute(unit, store.class, use) {
        PyCycle cycle;
        if (use->node >= store.attribute || use->kind != REFERENCE_WRITE || !use->value) continue;
        PyOwnStore earlier = {store.class, use->node, use->value};
        if (is_worth_saying(unit, earlier, &cycle) && !cycle.keeper.len) return false;
    }
    return true;
}

static void check_self(Check *check, NodeId node)
{
    const Unit *unit = check->unit;
    PyCycle cycle;
    PyOwnStore store = py_own_store(unit, node);
    ClassId class = store.class;
    if (!class || !is_worth_saying(unit, store, &cycle)) return;
    if (py_is_aside(unit) || py_is_made_once(unit, class) || !is_first(unit, store)) return;
    FunctionId ender = py_ender(unit, class);
    Finding *finding = report(check, cycle.at, "'%.*s' closes a cycle: dropping a '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, cycle.at)), FMT(unit_class(unit, class)->name));
    if (cycle.is_weak) {
        NodeId callback = py_weak_callback(unit, store.value);
        also(check, finding, callback, "the weak reference keeps '%.*s', and by it the object", FMT(tree_text(check->tree, callback)));
        help(check, finding, "give it a function that finds the object by a weak reference, as weakref.WeakSet does");
    }
    if (ender)
        also(check, finding, tree_child_as(check->tree, unit_function(unit, ender)->node, ROLE_NAME), "'%.*s' does not cut it",
             FMT(unit_function(unit, ender)->name));
    add_conditions(check, finding, &cycle, class);
}

static void check_variable(Check *check, NodeId node)
{
    PyCycle cycle;
    BindingId owner = py_is_aside(check->unit) ? 0 : py_cycle_of_variable(check->unit, node, &cycle);
    if (!owner) return;
    Finding *finding = report(check, cycle.at, "'%.*s' closes a cycle: dropping '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, cycle.at)), FMT(unit_binding(check->unit, owner)->name));
    unless_elsewhere(check, finding, "cuts .%.*s", FMT(cycle.name));
    want_keeper(check, finding, &cycle);
}

// client.drain = connection.drain, where connection.client = client.
static void check_patch(Check *check, NodeId assignment)
{
    PyCycle cycle;
    BindingId other = py_cycle_of_patch(check->unit, assignment, &cycle);
    if (!other || py_is_aside(check->unit)) return;
    Str name = unit_binding(check->unit, other)->name;
    Finding *finding = report(check, assignment, "'%.*s' closes a cycle: it is a method of '%.*s', which keeps the object by '%.*s'", FMT(tree_text(check->tree, cycle.at)),
                              FMT(name), FMT(cycle.other));
    unless_elsewhere(check, finding, "cuts .%.*s", FMT(cycle.name));
}

// --- objects that are given to what they own -------------------------------------------------------------------------

// self.x.listen(self.done), where x keeps it.
static void check_given(Check *check, NodeId call)
{
    const Unit *unit = check->unit;
    ClassId class = 0;
    NodeId owned = py_call_receiver(check->tree, call), given = py_argument(check->tree, call, 0, NULL);
    if (!owned || !given || tree_kind(check->tree, owned) != PY_ATTRIBUTE || !py_own_attribute(unit, owned, &class)) return;
    FunctionId ender = py_holds(unit, given, (PyHeld){.class = class}) ? py_ender(unit, class) : 0;
    PyCycle cycle = {.at = owned, .name = py_attribute_name(check->tree, owned)};
    if (!ender || py_is_aside(unit) || py_is_made_once(unit, class) || py_is_shared(unit, owned)) return;
    if (py_cycle_is_cut(unit, &cycle, class) || py_takes_back(unit, class, cycle.name)) return;
    Str method = py_method_name(check->tree, call), made = py_made_as(unit, class, cycle.name);
    if (!made.len && py_is_common_method(method)) return;
    Finding *finding = report(check, call, "'%.*s' keeps what '%.*s' gets, and '%.*s' keeps '%.*s': a cycle that '%.*s' does not cut", FMT(tree_text(check->tree, owned)),
                              FMT(method), FMT(unit_class(unit, class)->name), FMT(tree_text(check->tree, owned)), FMT(unit_function(unit, ender)->name));
    also(check, finding, tree_child_as(check->tree, unit_function(unit, ender)->node, ROLE_NAME), "ends the object, and leaves both");
    add_conditions(check, finding, &cycle, class);
    ClassId local = py_class_named(unit, made);
    if (local) {
        only_if_elsewhere(check, finding, "taker #%u: %.*s", local, FMT(method));
    } else if (made.len) {
        only_if_elsewhere(check, finding, "taker %.*s: %.*s", FMT(made), FMT(method));
    } else {
        only_if_elsewhere(check, finding, "takes .%.*s", FMT(method));
        unless_elsewhere(check, finding, "ignores .%.*s", FMT(method));
    }
}

// --- cycles through what the object is made of -----------------------------------------------------------------------

// call = Call(cancel), where `cancel` is a function inside of this one that uses `call`.
static void check_made(Check *check, NodeId assignment)
{
    const Unit *unit = check->unit;
    NodeId name = tree_child_as(check->tree, assignment, ROLE_LEFT), value = tree_child_as(check->tree, assignment, ROLE_RIGHT);
    if (tree_kind(check->tree, name) != PY_IDENTIFIER || !value || tree_kind(check->tree, value) != PY_CALL) return;
    BindingId id = tree_node(check->tree, name)->binding;
    const Binding *binding = unit_binding(unit, id);
    PyHeld held = {.variable = id};
    PyCycle cycle = {.at = name, .name = binding->name};
    if (binding->kind != BINDING_LOCAL || !binding->is_captured || binding->writes > 1 || py_is_let_go(unit, id, assignment)) return;
    if (function_is_startup(unit, binding->function) || py_is_aside(unit)) return;
    if (!py_holds(unit, value, held) && !py_cycle_of_construction(unit, value, held, &cycle)) return;
    Finding *finding = report(check, assignment, "'%.*s' closes a cycle: it keeps a function that refers to it, and stays until the cyclic collector runs",
                              FMT(binding->name));
    want_keeper(check, finding, &cycle);
}

// future.add_done_callback(lambda done: use(future)): the callback is given what it captures.
static void check_callback(Check *check, NodeId call)
{
    const Unit *unit = check->unit;
    NodeId receiver = py_call_receiver(check->tree, call), callback = py_argument(check->tree, call, 0, NULL);
    bool is_method = str_is(py_method_name(check->tree, call), "add_done_callback");
    if (!is_method && str_ends(tree_text(check->tree, py_call_function(check->tree, call)), STR("add_done_callback"))) {
        receiver = callback;
        callback = py_argument(check->tree, call, 1, NULL);
    }
    if (!receiver || !callback || tree_kind(check->tree, receiver) != PY_IDENTIFIER || py_is_in_loop(check->tree, call)) return;
    BindingId id = tree_node(check->tree, receiver)->binding;
    BindingKind kind = unit_binding(unit, id)->kind;
    if ((kind != BINDING_LOCAL && kind != BINDING_PARAMETER) || py_is_aside(unit) || !py_holds(unit, callback, (PyHeld){.variable = id, .is_direct = true})) return;
    Str name = unit_binding(unit, id)->name;
    Finding *finding = report(check, callback, "'%.*s' keeps this callback, which keeps '%.*s', and is given it when it is called: a cycle for nothing",
                              FMT(name), FMT(name));
    help(check, finding, "use the callback's own argument");
}

// --- cached properties -----------------------------------------------------------------------------------------------

// `return View(self)` in a cached property: the object keeps the view, the view the object.
static void check_property(Check *check, NodeId statement)
{
    const Unit *unit = check->unit;
    const Function *function = unit_function(unit, unit_function_at(unit, statement));
    NodeId value = tree_first(check->tree, statement);
    if (!value || !py_is_cached_property(unit, function) || py_is_aside(unit) || py_is_made_once(unit, function->class)) return;
    PyHeld held = {.class = function->class};
    PyCycle cycle = {0};
    if (!py_holds(unit, value, held) && !py_cycle_of_construction(unit, value, held, &cycle)) return;
    cycle.name = function->name;
    cycle.is_cached = true;
    if (py_cycle_is_cut(unit, &cycle, function->class)) return;
    Finding *finding = report(check, value, "'%.*s' is kept in the object that it keeps: dropping a '%.*s' frees nothing until the cyclic collector runs",
                              FMT(function->name), FMT(unit_class(unit, function->class)->name));
    add_conditions(check, finding, &cycle, function->class);
}

// --- closures that a base stores -----------------------------------------------------------------------------------------

// Does the class itself store what the method returns, by an assignment? That is seen where it stands.
static bool is_stored_here(const Unit *unit, FunctionId method)
{
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (unit->calls.at[i].target == method && py_stored_in(unit->tree, unit->calls.at[i].node)) return true;
    return false;
}

// `return wrapper` in a method whose result a class above stores in the object: setattr(self, name, self.wrap(method)).
static void check_returned(Check *check, NodeId statement)
{
    const Unit *unit = check->unit;
    FunctionId id = unit_function_at(unit, statement);
    const Function *method = unit_function(unit, id);
    NodeId value = tree_first(check->tree, statement);
    NodeKind kind = value ? tree_kind(check->tree, value) : 0;
    if (!method->class || (kind != PY_IDENTIFIER && kind != PY_LAMBDA) || py_is_held(unit, value, (PyHeld){.class = method->class})) return;
    if (!py_holds(unit, value, (PyHeld){.class = method->class}) || py_is_aside(unit) || is_stored_here(unit, id)) return;
    Finding *finding = report(check, value, "'%.*s' holds self, and is stored in the object: dropping a '%.*s' frees nothing until the cyclic collector runs",
                              FMT(tree_text(check->tree, value)), FMT(unit_class(unit, method->class)->name));
    only_if_elsewhere(check, finding, "lineage #%u: stores %.*s", method->class, FMT(method->name));
}

static void check_call(Check *check, NodeId call)
{
    static const char *const adders[] = {"append", "add", "appendleft", NULL};
    NodeId function = py_call_function(check->tree, call);
    if (str_ends(tree_text(check->tree, function), STR("add_done_callback"))) check_callback(check, call);
    check_given(check, call);
    if (!str_is_any(py_method_name(check->tree, call), adders)) return;
    check_self(check, call);
    check_variable(check, call);
}

static void check(Check *check, NodeId node)
{
    NodeKind kind = tree_kind(check->tree, node);
    if (kind == PY_CALL) {
        check_call(check, node);
    } else if (kind == PY_RETURN) {
        check_property(check, node);
        check_returned(check, node);
    } else {
        check_self(check, node);
        check_variable(check, node);
        check_patch(check, node);
        check_made(check, node);
    }
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_CALL, PY_RETURN, 0};

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
