// A block is allocated, then a test that has nothing to do with it leaves and frees it untouched: the test could have come first.
//
// The test must ask only for things that the lines between do not change, and its branch may do nothing with the block but free it.
#include "base/str.h"
#include "c/c_straight.h"
#include "engine/path.h"

// Is the variable used in the span of nodes, but for tests and as argument of the releasing call?
static bool is_used(const Unit *unit, BindingId variable, NodeId from, NodeId to, NodeId release)
{
    for_each_reference(unit, variable, reference) {
        bool is_inside = reference->node >= from && reference->node < to && !(release && tree_contains(unit->tree, release, reference->node));
        if (is_inside && reference->kind != REFERENCE_TESTED) return true;
    }
    return false;
}

// Could the condition be asked before the call: plain names and numbers, none written since, and none the block itself?
static bool could_come_first(const Unit *unit, NodeId condition, NodeId call, BindingId block)
{
    const Tree *tree = unit->tree;
    bool asks = false;
    for (NodeId at = condition, end = tree_end(tree, condition); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        BindingId binding = kind == C_REFERENCE ? tree_node(tree, at)->binding : 0;
        BindingKind what = unit_binding(unit, binding)->kind;
        bool is_block = binding && binding == block;
        if (kind == C_CALL || kind == C_MEMBER || kind == C_SUBSCRIPT || c_is_assignment(tree, at) || is_block) return false;
        if (kind == C_UNARY && tree_node(tree, at)->operation != OP_NOT && tree_node(tree, at)->operation != OP_NEGATE) return false;
        if (!binding || what == BINDING_ENUMERATOR) continue;
        if ((what != BINDING_LOCAL && what != BINDING_PARAMETER) || c_changes_between(unit, binding, call, condition)) return false;
        asks = true;
        for_each_reference(unit, binding, reference)
            if (reference->kind == REFERENCE_ADDRESS) return false;
    }
    return asks;
}

static bool leaves(const Tree *tree, NodeId branch)
{
    for (NodeId at = branch, end = tree_end(tree, branch); at < end; at++)
        if (tree_kind(tree, at) == C_RETURN) return true;
    return false;
}

// What makes more than a block may be asked for its answer.
static bool only_allocates(Str callee)
{
    static const char *const names[] = {"malloc", "calloc", "strdup", "strndup", "xmalloc", "xcalloc", "xzalloc", "xstrdup", "xstrndup", "g_malloc", "g_malloc0", "g_strdup", NULL};
    return str_is_any(callee, names);
}

static void check_resource(Check *check, const Resource *resource)
{
    const Unit *unit = check->unit;
    const Tree *tree = check->tree;
    if (!resource->call || resource->family != FAMILY_MEMORY || resource->is_filled || !resource->place || !only_allocates(resource->call->callee)) return;
    BindingId block = unit_place(unit, resource->place)->binding;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        NodeId release = ending->kind == ENDING_RELEASED && !ending->is_merged ? ending->state.released_at : 0;
        NodeId decides = release ? c_deciding_if(tree, release) : 0, condition = decides ? tree_child_as(tree, decides, ROLE_C_CONDITION) : 0;
        NodeId branch = decides ? tree_child_as(tree, decides, ROLE_C_THEN) : 0;
        if (!branch || !tree_contains(tree, branch, release) || !leaves(tree, branch) || !c_is_always_before(tree, resource->call->node, decides)) continue;
        if (is_used(unit, block, tree_end(tree, resource->call->node), tree_end(tree, branch), release) || !could_come_first(unit, condition, resource->call->node, block)) continue;
        Finding *finding = report(check, resource->call->node, "'%.*s' is allocated for nothing when the test in line %u holds, which could come first", FMT(resource->name),
                                  path_line(check, condition));
        also(check, finding, condition, "the test");
        also(check, finding, release, "released unused");
        return;
    }
}

const Rule rule_alloc_unused_on_path = {
    .id = "alloc-unused-on-path",
    .summary = "block is allocated before a test that makes it needless",
    .help = "allocate it behind the test",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_resource = check_resource,
};
