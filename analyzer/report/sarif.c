// SARIF 2.1.0, one run. Written piece by piece: only one rule or result exists as JSON at a time.
#include "report/sarif.h"

#include "report/uri.h"

const char *sarif_level(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    return words[severity];
}

// A message may hold links, "[text](target)": what only looks like one is escaped.
static Str without_links(Arena *scratch, Str text)
{
    if (!str_contains(text, STR("]("))) return text;
    char *at = arena_push(scratch, text.len * 2);
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '[' || text.at[i] == ']') at[used++] = '\\';
        at[used++] = text.at[i];
    }
    return (Str){at, used};
}

json_t *sarif_message(Arena *scratch, Str text)
{
    Str clean = without_links(scratch, text);
    bool has_end = clean.len && strchr(".!?", clean.at[clean.len - 1]);
    json_t *message = json_object();
    document_text(scratch, message, "text", arena_format(scratch, "%.*s%s", FMT(clean), has_end ? "" : "."));
    return message;
}

json_t *sarif_artifact(Arena *scratch, Str root, Str path)
{
    Uri uri = uri_of_path(scratch, root, path);
    json_t *artifact = json_object();
    document_text(scratch, artifact, "uri", uri.text);
    if (uri.is_relative) json_object_set_new(artifact, "uriBaseId", json_string("SRCROOT"));
    return artifact;
}

// --- what was not, or not wholly, analysed ---------------------------------------------------------------------

static json_t *notification(Arena *scratch, const Report *report, const Record *record, int descriptor, Str text)
{
    static const char *const levels[] = {"error", "warning", "note"};
    json_t *object = json_object(), *place = json_object(), *location = json_object(), *which = json_object();
    json_object_set_new(which, "index", json_integer(descriptor));
    json_object_set_new(object, "descriptor", which);
    json_object_set_new(object, "level", json_string(levels[descriptor]));
    json_object_set_new(object, "message", sarif_message(scratch, text));
    json_object_set_new(place, "artifactLocation", sarif_artifact(scratch, report->root, record->path));
    json_object_set_new(location, "physicalLocation", place);
    json_object_set_new(object, "locations", json_pack("[o]", location));
    return object;
}

static void notification_write(const Report *report, const Record *record, int descriptor, Str text, DocumentList *list)
{
    Arena scratch = {0};
    document_item(list, notification(&scratch, report, record, descriptor, text));
    arena_close(&scratch);
}

static void record_write_notifications(const Report *report, const Record *record, DocumentList *list)
{
    switch (record->outcome) {
    case OUTCOME_CHECKED: return;
    case OUTCOME_FAILED: notification_write(report, record, SARIF_NOT_ANALYSED, record->problem, list); return;
    case OUTCOME_SKIPPED: notification_write(report, record, SARIF_SKIPPED, record->problem, list); return;
    case OUTCOME_PARTIAL:
        for (uint32_t i = 0; i < record->notes.len; i++)
            notification_write(report, record, SARIF_READ_IN_PART, record->notes.at[i], list);
        return;
    }
}

static void invocation_write(const Report *report, FILE *out)
{
    fprintf(out, "{\"executionSuccessful\":%s,\"toolExecutionNotifications\":[", report->project->failed ? "false" : "true");
    DocumentList list = {.out = out, .indent = 8};
    for (uint32_t i = 0; i < report->project->count; i++)
        record_write_notifications(report, &report->project->records[i], &list);
    fputs("]}", out);
}

// --- the document ----------------------------------------------------------------------------------------------

static void bases_write(const Report *report, FILE *out)
{
    Arena scratch = {0};
    json_t *base = json_object(), *bases = json_object();
    document_text(&scratch, base, "uri", uri_of_folder(&scratch, report->root));
    json_object_set_new(bases, "SRCROOT", base);
    document_write(bases, out);
    arena_close(&scratch);
}

void report_sarif(const Report *report, FILE *out)
{
    fputs("{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n", out);
    fputs("  \"runs\": [{\n    \"columnKind\": \"utf16CodeUnits\",\n    \"originalUriBaseIds\": ", out);
    bases_write(report, out);
    fputs(",\n    \"tool\": ", out);
    sarif_tool_write(report, out);
    fputs(",\n    \"invocations\": [", out);
    invocation_write(report, out);
    fputs("],\n    \"results\": ", out);
    sarif_results_write(report, out);
    fputs("\n  }]\n}\n", out);
}
