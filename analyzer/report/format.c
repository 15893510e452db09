#include "report/format.h"

#include "base/str.h"

// Source of the limit: GitHub's documentation, "SARIF support for code scanning".
static const Format formats[] = {
    {.name = "full", .writer = report_full, .is_text = true},
    {.name = "concise", .writer = report_concise, .is_text = true},
    {.name = "json", .writer = report_json},
    {.name = "json-lines", .writer = report_json_lines},
    {.name = "sarif", .writer = report_sarif, .most = 25000, .beyond = "GitHub code scanning rejects a SARIF file of more than 25000 results"},
    {.name = "github", .writer = report_github},
    {.name = "gitlab", .writer = report_gitlab},
    {.name = "junit", .writer = report_junit},
    {.name = "checkstyle", .writer = report_checkstyle},
    {.name = "rdjson", .writer = report_rdjson},
    {.name = "markdown", .writer = report_markdown},
    {.name = "html", .writer = report_html},
};

const Format *format_at(uint32_t number) { return number < COUNT_OF(formats) ? &formats[number] : NULL; }

const Format *format_find(Str name)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (str_is(name, formats[i].name)) return &formats[i];
    return NULL;
}

Str format_names(Arena *arena)
{
    Str names = {0};
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        names = arena_format(arena, "%.*s%s%s", FMT(names), i ? ", " : "", formats[i].name);
    return names;
}

void format_say_limit(const Format *format, const Project *project, FILE *out)
{
    uint32_t findings = report_tally(project).findings;
    if (!format->most || findings <= format->most) return;
    fprintf(out, "memlint: note: %u findings: %s\n", findings, format->beyond);
    fputs("  = help: --min-severity leaves out the lesser ones, --select takes some rules only\n", out);
}
