// Function bodies -> calls, graphs and events. c_graph.c follows control, c_lower.c says what an expression does.
#pragma once

#include "c/c_container.h"
#include "c/c_kinds.h"

// The function that is being lowered.
typedef struct CLower {
    Arena *arena, *scratch;
    Unit *unit;
    const Tree *tree;
    const CContainers *containers;
    FunctionId function;
    GraphBuilder graph;
    BlockId block;       // where the next event goes
    BlockId *labels;     // by the label's number, which is unique in the file
    bool ends;           // the last call never returns
} CLower;

// Fills unit->calls, call_of_node, places, and the graph and flags of every function.
void c_lower(Arena *arena, Unit *unit);

// Builds the graph of lower->function. (c_graph.c)
void c_graph_build(CLower *lower);
// The events of one node whose operands have been evaluated.
void c_lower_node(CLower *lower, NodeId node);
// The events of a condition when control branches on its value: the TEST comes last.
void c_lower_test(CLower *lower, NodeId condition);
