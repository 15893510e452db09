// C source as text in, a dump as text out: what the tests of the C front end share.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"
#include "c/c.h"
#include "c/c_kinds.h"

typedef struct CSample {
    Arena arena;
    CFront *front;
    Knowledge knowledge;
    Source source;
    Unit unit;
} CSample;

// libclang is opened once for all tests of an executable: `state` of the group.
static inline int c_sample_open(void **state)
{
    CSample *sample = calloc(1, sizeof *sample);
    CSetup setup = {.root = STR("/nowhere")};
    Problem why;
    if (!c_open(&sample->arena, &setup, &sample->front, &why)) fail_msg("%.*s", FMT(why.text));
    sample->knowledge = knowledge_open(&sample->arena, LANG_C);
    *state = sample;
    return 0;
}

static inline int c_sample_close(void **state)
{
    CSample *sample = *state;
    c_close(sample->front);
    arena_close(&sample->arena);
    free(sample);
    return 0;
}

// The unit of a text; valid until the group ends.
static inline Unit *c_sample_unit(CSample *sample, Str path, Str text)
{
    Problem why = {0};
    assert_true(source_from_text(&sample->arena, path, LANG_C, text, &sample->source, &why));
    assert_true(c_unit(sample->front, &sample->arena, &sample->source, &sample->knowledge, &sample->unit, &why));
    return &sample->unit;
}

// In a folder of no project, so that no compilation database around the test speaks of it.
static inline Unit *c_sample(CSample *sample, const char *text) { return c_sample_unit(sample, STR("/nowhere/sample.c"), str_from(text)); }

// What a dump prints. The caller frees it.
static inline char *c_sample_dump(const Unit *unit, void (*dump)(const Unit *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    dump(unit, out);
    fclose(out);
    return text;
}

// The events of function `name`, one per line, of the kinds whose names stand in `kinds` ("grow shrink"); blocks and edges left out.
static inline char *c_sample_events(const Unit *unit, const char *name, const char *kinds)
{
    char *dump = c_sample_dump(unit, unit_dump_events), *text = calloc(1, strlen(dump) + 1);
    bool inside = false;
    Str line;
    for (Str rest = str_from(dump); str_cut(&rest, '\n', &line);) {
        if (str_starts(line, STR("function "))) inside = str_is(str_from_byte(line, 9), name);
        size_t colon = str_find(line, STR(": "));
        if (!inside || !str_starts(line, STR("    ")) || colon == line.len || str_starts(line, STR("    ->"))) continue;
        Str event = str_from_byte(line, colon + 2);
        Str word = str_slice(event, 0, str_find_char(event, ' '));
        Str wanted = str_from(kinds), kind;
        bool is_wanted = false;
        while (str_cut(&wanted, ' ', &kind)) is_wanted |= str_equal(kind, word);
        if (!is_wanted) continue;
        strncat(text, event.at, event.len);
        strcat(text, "\n");
    }
    free(dump);
    return text;
}

#define assert_events(sample, source, function, kinds, expected)                         \
    do {                                                                                 \
        char *events_ = c_sample_events(c_sample((sample), (source)), (function), (kinds)); \
        assert_string_equal(events_, (expected));                                        \
        free(events_);                                                                   \
    } while (0)
