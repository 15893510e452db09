#include "c/c_lower.h"

void c_lower(Arena *arena, Unit *unit)
{
    (void)array_push(arena, &unit->calls);
    (void)array_push(arena, &unit->places.list);
    unit->call_of_node = arena_array(arena, uint32_t, unit->tree->count);
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) {
        GraphBuilder builder;
        graph_open(&builder, arena);
        graph_edge(&builder, BLOCK_ENTRY, BLOCK_EXIT, EDGE_ALWAYS);
        unit->functions.at[id].graph = graph_close(&builder);
    }
}
