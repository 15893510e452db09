// Workflow commands of GitHub Actions: each finding becomes an annotation at its line. Source of the escapes and of the limit:
// actions/runner (ActionCommand), actions/toolkit (`docs/problem-matchers`, core's `command.ts`).
#include "base/str.h"
#include "report/glyph.h"
#include "report/listing.h"
#include "report/report.h"
#include "report/uri.h"

// What the runner reads as syntax is written as "%XX". A property ends at ',' and its name at ':'.
static void byte_write(char c, bool is_property, FILE *out)
{
    bool is_syntax = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (is_syntax) fprintf(out, "%%%02X", (unsigned)c);
    else fputc(c, out);
}

// The log of a step has it too, so that what would harm a terminal is shown escaped.
static void text_write(Str text, bool is_property, FILE *out)
{
    for (size_t at = 0; at < text.len;) {
        Glyph glyph = glyph_at(text, at);
        bool is_line_end = is_property && (text.at[at] == '\n' || text.at[at] == '\r');  // which the runner gets back
        Str shown = glyph.escape[0] && !is_line_end ? str_from(glyph.escape) : str_slice(text, at, at + glyph.len);
        for (size_t i = 0; i < shown.len; i++) byte_write(shown.at[i], is_property, out);
        at += glyph.len;
    }
}

static const char *command_of(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    return words[severity];
}

static void file_write(Arena *scratch, const Report *report, const Record *record, FILE *out)
{
    fputs("file=", out);
    text_write(uri_plain_path(scratch, report->root, record->path), true, out);
}

static void title_write(Str rule, FILE *out)
{
    fputs(",title=memlint (", out);
    text_write(rule, true, out);
    fputs(")::", out);
}

// Columns are only understood on one line.
static void place_write(const Location *at, FILE *out)
{
    Position from = report_in_file(at->from), to = report_in_file(at->to);
    fprintf(out, ",line=%u,endLine=%u", from.line, to.line);
    if (from.line == to.line) fprintf(out, ",col=%u,endColumn=%u", from.column, to.column);
}

static void finding_write(Arena *scratch, const Report *report, const Listed *listed, FILE *out)
{
    const Finding *finding = listed->finding;
    fprintf(out, "::%s ", command_of(finding->severity));
    file_write(scratch, report, listed->record, out);
    place_write(&finding->at, out);
    title_write(finding->rule, out);
    text_write(report_message(scratch, finding), false, out);
    if (finding->help.len) fputs("%0Ahelp: ", out);
    text_write(finding->help, false, out);
    fputc('\n', out);
}

static void failures_write(Arena *scratch, const Report *report, FILE *out)
{
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        if (record->outcome != OUTCOME_FAILED) continue;
        fputs("::error ", out);
        file_write(scratch, report, record, out);
        title_write(STR("not analysed"), out);
        text_write(record->problem, false, out);
        fputc('\n', out);
    }
}

// Each finding stands in the log; as annotations a step shows only so many of each kind.
static void limit_write(const Report *report, FILE *out)
{
    enum { SHOWN_OF_A_KIND = 10 };
    Tally tally = report_tally(report->project);
    uint32_t most = report->project->failed + tally.by_severity[SEVERITY_ERROR];
    for (int severity = SEVERITY_INFO; severity <= SEVERITY_WARNING; severity++)
        if (tally.by_severity[severity] > most) most = tally.by_severity[severity];
    if (most > SHOWN_OF_A_KIND)
        fprintf(out, "::notice title=memlint::%u findings. GitHub shows %d annotations of each kind in a step; the log of the "
                "step has them all.\n", tally.findings, SHOWN_OF_A_KIND);
}

void report_github(const Report *report, FILE *out)
{
    Arena scratch = {0};
    limit_write(report, out);
    failures_write(&scratch, report, out);
    Listing listing = listing_worst_first(&scratch, report->project);
    for (uint32_t i = 0; i < listing.len; i++) {
        ArenaMark mark = arena_mark(&scratch);
        finding_write(&scratch, report, &listing.at[i], out);
        arena_rewind(&scratch, mark);
    }
    arena_close(&scratch);
}
