// g_list_nth_data(list, i) in a loop over i: the list is walked from its start for each element.
//
// Only lists whose access by number is a walk, and only when the number changes with the loop and the list does not.
#include "base/str.h"
#include "c/c_loop.h"
#include "engine/rule.h"

static bool walks(Str callee)
{
    static const char *const names[] = {"g_list_nth", "g_list_nth_data", "g_slist_nth", "g_slist_nth_data", "eina_list_nth", "listIndex", NULL};
    return str_is_any(callee, names);
}

static bool is_updated_in(const Unit *unit, NodeId loop, BindingId number)
{
    for_each_reference(unit, number, reference)
        if (reference->kind == REFERENCE_UPDATE && tree_contains(unit->tree, loop, reference->node)) return true;
    return false;
}

static void check(Check *check, const Call *call)
{
    if (!walks(call->callee) || call->argument_count != 2) return;
    NodeId loop = c_loop_around(check->tree, call->node);
    BindingId list = c_reference(check->tree, call->arguments[0].node), number = c_reference(check->tree, call->arguments[1].node);
    if (!loop || !list || !number || !is_updated_in(check->unit, loop, number) || c_loop_changes(check->unit, loop, list)) return;
    Str name = unit_binding(check->unit, list)->name;
    Finding *finding = report(check, call->node, "'%.*s' walks '%.*s' from its start for each element", FMT(call->callee), FMT(name));
    also(check, finding, loop, "the loop");
}

const Rule rule_list_index_in_loop = {
    .id = "list-index-in-loop",
    .summary = "linked list is walked from its start for each element",
    .help = "go from element to element: for (node = list; node; node = node->next)",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
