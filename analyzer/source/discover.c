// A walk over folders. Recursion is as deep as a path has parts, which the system limits to some two thousand.
#include "source/discover.h"

#include "base/filepath.h"
#include "base/map.h"
#include "base/str.h"

enum { SHEBANG_ROOM = 256 };

// The ignore files of a folder, and those of the folders around it.
typedef struct Frame {
    const struct Frame *outer;
    IgnorePatterns git, own;  // .gitignore; .ignore, which is asked first
} Frame;

typedef struct Walk {
    Arena *arena;
    Configs *configs;
    Discovery *found;
    const Frame *frame;    // of the folder that is being walked through
    uint32_t config;       // that speaks of it, as an index: the list moves when it grows
    Map seen;              // "device:inode" -> index of the job + 1, for each job
} Walk;

// --- what is left out ------------------------------------------------------------------------------------------

const char *skip_reason_text(SkipReason reason)
{
    static const char *const texts[] = {
        [SKIP_DEFAULT] = "hidden, or not the project's own", [SKIP_EXCLUDED] = "excluded",
        [SKIP_IGNORED] = "named by a .gitignore or .ignore", [SKIP_NOT_INCLUDED] = "not included",
    };
    return texts[reason];
}

static void skip(Walk *walk, Str path, bool is_folder, SkipReason reason)
{
    *array_push(walk->arena, &walk->found->skips) = (Skip){path, reason, is_folder};
}

static const Config *config_of(const Walk *walk) { return &walk->configs->list.at[walk->config]; }

static bool is_skipped_by_default(Walk *walk, const Config *config, Str folder, Str name)
{
    if (config->has_exclude) return false;
    if (name.at[0] == '.' || str_is(name, "node_modules") || str_is(name, "__pycache__")) return true;
    ArenaMark mark = arena_mark(walk->arena);
    bool is_environment = os_exists(walk->arena, filepath_joined(walk->arena, folder, STR("pyvenv.cfg")));
    arena_rewind(walk->arena, mark);
    return is_environment;
}

static IgnoreVerdict ask_frames(const Frame *frame, Str path, bool is_folder, bool is_git)
{
    for (; frame; frame = frame->outer) {
        IgnoreVerdict verdict = ignore_ask(is_git ? &frame->git : &frame->own, path, is_folder);
        if (verdict != IGNORE_SILENT) return verdict;
    }
    return IGNORE_SILENT;
}

static bool is_ignored(const Walk *walk, Str path, bool is_folder)
{
    if (!walk->frame || config_of(walk)->settings.ignores_gitignore) return false;
    IgnoreVerdict verdict = ask_frames(walk->frame, path, is_folder, false);
    if (verdict == IGNORE_SILENT) verdict = ask_frames(walk->frame, path, is_folder, true);
    return verdict == IGNORE_YES;
}

// Does something leave it out that was met in a folder? Says what.
static bool is_left_out(Walk *walk, Str path, bool is_folder, SkipReason *reason)
{
    Str whole = configs_absolute(walk->configs, path);
    const Config *config = config_of(walk);
    *reason = SKIP_EXCLUDED;
    if (ignore_ask(&config->exclude, whole, is_folder) == IGNORE_YES) return true;
    *reason = SKIP_IGNORED;
    if (is_ignored(walk, whole, is_folder)) return true;
    *reason = SKIP_NOT_INCLUDED;
    return !is_folder && config->include.len && !config_includes(config, whole);
}

// What is named outright was reached without its folders being asked. What lies above the working directory is not asked now either.
bool discover_excludes(Configs *configs, Str path)
{
    Walk walk = {.arena = configs->arena, .configs = configs};
    Str whole = configs_absolute(configs, path), here = configs->here;
    const Config *config = &configs->list.at[configs_for(configs, filepath_folder(whole))];
    if (!config->settings.force_exclude) return false;
    bool is_below = str_starts(whole, here) && whole.len > here.len;
    for (size_t at = is_below ? here.len + 1 : whole.len; at < whole.len; at++) {
        if (whole.at[at] != '/') continue;
        Str folder = str_slice(whole, 0, at);
        if (ignore_ask(&config->exclude, folder, true) == IGNORE_YES) return true;
        if (is_skipped_by_default(&walk, config, folder, filepath_name(filepath_trimmed(folder)))) return true;
    }
    return ignore_ask(&config->exclude, whole, false) == IGNORE_YES;
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

// Of a job for the same file, index + 1; 0 = there is none.
static uint32_t *job_seen(Walk *walk, const OsInfo *info)
{
    Str key = arena_format(walk->arena, "%llx:%llx", (unsigned long long)info->device, (unsigned long long)info->inode);
    return map_at(walk->arena, &walk->seen, key);
}

void discover_settle(Configs *configs, FileJob *job)
{
    Str folder = filepath_folder(job->path);
    job->config = configs_for(configs, folder);
    if (job->language == LANG_PYTHON) job->target = configs_target(configs, folder);
}

static bool is_link(Walk *walk, Str path)
{
    OsInfo info;
    Problem why;
    return os_info(walk->arena, path, &info, &why) && info.is_link;
}

static void add_file(Walk *walk, Str path, Language language, const OsInfo *info)
{
    FileJob job = {.path = path, .language = language, .size = info->size};
    uint32_t *seen = job_seen(walk, info);
    if (*seen && (info->is_link || !is_link(walk, walk->found->jobs.at[*seen - 1].path))) return;
    discover_settle(walk->configs, &job);
    if (*seen) {
        walk->found->jobs.at[*seen - 1] = job;  // it was found by a link: the file has a name of its own
        return;
    }
    *array_push(walk->arena, &walk->found->jobs) = job;
    *seen = walk->found->jobs.len;
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
    return filepath_joined(walk->arena, str_is(folder, ".") ? (Str){0} : folder, name);
}

static void visit_folder(Walk *walk, Str path, Str name, const OsInfo *info)
{
    SkipReason reason;
    if (info->is_link) return;  // it leads to what is found where it lies, or out of the tree, or round in a circle
    if (is_skipped_by_default(walk, config_of(walk), path, name)) {
        skip(walk, path, true, SKIP_DEFAULT);
        return;
    }
    if (is_left_out(walk, path, true, &reason)) {
        skip(walk, path, true, reason);
        return;
    }
    uint32_t before = walk->found->jobs.len;
    walk_folder(walk, path);
    if (walk->found->jobs.len == before && language_of_path(path))
        add_problem(walk, path, STR("it is a folder"));
}

// Only a name without an ending can be that of a script: others say what they are.
static Language language_of(Walk *walk, Str path, Str name, const OsInfo *info)
{
    Language language = language_of_path(path);
    bool may_be_script = !language && info->size > 2 && !str_contains(name, STR("."));
    return may_be_script && is_python_script(walk, path) ? LANG_PYTHON : language;
}

static void visit_file(Walk *walk, Str path, Str name, const OsInfo *info)
{
    SkipReason reason;
    Language language = language_of(walk, path, name, info);
    if (!language) return;
    if (is_left_out(walk, path, false, &reason)) skip(walk, path, false, reason);
    else add_file(walk, path, language, info);
}

// Something in a folder. A FIFO, or a link to nothing, counts only when its name says that it is ours.
static void visit(Walk *walk, Str path, Str name)
{
    OsInfo info;
    Problem why;
    SkipReason reason;
    bool is_ours = language_of_path(path) != 0;
    if (!os_info(walk->arena, path, &info, &why)) {
        if (is_ours && !is_left_out(walk, path, false, &reason)) add_problem(walk, path, why.text);
        return;
    }
    switch (info.kind) {
    case OS_FOLDER: visit_folder(walk, path, name, &info); break;
    case OS_FILE: visit_file(walk, path, name, &info); break;
    case OS_OTHER:
        if (is_ours && !is_left_out(walk, path, false, &reason)) add_special(walk, path);
        break;
    }
}

static void read_ignore_file(Walk *walk, Str path, Str folder, IgnorePatterns *patterns)
{
    Str text;
    Problem why;
    if (os_read(walk->arena, path, 0, &text, &why)) ignore_add_file(walk->arena, patterns, text, folder);
}

static Frame read_frame(Walk *walk, Str folder, const Strs *names)
{
    Frame frame = {.outer = walk->frame};
    for (uint32_t i = 0; i < names->len; i++) {
        if (str_is(names->at[i], ".gitignore")) read_ignore_file(walk, filepath_joined(walk->arena, folder, names->at[i]), folder, &frame.git);
        if (str_is(names->at[i], ".ignore")) read_ignore_file(walk, filepath_joined(walk->arena, folder, names->at[i]), folder, &frame.own);
    }
    return frame;
}

static void walk_folder(Walk *walk, Str folder)
{
    Strs names = {0};
    Problem why;
    const Frame *frame = walk->frame;
    if (!os_list(walk->arena, folder, &names, &why)) {
        add_problem(walk, folder, why.text);
        return;
    }
    Frame own = read_frame(walk, arena_copy(walk->arena, configs_absolute(walk->configs, folder)), &names);
    walk->frame = own.git.len || own.own.len ? &own : frame;
    uint32_t config = configs_for(walk->configs, folder);
    for (uint32_t i = 0; i < names.len; i++) {
        walk->config = config;
        visit(walk, joined(walk, folder, names.at[i]), names.at[i]);
    }
    walk->frame = frame;
}

// The ignore files above a folder that is named: those up to the root of its repository, and what the repository itself says.
static void enter_repository(Walk *walk, Str folder)
{
    Strs above = {0}, names = {0};
    Str at = arena_copy(walk->arena, configs_absolute(walk->configs, folder));
    walk->frame = NULL;
    while (!os_exists(walk->arena, filepath_joined(walk->arena, at, STR(".git")))) {
        Str outer = filepath_folder(at);
        if (at.len <= 1 || !outer.len) return;
        at = outer;
        *array_push(walk->arena, &above) = at;
    }
    Frame *repository = arena_new(walk->arena, Frame);
    read_ignore_file(walk, filepath_joined(walk->arena, at, STR(".git/info/exclude")), at, &repository->git);
    walk->frame = repository;
    *array_push(walk->arena, &names) = STR(".gitignore");
    *array_push(walk->arena, &names) = STR(".ignore");
    for (uint32_t i = above.len; i-- > 0;) {
        Frame *frame = arena_new(walk->arena, Frame);
        *frame = read_frame(walk, above.at[i], &names);
        walk->frame = frame;
    }
}

static void walk_named_folder(Walk *walk, Str folder)
{
    enter_repository(walk, folder);
    walk_folder(walk, folder);
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
    if (discover_excludes(walk->configs, path)) {
        skip(walk, path, false, SKIP_EXCLUDED);
    } else if (language) {
        add_file(walk, path, language, info);
    } else {
        add_problem(walk, path, STR("neither C nor Python: its name ends in none of .c .h .py .pyi .pyw .ipynb, "
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
        if (discover_excludes(walk->configs, path)) skip(walk, path, true, SKIP_EXCLUDED);
        else walk_named_folder(walk, path);
        break;
    case OS_FILE: visit_named_file(walk, path, &info); break;
    case OS_OTHER: add_special(walk, path); break;
    }
}

void discover(Configs *configs, const Strs *paths, Discovery *discovery)
{
    Walk walk = {.arena = configs->arena, .configs = configs, .found = discovery};
    *discovery = (Discovery){0};
    for (uint32_t i = 0; i < paths->len; i++) visit_named(&walk, tidy(paths->at[i]));
}
