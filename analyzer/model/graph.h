// The control flow of one function: blocks of events, edges, loops.
//
// A front end builds it with graph_open .. graph_close; block 1 is the entry, block 2 the exit. Blocks that nothing
// reaches are kept, marked. A block's events happen in order; a TEST stands last and speaks of the TRUE and FALSE edges.
#pragma once

#include "model/event.h"

typedef uint32_t BlockId;  // index into Graph.blocks; 0 is none

enum { BLOCK_ENTRY = 1, BLOCK_EXIT = 2 };

typedef enum EdgeKind {
    EDGE_ALWAYS = 1,
    EDGE_TRUE,
    EDGE_FALSE,
    EDGE_CASE,       // one of several: switch, match
    EDGE_EXCEPTION,  // Python: from a try body to its handlers
} EdgeKind;

typedef struct Edge {
    BlockId from, to;
    EdgeKind kind;
} Edge;

typedef struct Block {
    uint32_t first_event, event_count;  // into Graph.events
    uint32_t first_edge, edge_count;    // outgoing, into Graph.edges
    uint32_t order;       // position in reverse post-order from 1; 0 = unreachable
    BlockId loop;         // head of the innermost loop that contains it, 0 = none; a head belongs to its own loop
    uint16_t loop_depth;  // 0 = not in a loop
} Block;

typedef struct Graph {
    Block *blocks;
    uint32_t block_count;  // [0] included
    Event *events;
    uint32_t event_count;
    Edge *edges;
    uint32_t edge_count;
    BlockId *by_order;     // reachable blocks in reverse post-order: [0 .. reachable_count)
    uint32_t reachable_count;
    bool gave_up;          // computed goto, asm goto, setjmp: no rule may reason about its paths
} Graph;

// --- building --------------------------------------------------------------------------------------------------
typedef struct GraphBuilder {
    Arena *arena;
    struct { uint32_t len, cap; struct GraphDraft *at; } drafts;   // events with the block they belong to
    ArrayOf(Edge) edges;
    uint32_t block_count;
    bool gave_up;
} GraphBuilder;

// Starts a graph that has its entry and its exit.
void graph_open(GraphBuilder *builder, Arena *arena);
BlockId graph_block(GraphBuilder *builder);
void graph_edge(GraphBuilder *builder, BlockId from, BlockId to, EdgeKind kind);
void graph_event(GraphBuilder *builder, BlockId block, Event event);
// Sorts events and edges to their blocks, finds order and loops. Not recursive.
Graph graph_close(GraphBuilder *builder);

// Can control come from `block` back to `block`?
static inline bool block_repeats(const Graph *graph, BlockId block) { return graph->blocks[block].loop_depth > 0; }
