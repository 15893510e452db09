#include "model/knowledge.h"

#include "base/str.h"

static Map index_of(Arena *arena, const Effect *rows, uint32_t count)
{
    Map index = {0};
    for (uint32_t row = 0; row < count; row++) {
        uint32_t *first = map_at(arena, &index, str_from(rows[row].callee));
        if (!*first) *first = row + 1;
    }
    return index;
}

Knowledge knowledge_open_with(Arena *arena, Language language, const OwnKnowledge *own)
{
    bool is_c = language == LANG_C;
    Knowledge knowledge = {
        .rows = is_c ? knowledge_c_rows : knowledge_python_rows,
        .count = is_c ? knowledge_c_count : knowledge_python_count,
        .own = *own,
    };
    knowledge.index = index_of(arena, knowledge.rows, knowledge.count);
    knowledge.own_index = index_of(arena, own->effects.at, own->effects.len);
    if (!is_c) return knowledge;
    knowledge.ownership = ownership_index(arena, ownership_c_rows, ownership_c_count);
    knowledge.own_ownership = ownership_index(arena, own->ownership.at, own->ownership.len);
    return knowledge;
}

Knowledge knowledge_open(Arena *arena, Language language) { return knowledge_open_with(arena, language, &(OwnKnowledge){0}); }

static Effects effects_at(const Effect *rows, uint32_t count, uint32_t first, Str callee)
{
    Effects effects = {&rows[first], 1};
    while (first + effects.len < count && str_is(callee, effects.at[effects.len].callee)) effects.len++;
    return effects;
}

Effects knowledge_find(const Knowledge *knowledge, Str callee)
{
    uint32_t own = map_get(&knowledge->own_index, callee);
    if (own) return effects_at(knowledge->own.effects.at, knowledge->own.effects.len, own - 1, callee);
    uint32_t first = map_get(&knowledge->index, callee);
    return first ? effects_at(knowledge->rows, knowledge->count, first - 1, callee) : (Effects){0};
}

const Ownership *knowledge_ownership(const Knowledge *knowledge, Str callee)
{
    uint32_t own = map_get(&knowledge->own_ownership, callee);
    if (own) return &knowledge->own.ownership.at[own - 1];
    uint32_t row = map_get(&knowledge->ownership, callee);
    return row ? &ownership_c_rows[row - 1] : NULL;
}

Str knowledge_release(const Knowledge *knowledge, Family family)
{
    return family >= FAMILY_OWN_1 ? knowledge->own.releases[family - FAMILY_OWN_1] : str_from(family_release(family));
}
