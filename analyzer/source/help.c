// --help from the table of options.
#include "source/options.h"

#include <string.h>

const char *const option_group_titles[GROUP_COUNT] = {
    [GROUP_RULES] = "Rules", [GROUP_OLD_CODE] = "Old code", [GROUP_FIXES] = "Fixes", [GROUP_OUTPUT] = "Output",
    [GROUP_FILES] = "Files", [GROUP_LANGUAGES] = "Languages", [GROUP_RUN] = "Run", [GROUP_OTHER] = "Other commands",
};

const OptionExample option_examples[] = {
    {"memlint src --output-format sarif=memlint.sarif", "findings on the terminal and for a program"},
    {"memlint --diff | git apply", "look at what --fix would do"},
    {"memlint --write-baseline .memlint-baseline.json", "start in old code; then --baseline with that file"},
    {"memlint explain RULE", "why a finding matters"},
};

const uint32_t option_example_count = COUNT_OF(option_examples);

static const char exit_statuses[] =
    "\nExit status: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage, or a file could not be analysed (the rest\n"
    "is still reported); 128+N stopped by signal N.\n";

static void print_usage(FILE *out)
{
    for (uint32_t i = 0; i < command_row_count; i++) {
        const CommandRow *row = &command_rows[i];
        const char *name = i ? row->name : "[check]";
        fprintf(out, "%s memlint %s %-*s  %s\n", i ? "      " : "Usage:", name, 37 - (int)strlen(name), row->argument, row->help);
    }
}

static void print_examples(FILE *out)
{
    fputs("\nExamples:\n", out);
    for (uint32_t i = 0; i < option_example_count; i++)
        fprintf(out, "  %-49s  %s\n", option_examples[i].line, option_examples[i].help);
}

static void print_row(FILE *out, const OptionRow *row)
{
    enum { WIDTH = 38 };
    char left[64];
    int len = snprintf(left, sizeof left, "  %c%c%s--%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
                       row->letter ? ", " : "  ", row->name, row->argument && row->kind != TAKES_OPTIONAL ? " " : "", row->argument ? row->argument : "");
    fprintf(out, "%s%*s  %s", left, len < WIDTH ? WIDTH - len : 0, "", row->help);
    if (row->fallback && row->kind != TAKES_NOTHING && row->kind != TAKES_DENIAL) fprintf(out, " (default: %s)", row->fallback);
    fputc('\n', out);
}

static bool is_shown(const OptionRow *row, OptionGroup group, bool all)
{
    return row->group == group && row->name && (all || !(row->commands & OPTION_IS_RARE));
}

static void print_group(FILE *out, OptionGroup group, bool all)
{
    fprintf(out, "\n%s:\n", option_group_titles[group]);
    for (size_t i = 0; i < option_row_count; i++)
        if (is_shown(&option_rows[i], group, all)) print_row(out, &option_rows[i]);
}

static uint32_t count_rare(void)
{
    uint32_t count = 0;
    for (size_t i = 0; i < option_row_count; i++) count += option_rows[i].name && option_rows[i].commands & OPTION_IS_RARE;
    return count;
}

void options_help(FILE *out, bool all)
{
    print_usage(out);
    for (OptionGroup group = 0; group < GROUP_COUNT; group++) print_group(out, group, all);
    if (!all) fprintf(out, "\n`memlint help --all` has %u options more.\n", count_rare());
    print_examples(out);
    fputs(exit_statuses, out);
}
