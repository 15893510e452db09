#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

struct ArenaChunk {
    ArenaChunk *older;
    size_t size;  // bytes after this header
    max_align_t bytes[];
};

enum { CHUNK_MIN = 64 * 1024, ALIGNMENT = sizeof(max_align_t) > 16 ? 16 : sizeof(max_align_t) };

static size_t aligned(size_t size) { return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1); }

static char *chunk_bytes(ArenaChunk *chunk) { return (char *)chunk->bytes; }

static void out_of_memory(size_t size)
{
    fprintf(stderr, "memlint: out of memory (%zu bytes asked for)\n", size);
    exit(2);
}

void *memory_take(size_t size)
{
    void *at = malloc(size ? size : 1);
    if (!at) out_of_memory(size);
    return at;
}

void memory_give_back(void *at) { free(at); }

static void chunk_add(Arena *arena, size_t size)
{
    size_t wanted = arena->newest ? arena->newest->size * 2 : CHUNK_MIN;
    if (wanted > 16u * 1024 * 1024) wanted = 16u * 1024 * 1024;
    if (wanted < size) wanted = size;
    ArenaChunk *chunk = malloc(sizeof *chunk + wanted);
    if (!chunk) out_of_memory(wanted);
    chunk->older = arena->newest;
    chunk->size = wanted;
    arena->newest = chunk;
    arena->used = 0;
}

void *arena_push_raw(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) out_of_memory(size);
    size = aligned(size);
    if (!arena->newest || arena->newest->size - arena->used < size) chunk_add(arena, size);
    void *at = chunk_bytes(arena->newest) + arena->used;
    arena->used += size;
    return at;
}

void *arena_push(Arena *arena, size_t size)
{
    return memset(arena_push_raw(arena, size), 0, size);
}

void *arena_grow(Arena *arena, void *old, size_t old_size, size_t size)
{
    if (size > SIZE_MAX / 2) out_of_memory(size);
    size_t have = aligned(old_size), want = aligned(size);
    bool is_last = old && arena->newest && arena->used >= have &&
                   (char *)old == chunk_bytes(arena->newest) + arena->used - have;
    if (is_last && arena->newest->size - arena->used >= want - have) {
        arena->used += want - have;
        memset((char *)old + old_size, 0, size - old_size);
        return old;
    }
    char *at = arena_push_raw(arena, size);
    if (old_size) memcpy(at, old, old_size);
    memset(at + old_size, 0, size - old_size);
    return at;
}

void arena_reset(Arena *arena)
{
    ArenaChunk *largest = arena->newest;
    for (ArenaChunk *chunk = arena->newest; chunk; chunk = chunk->older)
        if (chunk->size > largest->size) largest = chunk;
    for (ArenaChunk *chunk = arena->newest, *older; chunk; chunk = older) {
        older = chunk->older;
        if (chunk != largest) free(chunk);
    }
    if (largest) largest->older = NULL;
    *arena = (Arena){.newest = largest};
}

void arena_close(Arena *arena)
{
    for (ArenaChunk *chunk = arena->newest, *older; chunk; chunk = older) {
        older = chunk->older;
        free(chunk);
    }
    *arena = (Arena){0};
}

ArenaMark arena_mark(const Arena *arena) { return (ArenaMark){arena->newest, arena->used}; }

void arena_rewind(Arena *arena, ArenaMark mark)
{
    while (arena->newest != mark.chunk) {
        ArenaChunk *newest = arena->newest;
        arena->newest = newest->older;
        free(newest);
    }
    arena->used = mark.used;
}

size_t arena_held(const Arena *arena)
{
    size_t held = 0;
    for (const ArenaChunk *chunk = arena->newest; chunk; chunk = chunk->older) held += chunk->size;
    return held;
}

Str arena_copy(Arena *arena, Str text)
{
    if (!text.len) return (Str){"", 0};
    char *at = arena_push_raw(arena, text.len);
    memcpy(at, text.at, text.len);
    return (Str){at, text.len};
}

const char *arena_terminated(Arena *arena, Str text)
{
    char *at = arena_push(arena, text.len + 1);
    if (text.len) memcpy(at, text.at, text.len);
    return at;
}

Str arena_vformat(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(len >= 0);
    char *at = arena_push_raw(arena, (size_t)len + 1);
    vsnprintf(at, (size_t)len + 1, format, args);
    return (Str){at, (size_t)len};
}

Str arena_format(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str text = arena_vformat(arena, format, args);
    va_end(args);
    return text;
}
