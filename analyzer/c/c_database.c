#include "c/c_database.h"

#include <jansson.h>

#include "base/filepath.h"
#include "base/os.h"
#include "base/str.h"

typedef struct Database {
    ArrayOf(CEntry) entries;
    Str project;     // the folder that it speaks of: its own, or the one above its build/
    Map by_file;     // absolute path -> entry + 1
    Map by_real;     // the same with links resolved; filled when a file is first missed in by_file
    Map by_stem;     // "util" of "/a/util.c" -> first entry + 1
    Map by_folder;   // a folder -> first entry + 1 of a file that stands in it, else of one somewhere below it
    bool real_done;
} Database;

struct CDatabases {
    Arena *arena;
    const char *given;
    ArrayOf(Database) list;
    Map by_path;     // of a compile_commands.json -> index + 1
    Map by_folder;   // folder of a source file -> index + 2; 1 = there is none
};

// --- paths --------------------------------------------------------------------------------------------------------
Str c_path_here(Arena *arena)
{
    return os_real_path(arena, STR("."));
}

Str c_path_folder(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    if (slash == path.len) return (Str){0};
    return slash == 0 ? (path.len > 1 ? STR("/") : (Str){0}) : str_slice(path, 0, slash);
}

Str c_path_absolute(Arena *arena, Str directory, Str path)
{
    bool is_absolute = path.len && path.at[0] == '/';
    Str whole = is_absolute ? path : arena_format(arena, "%.*s/%.*s", FMT(directory), FMT(path));
    char *at = arena_push(arena, whole.len + 1);
    size_t len = 0;
    for (Str rest = whole, name; str_cut(&rest, '/', &name);) {
        if (!name.len || str_is(name, ".")) continue;
        if (str_is(name, "..")) {
            while (len && at[--len] != '/') continue;
            continue;
        }
        at[len++] = '/';
        memcpy(at + len, name.at, name.len);
        len += name.len;
    }
    if (!len) at[len++] = '/';
    return (Str){at, len};
}

// --- reading ------------------------------------------------------------------------------------------------------
static Str json_text(Arena *arena, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? arena_copy(arena, (Str){json_string_value(value), json_string_length(value)}) : (Str){0};
}

static Str joined_arguments(Arena *arena, const json_t *list)
{
    size_t len = 0, i;
    json_t *item;
    json_array_foreach(list, i, item) len += json_string_length(item) + 1;
    char *at = arena_push(arena, len), *end = at;
    json_array_foreach(list, i, item)
    {
        if (json_string_length(item)) memcpy(end, json_string_value(item), json_string_length(item));
        end += json_string_length(item) + 1;
    }
    return (Str){at, len};
}

static void index_folders(Arena *arena, Database *database, Str file, uint32_t entry)
{
    Str own = c_path_folder(file);
    for (Str folder = own; folder.len; folder = c_path_folder(folder)) {
        uint32_t *first = map_at(arena, &database->by_folder, folder), known = *first;
        bool is_nearer = folder.len == own.len && known && !str_equal(c_path_folder(database->entries.at[known - 1].file), own);
        if (!known || is_nearer) *first = entry + 1;
        if (known) return;  // so have all above it
    }
}

static void add_entry(Arena *arena, Database *database, const json_t *object, Str folder)
{
    const json_t *arguments = json_object_get(object, "arguments");
    CEntry entry = {.is_list = json_is_array(arguments)};
    entry.directory = c_path_absolute(arena, folder, json_text(arena, object, "directory"));
    Str file = json_text(arena, object, "file");
    if (!file.len) return;
    entry.file = c_path_absolute(arena, entry.directory, file);
    entry.command = entry.is_list ? joined_arguments(arena, arguments) : json_text(arena, object, "command");
    uint32_t index = database->entries.len;
    uint32_t *same_file = map_at(arena, &database->by_file, entry.file);
    if (*same_file) return;  // compiled several times: the first way will do
    *same_file = index + 1;
    uint32_t *same_stem = map_at(arena, &database->by_stem, filepath_stem(entry.file));
    entry.next_of_stem = *same_stem;
    *same_stem = index + 1;
    index_folders(arena, database, entry.file, index);
    *array_push(arena, &database->entries) = entry;
}

static Database read_database(Arena *arena, Str path)
{
    Str folder = c_path_folder(path);
    Database database = {.project = str_is(filepath_name(folder), "build") ? c_path_folder(folder) : folder};
    Str bytes;
    Problem why;
    if (!os_read(arena, path, 0, &bytes, &why)) return database;
    json_t *root = json_loadb(bytes.at ? bytes.at : "", bytes.len, 0, NULL);
    size_t i;
    json_t *object;
    json_array_foreach(root, i, object) add_entry(arena, &database, object, c_path_folder(path));
    json_decref(root);
    return database;
}

// --- finding ------------------------------------------------------------------------------------------------------
CDatabases *c_databases_open(Arena *arena, const char *given)
{
    CDatabases *databases = arena_new(arena, CDatabases);
    databases->arena = arena;
    databases->given = given;
    return databases;
}

static bool is_file(Arena *arena, Str path)
{
    OsInfo info;
    Problem why;
    return os_info(arena, path, &info, &why) && info.kind == OS_FILE;
}

// The index + 1 of the database at `path`, 0 when there is none.
static uint32_t database_at(CDatabases *databases, Str path)
{
    uint32_t known = map_get(&databases->by_path, path);
    if (known || !is_file(databases->arena, path)) return known;
    *array_push(databases->arena, &databases->list) = read_database(databases->arena, path);
    *map_at(databases->arena, &databases->by_path, path) = databases->list.len;
    return databases->list.len;
}

static uint32_t given_database(CDatabases *databases)
{
    Arena *arena = databases->arena;
    Str given = c_path_absolute(arena, c_path_here(arena), str_from(databases->given));
    return is_file(arena, given) ? database_at(databases, given)
                                 : database_at(databases, arena_format(arena, "%.*s/compile_commands.json", FMT(given)));
}

static uint32_t search_upwards(CDatabases *databases, Str folder)
{
    for (; folder.len; folder = c_path_folder(folder)) {
        Str shown = folder.len > 1 ? folder : (Str){0};  // no "//" below the root
        uint32_t found = database_at(databases, arena_format(databases->arena, "%.*s/compile_commands.json", FMT(shown)));
        if (!found) found = database_at(databases, arena_format(databases->arena, "%.*s/build/compile_commands.json", FMT(shown)));
        if (found) return found;
    }
    return 0;
}

static Database *database_of(CDatabases *databases, Str path)
{
    Str folder = databases->given ? STR("given") : c_path_folder(path);
    uint32_t known = map_get(&databases->by_folder, folder);
    if (!known) {
        known = 1 + (databases->given ? given_database(databases) : search_upwards(databases, folder));
        *map_at(databases->arena, &databases->by_folder, arena_copy(databases->arena, folder)) = known;
    }
    return known > 1 ? &databases->list.at[known - 2] : NULL;
}

// Compiled in one project, so that one may borrow the other's flags?
static bool are_related(const Database *database, Str folder, Str path)
{
    bool is_inside = str_starts(path, database->project) && str_starts(folder, database->project);
    return is_inside || (folder.len > 1 && str_starts(path, folder));
}

static const CEntry *nearest_of_stem(const Database *database, Str path)
{
    const CEntry *best = NULL;
    for (uint32_t at = map_get(&database->by_stem, filepath_stem(path)); at; at = database->entries.at[at - 1].next_of_stem) {
        const CEntry *entry = &database->entries.at[at - 1];
        if (!are_related(database, c_path_folder(entry->file), path)) continue;
        if (!best || str_shared(entry->file, path) >= str_shared(best->file, path)) best = entry;
    }
    return best;
}

static const CEntry *nearest_folder(const Database *database, Str path)
{
    for (Str folder = c_path_folder(path); folder.len; folder = c_path_folder(folder)) {
        uint32_t found = map_get(&database->by_folder, folder);
        if (found) return are_related(database, folder, path) ? &database->entries.at[found - 1] : NULL;
    }
    return NULL;
}

static uint32_t find_real(Arena *arena, Database *database, Str path)
{
    for (uint32_t i = 0; i < database->entries.len && !database->real_done; i++)
        *map_at(arena, &database->by_real, os_real_path(arena, database->entries.at[i].file)) = i + 1;
    database->real_done = true;
    return map_get(&database->by_real, os_real_path(arena, path));
}

const CEntry *c_databases_find(CDatabases *databases, Str path, bool *borrowed)
{
    *borrowed = false;
    Database *database = database_of(databases, path);
    if (!database || !database->entries.len) return NULL;
    uint32_t found = map_get(&database->by_file, path);
    if (!found) found = find_real(databases->arena, database, path);
    if (found) return &database->entries.at[found - 1];
    *borrowed = true;
    const CEntry *neighbour = nearest_of_stem(database, path);
    return neighbour ? neighbour : nearest_folder(database, path);
}

// --- a command's words --------------------------------------------------------------------------------------------
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// One word of a shell command without its quotes; false at the end.
static bool shell_word(Arena *arena, Str text, size_t *at, Str *word)
{
    while (*at < text.len && is_blank(text.at[*at])) ++*at;
    if (*at == text.len) return false;
    char *out = arena_push(arena, text.len - *at);
    size_t len = 0;
    char quote = 0;
    for (; *at < text.len && (quote || !is_blank(text.at[*at])); ++*at) {
        char c = text.at[*at], next = *at + 1 < text.len ? text.at[*at + 1] : 0;
        if (c == quote) quote = 0;
        else if (!quote && (c == '"' || c == '\'')) quote = c;
        else if (c == '\\' && next && (!quote || (quote == '"' && (next == '"' || next == '\\' || next == '$' || next == '`')))) {
            out[len++] = next;
            ++*at;
        } else out[len++] = c;
    }
    *word = arena_copy(arena, (Str){out, len});
    return true;
}

Strs c_entry_arguments(Arena *arena, const CEntry *entry)
{
    Strs arguments = {0};
    Str word;
    if (entry->is_list) {
        for (size_t at = 0; at < entry->command.len; at += word.len + 1) {
            word = str_slice(entry->command, at, at + str_find_char(str_from_byte(entry->command, at), '\0'));
            *array_push(arena, &arguments) = word;
        }
    } else {
        for (size_t at = 0; shell_word(arena, entry->command, &at, &word);) *array_push(arena, &arguments) = word;
    }
    return arguments;
}
