#include "engine/identity.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static Str without_space(Arena *arena, Str text)
{
    char *at = arena_push(arena, text.len);
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!is_space(text.at[i])) at[used++] = text.at[i];
    return (Str){at, used};
}

static Str hash_of(Arena *arena, Str key, uint32_t seed)
{
    XXH128_hash_t hash = XXH3_128bits_withSeed(key.at, key.len, seed);
    return arena_format(arena, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}

Str identity_of(Arena *arena, Map *seen, const Finding *finding)
{
    Str line = without_space(arena, finding->at.excerpt);
    Str key = arena_format(arena, "%.*s\n%.*s\n%.*s", FMT(finding->rule), FMT(finding->enclosing), FMT(line));
    return hash_of(arena, key, ++*map_at(arena, seen, key));
}

Str identity_in_file(Arena *arena, Str path, Str identity)
{
    return hash_of(arena, arena_format(arena, "%.*s\n%.*s", FMT(path), FMT(identity)), 0);
}
