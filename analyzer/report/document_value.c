// What `json` and `json-lines` say of a finding, of a file that was not wholly analysed, and of the run. Lines and columns
// count from 1, columns in code points, byte offsets from 0. In a notebook lines are those of the `cell`, and there are no offsets.
#include "report/document.h"

static void set_place(json_t *object, const Location *at)
{
    if (at->from.cell) json_object_set_new(object, "cell", json_integer(at->from.cell));
    json_object_set_new(object, "line", json_integer(at->from.line));
    json_object_set_new(object, "column", json_integer(at->from.column));
    json_object_set_new(object, "end_line", json_integer(at->to.line));
    json_object_set_new(object, "end_column", json_integer(at->to.column));
    if (at->from.cell) return;
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

json_t *document_finding(Arena *scratch, Str path, const Finding *finding, const Source *source)
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

static json_t *findings_json(const Tally *tally)
{
    json_t *object = json_object();
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
        json_object_set_new(object, severity_name((Severity)severity), json_integer(tally->by_severity[severity]));
    return object;
}

json_t *document_summary(const Report *report)
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
    json_object_set_new(object, "known", json_integer(project->known));
    return object;
}

json_t *document_trouble(Arena *scratch, const Record *record)
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
