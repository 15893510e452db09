// Instances of most built-in types, and of slotted classes without a __weakref__ slot, can't be referred to weakly:
// TypeError.
//
// Only types that are certain: literals and constructor calls, directly or through a variable that is assigned once, and
// instances of classes of this file. A parameter annotated as `list` may be a subclass, which can. Silent where the
// TypeError is caught.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static const char *const unsupported[] = {"builtins.list",
                                          "builtins.dict",
                                          "builtins.tuple",
                                          "builtins.str",
                                          "builtins.bytes",
                                          "builtins.bytearray",
                                          "builtins.int",
                                          "builtins.float",
                                          "builtins.complex",
                                          "builtins.bool",
                                          "builtins.range",
                                          "builtins.map",
                                          "builtins.zip",
                                          "builtins.filter",
                                          "builtins.enumerate",
                                          "builtins.object",
                                          NULL};

// --- what is referred to -----------------------------------------------------------------------------------------

// "list" ...; empty when instances of the type can be referred to, or the type is not certain.
static Str unsupported_builtin(const Unit *unit, NodeId value)
{
    value = py_unparenthesized(unit->tree, value);
    const Node *node = tree_node(unit->tree, value);
    if (node->kind == PY_IDENTIFIER) value = py_only_value(unit, node->binding);
    bool is_made =
        value && node->kind != PY_ATTRIBUTE && tree_kind(unit->tree, value) != PY_IDENTIFIER;
    Str type = is_made ? py_type_name(unit, value) : (Str){0};
    return str_is_any(type, unsupported) ? str_last_part(type) : (Str){0};
}

static ClassId slotted_class(const Unit *unit, NodeId value)
{
    ClassId class = py_instance_class(unit, value);
    return class && py_class_lacks(unit, class, "__weakref__") ? class : 0;
}

// --- the places that refer weakly --------------------------------------------------------------------------------

// The argument of a call that is referred to weakly, 0 = none.
static NodeId weak_argument(const Unit *unit, NodeId call)
{
    static const char *const makers[] = {"weakref.ref", "weakref.proxy", "weakref.finalize",
                                         "weakref.ReferenceType", NULL};
    const Tree *tree = unit->tree;
    if (py_calls_any(unit, call, makers)) return py_argument(tree, call, 0, NULL);
    NodeId receiver = py_call_receiver(tree, call);
    bool adds = receiver && str_is(py_method_name(tree, call), "add");
    return adds && str_is(py_type_name(unit, receiver), "weakref.WeakSet")
               ? py_argument(tree, call, 0, NULL)
               : 0;
}

// The same for `weak[key] = value`.
static NodeId weak_element(const Unit *unit, NodeId assignment)
{
    const Tree *tree = unit->tree;
    NodeId left = tree_child_as(tree, assignment, ROLE_LEFT);
    if (tree_kind(tree, left) != PY_SUBSCRIPT) return 0;
    Str type = py_type_name(unit, tree_child_as(tree, left, ROLE_VALUE));
    NodeId key = tree_child_as(tree, left, ROLE_SUBSCRIPT);
    if (str_is(type, "weakref.WeakKeyDictionary")) return tree_next(tree, key) ? 0 : key;
    return str_is(type, "weakref.WeakValueDictionary") ? tree_child_as(tree, assignment, ROLE_RIGHT)
                                                       : 0;
}

static bool catches_type_error(const Unit *unit, NodeId handler)
{
    NodeId value = tree_child_as(unit->tree, handler, ROLE_VALUE);
    if (!value) return true;
    for (NodeId at = value, end = tree_end(unit->tree, value); at < end; at++) {
        Str name = tree_kind(unit->tree, at) == PY_IDENTIFIER ? py_qualified(unit, at) : (Str){0};
        if (str_is(name, "builtins.TypeError") || str_is(name, "builtins.Exception") ||
            str_is(name, "builtins.BaseException"))
            return true;
    }
    return false;
}

static bool is_caught(const Unit *unit, NodeId node)
{
    for (NodeId child = node, parent = tree_parent(unit->tree, node); parent;
         child = parent, parent = tree_parent(unit->tree, parent)) {
        if (tree_kind(unit->tree, parent) != PY_TRY ||
            tree_node(unit->tree, child)->role != ROLE_BODY)
            continue;
        for (NodeId handler = tree_next(unit->tree, child); handler;
             handler = tree_next(unit->tree, handler))
            if (tree_kind(unit->tree, handler) == PY_EXCEPT && catches_type_error(unit, handler))
                return true;
    }
    return false;
}

// `with pytest.raises(TypeError): weakref.ref([])`
static bool is_tested(const Unit *unit, NodeId node)
{
    return py_is_aside(unit) && tree_ancestor(unit->tree, node, PY_WITH);
}

static void check(Check *check, NodeId node)
{
    bool is_call = tree_kind(check->tree, node) == PY_CALL;
    NodeId value = is_call ? weak_argument(check->unit, node) : weak_element(check->unit, node);
    if (!value || is_caught(check->unit, node) || is_tested(check->unit, node)) return;
    Str type = unsupported_builtin(check->unit, value);
    if (type.len) {
        Finding *finding =
            report(check, node, "this raises TypeError: '%.*s' objects can't be referred to weakly",
                   FMT(type));
        help(check, finding,
             "hold the value strongly, or make it an instance of a class of your own");
        return;
    }
    // A subclass without slots has a __weakref__: then `self` may be one of its instances.
    ClassId class = slotted_class(check->unit, value);
    if (!class ||
        (tree_kind(check->tree, value) != PY_CALL && py_next_subclass(check->unit, class, 0)))
        return;
    const Class *at = unit_class(check->unit, class);
    Finding *finding =
        report(check, node, "this raises TypeError: '%.*s' has __slots__ without '__weakref__'",
               FMT(at->name));
    also(check, finding, py_class_slots(check->unit, class), "the slots are declared here");
}

static const NodeKind kinds[] = {PY_CALL, PY_ASSIGNMENT, 0};

const Rule rule_weakref_unsupported_type = {
    .id = "weakref-unsupported-type",
    .summary = "weak reference to an object that can't have one",
    .help = "add '__weakref__' to __slots__, or weakref_slot=True to the dataclass",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
