#include "c/c_way_out.h"

#include "base/str.h"
#include "c/c_idiom.h"

// One resource and one ending, looked at in the graph of its function.
typedef struct Proof {
    const Unit *unit;
    const Summaries *summaries;
    const Graph *graph;
    const Resource *resource;
    const Ending *ending;
    PlaceId place;       // the variable's
    BindingId variable;
    BlockId start;       // where it is acquired
    uint32_t acquired;   // index of the CALL into Graph.events
    BlockId *stack;
    bool *seen;
} Proof;

// A statement that leaves, in the graph.
typedef struct Site {
    NodeId statement;
    BlockId block;
    uint32_t event;      // its event, or where the block's events end
} Site;

// --- the graph ---------------------------------------------------------------------------------------------------
static BlockId block_of_event(const Graph *graph, uint32_t event)
{
    for (BlockId id = 1; id < graph->block_count; id++) {
        const Block *block = &graph->blocks[id];
        if (event >= block->first_event && event < block->first_event + block->event_count) return id;
    }
    return 0;
}

// Can the edge be taken when the acquisition has failed?
static bool is_open_on_failure(const Proof *proof, const Edge *edge)
{
    const Block *block = &proof->graph->blocks[edge->from];
    const Event *test = block->event_count ? &proof->graph->events[block->first_event + block->event_count - 1] : NULL;
    if (!test || test->kind != EVENT_TEST || (edge->kind != EDGE_TRUE && edge->kind != EDGE_FALSE)) return true;
    const Place *tested = unit_place(proof->unit, test->place);
    bool is_result = tested->kind == PLACE_RESULT && tested->node == proof->resource->call->node;
    if ((test->place != proof->place && !is_result) || (proof->resource->is_filled && !is_result)) return true;
    int32_t number = test->other ? unit_place(proof->unit, test->other)->value : 0;
    static const int32_t failures[] = {0, -1, 1};
    Range success = summary_of_call(proof->summaries, proof->resource->call)->success;
    bool is_pointer = unit_type(proof->unit, unit_binding(proof->unit, proof->variable)->type)->kind == TYPE_POINTER;
    if (!proof->resource->is_filled) success = is_pointer ? (Range){INT32_MIN, INT32_MAX, 0, true} : (Range){0, INT32_MAX, 0, false};
    for (uint32_t i = 0; i < 3; i++) {
        Range failed = range_of(failures[i]);
        bool is_failure = range_is_apart(failed, success) && (is_result ? true : failures[i] == (is_pointer ? 0 : -1));
        if (is_failure && range_narrow(&failed, (Test)test->detail, number, edge->kind == EDGE_TRUE)) return true;
    }
    return false;
}

// Can control come from one block to the other without entering `avoid`? With `failed`: when the acquisition has failed.
static bool reaches(const Proof *proof, BlockId from, BlockId to, BlockId avoid, bool failed)
{
    const Graph *graph = proof->graph;
    uint32_t depth = 0;
    memset(proof->seen, 0, sizeof *proof->seen * graph->block_count);
    proof->stack[depth++] = from;
    proof->seen[from] = true;
    while (depth) {
        BlockId at = proof->stack[--depth];
        if (at == to) return true;
        for (uint32_t i = 0; i < graph->blocks[at].edge_count; i++) {
            const Edge *edge = &graph->edges[graph->blocks[at].first_edge + i];
            if (proof->seen[edge->to] || edge->to == avoid || (failed && !is_open_on_failure(proof, edge))) continue;
            proof->seen[edge->to] = true;
            proof->stack[depth++] = edge->to;
        }
    }
    return false;
}

// Does what happens there happen before the site on some way that comes from the acquisition?
static bool comes_between(const Proof *proof, uint32_t event, const Site *site)
{
    BlockId block = block_of_event(proof->graph, event);
    if (!block || !proof->graph->blocks[block].order) return false;
    if (block == site->block && event > site->event) return block_repeats(proof->graph, block);
    if (block == proof->start && event <= proof->acquired) return false;
    bool is_behind = block == proof->start || reaches(proof, proof->start, block, 0, false);
    return is_behind && (block == site->block || reaches(proof, block, site->block, proof->start, false));
}

// --- what is sure ------------------------------------------------------------------------------------------------
static bool starts_empty(const Proof *proof)
{
    const Tree *tree = proof->unit->tree;
    NodeId declared = unit_binding(proof->unit, proof->variable)->declared;
    NodeId value = tree_kind(tree, declared) == C_VARIABLE ? tree_child_as(tree, declared, ROLE_C_INIT) : 0;
    if (!value) return false;
    bool is_pointer = unit_type(proof->unit, unit_binding(proof->unit, proof->variable)->type)->kind == TYPE_POINTER;
    return is_pointer ? c_is_null(tree, value) : str_is(tree_text(tree, value), "-1");
}

// May the call give away what the variable holds?
static bool gives_away(const Proof *proof, const Event *event)
{
    const Call *call = &proof->unit->calls.at[event->detail];
    if (call == proof->resource->call) return false;
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        if (call->arguments[i - 1].place != proof->place) continue;
        uint8_t how = summary_argument(summary_of_call(proof->summaries, call), i).how;
        if (how != HANDOVER_BORROWED) return true;
    }
    return false;
}

static bool is_write_of_own(const Proof *proof, const Event *event)
{
    return event->node == proof->resource->call->node || tree_contains(proof->unit->tree, event->node, proof->resource->call->node);
}

// Does the event give the thing to somebody else, or the variable another value?
static bool disturbs(const Proof *proof, const Event *event)
{
    switch (event->kind) {
    case EVENT_CALL: return gives_away(proof, event);
    case EVENT_SET:
        if (is_write_of_own(proof, event) || event->node == proof->ending->node) return false;
        return event->place == proof->place || event->other == proof->place;
    case EVENT_ESCAPE: return event->place == proof->place && !unit_call(proof->unit, event->node);  // of calls the summaries know more
    case EVENT_RELEASE:
    case EVENT_MOVE:
    case EVENT_CAPTURE: return event->place == proof->place;
    default: return false;
    }
}

static bool is_undisturbed(const Proof *proof, const Site *site)
{
    for (uint32_t i = 0; i < proof->graph->event_count; i++)
        if (i != site->event && disturbs(proof, &proof->graph->events[i]) && comes_between(proof, i, site)) return false;
    return true;
}

static bool is_acquired(const Proof *proof, const Site *site)
{
    if (proof->start == site->block) return proof->acquired < site->event;
    if (proof->start == BLOCK_ENTRY || !reaches(proof, BLOCK_ENTRY, site->block, proof->start, false)) return true;
    if (!starts_empty(proof)) return false;
    for_each_reference(proof->unit, proof->variable, reference) {
        NodeId up = c_parent(proof->unit->tree, reference->node);
        bool is_own = up && tree_contains(proof->unit->tree, up, proof->resource->call->node);
        bool is_write = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE || reference->kind == REFERENCE_ADDRESS;
        if (is_write && reference->node != unit_binding(proof->unit, proof->variable)->declared && !is_own) return false;
    }
    return true;
}

static bool is_in_scope(const Proof *proof, NodeId statement)
{
    const Tree *tree = proof->unit->tree;
    NodeId declared = unit_binding(proof->unit, proof->variable)->declared;
    NodeId scope = tree_ancestor(tree, declared, C_COMPOUND);
    NodeId body = unit_function(proof->unit, proof->resource->function)->body;
    return scope && declared < (statement ? statement : tree_end(tree, body)) && (statement ? tree_contains(tree, scope, statement) : scope == body);
}

// Does the value depend on what the variable leads to? Only plain numbers and names of numbers are known not to.
static bool depends_on_memory(const Unit *unit, NodeId statement)
{
    const Tree *tree = unit->tree;
    for (NodeId at = statement + 1, end = tree_end(tree, statement); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        bool is_name = kind == C_REFERENCE && !c_is_pointer(unit, at);
        bool is_plain = kind == C_INTEGER || kind == C_CHARACTER || kind == C_STRING || kind == C_PAREN || kind == C_IMPLICIT_CAST || kind == C_CAST ||
                        kind == C_CONDITIONAL || kind == C_TYPE_REFERENCE || kind == C_BINARY || kind == C_SIZEOF;
        bool is_sign = kind == C_UNARY && tree_node(tree, at)->operation != OP_DEREF;
        if (!is_name && !is_plain && !is_sign) return true;
    }
    return false;
}

static bool is_mentioned(const Unit *unit, NodeId node, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if (tree_contains(unit->tree, node, reference->node)) return true;
    return false;
}

static bool is_sure(const Proof *proof, const Site *site, CWayOut *out)
{
    const Tree *tree = proof->unit->tree;
    if (site->statement && tree_node(tree, site->statement)->flags & NODE_IN_MACRO) return false;
    if (!is_in_scope(proof, site->statement) || !is_acquired(proof, site) || !is_undisturbed(proof, site)) return false;
    bool may_fail = reaches(proof, proof->start, site->block, 0, true);
    if (proof->resource->is_filled && may_fail && !starts_empty(proof)) return false;
    bool is_new = proof->start == site->block || proof->start == BLOCK_ENTRY || !reaches(proof, BLOCK_ENTRY, site->block, proof->start, false);
    const Summary *summary = summary_of_call(proof->summaries, proof->resource->call);
    bool never_null = !range_is_all(summary->value) && range_is_apart(summary->value, range_of(0));
    *out = (CWayOut){site->statement, proof->variable, !is_new || (may_fail && !never_null)};
    return true;
}

// --- statements that leave ---------------------------------------------------------------------------------------
// The block from which control falls off the end of the body, when there is one only.
static BlockId last_block(const Graph *graph)
{
    BlockId found = 0;
    for (BlockId id = 1; id < graph->block_count; id++) {
        const Block *block = &graph->blocks[id];
        bool returns = block->event_count && graph->events[block->first_event + block->event_count - 1].kind == EVENT_RETURN;
        for (uint32_t i = 0; i < block->edge_count && block->order && !returns; i++) {
            if (graph->edges[block->first_edge + i].to != BLOCK_EXIT) continue;
            if (found && found != id) return 0;
            found = id;
        }
    }
    return found;
}

static bool is_at(const Proof *proof, const Event *event, NodeId node)
{
    bool is_exit = proof->ending->kind == ENDING_LEAKED;
    return event->node == node && (is_exit ? event->kind == EVENT_RETURN : event->kind == EVENT_SET);
}

static bool own_site(const Proof *proof, Site *site)
{
    const Graph *graph = proof->graph;
    *site = (Site){.statement = proof->ending->node};
    if (!site->statement) {
        site->block = last_block(graph);
        site->event = graph->event_count;
        return site->block != 0;
    }
    for (uint32_t i = 0; i < graph->event_count; i++) {
        if (!is_at(proof, &graph->events[i], site->statement)) continue;
        site->block = block_of_event(graph, i);
        site->event = i;
        return site->block && graph->blocks[site->block].order;
    }
    return false;
}

NodeId c_branch_taken(const Tree *tree, NodeId test, bool held)
{
    NodeId at = test;
    for (NodeId up = tree_parent(tree, at); up; at = up, up = tree_parent(tree, up)) {
        const Node *node = tree_node(tree, up);
        bool is_last = tree_node(tree, at)->role == ROLE_C_RIGHT;
        if (node->kind == C_IF) return tree_node(tree, at)->role == ROLE_C_CONDITION ? tree_child_as(tree, up, held ? ROLE_C_THEN : ROLE_C_ELSE) : 0;
        if (node->kind == C_UNARY && node->operation == OP_NOT) held = !held;
        else if (node->kind == C_BINARY && node->operation == OP_AND && (!held || is_last)) continue;
        else if (node->kind == C_BINARY && node->operation == OP_OR && (held || is_last)) continue;
        else if (node->kind != C_PAREN && node->kind != C_IMPLICIT_CAST) return 0;
    }
    return 0;
}

static NodeId jump_of(const Tree *tree, NodeId branch)
{
    NodeId last = branch;
    if (branch && tree_kind(tree, branch) == C_COMPOUND)
        for (last = tree_first(tree, branch); last && tree_next(tree, last);) last = tree_next(tree, last);
    NodeKind kind = last ? tree_kind(tree, last) : 0;
    return kind == C_GOTO || kind == C_BREAK || kind == C_CONTINUE ? last : 0;
}

// The jump at the end of the branch that a condition on the path chose.
static bool jump_site(const Proof *proof, const PathStep *step, Site *site)
{
    const Graph *graph = proof->graph;
    BlockId test = block_of_event(graph, (uint32_t)(step->test - graph->events));
    site->statement = jump_of(proof->unit->tree, c_branch_taken(proof->unit->tree, step->node, step->held));
    site->block = 0;
    for (uint32_t i = 0; i < graph->blocks[test].edge_count && site->statement; i++) {
        const Edge *edge = &graph->edges[graph->blocks[test].first_edge + i];
        if (edge->kind == (step->held ? EDGE_TRUE : EDGE_FALSE)) site->block = edge->to;
    }
    if (!site->block || graph->blocks[site->block].edge_count != 1) return false;
    site->event = graph->blocks[site->block].first_event + graph->blocks[site->block].event_count;
    return true;
}

// Does anything that can follow the jump look at the variable?
static bool is_used_behind(const Proof *proof, const Site *site)
{
    for (uint32_t i = 0; i < proof->graph->event_count; i++) {
        const Event *event = &proof->graph->events[i];
        bool speaks = event->place == proof->place || event->other == proof->place ||
                      place_is_within(&proof->unit->places, event->place, proof->place) || (event->kind == EVENT_CALL && gives_away(proof, event));
        BlockId block = speaks ? block_of_event(proof->graph, i) : 0;
        if (block && block != proof->start && block != site->block && reaches(proof, site->block, block, proof->start, false)) return true;
    }
    return false;
}

// --- the question ------------------------------------------------------------------------------------------------
static bool open_proof(Arena *scratch, Proof *proof)
{
    const Unit *unit = proof->unit;
    proof->variable = unit_place(unit, proof->place)->binding;
    const Binding *binding = unit_binding(unit, proof->variable);
    TypeKind kind = unit_type(unit, binding->type)->kind;
    if (unit_place(unit, proof->place)->kind != PLACE_LOCAL || binding->has_cleanup || (kind != TYPE_POINTER && kind != TYPE_INTEGER)) return false;
    if (proof->ending->state.name_count != 1 && proof->ending->kind == ENDING_LEAKED) return false;
    uint32_t addresses = 0;
    for_each_reference(unit, proof->variable, reference) addresses += reference->kind == REFERENCE_ADDRESS;
    if (addresses > (proof->resource->is_filled ? 1u : 0u)) return false;
    const Graph *graph = proof->graph;
    for (uint32_t i = 0; i < graph->event_count && !proof->start; i++) {
        if (graph->events[i].kind != EVENT_CALL || &unit->calls.at[graph->events[i].detail] != proof->resource->call) continue;
        proof->start = block_of_event(graph, i);
        proof->acquired = i;
    }
    proof->stack = arena_array(scratch, BlockId, graph->block_count + 1);
    proof->seen = arena_array(scratch, bool, graph->block_count + 1);
    return proof->start != 0;
}

bool c_way_out(Arena *scratch, const Unit *unit, const Summaries *summaries, const Resource *resource, const Ending *ending, const PathSteps *steps, CWayOut *out)
{
    Proof proof = {.unit = unit, .summaries = summaries, .graph = &unit_function(unit, resource->function)->graph, .resource = resource,
                   .ending = ending, .place = resource->place};
    Site site;
    if (!resource->call || ending->is_merged || !resource->place || !open_proof(scratch, &proof)) return false;
    bool is_overwrite = ending->kind == ENDING_OVERWRITTEN;
    bool keeps_value = !ending->node || is_overwrite || !depends_on_memory(unit, ending->node);
    if (is_overwrite && is_mentioned(unit, tree_child_as(unit->tree, ending->node, ROLE_C_RIGHT), proof.variable)) return false;
    if (keeps_value && own_site(&proof, &site) && is_sure(&proof, &site, out)) return true;
    for (uint32_t i = steps->len; i > 0 && !is_overwrite; i--)
        if (jump_site(&proof, &steps->at[i - 1], &site) && is_sure(&proof, &site, out) && !is_used_behind(&proof, &site)) return true;
    return false;
}
