// The `json` document: {"version", "diagnostics": [...], "summary": {...}, "failed_files", "partial_files", "skipped_files"},
// one finding or file per line.
// Only one of them exists as JSON at a time, however many there are. Lines and columns count from 1, columns in code
// points, byte offsets from 0.
#include <jansson.h>

#include "report/document.h"

static void set_place(json_t *object, const Location *at)
{
    json_object_set_new(object, "line", json_integer(at->from.line));
    json_object_set_new(object, "column", json_integer(at->from.column));
    json_object_set_new(object, "end_line", json_integer(at->to.line));
    json_object_set_new(object, "end_column", json_integer(at->to.column));
    json_object_set_new(object, "byte_offset", json_integer(at->span.from));
    json_object_set_new(object, "end_byte_offset", json_integer(at->span.to));
}

static json_t *notes_json(Arena *scratch, const Notes *notes)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < notes->len; i++) {
        json_t *note = json_object();
        document_text(scratch, note, "message", notes->at[i].text);
        set_place(note, &notes->at[i].at);
        json_array_append_new(array, note);
    }
    return array;
}

// Lines and columns only when the file can still be read as it was analysed; byte offsets always.
static json_t *edit_json(Arena *scratch, const Edit *edit, const Source *source)
{
    json_t *object = json_object();
    Location at = {.span = edit->span};
    if (source) {
        at.from = source_position(source, edit->span.from);
        at.to = source_position(source, edit->span.to);
        set_place(object, &at);
    } else {
        json_object_set_new(object, "byte_offset", json_integer(edit->span.from));
        json_object_set_new(object, "end_byte_offset", json_integer(edit->span.to));
    }
    document_text(scratch, object, "text", edit->text);
    return object;
}

static json_t *fix_json(Arena *scratch, const Finding *finding, const Source *source)
{
    if (finding->fix_kind == FIX_NONE) return json_null();
    json_t *fix = json_object(), *edits = json_array();
    document_text(scratch, fix, "applicability", finding->fix_kind == FIX_SAFE ? STR("safe") : STR("unsafe"));
    document_text(scratch, fix, "title", finding->fix_title);
    for (uint32_t i = 0; i < finding->edits.len; i++)
        json_array_append_new(edits, edit_json(scratch, &finding->edits.at[i], source));
    json_object_set_new(fix, "edits", edits);
    return fix;
}

static json_t *finding_json(Arena *scratch, Str path, const Finding *finding, const Source *source)
{
    json_t *object = json_object();
    document_text(scratch, object, "rule", finding->rule);
    document_text(scratch, object, "severity", str_from(severity_name(finding->severity)));
    document_text(scratch, object, "path", path);
    set_place(object, &finding->at);
    document_text(scratch, object, "message", finding->message);
    document_text(scratch, object, "help", finding->help);
    document_text(scratch, object, "enclosing", finding->enclosing);
    json_object_set_new(object, "related", notes_json(scratch, &finding->related));
    json_object_set_new(object, "path_steps", notes_json(scratch, &finding->steps));
    json_object_set_new(object, "fix", fix_json(scratch, finding, source));
    return object;
}

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
            document_write(finding_json(&scratch, record->path, &record->findings.at[j], source), out);
            before = ",\n    ";
            arena_rewind(&scratch, mark);
        }
    }
    arena_close(&scratch);
}

// --- the summary -----------------------------------------------------------------------------------------------

static json_t *findings_json(const Tally *tally)
{
    json_t *object = json_object();
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
        json_object_set_new(object, severity_name((Severity)severity), json_integer(tally->by_severity[severity]));
    return object;
}

static void summary_write(const Report *report, FILE *out)
{
    const Project *project = report->project;
    Tally tally = report_tally(project);
    json_t *object = json_object();
    json_object_set_new(object, "checked", json_integer(project->checked));
    json_object_set_new(object, "partial", json_integer(project->partial));
    json_object_set_new(object, "skipped", json_integer(project->skipped));
    json_object_set_new(object, "failed", json_integer(project->failed));
    json_object_set_new(object, "findings", findings_json(&tally));
    json_object_set_new(object, "fixable_safe", json_integer(tally.by_fix[FIX_SAFE]));
    json_object_set_new(object, "fixable_unsafe", json_integer(tally.by_fix[FIX_REVIEW]));
    json_object_set_new(object, "fixed", json_integer(report->fixed));
    json_object_set_new(object, "suppressed", json_integer(project->suppressed));
    document_write(object, out);
}

static json_t *trouble_json(Arena *scratch, const Record *record)
{
    json_t *object = json_object(), *notes = json_array();
    document_text(scratch, object, "path", record->path);
    document_text(scratch, object, "reason", record->problem);
    document_text(scratch, object, "remedy", record->remedy);
    for (uint32_t i = 0; i < record->notes.len; i++)
        json_array_append_new(notes, document_string(scratch, record->notes.at[i]));
    json_object_set_new(object, "notes", notes);
    return object;
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
        document_write(trouble_json(&scratch, record), out);
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
    summary_write(report, out);
    troubles_write(report, OUTCOME_FAILED, "failed_files", out);
    troubles_write(report, OUTCOME_PARTIAL, "partial_files", out);
    troubles_write(report, OUTCOME_SKIPPED, "skipped_files", out);
    fputs("\n}\n", out);
}
