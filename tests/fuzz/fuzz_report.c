// Every report writer with a hostile text in each field: no format may become another, and JSON stays JSON.
#include "sample.h"

#include <jansson.h>

#include "fuzz.h"
#include "report/format.h"

static void check_json(Sample *sample, const char *name)
{
    json_error_t error;
    Str text = sample_written(sample, format_find(str_from(name))->writer);
    json_t *value = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!value) fprintf(stderr, "%s: %d:%d: %s\n%.*s\n", name, error.line, error.column, error.text, FMT(text));
    hold(value != NULL);
    json_decref(value);
}

static void check_terminal(Sample *sample, const char *name)
{
    Str text = sample_written(sample, format_find(str_from(name))->writer);
    for (size_t i = 0; i < text.len; i++) hold((unsigned char)text.at[i] >= 32 || text.at[i] == '\n' || text.at[i] == '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const json[] = {"json", "sarif", "gitlab", "rdjson"}, *const terminal[] = {"full", "concise", "github"};
    static const char *const others[] = {"json-lines", "junit", "checkstyle", "markdown", "html"};
    Sample sample;
    size_t half = size ? data[0] % size : 0;
    Str bytes = {(const char *)data, size};
    sample_open(&sample);
    sample_hostile_finding(&sample, arena_format(&sample.arena, "d/%.*s.py", FMT(str_slice(bytes, 0, half))), str_from_byte(bytes, half));
    for (size_t i = 0; i < COUNT_OF(json); i++) check_json(&sample, json[i]);
    for (size_t i = 0; i < COUNT_OF(terminal); i++) check_terminal(&sample, terminal[i]);
    for (size_t i = 0; i < COUNT_OF(others); i++) sample_written(&sample, format_find(str_from(others[i]))->writer);
    sample_close(&sample);
    return 0;
}
