#include "lsp/value.h"

#include "base/str.h"
#include "base/utf8.h"

static Str repaired(Arena *arena, Str text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    char *at = arena_push(arena, text.len * 3 + 1);
    size_t used = 0;
    for (size_t i = 0, step; i < text.len; i += step) {
        uint32_t point;
        step = utf8_decode(text, i, &point);
        bool is_invalid = point == UTF8_INVALID && step == 1;
        memcpy(at + used, is_invalid ? replacement : text.at + i, is_invalid ? 3 : step);
        used += is_invalid ? 3 : step;
    }
    return (Str){at, used};
}

json_t *value_text(Str text)
{
    json_t *value = json_stringn(text.len ? text.at : "", text.len);
    if (value) return value;
    Arena scratch = {0};
    Str valid = repaired(&scratch, text);
    value = json_stringn(valid.at, valid.len);
    arena_close(&scratch);
    return value;
}

Str value_of_string(const json_t *value)
{
    return json_is_string(value) ? (Str){json_string_value(value), json_string_length(value)} : (Str){0};
}

Str value_str(const json_t *object, const char *key) { return value_of_string(json_object_get(object, key)); }

uint32_t value_number(const json_t *object, const char *key)
{
    json_int_t number = json_integer_value(json_object_get(object, key));
    if (number < 0) return 0;
    return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

json_t *value_at(const json_t *object, const char *path)
{
    char key[64];
    for (;;) {
        size_t len = strcspn(path, ".");
        assert(len < sizeof key);
        memcpy(key, path, len);
        key[len] = 0;
        json_t *member = json_object_get(object, key);
        if (!path[len]) return member;
        object = member;
        path += len + 1;
    }
}

bool value_lists(const json_t *array, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (str_is(value_of_string(json_array_get(array, i)), text)) return true;
    return false;
}
