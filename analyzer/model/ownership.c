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

bool success_from(Str name, uint8_t *success)
{
    static const char *const names[] = {"always", "not-null", "zero", "not-negative", "not-minus-one", "positive"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!str_is(name, names[i])) continue;
        *success = (uint8_t)i;
        return true;
    }
    return false;
}

static uint8_t family_released_by(Str releaser)
{
    for (uint32_t row = 0; row < ownership_c_count; row++) {
        Str names = str_from(ownership_c_rows[row].callees), name;
        if (!str_contains(names, releaser)) continue;
        while (str_cut(&names, ' ', &name))
            if (str_equal(name, releaser)) return strchr(ownership_c_rows[row].takes, '!') ? ownership_c_rows[row].family : FAMILY_NONE;
    }
    return FAMILY_NONE;
}

static bool read_number(Str value, uint8_t *number)
{
    *number = value.len == 1 && value.at[0] >= '1' && value.at[0] <= '8' ? (uint8_t)(value.at[0] - '0') : 0;
    return *number != 0;
}

static bool read_releaser(Str value, Releaser *releaser)
{
    size_t colon = str_find_char(value, ':');
    *releaser = (Releaser){.name = str_trim(str_slice(value, 0, colon)), .argument = 1};
    releaser->family = family_released_by(releaser->name);
    return releaser->name.len && (colon >= value.len || read_number(str_trim(str_from_byte(value, colon + 1)), &releaser->argument));
}

static bool read_letters(Str value, OwnershipLetters letters)
{
    if (!value.len || value.len > OWNERSHIP_ARGUMENTS + 1) return false;
    for (size_t i = 0; i < value.len; i++)
        if (!strchr("-!=>+~@?", value.at[i])) return false;
    memcpy(letters, value.at, value.len);
    letters[value.len] = 0;
    return true;
}

static bool read_word(Str key, Str value, Ownership *row, OwnershipLetters letters)
{
    if (str_is(key, "takes")) return read_letters(value, letters);
    if (str_is(key, "success")) return success_from(value, &row->success);
    if (str_is(key, "passes-on")) return read_number(value, &row->passes_on);
    if (str_is(key, "family")) return (row->family = (uint8_t)family_from(value)) != FAMILY_NONE;
    if (str_is(key, "returns")) return row->is_never_null = str_is(value, "not-null");
    if (str_is(key, "released-by")) {
        Releaser releaser;
        if (!read_releaser(value, &releaser)) return false;
        row->gives = releaser.family ? releaser.family : FAMILY_MEMORY;
        row->is_believed = false;
        return true;
    }
    if (!str_is(key, "gives")) return false;
    row->is_believed = str_is(value, "?");
    row->gives = row->is_believed ? FAMILY_MEMORY : (uint8_t)family_from(value);
    return row->gives != FAMILY_NONE;
}

bool ownership_read(Str text, Ownership *row, OwnershipLetters letters, Str *wrong)
{
    Str part;
    bool is_told = false;
    *row = (Ownership){.takes = letters};
    strcpy(letters, "?");
    while (str_cut(&text, ',', &part)) {
        *wrong = str_trim(part);
        size_t equals = str_find_char(*wrong, '=');
        Str key = str_trim(str_slice(*wrong, 0, equals)), value = str_trim(str_from_byte(*wrong, equals + 1));
        if (!read_word(key, value, row, letters)) return false;
        is_told |= str_is(key, "success");
    }
    if (row->gives && !is_told) row->success = row->is_never_null ? SUCCESS_ALWAYS : SUCCESS_NOT_NULL;
    if (!row->family) row->family = row->gives ? row->gives : FAMILY_MEMORY;
    return true;
}

Releaser ownership_releaser(Str text)
{
    Releaser releaser = {0};
    Str part;
    while (text.len && str_cut(&text, ',', &part)) {
        Str said = str_trim(part);
        size_t equals = str_find_char(said, '=');
        if (str_is(str_trim(str_slice(said, 0, equals)), "released-by")) (void)read_releaser(str_trim(str_from_byte(said, equals + 1)), &releaser);
    }
    return releaser;
}
