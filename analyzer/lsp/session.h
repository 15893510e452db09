// What the server has in hand: the client, the open documents, who waits to know what, and the analyses that are under way.
//
// Whatever becomes known is told at once to whoever waits for it, or published when the client does not ask.
#pragma once

#include "lsp/document.h"
#include "lsp/frame.h"
#include "lsp/outbox.h"
#include "lsp/survey.h"

enum { MOST_ANALYSES = 8 };  // at a time, beside a survey

typedef enum Stage {
    STAGE_NEW,      // `initialize` has not come
    STAGE_SERVING,
    STAGE_SHUT,     // `shutdown` has come
    STAGE_OVER,
} Stage;

typedef struct Session {
    const Options *options;
    Arena arena;
    Frames frames;
    Outbox outbox;
    Client client;
    Documents documents;
    Surveys surveys;
    Stage stage;
    int status;
} Session;

// The report that textDocument/diagnostic answers; of no document it is empty.
json_t *session_report(const Session *session, const Document *document);
void session_publish(Session *session, const Document *document, json_t *diagnostics);
// Answers whoever waits for what is known now.
void session_answer(Session *session, Document *document);
// Refuses whoever waits: the text that they asked about is no more.
void session_refuse(Session *session, Document *document);
// Everything that is known of these languages is old: a configuration, or a file that others include, has changed.
void session_look_again(Session *session, unsigned languages);
// Starts the analyses that are due. Returns the milliseconds until more are, -1 = nothing is waiting for its time.
int session_start(Session *session);
// Take what an analysis, or a survey, has answered to its end.
void session_end_analysis(Session *session, Document *document);
void session_end_survey(Session *session, Survey *survey);
// Closes every document.
void session_stop(Session *session);
