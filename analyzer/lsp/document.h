// A document that is open in the editor: its text, what is known of it, and who waits to know.
#pragma once

#include "lsp/analysis.h"
#include "lsp/client.h"

typedef enum Wish {
    WISH_DIAGNOSTICS,
    WISH_ACTIONS,
    WISH_RESOLVE,   // the edit of an action
    WISH_HOVER,
} Wish;

// A request that is answered once the document has been analysed.
typedef struct Pending {
    Wish wish;
    json_t *id, *params;  // references of our own
} Pending;

typedef struct Document {
    Arena room;          // names
    Str uri;             // as the client writes it
    Str path, root;      // absolute, may be empty (a text without a file); the folder to work in
    Language language;   // 0 = not ours
    bool has_version;
    json_int_t version;
    Buffer buffer;
    uint32_t revision;   // counts what makes an answer old: edits, configurations that changed

    // What is known. Results live until the next answer.
    Arena results;
    Answer answer;
    uint32_t known;      // the revision that the answer is of; 0 = there is none
    bool is_mended;      // answer.mended was asked for

    Analysis analysis;   // under way, of `revision`
    double due;          // when to start the next one, in os_seconds()

    Arena waiting_room;
    ArrayOf(Pending) waiting;
} Document;

typedef struct Documents {
    ArrayOf(Document *) list;   // closed ones keep their place, with an empty uri
} Documents;

// The document of that name, NULL when it is not open.
Document *documents_find(const Documents *documents, Str uri);
// One that is open from now on: named, everything else zero.
Document *documents_add(Arena *arena, Documents *documents, Str uri);
// Gives everything back. Nobody may be waiting.
void document_close(Document *document);
// Was what stands in the editor analysed?
static inline bool document_is_known(const Document *document) { return document->known == document->revision; }
// What the server knows is old from now on; the next analysis starts after `delay` seconds.
void document_touch(Document *document, double delay);
void document_wait(Document *document, Wish wish, const json_t *id, const json_t *params);
// Takes out whoever waits at an index.
void document_drop_waiting(Document *document, uint32_t index);
