// The `json` document: {"version", "diagnostics": [...], "summary": {...}, "failed_files", "partial_files", "skipped_files"},
// one finding or file per line.
// Only one of them exists as JSON at a time, however many there are.
#include "report/document.h"

static void diagnostics_write(const Report *report, FILE *out)
{
    Arena scratch = {0};
    const char *before = "\n    ";
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        arena_reset(&scratch);
        Source room;
        const Source *source = document_source(&scratch, record, &room);
        for (uint32_t j = 0; j < record->findings.len; j++) {
            ArenaMark mark = arena_mark(&scratch);
            fputs(before, out);
            document_write(document_finding(&scratch, record->path, &record->findings.at[j], source), out);
            before = ",\n    ";
            arena_rewind(&scratch, mark);
        }
    }
    arena_close(&scratch);
}

// The files of one outcome, as a member of the document.
static void troubles_write(const Report *report, Outcome outcome, const char *name, FILE *out)
{
    Arena scratch = {0};
    const char *before = "\n    ", *after = "]";
    fprintf(out, ",\n  \"%s\": [", name);
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        if (record->outcome != outcome) continue;
        arena_reset(&scratch);
        fputs(before, out);
        document_write(document_trouble(&scratch, record), out);
        before = ",\n    ";
        after = "\n  ]";
    }
    fputs(after, out);
    arena_close(&scratch);
}

void report_json(const Report *report, FILE *out)
{
    fputs("{\n  \"version\": \"" MEMLINT_VERSION "\",\n  \"diagnostics\": [", out);
    diagnostics_write(report, out);
    fputs(report_tally(report->project).findings ? "\n  ],\n  \"summary\": " : "],\n  \"summary\": ", out);
    document_write(document_summary(report), out);
    troubles_write(report, OUTCOME_FAILED, "failed_files", out);
    troubles_write(report, OUTCOME_PARTIAL, "partial_files", out);
    troubles_write(report, OUTCOME_SKIPPED, "skipped_files", out);
    fputs("\n}\n", out);
}
