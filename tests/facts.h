// The facts of a text as text: the lines of `memlint dump --facts` that begin with one word.
#pragma once

#include "engine/dump.h"

// Compares the lines of the unit's facts that begin with `word` with `expected`, one fact per line.
static inline void expect_facts(Arena *arena, Unit *unit, const char *word, const char *expected)
{
    char *all = NULL, *kept = NULL;
    size_t all_len = 0, kept_len = 0;
    FILE *out = open_memstream(&all, &all_len), *lines = open_memstream(&kept, &kept_len);
    facts_dump(arena, unit, out);
    fclose(out);
    Str rest = {all, all_len}, line;
    while (str_cut(&rest, '\n', &line))
        if (str_starts(line, str_from(word))) fprintf(lines, "%.*s\n", FMT(line));
    fclose(lines);
    assert_string_equal(kept, expected);
    free(all);
    free(kept);
}
