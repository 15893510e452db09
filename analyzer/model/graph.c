// Blocks in reverse post-order and their loops.
//
// Loops are found from back edges of a depth-first walk: an edge to a block that is still open. Heads are taken innermost first;
// what reaches a back edge's source without passing the head is its body, and a finished loop counts as its head from then on (union-find),
// so that deep nesting stays nearly linear. Irreducible loops (a goto into a loop) get the head that the walk meets first: good enough to
// know that a block repeats, which is all that is asked.
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

typedef struct LoopFinder {
    Graph *graph;
    Predecessors before;
    BlockId *stands_for;  // union-find: a block of a finished loop stands for its head
    BlockId *outer;       // per block that was absorbed: the head that absorbed it
    BlockId *stack;
    uint32_t depth;
} LoopFinder;

static BlockId representative(LoopFinder *finder, BlockId block)
{
    BlockId *up = finder->stands_for;
    while (up[block] != block) block = up[block] = up[up[block]];
    return block;
}

// Takes `block`'s loop (or the block itself) into the loop of `head`, and remembers to look at what leads to it.
static void absorb(LoopFinder *finder, BlockId block, BlockId head)
{
    block = representative(finder, block);
    const Block *blocks = finder->graph->blocks;
    if (block == head || blocks[block].order <= blocks[head].order) return;
    finder->stands_for[block] = head;
    finder->outer[block] = head;
    finder->stack[finder->depth++] = block;
}

static void absorb_body(LoopFinder *finder, BlockId head)
{
    while (finder->depth) {
        BlockId block = finder->stack[--finder->depth];
        for (uint32_t i = finder->before.first[block]; i < finder->before.first[block + 1]; i++) {
            BlockId from = finder->before.list[i];
            if (finder->graph->blocks[from].order) absorb(finder, from, head);
        }
    }
}

static int by_head_order_descending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (x[0] < y[0]) - (x[0] > y[0]);
}

static void name_loops(LoopFinder *finder, const bool *is_head)
{
    Graph *graph = finder->graph;
    for (uint32_t i = 0; i < graph->reachable_count; i++) {
        BlockId id = graph->by_order[i];
        BlockId outer = finder->outer[id];
        Block *block = &graph->blocks[id];
        uint16_t outside = outer ? graph->blocks[outer].loop_depth : 0;
        block->loop = is_head[id] ? id : outer;
        block->loop_depth = (uint16_t)(outside + (is_head[id] && outside < UINT16_MAX));
    }
}

static void find_loops(Arena *arena, Graph *graph, const BackEdges *back)
{
    if (!back->len) return;
    uint32_t(*edges)[3] = arena_push(arena, sizeof(uint32_t[3]) * back->len);  // order of the head, head, source
    bool *is_head = arena_array(arena, bool, graph->block_count);
    for (uint32_t i = 0; i < back->len; i++) {
        edges[i][0] = graph->blocks[back->at[i].to].order;
        edges[i][1] = back->at[i].to;
        edges[i][2] = back->at[i].from;
        is_head[back->at[i].to] = true;
    }
    qsort(edges, back->len, sizeof edges[0], by_head_order_descending);
    LoopFinder finder = {.graph = graph, .before = predecessors(arena, graph)};
    finder.stands_for = arena_array(arena, BlockId, graph->block_count);
    finder.outer = arena_array(arena, BlockId, graph->block_count);
    finder.stack = arena_array(arena, BlockId, graph->block_count);
    for (BlockId block = 0; block < graph->block_count; block++) finder.stands_for[block] = block;
    for (uint32_t i = 0; i < back->len; i++) {
        absorb(&finder, edges[i][2], edges[i][1]);
        if (i + 1 == back->len || edges[i + 1][1] != edges[i][1]) absorb_body(&finder, edges[i][1]);
    }
    name_loops(&finder, is_head);
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
