// The `json` document.
#include "sample.h"

#include <jansson.h>

static json_t *parsed(Sample *sample)
{
    Str written = sample_written(sample, report_json);
    json_error_t error;
    json_t *document = json_loadb(written.at, written.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!document) fail_msg("%s in\n%s", error.text, written.at);
    return document;
}

static void writes_one_finding_per_line(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "é = {}\né[k] = 1\n");
    Finding *finding = sample_finding(&sample, record, &sample_growth, "é[k]", "'é' grows");
    sample_note_at(&sample, record, &finding->related, "{}", "made here");
    finding->help = STR("bound it");
    finding->enclosing = STR("f");
    finding->fix_kind = FIX_REVIEW;
    finding->fix_title = STR("mend it");
    sample_edit(&sample, record, finding, "{}", "bounded()");
    assert_string_equal(
        sample_written(&sample, report_json).at,
        "{\n"
        "  \"version\": \"" MEMLINT_VERSION "\",\n"
        "  \"diagnostics\": [\n"
        "    {\"rule\":\"sample-growth\",\"severity\":\"warning\",\"path\":\"a.py\",\"line\":2,\"column\":1,\"end_line\":2,"
        "\"end_column\":5,\"byte_offset\":8,\"end_byte_offset\":13,\"message\":\"'é' grows\",\"help\":\"bound it\","
        "\"enclosing\":\"f\",\"related\":[{\"message\":\"made here\",\"line\":1,\"column\":5,\"end_line\":1,\"end_column\":7,"
        "\"byte_offset\":5,\"end_byte_offset\":7}],\"path_steps\":[],\"fix\":{\"applicability\":\"unsafe\",\"title\":\"mend it\","
        "\"edits\":[{\"byte_offset\":5,\"end_byte_offset\":7,\"text\":\"bounded()\"}]}}\n"
        "  ],\n"
        "  \"summary\": {\"checked\":1,\"partial\":0,\"skipped\":0,\"failed\":0,\"findings\":{\"error\":0,\"warning\":1,\"info\":0},"
        "\"fixable_safe\":0,\"fixable_unsafe\":1,\"fixed\":0,\"suppressed\":0,\"known\":0},\n"
        "  \"failed_files\": [],\n"
        "  \"partial_files\": [],\n"
        "  \"skipped_files\": []\n"
        "}\n");
    sample_close(&sample);
}

static void is_a_document_when_nothing_is_found(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    json_t *document = parsed(&sample);
    assert_int_equal(json_array_size(json_object_get(document, "diagnostics")), 0);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(document, "summary"), "checked")), 0);
    json_decref(document);
    sample_close(&sample);
}

static void lists_what_was_not_analysed(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_trouble(&sample, "a.c", OUTCOME_FAILED, "the worker died", "run it alone");
    sample_trouble(&sample, "b.c", OUTCOME_FAILED, "timed out", "");
    Record *partial = sample_trouble(&sample, "p.c", OUTCOME_PARTIAL, "", "");
    *array_push(&sample.arena, &partial->notes) = STR("missing header 'x.h'");
    json_t *document = parsed(&sample), *failed = json_object_get(document, "failed_files");
    assert_int_equal(json_array_size(failed), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(failed, 0), "reason")), "the worker died");
    json_t *part = json_array_get(json_object_get(document, "partial_files"), 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(part, "notes"), 0)), "missing header 'x.h'");
    json_decref(document);
    sample_close(&sample);
}

static void is_utf8_whatever_comes_in(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record_of(&sample, (Str){"\xff\x00.py", 5}, LANG_PYTHON, STR("x = '\xed\xa0\x80'\n"));
    Finding *finding = sample_finding(&sample, record, &sample_growth, "x", "\xc0\xaf \x1b ]]> </script> \"");
    finding->help = STR("\xf4\x90\x80\x80");
    json_t *document = parsed(&sample);
    json_t *first = json_array_get(json_object_get(document, "diagnostics"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "message")), "\xEF\xBF\xBD\xEF\xBF\xBD \x1b ]]> </script> \"");
    assert_int_equal(json_string_length(json_object_get(first, "path")), 7);
    json_decref(document);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_finding_per_line),
        cmocka_unit_test(is_a_document_when_nothing_is_found),
        cmocka_unit_test(lists_what_was_not_analysed),
        cmocka_unit_test(is_utf8_whatever_comes_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
