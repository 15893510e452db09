#include "model/knowledge.h"

#include "base/str.h"

Knowledge knowledge_open(Arena *arena, Language language)
{
    bool is_c = language == LANG_C;
    Knowledge knowledge = {
        .rows = is_c ? knowledge_c_rows : knowledge_python_rows,
        .count = is_c ? knowledge_c_count : knowledge_python_count,
    };
    for (uint32_t row = 0; row < knowledge.count; row++) {
        uint32_t *first = map_at(arena, &knowledge.index, str_from(knowledge.rows[row].callee));
        if (!*first) *first = row + 1;
    }
    return knowledge;
}

Effects knowledge_find(const Knowledge *knowledge, Str callee)
{
    uint32_t first = map_get(&knowledge->index, callee);
    if (!first) return (Effects){0};
    Effects effects = {&knowledge->rows[first - 1], 1};
    while (first - 1 + effects.len < knowledge->count && str_is(callee, effects.at[effects.len].callee)) effects.len++;
    return effects;
}
