#include "lsp/document.h"

#include "base/os.h"
#include "base/str.h"

Document *documents_find(const Documents *documents, Str uri)
{
    for (uint32_t i = 0; uri.len && i < documents->list.len; i++)
        if (str_equal(documents->list.at[i]->uri, uri)) return documents->list.at[i];
    return NULL;
}

Document *documents_add(Arena *arena, Documents *documents, Str uri)
{
    Document *document = NULL;
    for (uint32_t i = 0; i < documents->list.len && !document; i++)
        if (!documents->list.at[i]->uri.len) document = documents->list.at[i];
    if (!document) document = *array_push(arena, &documents->list) = arena_new(arena, Document);
    *document = (Document){.revision = 1};
    document->uri = arena_copy(&document->room, uri);
    return document;
}

void document_close(Document *document)
{
    analysis_stop(&document->analysis);
    buffer_done(&document->buffer);
    arena_close(&document->results);
    arena_close(&document->waiting_room);
    arena_close(&document->room);
    *document = (Document){0};
}

void document_touch(Document *document, double delay)
{
    document->revision++;
    document->due = os_seconds() + delay;
    analysis_stop(&document->analysis);
}

void document_wait(Document *document, Wish wish, const json_t *id, const json_t *params)
{
    *array_push(&document->waiting_room, &document->waiting) =
        (Pending){wish, json_incref((json_t *)id), json_incref((json_t *)params)};
}

void document_drop_waiting(Document *document, uint32_t index)
{
    Pending *pending = &document->waiting.at[index];
    json_decref(pending->id);
    json_decref(pending->params);
    memmove(pending, pending + 1, sizeof *pending * (document->waiting.len - index - 1));
    document->waiting.len--;
}
