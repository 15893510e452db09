// Checkstyle's XML, which reviewdog and many CI servers read: the findings of each file.
#include "report/markup.h"
#include "report/report.h"
#include "report/uri.h"

static void error_write(const Position *at, const char *severity, Str message, Str rule, FILE *out)
{
    fputs("    <error ", out);
    if (at) fprintf(out, "line=\"%u\" column=\"%u\" ", at->line, at->column);
    fprintf(out, "severity=\"%s\" message=\"", severity);
    markup_text(out, message);
    fputs("\" source=\"memlint.", out);
    markup_text(out, rule);
    fputs("\"/>\n", out);
}

static void file_write(const Report *report, const Record *record, FILE *out)
{
    if (!record->findings.len && record->outcome != OUTCOME_FAILED) return;
    Arena scratch = {0};
    fputs("  <file name=\"", out);
    markup_text(out, uri_plain_path(&scratch, report->root, record->path));
    fputs("\">\n", out);
    Str problem = arena_format(&scratch, "not analysed: %.*s", FMT(record->problem));
    if (record->outcome == OUTCOME_FAILED) error_write(NULL, "error", problem, STR("not-analysed"), out);
    for (uint32_t i = 0; i < record->findings.len; i++) {
        const Finding *finding = &record->findings.at[i];
        Position from = report_in_file(finding->at.from);
        error_write(&from, severity_name(finding->severity), report_message(&scratch, finding), finding->rule, out);
    }
    fputs("  </file>\n", out);
    arena_close(&scratch);
}

void report_checkstyle(const Report *report, FILE *out)
{
    fputs("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<checkstyle version=\"8.0\">\n", out);
    for (uint32_t i = 0; i < report->project->count; i++) file_write(report, &report->project->records[i], out);
    fputs("</checkstyle>\n", out);
}
