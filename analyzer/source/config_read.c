#include "source/config_read.h"

#include "base/str.h"

// --- what is wrong ---------------------------------------------------------------------------------------------

#define COMPLAIN(reader, at, ...) toml_problem((reader)->arena, (reader)->source, (at), (reader)->why, __VA_ARGS__)

static Str key_of(ConfigReader *reader, Str prefix, Str key)
{
    return prefix.len ? arena_format(reader->arena, "%.*s.%.*s", FMT(prefix), FMT(key)) : key;
}

static bool is_wrong_kind(ConfigReader *reader, const Toml *value, TomlKind kind, const char *wanted)
{
    if (value->kind == kind) return false;
    Str name = value->key.len ? arena_format(reader->arena, "'%.*s'", FMT(value->key)) : STR("the list");
    COMPLAIN(reader, value->at, "%.*s takes %s, not %s", FMT(name), wanted, toml_kind_name(value->kind));
    return true;
}

static bool offer(ConfigReader *reader, Str nearest, Str otherwise)
{
    reader->why->remedy = nearest.len ? arena_format(reader->arena, "did you mean '%.*s'?", FMT(nearest)) : otherwise;
    return false;
}

static Str nearest_word(Str word, const Strs *words)
{
    Nearest nearest = nearest_to(word);
    for (uint32_t i = 0; i < words->len; i++) nearest_offer(&nearest, words->at[i]);
    return nearest.found;
}

static bool is_among(const Strs *words, Str word)
{
    for (uint32_t i = 0; i < words->len; i++)
        if (str_equal(words->at[i], word)) return true;
    return false;
}

static bool is_rule(ConfigReader *reader, Str word, Span at)
{
    const Strs *rules = &reader->vocabulary->rules;
    if (is_among(rules, word)) return true;
    COMPLAIN(reader, at, "there is no rule '%.*s'", FMT(word));
    return offer(reader, nearest_word(word, rules), STR("`memlint rules` lists them all"));
}

static Str place_of(ConfigReader *reader, Span at)
{
    Position place = source_position(reader->source, at.from);
    return arena_format(reader->arena, "%.*s:%u:%u", FMT(reader->source->path), place.line, place.column);
}

// --- single values ---------------------------------------------------------------------------------------------

static bool read_text(ConfigReader *reader, const Toml *value, Str *field)
{
    if (is_wrong_kind(reader, value, TOML_STRING, "a string")) return false;
    *field = value->text;
    return true;
}

static bool read_path(ConfigReader *reader, const Toml *value, Str *field)
{
    Str path;
    if (!read_text(reader, value, &path)) return false;
    bool is_whole = !reader->base.len || str_starts(path, STR("/"));
    *field = is_whole ? path : arena_format(reader->arena, "%.*s/%.*s", FMT(reader->base), FMT(path));
    return true;
}

static bool read_choice(ConfigReader *reader, const Toml *value, const char *choices, Str *field)
{
    Str words = str_from(choices), word, text;
    if (!read_text(reader, value, &text)) return false;
    while (str_cut(&words, '|', &word)) {
        if (!str_equal(word, text)) continue;
        *field = word;
        return true;
    }
    return COMPLAIN(reader, value->at, "'%.*s' takes %s, not '%.*s'", FMT(value->key), choices, FMT(text));
}

static bool read_number(ConfigReader *reader, const Toml *value, uint32_t *field)
{
    if (is_wrong_kind(reader, value, TOML_INTEGER, "a number")) return false;
    if (value->number < 0) return COMPLAIN(reader, value->at, "'%.*s' takes no number below 0", FMT(value->key));
    *field = (uint32_t)value->number;
    return true;
}

static bool read_size(ConfigReader *reader, const Toml *value, uint64_t *field)
{
    uint32_t number = 0;
    if (value->kind == TOML_STRING && size_from(value->text, field)) return true;
    if (value->kind == TOML_STRING)
        return COMPLAIN(reader, value->at, "'%.*s' takes a size such as \"500K\", \"20M\" or \"4G\"", FMT(value->key));
    if (!read_number(reader, value, &number)) return false;
    *field = number;
    return true;
}

static bool read_version(ConfigReader *reader, const Toml *value, uint32_t *field)
{
    Str text;
    if (!read_text(reader, value, &text)) return false;
    *field = version_from(text);
    return *field || COMPLAIN(reader, value->at, "'%.*s' takes a version such as \"py310\", not '%.*s'", FMT(value->key), FMT(text));
}

// --- lists -----------------------------------------------------------------------------------------------------

static bool read_texts(ConfigReader *reader, const Toml *list, Strs *field)
{
    if (is_wrong_kind(reader, list, TOML_ARRAY, "a list of strings")) return false;
    for (const Toml *item = list->first; item; item = item->next) {
        if (item->kind != TOML_STRING)
            return COMPLAIN(reader, item->at, "'%.*s' takes a list of strings; this is %s", FMT(list->key), toml_kind_name(item->kind));
        *array_push(reader->arena, field) = item->text;
    }
    return true;
}

static bool read_rules(ConfigReader *reader, const Toml *list, Strs *field)
{
    if (!read_texts(reader, list, field)) return false;
    for (const Toml *item = list->first; item; item = item->next)
        if (!is_rule(reader, item->text, item->at)) return false;
    return true;
}

static bool read_anchored(ConfigReader *reader, const Toml *list, Anchoreds *field)
{
    Strs texts = {0};
    if (!read_texts(reader, list, &texts)) return false;
    for (uint32_t i = 0; i < texts.len; i++) *array_push(reader->arena, field) = (Anchored){texts.at[i], reader->base};
    return true;
}

// --- tables ----------------------------------------------------------------------------------------------------

static bool read_path_rules(ConfigReader *reader, const Toml *table, PathRulesList *field)
{
    if (is_wrong_kind(reader, table, TOML_TABLE, "a table: PATTERN = [RULE, ...]")) return false;
    for (const Toml *item = table->first; item; item = item->next) {
        PathRules rules = {.pattern = {item->key, reader->base}};
        if (!read_rules(reader, item, &rules.rules)) return false;
        *array_push(reader->arena, field) = rules;
    }
    return true;
}

static bool read_levels(ConfigReader *reader, const Toml *table, Pairs *field)
{
    if (is_wrong_kind(reader, table, TOML_TABLE, "a table: RULE = \"error\"")) return false;
    for (const Toml *item = table->first; item; item = item->next) {
        Pair pair = {.name = item->key, .place = place_of(reader, item->key_at)};
        if (!is_rule(reader, item->key, item->key_at)) return false;
        if (!read_choice(reader, item, "error|warning|info|off", &pair.text)) return false;
        *array_push(reader->arena, field) = pair;
    }
    return true;
}

static Str nearest_option(const ConfigReader *reader, Str rule, Str option)
{
    const Strs *all = &reader->vocabulary->rule_options;
    Nearest nearest = {.word = option, .least = SIZE_MAX};
    for (uint32_t i = 0; i < all->len; i++)
        if (str_is_below(all->at[i], rule, '.')) nearest_offer(&nearest, str_from_byte(all->at[i], rule.len + 1));
    return nearest.found;
}

static bool read_rule_option(ConfigReader *reader, Str rule, const Toml *item, Pairs *field)
{
    Pair pair = {.name = key_of(reader, rule, item->key), .place = place_of(reader, item->key_at)};
    if (!is_among(&reader->vocabulary->rule_options, pair.name)) {
        COMPLAIN(reader, item->key_at, "the rule '%.*s' has no option '%.*s'", FMT(rule), FMT(item->key));
        return offer(reader, nearest_option(reader, rule, item->key), STR("it has no options"));
    }
    if (!read_number(reader, item, &pair.number)) return false;
    *array_push(reader->arena, field) = pair;
    return true;
}

static bool read_rule_options(ConfigReader *reader, const Toml *table, Pairs *field)
{
    if (is_wrong_kind(reader, table, TOML_TABLE, "a table for each rule")) return false;
    for (const Toml *rule = table->first; rule; rule = rule->next) {
        if (!is_rule(reader, rule->key, rule->key_at)) return false;
        if (is_wrong_kind(reader, rule, TOML_TABLE, "a table: OPTION = NUMBER")) return false;
        for (const Toml *item = rule->first; item; item = item->next)
            if (!read_rule_option(reader, rule->key, item, field)) return false;
    }
    return true;
}

static bool read_pairs(ConfigReader *reader, const Toml *table, bool takes_numbers, Pairs *field)
{
    const char *wanted = takes_numbers ? "a table: NAME = NUMBER" : "a table: NAME = \"NAME\"";
    if (is_wrong_kind(reader, table, TOML_TABLE, wanted)) return false;
    for (const Toml *item = table->first; item; item = item->next) {
        Pair pair = {.name = item->key, .place = place_of(reader, item->key_at)};
        bool ok = takes_numbers ? read_number(reader, item, &pair.number) : read_text(reader, item, &pair.text);
        if (!ok) return false;
        *array_push(reader->arena, field) = pair;
    }
    return true;
}

static bool read_function(ConfigReader *reader, const Toml *table, FunctionRow *row)
{
    static const char *const known[] = {"names", "gives", "success", "takes", "family", "passes-on"};
    if (table->kind != TOML_TABLE) return COMPLAIN(reader, table->at, "a function is a table: { names = [\"f\"], takes = \"!\" }");
    row->place = place_of(reader, table->at);
    for (const Toml *item = table->first; item; item = item->next) {
        Nearest nearest = {.word = item->key, .least = SIZE_MAX};
        bool ok = true;
        for (size_t i = 0; i < COUNT_OF(known); i++) nearest_offer(&nearest, str_from(known[i]));
        if (nearest.least) {
            COMPLAIN(reader, item->key_at, "a function has no key '%.*s'", FMT(item->key));
            return offer(reader, nearest.found, (Str){0});
        }
        if (str_is(item->key, "names")) ok = read_texts(reader, item, &row->names);
        else if (str_is(item->key, "gives")) ok = read_text(reader, item, &row->gives);
        else if (str_is(item->key, "success")) ok = read_text(reader, item, &row->success);
        else if (str_is(item->key, "takes")) ok = read_text(reader, item, &row->takes);
        else if (str_is(item->key, "family")) ok = read_text(reader, item, &row->family);
        else ok = read_number(reader, item, &row->passes_on);
        if (!ok) return false;
    }
    return row->names.len || COMPLAIN(reader, table->at, "this function has no names");
}

static bool read_functions(ConfigReader *reader, const Toml *list, FunctionRows *field)
{
    if (is_wrong_kind(reader, list, TOML_ARRAY, "a list of tables")) return false;
    for (const Toml *item = list->first; item; item = item->next) {
        FunctionRow row = {0};
        if (!read_function(reader, item, &row)) return false;
        *array_push(reader->arena, field) = row;
    }
    return true;
}

// --- keys ------------------------------------------------------------------------------------------------------

static bool read_bool(ConfigReader *reader, const Toml *value, bool is_denied, bool *field)
{
    if (is_wrong_kind(reader, value, TOML_BOOLEAN, "true or false")) return false;
    *field = (value->number != 0) != is_denied;
    return true;
}

static bool read_value(ConfigReader *reader, const OptionRow *row, const Toml *value, void *field)
{
    switch (row->kind) {
    case TAKES_NOTHING: return read_bool(reader, value, false, field);
    case TAKES_DENIAL: return read_bool(reader, value, true, field);
    case TAKES_TEXT:
    case TAKES_OPTIONAL: return read_text(reader, value, field);
    case TAKES_PATH: return read_path(reader, value, field);
    case TAKES_CHOICE: return read_choice(reader, value, row->argument, field);
    case TAKES_EACH:
    case TAKES_WORDS: return read_texts(reader, value, field);
    case TAKES_RULES: return read_rules(reader, value, field);
    case TAKES_PATTERNS:
    case TAKES_FLAGS: return read_anchored(reader, value, field);
    case TAKES_PATH_RULES: return read_path_rules(reader, value, field);
    case TAKES_NUMBER: return read_number(reader, value, field);
    case TAKES_SIZE: return read_size(reader, value, field);
    case TAKES_VERSION: return read_version(reader, value, field);
    case TAKES_LEVELS: return read_levels(reader, value, field);
    case TAKES_RULE_OPTIONS: return read_rule_options(reader, value, field);
    case TAKES_TEXTS: return read_pairs(reader, value, false, field);
    case TAKES_NUMBERS: return read_pairs(reader, value, true, field);
    case TAKES_FUNCTIONS: return read_functions(reader, value, field);
    }
    return false;
}

static uint32_t find_key(Str key)
{
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key && str_is(key, option_rows[i].key)) return i;
    return UINT32_MAX;
}

// "c" of c.flags.
static bool is_group(Str key)
{
    for (uint32_t i = 0; i < option_row_count; i++)
        if (str_is_below(str_from(option_rows[i].key), key, '.')) return true;
    return false;
}

static bool complain_of_key(ConfigReader *reader, Str key, const Toml *item)
{
    Nearest nearest = nearest_to(key);
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key) nearest_offer(&nearest, str_from(option_rows[i].key));
    COMPLAIN(reader, item->key_at, "there is no key '%.*s'", FMT(key));
    if (str_is(key, "tool")) return offer(reader, (Str){0}, STR("only pyproject.toml has [tool.memlint]; here the keys stand by themselves"));
    return offer(reader, nearest.found, STR("`memlint config` lists them all"));
}

static bool read_keys(ConfigReader *reader, Str prefix, const Toml *table, Settings *settings)
{
    for (const Toml *item = table->first; item; item = item->next) {
        Str key = key_of(reader, prefix, item->key);
        uint32_t found = find_key(key);
        if (found != UINT32_MAX) {
            if (!read_value(reader, &option_rows[found], item, setting_field(&option_rows[found], settings))) return false;
            settings->is_given[found] = true;
        } else if (prefix.len || !is_group(key)) {
            return complain_of_key(reader, key, item);
        } else if (is_wrong_kind(reader, item, TOML_TABLE, "a table") || !read_keys(reader, key, item, settings)) {
            return false;
        }
    }
    return true;
}

bool config_read(ConfigReader *reader, const Toml *table, Settings *settings)
{
    return read_keys(reader, (Str){0}, table, settings);
}
