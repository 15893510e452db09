#include "lsp/outbox.h"

#include <errno.h>
#include <unistd.h>

static void put(Outbox *outbox, json_t *message)
{
    char header[48];
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    size_t size = json_dumpb(message, NULL, 0, JSON_COMPACT);
    int len = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", size);
    memcpy(array_extend(&outbox->room, &outbox->bytes, len), header, (size_t)len);
    json_dumpb(message, array_extend(&outbox->room, &outbox->bytes, size), size, JSON_COMPACT);
    json_decref(message);
}

void outbox_notify(Outbox *outbox, const char *method, json_t *params)
{
    put(outbox, json_pack("{s:s, s:o}", "method", method, "params", params ? params : json_object()));
}

void outbox_request(Outbox *outbox, const char *method, json_t *params)
{
    json_t *message = json_pack("{s:I, s:s}", "id", (json_int_t)++outbox->requests, "method", method);
    if (params) json_object_set_new(message, "params", params);
    put(outbox, message);
}

static json_t *id_of(const json_t *id) { return json_is_string(id) || json_is_number(id) ? json_deep_copy(id) : json_null(); }

void outbox_respond(Outbox *outbox, const json_t *id, json_t *result)
{
    put(outbox, json_pack("{s:o, s:o}", "id", id_of(id), "result", result ? result : json_null()));
}

void outbox_refuse(Outbox *outbox, const json_t *id, RpcError code, const char *message, json_t *data)
{
    json_t *error = json_pack("{s:i, s:s}", "code", (int)code, "message", message);
    if (data) json_object_set_new(error, "data", data);
    put(outbox, json_pack("{s:o, s:o}", "id", id_of(id), "error", error));
}

bool outbox_is_empty(const Outbox *outbox) { return outbox->sent == outbox->bytes.len; }

bool outbox_flush(Outbox *outbox, int descriptor)
{
    enum { PIECE = 4096, ROOM_TO_KEEP = 1 << 20 };  // a pipe that is ready takes a piece of PIPE_BUF bytes
    uint32_t left = outbox->bytes.len - outbox->sent;
    ssize_t written = write(descriptor, outbox->bytes.at + outbox->sent, left < PIECE ? left : PIECE);
    if (written < 0) return errno == EINTR || errno == EAGAIN;
    outbox->sent += (uint32_t)written;
    if (!outbox_is_empty(outbox)) return true;
    bool is_large = arena_held(&outbox->room) > ROOM_TO_KEEP;
    if (is_large) arena_close(&outbox->room);
    else arena_reset(&outbox->room);
    *outbox = (Outbox){.room = outbox->room, .requests = outbox->requests};
    return true;
}

void outbox_done(Outbox *outbox) { arena_close(&outbox->room); }
