#include "words.h"

#include "engine/registry.h"
#include "report/format.h"

#include <string.h>

const char rules_formats[] = "text json markdown";

static bool names_a_file(const char *argument)
{
    static const char *const names[] = {"FILE", "PATH", "FOLDER", "DIR"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strncmp(argument, names[i], strlen(names[i])) == 0) return true;
    return false;
}

Value value_of(const OptionRow *row)
{
    if (!option_wants_value(row)) return VALUE_NONE;
    if (row->kind == TAKES_RULES) return VALUE_RULES;
    if (row->kind == TAKES_CHOICE) return VALUE_CHOICE;
    if (strncmp(row->argument, "FORMAT", strlen("FORMAT")) == 0) return VALUE_FORMATS;
    return names_a_file(row->argument) ? VALUE_FILE : VALUE_UNKNOWN;
}

bool value_repeats(const OptionRow *row)
{
    return option_wants_value(row) && row->kind != TAKES_TEXT && row->kind != TAKES_PATH && row->kind != TAKES_CHOICE;
}

bool row_belongs(const OptionRow *row, const CommandRow *command) { return row->name && row->commands & command->command; }

static bool is_new_family(uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (strcmp(registry_rules[i].family, registry_rules[at].family) == 0) return false;
    return true;
}

void write_families(FILE *out)
{
    fputs("ALL", out);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        if (is_new_family(i)) fprintf(out, " %s", registry_rules[i].family);
}

void write_rules(FILE *out)
{
    write_families(out);
    for (uint32_t i = 0; i < registry_rule_count; i++) fprintf(out, " %s", registry_rules[i].rule->id);
}

void write_formats(FILE *out)
{
    for (uint32_t i = 0; format_at(i); i++) fprintf(out, "%s%s", i ? " " : "", format_at(i)->name);
}

void write_keys(FILE *out)
{
    const char *space = "";
    for (uint32_t i = 0; i < option_row_count; i++) {
        if (!option_rows[i].key) continue;
        fprintf(out, "%s%s", space, option_rows[i].key);
        space = " ";
    }
}

void write_choice(FILE *out, const char *words)
{
    for (; *words; words++) fputc(*words == '|' ? ' ' : *words, out);
}
