// memlint on its own sources: everything is read, and nothing is found that is worth more than a remark.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/os.h"
#include "base/str.h"

// The build folder holds compile_commands.json.
static Str build_folder(void)
{
    Str binary = STR(MEMLINT_BINARY);
    return str_slice(binary, 0, str_find_last_char(binary, '/'));
}

static json_t *lint(const char *paths)
{
    Arena arena = {0};
    Str command = arena_format(&arena, "'" MEMLINT_BINARY "' check --output-format json --no-progress -q -p '%.*s' %s",
                               FMT(build_folder()), paths);
    FILE *output = popen(arena_terminated(&arena, command), "r");
    assert_non_null(output);
    json_error_t error;
    json_t *document = json_loadf(output, 0, &error);
    int status = pclose(output);
    if (!document) fail_msg("no JSON (status %d): %s", status, error.text);
    arena_close(&arena);
    return document;
}

static const char *text(const json_t *object, const char *name) { return json_string_value(json_object_get(object, name)); }

static uint32_t count_worse_than_info(const json_t *diagnostics)
{
    uint32_t bad = 0;
    size_t i;
    json_t *finding;
    json_array_foreach(diagnostics, i, finding) {
        if (strcmp(text(finding, "severity"), "info") == 0) continue;
        print_error("%s:%lld: %s: %s [%s]\n", text(finding, "path"), (long long)json_integer_value(json_object_get(finding, "line")),
                    text(finding, "severity"), text(finding, "message"), text(finding, "rule"));
        bad++;
    }
    return bad;
}

static uint32_t count_unread(const json_t *files, const char *what)
{
    size_t i;
    json_t *file;
    json_array_foreach(files, i, file) {
        const json_t *note = json_array_get(json_object_get(file, "notes"), 0);
        print_error("%s: %s: %s\n", text(file, "path"), what, note ? json_string_value(note) : text(file, "reason"));
    }
    return (uint32_t)json_array_size(files);
}

static void finds_nothing_in_itself(void **state)
{
    (void)state;
    json_t *document = lint("analyzer rules tests/*.c tests/*.h");
    uint32_t bad = count_worse_than_info(json_object_get(document, "diagnostics"));
    bad += count_unread(json_object_get(document, "failed_files"), "not analysed");
    bad += count_unread(json_object_get(document, "partial_files"), "read only in part");
    long long checked = json_integer_value(json_object_get(json_object_get(document, "summary"), "checked"));
    json_decref(document);
    assert_int_equal(bad, 0);
    assert_true(checked > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_nothing_in_itself)};
    if (chdir(MEMLINT_SOURCE_DIR) != 0) return 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
