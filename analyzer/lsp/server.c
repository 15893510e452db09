#include "lsp/server.h"

#include "base/str.h"
#include "lsp/action.h"
#include "lsp/frame.h"
#include "lsp/outbox.h"
#include "lsp/reply.h"
#include "lsp/survey.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { MOST_ANALYSES = 8 };

static const double pause_after_edit = 0.2;  // seconds without an edit, before a text is worth a look

typedef enum Stage {
    STAGE_NEW,      // `initialize` has not come
    STAGE_SERVING,
    STAGE_SHUT,     // `shutdown` has come
    STAGE_OVER,
} Stage;

typedef struct Server {
    const Options *options;
    Arena arena;
    Frames frames;
    Outbox outbox;
    Client client;
    Documents documents;
    Surveys surveys;
    Stage stage;
    int status;
} Server;

typedef void Handler(Server *server, const json_t *id, const json_t *params);

// --- answers ---------------------------------------------------------------------------------------------------

static json_t *diagnostics_report(const Server *server, const Document *document)
{
    json_t *items = document ? reply_diagnostics(document, server->client.encoding) : json_array();
    return json_pack("{s:s, s:o}", "kind", "full", "items", items);
}

static json_t *reply_to(const Server *server, const Document *document, const Pending *pending)
{
    switch (pending->wish) {
    case WISH_DIAGNOSTICS: return diagnostics_report(server, document);
    case WISH_ACTIONS: return actions_for(document, &server->client, pending->params);
    case WISH_RESOLVE: return action_resolved(document, &server->client, pending->params);
    case WISH_HOVER: return reply_hover(document, &server->client, json_object_get(pending->params, "position"));
    }
    return NULL;
}

// Answers whoever waits for what is known now.
static void answer_waiting(Server *server, Document *document)
{
    for (uint32_t i = 0; document_is_known(document) && i < document->waiting.len;) {
        const Pending *pending = &document->waiting.at[i];
        if (!document->is_mended && actions_need_mended(document, &server->client, pending)) {
            i++;
            continue;
        }
        outbox_respond(&server->outbox, pending->id, reply_to(server, document, pending));
        document_drop_waiting(document, i);
    }
}

// The text that they asked about is no more.
static void refuse_waiting(Server *server, Document *document)
{
    while (document->waiting.len) {
        const Pending *pending = &document->waiting.at[0];
        bool asks_again = pending->wish == WISH_DIAGNOSTICS;
        outbox_refuse(&server->outbox, pending->id, asks_again ? RPC_SERVER_CANCELLED : RPC_CONTENT_MODIFIED, "the text has changed",
                      asks_again ? json_pack("{s:b}", "retriggerRequest", 1) : NULL);
        document_drop_waiting(document, 0);
    }
}

static void publish(Server *server, const Document *document, json_t *diagnostics)
{
    json_t *params = json_pack("{s:o, s:o}", "uri", value_text(document->uri), "diagnostics", diagnostics);
    if (document->has_version) json_object_set_new(params, "version", json_integer(document->version));
    outbox_notify(&server->outbox, "textDocument/publishDiagnostics", params);
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
static void ask_others(Server *server, const Document *document)
{
    if (!survey_concerns(&document->answer.record) || !is_workspace(&server->client, document->root)) return;
    Survey *survey = surveys_find(&server->arena, &server->surveys, document->root, document->language);
    if (survey->is_done || surveys_running(&server->surveys)) return;
    Question question = {.options = server->options, .root = survey->root, .language = survey->language, .surveys = true};
    if (!analysis_start(&survey->analysis, &question)) survey->is_done = true;
}

static void refresh(Server *server)
{
    if (server->client.pulls && server->client.refreshes) outbox_request(&server->outbox, "workspace/diagnostic/refresh", NULL);
}

static void end_survey(Server *server, Survey *survey)
{
    Problem why;
    bool ok = survey_take(survey, &why), has_news = false;
    if (why.text.len) outbox_notify(&server->outbox, "window/logMessage", json_pack("{s:i, s:o}", "type", 3, "message", value_text(why.text)));
    for (uint32_t i = 0; i < server->documents.list.len; i++) {
        Document *document = server->documents.list.at[i];
        if (!ok || !is_of(document, survey) || !document_is_known(document) || !survey_concerns(&document->answer.record)) continue;
        document_touch(document, 0);
        has_news = true;
    }
    if (has_news) refresh(server);
    for (uint32_t i = 0; i < server->documents.list.len; i++)
        if (!is_of(server->documents.list.at[i], survey)) ask_others(server, server->documents.list.at[i]);
}

// --- analyses --------------------------------------------------------------------------------------------------

static bool needs_mended(const Server *server, const Document *document)
{
    for (uint32_t i = 0; !document->is_mended && i < document->waiting.len; i++)
        if (actions_need_mended(document, &server->client, &document->waiting.at[i])) return true;
    return false;
}

static bool wants_analysis(const Server *server, const Document *document)
{
    if (!document->language || document->analysis.pid) return false;
    if (document_is_known(document)) return needs_mended(server, document);
    return !server->client.pulls || document->waiting.len;
}

static void keep_answer(Server *server, Document *document, const Answer *answer, bool is_mended)
{
    bool was_known = document_is_known(document);
    document->answer = *answer;
    document->known = document->revision;
    document->is_mended = is_mended;
    if (!server->client.pulls && !was_known) publish(server, document, reply_diagnostics(document, server->client.encoding));
    answer_waiting(server, document);
    ask_others(server, document);
}

// The path as a run in the document's root would name it.
static Str path_in_root(const Document *document)
{
    Str path = document->path, root = document->root;
    if (!path.len) return document->language == LANG_C ? STR("untitled.c") : STR("untitled.py");
    bool is_below = root.len > 1 && str_starts(path, root) && path.len > root.len + 1 && path.at[root.len] == '/';
    return is_below ? str_from_byte(path, root.len + 1) : path;
}

// What is known of the files around a document: of those that are open, what stands in the editor.
static bool others_of(Arena *scratch, Server *server, const Document *document, Project *others)
{
    if (!is_workspace(&server->client, document->root)) return false;
    const Survey *survey = surveys_find(&server->arena, &server->surveys, document->root, document->language);
    *others = (Project){.records = arena_array(scratch, Record, survey->files.count + 1), .count = survey->files.count};
    for (uint32_t i = 0; i < others->count; i++) others->records[i] = survey->files.records[i];
    for (uint32_t i = 0; i < server->documents.list.len && others->count; i++) {
        const Document *other = server->documents.list.at[i];
        if (!is_of(other, survey) || !other->answer.record.path.len) continue;
        for (uint32_t j = 0; j < others->count; j++)
            if (str_equal(others->records[j].path, other->answer.record.path)) others->records[j] = other->answer.record;
    }
    return others->count;
}

static void start_analysis(Server *server, Document *document)
{
    Arena scratch = {0};
    Project others;
    bool has_others = others_of(&scratch, server, document, &others);
    Question question = {.options = server->options, .root = document->root, .path = path_in_root(document),
                         .language = document->language, .text = document->buffer.text, .mends = needs_mended(server, document),
                         .around = has_others ? &others : NULL};
    bool ok = analysis_start(&document->analysis, &question);
    arena_close(&scratch);
    if (ok) return;
    Answer none = {.problem = {STR("the system gives no new process"), STR("close other programs")}};
    keep_answer(server, document, &none, true);
}

static void end_analysis(Server *server, Document *document)
{
    Answer answer;
    bool is_mended = document->analysis.mends;
    arena_reset(&document->results);
    if (!analysis_take(&document->analysis, &document->results, &answer))
        answer = (Answer){.problem = {STR("the analysis died"), STR("report it as a bug of memlint")}};
    keep_answer(server, document, &answer, is_mended);
}

static uint32_t analyses_at_a_time(void)
{
    uint32_t count = os_processor_count();
    return count < MOST_ANALYSES ? count : MOST_ANALYSES;
}

// Starts what is due. Returns the milliseconds until more is, -1 = nothing is waiting for its time.
static int start_analyses(Server *server)
{
    uint32_t free = analyses_at_a_time();
    double least = -1, now = os_seconds();
    const Documents *documents = &server->documents;
    for (uint32_t i = 0; i < documents->list.len; i++) free -= documents->list.at[i]->analysis.pid && free;
    for (uint32_t i = 0; i < documents->list.len && free; i++) {
        Document *document = documents->list.at[i];
        if (!wants_analysis(server, document)) continue;
        double left = document->due - now;
        if (left <= 0) {
            start_analysis(server, document);
            free--;
        } else if (least < 0 || left < least) {
            least = left;
        }
    }
    return least < 0 ? -1 : (int)(least * 1000) + 1;
}

static void stop_everything(Server *server)
{
    for (uint32_t i = 0; i < server->documents.list.len; i++) {
        Document *document = server->documents.list.at[i];
        refuse_waiting(server, document);
        document_close(document);
    }
}

// --- documents -------------------------------------------------------------------------------------------------

static Document *document_of(const Server *server, const json_t *params)
{
    return documents_find(&server->documents, value_of_string(value_at(params, "textDocument.uri")));
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

static void did_open(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    const json_t *item = json_object_get(params, "textDocument");
    Str uri = value_str(item, "uri");
    if (!uri.len) return;
    Document *document = documents_find(&server->documents, uri);
    if (document) refuse_waiting(server, document);
    if (document) document_close(document);
    document = documents_add(&server->arena, &server->documents, uri);
    document->path = client_path(&document->room, uri);
    document->root = arena_copy(&document->room, client_root_of(&server->client, document->path));
    document->language = language_of(value_str(item, "languageId"), document->path);
    take_version(document, item);
    buffer_set(&document->buffer, value_str(item, "text"));
    if (!document->language) document->known = document->revision;
}

static void change(Server *server, Document *document, const json_t *event)
{
    const json_t *range = json_object_get(event, "range"), *start = json_object_get(range, "start"), *end = json_object_get(range, "end");
    Str text = value_str(event, "text");
    Caret from = {value_number(start, "line"), value_number(start, "character")};
    Caret to = {value_number(end, "line"), value_number(end, "character")};
    if (json_is_object(range)) buffer_change(&document->buffer, server->client.encoding, from, to, text);
    else buffer_set(&document->buffer, text);
}

static void did_change(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    Document *document = document_of(server, params);
    const json_t *changes = json_object_get(params, "contentChanges");
    if (!document || !json_array_size(changes)) return;
    for (size_t i = 0; i < json_array_size(changes); i++) change(server, document, json_array_get(changes, i));
    take_version(document, json_object_get(params, "textDocument"));
    document_touch(document, pause_after_edit);
    if (!document->language) document->known = document->revision;
    refuse_waiting(server, document);
}

// Everything that is known of these languages is old: a configuration, or a file that others include, has changed.
static void look_again(Server *server, unsigned languages)
{
    for (uint32_t i = 0; i < server->documents.list.len; i++) {
        Document *document = server->documents.list.at[i];
        if (document->language & languages) document_touch(document, 0);
    }
    refresh(server);
}

static void did_save(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    const Document *document = document_of(server, params);
    bool is_header = document && str_ends(document->path, STR(".h"));
    if (is_header) look_again(server, LANG_C);
}

static void did_close(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    Document *document = document_of(server, params);
    if (!document) return;
    if (document->revision > 1) surveys_forget(&server->surveys);  // what it says now was not surveyed
    refuse_waiting(server, document);
    document->has_version = false;
    if (!server->client.pulls && document->language) publish(server, document, json_array());
    document_close(document);
}

static void settings_changed(Server *server, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    surveys_forget(&server->surveys);
    look_again(server, LANG_C | LANG_PYTHON);
}

static void folders_changed(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    client_change_roots(&server->client, json_object_get(params, "event"));
    for (uint32_t i = 0; i < server->documents.list.len; i++) {
        Document *document = server->documents.list.at[i];
        if (document->uri.len) document->root = arena_copy(&document->room, client_root_of(&server->client, document->path));
    }
    look_again(server, LANG_C | LANG_PYTHON);
}

// --- requests --------------------------------------------------------------------------------------------------

static void ask(Server *server, Wish wish, const json_t *id, const json_t *params, Document *document)
{
    document_wait(document, wish, id, params);
    answer_waiting(server, document);
}

static void ask_document(Server *server, Wish wish, const json_t *id, const json_t *params)
{
    Document *document = document_of(server, params);
    if (!value_of_string(value_at(params, "textDocument.uri")).len)
        outbox_refuse(&server->outbox, id, RPC_INVALID_PARAMS, "which document? textDocument.uri is missing", NULL);
    else if (document) ask(server, wish, id, params, document);
    else outbox_respond(&server->outbox, id, wish == WISH_DIAGNOSTICS ? diagnostics_report(server, NULL) : NULL);
}

static void asks_diagnostics(Server *server, const json_t *id, const json_t *params) { ask_document(server, WISH_DIAGNOSTICS, id, params); }
static void asks_actions(Server *server, const json_t *id, const json_t *params) { ask_document(server, WISH_ACTIONS, id, params); }
static void asks_hover(Server *server, const json_t *id, const json_t *params) { ask_document(server, WISH_HOVER, id, params); }

static void asks_edit(Server *server, const json_t *id, const json_t *params)
{
    const json_t *data = json_object_get(params, "data");
    Document *document = documents_find(&server->documents, value_str(data, "uri"));
    bool is_current = document && value_number(data, "revision") == document->revision;
    if (is_current) ask(server, WISH_RESOLVE, id, params, document);
    else if (data) outbox_refuse(&server->outbox, id, RPC_CONTENT_MODIFIED, "the text has changed", NULL);
    else outbox_respond(&server->outbox, id, json_deep_copy(params));
}

// An analysis that nobody waits for any more is stopped, unless its answer is to be sent anyway.
static void cancel(Server *server, const json_t *id, const json_t *params)
{
    (void)id;
    const json_t *which = json_object_get(params, "id");
    for (uint32_t i = 0; i < server->documents.list.len; i++) {
        Document *document = server->documents.list.at[i];
        for (uint32_t j = document->waiting.len; j-- > 0;) {
            if (!json_equal(document->waiting.at[j].id, which)) continue;
            outbox_refuse(&server->outbox, which, RPC_CANCELLED, "cancelled", NULL);
            document_drop_waiting(document, j);
        }
        if (server->client.pulls && !document->waiting.len) analysis_stop(&document->analysis);
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

static void initialize(Server *server, const json_t *id, const json_t *params)
{
    if (server->stage != STAGE_NEW) {
        outbox_refuse(&server->outbox, id, RPC_INVALID_REQUEST, "initialize came twice", NULL);
        return;
    }
    server->stage = STAGE_SERVING;
    client_read(&server->client, params);
    outbox_respond(&server->outbox, id, json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities(&server->client),
                                                  "serverInfo", "name", "memlint", "version", MEMLINT_VERSION));
}

static void initialized(Server *server, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    static const char *const watched[] = {"**/.memlint.toml", "**/memlint.toml", "**/pyproject.toml", "**/setup.cfg", "**/compile_commands.json"};
    if (!server->client.registers_watchers) return;
    json_t *watchers = json_array();
    for (size_t i = 0; i < COUNT_OF(watched); i++) json_array_append_new(watchers, json_pack("{s:s}", "globPattern", watched[i]));
    outbox_request(&server->outbox, "client/registerCapability",
                   json_pack("{s:[{s:s, s:s, s:{s:o}}]}", "registrations", "id", "memlint-files", "method", "workspace/didChangeWatchedFiles",
                             "registerOptions", "watchers", watchers));
}

static void shut_down(Server *server, const json_t *id, const json_t *params)
{
    (void)params;
    stop_everything(server);
    server->stage = STAGE_SHUT;
    outbox_respond(&server->outbox, id, NULL);
}

static void leave(Server *server, const json_t *id, const json_t *params)
{
    (void)id, (void)params;
    server->status = server->stage == STAGE_SHUT ? 0 : 1;
    server->stage = STAGE_OVER;
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

static void take_request(Server *server, const Method *method, const json_t *id, const json_t *params)
{
    bool is_first = method && method->handler == initialize;
    if (server->stage == STAGE_NEW && !is_first) outbox_refuse(&server->outbox, id, RPC_NOT_INITIALIZED, "initialize has not come", NULL);
    else if (server->stage == STAGE_SHUT) outbox_refuse(&server->outbox, id, RPC_INVALID_REQUEST, "shutdown has come", NULL);
    else if (!method || !method->is_request) outbox_refuse(&server->outbox, id, RPC_METHOD_NOT_FOUND, "memlint does not know this request", NULL);
    else method->handler(server, id, params);
}

static void take_notification(Server *server, const Method *method, const json_t *params)
{
    if (!method || method->is_request) return;
    if (server->stage == STAGE_SERVING || method->handler == leave) method->handler(server, NULL, params);
}

static void take_message(Server *server, const json_t *message)
{
    const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params"), *name = json_object_get(message, "method");
    bool is_answer = json_object_get(message, "result") || json_object_get(message, "error");
    const Method *method = method_find(value_of_string(name));
    if (!json_is_string(name) && is_answer) return;
    if (!json_is_string(name)) outbox_refuse(&server->outbox, id, RPC_INVALID_REQUEST, "a message without a method", NULL);
    else if (id) take_request(server, method, id, params);
    else take_notification(server, method, params);
}

static void take_messages(Server *server)
{
    Str body;
    FrameKind kind;
    while (server->stage != STAGE_OVER && (kind = frames_next(&server->frames, &body)) != FRAME_NONE) {
        json_error_t error;
        json_t *message = kind == FRAME_WHOLE ? json_loadb(body.at, body.len, JSON_ALLOW_NUL, &error) : NULL;
        if (kind == FRAME_BROKEN) outbox_refuse(&server->outbox, NULL, RPC_PARSE_ERROR, arena_terminated(&server->frames.room, body), NULL);
        else if (!message) outbox_refuse(&server->outbox, NULL, RPC_PARSE_ERROR, error.text, NULL);
        else take_message(server, message);
        json_decref(message);
    }
}

// --- the loop --------------------------------------------------------------------------------------------------

static void listen_to_client(Server *server, int input)
{
    char buffer[64 * 1024];
    ssize_t got = read(input, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
        leave(server, NULL, NULL);
        return;
    }
    frames_feed(&server->frames, (Str){buffer, (size_t)got});
    take_messages(server);
}

static void listen_to_analyses(Server *server, const struct pollfd *polled, Document *const *owners, nfds_t count)
{
    for (nfds_t i = 0; i < count; i++) {
        bool is_ours = owners[i]->analysis.pid && owners[i]->analysis.socket == polled[i].fd;
        if (polled[i].revents && is_ours && !analysis_listen(&owners[i]->analysis)) end_analysis(server, owners[i]);
    }
}

static void turn(Server *server, int input, int output)
{
    enum { STREAMS = 2 };
    struct pollfd polled[STREAMS + MOST_ANALYSES + 1] = {{.fd = input, .events = POLLIN},
                                                     {.fd = outbox_is_empty(&server->outbox) ? -1 : output, .events = POLLOUT}};
    Document *owners[MOST_ANALYSES];
    nfds_t count = 0;
    int wait = start_analyses(server);
    for (uint32_t i = 0; i < server->documents.list.len && count < MOST_ANALYSES; i++) {
        Document *document = server->documents.list.at[i];
        if (!document->analysis.pid) continue;
        polled[STREAMS + count] = (struct pollfd){.fd = document->analysis.socket, .events = POLLIN};
        owners[count++] = document;
    }
    Survey *survey = surveys_running(&server->surveys);
    polled[STREAMS + count] = (struct pollfd){.fd = survey ? survey->analysis.socket : -1, .events = POLLIN};
    if (poll(polled, STREAMS + count + 1, wait) <= 0) return;
    listen_to_analyses(server, polled + STREAMS, owners, count);
    if (survey && polled[STREAMS + count].revents && !analysis_listen(&survey->analysis)) end_survey(server, survey);
    if (polled[1].revents && !outbox_flush(&server->outbox, output)) leave(server, NULL, NULL);
    if (polled[0].revents && server->stage != STAGE_OVER) listen_to_client(server, input);
}

// What was said before the end is still sent, to a client that reads it.
static void say_last_words(Server *server, int output)
{
    enum { PATIENCE = 1000 };  // milliseconds
    struct pollfd polled = {.fd = output, .events = POLLOUT};
    while (!outbox_is_empty(&server->outbox) && poll(&polled, 1, PATIENCE) > 0)
        if (!outbox_flush(&server->outbox, output)) return;
}

int server_run(const Options *options, int input, int output)
{
    Server server = {.options = options};
    while (server.stage != STAGE_OVER) turn(&server, input, output);
    say_last_words(&server, output);
    stop_everything(&server);
    surveys_done(&server.surveys);
    client_done(&server.client);
    frames_done(&server.frames);
    outbox_done(&server.outbox);
    arena_close(&server.arena);
    return server.status;
}
