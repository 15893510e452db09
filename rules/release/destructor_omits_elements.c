// The array of pointers that a member holds is given back, and the elements, each a block of its own, are not.
//
// Two proofs. The function goes through the elements and gives back what they hold, and the array, and never the elements, which the file gives back
// one by one elsewhere. Or nobody in the file gives one back, hands one on or lets the array out, and all that is ever put into it is fresh.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_member.h"
#include "c/c_resolve.h"
#include "engine/path.h"

static bool is_array_of_pointers(const Unit *unit, NodeId member)
{
    const Type *type = unit_type(unit, tree_node(unit->tree, member)->type);
    return type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_POINTER;
}

static bool is_of_own_struct(const Unit *unit, NodeId member)
{
    TypeId type = tree_node(unit->tree, c_strip(unit->tree, tree_child_as(unit->tree, member, ROLE_C_BASE)))->type;
    return c_record_is_here(unit, unit_type(unit, type)->kind == TYPE_POINTER ? unit_type(unit, type)->target : type);
}

// Is it the owner of what the call gives back, `x->a[i]` of free(x->a[i]->m), or a recursion into that?
static bool ends_part_of(const Check *check, NodeId element)
{
    const Tree *tree = check->tree;
    NodeId up = c_parent(tree, element);
    while (tree_kind(tree, up) == C_MEMBER || tree_kind(tree, up) == C_CAST || tree_kind(tree, up) == C_UNARY) up = c_parent(tree, up);
    const Call *call = tree_kind(tree, up) == C_CALL ? unit_call(check->unit, up) : NULL;
    if (!call || call->argument_count != 1) return false;
    Handover how = summary_argument(summary_of_call(check->summaries, call), 1).how;
    return how == HANDOVER_RELEASED || how == HANDOVER_RELEASED_IN || call->target == call->function;
}

// T *e = x->a[i]: a name of an element, with which the function does nothing else.
static bool only_empties_named(const Check *check, NodeId variable, bool *empties)
{
    for_each_reference(check->unit, tree_node(check->tree, variable)->binding, use) {
        bool is_looked_at = use->kind == REFERENCE_MEMBER || use->kind == REFERENCE_TESTED || use->kind == REFERENCE_DECLARED;
        if (!is_looked_at && use->node != variable) return false;
        *empties |= use->kind == REFERENCE_MEMBER && ends_part_of(check, use->node);
    }
    return true;
}

// Does the function do nothing with the elements but to look at them and to give back what they hold?
static bool only_empties(const Check *check, FunctionId function, BindingId field, bool *empties)
{
    const Tree *tree = check->tree;
    for_each_reference(check->unit, field, use) {
        NodeId element = use->function == function ? c_member_element(tree, use->node) : 0;
        if (!element) continue;
        NodeId up = c_parent(tree, element);
        if (tree_kind(tree, up) == C_MEMBER) *empties |= ends_part_of(check, element);
        else if (tree_kind(tree, up) == C_VARIABLE ? !only_empties_named(check, up, empties) : c_use_of(tree, element) != REFERENCE_TESTED) return false;
    }
    return true;
}

static bool makes_or_keeps(const Unit *unit, FunctionId function, BindingId field)
{
    for_each_reference(unit, field, use)
        if (use->function == function && (use->kind == REFERENCE_WRITE || use->kind == REFERENCE_ELEMENT_WRITE) &&
            !c_is_null(unit->tree, tree_child_as(unit->tree, c_parent(unit->tree, use->node), ROLE_C_RIGHT))) return true;
    return false;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (call->target || call->argument_count != 1 || !c_member_is_release(check->summaries, call) || c_is_broken(check->tree, call->node)) return;
    NodeId member = c_strip_casts(check->tree, call->arguments[0].node);
    if (tree_kind(check->tree, member) != C_MEMBER || !is_array_of_pointers(unit, member)) return;
    BindingId field = tree_node(check->tree, member)->binding;
    bool empties = false;
    if (makes_or_keeps(unit, call->function, field) || !only_empties(check, call->function, field, &empties)) return;
    CMember elements = c_member_elements(unit, check->summaries, field);
    bool is_emptied = empties && elements.freed && elements.freed != call->function;
    bool is_lost = elements.made && !elements.is_shared && !elements.freed && is_of_own_struct(unit, member);
    if (!is_emptied && !is_lost) return;
    Finding *finding = report(check, call->node, "The array '%.*s' is given back, but not its elements, which are blocks of their own",
                              FMT(unit_binding(unit, field)->name));
    if (elements.made) also(check, finding, elements.made, "an element is made here");
}

const Rule rule_destructor_omits_elements = {
    .id = "destructor-omits-elements",
    .summary = "array of pointers freed without the blocks it points to",
    .help = "free each element before the array",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check,
    .reads_summaries = true,
};
