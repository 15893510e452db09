#include "model/ownership.h"

#include "base/str.h"

Map ownership_index(Arena *arena, const Ownership *rows, uint32_t count)
{
    Map index = {0};
    for (uint32_t row = 0; row < count; row++) {
        Str names = str_from(rows[row].callees), name;
        while (str_cut(&names, ' ', &name))
            if (name.len) *map_at(arena, &index, name) = row + 1;
    }
    return index;
}
