// PyModule_AddObject() takes over the reference only when it succeeds: whoever does not look at its result leaks the object when it fails.
//
// The import that fails so is seldom tried again, so the loss is one object: a note. Objects that a module keeps elsewhere as well (a static
// variable, a type) are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

// Is the result thrown away?
static bool is_ignored(const Tree *tree, NodeId call)
{
    NodeId up = tree_parent(tree, call);
    while (tree_kind(tree, up) == C_PAREN || tree_kind(tree, up) == C_IMPLICIT_CAST || tree_kind(tree, up) == C_CAST) up = tree_parent(tree, up);
    NodeKind kind = tree_kind(tree, up);
    return kind == C_COMPOUND || kind == C_CASE || kind == C_LABEL || c_is_loop(kind) || (kind == C_IF && tree_node(tree, call)->role != ROLE_C_CONDITION);
}

static void check(Check *check, const Call *call)
{
    if (!str_is(call->callee, "PyModule_AddObject") || call->argument_count != 3) return;
    if (!is_ignored(check->tree, call->node) || c_is_broken(check->tree, call->node)) return;
    NodeId object = c_strip_casts(check->tree, call->arguments[2].node);
    BindingId variable = c_reference(check->tree, object);
    bool is_own = tree_kind(check->tree, object) == C_CALL || unit_binding(check->unit, variable)->kind == BINDING_LOCAL;
    if (!is_own) return;
    Str name = tree_text(check->tree, c_strip_casts(check->tree, call->arguments[1].node));
    report(check, call->node, "%.*s is leaked when 'PyModule_AddObject' fails: it takes the reference over only when it succeeds", FMT(name));
}

const Rule rule_module_add_object_unchecked = {
    .id = "module-add-object-unchecked",
    .summary = "object is leaked when it can't be added to its module",
    .help = "use PyModule_Add (Python 3.13), or PyModule_AddObjectRef (3.10) and Py_DECREF, and look at the result",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check,
};
