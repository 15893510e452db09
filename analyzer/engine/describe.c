#include "engine/describe.h"

#include <jansson.h>

#include "base/str.h"

// --- words -----------------------------------------------------------------------------------------------------

static const char *type_text(const OptionRow *row)
{
    switch (row->kind) {
    case TAKES_NOTHING:
    case TAKES_DENIAL: return "true or false";
    case TAKES_TEXT:
    case TAKES_OPTIONAL: return "string";
    case TAKES_PATH: return "string, a path from the folder of the configuration";
    case TAKES_CHOICE: return row->argument;
    case TAKES_EACH:
    case TAKES_WORDS:
    case TAKES_FLAGS: return "list of strings";
    case TAKES_RULES: return "list of rules, families or ALL";
    case TAKES_PATTERNS: return "list of patterns as in .gitignore, from the folder of the configuration";
    case TAKES_PATH_RULES: return "table: PATTERN = [RULE, ...]";
    case TAKES_NUMBER: return "number";
    case TAKES_SIZE: return "size: \"500K\", \"20M\", \"4G\" or a number of bytes";
    case TAKES_VERSION: return "version: \"py310\"";
    case TAKES_LEVELS: return "table: RULE = \"error\"|\"warning\"|\"info\"|\"off\"";
    case TAKES_RULE_OPTIONS: return "table of tables: RULE.OPTION = NUMBER";
    case TAKES_TEXTS: return "table: NAME = \"NAME\"";
    case TAKES_NUMBERS: return "table: NAME = NUMBER";
    case TAKES_FUNCTIONS: return "list of tables with names, gives, success, takes, family, passes-on";
    }
    return "";
}

static void describe_row(const OptionRow *row, FILE *out)
{
    fprintf(out, "%s\n  %s.\n  Takes: %s\n", row->key, row->help, type_text(row));
    if (row->fallback) fprintf(out, "  Default: %s\n", row->fallback);
    if (row->name) fprintf(out, "  On the command line: --%s%s%s\n", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
}

static void describe_families(FILE *out)
{
    fputs("  takes: one letter for each argument, the last one for all that follow: - borrowed, ! released, = kept, > *argument is\n"
          "  filled, + filled and what it held is reused, ~ what *argument holds is released, @ moved to the result, ? unknown.\n"
          "  success: always, not-null, zero, not-negative, not-minus-one, positive.\n  gives, family:", out);
    for (Family family = FAMILY_MEMORY; family < FAMILY_OWN_1; family++) fprintf(out, " %s", family_name(family));
    fputc('\n', out);
}

static void describe_options(const Rule *rule, FILE *out)
{
    for (const RuleOption *option = rule->options; option && option->name; option++)
        fprintf(out, "rules.%s.%s\n  %s.\n  Takes: number\n  Default: %u\n", rule->id, option->name, option->help, option->fallback);
}

static bool is_in_group(const char *key, Str group) { return str_is_below(str_from(key), group, '.'); }

static bool is_asked_for(Str rule_key, const Rule *rule)
{
    Str id = str_from(rule->id);
    return !rule_key.len || str_equal(rule_key, id) || str_is_below(rule_key, id, '.');
}

static uint32_t describe_rule_options(Str key, FILE *out)
{
    uint32_t found = 0;
    if (!str_is(key, "rules") && !is_in_group(key.at, STR("rules"))) return 0;
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const Rule *rule = registry_rules[i].rule;
        if (!rule->options || !is_asked_for(str_from_byte(key, 6), rule)) continue;
        describe_options(rule, out);
        found++;
    }
    return found;
}

static Str nearest_key(Str key)
{
    Nearest nearest = nearest_to(key);
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key) nearest_offer(&nearest, str_from(option_rows[i].key));
    return nearest.found;
}

bool describe_key(Arena *arena, Str key, FILE *out, Problem *why)
{
    uint32_t found = 0;
    key = str_from(arena_terminated(arena, key));
    for (uint32_t i = 0; i < option_row_count; i++) {
        const OptionRow *row = &option_rows[i];
        if (!row->key || (!str_is(key, row->key) && !is_in_group(row->key, key))) continue;
        describe_row(row, out);
        if (row->kind == TAKES_FUNCTIONS) describe_families(out);
        found++;
    }
    if (found + describe_rule_options(key, out)) return true;
    problem_set(why, arena, "there is no key '%.*s'", FMT(key));
    Str nearest = nearest_key(key);
    why->remedy = nearest.len ? arena_format(arena, "did you mean '%.*s'?", FMT(nearest)) : STR("`memlint config` lists them all");
    return false;
}

void describe_keys(FILE *out)
{
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key) fprintf(out, "%-20s  %s\n", option_rows[i].key, option_rows[i].help);
    fputs("\n`memlint config KEY` says more. They stand in .memlint.toml or memlint.toml, or in pyproject.toml below [tool.memlint].\n", out);
}

// --- the schema ------------------------------------------------------------------------------------------------

static json_t *choices_json(const char *words)
{
    json_t *list = json_array();
    Str rest = str_from(words), word;
    while (str_cut(&rest, '|', &word)) json_array_append_new(list, json_stringn(word.at, word.len));
    return json_pack("{s:o}", "enum", list);
}

static json_t *texts_json(void) { return json_pack("{s:s,s:{s:s}}", "type", "array", "items", "type", "string"); }
static json_t *rules_json(void) { return json_pack("{s:s,s:{s:s}}", "type", "array", "items", "$ref", "#/$defs/selector"); }
static json_t *number_json(void) { return json_pack("{s:s,s:i}", "type", "integer", "minimum", 0); }

static json_t *table_json(json_t *values)
{
    return json_pack("{s:s,s:o}", "type", "object", "additionalProperties", values);
}

static json_t *closed_json(json_t *properties)
{
    return json_pack("{s:s,s:o,s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
}

static json_t *rule_options_json(void)
{
    json_t *rules = json_object();
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        json_t *options = json_object();
        for (const RuleOption *option = registry_rules[i].rule->options; option && option->name; option++) {
            json_t *schema = number_json();
            json_object_set_new(schema, "description", json_string(option->help));
            json_object_set_new(schema, "default", json_integer(option->fallback));
            json_object_set_new(options, option->name, schema);
        }
        if (json_object_size(options)) json_object_set_new(rules, registry_rules[i].rule->id, closed_json(options));
        else json_decref(options);
    }
    return closed_json(rules);
}

static json_t *functions_json(void)
{
    json_t *properties = json_pack("{s:o,s:{s:s},s:{s:s},s:{s:s},s:{s:s},s:o}", "names", texts_json(), "gives", "type", "string", "success",
                                   "type", "string", "takes", "type", "string", "family", "type", "string", "passes-on", number_json());
    json_t *function = closed_json(properties);
    json_object_set_new(function, "required", json_pack("[s]", "names"));
    return json_pack("{s:s,s:o}", "type", "array", "items", function);
}

static json_t *value_json(const OptionRow *row)
{
    switch (row->kind) {
    case TAKES_NOTHING:
    case TAKES_DENIAL: return json_pack("{s:s}", "type", "boolean");
    case TAKES_TEXT:
    case TAKES_OPTIONAL:
    case TAKES_PATH: return json_pack("{s:s}", "type", "string");
    case TAKES_CHOICE: return choices_json(row->argument);
    case TAKES_EACH:
    case TAKES_WORDS:
    case TAKES_FLAGS:
    case TAKES_PATTERNS: return texts_json();
    case TAKES_RULES: return rules_json();
    case TAKES_PATH_RULES: return table_json(rules_json());
    case TAKES_NUMBER: return number_json();
    case TAKES_SIZE:
        return json_pack("{s:[o,{s:s,s:s}]}", "anyOf", number_json(), "type", "string", "pattern", "^[0-9]+([KMGkmg][Bb]?)?$");
    case TAKES_VERSION: return json_pack("{s:s,s:s}", "type", "string", "pattern", "^py3[0-9]{1,2}$");
    case TAKES_LEVELS: {
        json_t *table = table_json(choices_json("error|warning|info|off"));
        json_object_set_new(table, "propertyNames", json_pack("{s:s}", "$ref", "#/$defs/selector"));
        return table;
    }
    case TAKES_RULE_OPTIONS: return rule_options_json();
    case TAKES_TEXTS: return table_json(json_pack("{s:s}", "type", "string"));
    case TAKES_NUMBERS: return table_json(number_json());
    case TAKES_FUNCTIONS: return functions_json();
    }
    return NULL;
}

// The properties in which a key stands: those of "c" for "c.flags".
static json_t *properties_of(json_t *all, Str key)
{
    size_t dot = str_find_char(key, '.');
    if (dot == key.len) return all;
    char group[32];
    snprintf(group, sizeof group, "%.*s", (int)dot, key.at);
    if (!json_object_get(all, group)) json_object_set_new(all, group, closed_json(json_object()));
    return json_object_get(json_object_get(all, group), "properties");
}

// Not the names of the rules: the schema that the documentation keeps would be old with the next one.
static json_t *selector_json(void)
{
    return json_pack("{s:s,s:s,s:s}", "type", "string", "pattern", "^(ALL|[a-z][a-z0-9-]*)$", "description",
                     "a rule, a family (growth, retention, waste, release) or ALL");
}

void describe_schema(FILE *out)
{
    json_t *properties = json_object();
    for (uint32_t i = 0; i < option_row_count; i++) {
        const OptionRow *row = &option_rows[i];
        if (!row->key) continue;
        json_t *schema = value_json(row);
        json_object_set_new(schema, "description", json_string(row->help));
        json_object_set_new(properties_of(properties, str_from(row->key)), str_last_part(str_from(row->key)).at, schema);
    }
    json_t *schema = json_pack("{s:s,s:s,s:s,s:o,s:b,s:{s:o}}", "$schema", "http://json-schema.org/draft-07/schema#", "title", "memlint",
                               "type", "object", "properties", properties, "additionalProperties", 0, "$defs", "selector", selector_json());
    json_dumpf(schema, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(schema);
}

// --- the settings ----------------------------------------------------------------------------------------------

static void put_text(FILE *out, Str text)
{
    fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < ' ' || c == 127) fprintf(out, "\\u%04X", c);
        else fputc(c, out);
    }
    fputc('"', out);
}

static void put_texts(FILE *out, const Strs *texts)
{
    fputc('[', out);
    for (uint32_t i = 0; i < texts->len; i++) {
        fputs(i ? ", " : "", out);
        put_text(out, texts->at[i]);
    }
    fputc(']', out);
}

static void put_anchored(FILE *out, const Anchoreds *list)
{
    fputc('[', out);
    for (uint32_t i = 0; i < list->len; i++) {
        fputs(i ? ", " : "", out);
        put_text(out, list->at[i].text);
    }
    fputc(']', out);
}

static void put_path_rules(FILE *out, const PathRulesList *list)
{
    fputs("{ ", out);
    for (uint32_t i = 0; i < list->len; i++) {
        fputs(i ? ", " : "", out);
        put_text(out, list->at[i].pattern.text);
        fputs(" = ", out);
        put_texts(out, &list->at[i].rules);
    }
    fputs(" }", out);
}

static void put_pairs(FILE *out, const Pairs *pairs, bool is_number, bool is_dotted)
{
    fputs("{ ", out);
    for (uint32_t i = 0; i < pairs->len; i++) {
        fputs(i ? ", " : "", out);
        if (is_dotted) fprintf(out, "%.*s", FMT(pairs->at[i].name));
        else put_text(out, pairs->at[i].name);
        fputs(" = ", out);
        if (is_number) fprintf(out, "%u", pairs->at[i].number);
        else put_text(out, pairs->at[i].text);
    }
    fputs(" }", out);
}

static void put_member(FILE *out, const char *key, Str text)
{
    if (!text.len) return;
    fprintf(out, ", %s = ", key);
    put_text(out, text);
}

static void put_functions(FILE *out, const FunctionRows *rows)
{
    fputc('[', out);
    for (uint32_t i = 0; i < rows->len; i++) {
        const FunctionRow *row = &rows->at[i];
        fputs(i ? ", { names = " : "{ names = ", out);
        put_texts(out, &row->names);
        put_member(out, "gives", row->gives);
        put_member(out, "success", row->success);
        put_member(out, "takes", row->takes);
        put_member(out, "family", row->family);
        if (row->passes_on) fprintf(out, ", passes-on = %u", row->passes_on);
        fputs(" }", out);
    }
    fputc(']', out);
}

// As it can be read again: no number of a configuration is larger than 2 G.
static void put_size(FILE *out, uint64_t size)
{
    uint64_t mega = size >> 20;
    if (mega && mega << 20 == size) fprintf(out, "\"%lluM\"", (unsigned long long)mega);
    else fprintf(out, "\"%llu\"", (unsigned long long)size);
}

static void put_value(FILE *out, const OptionRow *row, const void *field)
{
    switch (row->kind) {
    case TAKES_NOTHING: fputs(*(const bool *)field ? "true" : "false", out); break;
    case TAKES_DENIAL: fputs(*(const bool *)field ? "false" : "true", out); break;
    case TAKES_TEXT:
    case TAKES_OPTIONAL:
    case TAKES_PATH:
    case TAKES_CHOICE: put_text(out, *(const Str *)field); break;
    case TAKES_EACH:
    case TAKES_WORDS:
    case TAKES_RULES: put_texts(out, field); break;
    case TAKES_PATTERNS:
    case TAKES_FLAGS: put_anchored(out, field); break;
    case TAKES_PATH_RULES: put_path_rules(out, field); break;
    case TAKES_NUMBER: fprintf(out, "%u", *(const uint32_t *)field); break;
    case TAKES_SIZE: put_size(out, *(const uint64_t *)field); break;
    case TAKES_VERSION: fprintf(out, "\"py%u\"", *(const uint32_t *)field); break;
    case TAKES_LEVELS:
    case TAKES_TEXTS: put_pairs(out, field, false, false); break;
    case TAKES_NUMBERS: put_pairs(out, field, true, false); break;
    case TAKES_RULE_OPTIONS: put_pairs(out, field, true, true); break;
    case TAKES_FUNCTIONS: put_functions(out, field); break;
    }
}

static void put_setting(FILE *out, const OptionRow *row, bool is_given, Settings *settings)
{
    if (!row->key || (!is_given && !row->fallback)) return;
    fprintf(out, "%s = ", row->key);
    if (is_given || row->kind != TAKES_CHOICE) put_value(out, row, setting_field(row, settings));
    else put_text(out, str_from(row->fallback));
    fputs(is_given ? "\n" : "  # default\n", out);
}

void describe_settings(const Config *config, FILE *out)
{
    Settings settings = config->settings;
    if (config->path.len) fprintf(out, "# from %.*s\n", FMT(config->path));
    else fputs("# no configuration\n", out);
    for (uint32_t i = 0; i < option_row_count; i++) put_setting(out, &option_rows[i], settings.is_given[i], &settings);
}

void describe_analysis(const Settings *settings, FILE *out)
{
    Settings own = *settings;
    for (uint32_t i = 0; i < option_row_count; i++) {
        OptionGroup group = option_rows[i].group;
        if (group == GROUP_RULES || group == GROUP_LANGUAGES) put_setting(out, &option_rows[i], own.is_given[i], &own);
    }
}
