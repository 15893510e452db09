// A map from text to a number, open addressing, in an arena. Walk `keys` for the order of insertion:
// nothing that memlint prints may depend on the order of hashes.
#pragma once

#include "base/array.h"

typedef struct MapEntry {
    Str key;
    uint32_t value;
} MapEntry;

typedef struct Map {
    ArrayOf(MapEntry) entries;  // in the order of insertion
    uint32_t *slots;            // index into entries + 1, 0 = free
    uint32_t slot_count;        // a power of two
} Map;

// The value of `key`, or 0. Store numbers from 1.
uint32_t map_get(const Map *map, Str key);
// The address of the value of `key`; a new key starts at 0. The key's bytes are borrowed.
// Valid until the next map_at.
uint32_t *map_at(Arena *arena, Map *map, Str key);
static inline bool map_has(const Map *map, Str key) { return map_get(map, key) != 0; }
