// Completion for fish: one `complete` for each option, with the commands that know it as condition.
#include "words.h"

#include "engine/registry.h"

static const char functions[] =
    "    if set -q words[2]; and contains -- $words[2] $commands\n"
    "        contains -- $words[2] $argv\n"
    "    else\n"
    "        contains -- check $argv\n"
    "    end\n"
    "end\n\n"
    "function __memlint_is_first\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n\n";

static const char rules_head[] =
    "function __memlint_rules\n"
    "    set -l token (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))\n"
    "    set -l before (string match -r '^.*,' -- $token)\n"
    "    printf \"$before%s\\n\" ";

static void put(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
}

static void write_rule_function(FILE *out)
{
    fputs(rules_head, out);
    write_families(out);
    fputs(" \\\n", out);
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        fprintf(out, "        %s\\t'", registry_rules[i].rule->id);
        put(out, registry_rules[i].rule->summary);
        fprintf(out, "'%s\n", i + 1 < registry_rule_count ? " \\" : "");
    }
    fputs("end\n\n", out);
}

static void write_condition(FILE *out, const OptionRow *row)
{
    fputs("complete -c memlint -n '__memlint_runs", out);
    for (uint32_t i = 0; i < command_row_count; i++)
        if (row_belongs(row, &command_rows[i])) fprintf(out, " %s", command_rows[i].name);
    fputc('\'', out);
}

static void write_words(FILE *out, const OptionRow *row)
{
    switch (value_of(row)) {
    case VALUE_NONE: return;
    case VALUE_UNKNOWN: fputs(" -x", out); return;
    case VALUE_FILE: fputs(" -r -F", out); return;
    case VALUE_RULES: fputs(" -x -a '(__memlint_rules)'", out); return;
    case VALUE_CHOICE:
        fputs(" -x -a '", out);
        write_choice(out, row->argument);
        break;
    case VALUE_FORMATS:
        fputs(" -x -a '", out);
        write_formats(out);
        break;
    }
    fputc('\'', out);
}

static void write_option(FILE *out, const OptionRow *row)
{
    write_condition(out, row);
    if (row->letter) fprintf(out, " -s %c", row->letter);
    fprintf(out, " -l %s", row->name);
    write_words(out, row);
    fputs(" -d '", out);
    put(out, row->help);
    fputs("'\n", out);
}

static void write_commands(FILE *out)
{
    for (uint32_t i = 0; i < command_row_count; i++) {
        fprintf(out, "complete -c memlint -n __memlint_is_first -a %s -d '", command_rows[i].name);
        put(out, command_rows[i].help);
        fputs("'\n", out);
    }
    fputs("complete -c memlint -n '__memlint_runs explain' -f -a '(__memlint_rules)'\n", out);
    fputs("complete -c memlint -n '__memlint_runs rules version help config' -f\n", out);
    fputs("complete -c memlint -n '__memlint_runs config' -a '", out);
    write_keys(out);
    fputs("'\n", out);
}

void write_fish(FILE *out)
{
    fputs("# fish completion for memlint, made from its table of options\n\n", out);
    fputs("function __memlint_runs\n    set -l commands", out);
    for (uint32_t i = 0; i < command_row_count; i++) fprintf(out, " %s", command_rows[i].name);
    fputs("\n    set -l words (commandline -opc)\n", out);
    fputs(functions, out);
    write_rule_function(out);
    write_commands(out);
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].name) write_option(out, &option_rows[i]);
}
