// The HTML report in a browser, and its picture of the tree.
#include "consumer.h"

static void fill(Sample *sample)
{
    static const char text[] = "x = []\ndef f(a):\n    x.append(a)\n    return a\n";
    static const char *const paths[] = {"src/a.py", "src/core/b.py", "src/core/c.py", "lib/d.py", "e.py"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Record *record = sample_record(sample, paths[i], text);
        record->line_count = 400 * (uint32_t)(i + 1);
        if (i == 2) continue;
        Finding *finding = sample_finding(sample, record, i % 2 ? &sample_note : &sample_growth, "x.append(a)", "'x' grows with each 'a'");
        finding->help = STR("give it a bound");
        finding->enclosing = STR("f");
        if (i == 0) finding->severity = SEVERITY_ERROR;
        sample_note_at(sample, record, &finding->related, "x = []", "'x' lives as long as the process");
        sample_note_at(sample, record, &finding->steps, "def f", "called for each request");
        sample_note_at(sample, record, &finding->steps, "x.append(a)", "one more element");
    }
    sample_trouble(sample, "dead.c", OUTCOME_FAILED, "the worker died", "");
}

static void check(void make(Sample *sample))
{
    Sample sample;
    consumer_needs_chromium();
    sample_open(&sample);
    if (make) make(&sample);
    consumer_check(&sample, report_html, "node tests/node/check_html.js");
    sample_close(&sample);
}

static void works_in_a_browser(void **state)
{
    (void)state;
    check(fill);
}

static void works_when_nothing_is_found(void **state)
{
    (void)state;
    check(NULL);
}

static void is_not_broken_by_hostile_content(void **state)
{
    (void)state;
    check(sample_hostile);
}

// Nothing in the page but what the build embedded starts a script, and nothing is loaded.
static void carries_no_foreign_markup(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_hostile(&sample);
    Str text = sample_written(&sample, report_html);
    assert_false(str_contains(text, STR("<img")));
    assert_false(str_contains(text, STR("<script>window")));
    assert_false(str_contains(text, STR("\x1b")));
    assert_false(str_contains(text, STR("\xe2\x80\xae")));
    assert_true(str_contains(text, STR("\\u{202e}")));
    assert_true(str_contains(text, STR("script-src 'sha256-")));
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(works_in_a_browser),
        cmocka_unit_test(works_when_nothing_is_found),
        cmocka_unit_test(is_not_broken_by_hostile_content),
        cmocka_unit_test(carries_no_foreign_markup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
