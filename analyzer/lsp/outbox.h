// What leaves: messages are queued, and written when the client reads, so that neither ever waits for the other.
#pragma once

#include "lsp/value.h"

// Error codes of the protocol.
typedef enum RpcError {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_NOT_FOUND = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_NOT_INITIALIZED = -32002,
    RPC_CANCELLED = -32800,
    RPC_CONTENT_MODIFIED = -32801,
    RPC_SERVER_CANCELLED = -32802,
} RpcError;

typedef struct Outbox {
    Arena room;
    ArrayOf(char) bytes;
    uint32_t sent;
    uint32_t requests;  // numbers given to requests of ours
} Outbox;

// Each takes over the JSON that it is given.
void outbox_notify(Outbox *outbox, const char *method, json_t *params);
void outbox_request(Outbox *outbox, const char *method, json_t *params);
void outbox_respond(Outbox *outbox, const json_t *id, json_t *result);
// `data` may be NULL. An id that is no text and no number is answered as null.
void outbox_refuse(Outbox *outbox, const json_t *id, RpcError code, const char *message, json_t *data);
bool outbox_is_empty(const Outbox *outbox);
// Writes a piece that a descriptor which is ready takes without waiting. False when nobody reads any more.
bool outbox_flush(Outbox *outbox, int descriptor);
void outbox_done(Outbox *outbox);
