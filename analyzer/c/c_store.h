// The assignments of a file, as places: what the idioms of containers are read from.
#pragma once

#include "c/c_kinds.h"

// One assignment, initialiser, ++ or --.
typedef struct CStored {
    NodeId node;         // the assignment, the C_VARIABLE, the ++ or --
    FunctionId function;
    NodeId target, value;  // without casts and parentheses; value = 0 for ++ and --
    uint32_t operation;  // OP_ASSIGN, OP_COMPOUND | ..., OP_POST_INC ...
    PlaceId to, from;    // 0 = no place that can be followed
    bool from_address;   // the value is &from, or the array from
} CStored;

typedef struct CStores {
    ArrayOf(CStored) list;  // by function, in source order
    uint32_t *first;        // per function, its first store; [functions.len] is the end
} CStores;

CStores c_stores_read(Arena *arena, Unit *unit);

#define for_each_stored(stores, function_id, stored)                                        \
    for (const CStored *stored = (stores)->list.at + (stores)->first[function_id];          \
         stored < (stores)->list.at + (stores)->first[(function_id) + 1]; stored++)

static inline bool c_stored_up(const CStored *stored)
{
    return stored->operation == OP_PRE_INC || stored->operation == OP_POST_INC || stored->operation == (OP_COMPOUND | OP_ADD);
}
static inline bool c_stored_down(const CStored *stored)
{
    return stored->operation == OP_PRE_DEC || stored->operation == OP_POST_DEC || stored->operation == (OP_COMPOUND | OP_SUB);
}
