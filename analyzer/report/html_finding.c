#include "base/str.h"
#include "report/html.h"
#include "report/html_frame.h"
#include "report/document.h"
#include "report/markup.h"
#include "report/uri.h"

// The file whose findings are written.
typedef struct Context {
    const Report *report;
    const Record *record;
    Str path;
    const Source *source;  // NULL when the file can't be read as it was analysed
    FILE *out;
} Context;

static bool is_word(Str text, size_t at)
{
    if (at >= text.len) return false;
    char c = text.at[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The length of the name in quotes that starts at byte `at`, quotes included; 0 when the quote is an apostrophe.
static size_t quoted_len(Str text, size_t at)
{
    if (text.at[at] != '\'' || (at && is_word(text, at - 1))) return 0;
    for (size_t end = at + 1; end < text.len; end++)
        if (text.at[end] == '\'' && end > at + 1 && !is_word(text, end + 1)) return end + 1 - at;
    return 0;
}

// A sentence of memlint: the names that it quotes are set as code.
static void sentence_write(Str text, FILE *out)
{
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        size_t len = quoted_len(text, at);
        if (!len) continue;
        markup_text(out, str_slice(text, from, at));
        fputs("<code>", out);
        markup_text(out, str_slice(text, at + 1, at + len - 1));
        fputs("</code>", out);
        from = at + len;
        at = from - 1;
    }
    markup_text(out, str_from_byte(text, from));
}

static void attribute_write(const char *name, Str value, FILE *out)
{
    fprintf(out, " data-%s=\"", name);
    markup_text(out, value);
    fputc('"', out);
}

static void meta_write(const Context *context, const Finding *finding)
{
    FILE *out = context->out;
    fputs("<p class=\"meta\"><span class=\"rule\">", out);
    markup_text(out, finding->rule);
    fputs("</span> <span>", out);
    if (finding->at.from.cell) fprintf(out, "cell %u, ", finding->at.from.cell);
    fprintf(out, "line %u</span>", finding->at.from.line);
    if (finding->enclosing.len) {
        fputs(" <span>in <code>", out);
        markup_text(out, finding->enclosing);
        fputs("</code></span>", out);
    }
    fputs("</p>\n", out);
}

static void advice_write(const char *word, Str text, const char *after, FILE *out)
{
    fprintf(out, "<p class=\"help\"><b>%s</b> ", word);
    sentence_write(text, out);
    fprintf(out, "%s</p>\n", after);
}

static void finding_write(const Context *context, const Finding *finding, uint32_t number)
{
    FILE *out = context->out;
    const char *severity = severity_name(finding->severity);
    fprintf(out, "<article id=\"f%u\" tabindex=\"-1\" data-severity=\"%s\"", number, severity);
    attribute_write("rule", finding->rule, out);
    attribute_write("family", html_family(context->report, finding->rule), out);
    attribute_write("path", context->path, out);
    fprintf(out, ">\n<h4><span class=\"badge %s\">%s</span> ", severity, severity);
    sentence_write(finding->message, out);
    fputs("</h4>\n", out);
    meta_write(context, finding);
    html_frame(finding, context->source, out);
    if (finding->help.len) advice_write("Instead", finding->help, "", out);
    if (finding->fix_kind == FIX_SAFE) advice_write("Fix", finding->fix_title, ": <code>--fix</code> applies it", out);
    if (finding->fix_kind == FIX_REVIEW) advice_write("Fix", finding->fix_title, ": <code>--unsafe-fixes</code> applies it, to be reviewed", out);
    fputs("</article>\n", out);
}

static void file_write(const Report *report, const Record *record, uint32_t first, FILE *out)
{
    Arena scratch = {0};
    Source room;
    Context context = {.report = report, .record = record, .out = out};
    context.path = uri_plain_path(&scratch, report->root, record->path);
    // Lines of a notebook are those of its cells.
    context.source = record->cells.len ? NULL : document_source_as_analysed(&scratch, record, &room);
    fputs("<section class=\"file\"><h3>", out);
    markup_text(out, context.path);
    fprintf(out, " <span class=\"n\">%u</span></h3>\n", record->findings.len);
    for (uint32_t i = 0; i < record->findings.len; i++) finding_write(&context, &record->findings.at[i], first + i);
    fputs("</section>\n", out);
    arena_close(&scratch);
}

void html_findings(const Report *report, FILE *out)
{
    uint32_t first = 1;
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        if (record->findings.len) file_write(report, record, first, out);
        first += record->findings.len;
    }
}
