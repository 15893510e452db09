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

static inline void *array_grown(Arena *arena, void *at, size_t size, uint32_t *cap)
{
    uint32_t old = *cap;
    *cap = old ? old * 2 : 8;
    return arena_grow(arena, at, old * size, *cap * size);
}
