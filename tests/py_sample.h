// Python source as text in, a dump as text out: what the tests of the Python front end share.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"
#include "python/py_kinds.h"
#include "python/python.h"

typedef struct PySample {
    Arena arena;
    PythonFront *front;
    Knowledge knowledge;
    Source source;
    Unit unit;
} PySample;

static inline int py_sample_open(void **state)
{
    PySample *sample = calloc(1, sizeof *sample);
    sample->front = python_open(&sample->arena);
    sample->knowledge = knowledge_open(&sample->arena, LANG_PYTHON);
    *state = sample;
    return 0;
}

static inline int py_sample_close(void **state)
{
    PySample *sample = *state;
    python_close(sample->front);
    arena_close(&sample->arena);
    free(sample);
    return 0;
}

// The unit of a text, as the file m.py; valid until the group ends.
static inline Unit *py_sample_of(PySample *sample, Str text)
{
    Problem why = {0};
    assert_true(source_from_text(&sample->arena, STR("m.py"), LANG_PYTHON, text, &sample->source, &why));
    python_unit(sample->front, &sample->arena, &sample->source, &sample->knowledge, &sample->unit);
    return &sample->unit;
}

static inline Unit *py_sample(void **state, const char *text) { return py_sample_of(*state, str_from(text)); }

typedef void PyDump(const Unit *unit, FILE *out);

static inline void py_expect(const Unit *unit, PyDump *dump, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    dump(unit, out);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}
