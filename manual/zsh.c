// Completion for zsh: one call of _arguments for each command.
#include "words.h"

#include "engine/registry.h"

static const char commands_end[] =
    "  )\n"
    "  _describe -t commands command commands\n"
    "}\n\n"
    "_memlint_path() {\n"
    "  (( CURRENT == 2 && ! named )) && _memlint_commands\n"
    "  _files\n"
    "}\n\n";

static const char dispatch[] =
    "  if (( CURRENT > 2 && named )); then\n"
    "    command=$words[2]\n"
    "    words=($words[1] \"${(@)words[3,-1]}\")\n"
    "    (( CURRENT-- ))\n"
    "  else\n"
    "    named=0\n"
    "  fi\n"
    "  case $command in\n";

// Inside single quotes; with ']' as text when it stands in brackets.
static void put(FILE *out, const char *text, bool in_brackets)
{
    for (; *text; text++) {
        if (*text == '\'') fputs("'\\''", out);
        else if (in_brackets && (*text == ']' || *text == '[' || *text == '\\')) fprintf(out, "\\%c", *text);
        else fputc(*text, out);
    }
}

static void write_described(FILE *out, const char *name, const char *help)
{
    fprintf(out, "    '%s:", name);
    put(out, help, false);
    fputs("'\n", out);
}

static void write_commands(FILE *out)
{
    fputs("_memlint_commands() {\n  local -a commands=(\n", out);
    for (uint32_t i = 0; i < command_row_count; i++) write_described(out, command_rows[i].name, command_rows[i].help);
    fputs(commands_end, out);
}

static void write_rule_function(FILE *out)
{
    fputs("_memlint_rules() {\n  local -a groups=(", out);
    write_families(out);
    fputs(") rules=(\n", out);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        write_described(out, registry_rules[i].rule->id, registry_rules[i].rule->summary);
    fputs("  )\n  compset -P '*,'\n  _describe -t groups family groups\n  _describe -t rules rule rules\n}\n\n", out);
}

static void write_action(FILE *out, const OptionRow *row, const CommandRow *command)
{
    switch (value_of(row)) {
    case VALUE_NONE: break;
    case VALUE_UNKNOWN: fputs(" ", out); break;
    case VALUE_FILE: fputs("_files", out); break;
    case VALUE_RULES: fputs("_memlint_rules", out); break;
    case VALUE_CHOICE:
        fputc('(', out);
        write_choice(out, row->argument);
        fputc(')', out);
        break;
    case VALUE_FORMATS:
        fputc('(', out);
        if (command->command == COMMAND_RULES) fputs(rules_formats, out);
        else write_formats(out);
        fputc(')', out);
        break;
    }
}

static void write_exclusion(FILE *out, const OptionRow *row)
{
    if (value_repeats(row)) fputc('*', out);
    else if (row->letter) fprintf(out, "(-%c --%s)", row->letter, row->name);
}

static void write_rest(FILE *out, const OptionRow *row, const CommandRow *command)
{
    fputc('[', out);
    put(out, row->help, true);
    fputc(']', out);
    if (row->kind == TAKES_OPTIONAL) fputs("::value: ", out);
    if (option_wants_value(row)) {
        fputs(":value:", out);
        write_action(out, row, command);
    }
    fputs("' \\\n", out);
}

static void write_option(FILE *out, const OptionRow *row, const CommandRow *command)
{
    bool wants = option_wants_value(row);
    fputs("        '", out);
    write_exclusion(out, row);
    fprintf(out, "--%s%s", row->name, row->kind == TAKES_OPTIONAL ? "=-" : wants ? "=" : "");
    write_rest(out, row, command);
    if (!row->letter) return;
    fputs("        '", out);
    write_exclusion(out, row);
    fprintf(out, "-%c%s", row->letter, wants ? "+" : "");
    write_rest(out, row, command);
}

static void write_positional(FILE *out, const CommandRow *command)
{
    fputs("        ", out);
    if (command->command == COMMAND_EXPLAIN) fputs("'*:rule:_memlint_rules' ", out);
    if (command->command == COMMAND_CHECK) fputs("'*:path:_memlint_path' ", out);
    if (command->command == COMMAND_DUMP) fputs("'*:path:_files' ", out);
    if (command->command == COMMAND_CONFIG) {
        fputs("'*:key:(", out);
        write_keys(out);
        fputs(")' ", out);
    }
    fputs(";;\n", out);
}

static void write_arguments(FILE *out, const CommandRow *command)
{
    fprintf(out, "    %s)\n      _arguments -s -S \\\n", command->name);
    for (uint32_t i = 0; i < option_row_count; i++)
        if (row_belongs(&option_rows[i], command)) write_option(out, &option_rows[i], command);
    write_positional(out, command);
}

void write_zsh(FILE *out)
{
    fputs("#compdef memlint\n# zsh completion for memlint, made from its table of options\n\n", out);
    write_commands(out);
    write_rule_function(out);
    fputs("_memlint() {\n  local command=check named=0\n  case $words[2] in\n    ", out);
    for (uint32_t i = 0; i < command_row_count; i++) fprintf(out, "%s%s", i ? "|" : "", command_rows[i].name);
    fputs(") named=1 ;;\n  esac\n", out);
    fputs(dispatch, out);
    for (uint32_t i = 0; i < command_row_count; i++) write_arguments(out, &command_rows[i]);
    fputs("  esac\n}\n\n_memlint \"$@\"\n", out);
}
