// A walk over folders. Recursion is as deep as a path has parts, which the system limits to some two thousand.
#include "source/discover.h"

#include "base/map.h"
#include "base/str.h"

#include <fnmatch.h>

enum { SHEBANG_ROOM = 256 };

typedef struct Walk {
    Arena *arena;
    const DiscoverOptions *options;
    Discovery *found;
    Map seen;  // "device:inode" of each job
} Walk;

// --- patterns --------------------------------------------------------------------------------------------------

// A pattern without a slash speaks of names at any depth, with one of paths from the root; `*` crosses slashes.
static bool matches(Walk *walk, Str pattern, Str path, Str name)
{
    if (str_starts(pattern, STR("./"))) pattern = str_from_byte(pattern, 2);
    while (pattern.len > 1 && pattern.at[pattern.len - 1] == '/') pattern.len--;
    Str subject = str_contains(pattern, STR("/")) ? path : name;
    return fnmatch(arena_terminated(walk->arena, pattern), arena_terminated(walk->arena, subject), 0) == 0;
}

static bool any_matches(Walk *walk, const Strs *patterns, Str path, Str name)
{
    for (uint32_t i = 0; i < patterns->len; i++)
        if (matches(walk, patterns->at[i], path, name)) return true;
    return false;
}

static Str name_of(Str path)
{
    while (path.len > 1 && path.at[path.len - 1] == '/') path.len--;
    size_t slash = str_find_last_char(path, '/');
    return slash == path.len ? path : str_from_byte(path, slash + 1);
}

// The path as seen from the root, where it lies below it.
static Str from_root(Walk *walk, Str path)
{
    Str root = walk->options->root;
    if (str_starts(path, STR("./"))) return str_from_byte(path, 2);
    if (root.len && path.len > root.len && str_starts(path, root) && path.at[root.len] == '/')
        return str_from_byte(path, root.len + 1);
    return path;
}

static bool is_excluded(Walk *walk, Str path)
{
    ArenaMark mark = arena_mark(walk->arena);
    Str relative = from_root(walk, path), name = name_of(path);
    bool excluded = any_matches(walk, &walk->options->exclude, relative, name) ||
                    any_matches(walk, &walk->options->extend_exclude, relative, name);
    arena_rewind(walk->arena, mark);
    return excluded;
}

static bool is_skipped_by_default(Walk *walk, Str folder, Str name)
{
    if (walk->options->has_exclude) return false;
    if (name.at[0] == '.' || str_is(name, "node_modules") || str_is(name, "__pycache__")) return true;
    ArenaMark mark = arena_mark(walk->arena);
    bool is_environment = os_exists(walk->arena, arena_format(walk->arena, "%.*s/pyvenv.cfg", FMT(folder)));
    arena_rewind(walk->arena, mark);
    return is_environment;
}

// What is named outright was reached without its folders being asked. What lies above the root is not asked now either.
static bool is_forced_out(Walk *walk, Str path)
{
    if (!walk->options->force_exclude) return false;
    Str relative = from_root(walk, path);
    size_t above = path.len - relative.len;
    for (size_t at = 1; at < relative.len; at++) {
        if (relative.at[at] != '/') continue;
        Str folder = str_slice(path, 0, above + at), name = name_of(folder);
        bool is_inside = relative.at[0] != '/' && !str_is(name, ".") && !str_is(name, "..");
        if (is_excluded(walk, folder) || (is_inside && is_skipped_by_default(walk, folder, name))) return true;
    }
    return is_excluded(walk, path);
}

// --- jobs ------------------------------------------------------------------------------------------------------

static void add_problem(Walk *walk, Str path, Str problem)
{
    *array_push(walk->arena, &walk->found->jobs) = (FileJob){.path = path, .problem = problem};
}

// Reading it says best what it is.
static void add_special(Walk *walk, Str path)
{
    Str ignored;
    Problem why = {.text = STR("it changed while it was looked at")};
    os_read(walk->arena, path, 1, &ignored, &why);
    add_problem(walk, path, why.text);
}

static bool is_new(Walk *walk, const OsInfo *info)
{
    Str key = arena_format(walk->arena, "%llx:%llx", (unsigned long long)info->device, (unsigned long long)info->inode);
    return (*map_at(walk->arena, &walk->seen, key))++ == 0;
}

static void add_file(Walk *walk, Str path, Language language, const OsInfo *info)
{
    if (!is_new(walk, info)) return;
    *array_push(walk->arena, &walk->found->jobs) = (FileJob){.path = path, .language = language, .size = info->size};
}

// "#!/usr/bin/env python3" and the like.
static bool is_python_script(Walk *walk, Str path)
{
    Str start = os_read_start(walk->arena, path, SHEBANG_ROOM);
    if (!str_starts(start, STR("#!"))) return false;
    return str_contains(str_slice(start, 0, str_find_char(start, '\n')), STR("python"));
}

// --- folders ---------------------------------------------------------------------------------------------------

static void walk_folder(Walk *walk, Str folder);

static Str joined(Walk *walk, Str folder, Str name)
{
    if (str_is(folder, ".")) return name;
    bool has_slash = folder.len && folder.at[folder.len - 1] == '/';
    return arena_format(walk->arena, "%.*s%s%.*s", FMT(folder), has_slash ? "" : "/", FMT(name));
}

static void visit_folder(Walk *walk, Str path, Str name, const OsInfo *info)
{
    if (info->is_link) return;  // it leads to what is found where it lies, or out of the tree, or round in a circle
    if (is_skipped_by_default(walk, path, name) || is_excluded(walk, path)) {
        walk->found->excluded_folders++;
        return;
    }
    uint32_t before = walk->found->jobs.len;
    walk_folder(walk, path);
    if (walk->found->jobs.len == before && language_of_path(path))
        add_problem(walk, path, STR("it is a folder"));
}

static void visit_file(Walk *walk, Str path, const OsInfo *info)
{
    Language language = language_of_path(path);
    if (!language) return;
    if (is_excluded(walk, path)) walk->found->excluded_files++;
    else add_file(walk, path, language, info);
}

// Something in a folder. A FIFO, or a link to nothing, counts only when its name says that it is ours.
static void visit(Walk *walk, Str path, Str name)
{
    OsInfo info;
    Problem why;
    bool is_ours = language_of_path(path) != 0;
    if (!os_info(walk->arena, path, &info, &why)) {
        if (is_ours && !is_excluded(walk, path)) add_problem(walk, path, why.text);
        return;
    }
    switch (info.kind) {
    case OS_FOLDER: visit_folder(walk, path, name, &info); break;
    case OS_FILE: visit_file(walk, path, &info); break;
    case OS_OTHER:
        if (is_ours && !is_excluded(walk, path)) add_special(walk, path);
        break;
    }
}

static void walk_folder(Walk *walk, Str folder)
{
    Strs names = {0};
    Problem why;
    if (!os_list(walk->arena, folder, &names, &why)) {
        add_problem(walk, folder, why.text);
        return;
    }
    for (uint32_t i = 0; i < names.len; i++) visit(walk, joined(walk, folder, names.at[i]), names.at[i]);
}

// --- what the user named ---------------------------------------------------------------------------------------

static Str tidy(Str path)
{
    while (path.len > 2 && path.at[0] == '.' && path.at[1] == '/' && path.at[2] != '/') path = str_from_byte(path, 2);
    if (str_is(path, "./")) path.len--;
    return path;
}

static void visit_named_file(Walk *walk, Str path, const OsInfo *info)
{
    Language language = language_of_path(path);
    if (!language && is_python_script(walk, path)) language = LANG_PYTHON;
    if (is_forced_out(walk, path)) {
        walk->found->excluded_files++;
    } else if (language) {
        add_file(walk, path, language, info);
    } else {
        add_problem(walk, path, STR("neither C nor Python: its name ends in none of .c .h .py .pyi .pyw, "
                                    "and no #! line calls Python"));
    }
}

static void visit_named(Walk *walk, Str path)
{
    OsInfo info;
    Problem why;
    if (!os_info(walk->arena, path, &info, &why)) {
        add_problem(walk, path, why.text);
        return;
    }
    switch (info.kind) {
    case OS_FOLDER:
        if (is_forced_out(walk, path)) walk->found->excluded_folders++;
        else walk_folder(walk, path);
        break;
    case OS_FILE: visit_named_file(walk, path, &info); break;
    case OS_OTHER: add_special(walk, path); break;
    }
}

bool discover_excludes(Arena *arena, const DiscoverOptions *options, Str path)
{
    Walk walk = {.arena = arena, .options = options};
    return is_forced_out(&walk, tidy(path));
}

void discover(Arena *arena, const DiscoverOptions *options, Discovery *discovery)
{
    Walk walk = {.arena = arena, .options = options, .found = discovery};
    *discovery = (Discovery){0};
    for (uint32_t i = 0; i < options->paths.len; i++) visit_named(&walk, tidy(options->paths.at[i]));
}
