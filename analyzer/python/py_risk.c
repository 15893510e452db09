#include "python/py_risk.h"

#include "base/str.h"
#include "model/object.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_stdlib.h"

bool py_closes(const Unit *unit, const Reference *reference)
{
    bool is_method = reference->kind == REFERENCE_RECEIVER && object_method(reference->name) == OBJECT_CLOSED;
    return is_method || (reference->kind == REFERENCE_ARGUMENT && py_calls(unit, tree_ancestor(unit->tree, reference->node, PY_CALL), "os.close"));
}

static bool is_safeguarded(const Unit *unit, NodeId node, NodeId function)
{
    for (; node && node != function; node = tree_parent(unit->tree, node)) {
        NodeKind kind = tree_kind(unit->tree, node);
        if (kind == PY_FINALLY || kind == PY_EXCEPT || kind == PY_WITH_ITEM) return true;
    }
    return false;
}

// The first close() of the variable; 0 when a handler, `finally` or `with` speaks of it, or nothing closes it by name.
static NodeId first_close(const Unit *unit, BindingId variable, NodeId function)
{
    NodeId first = 0;
    for_each_reference(unit, variable, reference) {
        if (reference->kind == REFERENCE_WRITE) continue;
        bool is_moved = reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "detach");
        if (is_moved || is_safeguarded(unit, reference->node, function)) return 0;
        if (!first && py_closes(unit, reference)) first = tree_ancestor(unit->tree, reference->node, PY_CALL);
    }
    return first;
}

// Calls that fail in practice: of the program's own code, of what is given as an argument, and of what reads data that others wrote.
static bool can_raise(const Unit *unit, NodeId node, BindingId variable)
{
    static const char *const builtins[] = {"builtins.int", "builtins.float", "builtins.exec", "builtins.eval", "builtins.compile", "builtins.next", NULL};
    static const char *const modules[] = {"json.", "pickle.", "marshal.", "struct.", "subprocess.", "urllib.", "http.", "email.", "xml.", "zipfile.", "tarfile.",
                                          "ast.", "importlib.", "ssl.", "binascii.", "base64.", "zlib.", "codecs.", NULL};
    const Call *call = unit_call(unit, node);
    NodeId function = py_unparenthesized(unit->tree, py_call_function(unit->tree, node)), receiver = py_call_receiver(unit->tree, node);
    Str name = py_qualified(unit, function);
    if (!call || py_family_opened(unit, call) || (receiver && py_mention(unit, receiver, variable))) return false;
    BindingId id = receiver && tree_kind(unit->tree, receiver) == PY_IDENTIFIER ? tree_node(unit->tree, receiver)->binding : 0;
    if (call->target || py_self_class(unit, id) || py_class_named(unit, name)) return true;
    for (const char *const *module = modules; *module; module++)
        if (str_starts(name, str_from(*module))) return true;
    return str_is_any(name, builtins) || (name.len && !py_is_stdlib(name) && !call->effects.len);
}

// Has control passed the opening when it comes to the node, and can it come to the close from there?
static bool is_on_the_way(const Unit *unit, NodeId node, NodeId opened)
{
    const Tree *tree = unit->tree;
    NodeId child = node, around = tree_parent(tree, node);
    for (; around && !tree_contains(tree, around, opened); child = around, around = tree_parent(tree, around))
        if (tree_kind(tree, around) == PY_TRY || tree_kind(tree, child) == PY_EXCEPT) return false;
    bool is_branch = tree_kind(tree, around) == PY_IF || tree_kind(tree, around) == PY_MATCH || tree_kind(tree, around) == PY_CONDITIONAL;
    return !is_branch && !(tree_kind(tree, around) == PY_TRY && tree_kind(tree, child) == PY_EXCEPT);
}

// A raise, or a call that may raise, between the two; 0 = none.
static NodeId risk_between(const Unit *unit, const Resource *resource, NodeId close)
{
    const Tree *tree = unit->tree;
    NodeId opened = resource->call->node, risk = 0;
    BindingId variable = unit_place(unit, resource->place)->binding;
    for (NodeId node = tree_end(tree, opened); node < close; node++) {
        NodeKind kind = tree_kind(tree, node);
        if ((kind != PY_CALL && kind != PY_RAISE) || unit_function_at(unit, node) != resource->function) continue;
        if (tree_contains(tree, node, close) || !is_on_the_way(unit, node, opened)) continue;
        if (kind == PY_RAISE) return node;
        if (!risk && can_raise(unit, node, variable)) risk = node;
    }
    return risk;
}

NodeId py_risk(const Unit *unit, const Resource *resource, NodeId *close)
{
    *close = first_close(unit, unit_place(unit, resource->place)->binding, unit_function(unit, resource->function)->node);
    return *close > resource->call->node ? risk_between(unit, resource, *close) : 0;
}
