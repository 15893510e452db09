// Completion for bash. `--name=value` reaches the function as three words, because '=' breaks words there.
#include "words.h"

static const char head[] =
    "# bash completion for memlint, made from its table of options\n\n"
    "_memlint()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=check words='' prefix=''\n"
    "    COMPREPLY=()\n";

static const char equals_sign[] =
    "    if [[ $current == '=' ]]; then\n"
    "        current=''\n"
    "    elif [[ $before == '=' ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n";

static const char tail[] =
    "    mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -W \"$words\" -- \"$current\")\n"
    "    if [[ $command == check && $COMP_CWORD -eq 1 && $current != -* ]]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$current\")\n"
    "    fi\n"
    "}\n\n"
    "complete -F _memlint memlint\n";

static const char lists[] =
    "    if [[ $before == -* && $words == ALL\\ * && $current == *,* ]]; then\n"
    "        prefix=${current%,*},\n"
    "        current=${current##*,}\n"
    "    fi\n";

static void write_command_names(FILE *out, const char *between)
{
    for (uint32_t i = 0; i < command_row_count; i++) fprintf(out, "%s%s", i ? between : "", command_rows[i].name);
}

static void write_command(FILE *out)
{
    fputs("    if [[ $COMP_CWORD -gt 1 ]]; then\n        case ${COMP_WORDS[1]} in\n            ", out);
    write_command_names(out, " | ");
    fputs(") command=${COMP_WORDS[1]} ;;\n        esac\n    fi\n", out);
}

static void write_value(FILE *out, const OptionRow *row)
{
    Value value = value_of(row);
    if (value == VALUE_NONE) return;
    if (row->commands & COMMAND_RULES && value == VALUE_FORMATS)
        fprintf(out, "        'rules --%s') words='%s' ;;\n", row->name, rules_formats);
    fprintf(out, "        *' --%s'", row->name);
    if (row->letter) fprintf(out, " | *' -%c'", row->letter);
    fputs(") ", out);
    if (value == VALUE_FILE) fputs("compopt -o default 2>/dev/null; return ;;\n", out);
    if (value == VALUE_UNKNOWN) fputs("return ;;\n", out);
    if (value == VALUE_FILE || value == VALUE_UNKNOWN) return;
    fputs("words='", out);
    if (value == VALUE_RULES) write_rules(out);
    if (value == VALUE_FORMATS) write_formats(out);
    if (value == VALUE_CHOICE) write_choice(out, row->argument);
    fputs("' ;;\n", out);
}

static void write_values(FILE *out)
{
    fputs("    case \"$command $before\" in\n", out);
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].name) write_value(out, &option_rows[i]);
    fputs("    esac\n", out);
}

static void write_names(FILE *out, const CommandRow *command)
{
    fprintf(out, "        '%s -'*) words='", command->name);
    for (uint32_t i = 0; i < option_row_count; i++) {
        const OptionRow *row = &option_rows[i];
        if (!row_belongs(row, command)) continue;
        if (row->letter) fprintf(out, "-%c ", row->letter);
        fprintf(out, "--%s ", row->name);
    }
    fputs("' ;;\n", out);
}

static void write_words(FILE *out)
{
    fputs("    [[ -n $words ]] || case \"$command $current\" in\n", out);
    for (uint32_t i = 0; i < command_row_count; i++) write_names(out, &command_rows[i]);
    fputs("        'explain '*) words='", out);
    write_rules(out);
    fputs("' ;;\n        'config '*) words='", out);
    write_keys(out);
    fputs("' ;;\n        'check '*) [[ $COMP_CWORD -ne 1 ]] || words='", out);
    write_command_names(out, " ");
    fputs("' ;;\n    esac\n    if [[ -z $words ]]; then\n        compopt -o default 2>/dev/null\n        return\n    fi\n", out);
}

void write_bash(FILE *out)
{
    fputs(head, out);
    write_command(out);
    fputs(equals_sign, out);
    write_values(out);
    fputs(lists, out);
    write_words(out);
    fputs(tail, out);
}
