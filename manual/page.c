// The manual page, in the macros of man(7).
#include "words.h"

#include "engine/registry.h"
#include "report/format.h"

// Text that stays text for roff, in lines that are not too long. A line that starts with a dot or a quote would be a request.
static void put(FILE *out, const char *text)
{
    enum { WIDTH = 60 };
    bool is_start = true;
    for (uint32_t column = 0; *text; text++, column++) {
        if (is_start && (*text == '.' || *text == '\'')) fputs("\\&", out);
        is_start = *text == ' ' && column >= WIDTH;
        if (is_start) column = 0;
        if (is_start) fputc('\n', out);
        else if (*text == '\\') fputs("\\e", out);
        else if (*text == '-') fputs("\\-", out);
        else fputc(*text, out);
    }
}

static void section(FILE *out, const char *title) { fprintf(out, ".SH %s\n", title); }

static void term(FILE *out, const char *name, const char *help)
{
    fputs(".TP\n\\fB", out);
    put(out, name);
    fputs("\\fR\n", out);
    put(out, help);
    fputc('\n', out);
}

static void paragraph(FILE *out, const char *text)
{
    put(out, text);
    fputc('\n', out);
}

static void write_synopsis(FILE *out)
{
    section(out, "SYNOPSIS");
    for (uint32_t i = 0; i < command_row_count; i++) {
        const char *name = i ? command_rows[i].name : "[check]";
        fprintf(out, "%s.B memlint\n", i ? ".br\n" : "");
        put(out, name);
        fputs(*command_rows[i].argument ? " " : "", out);
        paragraph(out, command_rows[i].argument);
    }
}

static void write_commands(FILE *out)
{
    section(out, "COMMANDS");
    for (uint32_t i = 0; i < command_row_count; i++) term(out, command_rows[i].name, command_rows[i].help);
}

static void write_names(FILE *out, const OptionRow *row)
{
    fputs("\\fB", out);
    if (row->letter) fprintf(out, "\\-%c\\fR, \\fB", row->letter);
    fputs("\\-\\-", out);
    put(out, row->name);
    fputs("\\fR", out);
    if (!row->argument) return;
    fprintf(out, "%s\\fI", row->kind == TAKES_OPTIONAL ? "" : " ");
    put(out, row->argument);
    fputs("\\fR", out);
}

static void write_option(FILE *out, const OptionRow *row)
{
    fputs(".TP\n", out);
    write_names(out, row);
    fputc('\n', out);
    put(out, row->help);
    if (row->fallback && option_wants_value(row)) fprintf(out, " (default: %s)", row->fallback);
    fputc('\n', out);
    if (!row->key) return;
    fputs(".br\nIn a configuration: \\fB", out);
    put(out, row->key);
    fputs("\\fR\n", out);
}

static void write_options(FILE *out)
{
    section(out, "OPTIONS");
    for (OptionGroup group = 0; group < GROUP_COUNT; group++) {
        fprintf(out, ".SS %s\n", option_group_titles[group]);
        for (uint32_t i = 0; i < option_row_count; i++)
            if (option_rows[i].name && option_rows[i].group == group) write_option(out, &option_rows[i]);
    }
    fputs("The formats of \\fB\\-\\-output\\-format\\fR are\n", out);
    for (uint32_t i = 0; format_at(i); i++) fprintf(out, "%s%s\n", format_at(i)->name, format_at(i + 1) ? "," : ".");
}

static void write_configuration(FILE *out)
{
    section(out, "CONFIGURATION");
    paragraph(out, "Each file is linted by the nearest of .memlint.toml, memlint.toml and pyproject.toml (its table tool.memlint), in its folder "
                   "or one above. Files are not merged; extend names one to build on. Besides the keys that are options:");
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key && !option_rows[i].name) term(out, option_rows[i].key, option_rows[i].help);
}

static void write_rule_terms(FILE *out)
{
    section(out, "RULES");
    for (uint32_t i = 0; i < registry_rule_count; i++) term(out, registry_rules[i].rule->id, registry_rules[i].rule->summary);
}

static void write_suppressions(FILE *out)
{
    section(out, "SUPPRESSIONS");
    paragraph(out, "In a comment at the end of the line, or alone on the line above:");
    fputs(".nf\n.RS\n", out);
    paragraph(out, "memlint: ignore[RULE, RULE] -- reason");
    paragraph(out, "memlint: disable[RULE]");
    paragraph(out, "memlint: enable[RULE]");
    paragraph(out, "memlint: file-ignore[RULE]");
    fputs(".RE\n.fi\n", out);
    paragraph(out, "A comment that silences nothing is reported.");
}

static void write_statuses(FILE *out)
{
    section(out, "EXIT STATUS");
    term(out, "0", "No finding at or above --fail-on.");
    term(out, "1", "Findings.");
    term(out, "2", "Wrong usage, a broken configuration, or a file could not be analysed; the rest is still reported.");
    term(out, "128+N", "Stopped by signal N.");
}

static void write_environment(FILE *out)
{
    section(out, "ENVIRONMENT");
    term(out, "MEMLINT_LIBCLANG", "The libclang to open: a file. Without it the newest from 17 to 22 that the system has. Python needs none.");
    term(out, "NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM", "Whether output has colours, unless --color says it.");
}

static void write_examples(FILE *out)
{
    section(out, "EXAMPLES");
    for (uint32_t i = 0; i < option_example_count; i++) term(out, option_examples[i].line, option_examples[i].help);
}

void write_page(FILE *out)
{
    fprintf(out, ".\\\" Made from memlint's table of options.\n.TH MEMLINT 1 \"%s\" \"memlint %s\"\n", MEMLINT_DATE, MEMLINT_VERSION);
    section(out, "NAME");
    fputs("memlint \\- find memory pitfalls in C and Python source\n", out);
    write_synopsis(out);
    section(out, "DESCRIPTION");
    paragraph(out, "memlint reads C and Python source and reports what grows without end, what stays alive too long, what is bigger than it "
                   "need be, and what is never given back. Nothing of what it reads is run. What can't be proven is not said.");
    write_commands(out);
    write_options(out);
    write_configuration(out);
    write_rule_terms(out);
    write_suppressions(out);
    write_statuses(out);
    write_environment(out);
    write_examples(out);
}
