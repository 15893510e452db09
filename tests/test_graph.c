// Graphs are written as edges: "1>3 3>4 4>3 3>2".
#include "model/graph.h"

#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

static Graph graph_of(Arena *arena, uint32_t blocks, const char *edges)
{
    GraphBuilder builder;
    graph_open(&builder, arena);
    while (builder.block_count < blocks) graph_block(&builder);
    for (const char *at = edges; *at;) {
        char *end;
        BlockId from = (BlockId)strtoul(at, &end, 10);
        BlockId to = (BlockId)strtoul(end + 1, &end, 10);
        graph_edge(&builder, from, to, EDGE_ALWAYS);
        at = *end ? end + 1 : end;
    }
    return graph_close(&builder);
}

static void order_puts_a_block_before_what_follows_it(void **state)
{
    (void)state;
    Arena arena = {0};
    Graph graph = graph_of(&arena, 6, "1>3 1>4 3>5 4>5 5>2");
    assert_int_equal(graph.reachable_count, 5);
    assert_int_equal(graph.by_order[0], BLOCK_ENTRY);
    assert_int_equal(graph.by_order[4], BLOCK_EXIT);
    assert_true(graph.blocks[5].order > graph.blocks[3].order && graph.blocks[5].order > graph.blocks[4].order);
    for (BlockId block = 1; block < 6; block++) assert_int_equal(graph.blocks[block].loop_depth, 0);
    arena_close(&arena);
}

static void unreachable_blocks_have_no_order(void **state)
{
    (void)state;
    Arena arena = {0};
    Graph graph = graph_of(&arena, 5, "1>2 3>4 4>3");
    assert_int_equal(graph.blocks[3].order, 0);
    assert_int_equal(graph.blocks[4].order, 0);
    assert_int_equal(graph.blocks[BLOCK_EXIT].order, 2);
    arena_close(&arena);
}

static void nested_loops_nest(void **state)
{
    (void)state;
    Arena arena = {0};
    // 3 is the outer head, 4 the inner one, 5 the inner body, 6 behind the inner loop.
    Graph graph = graph_of(&arena, 7, "1>3 3>4 4>5 5>4 4>6 6>3 3>2");
    assert_int_equal(graph.blocks[3].loop_depth, 1);
    assert_int_equal(graph.blocks[4].loop_depth, 2);
    assert_int_equal(graph.blocks[5].loop_depth, 2);
    assert_int_equal(graph.blocks[6].loop_depth, 1);
    assert_int_equal(graph.blocks[5].loop, 4);
    assert_int_equal(graph.blocks[6].loop, 3);
    assert_int_equal(graph.blocks[BLOCK_EXIT].loop_depth, 0);
    arena_close(&arena);
}

static void deep_nesting_stays_quick(void **state)
{
    (void)state;
    Arena arena = {0};
    GraphBuilder builder;
    graph_open(&builder, &arena);
    enum { DEPTH = 40000 };
    BlockId last = BLOCK_ENTRY;
    for (int i = 0; i < DEPTH; i++) {  // heads 3, 4, ..., each inside the one before
        BlockId head = graph_block(&builder);
        graph_edge(&builder, last, head, EDGE_ALWAYS);
        last = head;
    }
    for (BlockId head = last; head > 3; head--) {
        BlockId behind = graph_block(&builder);
        graph_edge(&builder, last, head, EDGE_ALWAYS);
        graph_edge(&builder, head, behind, EDGE_ALWAYS);
        last = behind;
    }
    graph_edge(&builder, last, 3, EDGE_ALWAYS);
    graph_edge(&builder, 3, BLOCK_EXIT, EDGE_ALWAYS);
    Graph graph = graph_close(&builder);
    assert_int_equal(graph.blocks[3].loop_depth, 1);
    assert_int_equal(graph.blocks[103].loop_depth, 101);
    assert_int_equal(graph.blocks[103].loop, 103);
    arena_close(&arena);
}

static void two_continues_make_one_loop(void **state)
{
    (void)state;
    Arena arena = {0};
    Graph graph = graph_of(&arena, 6, "1>3 3>4 3>5 4>3 5>3 3>2");
    assert_int_equal(graph.blocks[3].loop_depth, 1);
    assert_int_equal(graph.blocks[4].loop_depth, 1);
    assert_int_equal(graph.blocks[5].loop_depth, 1);
    arena_close(&arena);
}

static void a_block_that_loops_on_itself_repeats(void **state)
{
    (void)state;
    Arena arena = {0};
    Graph graph = graph_of(&arena, 4, "1>3 3>3 3>2");
    assert_true(block_repeats(&graph, 3));
    assert_false(block_repeats(&graph, BLOCK_EXIT));
    arena_close(&arena);
}

static void events_keep_their_order_within_a_block(void **state)
{
    (void)state;
    Arena arena = {0};
    GraphBuilder builder;
    graph_open(&builder, &arena);
    BlockId other = graph_block(&builder);
    for (uint32_t i = 1; i <= 10; i++) graph_event(&builder, i % 2 ? BLOCK_ENTRY : other, (Event){.kind = EVENT_USE, .node = i});
    graph_edge(&builder, BLOCK_ENTRY, other, EDGE_ALWAYS);
    Graph graph = graph_close(&builder);
    for (BlockId block = BLOCK_ENTRY; block < graph.block_count; block++)
        for (uint32_t i = 1; i < graph.blocks[block].event_count; i++) {
            const Event *events = &graph.events[graph.blocks[block].first_event];
            assert_int_equal(events[i].node, events[i - 1].node + 2);
        }
    assert_int_equal(graph.blocks[BLOCK_ENTRY].event_count, 5);
    assert_int_equal(graph.blocks[other].event_count, 5);
    arena_close(&arena);
}

static void a_long_chain_needs_no_deep_stack(void **state)
{
    (void)state;
    Arena arena = {0};
    GraphBuilder builder;
    graph_open(&builder, &arena);
    BlockId last = BLOCK_ENTRY;
    for (int i = 0; i < 500000; i++) {
        BlockId next = graph_block(&builder);
        graph_edge(&builder, last, next, EDGE_ALWAYS);
        last = next;
    }
    graph_edge(&builder, last, BLOCK_EXIT, EDGE_ALWAYS);
    Graph graph = graph_close(&builder);
    assert_int_equal(graph.blocks[BLOCK_EXIT].order, 500002);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_puts_a_block_before_what_follows_it),
        cmocka_unit_test(unreachable_blocks_have_no_order),
        cmocka_unit_test(nested_loops_nest),
        cmocka_unit_test(deep_nesting_stays_quick),
        cmocka_unit_test(two_continues_make_one_loop),
        cmocka_unit_test(a_block_that_loops_on_itself_repeats),
        cmocka_unit_test(events_keep_their_order_within_a_block),
        cmocka_unit_test(a_long_chain_needs_no_deep_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
