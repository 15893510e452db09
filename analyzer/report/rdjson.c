// Reviewdog's diagnostic format, rdjson: a safe or reviewable fix becomes a suggestion in the review. Columns count bytes.
// Source: reviewdog/reviewdog, proto/rdf.
#include "report/document.h"
#include "report/uri.h"

static const char *rdjson_severity(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "INFO", [SEVERITY_WARNING] = "WARNING", [SEVERITY_ERROR] = "ERROR"};
    return words[severity];
}

static json_t *position(Position at) { return json_pack("{s:i,s:i}", "line", (int)at.line, "column", (int)at.column_byte); }

static json_t *range(Position from, Position to)
{
    json_t *object = json_object();
    json_object_set_new(object, "start", position(from));
    json_object_set_new(object, "end", position(to));
    return object;
}

static json_t *suggestion(Arena *scratch, const Edit *edit, const Source *source)
{
    json_t *object = json_object();
    Position from = source_position(source, edit->span.from), to = source_position(source, edit->span.to);
    json_object_set_new(object, "range", range(from, to));
    document_text(scratch, object, "text", edit->text);
    return object;
}

static json_t *suggestions(Arena *scratch, const Finding *finding, const Source *source)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < finding->edits.len; i++)
        json_array_append_new(array, suggestion(scratch, &finding->edits.at[i], source));
    return array;
}

static json_t *diagnostic(Arena *scratch, Str message, Str path, const char *severity)
{
    json_t *object = json_object(), *location = json_object();
    document_text(scratch, object, "message", message);
    document_text(scratch, location, "path", path);
    json_object_set_new(object, "location", location);
    json_object_set_new(object, "severity", json_string(severity));
    return object;
}

static json_t *finding_diagnostic(Arena *scratch, Str path, const Finding *finding, const Source *source)
{
    Str message = report_message(scratch, finding);
    if (finding->help.len) message = arena_format(scratch, "%.*s\nhelp: %.*s", FMT(message), FMT(finding->help));
    json_t *object = diagnostic(scratch, message, path, rdjson_severity(finding->severity)), *code = json_object();
    json_object_set_new(json_object_get(object, "location"), "range", range(report_in_file(finding->at.from), report_in_file(finding->at.to)));
    document_text(scratch, code, "value", finding->rule);
    json_object_set_new(object, "code", code);
    if (source && finding->edits.len) json_object_set_new(object, "suggestions", suggestions(scratch, finding, source));
    return object;
}

static void record_write_diagnostics(const Report *report, const Record *record, DocumentList *list)
{
    Arena scratch = {0};
    Source room;
    const Source *source = document_source(&scratch, record, &room);
    Str path = uri_plain_path(&scratch, report->root, record->path);
    Str failure = arena_format(&scratch, "not analysed: %.*s", FMT(record->problem));
    if (record->outcome == OUTCOME_FAILED) document_item(list, diagnostic(&scratch, failure, path, "ERROR"));
    for (uint32_t i = 0; i < record->findings.len; i++) {
        ArenaMark mark = arena_mark(&scratch);
        document_item(list, finding_diagnostic(&scratch, path, &record->findings.at[i], source));
        arena_rewind(&scratch, mark);
    }
    arena_close(&scratch);
}

void report_rdjson(const Report *report, FILE *out)
{
    DocumentList list = {.out = out, .indent = 2};
    fputs("{\"source\": {\"name\": \"memlint\"}, \"diagnostics\": [", out);
    for (uint32_t i = 0; i < report->project->count; i++)
        record_write_diagnostics(report, &report->project->records[i], &list);
    fputs("\n]}\n", out);
}
