// What the client said of itself in `initialize`.
#pragma once

#include "lsp/buffer.h"
#include "lsp/value.h"

typedef struct Client {
    Arena room;
    Encoding encoding;
    bool pulls;               // asks for diagnostics; else they are sent
    bool refreshes;           // can be told to ask again
    bool resolves_edits;      // asks for the edit of an action when the user takes it
    bool takes_versions;      // edits may name the version of the document
    bool registers_watchers;  // watches files when asked to
    bool shows_markdown;
    Strs roots;               // folders of the workspace, absolute
} Client;

void client_read(Client *client, const json_t *params);
// Takes over what workspace/didChangeWorkspaceFolders says.
void client_change_roots(Client *client, const json_t *event);
// The folder of the workspace that the path lies in: the innermost; the path's own folder when it is in none.
Str client_root_of(const Client *client, Str path);
// The path that a URI names, empty for what is no file.
Str client_path(Arena *arena, Str uri);
void client_done(Client *client);
