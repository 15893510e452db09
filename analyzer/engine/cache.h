// Results of earlier runs, on the user's disk. What a file's record depends on is hashed into the name under which it is kept: the program,
// the policy, the path, the bytes, and for C the flags, libclang's version, the bytes of all files that were included, and which files of
// their names do not exist and would be included instead. So nothing is ever out of date; it is only no longer asked for.
//
// Nothing in the folder is believed: an entry that is damaged, or of another program, is as good as none. Entries are put there in one step
// each, so that any number of runs can share a folder. A run that can't write there does without.
#pragma once

#include "engine/check.h"
#include "source/discover.h"

typedef struct Cache Cache;

// `check` says how records are made, and must outlive the cache. The folder is made when the first entry is kept. NULL where a program can't
// read its own file: then nobody could tell whose results they are.
Cache *cache_open(Arena *arena, Str folder, const CheckOptions *check, uint32_t jobs);
// The first record of a job, in `results`. False when it isn't there, or when what it depends on can't be told.
bool cache_find(Cache *cache, Arena *results, const FileJob *job, uint32_t index, Record *record);
// Keeps the first record of a job that cache_find was asked for. Not for what may be otherwise next time: failures, files that change just now.
void cache_keep(Cache *cache, uint32_t index, const Record *record);
// The same for the answer to a question of a second look (record_write's bytes).
bool cache_find_answer(Cache *cache, Arena *results, uint32_t index, Str question, Record *answer);
void cache_keep_answer(Cache *cache, uint32_t index, Str question, const Record *answer);
// How many first records were found.
uint32_t cache_found(const Cache *cache);
// Once a day also takes away what nobody asked for in a month, and the oldest entries of a folder that has grown too large.
void cache_close(Cache *cache);

// The folder that the environment names: MEMLINT_CACHE_DIR, else "memlint" in the user's cache folder; empty when there is none.
Str cache_usual_folder(Arena *arena);
// What `memlint clean` does: takes every entry away, and nothing that is no entry. Counts entries and their bytes.
void cache_clean(Arena *arena, Str folder, uint32_t *entries, uint64_t *bytes);
