// Py_DECREF of a reference that was only borrowed: the owner's reference is given back in its place, and the object dies while
// its list, tuple or dict still holds it.
//
// Only for a local variable all of whose values are borrowed (PyList_GetItem, PyDict_GetItemString ...) and that the function
// gives no reference of its own anywhere (Py_INCREF, Py_NewRef).
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

// After the reference manual of the C API: "Return value: Borrowed reference."
static bool lends(Str callee)
{
    static const char *const names[] = {
        "PyList_GetItem", "PyList_GET_ITEM", "PyTuple_GetItem", "PyTuple_GET_ITEM", "PyDict_GetItem", "PyDict_GetItemString",
        "PyDict_GetItemWithError", "PySequence_Fast_GET_ITEM", "PyModule_GetDict", "PyImport_AddModule", "PyImport_GetModuleDict",
        "PyEval_GetBuiltins", "PyEval_GetGlobals", "PyEval_GetLocals", "PyErr_Occurred", "PySys_GetObject", "PyWeakref_GetObject",
        "PyStructSequence_GetItem", "PyThreadState_GetDict", "PyDict_SetDefault", "PyFunction_GetGlobals", "PyMethod_Self", "PyMethod_Function", NULL,
    };
    return str_is_any(callee, names);
}

static bool gives_back(Str callee)
{
    static const char *const names[] = {"Py_DECREF", "_Py_DECREF", "Py_XDECREF", "_Py_XDECREF", "Py_DecRef", NULL};
    return str_is_any(callee, names);
}

static bool takes(Str callee)
{
    static const char *const names[] = {
        "Py_INCREF", "_Py_INCREF", "Py_XINCREF", "_Py_XINCREF", "Py_IncRef", "Py_NewRef", "_Py_NewRef", "Py_XNewRef", "_Py_XNewRef", NULL,
    };
    return str_is_any(callee, names);
}

// The function, or the macro that stands for one, whose result is lent; "" when it is not.
static Str lender(const Unit *unit, NodeId value)
{
    const Call *call = tree_kind(unit->tree, value) == C_CALL ? unit_call(unit, value) : NULL;
    Str name = call ? call->callee : c_macro_name(unit->tree, value);
    return lends(name) ? name : (Str){0};
}

// The call whose argument the reference is, through the casts of macros; NULL when it is none.
static const Call *call_with(const Unit *unit, NodeId reference)
{
    NodeId up = c_parent(unit->tree, reference);
    while (up && tree_kind(unit->tree, up) == C_CAST) up = c_parent(unit->tree, up);
    return up && tree_kind(unit->tree, up) == C_CALL ? unit_call(unit, up) : NULL;
}

// Where the variable gets its only kind of value, a borrowed one; 0 when it has or may have another.
static NodeId borrowed_at(const Unit *unit, BindingId variable)
{
    NodeId first = 0;
    for_each_reference(unit, variable, reference) {
        if (reference->kind == REFERENCE_ADDRESS || reference->kind == REFERENCE_UPDATE) return 0;
        const Call *call = call_with(unit, reference->node);
        if (call && takes(call->callee)) return 0;
        if (reference->kind != REFERENCE_WRITE) continue;
        CStore store;
        NodeId at = tree_kind(unit->tree, reference->node) == C_VARIABLE ? reference->node : c_parent(unit->tree, reference->node);
        if (!c_store(unit->tree, at, &store)) return 0;
        if (c_is_null(unit->tree, store.value)) continue;
        if (!lender(unit, store.value).len) return 0;
        first = first ? first : store.value;
    }
    return first;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!str_starts(call->callee, STR("Py_")) && !str_starts(call->callee, STR("_Py_"))) return;
    if (!gives_back(call->callee) || !call->argument_count || c_is_broken(check->tree, call->node)) return;
    BindingId variable = c_reference(check->tree, c_strip_casts(check->tree, call->arguments[0].node));
    if (!variable || unit_binding(unit, variable)->kind != BINDING_LOCAL) return;
    NodeId value = borrowed_at(unit, variable);
    if (!value) return;
    Str name = unit_binding(unit, variable)->name, from = lender(unit, value);
    Finding *finding = report(check, call->node, "'%.*s' was only borrowed from '%.*s': its owner's reference is given back here", FMT(name), FMT(from));
    also(check, finding, value, "borrowed here");
}

const Rule rule_decref_borrowed = {
    .id = "decref-borrowed",
    .summary = "reference is given back that was only borrowed",
    .help = "drop the Py_DECREF, or take a reference of your own with Py_INCREF where the object is borrowed",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-911",
    .on_call = check,
};
