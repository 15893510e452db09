#include "lsp/server.h"

#include "base/str.h"
#include "lsp/reply.h"
#include "lsp/session.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static const double pause_after_edit = 0.2;  // seconds without an edit, before a text is worth a look

typedef void Handler(Session *session, const json_t *id, const json_t *params);

// --- documents -------------------------------------------------------------------------------------------------

static Document *document_of(const Session *session, const json_t *params)
{
    return documents_find(&session->documents, value_of_string(value_at(params, "textDocument.uri")));
}

// What the editor calls it counts before its name. A notebook's cells are documents of their own, which are not ours.
static Language language_of(Str name, Str path)
{
    if (str_ends(path, STR(".ipynb"))) return 0;
    if (str_is(name, "c")) return LANG_C;
    if (str_is(name, "python")) return LANG_PYTHON;
    return name.len ? 0 : language_of_path(path);
}

static void take_version(Document *document, const json_t *identifier)
{
    const json_t *version = json_object_get(identifier, "version");
    document->has_version = json_is_integer(version);
    document->version = json_integer_value(version);
}

static void did_open(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    const json_t *item = json_object_get(params, "textDocument");
    Str uri = value_str(item, "uri");
    if (!uri.len) return;
    Document *document = documents_find(&session->documents, uri);
    if (document) session_refuse(session, document);
    if (document) document_close(document);
    document = documents_add(&session->arena, &session->documents, uri);
    document->path = client_path(&document->room, uri);
    document->root = arena_copy(&document->room, client_root_of(&session->client, document->path));
    document->language = language_of(value_str(item, "languageId"), document->path);
    take_version(document, item);
    buffer_set(&document->buffer, value_str(item, "text"));
    if (!document->language) document->known = document->revision;
}

static void change(Session *session, Document *document, const json_t *event)
{
    const json_t *range = json_object_get(event, "range"), *start = json_object_get(range, "start"), *end = json_object_get(range, "end");
    Str text = value_str(event, "text");
    Caret from = {value_number(start, "line"), value_number(start, "character")};
    Caret to = {value_number(end, "line"), value_number(end, "character")};
    if (json_is_object(range)) buffer_change(&document->buffer, session->client.encoding, from, to, text);
    else buffer_set(&document->buffer, text);
}

static void did_change(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    Document *document = document_of(session, params);
    const json_t *changes = json_object_get(params, "contentChanges");
    if (!document || !json_array_size(changes)) return;
    for (size_t i = 0; i < json_array_size(changes); i++) change(session, document, json_array_get(changes, i));
    take_version(document, json_object_get(params, "textDocument"));
    document_touch(document, pause_after_edit);
    if (!document->language) document->known = document->revision;
    session_refuse(session, document);
}

static void did_save(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    const Document *document = document_of(session, params);
    bool is_header = document && str_ends(document->path, STR(".h"));
    if (is_header) session_look_again(session, LANG_C);
}

static void did_close(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    Document *document = document_of(session, params);
    if (!document) return;
    if (document->revision > 1) surveys_forget(&session->surveys);  // what it says now was not surveyed
    session_refuse(session, document);
    document->has_version = false;
    if (!session->client.pulls && document->language) session_publish(session, document, json_array());
    document_close(document);
}

static void settings_changed(Session *session, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    surveys_forget(&session->surveys);
    session_look_again(session, LANG_C | LANG_PYTHON);
}

static void folders_changed(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    client_change_roots(&session->client, json_object_get(params, "event"));
    for (uint32_t i = 0; i < session->documents.list.len; i++) {
        Document *document = session->documents.list.at[i];
        if (document->uri.len) document->root = arena_copy(&document->room, client_root_of(&session->client, document->path));
    }
    session_look_again(session, LANG_C | LANG_PYTHON);
}

// --- requests --------------------------------------------------------------------------------------------------

static void ask(Session *session, Wish wish, const json_t *id, const json_t *params, Document *document)
{
    document_wait(document, wish, id, params);
    session_answer(session, document);
}

static void ask_document(Session *session, Wish wish, const json_t *id, const json_t *params)
{
    Document *document = document_of(session, params);
    if (!value_of_string(value_at(params, "textDocument.uri")).len)
        outbox_refuse(&session->outbox, id, RPC_INVALID_PARAMS, "which document? textDocument.uri is missing", NULL);
    else if (document) ask(session, wish, id, params, document);
    else outbox_respond(&session->outbox, id, wish == WISH_DIAGNOSTICS ? session_report(session, NULL) : NULL);
}

static void asks_diagnostics(Session *session, const json_t *id, const json_t *params) { ask_document(session, WISH_DIAGNOSTICS, id, params); }
static void asks_actions(Session *session, const json_t *id, const json_t *params) { ask_document(session, WISH_ACTIONS, id, params); }
static void asks_hover(Session *session, const json_t *id, const json_t *params) { ask_document(session, WISH_HOVER, id, params); }

static void asks_edit(Session *session, const json_t *id, const json_t *params)
{
    const json_t *data = json_object_get(params, "data");
    Document *document = documents_find(&session->documents, value_str(data, "uri"));
    bool is_current = document && value_number(data, "revision") == document->revision;
    if (is_current) ask(session, WISH_RESOLVE, id, params, document);
    else if (data) outbox_refuse(&session->outbox, id, RPC_CONTENT_MODIFIED, "the text has changed", NULL);
    else outbox_respond(&session->outbox, id, json_deep_copy(params));
}

// An analysis that nobody waits for any more is stopped, unless its answer is to be sent anyway.
static void cancel(Session *session, const json_t *id, const json_t *params)
{
    (void)id;
    const json_t *which = json_object_get(params, "id");
    for (uint32_t i = 0; i < session->documents.list.len; i++) {
        Document *document = session->documents.list.at[i];
        for (uint32_t j = document->waiting.len; j-- > 0;) {
            if (!json_equal(document->waiting.at[j].id, which)) continue;
            outbox_refuse(&session->outbox, which, RPC_CANCELLED, "cancelled", NULL);
            document_drop_waiting(document, j);
        }
        if (session->client.pulls && !document->waiting.len) analysis_stop(&document->analysis);
    }
}

// --- the life of the server ------------------------------------------------------------------------------------

static json_t *capabilities(const Client *client)
{
    json_t *can = json_pack("{s:s, s:{s:b, s:i, s:{s:b}}, s:{s:[s, s], s:b}, s:b, s:{s:{s:b, s:b}}}",
                            "positionEncoding", client->encoding == ENCODING_UTF8 ? "utf-8" : "utf-16",
                            "textDocumentSync", "openClose", 1, "change", 2, "save", "includeText", 0,
                            "codeActionProvider", "codeActionKinds", "quickfix", "source.fixAll.memlint",
                            "resolveProvider", client->resolves_edits,
                            "hoverProvider", 1,
                            "workspace", "workspaceFolders", "supported", 1, "changeNotifications", 1);
    if (client->pulls)
        json_object_set_new(can, "diagnosticProvider", json_pack("{s:s, s:b, s:b}", "identifier", "memlint",
                            "interFileDependencies", 0, "workspaceDiagnostics", 0));
    return can;
}

static void initialize(Session *session, const json_t *id, const json_t *params)
{
    if (session->stage != STAGE_NEW) {
        outbox_refuse(&session->outbox, id, RPC_INVALID_REQUEST, "initialize came twice", NULL);
        return;
    }
    session->stage = STAGE_SERVING;
    client_read(&session->client, params);
    outbox_respond(&session->outbox, id, json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities(&session->client),
                                                  "serverInfo", "name", "memlint", "version", MEMLINT_VERSION));
}

static void initialized(Session *session, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    static const char *const watched[] = {"**/.memlint.toml", "**/memlint.toml", "**/pyproject.toml", "**/setup.cfg", "**/compile_commands.json"};
    if (!session->client.registers_watchers) return;
    json_t *watchers = json_array();
    for (size_t i = 0; i < COUNT_OF(watched); i++) json_array_append_new(watchers, json_pack("{s:s}", "globPattern", watched[i]));
    outbox_request(&session->outbox, "client/registerCapability",
                   json_pack("{s:[{s:s, s:s, s:{s:o}}]}", "registrations", "id", "memlint-files", "method", "workspace/didChangeWatchedFiles",
                             "registerOptions", "watchers", watchers));
}

static void shut_down(Session *session, const json_t *id, const json_t *params)
{
    (void)params;
    session_stop(session);
    session->stage = STAGE_SHUT;
    outbox_respond(&session->outbox, id, NULL);
}

static void leave(Session *session, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    session->status = session->stage == STAGE_SHUT ? 0 : 1;
    session->stage = STAGE_OVER;
}

// --- messages --------------------------------------------------------------------------------------------------

typedef struct Method {
    const char *name;
    bool is_request;
    Handler *handler;
} Method;

static const Method methods[] = {
    {"initialize", true, initialize},
    {"initialized", false, initialized},
    {"shutdown", true, shut_down},
    {"exit", false, leave},
    {"textDocument/didOpen", false, did_open},
    {"textDocument/didChange", false, did_change},
    {"textDocument/didSave", false, did_save},
    {"textDocument/didClose", false, did_close},
    {"textDocument/diagnostic", true, asks_diagnostics},
    {"textDocument/codeAction", true, asks_actions},
    {"codeAction/resolve", true, asks_edit},
    {"textDocument/hover", true, asks_hover},
    {"workspace/didChangeConfiguration", false, settings_changed},
    {"workspace/didChangeWatchedFiles", false, settings_changed},
    {"workspace/didChangeWorkspaceFolders", false, folders_changed},
    {"$/cancelRequest", false, cancel},
};

static const Method *method_find(Str name)
{
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (str_is(name, methods[i].name)) return &methods[i];
    return NULL;
}

static void take_request(Session *session, const Method *method, const json_t *id, const json_t *params)
{
    bool is_first = method && method->handler == initialize;
    if (session->stage == STAGE_NEW && !is_first) outbox_refuse(&session->outbox, id, RPC_NOT_INITIALIZED, "initialize has not come", NULL);
    else if (session->stage == STAGE_SHUT) outbox_refuse(&session->outbox, id, RPC_INVALID_REQUEST, "shutdown has come", NULL);
    else if (!method || !method->is_request) outbox_refuse(&session->outbox, id, RPC_METHOD_NOT_FOUND, "memlint does not know this request", NULL);
    else method->handler(session, id, params);
}

static void take_notification(Session *session, const Method *method, const json_t *params)
{
    if (!method || method->is_request) return;
    if (session->stage == STAGE_SERVING || method->handler == leave) method->handler(session, NULL, params);
}

static void take_message(Session *session, const json_t *message)
{
    const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params"), *name = json_object_get(message, "method");
    bool is_answer = json_object_get(message, "result") || json_object_get(message, "error");
    const Method *method = method_find(value_of_string(name));
    if (!json_is_string(name) && is_answer) return;
    if (!json_is_string(name)) outbox_refuse(&session->outbox, id, RPC_INVALID_REQUEST, "a message without a method", NULL);
    else if (id) take_request(session, method, id, params);
    else take_notification(session, method, params);
}

static void take_messages(Session *session)
{
    Str body;
    FrameKind kind;
    while (session->stage != STAGE_OVER && (kind = frames_next(&session->frames, &body)) != FRAME_NONE) {
        json_error_t error;
        json_t *message = kind == FRAME_WHOLE ? json_loadb(body.at, body.len, JSON_ALLOW_NUL, &error) : NULL;
        if (kind == FRAME_BROKEN) outbox_refuse(&session->outbox, NULL, RPC_PARSE_ERROR, arena_terminated(&session->frames.room, body), NULL);
        else if (!message) outbox_refuse(&session->outbox, NULL, RPC_PARSE_ERROR, error.text, NULL);
        else take_message(session, message);
        json_decref(message);
    }
}

// --- the loop --------------------------------------------------------------------------------------------------

static void listen_to_client(Session *session, int input)
{
    char buffer[64 * 1024];
    ssize_t got = read(input, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
        leave(session, NULL, NULL);
        return;
    }
    frames_feed(&session->frames, (Str){buffer, (size_t)got});
    take_messages(session);
}

static void listen_to_analyses(Session *session, const struct pollfd *polled, Document *const *owners, nfds_t count)
{
    for (nfds_t i = 0; i < count; i++) {
        bool is_ours = owners[i]->analysis.child.pid && owners[i]->analysis.child.socket == polled[i].fd;
        if (polled[i].revents && is_ours && !analysis_listen(&owners[i]->analysis)) session_end_analysis(session, owners[i]);
    }
}

static void turn(Session *session, int input, int output)
{
    enum { STREAMS = 2 };
    struct pollfd polled[STREAMS + MOST_ANALYSES + 1] = {{.fd = input, .events = POLLIN},
                                                     {.fd = outbox_is_empty(&session->outbox) ? -1 : output, .events = POLLOUT}};
    Document *owners[MOST_ANALYSES];
    nfds_t count = 0;
    int wait = session_start(session);
    for (uint32_t i = 0; i < session->documents.list.len && count < MOST_ANALYSES; i++) {
        Document *document = session->documents.list.at[i];
        if (!document->analysis.child.pid) continue;
        polled[STREAMS + count] = (struct pollfd){.fd = document->analysis.child.socket, .events = POLLIN};
        owners[count++] = document;
    }
    Survey *survey = surveys_running(&session->surveys);
    polled[STREAMS + count] = (struct pollfd){.fd = survey ? survey->analysis.child.socket : -1, .events = POLLIN};
    if (poll(polled, STREAMS + count + 1, wait) <= 0) return;
    listen_to_analyses(session, polled + STREAMS, owners, count);
    if (survey && polled[STREAMS + count].revents && !analysis_listen(&survey->analysis)) session_end_survey(session, survey);
    if (polled[1].revents && !outbox_flush(&session->outbox, output)) leave(session, NULL, NULL);
    if (polled[0].revents && session->stage != STAGE_OVER) listen_to_client(session, input);
}

// What was said before the end is still sent, to a client that reads it.
static void say_last_words(Session *session, int output)
{
    enum { PATIENCE = 1000 };  // milliseconds
    struct pollfd polled = {.fd = output, .events = POLLOUT};
    while (!outbox_is_empty(&session->outbox) && poll(&polled, 1, PATIENCE) > 0)
        if (!outbox_flush(&session->outbox, output)) return;
}

int server_run(const Options *options, int input, int output)
{
    Session session = {.options = options};
    while (session.stage != STAGE_OVER) turn(&session, input, output);
    say_last_words(&session, output);
    session_stop(&session);
    surveys_done(&session.surveys);
    client_done(&session.client);
    frames_done(&session.frames);
    outbox_done(&session.outbox);
    arena_close(&session.arena);
    return session.status;
}
