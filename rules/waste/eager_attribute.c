// self.table = json.load(file) in __init__, for one method that may never be called: each instance pays for it when it is made.
//
// Only for what is as large as its input, and when exactly one other method reads the attribute and nothing else of the file names it. Whether that
// method is called for most instances can't be seen, so that the rule runs only when it is selected.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_large(const Unit *unit, NodeId value)
{
    const Call *call = value && tree_kind(unit->tree, value) == PY_CALL ? unit_call(unit, value) : NULL;
    for (uint32_t i = 0; call && i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_ACQUIRE && call->effects.at[i].family == FAMILY_LARGE) return true;
    return false;
}

// Does the file use an attribute of that name through another object than self?
static bool is_named_elsewhere(const Unit *unit, Str name)
{
    const Tree *tree = unit->tree;
    for_each_spelling(unit, name, spelling)
    {
        if (tree_kind(tree, spelling->node) != PY_ATTRIBUTE) continue;
        NodeId object = tree_child_as(tree, spelling->node, ROLE_OBJECT);
        if (!py_self_class(unit, tree_node(tree, object)->binding)) return true;
    }
    return false;
}

// The only method but __init__ that uses the attribute, 0 when there are several or none.
static FunctionId only_user(const Unit *unit, const Attribute *made)
{
    FunctionId user = 0;
    for_each_use(unit, made->class, made->name, use)
    {
        if (use == made) continue;
        if (use->function == made->function || use->kind == REFERENCE_WRITE || use->kind == REFERENCE_DELETE) return 0;
        if (user && user != use->function) return 0;
        user = use->function;
    }
    return user;
}

static void check(Check *check, ClassId id)
{
    const Unit *unit = check->unit;
    FunctionId init = py_class_method(unit, id, "__init__");
    if (!init || py_is_aside(unit)) return;
    for_each_attribute(unit, id, made)
    {
        if (made->function != init || made->kind != REFERENCE_WRITE || !is_large(unit, made->value)) continue;
        FunctionId user = only_user(unit, made);
        if (!user || is_named_elsewhere(unit, made->name)) continue;
        Str class = unit_class(unit, id)->name, method = unit_function(unit, user)->name;
        Finding *finding = report(check, made->node, "each '%.*s' loads '%.*s' when it is made, though only '%.*s' reads it", FMT(class), FMT(made->name), FMT(method));
        unless_elsewhere(check, finding, "reads .%.*s", FMT(made->name));
        unless_elsewhere(check, finding, "below #%u: reads .%.*s", id, FMT(made->name));
        also(check, finding, unit_function(unit, user)->node, "its only reader");
    }
}

const Rule rule_eager_attribute = {
    .id = "eager-attribute",
    .summary = "instances load something large that one method may need",
    .help = "load it where it is needed, once: functools.cached_property",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .on_class = check,
};
