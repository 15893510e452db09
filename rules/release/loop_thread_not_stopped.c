// Thread(target=loop.run_forever): the loop runs until somebody says loop.stop(). Where nobody ever does, the thread, the loop's selector and
// its pair of sockets stay until the process ends, one set for each object that starts one.
//
// The loop is made in the same function, for a local variable or an attribute of self; no loop is stopped or closed anywhere in the file, none
// is returned or handed to other files, and no other file takes the attribute.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

static bool makes_loop(const Unit *unit, NodeId value)
{
    if (tree_kind(unit->tree, value) != PY_CALL) return false;
    return py_calls(unit, value, "asyncio.new_event_loop") || str_is(py_method_name(unit->tree, value), "new_event_loop");
}

static bool is_own_attribute(const Unit *unit, NodeId node)
{
    return tree_kind(unit->tree, node) == PY_ATTRIBUTE && py_self_class(unit, tree_node(unit->tree, tree_first(unit->tree, node))->binding);
}

// The attribute of self in which the variable is kept, 0 = none.
static NodeId kept_in(const Unit *unit, BindingId loop)
{
    const Tree *tree = unit->tree;
    for_each_reference(unit, loop, reference) {
        NodeId target = reference->kind == REFERENCE_STORED ? py_stored_in(tree, reference->node) : 0;
        if (target && is_own_attribute(unit, target)) return target;
    }
    return 0;
}

// The class of another file that the loop is given to, as that is known here; empty = none.
static Str foreign_class(const Unit *unit, NodeId node)
{
    NodeId function = py_unparenthesized(unit->tree, py_call_function(unit->tree, tree_ancestor(unit->tree, node, PY_CALL)));
    Str name = py_qualified(unit, function), last = str_last_part(name);
    while (last.len && last.at[0] == '_') last = str_from_byte(last, 1);
    bool is_import = tree_kind(unit->tree, function) == PY_IDENTIFIER && unit_binding(unit, tree_node(unit->tree, function)->binding)->kind == BINDING_IMPORT;
    return is_import && py_is_capitalised(last) ? name : (Str){0};
}

// asyncio's own functions, what the file defines, whose text is searched like all of it, and classes, of which the program is asked.
static bool is_lent(const Unit *unit, NodeId node)
{
    NodeId call = tree_ancestor(unit->tree, node, PY_CALL);
    Str name = py_qualified(unit, py_call_function(unit->tree, call));
    const Call *known = unit_call(unit, call);
    return str_starts(name, STR("asyncio.")) || str_starts(name, STR("threading.")) || py_class_named(unit, name) || (known && known->target) || foreign_class(unit, node).len;
}

// Made in the function, and not given away.
static bool is_kept_local(const Unit *unit, BindingId loop)
{
    bool is_made = false;
    for_each_reference(unit, loop, reference) {
        NodeId value = reference->kind == REFERENCE_WRITE ? py_assigned_value(unit->tree, reference->node) : 0;
        is_made |= value && makes_loop(unit, value);
        if (reference->kind == REFERENCE_RETURNED || (reference->kind == REFERENCE_ARGUMENT && !is_lent(unit, reference->node))) return false;
        NodeId target = reference->kind == REFERENCE_STORED ? py_stored_in(unit->tree, reference->node) : 0;
        if (reference->kind == REFERENCE_STORED && (!target || !is_own_attribute(unit, target))) return false;
    }
    return is_made;
}

static bool is_made_there(const Unit *unit, NodeId attribute, FunctionId function)
{
    ClassId class = py_self_class(unit, tree_node(unit->tree, tree_first(unit->tree, attribute))->binding);
    for_each_use(unit, class, py_attribute_name(unit->tree, attribute), use)
        if (use->function == function && use->kind == REFERENCE_WRITE && use->value && makes_loop(unit, use->value)) return true;
    return false;
}

// Is a loop stopped or closed somewhere in the file?
static bool is_any_stopped(const Unit *unit)
{
    static const char *const enders[] = {"stop", "close", NULL};
    for (const char *const *ender = enders; *ender; ender++)
        for_each_spelling(unit, str_from(*ender), spelling) {
            NodeId object = tree_kind(unit->tree, spelling->node) == PY_ATTRIBUTE ? tree_first(unit->tree, spelling->node) : 0;
            if (object && str_contains(str_last_part(tree_text(unit->tree, object)), STR("loop"))) return true;
        }
    return false;
}

// Classes of other files that have the loop, too, must not be those that stop it.
static void ask_classes(Check *check, Finding *finding, BindingId loop)
{
    for_each_reference(check->unit, loop, reference) {
        Str class = reference->kind == REFERENCE_ARGUMENT ? foreign_class(check->unit, reference->node) : (Str){0};
        if (!class.len || str_starts(class, STR("threading."))) continue;
        only_if_elsewhere(check, finding, "class %.*s: exists", FMT(class));
        unless_elsewhere(check, finding, "lineage %.*s: stops loop", FMT(class));
    }
}

static void ask_attribute(Check *check, Finding *finding, NodeId attribute)
{
    static const char *const verbs[] = {"reads", "passes", "sets", NULL};
    Str name = py_attribute_name(check->tree, attribute);
    ClassId class = py_self_class(check->unit, tree_node(check->tree, tree_first(check->tree, attribute))->binding);
    for (const char *const *verb = verbs; *verb; verb++) {
        unless_elsewhere(check, finding, "%s .%.*s", *verb, FMT(name));
        unless_elsewhere(check, finding, "below #%u: %s .%.*s", class, *verb, FMT(name));
    }
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    const Unit *unit = check->unit;
    FunctionId function = unit_function_at(unit, call);
    NodeId target = function != TOP_LEVEL && py_calls(unit, call, "threading.Thread") ? py_argument(tree, call, 1, "target") : 0;
    if (!target || tree_kind(tree, target) != PY_ATTRIBUTE || !str_is(py_attribute_name(tree, target), "run_forever")) return;
    NodeId loop = tree_first(tree, target), attribute = is_own_attribute(unit, loop) ? loop : 0;
    BindingId variable = tree_kind(tree, loop) == PY_IDENTIFIER ? tree_node(tree, loop)->binding : 0;
    bool is_local = variable && unit_binding(unit, variable)->kind == BINDING_LOCAL && is_kept_local(unit, variable);
    if (!is_local && !(attribute && is_made_there(unit, attribute, function))) return;
    if (py_is_aside(unit) || is_any_stopped(unit) || str_is(unit_function(unit, function)->name, "main")) return;
    if (is_local) attribute = kept_in(unit, variable);
    Finding *finding = report(check, target, "nothing stops '%.*s': its thread, its selector and its sockets stay until the process ends", FMT(tree_text(tree, attribute ? attribute : loop)));
    if (is_local) ask_classes(check, finding, variable);
    if (attribute) ask_attribute(check, finding, attribute);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_loop_thread_not_stopped = {
    .id = "loop-thread-not-stopped",
    .summary = "event loop in a thread that nothing ever stops",
    .help = "give the class a close() that says loop.call_soon_threadsafe(loop.stop), joins the thread and closes the loop",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .cwe = "CWE-772",
    .on_node = check,
    .kinds = kinds,
};
