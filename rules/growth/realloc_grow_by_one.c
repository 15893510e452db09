// p = realloc(p, (n + 1) * sizeof *p) for each element: the block is copied whole for each of them, n times n in the end.
//
// Only in a loop that is driven by data, where the size grows by one per turn and no test decides whether there is still room.
#include "base/str.h"
#include "c/c_loop.h"
#include "c/c_straight.h"
#include "engine/rule.h"

enum { FEW_TURNS = 16 };

static uint32_t size_argument(Str callee)
{
    static const char *const two[] = {"realloc", "xrealloc", "g_realloc", "PyMem_Realloc", "reallocf", NULL};
    static const char *const counted[] = {"reallocarray", "xreallocarray", "g_realloc_n", NULL};
    return str_is_any(callee, two) || str_is_any(callee, counted) ? 2 : 0;
}

// Does the loop make the counter larger by one and nothing else?
static bool counts_by_one(const Unit *unit, NodeId loop, BindingId counter)
{
    const Tree *tree = unit->tree;
    bool counts = false;
    for_each_reference(unit, counter, reference) {
        if (!tree_contains(tree, loop, reference->node)) continue;
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_ADDRESS) return false;
        if (reference->kind != REFERENCE_UPDATE) continue;
        NodeId up = c_parent(tree, reference->node);
        uint32_t operation = tree_node(tree, up)->operation, step = 0;
        bool is_step = operation == OP_PRE_INC || operation == OP_POST_INC ||
                       (operation == (OP_COMPOUND | OP_ADD) && c_integer(tree, tree_child_as(tree, up, ROLE_C_RIGHT), &step) && step == 1);
        if (!is_step) return false;
        counts = true;
    }
    return counts;
}

// Is the size a sum or product of one counter, small numbers and sizes of types? Gives the counter.
static BindingId counter_of(const Unit *unit, NodeId size)
{
    const Tree *tree = unit->tree;
    BindingId found = 0;
    for (NodeId at = size, end = tree_end(tree, size); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        uint32_t operation = tree_node(tree, at)->operation, number;
        if (kind == C_SIZEOF) at = tree_end(tree, at) - 1;
        else if (kind == C_REFERENCE && (found == 0 || found == tree_node(tree, at)->binding)) found = tree_node(tree, at)->binding;
        else if (kind == C_BINARY && operation != OP_ADD && operation != OP_MUL) return 0;
        else if (kind == C_UNARY && operation != OP_PRE_INC && operation != OP_POST_INC) return 0;
        else if (kind == C_INTEGER && (!c_integer(tree, at, &number) || number > FEW_TURNS)) return 0;
        else if (kind != C_BINARY && kind != C_UNARY && kind != C_INTEGER && kind != C_PAREN && kind != C_IMPLICIT_CAST && kind != C_CAST && kind != C_TYPE_REFERENCE) return 0;
    }
    return found;
}

// Does an `if` on the way from the loop ask for the counter: is there room, is it a multiple?
static bool asks_for_room(const Unit *unit, NodeId call, NodeId loop, BindingId counter)
{
    const Tree *tree = unit->tree;
    for (NodeId at = call, up = c_deciding_if(tree, at); up && tree_contains(tree, loop, up); at = up, up = c_deciding_if(tree, at)) {
        NodeId condition = tree_child_as(tree, up, ROLE_C_CONDITION);
        for_each_reference(unit, counter, reference)
            if (tree_contains(tree, condition, reference->node)) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    uint32_t number = size_argument(call->callee);
    if (!number || call->argument_count < 2 || c_is_broken(check->tree, call->node)) return;
    NodeId loop = c_loop_around(check->tree, call->node);
    BindingId counter = loop ? counter_of(check->unit, call->arguments[number - 1].node) : 0;
    if (!counter || c_loop_is_short(check->unit, loop, FEW_TURNS) || !counts_by_one(check->unit, loop, counter)) return;
    if (asks_for_room(check->unit, call->node, loop, counter) || (tree_node(check->tree, call->node)->flags & NODE_IN_MACRO)) return;
    BindingId block = c_reference(check->tree, call->arguments[0].node);
    if (block && tree_contains(check->tree, loop, unit_binding(check->unit, block)->declared)) return;
    Str place = tree_text(check->tree, c_strip_casts(check->tree, call->arguments[0].node));
    Finding *finding = report(check, call->node, "'%.*s' is made larger by one element in every turn: it may be copied whole for each of them", FMT(place));
    also(check, finding, loop, "the loop");
}

const Rule rule_realloc_grow_by_one = {
    .id = "realloc-grow-by-one",
    .summary = "block grows by one element in every turn of a loop",
    .help = "keep a capacity and double it when it is used up",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
