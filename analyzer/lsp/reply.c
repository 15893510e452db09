#include "lsp/reply.h"

#include "base/str.h"
#include "engine/registry.h"

// --- places ----------------------------------------------------------------------------------------------------

static json_t *place_json(const Document *document, Encoding encoding, uint32_t byte)
{
    Caret place = buffer_caret(&document->buffer, encoding, byte);
    return json_pack("{s:I, s:I}", "line", (json_int_t)place.line, "character", (json_int_t)place.character);
}

json_t *reply_range(const Document *document, Encoding encoding, Span span)
{
    return json_pack("{s:o, s:o}", "start", place_json(document, encoding, span.from), "end", place_json(document, encoding, span.to));
}

static uint32_t byte_at(const Document *document, Encoding encoding, const json_t *position)
{
    Caret place = {value_number(position, "line"), value_number(position, "character")};
    return buffer_byte(&document->buffer, encoding, place);
}

Span reply_span(const Document *document, Encoding encoding, const json_t *range)
{
    Span span = {byte_at(document, encoding, json_object_get(range, "start")), byte_at(document, encoding, json_object_get(range, "end"))};
    if (span.to < span.from) span.to = span.from;
    return span;
}

// --- diagnostics -----------------------------------------------------------------------------------------------

// The protocol's numbers: 1 error, 2 warning, 3 information.
static int level_of(Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return 1;
    case SEVERITY_WARNING: return 2;
    case SEVERITY_INFO: break;
    }
    return 3;
}

static void add_notes(const Document *document, Encoding encoding, const Notes *notes, json_t *related)
{
    for (uint32_t i = 0; i < notes->len; i++) {
        json_t *range = reply_range(document, encoding, notes->at[i].at.span);
        json_t *location = json_pack("{s:o, s:o}", "uri", value_text(document->uri), "range", range);
        json_array_append_new(related, json_pack("{s:o, s:o}", "location", location, "message", value_text(notes->at[i].text)));
    }
}

static json_t *diagnostic_at(json_t *range, int level, Str message)
{
    return json_pack("{s:o, s:i, s:s, s:o}", "range", range, "severity", level, "source", "memlint", "message", value_text(message));
}

json_t *reply_diagnostic(const Document *document, Encoding encoding, const Finding *finding)
{
    Arena scratch = {0};
    json_t *related = json_array();
    Str message = finding->message;
    if (finding->help.len) message = arena_format(&scratch, "%.*s\n%.*s", FMT(message), FMT(finding->help));
    json_t *diagnostic = diagnostic_at(reply_range(document, encoding, finding->at.span), level_of(finding->severity), message);
    json_object_set_new(diagnostic, "code", value_text(finding->rule));
    add_notes(document, encoding, &finding->related, related);
    add_notes(document, encoding, &finding->steps, related);
    if (json_array_size(related)) json_object_set(diagnostic, "relatedInformation", related);
    json_decref(related);
    arena_close(&scratch);
    return diagnostic;
}

static void add_trouble(const Document *document, const Problem *problem, json_t *diagnostics)
{
    Arena scratch = {0};
    Span first_line = {0, (uint32_t)buffer_line_text(&document->buffer, 0).len};
    Str remedy = problem->remedy.len ? arena_format(&scratch, " (%.*s)", FMT(problem->remedy)) : (Str){0};
    Str text = arena_format(&scratch, "not analysed: %.*s%.*s", FMT(problem->text), FMT(remedy));
    json_array_append_new(diagnostics, diagnostic_at(reply_range(document, ENCODING_UTF8, first_line), level_of(SEVERITY_WARNING), text));
    arena_close(&scratch);
}

json_t *reply_diagnostics(const Document *document, Encoding encoding)
{
    const Answer *answer = &document->answer;
    const Record *record = &answer->record;
    json_t *diagnostics = json_array();
    if (answer->problem.text.len) add_trouble(document, &answer->problem, diagnostics);
    if (record->outcome == OUTCOME_FAILED) add_trouble(document, &(Problem){record->problem, record->remedy}, diagnostics);
    for (uint32_t i = 0; i < record->findings.len; i++)
        json_array_append_new(diagnostics, reply_diagnostic(document, encoding, &record->findings.at[i]));
    return diagnostics;
}

// --- hover -----------------------------------------------------------------------------------------------------

typedef struct Hover {
    Arena arena;
    Str text;
    Span span;  // of the first thing that it speaks of
    Map rules;  // whose pages it has
} Hover;

static bool covers(Span span, uint32_t byte) { return span.from <= byte && (byte < span.to || span.from == span.to); }

static void add_text(Hover *hover, Span span, Str text)
{
    if (!hover->text.len) hover->span = span;
    hover->text = arena_format(&hover->arena, "%.*s%s%.*s", FMT(hover->text), hover->text.len ? "\n\n---\n\n" : "", FMT(text));
}

// The page without the comment that says, for programs, what its first lines say.
static Str page_text(Arena *arena, Str rule)
{
    Str page = registry_page(rule);
    size_t from = str_find(page, STR("<!--"));
    if (from == page.len) return page;
    Str comment = str_from_byte(page, from);
    size_t to = from + str_find_char(comment, '\n');
    return arena_format(arena, "%.*s%.*s", FMT(str_slice(page, 0, from)), FMT(str_from_byte(page, to)));
}

static void add_page(Hover *hover, Span span, Str rule)
{
    uint32_t *is_there = map_at(&hover->arena, &hover->rules, rule);
    if (*is_there || !registry_page(rule).len) return;
    *is_there = 1;
    add_text(hover, span, page_text(&hover->arena, rule));
}

static void collect(Hover *hover, const Record *record, uint32_t byte)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (covers(record->findings.at[i].at.span, byte)) add_page(hover, record->findings.at[i].at.span, record->findings.at[i].rule);
    for (uint32_t i = 0; i < record->suppressions.len; i++)
        if (covers(record->suppressions.at[i].at.span, byte)) add_page(hover, record->suppressions.at[i].at.span, record->suppressions.at[i].rule);
}

json_t *reply_hover(const Document *document, const Client *client, const json_t *position)
{
    Hover hover = {0};
    json_t *reply = NULL;
    collect(&hover, &document->answer.record, byte_at(document, client->encoding, position));
    if (hover.text.len) {
        json_t *contents = json_pack("{s:s, s:o}", "kind", client->shows_markdown ? "markdown" : "plaintext", "value", value_text(hover.text));
        reply = json_pack("{s:o, s:o}", "contents", contents, "range", reply_range(document, client->encoding, hover.span));
    }
    arena_close(&hover.arena);
    return reply;
}
