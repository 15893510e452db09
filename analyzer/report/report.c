#include "report/report.h"

#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/glyph.h"

// --- text ------------------------------------------------------------------------------------------------------

void report_escaped(FILE *out, Str text)
{
    for (size_t at = 0; at < text.len;) {
        Glyph glyph = glyph_at(text, at);
        if (glyph.escape[0]) fputs(glyph.escape, out);
        else fwrite(text.at + at, 1, glyph.len, out);
        at += glyph.len;
    }
}

static bool is_utf8(Str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t point;
        size_t len = utf8_decode(text, at, &point);
        if (point == UTF8_INVALID && len == 1) return false;
        at += len;
    }
    return true;
}

Str report_utf8(Arena *arena, Str text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    if (is_utf8(text)) return text.at ? text : STR("");
    char *made = arena_push(arena, text.len * 3);
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point;
        size_t len = utf8_decode(text, at, &point);
        bool is_bad = point == UTF8_INVALID && len == 1;
        memcpy(made + used, is_bad ? replacement : text.at + at, is_bad ? 3 : len);
        used += is_bad ? 3 : len;
        at += len;
    }
    return (Str){made, used};
}

// --- places ----------------------------------------------------------------------------------------------------

Str report_place(Arena *arena, Position at)
{
    if (at.cell) return arena_format(arena, "cell %u:%u:%u", at.cell, at.line, at.column);
    return arena_format(arena, "%u:%u", at.line, at.column);
}

Position report_in_file(Position at)
{
    return at.cell ? (Position){.line = 1, .column = 1, .column_utf16 = 1, .column_byte = 1} : at;
}

Str report_message(Arena *arena, const Finding *finding)
{
    if (!finding->at.from.cell) return finding->message;
    return arena_format(arena, "%.*s: %.*s", FMT(report_place(arena, finding->at.from)), FMT(finding->message));
}

// --- the summary -----------------------------------------------------------------------------------------------

Tally report_tally(const Project *project)
{
    Tally tally = {0};
    for (uint32_t i = 0; i < project->count; i++) {
        const Findings *findings = &project->records[i].findings;
        tally.findings += findings->len;
        for (uint32_t j = 0; j < findings->len; j++) {
            tally.by_severity[findings->at[j].severity]++;
            tally.by_fix[findings->at[j].fix_kind]++;
        }
    }
    return tally;
}

static const char *plural(uint32_t count) { return count == 1 ? "" : "s"; }

static void severities_print(const Tally *tally, FILE *out)
{
    static const char *const words[] = {[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    const char *before = "";
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
        uint32_t count = tally->by_severity[severity];
        if (!count) continue;
        fprintf(out, "%s%u %s%s", before, count, words[severity], severity == SEVERITY_INFO ? "" : plural(count));
        before = ", ";
    }
}

static void fixable_print(const Tally *tally, FILE *out)
{
    uint32_t safe = tally->by_fix[FIX_SAFE], review = tally->by_fix[FIX_REVIEW];
    if (safe) fprintf(out, "; --fix mends %u", safe);
    if (review) fprintf(out, "%s %u%s", safe ? ", --unsafe-fixes" : "; --fix --unsafe-fixes mends", review, safe ? " more" : "");
}

void report_headline(const Report *report, FILE *out)
{
    uint32_t checked = report->project->checked + report->project->partial;
    Tally tally = report_tally(report->project);
    if (!checked) fputs("No file was checked", out);
    else fprintf(out, "%u file%s checked", checked, plural(checked));
    if (tally.findings) fputs(": ", out);
    else if (checked) fputs(", nothing found", out);
    severities_print(&tally, out);
    fixable_print(&tally, out);
    fputs(".", out);
    if (report->fixed) fprintf(out, " %u finding%s mended.", report->fixed, plural(report->fixed));
    if (report->project->suppressed)
        fprintf(out, " %u silenced by a comment.", report->project->suppressed);
    if (report->project->known) fprintf(out, " %u known before.", report->project->known);
    fputc('\n', out);
}

// Why files of one outcome were not, or not wholly, read: each reason once, with its first file.
typedef struct Reason {
    const Record *first;
    Str text;
    uint32_t files;
} Reason;

typedef struct Reasons {
    ArrayOf(Reason) list;  // in the order of the files
    Map index;
    uint32_t files;
} Reasons;

static void reason_add(Arena *scratch, Reasons *reasons, const Record *record, Str text)
{
    uint32_t *at = map_at(scratch, &reasons->index, text);
    if (!*at) {
        *array_push(scratch, &reasons->list) = (Reason){.first = record, .text = text};
        *at = reasons->list.len;
    }
    reasons->list.at[*at - 1].files++;
}

static Str reason_of(const Record *record)
{
    if (record->problem.len) return record->problem;
    if (record->notes.len) return record->notes.at[0];
    return record->syntax_errors ? STR("syntax errors") : STR("");
}

static Reasons reasons_of(Arena *scratch, const Project *project, Outcome outcome)
{
    Reasons reasons = {0};
    for (uint32_t i = 0; i < project->count; i++) {
        const Record *record = &project->records[i];
        if (record->outcome != outcome) continue;
        reasons.files++;
        reason_add(scratch, &reasons, record, reason_of(record));
    }
    return reasons;
}

static void reason_print(const Reason *reason, FILE *out)
{
    fputs("  ", out);
    report_escaped(out, reason->first->path);
    if (reason->files > 1) fprintf(out, " and %u more", reason->files - 1);
    if (reason->text.len) fputs(": ", out);
    report_escaped(out, reason->text);
    fputc('\n', out);
}

// What the user can do, each advice once.
static void remedies_print(Arena *scratch, const Project *project, Outcome outcome, FILE *out)
{
    Map said = {0};
    for (uint32_t i = 0; i < project->count; i++) {
        const Record *record = &project->records[i];
        if (record->outcome != outcome || !record->remedy.len || (*map_at(scratch, &said, record->remedy))++) continue;
        fputs("  = help: ", out);
        report_escaped(out, record->remedy);
        fputc('\n', out);
    }
}

static void outcome_print(const Project *project, Outcome outcome, const char *what, FILE *out)
{
    enum { REASONS_SHOWN = 5 };
    Arena scratch = {0};
    Reasons reasons = reasons_of(&scratch, project, outcome);
    if (reasons.files) fprintf(out, "%u file%s %s:\n", reasons.files, plural(reasons.files), what);
    for (uint32_t i = 0; i < reasons.list.len && i < REASONS_SHOWN; i++) reason_print(&reasons.list.at[i], out);
    if (reasons.list.len > REASONS_SHOWN) fprintf(out, "  and %u other reasons\n", reasons.list.len - REASONS_SHOWN);
    remedies_print(&scratch, project, outcome, out);
    arena_close(&scratch);
}

void report_failures(const Report *report, FILE *out)
{
    outcome_print(report->project, OUTCOME_FAILED, "not analysed", out);
}

static uint32_t skips_of(const Discovery *found, SkipReason reason, bool is_folder)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < found->skips.len; i++)
        count += found->skips.at[i].reason == reason && found->skips.at[i].is_folder == is_folder;
    return count;
}

// What is no part of any project (hidden folders and the like) is not worth a word.
static void skips_print(const Discovery *found, FILE *out)
{
    for (SkipReason reason = SKIP_EXCLUDED; reason < SKIP_REASON_COUNT; reason++) {
        uint32_t files = skips_of(found, reason, false), folders = skips_of(found, reason, true);
        if (!files && !folders) continue;
        fputs("Left out: ", out);
        if (files) fprintf(out, "%u file%s%s", files, plural(files), folders ? " and " : "");
        if (folders) fprintf(out, "%u folder%s", folders, plural(folders));
        fprintf(out, " (%s).\n", skip_reason_text(reason));
    }
}

static void gone_print(uint32_t gone, FILE *out)
{
    if (!gone) return;
    fprintf(out, "%u %s of the baseline %s no finding any more: --prune-baseline takes %s out.\n", gone, gone == 1 ? "entry" : "entries",
            gone == 1 ? "has" : "have", gone == 1 ? "it" : "them");
}

void report_summary(const Report *report, FILE *out)
{
    report_headline(report, out);
    outcome_print(report->project, OUTCOME_PARTIAL, "read only in part", out);
    outcome_print(report->project, OUTCOME_SKIPPED, "skipped", out);
    if (report->skips) skips_print(report->skips, out);
    gone_print(report->project->gone, out);
    report_failures(report, out);
}
