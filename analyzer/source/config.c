#include "source/config.h"

#include "base/filepath.h"
#include "base/str.h"
#include "source/config_read.h"

enum { LARGEST = 1 << 20, MOST_EXTENDS = 16 };

typedef struct Chain {
    Strs paths;  // of the files that are being read, each extending the next
} Chain;

// --- paths -----------------------------------------------------------------------------------------------------

// Links are not followed: a file is what it is called. ".." and the like are taken out by the system.
Str configs_absolute(const Configs *configs, Str path)
{
    if (!path.len || str_is(path, ".")) return configs->here;
    bool is_plain = !str_contains(path, STR("./")) && !str_contains(path, STR("/.")) && !str_starts(path, STR(".."));
    path = filepath_trimmed(path);
    if (!is_plain) return os_real_path(configs->arena, path);
    if (path.at[0] == '/') return path;
    return filepath_joined(configs->arena, configs->here, path);
}

// A path as messages name it: relative to the working directory where it lies below.
static Str shown(const Configs *configs, Str path) { return filepath_from(path, configs->here); }

// --- reading a file --------------------------------------------------------------------------------------------

static bool read_document(Configs *configs, Str path, Source *source, Toml **document, Problem *why)
{
    Str text;
    if (!os_read(configs->arena, path, LARGEST, &text, why))
        return problem_set(why, configs->arena, "cannot read '%.*s': %.*s", FMT(path), FMT(why->text));
    Str name = shown(configs, path);
    if (!source_from_text(configs->arena, name, LANG_PYTHON, text, source, why))
        return problem_set(why, configs->arena, "%.*s: %.*s", FMT(name), FMT(why->text));
    return toml_read(configs->arena, source, document, why);
}

static const Toml *table_of(Str path, const Toml *document)
{
    if (!str_is(filepath_name(path), "pyproject.toml")) return document;
    return toml_member(toml_member(document, "tool"), "memlint");
}

static bool read_file(Configs *configs, Str path, Str base, Chain *chain, Settings *settings, Problem *why);

static bool read_extended(Configs *configs, Str path, Chain *chain, Settings *settings, Problem *why)
{
    for (uint32_t i = 0; i < chain->paths.len; i++)
        if (str_equal(chain->paths.at[i], path)) return problem_set(why, configs->arena, "%.*s extends itself", FMT(shown(configs, path)));
    if (chain->paths.len > MOST_EXTENDS) return problem_set(why, configs->arena, "%.*s: too many configurations extend each other", FMT(path));
    return read_file(configs, path, filepath_folder(path), chain, settings, why);
}

// What the file extends comes first, then the file over it. Deep no further than MOST_EXTENDS.
static bool read_file(Configs *configs, Str path, Str base, Chain *chain, Settings *settings, Problem *why)
{
    Source source;
    Toml *document;
    if (!read_document(configs, path, &source, &document, why)) return false;
    const Toml *table = table_of(path, document);
    if (!table) return problem_set(why, configs->arena, "%.*s has no [tool.memlint]", FMT(shown(configs, path)));
    ConfigReader reader = {configs->arena, &source, configs->vocabulary, base, why};
    Settings own = {0};
    if (!config_read(&reader, table, &own)) return false;
    *array_push(configs->arena, &chain->paths) = path;
    Str extended = own.extend.len ? os_real_path(configs->arena, own.extend) : (Str){0};
    if (extended.len && !read_extended(configs, extended, chain, settings, why)) return false;
    settings_merge(configs->arena, settings, &own);
    return true;
}

// --- what is made of the settings once -------------------------------------------------------------------------

static void add_patterns(Configs *configs, IgnorePatterns *patterns, const Anchoreds *texts)
{
    for (uint32_t i = 0; i < texts->len; i++) {
        const Anchored *text = &texts->at[i];
        ignore_add(configs->arena, patterns, text->text, text->base.len ? text->base : configs->here);
    }
}

static bool is_given(const Settings *settings, const char *key)
{
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key && settings->is_given[i] && strcmp(option_rows[i].key, key) == 0) return true;
    return false;
}

static void compile(Configs *configs, Config *config)
{
    Settings *settings = &config->settings;
    PathRulesList *per_file = &settings->per_file_ignores;
    config->has_exclude = is_given(settings, "exclude");
    add_patterns(configs, &config->include, &settings->include);
    add_patterns(configs, &config->exclude, &settings->exclude);
    add_patterns(configs, &config->exclude, &settings->extend_exclude);
    config->per_file = arena_array(configs->arena, IgnorePatterns, per_file->len + 1);
    for (uint32_t i = 0; i < per_file->len; i++)
        add_patterns(configs, &config->per_file[i], &(Anchoreds){&per_file->at[i].pattern, 1, 1});
}

// A pattern that means a folder speaks of what lies in it.
static bool covers(const IgnorePatterns *patterns, Str path)
{
    if (ignore_ask(patterns, path, false) == IGNORE_YES) return true;
    for (size_t at = 1; at < path.len; at++)
        if (path.at[at] == '/' && ignore_ask(patterns, str_slice(path, 0, at), true) == IGNORE_YES) return true;
    return false;
}

bool config_includes(const Config *config, Str path) { return covers(&config->include, path); }

uint64_t config_per_file(const Config *config, Str path)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < config->settings.per_file_ignores.len; i++)
        if (covers(&config->per_file[i], path)) bits |= 1ull << i;
    return bits;
}

static bool add_file(Configs *configs, Str path, Str base, Problem *why)
{
    Config config = {.path = path, .settings = settings_default()};
    Chain chain = {0};
    if (path.len && !read_file(configs, path, base, &chain, &config.settings, why)) return false;
    settings_merge(configs->arena, &config.settings, &configs->spoken);
    if (config.settings.per_file_ignores.len > 64)
        return problem_set(why, configs->arena, "%.*s: per-file-ignores has more than 64 entries", FMT(shown(configs, path)));
    compile(configs, &config);
    *array_push(configs->arena, &configs->list) = config;
    return true;
}

// --- what --config says ----------------------------------------------------------------------------------------

static bool read_assignment(Configs *configs, Str text, Problem *why)
{
    Source source;
    Toml *document;
    if (!source_from_text(configs->arena, STR("--config"), LANG_PYTHON, text, &source, why)) return false;
    bool ok = toml_read(configs->arena, &source, &document, why);
    ConfigReader reader = {configs->arena, &source, configs->vocabulary, (Str){0}, why};
    Settings settings = {0};
    if (!ok && !str_contains(text, STR("\"")) && !str_contains(text, STR("'")))
        why->remedy = STR("a text wants quotes: --config 'fail-on = \"error\"'");
    if (!ok || !config_read(&reader, document, &settings)) return false;
    settings_merge(configs->arena, &configs->spoken, &settings);
    return true;
}

bool configs_open(Arena *arena, const Options *options, const Vocabulary *vocabulary, Configs *configs, Problem *why)
{
    Str file = {0};
    *configs = (Configs){.arena = arena, .options = options, .vocabulary = vocabulary, .here = os_real_path(arena, STR("."))};
    for (uint32_t i = 0; i < options->config.len; i++) {
        Str word = options->config.at[i];
        bool is_file = !str_contains(word, STR("=")) || os_exists(arena, word);
        if (is_file && file.len) return problem_set(why, arena, "--config names two files: '%.*s' and '%.*s'", FMT(file), FMT(word));
        if (is_file && options->isolated) return problem_set(why, arena, "--isolated and --config '%.*s' exclude each other", FMT(word));
        if (is_file) file = word;
        else if (!read_assignment(configs, word, why)) return false;
    }
    settings_merge(arena, &configs->spoken, &options->settings);
    return add_file(configs, file.len ? os_real_path(arena, file) : (Str){0}, (Str){0}, why);
}

// --- which file ------------------------------------------------------------------------------------------------

static bool is_file(Configs *configs, Str path)
{
    OsInfo info;
    Problem why;
    return os_info(configs->arena, path, &info, &why) && info.kind == OS_FILE;
}

// Has the pyproject.toml a [tool.memlint]? One that is broken belongs to others as long as it does not speak of us.
static bool speaks_of_us(Configs *configs, Str path)
{
    Source source;
    Toml *document;
    Problem why;
    Str text;
    if (!os_read(configs->arena, path, LARGEST, &text, &why) || !str_contains(text, STR("memlint"))) return false;
    if (!read_document(configs, path, &source, &document, &why)) return str_contains(text, STR("[tool.memlint"));
    return table_of(path, document) != NULL;
}

static Str file_in(Configs *configs, Str folder)
{
    static const char *const names[] = {".memlint.toml", "memlint.toml"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str path = filepath_joined(configs->arena, folder, str_from(names[i]));
        if (is_file(configs, path)) return path;
    }
    Str project = filepath_joined(configs->arena, folder, STR("pyproject.toml"));
    return is_file(configs, project) && speaks_of_us(configs, project) ? project : (Str){0};
}

static uint32_t index_of(Configs *configs, Str path)
{
    uint32_t known = map_get(&configs->by_file, path);
    Problem why = {0};
    if (known) return known - 1;
    if (add_file(configs, path, filepath_folder(path), &why)) {
        *map_at(configs->arena, &configs->by_file, path) = configs->list.len;
        return configs->list.len - 1;
    }
    if (!configs->is_broken) configs->why = why;
    configs->is_broken = true;
    return 0;
}

// Asks the folders upwards until one is known or has a file, then tells those on the way.
uint32_t configs_for(Configs *configs, Str folder)
{
    bool is_fixed = configs->options->isolated || configs->list.at[0].path.len;
    if (is_fixed) return 0;
    Str asked = arena_copy(configs->arena, configs_absolute(configs, folder)), at = asked;
    uint32_t found = 0;
    for (;; at = filepath_folder(at)) {
        uint32_t known = map_get(&configs->by_folder, at);
        Str path = known ? (Str){0} : file_in(configs, at);
        if (known) found = known - 1;
        if (path.len) found = index_of(configs, path);
        if (known || path.len || at.len <= 1) break;
    }
    for (Str passed = asked;; passed = filepath_folder(passed)) {
        *map_at(configs->arena, &configs->by_folder, passed) = found + 1;
        if (passed.len <= at.len) return found;
    }
}

// --- which Python ----------------------------------------------------------------------------------------------

// 310 of "3.10.2" at the start of the text; 0 when it is no version of Python 3.
static uint32_t version_of(Str text)
{
    uint32_t minor = 0;
    text = str_trim(text);
    if (!str_starts(text, STR("3"))) return 0;
    if (!str_starts(text, STR("3."))) return 300;
    for (size_t i = 2; i < text.len && i < 5 && text.at[i] >= '0' && text.at[i] <= '9'; i++) minor = minor * 10 + (uint32_t)(text.at[i] - '0');
    return 300 + minor;
}

// The least version that ">=3.8, <4" lets in; 0 when it has no lower bound.
static uint32_t least_version(Str specifier)
{
    static const char *const bounds[] = {">=", "~=", "===", "==", ">", "^", "~"};
    uint32_t least = 0;
    Str part;
    while (str_cut(&specifier, ',', &part)) {
        part = str_trim(part);
        for (size_t i = 0; i < COUNT_OF(bounds); i++) {
            if (!str_starts(part, str_from(bounds[i]))) continue;
            uint32_t version = version_of(str_from_byte(part, strlen(bounds[i])));
            if (version > least) least = version;
            break;
        }
    }
    return least;
}

static uint32_t version_of_project(Configs *configs, Str path)
{
    Source source;
    Toml *document;
    Problem why;
    if (!is_file(configs, path) || !read_document(configs, path, &source, &document, &why)) return 0;
    const Toml *required = toml_member(toml_member(document, "project"), "requires-python");
    if (!required)
        required = toml_member(toml_member(toml_member(toml_member(document, "tool"), "poetry"), "dependencies"), "python");
    return required && required->kind == TOML_STRING ? least_version(required->text) : 0;
}

// python_requires = >=3.8
static uint32_t version_of_setup(Configs *configs, Str path)
{
    Str text, line;
    Problem why;
    if (!is_file(configs, path) || !os_read(configs->arena, path, LARGEST, &text, &why)) return 0;
    while (str_cut(&text, '\n', &line)) {
        if (!str_starts(line, STR("python_requires"))) continue;
        return least_version(str_from_byte(line, str_find_char(line, '=') + 1));
    }
    return 0;
}

static uint32_t version_in(Configs *configs, Str folder)
{
    uint32_t version = version_of_project(configs, filepath_joined(configs->arena, folder, STR("pyproject.toml")));
    return version ? version : version_of_setup(configs, filepath_joined(configs->arena, folder, STR("setup.cfg")));
}

uint32_t configs_target(Configs *configs, Str folder)
{
    uint32_t said = configs->list.at[configs_for(configs, folder)].settings.target_version;
    if (said) return said;
    Str asked = arena_copy(configs->arena, configs_absolute(configs, folder)), at = asked;
    uint32_t found = 0;
    for (;; at = filepath_folder(at)) {
        uint32_t known = map_get(&configs->targets, at);
        found = known ? known - 1 : version_in(configs, at);
        if (known || found || at.len <= 1) break;
    }
    for (Str passed = asked;; passed = filepath_folder(passed)) {
        *map_at(configs->arena, &configs->targets, passed) = found + 1;
        if (passed.len <= at.len) return found;
    }
}
