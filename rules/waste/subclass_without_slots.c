// A subclass of str, int, tuple or a named tuple gets room for a __dict__ and weak references in every instance, which its
// base does without. A line `__slots__ = ()` keeps it as small as the base.
//
// Named tuples always, built-in types where the file makes instances in bulk. Silent where instances have attributes of
// their own, and where another base brings a __dict__ anyway.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

static bool makes_namedtuple(const Unit *unit, NodeId value)
{
    return value && py_calls(unit, value, "collections.namedtuple");
}

// What the base is that has no __dict__: "str", "a named tuple"; NULL for any other.
static const char *bare_base(const Unit *unit, NodeId base)
{
    static const char *const builtins[] = {"str", "bytes", "int", "float", "tuple", "frozenset"};
    Str name = py_base_name(unit, base);
    for (size_t i = 0; i < COUNT_OF(builtins); i++)
        if (str_starts(name, STR("builtins.")) && str_is(str_last_part(name), builtins[i]))
            return builtins[i];
    base = py_unparenthesized(unit->tree, base);
    if (makes_namedtuple(unit, base)) return "a named tuple";
    if (tree_kind(unit->tree, base) != PY_IDENTIFIER) return NULL;
    ClassId local = py_class_named(unit, name);
    NodeId above = local ? py_next_base(unit->tree, unit_class(unit, local)->node, 0) : 0;
    if (above && str_is(py_base_name(unit, above), "typing.NamedTuple")) return "a named tuple";
    return makes_namedtuple(unit, py_only_value(unit, tree_node(unit->tree, base)->binding))
               ? "a named tuple"
               : NULL;
}

// Do instances get attributes: self.x = ..., setattr, __dict__, a cached property?
static bool has_attributes(const Unit *unit, ClassId class)
{
    static const char *const openers[] = {"builtins.setattr",          "builtins.vars",
                                          "functools.cached_property", "weakref.ref",
                                          "object.__setattr__",        NULL};
    NodeId node = unit_class(unit, class)->node;
    for_each_attribute(unit, class, use) {
        bool is_write = use->kind == REFERENCE_WRITE || use->kind == REFERENCE_UPDATE ||
                        str_is(use->name, "__dict__");
        if (is_write) return true;
    }
    for (NodeId at = node, end = tree_end(unit->tree, node); at < end; at++) {
        NodeKind kind = tree_kind(unit->tree, at);
        if (kind == PY_DECORATOR && str_contains(tree_text(unit->tree, at), STR("cached")))
            return true;
        if ((kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE) &&
            str_is_any(py_qualified(unit, at), openers))
            return true;
    }
    return false;
}

// `__new__` makes the instance and hangs attributes on it: `self = str.__new__(cls, text); self.file = file`
static bool fills_in_new(const Unit *unit, ClassId class)
{
    FunctionId new = py_class_method(unit, class, "__new__");
    NodeId body = new ? unit_function(unit, new)->body : 0;
    for (NodeId at = body; body && at < tree_end(unit->tree, body); at++) {
        NodeId left = tree_kind(unit->tree, at) == PY_ASSIGNMENT
                          ? tree_child_as(unit->tree, at, ROLE_LEFT)
                          : 0;
        if (left && tree_kind(unit->tree, left) == PY_ATTRIBUTE) return true;
    }
    return false;
}

// `lineno = None` in the class body: a default for what instances get later. Version numbers are few by nature.
static bool has_defaults(const Unit *unit, ClassId class)
{
    NodeId body = unit_class(unit, class)->node;
    for (NodeId node = body, end = tree_end(unit->tree, body); node < end; node++) {
        const Binding *binding = unit_binding(unit, tree_node(unit->tree, node)->binding);
        bool is_variable = binding->class == class && binding->kind == BINDING_CLASS_BODY;
        if (is_variable && !str_starts(binding->name, STR("__")) && !py_is_capitalised(binding->name)) return true;
    }
    return str_contains(unit_class(unit, class)->name, STR("Version"));
}

// The only base; 0 when there are several: then the others decide.
static NodeId only_base(const Tree *tree, NodeId class_node)
{
    NodeId base = py_next_base(tree, class_node, 0);
    return base && !py_next_base(tree, class_node, base) ? base : 0;
}

static void offer_fix(Check *check, Finding *finding, NodeId class_node)
{
    PyInsertion at;
    if (!py_insertion_in_body(check->tree, class_node, &at)) return;
    fix(check, finding, FIX_REVIEW, "add __slots__ = ()");
    edit_insert(check, finding, at.byte, "%.*s__slots__ = ()%.*s%.*s", FMT(at.indent),
                FMT(at.newline), FMT(at.newline));
}

static void check(Check *check, ClassId class)
{
    const Class *at = unit_class(check->unit, class);
    NodeId base = only_base(check->tree, at->node);
    const char *what = base ? bare_base(check->unit, base) : NULL;
    if (!what || py_has_strange_metaclass(check->unit, class) ||
        py_decorators(check->tree, at->node) || py_is_aside(check->unit))
        return;
    bool is_named_tuple = str_is(str_from(what), "a named tuple");
    if (is_named_tuple ? py_is_made_once(check->unit, class) : !py_made_in_bulk(check->unit, class))
        return;
    if (py_class_member(check->unit, class, STR("__slots__")) ||
        has_attributes(check->unit, class) || has_defaults(check->unit, class) ||
        fills_in_new(check->unit, class))
        return;
    Finding *finding = report(
        check, tree_child_as(check->tree, at->node, ROLE_NAME),
        "every '%.*s' has room for a __dict__ that it never uses: up to 24 bytes more than %s",
        FMT(at->name), what);
    offer_fix(check, finding, at->node);
}

const Rule rule_subclass_without_slots = {
    .id = "subclass-without-slots",
    .summary = "subclass of a type without __dict__ gets one for nothing",
    .help = "add __slots__ = () to the class",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_class = check,
};
