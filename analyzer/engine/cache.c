// An entry is a file FOLDER/xx/yyyy..., named by 128 bits of hash: {key, state} and the bytes of a record, which have a checksum of their own.
// The key hashes what is known before the file is parsed. The state hashes the files that the record names as included; a record whose state is
// no longer the one of the disk is not used.
#include "engine/cache.h"

#include "base/filepath.h"
#include "base/map.h"
#include "base/os.h"
#include "base/str.h"
#include "c/c_database.h"
#include "c/c_include.h"
#include "engine/describe.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    DAY = 24 * 60 * 60,
    DAYS_UNUSED = 30,
    NAME_LENGTH = 30,  // of an entry in its folder of two digits
};

#define SECOND 1000000000u
#define MOST_BYTES ((uint64_t)2 << 30)

typedef struct Digest {
    uint64_t half[2];
} Digest;

// An entry as far as it is no record.
typedef struct EntryHead {
    Digest key, state;
} EntryHead;

// A file that was included: looked at once in a run.
typedef struct FileState {
    Digest hash;        // of its bytes; zero = there is none
    bool is_settled;    // it was not changed since the run began, and all of `asked` is known
    Strs asked;         // the headers that it asks for by __has_include
} FileState;

// What is known of a job's first record.
typedef struct Slot {
    Digest key, state;
    uint32_t folders;   // index into Cache.folders: where its includes are searched
    Strs asked;         // as in FileState
    bool asks_openly;   // all of `asked` is known
    bool is_usable;     // the key is known
    bool is_settled;    // so is the state
} Slot;

// Where an included name is looked up.
typedef struct Search {
    uint32_t folders;   // index into Cache.folders
    Str beside;         // the includer's folder
} Search;

struct Cache {
    Arena *arena;
    Arena scratch;
    Str folder;
    Checker *checker;       // says what records depend on; makes none
    const CheckOptions *check;
    uint64_t begun;         // in os_now()
    Digest program;
    Digest *policies;       // by policy
    Slot *slots;            // by job
    Map folders_by_key;     // -> index into `folders`
    ArrayOf(Strs) folders;  // [0]: none
    Map file_index;         // path -> index into `files`, + 1
    ArrayOf(FileState) files;
    Map existing;           // path -> 1 it exists, 2 it doesn't
    Map candidate_index;    // a Search and a name -> index into `candidates`, + 1
    ArrayOf(uint64_t) candidates;
    uint32_t found;
};

// --- hashes ----------------------------------------------------------------------------------------------------

static Digest digest_from(XXH128_hash_t hash) { return (Digest){{hash.low64, hash.high64}}; }
static Digest digest_of(Str bytes) { return digest_from(XXH3_128bits(bytes.len ? bytes.at : "", bytes.len)); }
static bool is_same(const Digest *a, const Digest *b) { return memcmp(a, b, sizeof *a) == 0; }

// The length goes first: "ab", "c" is not "a", "bc".
static void mix_text(XXH3_state_t *state, Str text)
{
    uint64_t len = text.len;
    XXH3_128bits_update(state, &len, sizeof len);
    if (text.len) XXH3_128bits_update(state, text.at, text.len);
}

static void mix(XXH3_state_t *state, const void *bytes, size_t size) { XXH3_128bits_update(state, bytes, size); }

// --- what holds for all files ----------------------------------------------------------------------------------

// Two builds of one version are two programs.
static bool read_own_digest(Arena *scratch, Digest *digest)
{
    Str program;
    Problem why;
    bool ok = os_read(scratch, STR("/proc/self/exe"), 0, &program, &why);
    if (ok) *digest = digest_of(program);
    arena_reset(scratch);
    return ok;
}

static Digest policy_digest(const Policy *policy)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) abort();
    Settings settings = policy->settings ? *policy->settings : settings_default();
    describe_analysis(&settings, out);
    for (uint32_t i = 0; i < policy->rules.count; i++) fprintf(out, "%s\n", policy->rules.rules[i]->rule->id);
    fprintf(out, "%u\n", policy->target);
    fclose(out);
    Digest digest = digest_of((Str){text, len});
    free(text);
    return digest;
}

Cache *cache_open(Arena *arena, Str folder, const CheckOptions *check, uint32_t jobs)
{
    Cache *cache = arena_new(arena, Cache);
    *cache = (Cache){.arena = arena, .folder = folder, .check = check, .begun = os_now()};
    if (!read_own_digest(&cache->scratch, &cache->program)) return NULL;
    cache->checker = checker_open(arena, check);
    cache->slots = arena_array(arena, Slot, jobs + 1);
    cache->policies = arena_array(arena, Digest, check->policies->list.len);
    for (uint32_t i = 0; i < check->policies->list.len; i++) cache->policies[i] = policy_digest(&check->policies->list.at[i]);
    (void)array_push(arena, &cache->folders);
    return cache;
}

uint32_t cache_found(const Cache *cache) { return cache->found; }

// --- the key: what is known before the file is parsed ------------------------------------------------------------

static Strs folders_in(Arena *arena, const Strs *flags)
{
    static const char *const options[] = {"-I", "-iquote", "-isystem", "-idirafter", NULL};
    Strs folders = {0};
    Map known = {0};
    for (uint32_t i = 0; i + 1 < flags->len; i++) {
        if (!str_is_any(flags->at[i], options)) continue;
        uint32_t *at = map_at(arena, &known, flags->at[i + 1]);
        if (!*at) *array_push(arena, &folders) = arena_copy(arena, flags->at[i + 1]);
        *at = 1;
    }
    for (size_t i = 0; c_system_folders[i]; i++) *array_push(arena, &folders) = str_from(c_system_folders[i]);
    return folders;
}

// Files with the same flags search the same folders.
static uint32_t folders_of(Cache *cache, const Strs *flags)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    for (uint32_t i = 0; i < flags->len; i++) mix_text(&state, flags->at[i]);
    Digest digest = digest_from(XXH3_128bits_digest(&state));
    Str name = {(const char *)&digest, sizeof digest};
    uint32_t known = map_get(&cache->folders_by_key, name);
    if (known) return known;
    *array_push(cache->arena, &cache->folders) = folders_in(cache->arena, flags);
    return *map_at(cache->arena, &cache->folders_by_key, arena_copy(cache->arena, name)) = cache->folders.len - 1;
}

// The names live as long as the cache.
static bool asked_of(Cache *cache, Str text, Strs *asked)
{
    *asked = (Strs){0};
    bool is_all = c_asked_headers(cache->arena, text, asked);
    for (uint32_t i = 0; i < asked->len; i++) asked->at[i] = arena_copy(cache->arena, asked->at[i]);
    return is_all;
}

static bool find_key(Cache *cache, const FileJob *job, Slot *slot)
{
    Inputs inputs;
    XXH3_state_t state;
    slot->asks_openly = true;
    if (job->in_memory || !checker_inputs(cache->checker, &cache->scratch, job, &inputs)) return false;
    XXH3_128bits_reset(&state);
    mix(&state, &cache->program, sizeof cache->program);
    mix(&state, &cache->policies[job->policy], sizeof *cache->policies);
    mix(&state, inputs.hash, sizeof inputs.hash);
    mix(&state, &cache->check->keeps_units, sizeof cache->check->keeps_units);
    mix_text(&state, c_path_here(&cache->scratch));
    mix_text(&state, job->path);
    if (job->language == LANG_C) {
        mix_text(&state, os_environment("MEMLINT_LIBCLANG"));  // a worker sees no other variable that libclang listens to
        for (uint32_t i = 0; i < inputs.flags.len; i++) mix_text(&state, inputs.flags.at[i]);
        slot->folders = folders_of(cache, &inputs.flags);
        slot->asks_openly = asked_of(cache, inputs.text, &slot->asked);
    }
    slot->key = digest_from(XXH3_128bits_digest(&state));
    return true;
}

// --- the state: the files that were included ---------------------------------------------------------------------

// A file that was changed while it was read may have been parsed before and hashed after. File systems that don't count nanoseconds round.
static bool is_older(uint64_t modified, uint64_t moment)
{
    uint64_t grain = modified % SECOND ? SECOND / 50 : 2 * (uint64_t)SECOND;
    return modified + grain < moment;
}

static const FileState *state_of_file(Cache *cache, Str path)
{
    uint32_t known = map_get(&cache->file_index, path);
    if (known) return &cache->files.at[known - 1];
    Arena bytes = {0};
    Str text;
    OsInfo info;
    Problem why;
    FileState state = {.is_settled = true};
    if (os_info(&bytes, path, &info, &why) && os_read(&bytes, path, 0, &text, &why)) {
        state = (FileState){.hash = digest_of(text)};
        state.is_settled = asked_of(cache, text, &state.asked) && is_older(info.modified, cache->begun);
    }
    arena_close(&bytes);
    *array_push(cache->arena, &cache->files) = state;
    *map_at(cache->arena, &cache->file_index, arena_copy(cache->arena, path)) = cache->files.len;
    return &cache->files.at[cache->files.len - 1];
}

static bool exists(Cache *cache, Str path)
{
    uint32_t known = map_get(&cache->existing, path);
    if (known) return known == 1;
    bool answer = os_exists(&cache->scratch, path);
    *map_at(cache->arena, &cache->existing, arena_copy(cache->arena, path)) = answer ? 1 : 2;
    return answer;
}

static uint64_t hash_of_candidates(Cache *cache, const Strs *folders, Str beside, Str name)
{
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (uint32_t i = 0; i <= folders->len; i++) {
        bool is_there = exists(cache, filepath_joined(&cache->scratch, i < folders->len ? folders->at[i] : beside, name));
        XXH3_64bits_update(&state, &is_there, sizeof is_there);
    }
    return XXH3_64bits_digest(&state);
}

// Which files there are that the name could mean, in the folders that are searched and beside the file that includes it. Most names are asked
// for by many files.
static void mix_candidates(Cache *cache, XXH3_state_t *state, const Search *search, Str name)
{
    Str key = arena_format(&cache->scratch, "%u %.*s %.*s", search->folders, FMT(search->beside), FMT(name));
    uint32_t known = map_get(&cache->candidate_index, key);
    if (!known) {
        *array_push(cache->arena, &cache->candidates) = hash_of_candidates(cache, &cache->folders.at[search->folders], search->beside, name);
        known = *map_at(cache->arena, &cache->candidate_index, arena_copy(cache->arena, key)) = cache->candidates.len;
    }
    mix(state, &cache->candidates.at[known - 1], sizeof *cache->candidates.at);
}

// The line that included a file wrote what follows a folder that is searched, or the includer's own.
static void mix_inclusion(Cache *cache, XXH3_state_t *state, const Search *search, Str path)
{
    const Strs *folders = &cache->folders.at[search->folders];
    mix(state, &state_of_file(cache, path)->hash, sizeof(Digest));
    for (uint32_t i = 0; i < folders->len; i++)
        if (str_is_below(path, folders->at[i], '/')) mix_candidates(cache, state, search, str_from_byte(path, folders->at[i].len + 1));
    if (str_is_below(path, search->beside, '/')) mix_candidates(cache, state, search, str_from_byte(path, search->beside.len + 1));
}

// Nobody tells who asked for a missing file: it may come to stand beside any that was read.
static void mix_missing(Cache *cache, XXH3_state_t *state, const Search *search, const Record *record, Str name)
{
    Map seen = {0};
    mix_candidates(cache, state, search, name);
    for (uint32_t i = 0; i < record->inclusions.len; i++) {
        Search near = {search->folders, c_path_folder(record->inclusions.at[i].path)};
        uint32_t *at = map_at(&cache->scratch, &seen, near.beside);
        if (!*at && !record->inclusions.at[i].is_missing) mix_candidates(cache, state, &near, name);
        *at = 1;
    }
}

static void mix_asked(Cache *cache, XXH3_state_t *state, uint32_t folders, Str path, const Strs *asked)
{
    Search search = {folders, c_path_folder(path)};
    for (uint32_t i = 0; i < asked->len; i++) mix_candidates(cache, state, &search, asked->at[i]);
}

static void find_state(Cache *cache, const Record *record, Slot *slot)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    slot->is_settled = slot->asks_openly;
    mix_asked(cache, &state, slot->folders, record->path, &slot->asked);
    for (uint32_t i = 0; i < record->inclusions.len; i++) {
        const Inclusion *inclusion = &record->inclusions.at[i];
        Str includer = inclusion->includer ? record->inclusions.at[inclusion->includer - 1].path : record->path;
        Search search = {slot->folders, c_path_folder(includer)};
        if (inclusion->is_missing) {
            mix_missing(cache, &state, &search, record, inclusion->path);
        } else {
            mix_inclusion(cache, &state, &search, inclusion->path);
            const FileState *included = state_of_file(cache, inclusion->path);
            slot->is_settled &= included->is_settled;
            mix_asked(cache, &state, slot->folders, inclusion->path, &included->asked);
        }
    }
    slot->state = digest_from(XXH3_128bits_digest(&state));
}

// --- entries ---------------------------------------------------------------------------------------------------

static Str entry_path(Arena *arena, Str folder, const Digest *key)
{
    char name[2 * sizeof *key + 1];
    snprintf(name, sizeof name, "%016llx%016llx", (unsigned long long)key->half[1], (unsigned long long)key->half[0]);
    return arena_format(arena, "%.*s/%.2s/%s", FMT(folder), name, name + 2);
}

// An entry that is used stays; that is written down once a day.
static void keep_alive(Cache *cache, Str path)
{
    OsInfo info;
    Problem why;
    if (os_info(&cache->scratch, path, &info, &why) && info.modified + (uint64_t)DAY * SECOND < cache->begun) os_touch(&cache->scratch, path);
}

static bool read_entry(Cache *cache, Arena *results, const Digest *key, EntryHead *head, Record *record)
{
    Str path = entry_path(&cache->scratch, cache->folder, key), bytes;
    Problem why;
    if (!os_read(&cache->scratch, path, 0, &bytes, &why) || bytes.len < sizeof *head) return false;
    memcpy(head, bytes.at, sizeof *head);
    if (!is_same(&head->key, key) || !record_read(results, str_from_byte(bytes, sizeof *head), record)) return false;
    keep_alive(cache, path);
    return true;
}

static void write_entry(Cache *cache, const EntryHead *head, const Record *record)
{
    Str body = record_write(&cache->scratch, record);
    char *bytes = arena_push(&cache->scratch, sizeof *head + body.len);
    memcpy(bytes, head, sizeof *head);
    memcpy(bytes + sizeof *head, body.at, body.len);
    os_store(&cache->scratch, entry_path(&cache->scratch, cache->folder, &head->key), (Str){bytes, sizeof *head + body.len});
}

static bool find_first(Cache *cache, Arena *results, const FileJob *job, Slot *slot, Record *record)
{
    EntryHead head;
    Record kept;
    slot->is_usable = find_key(cache, job, slot);
    if (!slot->is_usable || !read_entry(cache, results, &slot->key, &head, &kept)) return false;
    find_state(cache, &kept, slot);
    if (!is_same(&head.state, &slot->state) || !str_equal(kept.path, job->path)) return false;
    *record = kept;
    cache->found++;
    return true;
}

bool cache_find(Cache *cache, Arena *results, const FileJob *job, uint32_t index, Record *record)
{
    bool found = find_first(cache, results, job, &cache->slots[index], record);
    arena_reset(&cache->scratch);
    return found;
}

void cache_keep(Cache *cache, uint32_t index, const Record *record)
{
    Slot *slot = &cache->slots[index];
    if (slot->is_usable && record->outcome != OUTCOME_FAILED) {
        find_state(cache, record, slot);
        slot->is_usable = slot->is_settled;
        if (slot->is_usable) write_entry(cache, &(EntryHead){slot->key, slot->state}, record);
    } else {
        slot->is_usable = false;
    }
    arena_reset(&cache->scratch);
}

static Digest answer_key(const Slot *slot, Str question)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    mix(&state, &slot->key, sizeof slot->key);
    mix(&state, &slot->state, sizeof slot->state);
    mix_text(&state, question);
    return digest_from(XXH3_128bits_digest(&state));
}

bool cache_find_answer(Cache *cache, Arena *results, uint32_t index, Str question, Record *answer)
{
    const Slot *slot = &cache->slots[index];
    EntryHead head;
    Digest key = answer_key(slot, question);
    bool found = slot->is_usable && read_entry(cache, results, &key, &head, answer);
    arena_reset(&cache->scratch);
    return found;
}

void cache_keep_answer(Cache *cache, uint32_t index, Str question, const Record *answer)
{
    const Slot *slot = &cache->slots[index];
    if (slot->is_usable && answer->outcome == OUTCOME_CHECKED) write_entry(cache, &(EntryHead){.key = answer_key(slot, question)}, answer);
    arena_reset(&cache->scratch);
}

// --- the folder ------------------------------------------------------------------------------------------------

typedef struct Entry {
    Str path;
    uint64_t size, used;
} Entry;

typedef ArrayOf(Entry) Entries;

static bool is_hexadecimal(Str name, size_t len)
{
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("0123456789abcdef", name.at[i])) return false;
    return name.len == len;
}

// What has an entry's name, with the temporary files of runs that were stopped.
static void list_entries(Arena *arena, Str folder, Strs *shelves, Entries *entries)
{
    Strs names, inside;
    Problem why;
    if (!os_list(arena, folder, &names, &why)) return;
    for (uint32_t i = 0; i < names.len; i++) {
        Str shelf = filepath_joined(arena, folder, names.at[i]);
        if (!is_hexadecimal(names.at[i], 2) || !os_list(arena, shelf, &inside, &why)) continue;
        *array_push(arena, shelves) = shelf;
        for (uint32_t j = 0; j < inside.len; j++) {
            Str path = filepath_joined(arena, shelf, inside.at[j]);
            OsInfo info;
            bool is_ours = is_hexadecimal(inside.at[j], NAME_LENGTH) || str_contains(inside.at[j], STR(".memlint-"));
            if (is_ours && os_info(arena, path, &info, &why) && info.kind == OS_FILE)
                *array_push(arena, entries) = (Entry){path, info.size, info.modified};
        }
    }
}

void cache_clean(Arena *arena, Str folder, uint32_t *entries, uint64_t *bytes)
{
    Strs shelves = {0};
    Entries all = {0};
    *entries = 0;
    *bytes = 0;
    list_entries(arena, folder, &shelves, &all);
    for (uint32_t i = 0; i < all.len; i++) {
        if (!os_remove(arena, all.at[i].path)) continue;
        ++*entries;
        *bytes += all.at[i].size;
    }
    for (uint32_t i = 0; i < shelves.len; i++) os_remove(arena, shelves.at[i]);
    os_remove(arena, filepath_joined(arena, folder, STR("CACHEDIR.TAG")));
    os_remove(arena, folder);
}

static int newest_first(const void *a, const void *b)
{
    uint64_t left = ((const Entry *)a)->used, right = ((const Entry *)b)->used;
    return (left < right) - (left > right);
}

static void prune(Arena *arena, Str folder, uint64_t now)
{
    Strs shelves = {0};
    Entries all = {0};
    uint64_t bytes = 0;
    list_entries(arena, folder, &shelves, &all);
    if (all.len) qsort(all.at, all.len, sizeof *all.at, newest_first);
    for (uint32_t i = 0; i < all.len; i++) {
        bytes += all.at[i].size;
        if (bytes > MOST_BYTES || all.at[i].used + (uint64_t)DAYS_UNUSED * DAY * SECOND < now) os_remove(arena, all.at[i].path);
    }
}

// The tag tells backup programs to leave the folder out; its age, when the folder was put in order last.
void cache_close(Cache *cache)
{
    OsInfo info;
    Problem why;
    Str tag = filepath_joined(&cache->scratch, cache->folder, STR("CACHEDIR.TAG"));
    bool is_tagged = os_info(&cache->scratch, tag, &info, &why);
    if (os_exists(&cache->scratch, cache->folder) && (!is_tagged || info.modified + (uint64_t)DAY * SECOND < cache->begun)) {
        os_store(&cache->scratch, tag, STR("Signature: 8a477f597d28d172789f06886806bc55\n# Results of memlint; `memlint clean` takes them away.\n"));
        if (is_tagged) prune(&cache->scratch, cache->folder, cache->begun);
    }
    checker_close(cache->checker);
    arena_close(&cache->scratch);
}

Str cache_usual_folder(Arena *arena)
{
    Str own = os_environment("MEMLINT_CACHE_DIR"), caches = os_environment("XDG_CACHE_HOME"), home = os_environment("HOME");
    if (own.len) return own;
    if (caches.len && caches.at[0] == '/') return filepath_joined(arena, caches, STR("memlint"));
    return home.len && home.at[0] == '/' ? filepath_joined(arena, home, STR(".cache/memlint")) : (Str){0};
}
