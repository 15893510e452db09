// Py_DECREF of a reference that a call has just taken over (PyList_SetItem, PyTuple_SetItem, PyList_SET_ITEM ...): the container's reference is given back,
// and the object dies while the container still holds it.
//
// Only where the release certainly follows the call, and the function takes no reference of its own to the object anywhere.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_straight.h"
#include "engine/rule.h"

static bool steals(Str callee)
{
    static const char *const names[] = {"PyList_SetItem", "PyTuple_SetItem", "PyList_SET_ITEM", "PyTuple_SET_ITEM", "PyStructSequence_SetItem", "PyStructSequence_SET_ITEM", NULL};
    return str_is_any(callee, names);
}

static bool gives_back(Str callee)
{
    static const char *const names[] = {"Py_DECREF", "_Py_DECREF", "Py_XDECREF", "_Py_XDECREF", "Py_DecRef", NULL};
    return str_is_any(callee, names);
}

static bool takes(Str callee)
{
    static const char *const names[] = {"Py_INCREF", "_Py_INCREF", "Py_XINCREF", "_Py_XINCREF", "Py_IncRef", "Py_NewRef", "_Py_NewRef", "Py_XNewRef", "_Py_XNewRef", NULL};
    return str_is_any(callee, names);
}

static BindingId argument(const Unit *unit, const Call *call, uint32_t number)
{
    return call->argument_count >= number ? c_reference(unit->tree, c_strip_casts(unit->tree, call->arguments[number - 1].node)) : 0;
}

static bool is_taken(const Unit *unit, FunctionId function, BindingId variable)
{
    for_each_reference(unit, variable, reference) {
        if (reference->kind == REFERENCE_ADDRESS) return true;
        for (NodeId up = tree_parent(unit->tree, reference->node); up && tree_kind(unit->tree, up) != C_COMPOUND; up = tree_parent(unit->tree, up)) {
            const Call *call = tree_kind(unit->tree, up) == C_CALL ? unit_call(unit, up) : NULL;
            if (call && call->function == function && takes(call->callee)) return true;
        }
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    BindingId variable = gives_back(call->callee) ? argument(unit, call, 1) : 0;
    if (!variable || unit_binding(unit, variable)->kind != BINDING_LOCAL || c_is_broken(check->tree, call->node)) return;
    for (uint32_t i = (uint32_t)(call - unit->calls.at); i > 1 && unit->calls.at[i - 1].function == call->function; i--) {
        const Call *before = &unit->calls.at[i - 1];
        if (!steals(before->callee) || argument(unit, before, 3) != variable || !c_is_always_before(check->tree, before->node, call->node)) continue;
        if (c_changes_between(unit, variable, before->node, call->node) || is_taken(unit, call->function, variable)) return;
        Str name = unit_binding(unit, variable)->name;
        Finding *finding = report(check, call->node, "'%.*s' belongs to the container since '%.*s': its reference is given back here", FMT(name), FMT(before->callee));
        also(check, finding, before->node, "taken over here, even when it fails");
        return;
    }
}

const Rule rule_decref_after_steal = {
    .id = "decref-after-steal",
    .summary = "reference is given back that a container has taken over",
    .help = "drop the Py_DECREF",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-911",
    .on_call = check,
};
