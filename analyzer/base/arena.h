// A chained bump arena: everything is given back at once.
//
// Four lifetimes exist in memlint and each is an arena: the process, one file (a worker resets it for
// each), the results of a run, and scratch (a mark and a rewind inside a function).
// Out of memory ends the process here and nowhere else.
#pragma once

#include "base/base.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *newest;  // the chunk that is being filled; older ones hang behind it
    size_t used;         // bytes used in the newest chunk
} Arena;

typedef struct ArenaMark {
    ArenaChunk *chunk;
    size_t used;
} ArenaMark;

// A zeroed Arena is an empty one; it takes memory at the first push.
// Zeroed memory of `size` bytes, aligned for every type.
void *arena_push(Arena *arena, size_t size);
// The same, not zeroed.
void *arena_push_raw(Arena *arena, size_t size);
// Grows the block `old` of `old_size` bytes to `size`; in place when it was the last one pushed.
void *arena_grow(Arena *arena, void *old, size_t old_size, size_t size);
// Forgets everything but keeps the largest chunk for the next use.
void arena_reset(Arena *arena);
// Gives all memory back. The arena is empty and usable again.
void arena_close(Arena *arena);
ArenaMark arena_mark(const Arena *arena);
// Forgets what was pushed since the mark.
void arena_rewind(Arena *arena, ArenaMark mark);
// Bytes held from the system.
size_t arena_held(const Arena *arena);

// For libraries that ask for memory through a function, and whose callers would not notice that there is none: ends the process then,
// as an arena does.
void *memory_take(size_t size);
void memory_give_back(void *at);

Str arena_copy(Arena *arena, Str text);
Str arena_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
Str arena_vformat(Arena *arena, const char *format, va_list args);
// A zero-terminated copy, for system calls and libraries.
const char *arena_terminated(Arena *arena, Str text);

#define arena_new(arena, Type) ((Type *)arena_push((arena), sizeof(Type)))
#define arena_array(arena, Type, count) ((Type *)arena_push((arena), sizeof(Type) * (size_t)(count)))
