// Markdown for the summary of a CI job: counts, what was not analysed, then the findings, worst first. GitHub drops a step's
// summary that is larger than 1 MiB, so the table ends before that and says how many findings it leaves out.
#include "base/map.h"
#include "base/str.h"
#include "report/glyph.h"
#include "report/listing.h"
#include "report/report.h"
#include "report/uri.h"

enum { LARGEST = 1000 * 1000 };  // bytes

typedef struct Digest {
    Arena *arena;
    FILE *out;
    size_t used;  // bytes written
} Digest;

static bool is_punctuation(char c) { return c && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{}~", c); }

// One character as one that means nothing to Markdown; '|' so that tables don't see it either. Returns the bytes written.
static size_t plain_char(char *to, char c)
{
    static const char pipe[] = "&#124;";
    bool is_escaped = is_punctuation(c);
    if (c == '|') memcpy(to, pipe, sizeof pipe - 1);
    if (c == '|') return sizeof pipe - 1;
    if (is_escaped) *to++ = '\\';
    *to = c;
    return is_escaped ? 2 : 1;
}

static Str plain(Arena *arena, Str text)
{
    enum { LONGEST = 2 * sizeof((Glyph){0}.escape) };  // bytes that one of the text can become
    char *made = arena_push(arena, text.len * LONGEST);
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        Glyph glyph = glyph_at(text, at);
        Str shown = glyph.escape[0] ? str_from(glyph.escape) : str_slice(text, at, at + glyph.len);
        for (size_t i = 0; i < shown.len; i++) used += plain_char(made + used, shown.at[i]);
        at += glyph.len;
    }
    return (Str){made, used};
}

// Writes the row when it still fits.
static bool row_write(Digest *digest, Str row)
{
    if (digest->used + row.len > LARGEST) return false;
    fwrite(row.at, 1, row.len, digest->out);
    digest->used += row.len;
    return true;
}

static Str path_of(Digest *digest, const Report *report, const Record *record)
{
    return plain(digest->arena, uri_plain_path(digest->arena, report->root, record->path));
}

// --- what was not analysed -------------------------------------------------------------------------------------

static void failures_write(Digest *digest, const Report *report)
{
    enum { SHOWN = 100 };
    uint32_t shown = 0;
    if (report->project->failed) row_write(digest, STR("\n### Not analysed\n\n"));
    for (uint32_t i = 0; i < report->project->count && shown < SHOWN; i++) {
        const Record *record = &report->project->records[i];
        if (record->outcome != OUTCOME_FAILED) continue;
        Str path = path_of(digest, report, record), problem = plain(digest->arena, record->problem);
        shown += row_write(digest, arena_format(digest->arena, "- <code>%.*s</code>: %.*s\n", FMT(path), FMT(problem)));
    }
    if (report->project->failed > shown)
        row_write(digest, arena_format(digest->arena, "- and %u more\n", report->project->failed - shown));
}

// --- findings --------------------------------------------------------------------------------------------------

static void rules_write(Digest *digest, const Listing *listing)
{
    Map counts = {0};
    for (uint32_t i = 0; i < listing->len; i++) ++*map_at(digest->arena, &counts, listing->at[i].finding->rule);
    if (listing->len) row_write(digest, STR("\n| Rule | Findings |\n|---|---:|\n"));
    for (uint32_t i = 0; i < counts.entries.len; i++) {
        Str rule = plain(digest->arena, counts.entries.at[i].key);
        row_write(digest, arena_format(digest->arena, "| <code>%.*s</code> | %u |\n", FMT(rule), counts.entries.at[i].value));
    }
}

static const char *sign_of(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "🔵 info", [SEVERITY_WARNING] = "🟠 warning", [SEVERITY_ERROR] = "🔴 error"};
    return words[severity];
}

static Str finding_row(Digest *digest, const Report *report, const Listed *listed)
{
    Arena *arena = digest->arena;
    const Finding *finding = listed->finding;
    Str path = path_of(digest, report, listed->record), rule = plain(arena, finding->rule);
    uint32_t cell = finding->at.from.cell, line = finding->at.from.line;
    Str place = cell ? arena_format(arena, "cell %u:%u", cell, line) : arena_format(arena, "%u", line);
    Str message = plain(arena, finding->message), help = plain(arena, finding->help);
    return arena_format(arena, "| %s | <code>%.*s:%.*s</code> | %.*s<br><sub><code>%.*s</code>%s%.*s</sub> |\n",
                        sign_of(finding->severity), FMT(path), FMT(place), FMT(message), FMT(rule),
                        help.len ? " " : "", FMT(help));
}

static void findings_write(Digest *digest, const Report *report, const Listing *listing)
{
    uint32_t shown = 0;
    bool fits = listing->len && row_write(digest, STR("\n| | Place | Finding |\n|---|---|---|\n"));
    while (fits && shown < listing->len) {
        ArenaMark mark = arena_mark(digest->arena);
        fits = row_write(digest, finding_row(digest, report, &listing->at[shown]));
        shown += fits;
        arena_rewind(digest->arena, mark);
    }
    if (shown < listing->len) fprintf(digest->out, "\nAnd %u more, for which there is no room in a summary.\n", listing->len - shown);
}

void report_markdown(const Report *report, FILE *out)
{
    Arena arena = {0};
    Digest digest = {.arena = &arena, .out = out};
    Listing listing = listing_worst_first(&arena, report->project);
    fputs("## memlint\n\n", out);
    report_headline(report, out);
    rules_write(&digest, &listing);
    failures_write(&digest, report);
    findings_write(&digest, report, &listing);
    arena_close(&arena);
}
