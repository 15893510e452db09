// usage: bench_parse_c LIST [FLAG...]: parses the files named in LIST with libclang, with the flags that memlint gives it and these, and does
// nothing else. What linting costs is told as a ratio to this (scripts/bench).
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "base/str.h"
#include "c/c_flags.h"
#include "c/c_library.h"

typedef struct Bench {
    CLibrary clang;
    CXIndex index;
    CFlagOrigins origins;
    char **given;
    uint32_t given_count;
} Bench;

static void parse(Bench *bench, Arena *arena, Str path)
{
    Source source;
    Problem why;
    if (!source_read(arena, path, LANG_C, 0, &source, &why)) return;
    CFlags flags = c_flags_of(arena, &bench->origins, &source);
    const char **list = arena_array(arena, const char *, flags.list.len + bench->given_count + 1);
    for (uint32_t i = 0; i < flags.list.len; i++) list[i] = arena_terminated(arena, flags.list.at[i]);
    for (uint32_t i = 0; i < bench->given_count; i++) list[flags.list.len + i] = bench->given[i];
    CXTranslationUnit unit = NULL;
    bench->clang.clang_parseTranslationUnit2(bench->index, arena_terminated(arena, path), list, (int)(flags.list.len + bench->given_count), NULL, 0,
                                             CXTranslationUnit_KeepGoing, &unit);
    if (unit) bench->clang.clang_disposeTranslationUnit(unit);
}

int main(int argc, char **argv)
{
    Arena arena = {0}, file = {0};
    Bench bench = {.given = argv + 2, .given_count = argc > 2 ? (uint32_t)(argc - 2) : 0};
    Str list, path;
    Problem why;
    if (argc < 2 || !os_read(&arena, str_from(argv[1]), 0, &list, &why)) return 2;
    setenv("LIBCLANG_NOTHREADS", "1", 1);
    if (!freopen("/dev/null", "w", stderr) || !c_library_open(&arena, &bench.clang, &why)) return 2;
    bench.index = bench.clang.clang_createIndex(0, 0);
    bench.origins = c_flags_open(&arena, &(CSetup){.root = os_real_path(&arena, STR("."))}, bench.clang.headers);
    while (str_cut(&list, '\n', &path)) {
        if (path.len) parse(&bench, &file, path);
        arena_reset(&file);
    }
    bench.clang.clang_disposeIndex(bench.index);
    c_library_close(&bench.clang);
    arena_close(&file);
    arena_close(&arena);
    return 0;
}
