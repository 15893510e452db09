// libclang's types -> Types, each canonical type once.
#pragma once

#include "c/c_library.h"
#include "model/type.h"

typedef struct CTypeSlot {
    const void *key;  // libclang's own pointer for the type; NULL = free
    TypeId type;
} CTypeSlot;

typedef struct CTypes {
    const CLibrary *clang;
    Arena *arena;
    Types *types;       // what is filled
    CTypeSlot *slots;   // open addressing
    uint32_t slot_count, used;
} CTypes;

// The TypeId of a type; typedefs are looked through. 0 for the invalid type.
TypeId c_types_id(CTypes *types, CXType type);
