// The file is JSON with one entry in a line, sorted by path, so that version control merges it line by line.
#include "engine/baseline.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/filepath.h"
#include "base/str.h"
#include "engine/identity.h"

// --- paths -----------------------------------------------------------------------------------------------------

static Str folder_of(Arena *arena, Str file)
{
    Str folder = filepath_folder(file);
    return os_real_path(arena, folder.len ? folder : STR("."));
}

// Links in a file's folders are followed, so that it is the same file from whatever folder the run was started.
static Str path_from(Arena *arena, Str folder, Str path)
{
    Str around = folder_of(arena, path);
    return filepath_joined(arena, str_equal(around, folder) ? (Str){0} : filepath_from(around, folder), filepath_name(path));
}

static bool exists(Arena *arena, const Baseline *baseline, Str path)
{
    return os_exists(arena, path.at[0] == '/' ? path : filepath_joined(arena, baseline->folder, path));
}

// --- reading ---------------------------------------------------------------------------------------------------

static Str key_of(Arena *arena, Str path, Str fingerprint) { return arena_format(arena, "%.*s\n%.*s", FMT(path), FMT(fingerprint)); }

static void add_entry(Arena *arena, Baseline *baseline, BaselineEntry entry)
{
    uint32_t *first = map_at(arena, &baseline->by_fingerprint, entry.fingerprint);
    entry.next = *first;
    *array_push(arena, &baseline->entries) = entry;
    *first = baseline->entries.len;
    *map_at(arena, &baseline->by_place, key_of(arena, entry.path, entry.fingerprint)) = baseline->entries.len;
}

static Str text_of(Arena *arena, const json_t *object, const char *key)
{
    const json_t *text = json_object_get(object, key);
    return json_is_string(text) ? arena_copy(arena, (Str){json_string_value(text), json_string_length(text)}) : (Str){0};
}

static bool read_entries(Arena *arena, const json_t *document, Str file, Baseline *baseline, Problem *why)
{
    const json_t *list = json_object_get(document, "findings"), *version = json_object_get(document, "memlint-baseline");
    bool is_ours = json_is_integer(version) && json_integer_value(version) == 1 && json_is_array(list);
    for (size_t i = 0; is_ours && i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        BaselineEntry entry = {.path = text_of(arena, item, "path"), .rule = text_of(arena, item, "rule"),
                               .enclosing = text_of(arena, item, "in"), .fingerprint = text_of(arena, item, "fingerprint")};
        is_ours = entry.path.len && entry.rule.len && entry.fingerprint.len;
        if (is_ours) add_entry(arena, baseline, entry);
    }
    if (is_ours) return true;
    problem_set(why, arena, "'%.*s' is no baseline of this memlint", FMT(file));
    why->remedy = arena_format(arena, "--write-baseline %.*s makes one", FMT(file));
    return false;
}

bool baseline_read(Arena *arena, Str file, Baseline *baseline, Problem *why)
{
    Str text;
    json_error_t error;
    *baseline = (Baseline){.folder = folder_of(arena, file)};
    if (!os_read(arena, file, 0, &text, why)) {
        problem_set(why, arena, "cannot read the baseline '%.*s': %.*s", FMT(file), FMT(why->text));
        why->remedy = arena_format(arena, "--write-baseline %.*s makes one", FMT(file));
        return false;
    }
    json_t *document = json_loadb(text.len ? text.at : "", text.len, 0, &error);
    if (!document) return problem_set(why, arena, "%.*s:%d:%d: %s", FMT(file), error.line, error.column, error.text);
    bool ok = read_entries(arena, document, file, baseline, why);
    json_decref(document);
    return ok;
}

// --- applying --------------------------------------------------------------------------------------------------

typedef struct Match {
    Arena *arena;
    Baseline *baseline;
    bool *is_taken;     // by entry
    Map missing;        // paths of entries: 1 = there, 2 = gone
} Match;

static bool is_missing(Match *match, Str path)
{
    uint32_t *known = map_at(match->arena, &match->missing, path);
    if (!*known) *known = exists(match->arena, match->baseline, path) ? 1 : 2;
    return *known == 2;
}

// The entry of the same place; else one of a file that is no more. 0 = none.
static uint32_t entry_for(Match *match, Str path, Str fingerprint)
{
    Baseline *baseline = match->baseline;
    uint32_t found = map_get(&baseline->by_place, key_of(match->arena, path, fingerprint));
    if (found && !match->is_taken[found - 1]) return found;
    for (found = map_get(&baseline->by_fingerprint, fingerprint); found; found = baseline->entries.at[found - 1].next)
        if (!match->is_taken[found - 1] && is_missing(match, baseline->entries.at[found - 1].path)) return found;
    return 0;
}

static uint32_t drop_known(Match *match, Record *record)
{
    Map seen = {0};
    uint32_t kept = 0, before = record->findings.len;
    Str path = path_from(match->arena, match->baseline->folder, record->path);
    for (uint32_t i = 0; i < before; i++) {
        Finding *finding = &record->findings.at[i];
        uint32_t found = entry_for(match, path, identity_of(match->arena, &seen, finding));
        if (found) match->is_taken[found - 1] = match->baseline->entries.at[found - 1].is_known = true;
        else record->findings.at[kept++] = *finding;
    }
    record->findings.len = kept;
    return before - kept;
}

// An entry is gone when its rule has looked at its file and found something else, or nothing.
static void mark_gone(Match *match, const ProjectOptions *options, const FileJobs *jobs, const Project *project)
{
    Map looked_at = {0};
    Baseline *baseline = match->baseline;
    for (uint32_t i = 0; i < project->count; i++)
        if (project->records[i].outcome == OUTCOME_CHECKED)
            *map_at(match->arena, &looked_at, path_from(match->arena, baseline->folder, project->records[i].path)) = i + 1;
    baseline->gone = 0;
    for (uint32_t i = 0; i < baseline->entries.len; i++) {
        BaselineEntry *entry = &baseline->entries.at[i];
        uint32_t record = map_get(&looked_at, entry->path);
        const Policy *policy = record ? &options->check.policies->list.at[jobs->at[record - 1].policy] : NULL;
        bool has_run = policy && (ruleset_has(&policy->rules, entry->rule) || !registry_find(entry->rule));
        entry->is_gone = !entry->is_known && (has_run || is_missing(match, entry->path));
        baseline->gone += entry->is_gone;
    }
}

void baseline_apply(Arena *results, Baseline *baseline, const ProjectOptions *options, const FileJobs *jobs, Project *project)
{
    Match match = {.arena = results, .baseline = baseline, .is_taken = arena_array(results, bool, baseline->entries.len + 1)};
    for (uint32_t i = 0; i < project->count; i++) project->known += drop_known(&match, &project->records[i]);
    if (!options->around) mark_gone(&match, options, jobs, project);
    project->gone = baseline->gone;
}

// --- writing ---------------------------------------------------------------------------------------------------

static int by_place(const void *a, const void *b)
{
    const BaselineEntry *left = a, *right = b;
    int order = str_compare(left->path, right->path);
    if (!order) order = str_compare(left->rule, right->rule);
    return order ? order : str_compare(left->fingerprint, right->fingerprint);
}

// A path that is no UTF-8 can't stand in JSON: its findings stay new.
static bool write_entry(const BaselineEntry *entry, const char *before, FILE *out)
{
    json_t *object = json_pack("{s:s%,s:s%,s:s%,s:s%}", "path", entry->path.at, entry->path.len, "rule", entry->rule.at, entry->rule.len, "in",
                               entry->enclosing.len ? entry->enclosing.at : "", entry->enclosing.len, "fingerprint", entry->fingerprint.at,
                               entry->fingerprint.len);
    if (!object) return false;
    fputs(before, out);
    json_dumpf(object, out, JSON_COMPACT);
    json_decref(object);
    return true;
}

static bool write_entries(Arena *arena, Str file, BaselineEntry *entries, uint32_t count, Problem *why)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return problem_set(why, arena, "out of memory");
    if (count) qsort(entries, count, sizeof *entries, by_place);
    fputs("{\"memlint-baseline\": 1, \"findings\": [", out);
    uint32_t written = 0;
    for (uint32_t i = 0; i < count; i++) written += write_entry(&entries[i], written ? ",\n" : "\n", out);
    fputs("\n]}\n", out);
    bool ok = fclose(out) == 0 && os_write(arena, file, (Str){text, len}, why);
    free(text);
    return ok || problem_set(why, arena, "cannot write '%.*s': %.*s", FMT(file), FMT(why->text));
}

typedef ArrayOf(BaselineEntry) Entries;

static void add_findings(Arena *arena, Str folder, const Record *record, Entries *entries)
{
    Map seen = {0};
    Str path = path_from(arena, folder, record->path);
    for (uint32_t i = 0; i < record->findings.len; i++) {
        const Finding *finding = &record->findings.at[i];
        Str fingerprint = identity_of(arena, &seen, finding);
        *array_push(arena, entries) = (BaselineEntry){.path = path, .rule = finding->rule, .enclosing = finding->enclosing, .fingerprint = fingerprint};
    }
}

void baseline_add(Arena *arena, Baseline *baseline, const Record *record)
{
    Entries entries = {0};
    add_findings(arena, baseline->folder, record, &entries);
    for (uint32_t i = 0; i < entries.len; i++)
        if (!map_has(&baseline->by_place, key_of(arena, entries.at[i].path, entries.at[i].fingerprint)))
            add_entry(arena, baseline, entries.at[i]);
}

bool baseline_write(Arena *arena, Str file, const Project *project, const Baseline *old, uint32_t *count, Problem *why)
{
    Entries entries = {0};
    Map looked_at = {0};
    Str folder = folder_of(arena, file);
    for (uint32_t i = 0; i < project->count; i++) {
        add_findings(arena, folder, &project->records[i], &entries);
        *map_at(arena, &looked_at, path_from(arena, folder, project->records[i].path)) = 1;
    }
    for (uint32_t i = 0; old && i < old->entries.len; i++)
        if (!map_has(&looked_at, old->entries.at[i].path) && exists(arena, old, old->entries.at[i].path))
            *array_push(arena, &entries) = old->entries.at[i];
    *count = entries.len;
    return write_entries(arena, file, entries.at, entries.len, why);
}

bool baseline_prune(Arena *arena, Str file, const Baseline *baseline, Problem *why)
{
    Entries kept = {0};
    for (uint32_t i = 0; i < baseline->entries.len; i++)
        if (!baseline->entries.at[i].is_gone) *array_push(arena, &kept) = baseline->entries.at[i];
    return write_entries(arena, file, kept.at, kept.len, why);
}
