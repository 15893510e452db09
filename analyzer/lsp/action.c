#include "lsp/action.h"

#include "base/str.h"
#include "engine/fix.h"
#include "engine/registry.h"
#include "lsp/reply.h"

#define FIX_ALL "source.fixAll.memlint"

typedef struct Offer {
    const Document *document;
    const Client *client;
    const json_t *only;  // the kinds that are wanted; NULL = all
    Span range;
    json_t *actions;
} Offer;

// Kinds form a tree: "source" asks for "source.fixAll.memlint" too.
static bool is_wanted(const json_t *only, const char *kind)
{
    if (!json_is_array(only)) return true;
    for (size_t i = 0; i < json_array_size(only); i++) {
        Str wanted = value_of_string(json_array_get(only, i)), ours = str_from(kind);
        bool is_above = str_starts(ours, wanted) && (ours.len == wanted.len || !wanted.len || ours.at[wanted.len] == '.');
        if (is_above) return true;
    }
    return false;
}

// --- edits -----------------------------------------------------------------------------------------------------

static json_t *edits_json(const Document *document, const Client *client, const Edits *edits)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < edits->len; i++) {
        json_t *range = reply_range(document, client->encoding, edits->at[i].span);
        json_array_append_new(array, json_pack("{s:o, s:o}", "range", range, "newText", value_text(edits->at[i].text)));
    }
    return array;
}

static json_t *workspace_edit(const Document *document, const Client *client, const Edits *edits)
{
    json_t *texts = edits_json(document, client, edits), *uri = value_text(document->uri);
    if (!client->takes_versions) {
        json_t *edit = json_pack("{s:{s:o}}", "changes", json_string_value(uri), texts);
        json_decref(uri);
        return edit;
    }
    json_t *version = document->has_version ? json_integer(document->version) : json_null();
    return json_pack("{s:[{s:{s:o, s:o}, s:o}]}", "documentChanges", "textDocument", "uri", uri, "version", version, "edits", texts);
}

// What differs, in whole lines: no place inside a character or a line end is named.
static Edit difference(const Buffer *buffer, Str after)
{
    Str before = buffer->text;
    size_t most = before.len < after.len ? before.len : after.len, start = 0, same = 0;
    while (start < most && before.at[start] == after.at[start]) start++;
    start = buffer->lines.at[buffer_line(buffer, (uint32_t)start)];
    while (same < most - start && before.at[before.len - 1 - same] == after.at[after.len - 1 - same]) same++;
    size_t end = before.len - same;
    uint32_t line = buffer_line(buffer, (uint32_t)end);
    bool is_start = buffer->lines.at[line] == end;
    if (!is_start) end = line + 1 < buffer->lines.len ? buffer->lines.at[line + 1] : before.len;
    return (Edit){{(uint32_t)start, (uint32_t)end}, str_slice(after, start, after.len - (before.len - end))};
}

// --- one finding -----------------------------------------------------------------------------------------------

static void add_action(const Offer *offer, const Finding *finding, Str title, const Edits *edits, bool is_preferred)
{
    const Document *document = offer->document;
    json_t *diagnostic = reply_diagnostic(document, offer->client->encoding, finding);
    json_t *action = json_pack("{s:o, s:s, s:[o], s:o}", "title", value_text(title), "kind", "quickfix", "diagnostics", diagnostic,
                               "edit", workspace_edit(document, offer->client, edits));
    if (is_preferred) json_object_set_new(action, "isPreferred", json_true());
    json_array_append_new(offer->actions, action);
}

static void offer_fix(const Offer *to, const Finding *finding)
{
    Arena scratch = {0};
    Record one = {.findings = {.at = (Finding *)finding, .len = 1}};
    FixPlan plan = fix_plan(&scratch, &one, to->document->buffer.text.len, true);
    bool is_safe = finding->fix_kind == FIX_SAFE;
    Str title = arena_format(&scratch, "%.*s%s", FMT(finding->fix_title), is_safe ? "" : " (unsafe: review it)");
    if (plan.findings.len) add_action(to, finding, title, &plan.edits, is_safe);
    arena_close(&scratch);
}

// --- suppressions ----------------------------------------------------------------------------------------------

static bool ends_with_backslash(Str line) { return line.len && line.at[line.len - 1] == '\\'; }

// May a comment not stand at the end of the line: does a text, a comment or a continuation go on there?
static bool goes_on(Language language, Str line)
{
    if (ends_with_backslash(line)) return true;
    if (language == LANG_PYTHON) return str_contains(line, STR("\"\"\"")) || str_contains(line, STR("'''"));
    size_t open = str_find(line, STR("/*"));
    return open < line.len && !str_contains(str_from_byte(line, open), STR("*/"));
}

// A comment on the line that names rules already takes one more.
static const Suppression *suppression_at(const Document *document, uint32_t line)
{
    const Suppressions *list = &document->answer.record.suppressions;
    for (uint32_t i = list->len; i-- > 0;) {
        const Suppression *suppression = &list->at[i];
        bool is_ours = suppression->kind == SUPPRESS_LINE && suppression->rule.len && !suppression->is_foreign;
        if (is_ours && suppression->line == line + 1) return suppression;
    }
    return NULL;
}

static bool suppressing_edit(Arena *arena, const Document *document, const Finding *finding, Edit *edit)
{
    const Buffer *buffer = &document->buffer;
    uint32_t number = buffer_line(buffer, finding->at.span.from), start = buffer->lines.at[number];
    Str line = buffer_line_text(buffer, number);
    const char *mark = document->language == LANG_C ? "//" : "#";
    const Suppression *there = suppression_at(document, number);
    if (there) {
        *edit = (Edit){{there->at.span.to, there->at.span.to}, arena_format(arena, ", %.*s", FMT(finding->rule))};
        return true;
    }
    if (!goes_on(document->language, line)) {
        uint32_t end = start + (uint32_t)line.len;
        *edit = (Edit){{end, end}, arena_format(arena, "  %s memlint: ignore[%.*s]", mark, FMT(finding->rule))};
        return true;
    }
    if (number && ends_with_backslash(buffer_line_text(buffer, number - 1))) return false;
    size_t indent = 0;
    while (indent < line.len && (line.at[indent] == ' ' || line.at[indent] == '\t')) indent++;
    Str blanks = str_slice(line, 0, indent);
    *edit = (Edit){{start, start}, arena_format(arena, "%.*s%s memlint: ignore[%.*s]\n", FMT(blanks), mark, FMT(finding->rule))};
    return true;
}

static void offer_suppression(const Offer *to, const Finding *finding)
{
    const RegistryEntry *entry = registry_find(finding->rule);
    Arena scratch = {0};
    Edit edit;
    bool speaks_of_suppressions = entry && entry->rule->on_unused_suppression;
    if (!speaks_of_suppressions && suppressing_edit(&scratch, to->document, finding, &edit)) {
        Str title = arena_format(&scratch, "Suppress %.*s for this line", FMT(finding->rule));
        add_action(to, finding, title, &(Edits){&edit, 1, 1}, false);
    }
    arena_close(&scratch);
}

// --- everything at once ----------------------------------------------------------------------------------------

static bool has_safe_fix(const Record *record)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].fix_kind == FIX_SAFE && record->findings.at[i].edits.len) return true;
    return false;
}

static json_t *fix_all_edit(const Document *document, const Client *client)
{
    Edit edit = difference(&document->buffer, document->answer.mended);
    return workspace_edit(document, client, &(Edits){&edit, 1, 1});
}

static void offer_fix_all(const Offer *to)
{
    const Document *document = to->document;
    if (!has_safe_fix(&document->answer.record)) return;
    json_t *action = json_pack("{s:s, s:s}", "title", "Make all safe fixes of memlint", "kind", FIX_ALL);
    if (to->client->resolves_edits) {
        json_object_set_new(action, "data", json_pack("{s:o, s:I}", "uri", value_text(document->uri), "revision", (json_int_t)document->revision));
    } else if (document->answer.mended.len) {
        json_object_set_new(action, "edit", fix_all_edit(document, to->client));
    }
    bool does_something = json_object_get(action, "data") || json_object_get(action, "edit");
    if (does_something) json_array_append(to->actions, action);
    json_decref(action);
}

json_t *action_resolved(const Document *document, const Client *client, const json_t *action)
{
    json_t *resolved = json_deep_copy(action);
    if (document->answer.mended.len) json_object_set_new(resolved, "edit", fix_all_edit(document, client));
    return resolved;
}

bool actions_need_mended(const Document *document, const Client *client, const Pending *pending)
{
    if (document_is_known(document) && !has_safe_fix(&document->answer.record)) return false;
    if (pending->wish == WISH_RESOLVE) return true;
    return pending->wish == WISH_ACTIONS && !client->resolves_edits && is_wanted(value_at(pending->params, "context.only"), FIX_ALL);
}

static bool meet(Span a, Span b) { return a.from <= b.to && b.from <= a.to; }

json_t *actions_for(const Document *document, const Client *client, const json_t *params)
{
    Offer offer = {document, client, value_at(params, "context.only"),
                   reply_span(document, client->encoding, json_object_get(params, "range")), json_array()};
    const Findings *findings = &document->answer.record.findings;
    for (int round = 0; round < 2 && is_wanted(offer.only, "quickfix"); round++) {
        for (uint32_t i = 0; i < findings->len; i++) {
            if (!meet(findings->at[i].at.span, offer.range)) continue;
            if (round == 0) offer_fix(&offer, &findings->at[i]);
            else offer_suppression(&offer, &findings->at[i]);
        }
    }
    if (is_wanted(offer.only, FIX_ALL)) offer_fix_all(&offer);
    return offer.actions;
}
