#include "source/options.h"

#include "base/str.h"

const Pair *pairs_find(const Pairs *pairs, Str name)
{
    for (uint32_t i = pairs->len; i-- > 0;)
        if (str_equal(pairs->at[i].name, name)) return &pairs->at[i];
    return NULL;
}

// --- lists -----------------------------------------------------------------------------------------------------

// Lists of all kinds have the same shape, and what differs is the size of an element.
typedef ArrayOf(char) AnyList;

static size_t element_size(OptionKind kind)
{
    switch (kind) {
    case TAKES_EACH:
    case TAKES_WORDS:
    case TAKES_RULES: return sizeof(Str);
    case TAKES_PATTERNS:
    case TAKES_FLAGS: return sizeof(Anchored);
    case TAKES_PATH_RULES: return sizeof(PathRules);
    case TAKES_LEVELS:
    case TAKES_RULE_OPTIONS:
    case TAKES_TEXTS:
    case TAKES_NUMBERS: return sizeof(Pair);
    case TAKES_FUNCTIONS: return sizeof(FunctionRow);
    case TAKES_NOTHING:
    case TAKES_DENIAL:
    case TAKES_TEXT:
    case TAKES_OPTIONAL:
    case TAKES_PATH:
    case TAKES_CHOICE:
    case TAKES_NUMBER:
    case TAKES_SIZE:
    case TAKES_VERSION: return 0;
    }
    return 0;
}

static size_t value_size(OptionKind kind)
{
    if (element_size(kind)) return sizeof(AnyList);
    if (kind == TAKES_NOTHING || kind == TAKES_DENIAL) return sizeof(bool);
    if (kind == TAKES_NUMBER || kind == TAKES_VERSION) return sizeof(uint32_t);
    return kind == TAKES_SIZE ? sizeof(uint64_t) : sizeof(Str);
}

// A new list: the old one may still be in use by the configuration that it comes from.
static void append_list(Arena *arena, void *list, const void *more, size_t size)
{
    AnyList first, second;
    memcpy(&first, list, sizeof first);
    memcpy(&second, more, sizeof second);
    AnyList both = {.len = first.len + second.len, .cap = first.len + second.len};
    both.at = arena_push(arena, both.len * size);
    if (first.len) memcpy(both.at, first.at, first.len * size);
    if (second.len) memcpy(both.at + first.len * size, second.at, second.len * size);
    memcpy(list, &both, sizeof both);
}

// --- the selection ---------------------------------------------------------------------------------------------

static Strs without(Arena *arena, const Strs *words, const Strs *taken_back)
{
    Strs left = {0};
    for (uint32_t i = 0; i < words->len; i++) {
        bool is_taken = false;
        for (uint32_t j = 0; j < taken_back->len; j++) is_taken |= str_equal(words->at[i], taken_back->at[j]);
        if (!is_taken) *array_push(arena, &left) = words->at[i];
    }
    return left;
}

// What is said later is said about what stood before: a rule that is ignored further out can be selected again, and the reverse.
static void start_selection(Arena *arena, Settings *base, const Settings *over)
{
    if (over->select.len) base->extend_select = base->ignore = (Strs){0};
    base->ignore = without(arena, &base->ignore, &over->extend_select);
    base->extend_select = without(arena, &base->extend_select, &over->ignore);
}

void settings_merge(Arena *arena, Settings *base, const Settings *over)
{
    Settings source = *over;
    start_selection(arena, base, over);
    for (uint32_t i = 0; i < option_row_count; i++) {
        const OptionRow *row = &option_rows[i];
        if (!row->key || !over->is_given[i]) continue;
        void *to = setting_field(row, base), *from = setting_field(row, &source);
        if (row->extends) append_list(arena, to, from, element_size(row->kind));
        else memcpy(to, from, value_size(row->kind));
        base->is_given[i] = true;
    }
}
