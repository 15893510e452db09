#include "engine/modules.h"

#include "base/filepath.h"
#include "base/map.h"
#include "base/str.h"

// Imports of imports that are followed for one name: chains are short, and those that go round in circles end here.
enum { STEPS_MAX = 64 };

typedef struct Module {
    Str path;         // without extension and /__init__: "src/pkg/mod"
    uint32_t record;
    uint32_t next;    // the next one with the same last part; index + 1
    bool is_package;
} Module;

struct Modules {
    const Record *const *records;
    ArrayOf(Module) list;
    Map by_path;  // -> index + 1
    Map by_stem;  // "mod" -> index + 1 of the newest
};

// --- the table ---------------------------------------------------------------------------------------------------

static void add(Arena *arena, Modules *modules, uint32_t record)
{
    Str path = modules->records[record]->path, extension = STR(".py");
    if (!str_ends(path, extension)) return;
    Module module = {.path = str_slice(path, 0, path.len - extension.len), .record = record};
    module.is_package = str_is(filepath_name(module.path), "__init__");
    if (module.is_package) module.path = filepath_folder(module.path);
    uint32_t *newest = map_at(arena, &modules->by_stem, filepath_name(module.path));
    module.next = *newest;
    *array_push(arena, &modules->list) = module;
    *newest = modules->list.len;
    *map_at(arena, &modules->by_path, module.path) = modules->list.len;
}

Modules *modules_open(Arena *arena, const Record *const *records, uint32_t count)
{
    Modules *modules = arena_new(arena, Modules);
    modules->records = records;
    for (uint32_t i = 0; i < count; i++)
        if (records[i]->language == LANG_PYTHON) add(arena, modules, i);
    return modules;
}

// --- modules by name ---------------------------------------------------------------------------------------------

// Does the path end with the dotted name? `root` gets what stands in front of it: "src" for "src/a/b" and "a.b".
static bool ends_with(Str path, Str dotted, Str *root)
{
    if (path.len < dotted.len) return false;
    size_t from = path.len - dotted.len;
    if (from && path.at[from - 1] != '/') return false;
    for (size_t i = 0; i < dotted.len; i++) {
        char wanted = dotted.at[i] == '.' ? '/' : dotted.at[i];
        if (path.at[from + i] != wanted) return false;
    }
    *root = str_slice(path, 0, from ? from - 1 : 0);
    return true;
}

static size_t shared_prefix(Str a, Str b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a.len && i < b.len && a.at[i] == b.at[i]; i++)
        if (a.at[i] == '/') shared = i + 1;
    return shared;
}

static const Module *module_at(const Modules *modules, Str path)
{
    uint32_t index = map_get(&modules->by_path, path);
    return index ? &modules->list.at[index - 1] : NULL;
}

static const Module *module_named(const Modules *modules, Str from, Str dotted)
{
    const Module *best = NULL;
    size_t best_shared = 0;
    bool is_tie = false;
    for (uint32_t i = map_get(&modules->by_stem, str_last_part(dotted)); i; i = modules->list.at[i - 1].next) {
        const Module *module = &modules->list.at[i - 1];
        Str root;
        if (!ends_with(module->path, dotted, &root)) continue;
        const Module *around = root.len ? module_at(modules, root) : NULL;
        if (around && around->is_package) continue;
        size_t shared = shared_prefix(module->path, from);
        is_tie = best && shared == best_shared;
        if (best && shared <= best_shared) continue;
        best = module;
        best_shared = shared;
    }
    return is_tie ? NULL : best;
}

// The path that a dotted name means from a folder: "mod" in "src/pkg" is "src/pkg/mod".
static Str joined_path(Arena *arena, Str folder, Str dotted)
{
    if (!dotted.len) return folder;
    Str text = filepath_joined(arena, folder, arena_copy(arena, dotted));
    char *at = (char *)text.at;
    for (size_t i = text.len - dotted.len; i < text.len; i++)
        if (at[i] == '.') at[i] = '/';
    return text;
}

// The length of a dotted name without its last part, 0 for a name without dots.
static size_t shorter(Str name, size_t len)
{
    size_t dot = str_find_last_char(str_slice(name, 0, len), '.');
    return dot < len ? dot : 0;
}

// The module at the front of "pkg.mod.Outer.Inner", as long as possible; `rest` is what follows, empty when the module is meant.
static const Module *module_of(const Modules *modules, Arena *arena, Definition at, Str *rest)
{
    Str from = modules->records[at.record]->path, folder = filepath_folder(from), name = at.name;
    bool is_relative = str_starts(name, STR("."));
    for (name = is_relative ? str_from_byte(name, 1) : name; str_starts(name, STR(".")); name = str_from_byte(name, 1))
        folder = filepath_folder(folder);
    for (size_t len = name.len; len; len = shorter(name, len)) {
        Str dotted = str_slice(name, 0, len);
        const Module *module = is_relative ? module_at(modules, joined_path(arena, folder, dotted)) : module_named(modules, from, dotted);
        *rest = str_from_byte(name, len + 1);
        if (module) return module;
    }
    *rest = name;
    return is_relative ? module_at(modules, folder) : NULL;
}

// --- names -------------------------------------------------------------------------------------------------------

// What the module imports under the first part of the name, and from everything that it star-imports, is looked for next.
static void follow_imports(const Modules *modules, Arena *arena, Definition found, Definitions *left)
{
    const Index *index = &modules->records[found.record]->index;
    Str first = str_slice(found.name, 0, str_find_char(found.name, '.')), rest = str_from_byte(found.name, first.len);
    for (uint32_t i = 0; i < index->imports.len; i++) {
        const ImportEntry *entry = &index->imports.at[i];
        bool is_star = str_is(entry->name, "*");
        if (!is_star && !str_equal(entry->name, first)) continue;
        bool needs_dot = is_star && !str_ends(entry->target, STR("."));
        Str name = arena_format(arena, "%.*s%s%.*s", FMT(entry->target), needs_dot ? "." : "", FMT(is_star ? found.name : rest));
        *array_push(arena, left) = (Definition){found.record, name};
    }
}

Definitions modules_find(const Modules *modules, Arena *arena, uint32_t record, Str qualified)
{
    Definitions found = {0}, left = {0};
    *array_push(arena, &left) = (Definition){record, qualified};
    for (uint32_t i = 0; i < left.len && i < STEPS_MAX; i++) {
        Definition definition = {0};
        const Module *module = module_of(modules, arena, left.at[i], &definition.name);
        if (!module || !definition.name.len) continue;
        definition.record = module->record;
        *array_push(arena, &found) = definition;
        follow_imports(modules, arena, definition, &left);
    }
    return found;
}
