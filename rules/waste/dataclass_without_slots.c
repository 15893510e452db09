// A dataclass that is made in bulk and kept: with slots=True (Python 3.10) each instance is 40 bytes smaller, and more once
// its __dict__ was looked at.
//
// Evidence of bulk is in the file: the class is called in a loop or comprehension over something that is no short literal,
// and the result goes into a container. Silent where slots would break something that the file shows: attributes that are no
// fields, bases, super(), weak references ...
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// --- what slots would break --------------------------------------------------------------------------------------

static bool is_field(const Unit *unit, ClassId class, Str name)
{
    BindingId member = py_class_member(unit, class, name);
    return member && unit_binding(unit, member)->kind == BINDING_CLASS_BODY;
}

// A class attribute of the same name, an attribute that is no field, `self` in a weak reference ...
static bool needs_dict(const Unit *unit, ClassId class)
{
    static const char *const breakers[] = {"builtins.setattr", "builtins.vars",
                                           "builtins.super",   "functools.cached_property",
                                           "weakref.ref",      NULL};
    const Class *at = unit_class(unit, class);
    for_each_attribute(unit, class, use) {
        bool is_write = use->kind == REFERENCE_WRITE || use->kind == REFERENCE_UPDATE;
        if (str_is(use->name, "__dict__") || (is_write && !is_field(unit, class, use->name)) ||
            (use->through_class && is_field(unit, class, use->name)))
            return true;
    }
    for (NodeId node = at->node, end = tree_end(unit->tree, at->node); node < end; node++) {
        NodeKind kind = tree_kind(unit->tree, node);
        if ((kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE) &&
            str_is_any(py_qualified(unit, node), breakers))
            return true;
    }
    return false;
}

// Do instances own containers? Beside those, the 40 bytes do not matter.
static bool has_containers(const Unit *unit, const Class *class)
{
    static const char *const heads[] = {
        "list", "dict", "set", "List", "Dict", "Set", "DefaultDict", "deque", "default_factory",
        NULL};
    NodeId body = tree_child_as(unit->tree, class->node, ROLE_BODY);
    for (NodeId statement = tree_first(unit->tree, body); statement;
         statement = tree_next(unit->tree, statement)) {
        if (tree_kind(unit->tree, statement) != PY_EXPRESSION_STATEMENT) continue;
        for (NodeId node = statement, end = tree_end(unit->tree, statement); node < end; node++)
            if (tree_kind(unit->tree, node) == PY_IDENTIFIER &&
                str_is_any(tree_text(unit->tree, node), heads))
                return true;
    }
    return false;
}

// Is the decorator's name bound more than once, so that it may be something else?
static bool is_ambiguous(const Unit *unit, NodeId decorator)
{
    NodeId call = py_decorator_call(unit->tree, decorator),
           name = call ? py_call_function(unit->tree, call) : tree_first(unit->tree, decorator);
    return tree_kind(unit->tree, name) == PY_IDENTIFIER &&
           unit_binding(unit, tree_node(unit->tree, name)->binding)->writes > 1;
}

// --- reporting -------------------------------------------------------------------------------------------------

static void offer_fix(Check *check, Finding *finding, NodeId decorator)
{
    NodeId call = py_decorator_call(check->tree, decorator),
           arguments = call ? py_call_arguments(check->tree, call) : 0;
    fix(check, finding, FIX_REVIEW, "add slots=True (Python 3.10)");
    if (!call)
        edit_insert(check, finding, tree_span(check->tree, tree_first(check->tree, decorator)).to,
                    "(slots=True)");
    else
        edit_insert(check, finding, tree_span(check->tree, arguments).from + 1,
                    tree_first(check->tree, arguments) ? "slots=True, " : "slots=True");
}

static void check(Check *check, ClassId class)
{
    static const char *const names[] = {"dataclasses.dataclass", NULL};
    if (!may_use(check, 310)) return;
    const Class *at = unit_class(check->unit, class);
    NodeId decorator = py_decorator_named(check->unit, at->node, names);
    if (!decorator || tree_kind(check->tree, tree_next(check->tree, decorator)) == PY_DECORATOR ||
        decorator != py_decorators(check->tree, at->node))
        return;
    NodeId call = py_decorator_call(check->tree, decorator);
    bool is_decided = call && (py_argument(check->tree, call, -1, "slots") ||
                               str_contains(tree_text(check->tree, call), STR("**")));
    if (is_decided || py_next_base(check->tree, at->node, 0) ||
        py_has_strange_metaclass(check->unit, class) ||
        py_class_member(check->unit, class, STR("__slots__")))
        return;
    NodeId made = py_is_aside(check->unit) ? 0 : py_made_in_bulk(check->unit, class);
    if (!made || needs_dict(check->unit, class) || py_next_subclass(check->unit, class, 0) ||
        has_containers(check->unit, at) || is_ambiguous(check->unit, decorator))
        return;
    Finding *finding =
        report(check, decorator,
               "every '%.*s' is 40 bytes larger than it need be, and they are made in bulk",
               FMT(at->name));
    also(check, finding, made, "made in a loop and kept here");
    unless_elsewhere(check, finding, "below #%u: exists", class);
    offer_fix(check, finding, decorator);
}

const Rule rule_dataclass_without_slots = {
    .id = "dataclass-without-slots",
    .summary = "dataclass that is made in bulk has no slots",
    .help = "write @dataclass(slots=True), which Python has since 3.10",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_class = check,
};
