// How the members of a struct lie in memory, how they could lie with less padding, and what forbids to move them.
//
// Computed from the sizes and alignments that libclang gives; structs with bit-fields, attributes or members of unknown size are left alone.
#pragma once

#include "base/map.h"
#include "c/c_kinds.h"

typedef struct CLayout {
    int64_t size;          // bytes, as declared
    int64_t least;         // bytes, in `order`
    NodeId *order;         // the members, the first one where it was
    uint32_t count;
    bool links_itself;     // it has a pointer to its own kind: a node of a list, tree or table
} CLayout;

// Reads the layout of a struct of the file; false when it can't be told or may not be changed for what its declaration says.
bool c_layout_read(Arena *arena, const Unit *unit, ClassId class, CLayout *layout);
// How many bytes it would take at least if these members took one each; 0 when that can't be told.
int64_t c_layout_with_bytes(Arena *arena, const Unit *unit, ClassId class, const NodeId *members, uint32_t count);
// What the file does with structs, its own and those of its headers: "makes struct x" when it takes one from the heap,
// "many struct x" when it takes tables of them or one for each turn of a loop, "pins struct x" when their layout shows: sizeof given
// to a function that reads or writes bytes, an initialiser by position, a cast from or to another struct.
void c_layout_evidence(Arena *arena, const Unit *unit, Map *evidence);
