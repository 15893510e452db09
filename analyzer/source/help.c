// --help from the table of options.
#include "source/options.h"

static const char *const group_titles[GROUP_COUNT] = {
    [GROUP_RULES] = "Rules", [GROUP_OLD_CODE] = "Old code", [GROUP_FIXES] = "Fixes", [GROUP_OUTPUT] = "Output",
    [GROUP_FILES] = "Files", [GROUP_LANGUAGES] = "Languages", [GROUP_RUN] = "Run", [GROUP_OTHER] = "Other commands",
};

static const char usage[] =
    "Usage: memlint [check] [OPTION...] [PATH...]          find memory pitfalls in C and Python; default path: .\n"
    "       memlint explain RULE | --all                   what a rule finds, why it matters, what to write instead\n"
    "       memlint rules [--output-format text|json|markdown]\n"
    "       memlint config [KEY] [--schema]                what a configuration can say\n"
    "       memlint dump --tree|--events|--facts FILE      show a stage of the analysis\n"
    "       memlint server                                 the language server, for editors\n"
    "       memlint version\n";

static const char examples[] =
    "\nExamples:\n"
    "  memlint src --output-format sarif=memlint.sarif   findings on the terminal and for a program\n"
    "  memlint --diff | git apply                         look at what --fix would do\n"
    "  memlint --write-baseline .memlint-baseline.json    start in old code; then --baseline with that file\n"
    "  memlint explain RULE                               why a finding matters\n";

static const char exit_statuses[] =
    "\nExit status: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage, or a file could not be analysed (the rest\n"
    "is still reported); 128+N stopped by signal N.\n";

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
    fprintf(out, "\n%s:\n", group_titles[group]);
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
    fputs(usage, out);
    for (OptionGroup group = 0; group < GROUP_COUNT; group++) print_group(out, group, all);
    if (!all) fprintf(out, "\n`memlint help --all` has %u options more.\n", count_rare());
    fputs(examples, out);
    fputs(exit_statuses, out);
}
