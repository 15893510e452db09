#include "lsp/session.h"

#include "base/filepath.h"
#include "base/str.h"
#include "lsp/action.h"
#include "lsp/reply.h"

// --- answers ---------------------------------------------------------------------------------------------------

json_t *session_report(const Session *session, const Document *document)
{
    json_t *items = document ? reply_diagnostics(document, session->client.encoding) : json_array();
    return json_pack("{s:s, s:o}", "kind", "full", "items", items);
}

static json_t *reply_to(const Session *session, const Document *document, const Pending *pending)
{
    switch (pending->wish) {
    case WISH_DIAGNOSTICS: return session_report(session, document);
    case WISH_ACTIONS: return actions_for(document, &session->client, pending->params);
    case WISH_RESOLVE: return action_resolved(document, &session->client, pending->params);
    case WISH_HOVER: return reply_hover(document, &session->client, json_object_get(pending->params, "position"));
    }
    return NULL;
}

void session_answer(Session *session, Document *document)
{
    for (uint32_t i = 0; document_is_known(document) && i < document->waiting.len;) {
        const Pending *pending = &document->waiting.at[i];
        if (!document->is_mended && actions_need_mended(document, &session->client, pending)) {
            i++;
            continue;
        }
        outbox_respond(&session->outbox, pending->id, reply_to(session, document, pending));
        document_drop_waiting(document, i);
    }
}

void session_refuse(Session *session, Document *document)
{
    while (document->waiting.len) {
        const Pending *pending = &document->waiting.at[0];
        bool asks_again = pending->wish == WISH_DIAGNOSTICS;
        outbox_refuse(&session->outbox, pending->id, asks_again ? RPC_SERVER_CANCELLED : RPC_CONTENT_MODIFIED, "the text has changed",
                      asks_again ? json_pack("{s:b}", "retriggerRequest", 1) : NULL);
        document_drop_waiting(document, 0);
    }
}

void session_publish(Session *session, const Document *document, json_t *diagnostics)
{
    json_t *params = json_pack("{s:o, s:o}", "uri", value_text(document->uri), "diagnostics", diagnostics);
    if (document->has_version) json_object_set_new(params, "version", json_integer(document->version));
    outbox_notify(&session->outbox, "textDocument/publishDiagnostics", params);
}

// --- other files -----------------------------------------------------------------------------------------------

static bool is_workspace(const Client *client, Str root)
{
    for (uint32_t i = 0; i < client->roots.len; i++)
        if (str_equal(client->roots.at[i], root)) return true;
    return false;
}

static bool is_of(const Document *document, const Survey *survey)
{
    return document->uri.len && document->language == survey->language && str_equal(document->root, survey->root);
}

// Other files may have something to say to a finding: they are asked, one folder at a time.
static void ask_others(Session *session, const Document *document)
{
    if (!survey_concerns(&document->answer.record) || !is_workspace(&session->client, document->root)) return;
    Survey *survey = surveys_find(&session->arena, &session->surveys, document->root, document->language);
    if (survey->is_done || surveys_running(&session->surveys)) return;
    Question question = {.options = session->options, .root = survey->root, .language = survey->language, .surveys = true};
    if (!analysis_start(&survey->analysis, &question)) survey->is_done = true;
}

// Tells a client that asks for diagnostics to ask again.
static void refresh(Session *session)
{
    if (session->client.pulls && session->client.refreshes) outbox_request(&session->outbox, "workspace/diagnostic/refresh", NULL);
}

void session_end_survey(Session *session, Survey *survey)
{
    Problem why;
    bool ok = survey_take(survey, &why), has_news = false;
    if (why.text.len) outbox_notify(&session->outbox, "window/logMessage", json_pack("{s:i, s:o}", "type", 3, "message", value_text(why.text)));
    for (uint32_t i = 0; i < session->documents.list.len; i++) {
        Document *document = session->documents.list.at[i];
        if (!ok || !is_of(document, survey) || !document_is_known(document) || !survey_concerns(&document->answer.record)) continue;
        document_touch(document, 0);
        has_news = true;
    }
    if (has_news) refresh(session);
    for (uint32_t i = 0; i < session->documents.list.len; i++)
        if (!is_of(session->documents.list.at[i], survey)) ask_others(session, session->documents.list.at[i]);
}

// --- analyses --------------------------------------------------------------------------------------------------

static bool needs_mended(const Session *session, const Document *document)
{
    for (uint32_t i = 0; !document->is_mended && i < document->waiting.len; i++)
        if (actions_need_mended(document, &session->client, &document->waiting.at[i])) return true;
    return false;
}

static bool wants_analysis(const Session *session, const Document *document)
{
    if (!document->language || document->analysis.child.pid) return false;
    if (document_is_known(document)) return needs_mended(session, document);
    return !session->client.pulls || document->waiting.len;
}

static void keep_answer(Session *session, Document *document, const Answer *answer, bool is_mended)
{
    bool was_known = document_is_known(document);
    document->answer = *answer;
    document->known = document->revision;
    document->is_mended = is_mended;
    if (!session->client.pulls && !was_known) session_publish(session, document, reply_diagnostics(document, session->client.encoding));
    session_answer(session, document);
    ask_others(session, document);
}

// The path as a run in the document's root would name it.
static Str path_in_root(const Document *document)
{
    if (document->path.len) return filepath_from(document->path, document->root);
    return document->language == LANG_C ? STR("untitled.c") : STR("untitled.py");
}

// What is known of the files around a document: of those that are open, what stands in the editor.
static bool others_of(Arena *scratch, Session *session, const Document *document, Project *others)
{
    if (!is_workspace(&session->client, document->root)) return false;
    const Survey *survey = surveys_find(&session->arena, &session->surveys, document->root, document->language);
    *others = (Project){.records = arena_array(scratch, Record, survey->files.count + 1), .count = survey->files.count};
    for (uint32_t i = 0; i < others->count; i++) others->records[i] = survey->files.records[i];
    for (uint32_t i = 0; i < session->documents.list.len && others->count; i++) {
        const Document *other = session->documents.list.at[i];
        if (!is_of(other, survey) || !other->answer.record.path.len) continue;
        for (uint32_t j = 0; j < others->count; j++)
            if (str_equal(others->records[j].path, other->answer.record.path)) others->records[j] = other->answer.record;
    }
    return others->count;
}

static void start_analysis(Session *session, Document *document)
{
    Arena scratch = {0};
    Project others;
    bool has_others = others_of(&scratch, session, document, &others);
    Question question = {.options = session->options, .root = document->root, .path = path_in_root(document),
                         .language = document->language, .text = document->buffer.text, .mends = needs_mended(session, document),
                         .around = has_others ? &others : NULL};
    bool ok = analysis_start(&document->analysis, &question);
    arena_close(&scratch);
    if (ok) return;
    Answer none = {.problem = {STR("the system gives no new process"), STR("close other programs")}};
    keep_answer(session, document, &none, true);
}

void session_end_analysis(Session *session, Document *document)
{
    Answer answer;
    bool is_mended = document->analysis.mends;
    arena_reset(&document->results);
    if (!analysis_take(&document->analysis, &document->results, &answer))
        answer = (Answer){.problem = {STR("the analysis died"), STR("report it as a bug of memlint")}};
    keep_answer(session, document, &answer, is_mended);
}

static uint32_t analyses_at_a_time(void)
{
    uint32_t count = os_processor_count();
    return count < MOST_ANALYSES ? count : MOST_ANALYSES;
}

// Starts what is due. Returns the milliseconds until more is, -1 = nothing is waiting for its time.
int session_start(Session *session)
{
    uint32_t free = analyses_at_a_time();
    double least = -1, now = os_seconds();
    const Documents *documents = &session->documents;
    for (uint32_t i = 0; i < documents->list.len; i++) free -= documents->list.at[i]->analysis.child.pid && free;
    for (uint32_t i = 0; i < documents->list.len && free; i++) {
        Document *document = documents->list.at[i];
        if (!wants_analysis(session, document)) continue;
        double left = document->due - now;
        if (left <= 0) {
            start_analysis(session, document);
            free--;
        } else if (least < 0 || left < least) {
            least = left;
        }
    }
    return least < 0 ? -1 : (int)(least * 1000) + 1;
}

void session_stop(Session *session)
{
    for (uint32_t i = 0; i < session->documents.list.len; i++) {
        Document *document = session->documents.list.at[i];
        session_refuse(session, document);
        document_close(document);
    }
}

void session_look_again(Session *session, unsigned languages)
{
    for (uint32_t i = 0; i < session->documents.list.len; i++) {
        Document *document = session->documents.list.at[i];
        if (document->language & languages) document_touch(document, 0);
    }
    refresh(session);
}
