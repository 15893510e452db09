// One JSON object per line: who speaks, then each finding, each file that was not wholly analysed, and the counts. `kind`
// says which: "start", "finding", "file", "summary".
#include "report/document.h"

static void line_write(const char *kind, json_t *value, FILE *out)
{
    json_t *line = json_pack("{s:s}", "kind", kind);
    json_object_update(line, value);
    json_decref(value);
    document_write(line, out);
    fputc('\n', out);
}

static void findings_write(const Record *record, FILE *out)
{
    Arena scratch = {0};
    Source room;
    const Source *source = document_source(&scratch, record, &room);
    for (uint32_t i = 0; i < record->findings.len; i++) {
        ArenaMark mark = arena_mark(&scratch);
        line_write("finding", document_finding(&scratch, record->path, &record->findings.at[i], source), out);
        arena_rewind(&scratch, mark);
    }
    arena_close(&scratch);
}

static void file_write(const Record *record, FILE *out)
{
    static const char *const outcomes[] = {[OUTCOME_PARTIAL] = "partial", [OUTCOME_SKIPPED] = "skipped", [OUTCOME_FAILED] = "failed"};
    if (record->outcome == OUTCOME_CHECKED) return;
    Arena scratch = {0};
    json_t *object = document_trouble(&scratch, record);
    json_object_set_new(object, "outcome", json_string(outcomes[record->outcome]));
    line_write("file", object, out);
    arena_close(&scratch);
}

void report_json_lines(const Report *report, FILE *out)
{
    line_write("start", json_pack("{s:s}", "version", MEMLINT_VERSION), out);
    for (uint32_t i = 0; i < report->project->count; i++) {
        file_write(&report->project->records[i], out);
        findings_write(&report->project->records[i], out);
    }
    line_write("summary", document_summary(report), out);
}
