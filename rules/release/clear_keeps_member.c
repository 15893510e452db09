// A tp_clear of an extension of CPython gives back what a member holds and leaves it there. The garbage collector calls it on objects that
// live on; their deallocator then gives the member back once more, by itself or by calling the same function.
//
// Only where the file itself shows that second release.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/path.h"

// Does the initialiser name a slot of that kind: .tp_clear = f, (inquiry)f, {Py_tp_clear, f}?
static bool is_slot(const Tree *tree, NodeId reference)
{
    NodeId value = reference;
    for (NodeId up = c_parent(tree, value); up && tree_kind(tree, up) == C_CAST; up = c_parent(tree, value = up))
        if (str_starts(tree_text(tree, up), STR("(inquiry)"))) return true;
    NodeId around = c_parent(tree, value);
    if (tree_kind(tree, around) == C_DESIGNATED) return str_starts(tree_text(tree, around), STR(".tp_clear"));
    if (tree_kind(tree, around) != C_INIT_LIST) return false;
    NodeId first = tree_first(tree, around);
    return str_is(tree_text(tree, c_strip_casts(tree, first)), "Py_tp_clear");
}

static bool clears_objects(const Unit *unit, FunctionId function)
{
    for_each_reference(unit, unit_function(unit, function)->binding, reference)
        if (reference->kind != REFERENCE_CALLED && is_slot(unit->tree, reference->node)) return true;
    return false;
}

// The member that the call gives back, 0 when it is none of the object that the function gets.
static NodeId released_member(const Unit *unit, const Call *call, const Summaries *summaries)
{
    if (call->argument_count != 1 || summary_argument(summary_of_call(summaries, call), 1).how != HANDOVER_RELEASED) return 0;
    NodeId member = c_strip_casts(unit->tree, call->arguments[0].node);
    if (tree_kind(unit->tree, member) != C_MEMBER) return 0;
    NodeId object = c_strip_casts(unit->tree, tree_child_as(unit->tree, member, ROLE_C_BASE));
    return c_reference(unit->tree, object) ? member : 0;
}

// Does the function set the member, or let somebody do so?
static bool is_set_in(const Unit *unit, FunctionId function, BindingId field)
{
    for_each_reference(unit, field, reference) {
        CStore store;
        bool is_store = c_store(unit->tree, c_parent(unit->tree, reference->node), &store) && store.target == reference->node;
        if (reference->function == function && (is_store || reference->kind == REFERENCE_ADDRESS || reference->kind == REFERENCE_WRITE)) return true;
    }
    return false;
}

// Another function that gives the member back, by itself or by calling this one; 0 = there is none.
static FunctionId releases_again(const Check *check, FunctionId clear, BindingId field)
{
    const Unit *unit = check->unit;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->function == clear) continue;
        NodeId member = released_member(unit, call, check->summaries);
        if (call->target == clear || (member && tree_node(unit->tree, member)->binding == field)) return call->function;
    }
    return 0;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    FunctionId clear = call->function;
    NodeId member = clear != TOP_LEVEL && !c_is_broken(check->tree, call->node) ? released_member(unit, call, check->summaries) : 0;
    BindingId field = member ? tree_node(check->tree, member)->binding : 0;
    if (!field || !clears_objects(unit, clear) || is_set_in(unit, clear, field)) return;
    FunctionId again = releases_again(check, clear, field);
    if (!again) return;
    Str name = unit_binding(unit, field)->name;
    report(check, call->node, "'%.*s' is released and stays in an object that lives on: '%.*s' releases it again", FMT(name),
           FMT(unit_function(unit, again)->name));
}

const Rule rule_clear_keeps_member = {
    .id = "clear-keeps-member",
    .summary = "tp_clear releases a member and leaves it in the object",
    .help = "set the member to NULL before it is released: Py_CLEAR for objects; or leave what is no Python object to tp_dealloc",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-415",
    .reads_summaries = true,
    .on_call = check,
};
