// GitLab's Code Quality report: an array of issues. Source: GitLab's documentation, "Code Quality report format".
#include "report/document.h"
#include "engine/identity.h"
#include "report/uri.h"

static const char *gitlab_severity(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "major", [SEVERITY_ERROR] = "critical"};
    return words[severity];
}

static json_t *position(Position at) { return json_pack("{s:i,s:i}", "line", (int)at.line, "column", (int)at.column); }

static json_t *issue(Arena *scratch, Str check, Str fingerprint, const char *severity, Str path)
{
    json_t *object = json_object(), *location = json_object();
    document_text(scratch, object, "check_name", check);
    document_text(scratch, object, "fingerprint", fingerprint);
    json_object_set_new(object, "severity", json_string(severity));
    document_text(scratch, location, "path", path);
    json_object_set_new(object, "location", location);
    return object;
}

// The rule stands in the description too: GitLab does not show `check_name`.
static json_t *finding_issue(Arena *scratch, Str path, Map *seen, const Finding *finding)
{
    Str fingerprint = identity_in_file(scratch, path, identity_of(scratch, seen, finding));
    json_t *object = issue(scratch, finding->rule, fingerprint, gitlab_severity(finding->severity), path);
    document_text(scratch, object, "description", arena_format(scratch, "%.*s: %.*s", FMT(finding->rule), FMT(report_message(scratch, finding))));
    json_t *positions = json_object();
    json_object_set_new(positions, "begin", position(report_in_file(finding->at.from)));
    json_object_set_new(positions, "end", position(report_in_file(finding->at.to)));
    json_object_set_new(json_object_get(object, "location"), "positions", positions);
    return object;
}

static json_t *failure_issue(Arena *scratch, Str path, const Record *record)
{
    Str fingerprint = identity_in_file(scratch, path, STR("not-analysed"));
    json_t *object = issue(scratch, STR("not-analysed"), fingerprint, "major", path);
    document_text(scratch, object, "description", arena_format(scratch, "not analysed: %.*s", FMT(record->problem)));
    json_object_set_new(json_object_get(object, "location"), "lines", json_pack("{s:i}", "begin", 1));
    return object;
}

static void record_write_issues(const Report *report, const Record *record, DocumentList *list)
{
    Arena scratch = {0};
    Map seen = {0};
    Str path = uri_plain_path(&scratch, report->root, record->path);
    if (record->outcome == OUTCOME_FAILED) document_item(list, failure_issue(&scratch, path, record));
    for (uint32_t i = 0; i < record->findings.len; i++)
        document_item(list, finding_issue(&scratch, path, &seen, &record->findings.at[i]));
    arena_close(&scratch);
}

void report_gitlab(const Report *report, FILE *out)
{
    DocumentList list = {.out = out, .indent = 2};
    fputc('[', out);
    for (uint32_t i = 0; i < report->project->count; i++) record_write_issues(report, &report->project->records[i], &list);
    fputs("\n]\n", out);
}
