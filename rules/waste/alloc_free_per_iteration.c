// A block of the same size is allocated and freed in every turn of a loop: one block before the loop would do.
//
// Every path of the block must end with its release inside the loop, nothing else may get to know it, and its size must stay the same while the
// loop runs. Loops of a few turns are silent.
#include "base/str.h"
#include "c/c_loop.h"
#include "engine/path.h"

enum { FEW_TURNS = 8 };

// Can the value change while the loop runs? Names that it writes, and what takes more than names and numbers to know.
static bool may_change(const Unit *unit, NodeId loop, NodeId value)
{
    const Tree *tree = unit->tree;
    for (NodeId at = value, end = tree_end(tree, value); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        const Binding *binding = unit_binding(unit, tree_node(tree, at)->binding);
        if (kind == C_SIZEOF) at = tree_end(tree, at) - 1;
        else if (kind == C_CALL || kind == C_MEMBER || kind == C_SUBSCRIPT || kind == C_UNARY) return true;
        else if (kind == C_REFERENCE && binding->kind != BINDING_LOCAL && binding->kind != BINDING_PARAMETER && binding->kind != BINDING_ENUMERATOR) return true;
        else if (kind == C_REFERENCE && c_loop_changes(unit, loop, tree_node(tree, at)->binding)) return true;
    }
    return false;
}

static bool ends_in_loop(const Tree *tree, const Resource *resource, NodeId loop)
{
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind == ENDING_OPEN) continue;
        if (ending->kind != ENDING_RELEASED || ending->is_merged || !ending->state.released_at || !tree_contains(tree, loop, ending->state.released_at)) return false;
    }
    return resource->endings.len != 0;
}

static void check_resource(Check *check, const Resource *resource)
{
    const Call *call = resource->call;
    if (!call || resource->family != FAMILY_MEMORY || resource->is_believed || resource->is_filled || !resource->name.len) return;
    static const char *const makers[] = {"malloc", "calloc", "xmalloc", "xcalloc", "xzalloc", NULL};
    if (!str_is_any(call->callee, makers) || (tree_node(check->tree, call->node)->flags & NODE_IN_MACRO)) return;
    NodeId loop = c_loop_around(check->tree, call->node);
    if (!loop || c_loop_is_short(check->unit, loop, FEW_TURNS) || !ends_in_loop(check->tree, resource, loop)) return;
    for (uint32_t i = 0; i < call->argument_count; i++)
        if (may_change(check->unit, loop, call->arguments[i].node)) return;
    Finding *finding = report(check, call->node, "'%.*s' is allocated and released in every turn, with the same size each time", FMT(resource->name));
    also(check, finding, loop, "the loop");
    also(check, finding, resource->endings.at[0].state.released_at, "released here");
}

const Rule rule_alloc_free_per_iteration = {
    .id = "alloc-free-per-iteration",
    .summary = "block of one size is allocated and released in every turn of a loop",
    .help = "allocate it once before the loop and release it behind, or use an array on the stack when it is small",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_resource = check_resource,
};
