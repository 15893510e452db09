// One line per finding in the form of GCC, which editors and terminals know how to jump to.
#include "report/report.h"

static void finding_print(Arena *scratch, const Report *report, Str path, const Finding *finding, FILE *out)
{
    report_escaped(out, path);
    fprintf(out, ":%.*s: %s: ", FMT(report_place(scratch, finding->at.from)), severity_name(finding->severity));
    report_escaped(out, finding->message);
    fputs(" [", out);
    report_escaped(out, finding->rule);
    fputs(report->show_fixes && finding->fix_kind ? "] [*]\n" : "]\n", out);
}

static void failure_print(const Record *record, FILE *out)
{
    report_escaped(out, record->path);
    fputs(":1:1: error: not analysed: ", out);
    report_escaped(out, record->problem);
    fputc('\n', out);
}

void report_concise(const Report *report, FILE *out)
{
    Arena scratch = {0};
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        arena_reset(&scratch);
        if (record->outcome == OUTCOME_FAILED) failure_print(record, out);
        for (uint32_t j = 0; j < record->findings.len; j++)
            finding_print(&scratch, report, record->path, &record->findings.at[j], out);
    }
    arena_close(&scratch);
    if (!report->quiet) report_summary(report, out);
}
