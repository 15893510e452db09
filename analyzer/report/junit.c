// JUnit's XML: a suite per file, a failed case per finding, a passed one for a file in which nothing was found. What could not
// be analysed is an error, what was left out a skipped case.
#include "base/str.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/uri.h"

typedef struct Counts {
    uint32_t cases, failures, errors, skipped;
} Counts;

static Counts counts_of(const Record *record)
{
    Counts counts = {.failures = record->findings.len};
    counts.errors = record->outcome == OUTCOME_FAILED;
    counts.skipped = record->outcome == OUTCOME_SKIPPED;
    counts.cases = counts.failures + counts.errors + counts.skipped;
    if (!counts.cases) counts.cases = 1;
    return counts;
}

static void counts_write(Counts counts, FILE *out)
{
    fprintf(out, "\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\">\n", counts.cases, counts.failures, counts.errors,
            counts.skipped);
}

static void note_write(Arena *scratch, const char *word, const Note *note, FILE *out)
{
    fprintf(out, "\n  %s%.*s: ", word, FMT(report_place(scratch, note->at.from)));
    markup_text(out, note->text);
}

static void details_write(Arena *scratch, Str path, const Finding *finding, FILE *out)
{
    markup_text(out, path);
    fprintf(out, ":%.*s: ", FMT(report_place(scratch, finding->at.from)));
    markup_text(out, finding->message);
    for (uint32_t i = 0; i < finding->related.len; i++) note_write(scratch, "see ", &finding->related.at[i], out);
    for (uint32_t i = 0; i < finding->steps.len; i++) note_write(scratch, "step ", &finding->steps.at[i], out);
    if (finding->help.len) fputs("\n  help: ", out);
    markup_text(out, finding->help);
}

static void case_open(Str name, Str path, FILE *out)
{
    fputs("    <testcase name=\"", out);
    markup_text(out, name);
    fputs("\" classname=\"", out);
    markup_text(out, path);
}

static void finding_write(Arena *scratch, Str path, const Finding *finding, FILE *out)
{
    Str name = arena_format(scratch, "%.*s:%.*s", FMT(finding->rule), FMT(report_place(scratch, finding->at.from)));
    case_open(name, path, out);
    fprintf(out, "\" file=\"");
    markup_text(out, path);
    fprintf(out, "\" line=\"%u\">\n      <failure type=\"%s\" message=\"", report_in_file(finding->at.from).line,
            severity_name(finding->severity));
    markup_text(out, finding->message);
    fputs("\">", out);
    details_write(scratch, path, finding, out);
    fputs("</failure>\n    </testcase>\n", out);
}

static void outcome_write(const char *element, Str name, Str path, Str text, FILE *out)
{
    case_open(name, path, out);
    fprintf(out, "\">\n      <%s message=\"", element);
    markup_text(out, text);
    fputs("\"/>\n    </testcase>\n", out);
}

static void suite_write(const Report *report, const Record *record, FILE *out)
{
    Arena scratch = {0};
    Str path = uri_plain_path(&scratch, report->root, record->path);
    fputs("  <testsuite name=\"", out);
    markup_text(out, path);
    counts_write(counts_of(record), out);
    for (uint32_t i = 0; i < record->findings.len; i++) finding_write(&scratch, path, &record->findings.at[i], out);
    if (record->outcome == OUTCOME_FAILED) outcome_write("error", STR("not analysed"), path, record->problem, out);
    else if (record->outcome == OUTCOME_SKIPPED) outcome_write("skipped", STR("skipped"), path, record->problem, out);
    else if (!record->findings.len) case_open(STR("memlint"), path, out), fputs("\"/>\n", out);
    fputs("  </testsuite>\n", out);
    arena_close(&scratch);
}

void report_junit(const Report *report, FILE *out)
{
    Counts all = {0};
    for (uint32_t i = 0; i < report->project->count; i++) {
        Counts counts = counts_of(&report->project->records[i]);
        all.cases += counts.cases;
        all.failures += counts.failures;
        all.errors += counts.errors;
        all.skipped += counts.skipped;
    }
    fputs("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"memlint", out);
    counts_write(all, out);
    for (uint32_t i = 0; i < report->project->count; i++) suite_write(report, &report->project->records[i], out);
    fputs("</testsuites>\n", out);
}
