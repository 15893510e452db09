// A type's tp_dealloc gives the object's memory back on one path and returns on another without having done so: every object that takes it is lost.
//
// Nobody but tp_dealloc gives that memory back. What a path hands the object to, or where it stores it (a free list), may do so later: only a path on
// which nothing but the object's members is touched counts. Functions that ask for the object itself or for its reference count are left out.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/path.h"

enum { SLOT = 4 };  // of tp_dealloc, in a list without names

static bool is_slot_value(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId up = tree_parent(tree, value), list = tree_kind(tree, up) == C_DESIGNATED ? tree_parent(tree, up) : up;
    if (tree_kind(tree, list) != C_INIT_LIST) return false;
    NodeId name = up == list ? 0 : tree_first(tree, up), first = c_strip_casts(tree, tree_first(tree, list));
    if (name) return str_is(unit_binding(unit, tree_node(tree, name)->binding)->name, "tp_dealloc");
    if (tree_child(tree, list, SLOT) == value) return str_is(unit_type(unit, tree_node(tree, list)->type)->name, "struct _typeobject");
    return tree_child(tree, list, 1) == value && str_is(c_macro_name(tree, first), "Py_tp_dealloc");
}

static bool is_dealloc(const Unit *unit, FunctionId function)
{
    for_each_reference(unit, unit_function(unit, function)->binding, use) {
        NodeId value = use->node, up = tree_parent(unit->tree, value);
        for (; c_strip_casts(unit->tree, up) == use->node; up = tree_parent(unit->tree, up)) value = up;
        if (use->kind == REFERENCE_STORED && is_slot_value(unit, value)) return true;
    }
    return false;
}

// --- who gets the object ---------------------------------------------------------------------------------------------
// The object, and one variable that has it under its real type.
typedef struct Self {
    BindingId names[2];
} Self;

static bool is_self(const Unit *unit, const Self *self, NodeId node)
{
    BindingId name = c_reference(unit->tree, c_strip_casts(unit->tree, node));
    return name && (name == self->names[0] || name == self->names[1]);
}

static bool is_outside(const Reference *use)
{
    return use->kind == REFERENCE_TESTED || use->kind == REFERENCE_STORED || use->kind == REFERENCE_ADDRESS || use->kind == REFERENCE_RETURNED ||
           use->kind == REFERENCE_READ || use->kind == REFERENCE_ELEMENT || use->kind == REFERENCE_UPDATE || str_is(use->name, "ob_refcnt");
}

// False when something else is done with the object than to pass it to functions and to use its members.
static bool find_names(const Unit *unit, FunctionId function, Self *self)
{
    const Tree *tree = unit->tree;
    self->names[0] = unit_function(unit, function)->first_parameter;
    for (int i = 0; i < 2 && self->names[i]; i++) {
        for_each_reference(unit, self->names[i], use) {
            NodeId up = c_parent(tree, use->node);
            while (tree_kind(tree, up) == C_CAST) up = c_parent(tree, up);
            bool is_cast_name = use->kind == REFERENCE_STORED && tree_kind(tree, up) == C_VARIABLE;
            if (is_cast_name && i == 0 && !self->names[1]) self->names[1] = tree_node(tree, up)->binding;
            else if (is_outside(use) || (use->kind == REFERENCE_WRITE && tree_kind(tree, use->node) == C_REFERENCE)) return false;
        }
    }
    return true;
}

// Functions that leave the object where it is.
static bool only_looks(const Check *check, const Call *call, uint32_t number)
{
    static const char *const names[] = {"Py_TYPE", "Py_SIZE", "PyObject_GC_UnTrack", "_PyObject_GC_UNTRACK", "PyObject_ClearWeakRefs", "PyObject_TypeCheck", NULL};
    bool is_borrowed = call->target && summary_argument(summary_of_call(check->summaries, call), number).how == HANDOVER_BORROWED;
    return is_borrowed || str_is_any(call->callee, names);
}

// Marks the blocks in which the object is passed on; false when none frees it for certain.
static bool mark_ends(const Check *check, FunctionId function, const Self *self, bool *ends)
{
    const Unit *unit = check->unit;
    bool is_freed = false;
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        for (uint32_t n = 1; call->function == function && n <= call->argument_count; n++) {
            if (!is_self(unit, self, call->arguments[n - 1].node) || only_looks(check, call, n)) continue;
            NodeId callee = c_strip_casts(check->tree, tree_child_as(check->tree, call->node, ROLE_C_CALLEE));
            is_freed |= c_last_name(unit, callee).len && str_is(c_last_name(unit, callee), "tp_free");
            is_freed |= summary_argument(summary_of_call(check->summaries, call), n).how == HANDOVER_RELEASED;
            ends[call->block] = true;
        }
    }
    return is_freed;
}

// --- paths -----------------------------------------------------------------------------------------------------------
// The return with which a path ends on which no block is marked; 0 = there is none, or it is the end of the body.
static NodeId kept_at(const Check *check, const Graph *graph, const bool *ends)
{
    bool *is_open = arena_array(check->scratch, bool, graph->block_count);
    NodeId kept = 0;
    is_open[BLOCK_ENTRY] = true;
    for (uint32_t round = 0, changed = 1; changed && round < graph->block_count; round++) {
        changed = 0;
        for (uint32_t order = 0; order < graph->reachable_count; order++) {
            BlockId id = graph->by_order[order];
            const Block *block = &graph->blocks[id];
            for (uint32_t e = 0; is_open[id] && !ends[id] && e < block->edge_count; e++) {
                BlockId to = graph->edges[block->first_edge + e].to;
                changed |= !is_open[to];
                is_open[to] = true;
            }
        }
    }
    for (uint32_t order = 0; order < graph->reachable_count && !kept; order++) {
        const Block *block = &graph->blocks[graph->by_order[order]];
        for (uint32_t i = 0; is_open[graph->by_order[order]] && !ends[graph->by_order[order]] && i < block->event_count; i++)
            if (graph->events[block->first_event + i].kind == EVENT_RETURN) kept = graph->events[block->first_event + i].node;
    }
    return kept;
}

static void check(Check *check, FunctionId id)
{
    const Unit *unit = check->unit;
    const Function *function = unit_function(unit, id);
    if (!(function->flags & FUNCTION_ADDRESS_TAKEN) || function->parameter_count != 1 || function->graph.gave_up) return;
    if (c_is_broken(check->tree, function->body) || !is_dealloc(unit, id)) return;
    Self self = {0};
    bool *ends = arena_array(check->scratch, bool, function->graph.block_count);
    if (!find_names(unit, id, &self) || !mark_ends(check, id, &self, ends)) return;
    NodeId kept = kept_at(check, &function->graph, ends);
    if (kept) report(check, kept, "'%.*s' returns here without giving the object's memory back, as it does elsewhere", FMT(function->name));
}

const Rule rule_dealloc_keeps_block = {
    .id = "dealloc-keeps-block",
    .summary = "tp_dealloc that frees the object on some paths only",
    .help = "call tp_free on this path, too",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_function = check,
    .reads_summaries = true,
};
