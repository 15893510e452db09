// An exception object at module level. Each `raise` of the same object adds to its traceback, so every frame that it ever
// went through stays, with all locals, until the program ends. One that was caught at import and kept holds the frames of
// the import.
//
// Raised from a function it is a warning; kept only (`_error = e` at module level), an info. Silent when the name is deleted
// or set to None.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_exception_name(const Unit *unit, Str name)
{
    ClassId class = py_class_named(unit, name);
    if (class) return py_is_exception_class(unit, class);
    return str_starts(name, STR("builtins.")) &&
           (str_ends(name, STR("Error")) || str_ends(name, STR("Exception")));
}

// The handler whose exception the value is, at module level; 0 = none.
static NodeId handler_of(const Unit *unit, NodeId value)
{
    NodeId handler = tree_ancestor(unit->tree, value, PY_EXCEPT),
           name = handler ? py_handler_name(unit->tree, handler) : 0;
    bool is_it = name && tree_kind(unit->tree, value) == PY_IDENTIFIER &&
                 tree_node(unit->tree, value)->binding == tree_node(unit->tree, name)->binding;
    return is_it && unit_function_at(unit, value) == TOP_LEVEL ? handler : 0;
}

static bool is_new_exception(const Unit *unit, NodeId value)
{
    if (tree_kind(unit->tree, value) != PY_CALL || unit_function_at(unit, value) != TOP_LEVEL)
        return false;
    return is_exception_name(unit, py_qualified(unit, py_call_function(unit->tree, value)));
}

// `raise NAME` in a function; 0 = none.
static NodeId raise_of(const Unit *unit, BindingId id)
{
    for_each_reference(unit, id, reference)
    {
        NodeId parent = tree_parent(unit->tree, reference->node);
        bool is_raised = tree_kind(unit->tree, parent) == PY_RAISE &&
                         tree_first(unit->tree, parent) == reference->node;
        if (is_raised && reference->function != TOP_LEVEL) return parent;
    }
    return 0;
}

static void judge(Check *check, BindingId id, NodeId name, NodeId value)
{
    NodeId handler = handler_of(check->unit, value);
    if (!handler && !is_new_exception(check->unit, value)) return;
    NodeId raised = raise_of(check->unit, id);
    if ((!handler && !raised) || py_is_let_go(check->unit, id, value)) return;
    Str text = unit_binding(check->unit, id)->name;
    NodeId statement = py_enclosing_statement(check->tree, name);
    if (raised) {
        Finding *finding =
            report(check, statement,
                   "each time '%.*s' is raised it keeps the frames that it goes through until the "
                   "program ends",
                   FMT(text));
        also(check, finding, raised, "raised here");
        if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
        return;
    }
    Finding *finding =
        report(check, statement, "'%.*s' keeps the frames of this import until the program ends",
               FMT(text));
    weigh(finding, SEVERITY_INFO);
    help(check, finding, "keep str(e), or e.with_traceback(None)");
}

static void check(Check *check, BindingId id)
{
    if (unit_binding(check->unit, id)->kind != BINDING_GLOBAL) return;
    for_each_reference(check->unit, id, reference)
    {
        NodeId assignment = tree_parent(check->tree, reference->node);
        if (reference->kind != REFERENCE_WRITE ||
            tree_kind(check->tree, assignment) != PY_ASSIGNMENT)
            continue;
        NodeId value = tree_child_as(check->tree, assignment, ROLE_RIGHT);
        if (value) judge(check, id, reference->node, py_unparenthesized(check->tree, value));
    }
}

const Rule rule_module_exception_object = {
    .id = "module-exception-object",
    .summary = "exception object at module level collects frames",
    .help = "raise a new exception each time: keep the class and the message at module level",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_binding = check,
};
