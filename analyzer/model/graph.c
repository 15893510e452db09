// Blocks in reverse post-order and their loops.
//
// Loops are found from back edges of a depth-first walk: an edge to a block that is still open. The body is what reaches the
// edge's source without passing the head. Irreducible loops (a goto into a loop) get the head that the walk meets first: good
// enough to know that a block repeats, which is all that is asked.
#include "model/graph.h"

#include <stdlib.h>

struct GraphDraft {
    BlockId block;
    Event event;
};

void graph_open(GraphBuilder *builder, Arena *arena)
{
    *builder = (GraphBuilder){.arena = arena, .block_count = BLOCK_EXIT + 1};
}

BlockId graph_block(GraphBuilder *builder) { return builder->block_count++; }

void graph_edge(GraphBuilder *builder, BlockId from, BlockId to, EdgeKind kind)
{
    if (from && to) *array_push(builder->arena, &builder->edges) = (Edge){from, to, kind};
}

void graph_event(GraphBuilder *builder, BlockId block, Event event)
{
    if (block) *array_push(builder->arena, &builder->drafts) = (struct GraphDraft){block, event};
}

static void place_events(Arena *arena, const GraphBuilder *builder, Graph *graph)
{
    graph->events = arena_array(arena, Event, builder->drafts.len);
    graph->event_count = builder->drafts.len;
    for (uint32_t i = 0; i < builder->drafts.len; i++) graph->blocks[builder->drafts.at[i].block].event_count++;
    uint32_t next = 0;
    for (BlockId block = 0; block < graph->block_count; block++) {
        graph->blocks[block].first_event = next;
        next += graph->blocks[block].event_count;
        graph->blocks[block].event_count = 0;
    }
    for (uint32_t i = 0; i < builder->drafts.len; i++) {
        Block *block = &graph->blocks[builder->drafts.at[i].block];
        graph->events[block->first_event + block->event_count++] = builder->drafts.at[i].event;
    }
}

static void place_edges(Arena *arena, const GraphBuilder *builder, Graph *graph)
{
    graph->edges = arena_array(arena, Edge, builder->edges.len);
    graph->edge_count = builder->edges.len;
    for (uint32_t i = 0; i < builder->edges.len; i++) graph->blocks[builder->edges.at[i].from].edge_count++;
    uint32_t next = 0;
    for (BlockId block = 0; block < graph->block_count; block++) {
        graph->blocks[block].first_edge = next;
        next += graph->blocks[block].edge_count;
        graph->blocks[block].edge_count = 0;
    }
    for (uint32_t i = 0; i < builder->edges.len; i++) {
        Block *block = &graph->blocks[builder->edges.at[i].from];
        graph->edges[block->first_edge + block->edge_count++] = builder->edges.at[i];
    }
}

typedef struct Step {
    BlockId block;
    uint32_t next_edge;
} Step;

typedef ArrayOf(Edge) BackEdges;

// Fills by_order and order; collects the edges that lead back to a block on the walk's path.
static void walk(Arena *arena, Graph *graph, BackEdges *back)
{
    enum { UNSEEN, OPEN, CLOSED };
    uint8_t *state = arena_array(arena, uint8_t, graph->block_count);
    Step *path = arena_array(arena, Step, graph->block_count);
    BlockId *post = arena_array(arena, BlockId, graph->block_count);
    uint32_t depth = 0, done = 0;
    path[depth++] = (Step){BLOCK_ENTRY, 0};
    state[BLOCK_ENTRY] = OPEN;
    while (depth) {
        Step *step = &path[depth - 1];
        const Block *block = &graph->blocks[step->block];
        if (step->next_edge == block->edge_count) {
            state[step->block] = CLOSED;
            post[done++] = step->block;
            depth--;
            continue;
        }
        Edge edge = graph->edges[block->first_edge + step->next_edge++];
        if (state[edge.to] == OPEN) *array_push(arena, back) = edge;
        if (state[edge.to] != UNSEEN) continue;
        state[edge.to] = OPEN;
        path[depth++] = (Step){edge.to, 0};
    }
    graph->by_order = arena_array(arena, BlockId, done);
    graph->reachable_count = done;
    for (uint32_t i = 0; i < done; i++) {
        graph->by_order[i] = post[done - 1 - i];
        graph->blocks[graph->by_order[i]].order = i + 1;
    }
}

typedef struct Predecessors {
    uint32_t *first;  // per block, into list; [block + 1] ends it
    BlockId *list;
} Predecessors;

static Predecessors predecessors(Arena *arena, const Graph *graph)
{
    Predecessors before = {arena_array(arena, uint32_t, graph->block_count + 1), arena_array(arena, BlockId, graph->edge_count)};
    for (uint32_t i = 0; i < graph->edge_count; i++) before.first[graph->edges[i].to + 1]++;
    for (BlockId block = 0; block < graph->block_count; block++) before.first[block + 1] += before.first[block];
    uint32_t *next = arena_array(arena, uint32_t, graph->block_count);
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        BlockId to = graph->edges[i].to;
        before.list[before.first[to] + next[to]++] = graph->edges[i].from;
    }
    return before;
}

// Marks the loop of one head: everything that reaches the sources of its back edges without passing it.
static void mark_loop(Graph *graph, const Predecessors *before, BlockId head, const BackEdges *back, BlockId *stack, uint32_t *seen)
{
    uint32_t depth = 0;
    seen[head] = head;
    graph->blocks[head].loop = head;
    graph->blocks[head].loop_depth++;
    for (uint32_t i = 0; i < back->len; i++) {
        BlockId source = back->at[i].from;
        if (back->at[i].to != head || seen[source] == head) continue;
        seen[source] = head;
        stack[depth++] = source;
    }
    while (depth) {
        BlockId block = stack[--depth];
        graph->blocks[block].loop = head;
        graph->blocks[block].loop_depth++;
        for (uint32_t i = before->first[block]; i < before->first[block + 1]; i++) {
            BlockId from = before->list[i];
            if (seen[from] == head || !graph->blocks[from].order) continue;
            seen[from] = head;
            stack[depth++] = from;
        }
    }
}

static int by_head_order(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

// Outer heads come first in reverse post-order, so that an inner loop overwrites `loop` last.
static void find_loops(Arena *arena, Graph *graph, const BackEdges *back)
{
    if (!back->len) return;
    uint32_t(*heads)[2] = arena_push(arena, sizeof(uint32_t[2]) * back->len);
    for (uint32_t i = 0; i < back->len; i++) {
        heads[i][0] = graph->blocks[back->at[i].to].order;
        heads[i][1] = back->at[i].to;
    }
    qsort(heads, back->len, sizeof heads[0], by_head_order);
    Predecessors before = predecessors(arena, graph);
    BlockId *stack = arena_array(arena, BlockId, graph->block_count);
    uint32_t *seen = arena_array(arena, uint32_t, graph->block_count);
    for (uint32_t i = 0; i < back->len; i++)
        if (i == 0 || heads[i][1] != heads[i - 1][1]) mark_loop(graph, &before, heads[i][1], back, stack, seen);
}

Graph graph_close(GraphBuilder *builder)
{
    Arena *arena = builder->arena;
    Graph graph = {.block_count = builder->block_count, .gave_up = builder->gave_up};
    graph.blocks = arena_array(arena, Block, graph.block_count);
    place_events(arena, builder, &graph);
    place_edges(arena, builder, &graph);
    BackEdges back = {0};
    walk(arena, &graph, &back);
    find_loops(arena, &graph, &back);
    return graph;
}
