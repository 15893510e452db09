#include "lsp/client.h"

#include "base/filepath.h"
#include "base/str.h"

// --- URIs ------------------------------------------------------------------------------------------------------

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static Str decoded(Arena *arena, Str text)
{
    char *at = arena_push(arena, text.len + 1);
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len && text.at[i] == '%' ? hex_digit(text.at[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.at[i + 2]) : -1;
        at[used++] = low >= 0 ? (char)(high << 4 | low) : text.at[i];
        if (low >= 0) i += 2;
    }
    return (Str){at, used};
}

Str client_path(Arena *arena, Str uri)
{
    static const char scheme[] = "file://";
    enum { SCHEME = sizeof scheme - 1 };
    if (!str_starts(uri, STR("file://"))) return (Str){0};
    Str rest = str_from_byte(uri, SCHEME);
    size_t slash = str_find_char(rest, '/');  // before it stands a host
    Str path = decoded(arena, str_from_byte(rest, slash));
    return memchr(path.at, 0, path.len) ? (Str){0} : path;
}

// --- folders ---------------------------------------------------------------------------------------------------

static void add_root(Client *client, Str path)
{
    path = filepath_trimmed(path);
    if (!path.len || path.at[0] != '/') return;
    for (uint32_t i = 0; i < client->roots.len; i++)
        if (str_equal(client->roots.at[i], path)) return;
    *array_push(&client->room, &client->roots) = arena_copy(&client->room, path);
}

static void remove_root(Client *client, Str path)
{
    uint32_t kept = 0;
    path = filepath_trimmed(path);
    for (uint32_t i = 0; i < client->roots.len; i++)
        if (!str_equal(client->roots.at[i], path)) client->roots.at[kept++] = client->roots.at[i];
    client->roots.len = kept;
}

static Str folder_path(Client *client, const json_t *folder) { return client_path(&client->room, value_str(folder, "uri")); }

static void read_roots(Client *client, const json_t *params)
{
    const json_t *folders = json_object_get(params, "workspaceFolders");
    for (size_t i = 0; i < json_array_size(folders); i++) add_root(client, folder_path(client, json_array_get(folders, i)));
    if (!client->roots.len) add_root(client, client_path(&client->room, value_str(params, "rootUri")));
    if (!client->roots.len) add_root(client, value_str(params, "rootPath"));
}

void client_change_roots(Client *client, const json_t *event)
{
    const json_t *added = json_object_get(event, "added"), *removed = json_object_get(event, "removed");
    for (size_t i = 0; i < json_array_size(removed); i++) remove_root(client, folder_path(client, json_array_get(removed, i)));
    for (size_t i = 0; i < json_array_size(added); i++) add_root(client, folder_path(client, json_array_get(added, i)));
}

static bool lies_in(Str path, Str folder) { return str_is(folder, "/") || str_is_below(path, folder, '/'); }

Str client_root_of(const Client *client, Str path)
{
    Str best = {0};
    for (uint32_t i = 0; i < client->roots.len; i++) {
        Str root = client->roots.at[i];
        if (root.len > best.len && lies_in(path, root)) best = root;
    }
    if (best.len) return best;
    if (!path.len) return client->roots.len ? client->roots.at[0] : (Str){0};
    return filepath_folder(path);
}

// --- capabilities ----------------------------------------------------------------------------------------------

void client_read(Client *client, const json_t *params)
{
    const json_t *can = json_object_get(params, "capabilities");
    const json_t *document = json_object_get(can, "textDocument"), *workspace = json_object_get(can, "workspace");
    const json_t *action = json_object_get(document, "codeAction"), *formats = value_at(document, "hover.contentFormat");
    if (value_lists(value_at(can, "general.positionEncodings"), "utf-8")) client->encoding = ENCODING_UTF8;
    client->pulls = json_is_object(json_object_get(document, "diagnostic"));
    client->refreshes = json_is_true(value_at(workspace, "diagnostics.refreshSupport"));
    client->resolves_edits = json_is_true(json_object_get(action, "dataSupport")) &&
                             value_lists(value_at(action, "resolveSupport.properties"), "edit");
    client->takes_versions = json_is_true(value_at(workspace, "workspaceEdit.documentChanges"));
    client->registers_watchers = json_is_true(value_at(workspace, "didChangeWatchedFiles.dynamicRegistration"));
    client->shows_markdown = value_lists(formats, "markdown");
    read_roots(client, params);
}

void client_done(Client *client) { arena_close(&client->room); }
