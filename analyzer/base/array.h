// A growable array in an arena: `typedef ArrayOf(Event) Events;`
#pragma once

#include "base/arena.h"

#define ArrayOf(Type) \
    struct {          \
        Type *at;     \
        uint32_t len; \
        uint32_t cap; \
    }

typedef ArrayOf(Str) Strs;

// Makes room for one element, zeroed, and gives its address: `*array_push(arena, &events) = event;`
#define array_push(arena, array)                                                                    \
    ((array)->len == (array)->cap                                                                   \
         ? (void)((array)->at = array_grown((arena), (array)->at, sizeof *(array)->at, &(array)->cap)) \
         : (void)0,                                                                                 \
     &(array)->at[(array)->len++])

// Makes room for `count` elements, not zeroed, and gives the address of the first: for pieces that are copied in.
#define array_extend(arena, array, count)                                                                                             \
    ((array)->at = array_with_room((arena), (array)->at, sizeof *(array)->at, (array)->len + (uint32_t)(count), &(array)->cap),        \
     (array)->len += (uint32_t)(count), &(array)->at[(array)->len - (uint32_t)(count)])

static inline void *array_with_room(Arena *arena, void *at, size_t size, uint32_t wanted, uint32_t *cap)
{
    uint32_t old = *cap;
    if (wanted <= old) return at;
    *cap = wanted > old * 2 ? wanted : old * 2;
    return arena_grow(arena, at, old * size, *cap * size);
}

static inline void *array_grown(Arena *arena, void *at, size_t size, uint32_t *cap)
{
    uint32_t old = *cap;
    *cap = old ? old * 2 : 8;
    return arena_grow(arena, at, old * size, *cap * size);
}
