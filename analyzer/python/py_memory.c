// A block is a header with its class and its bytes. Classes are multiples of 16 up to 1 KB, then powers of two: a block
// that came back is found by its class alone, and an array that doubles leaves blocks that later arrays take.
#include "python/py_memory.h"

#include <stdlib.h>
#include <tree_sitter/api.h>

enum {
    STEP = 16,
    SMALL_MAX = 1024,
    SMALL_CLASSES = SMALL_MAX / STEP + 1,
    CLASSES = SMALL_CLASSES + 54,  // one more for each bit of a size
};

typedef struct Block {
    uint64_t class;
    struct Block *next;  // of those of the class that came back; the block's own bytes while it is in use
} Block;

enum { HEADER = offsetof(Block, next) };

// tree-sitter asks for memory through functions without a context, so what they take it from can't be an argument.
static struct {
    Arena *arena;
    Block *free[CLASSES];
} memory;

static uint32_t class_of(size_t size)
{
    if (size <= SMALL_MAX) return (uint32_t)((size + STEP - 1) / STEP);
    return SMALL_CLASSES + (uint32_t)(64 - __builtin_clzll(size - 1)) - 11;
}

static size_t size_of_class(uint64_t class)
{
    return class < SMALL_CLASSES ? class * STEP : (size_t)1 << (class - SMALL_CLASSES + 11);
}

static void *take(size_t size)
{
    uint32_t class = class_of(size ? size : 1);
    Block *block = memory.free[class];
    if (block) {
        memory.free[class] = block->next;
    } else {
        block = arena_push_raw(memory.arena, HEADER + size_of_class(class));
        block->class = class;
    }
    return (char *)block + HEADER;
}

static void *take_zeroed(size_t count, size_t size) { return memset(take(count * size), 0, count * size); }

static void give_back(void *at)
{
    if (!at) return;
    Block *block = (Block *)((char *)at - HEADER);
    block->next = memory.free[block->class];
    memory.free[block->class] = block;
}

static void *take_more(void *at, size_t size)
{
    if (!at) return take(size);
    size_t have = size_of_class(((Block *)((char *)at - HEADER))->class);
    if (size <= have) return at;
    void *more = memcpy(take(size), at, have);
    give_back(at);
    return more;
}

void py_memory_begin(Arena *arena)
{
    memset(&memory, 0, sizeof memory);
    memory.arena = arena;
    ts_set_allocator(take, take_zeroed, take_more, give_back);
}

void py_memory_end(void)
{
    ts_set_allocator(NULL, NULL, NULL, NULL);
    arena_reset(memory.arena);
}
