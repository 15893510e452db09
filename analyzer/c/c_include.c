#include "c/c_include.h"

#include "base/filepath.h"
#include "base/os.h"
#include "base/str.h"
#include "c/c_database.h"

enum {
    MOST_NAMES = 60000,    // names that are looked at in a project
    DEEPEST_FOLDER = 16,
    HIGHEST_PROJECT = 8,   // folders above a file that are looked at
    MOST_HEADERS = 400,    // headers that one file's includes are followed through
    MOST_FOLDERS = 64,
};

// One #include line.
typedef struct Include {
    Str name;
    bool is_quoted;
} Include;

typedef struct Header {
    Str path;
    uint32_t next;         // next header of the same name, + 1
    ArrayOf(Include) includes;
    bool is_read;
} Header;

typedef struct Project {
    Str root;
    ArrayOf(Header) headers;
    Map by_path;           // -> header + 1
    Map by_name;           // last part of the path -> header + 1
} Project;

struct CIncludes {
    Arena *arena;
    Str root, system;
    ArrayOf(Project) projects;
    Map by_root;           // -> project + 1
    Map project_of;        // folder -> project + 1
    Map is_system;         // name -> 1 the system has it, 2 it hasn't
};

CIncludes *c_includes_open(Arena *arena, Str root, Str headers)
{
    CIncludes *includes = arena_new(arena, CIncludes);
    *includes = (CIncludes){.arena = arena, .root = c_path_absolute(arena, c_path_here(arena), root), .system = headers};
    return includes;
}

// --- a project's headers ------------------------------------------------------------------------------------------
static Str below(Arena *arena, Str folder, Str name) { return c_path_absolute(arena, folder, name); }

static bool is_header(Str name) { return str_ends(name, STR(".h")) || str_ends(name, STR(".inc")) || str_ends(name, STR(".def")); }

static void add_header(Arena *arena, Project *project, Str path)
{
    uint32_t *same = map_at(arena, &project->by_name, filepath_name(path));
    *array_push(arena, &project->headers) = (Header){.path = path, .next = *same};
    *same = project->headers.len;
    *map_at(arena, &project->by_path, path) = project->headers.len;
}

static uint32_t depth_of(Str path)
{
    uint32_t depth = 0;
    for (size_t i = 0; i < path.len; i++) depth += path.at[i] == '/';
    return depth;
}

static bool is_skipped(Str name) { return name.at[0] == '.' || str_is(name, "node_modules") || str_is(name, "__pycache__"); }

// A name with a dot is hardly ever a folder: asking the system of each costs more than all the rest.
static bool may_be_folder(Arena *arena, Str path, Str name)
{
    OsInfo info;
    Problem why;
    bool is_file_name = str_find_last_char(name, '.') < name.len && name.len - str_find_last_char(name, '.') <= 4;
    return !is_file_name && os_info(arena, path, &info, &why) && info.kind == OS_FOLDER && !info.is_link;
}

static void find_headers(Arena *arena, Project *project)
{
    Strs folders = {0};
    uint32_t seen = 0;
    *array_push(arena, &folders) = project->root;
    for (uint32_t i = 0; i < folders.len && seen < MOST_NAMES; i++) {
        Str folder = folders.at[i];
        Strs names;
        Problem why;
        if (!os_list(arena, folder, &names, &why)) continue;
        seen += names.len;
        for (uint32_t n = 0; n < names.len; n++) {
            if (is_skipped(names.at[n])) continue;
            Str path = arena_format(arena, "%.*s/%.*s", FMT(folder.len > 1 ? folder : (Str){0}), FMT(names.at[n]));
            if (is_header(names.at[n])) add_header(arena, project, path);
            else if (depth_of(path) - depth_of(project->root) < DEEPEST_FOLDER && may_be_folder(arena, path, names.at[n]))
                *array_push(arena, &folders) = path;
        }
    }
}

static bool has_mark(Arena *arena, Str folder)
{
    static const char *const marks[] = {".git", ".hg", "configure", "configure.ac", "CMakeLists.txt", "meson.build", "Makefile",
                                        "GNUmakefile", "Makefile.am", "setup.py", "pyproject.toml"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (os_exists(arena, below(arena, folder, str_from(marks[i])))) return true;
    return false;
}

static bool is_within(Str path, Str folder)
{
    return str_starts(path, folder) && (path.len == folder.len || path.at[folder.len] == '/' || folder.len == 1);
}

// The topmost folder above the file that looks like a project's, within the root of the run; else the file's own.
static Str project_root(CIncludes *includes, Str folder)
{
    Str root = folder;
    bool inside = is_within(folder, includes->root);
    for (int up = 0; up < HIGHEST_PROJECT && folder.len > 1; up++, folder = c_path_folder(folder)) {
        if (inside && !is_within(folder, includes->root)) break;
        if (has_mark(includes->arena, folder)) root = folder;
    }
    return root;
}

static Project *project_of(CIncludes *includes, Str folder)
{
    Arena *arena = includes->arena;
    uint32_t known = map_get(&includes->project_of, folder);
    if (known) return &includes->projects.at[known - 1];
    Str root = project_root(includes, arena_copy(arena, folder));
    uint32_t *index = map_at(arena, &includes->by_root, root);
    if (!*index) {
        *array_push(arena, &includes->projects) = (Project){.root = root};
        *index = includes->projects.len;
        find_headers(arena, &includes->projects.at[includes->projects.len - 1]);
    }
    *map_at(arena, &includes->project_of, arena_copy(arena, folder)) = *index;
    return &includes->projects.at[*index - 1];
}

// --- #include lines -----------------------------------------------------------------------------------------------
static bool read_line(Str line, Include *include)
{
    line = str_trim(line);
    if (!line.len || line.at[0] != '#') return false;
    line = str_trim(str_from_byte(line, 1));
    if (!str_starts(line, STR("include"))) return false;
    line = str_trim(str_from_byte(line, 7));
    if (line.len < 3 || (line.at[0] != '"' && line.at[0] != '<')) return false;
    include->is_quoted = line.at[0] == '"';
    include->name = str_slice(line, 1, 1 + str_find_char(str_from_byte(line, 1), include->is_quoted ? '"' : '>'));
    return include->name.len && include->name.at[0] != '/';
}

static void read_includes(Arena *arena, Str text, Header *header)
{
    Include include;
    Str line;
    while (str_cut(&text, '\n', &line))
        if (read_line(line, &include)) *array_push(arena, &header->includes) = (Include){arena_copy(arena, include.name), include.is_quoted};
    header->is_read = true;
}

static void read_header(Arena *arena, Header *header)
{
    Str text;
    Problem why;
    header->is_read = true;
    Arena scratch = {0};
    if (os_read(&scratch, header->path, 4u << 20, &text, &why)) read_includes(arena, text, header);
    arena_close(&scratch);
}

// --- one file -----------------------------------------------------------------------------------------------------
typedef struct Search {
    CIncludes *includes;
    Project *project;
    Arena *arena;         // of the file
    Str path;             // of the file
    Strs folders;
    uint32_t usual;       // how many of them every file of the folder gets
    ArrayOf(uint32_t) queue;  // headers to follow
    Map queued;           // path -> 1
} Search;

static void add_folder(Search *search, Str folder)
{
    for (uint32_t i = 0; i < search->folders.len; i++)
        if (str_equal(search->folders.at[i], folder)) return;
    if (search->folders.len < MOST_FOLDERS) *array_push(search->arena, &search->folders) = folder;
}

static void add_usual(Search *search)
{
    Str folder = c_path_folder(search->path);
    for (int up = 0; up < HIGHEST_PROJECT && folder.len; up++, folder = c_path_folder(folder)) {
        static const char *const names[] = {".", "include", "src"};
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            Str path = below(search->arena, folder, str_from(names[i]));
            if (i == 0 || os_exists(search->arena, path)) add_folder(search, path);
        }
        if (!is_within(folder, search->project->root) || str_equal(folder, search->project->root)) break;
    }
    search->usual = search->folders.len;
}

static uint32_t header_at(const Search *search, Str folder, Str name)
{
    return map_get(&search->project->by_path, below(search->arena, folder, name));
}

const char *const c_system_folders[] = {"/usr/include", "/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu", NULL};

static bool system_has(Search *search, Str name)
{
    Arena *arena = search->includes->arena;
    uint32_t *known = map_at(arena, &search->includes->is_system, arena_copy(arena, name));
    if (!*known) {
        bool has = os_exists(arena, below(arena, search->includes->system, name));
        for (size_t i = 0; c_system_folders[i] && !has; i++) has = os_exists(arena, below(arena, str_from(c_system_folders[i]), name));
        *known = has ? 1 : 2;
    }
    return *known == 1;
}

// The header of the project that the line can mean and that stands nearest to the file.
static uint32_t nearest(const Search *search, Str name)
{
    const Project *project = search->project;
    uint32_t best = 0;
    size_t best_common = 0;
    for (uint32_t at = map_get(&project->by_name, filepath_name(name)); at; at = project->headers.at[at - 1].next) {
        Str path = project->headers.at[at - 1].path;
        bool fits = path.len > name.len && str_ends(path, name) && path.at[path.len - name.len - 1] == '/';
        size_t common = str_shared(path, search->path);
        if (!fits || (best && common < best_common)) continue;
        if (best && common == best_common && path.len >= project->headers.at[best - 1].path.len) continue;
        best = at;
        best_common = common;
    }
    return best;
}

static uint32_t find(Search *search, Str folder, const Include *include)
{
    uint32_t found = include->is_quoted ? header_at(search, folder, include->name) : 0;
    for (uint32_t i = 0; i < search->usual && !found; i++) found = header_at(search, search->folders.at[i], include->name);
    if (found || system_has(search, include->name)) return found;
    found = nearest(search, include->name);
    if (!found) return 0;
    Str path = search->project->headers.at[found - 1].path;
    add_folder(search, str_slice(path, 0, path.len - include->name.len - 1));
    return found;
}

static void follow(Search *search, const Header *header)
{
    Str folder = c_path_folder(header->path);
    for (uint32_t i = 0; i < header->includes.len; i++) {
        uint32_t found = find(search, folder, &header->includes.at[i]);
        if (!found || search->queue.len == MOST_HEADERS) continue;
        uint32_t *queued = map_at(search->arena, &search->queued, search->project->headers.at[found - 1].path);
        if (!*queued) *array_push(search->arena, &search->queue) = found;
        *queued = 1;
    }
}

Strs c_includes_folders(Arena *arena, CIncludes *includes, Str path, Str text)
{
    Search search = {.includes = includes, .arena = arena, .path = path, .project = project_of(includes, c_path_folder(path))};
    add_usual(&search);
    Header file = {.path = path};
    read_includes(arena, text, &file);
    follow(&search, &file);
    for (uint32_t i = 0; i < search.queue.len; i++) {
        Header *header = &search.project->headers.at[search.queue.at[i] - 1];
        if (!header->is_read) read_header(includes->arena, header);
        follow(&search, header);
    }
    return search.folders;
}

// --- headers that are asked for ------------------------------------------------------------------------------------

static Str after_blanks(Str text)
{
    size_t at = 0;
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t')) at++;
    return str_from_byte(text, at);
}

// What stands in the brackets, of which the text begins with the opening one.
static Str asked_name(Str text)
{
    text = after_blanks(str_from_byte(text, 1));
    if (!str_starts(text, STR("<")) && !str_starts(text, STR("\""))) return (Str){0};
    char end = text.at[0] == '<' ? '>' : '"';
    text = str_from_byte(text, 1);
    size_t line = str_find_char(text, '\n'), at = str_find_char(text, end);
    return at < line ? str_slice(text, 0, at) : (Str){0};
}

bool c_asked_headers(Arena *arena, Str text, Strs *names)
{
    static const char word[] = "__has_include";
    bool is_all = true;
    for (const char *at; text.len && (at = memmem(text.at, text.len, word, sizeof word - 1)) != NULL;) {
        Str before = str_trim(str_slice(text, 0, (size_t)(at - text.at)));
        text = str_from_byte(text, (size_t)(at - text.at) + sizeof word - 1);
        Str rest = after_blanks(str_starts(text, STR("_next")) ? str_from_byte(text, 5) : text);
        if (!str_starts(rest, STR("(")) || str_ends(before, STR("define"))) continue;  // defined(__has_include); #define __has_include(x)
        Str name = asked_name(rest);
        if (name.len) *array_push(arena, names) = name;
        is_all &= name.len != 0;
    }
    return is_all;
}
