#include "engine/identity.h"
#include "report/sarif.h"

// The file whose findings are written.
typedef struct Context {
    Arena *scratch;
    const Report *report;
    const Record *record;
    const Source *source;  // for edits; NULL when the file can't be read as it was
} Context;

static json_t *region(const Location *at)
{
    Position from = report_in_file(at->from), to = report_in_file(at->to);
    json_t *object = json_object();
    json_object_set_new(object, "startLine", json_integer(from.line));
    json_object_set_new(object, "startColumn", json_integer(from.column_utf16));
    json_object_set_new(object, "endLine", json_integer(to.line));
    json_object_set_new(object, "endColumn", json_integer(to.column_utf16));
    return object;
}

static json_t *physical(const Context *context, json_t *region)
{
    json_t *object = json_object(), *place = json_object();
    json_object_set_new(place, "artifactLocation", sarif_artifact(context->scratch, context->report->root, context->record->path));
    json_object_set_new(place, "region", region);
    json_object_set_new(object, "physicalLocation", place);
    return object;
}

static json_t *main_location(const Context *context, const Finding *finding)
{
    json_t *location = physical(context, region(&finding->at));
    if (!finding->enclosing.len) return location;
    json_t *around = json_object();
    document_text(context->scratch, around, "fullyQualifiedName", finding->enclosing);
    json_object_set_new(location, "logicalLocations", json_pack("[o]", around));
    return location;
}

static json_t *note_location(const Context *context, const Note *note)
{
    json_t *location = physical(context, region(&note->at));
    Str place = report_place(context->scratch, note->at.from), text = note->text;
    if (note->at.from.cell) text = arena_format(context->scratch, "%.*s: %.*s", FMT(place), FMT(text));
    json_object_set_new(location, "message", sarif_message(context->scratch, text));
    return location;
}

static json_t *related_locations(const Context *context, const Notes *notes)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < notes->len; i++) {
        json_t *location = note_location(context, &notes->at[i]);
        json_object_set_new(location, "id", json_integer(i + 1));
        json_array_append_new(array, location);
    }
    return array;
}

// One flow of one thread: the path that leads to the loss, ending at the finding.
static json_t *code_flows(const Context *context, const Notes *steps)
{
    json_t *locations = json_array();
    for (uint32_t i = 0; i < steps->len; i++)
        json_array_append_new(locations, json_pack("{s:o}", "location", note_location(context, &steps->at[i])));
    return json_pack("[{s:[{s:o}]}]", "threadFlows", "locations", locations);
}

static json_t *deleted_region(const Context *context, Span span)
{
    if (!context->source) return json_pack("{s:I,s:I}", "byteOffset", (json_int_t)span.from, "byteLength", (json_int_t)(span.to - span.from));
    Location at = {.from = source_position(context->source, span.from), .to = source_position(context->source, span.to)};
    return region(&at);
}

static json_t *replacement(const Context *context, const Edit *edit)
{
    json_t *object = json_object(), *content = json_object();
    json_object_set_new(object, "deletedRegion", deleted_region(context, edit->span));
    document_text(context->scratch, content, "text", edit->text);
    json_object_set_new(object, "insertedContent", content);
    return object;
}

static json_t *fixes(const Context *context, const Finding *finding)
{
    json_t *change = json_object(), *replacements = json_array(), *fix = json_object();
    for (uint32_t i = 0; i < finding->edits.len; i++)
        json_array_append_new(replacements, replacement(context, &finding->edits.at[i]));
    json_object_set_new(change, "artifactLocation", sarif_artifact(context->scratch, context->report->root, context->record->path));
    json_object_set_new(change, "replacements", replacements);
    Str kind = finding->fix_kind == FIX_SAFE ? STR("safe") : STR("needs a look");
    Str title = arena_format(context->scratch, "%.*s (%.*s)", FMT(finding->fix_title), FMT(kind));
    json_object_set_new(fix, "description", sarif_message(context->scratch, title));
    json_object_set_new(fix, "artifactChanges", json_pack("[o]", change));
    return json_pack("[o]", fix);
}

static json_t *fingerprints(const Context *context, const Finding *finding, Str own)
{
    json_t *object = json_object();
    if (finding->line_hash.len) document_text(context->scratch, object, "primaryLocationLineHash", finding->line_hash);
    document_text(context->scratch, object, "memlintFinding/v1", own);
    return object;
}

static void set_rule(const Context *context, json_t *result, Str id)
{
    document_text(context->scratch, result, "ruleId", id);
    const Ruleset *rules = context->report->rules;
    for (uint32_t i = 0; i < rules->count; i++)
        if (str_is(id, rules->rules[i]->rule->id)) json_object_set_new(result, "ruleIndex", json_integer(i));
}

static Str message_of(const Context *context, const Finding *finding)
{
    Str message = report_message(context->scratch, finding);
    if (!finding->help.len) return message;
    return arena_format(context->scratch, "%.*s. %.*s", FMT(message), FMT(finding->help));
}

static json_t *result_json(const Context *context, const Finding *finding, Str fingerprint)
{
    json_t *result = json_object();
    set_rule(context, result, finding->rule);
    json_object_set_new(result, "level", json_string(sarif_level(finding->severity)));
    json_object_set_new(result, "message", sarif_message(context->scratch, message_of(context, finding)));
    json_object_set_new(result, "locations", json_pack("[o]", main_location(context, finding)));
    if (finding->related.len) json_object_set_new(result, "relatedLocations", related_locations(context, &finding->related));
    if (finding->steps.len) json_object_set_new(result, "codeFlows", code_flows(context, &finding->steps));
    if (finding->edits.len) json_object_set_new(result, "fixes", fixes(context, finding));
    json_object_set_new(result, "partialFingerprints", fingerprints(context, finding, fingerprint));
    return result;
}

static bool has_severity(const Record *record, Severity severity)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].severity == severity) return true;
    return false;
}

static void record_write_results(const Context *context, Severity severity, DocumentList *list)
{
    Map seen = {0};
    for (uint32_t i = 0; i < context->record->findings.len; i++) {
        const Finding *finding = &context->record->findings.at[i];
        Str fingerprint = identity_of(context->scratch, &seen, finding);
        if (finding->severity == severity) document_item(list, result_json(context, finding, fingerprint));
    }
}

void sarif_results_write(const Report *report, FILE *out)
{
    Arena scratch = {0};
    DocumentList list = {.out = out, .indent = 6};
    fputc('[', out);
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
        for (uint32_t i = 0; i < report->project->count; i++) {
            const Record *record = &report->project->records[i];
            if (!has_severity(record, (Severity)severity)) continue;
            Source room;
            Context context = {&scratch, report, record, document_source(&scratch, record, &room)};
            record_write_results(&context, (Severity)severity, &list);
            arena_reset(&scratch);
        }
    fputc(']', out);
    arena_close(&scratch);
}
