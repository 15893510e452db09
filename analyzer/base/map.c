#include "base/map.h"

#include "base/str.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint32_t slot_of(const Map *map, Str key)
{
    uint32_t mask = map->slot_count - 1;
    uint32_t slot = (uint32_t)XXH3_64bits(key.at, key.len) & mask;
    while (map->slots[slot] && !str_equal(map->entries.at[map->slots[slot] - 1].key, key)) slot = (slot + 1) & mask;
    return slot;
}

uint32_t map_get(const Map *map, Str key)
{
    if (!map->slot_count) return 0;
    uint32_t entry = map->slots[slot_of(map, key)];
    return entry ? map->entries.at[entry - 1].value : 0;
}

static void widen(Arena *arena, Map *map)
{
    map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
    map->slots = arena_array(arena, uint32_t, map->slot_count);
    for (uint32_t i = 0; i < map->entries.len; i++) map->slots[slot_of(map, map->entries.at[i].key)] = i + 1;
}

uint32_t *map_at(Arena *arena, Map *map, Str key)
{
    if ((map->entries.len + 1) * 2 > map->slot_count) widen(arena, map);
    uint32_t slot = slot_of(map, key);
    if (!map->slots[slot]) {
        array_push(arena, &map->entries)->key = key;
        map->slots[slot] = map->entries.len;
    }
    return &map->entries.at[map->slots[slot] - 1].value;
}
