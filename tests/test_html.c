// The HTML report in a browser, and its picture of the tree.
#include "consumer.h"

#include <unistd.h>

#include "base/os.h"

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

static void check(void make(Sample *sample), const char *how)
{
    Sample sample;
    consumer_needs_chromium();
    sample_open(&sample);
    if (make) make(&sample);
    consumer_check(&sample, report_html, how);
    sample_close(&sample);
}

static void works_in_a_browser(void **state)
{
    (void)state;
    check(fill, "f() { node tests/node/check_html.js \"$1\" all; }; f");
}

static void works_when_nothing_is_found(void **state)
{
    (void)state;
    check(NULL, "node tests/node/check_html.js");
}

static void is_not_broken_by_hostile_content(void **state)
{
    (void)state;
    check(sample_hostile, "node tests/node/check_html.js");
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

// The area of a box is its part of the lines; the colour steps with findings per thousand lines.
static void draws_files_by_lines_and_density(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *large = sample_record(&sample, "src/large.py", "x\n"), *small = sample_record(&sample, "src/small.py", "x\n");
    large->line_count = 3000;
    small->line_count = 1000;
    sample_finding(&sample, small, &sample_growth, "x", "grows");
    Str text = sample_written(&sample, report_html);
    assert_true(str_contains(text, STR("<span class=\"cell d0\" style=\"left:0.000%;top:0.000%;width:75.000%;height:100.000%\"")));
    assert_true(str_contains(text, STR("<a class=\"cell d2\" style=\"left:75.000%;top:0.000%;width:25.000%;height:100.000%\"")));
    assert_true(str_contains(text, STR("title=\"src/small.py: 1 finding in 1000 lines, 1.0 per thousand\"")));
    sample_close(&sample);
}

// A finding of several lines is shown with all of them, in the indent of the first; its first line may carry a mark of byte order.
static void shows_all_lines_of_a_finding(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf" "call(1,\n     2,\n     3)\nlast = 'it''s' + 'a1' + don't + 'Z'\n\tx = 1\n\n";
    char folder[] = "/tmp/memlint-html-XXXXXX";
    Sample sample;
    Problem why;
    assert_non_null(mkdtemp(folder));
    sample_open(&sample);
    const char *path = arena_format(&sample.arena, "%s/a.py%c", folder, 0).at;
    assert_true(os_write(&sample.arena, str_from(path), STR(text), &why));
    Record *record = sample_record(&sample, path, text);
    Finding *wide = sample_finding(&sample, record, &sample_growth, "call(1,\n     2,\n     3)", "'call', ''s, 'Z9', don't and '0' end");
    sample_note_at(&sample, record, &wide->related, "last", "below");
    Finding *two = sample_finding(&sample, record, &sample_growth, "(1,\n     2", "two lines, and the next one's first bytes");
    sample_note_at(&sample, record, &two->related, "2,", "in the second");
    sample_finding(&sample, record, &sample_growth, "x = 1", "indented");
    Str html = sample_written(&sample, report_html);
    assert_true(str_contains(html, STR("<mark class=\"main\">call(1,</mark>")));
    assert_true(str_contains(html, STR("<code>     <mark class=\"main\">3)</mark></code>")));
    assert_true(str_contains(html, STR("<mark class=\"main\">(1,</mark>")));
    unlink(path);
    // Only the lines that the finding itself brought are left when the file is another.
    assert_true(os_write(&sample.arena, str_from(path), STR("other\n"), &why));
    html = sample_written(&sample, report_html);
    assert_true(str_contains(html, STR("<mark class=\"main\">call(1,</mark>")));
    assert_false(str_contains(html, STR(">3)</mark>")));
    unlink(path);
    rmdir(folder);
    sample_close(&sample);
}

static void tells_skipped_from_partial_files(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Sample sample;
        sample_open(&sample);
        Record *record = sample_trouble(&sample, "p.c", i ? OUTCOME_SKIPPED : OUTCOME_PARTIAL, i ? "too large" : "", "");
        record->line_count = 10;
        if (!i) {
            *array_push(&sample.arena, &record->notes) = STR("missing header 'x.h'");
            *array_push(&sample.arena, &record->notes) = STR("missing header 'y.h'");
        }
        Str html = sample_written(&sample, report_html);
        assert_true(str_contains(html, i ? STR("too large") : STR("missing header &#39;x.h&#39;; missing header &#39;y.h&#39;")));
        sample_close(&sample);
    }
}

// What is too small to be seen is drawn as one box of its folder.
static void draws_small_files_as_one(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "a/large.py", "x\n")->line_count = 100000;
    for (int i = 0; i < 3; i++) sample_record(&sample, arena_format(&sample.arena, "a/s%d.py", i).at, "x\n")->line_count = 10;
    Str text = sample_written(&sample, report_html);
    assert_true(str_contains(text, STR("title=\"a/ (3 files): 0 findings in 30 lines\"")));
    assert_false(str_contains(text, STR("a/s1.py")));
    sample_close(&sample);
}

// Line 1 of one cell is not line 1 of another.
static void keeps_the_cells_of_a_notebook_apart(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x = 1\n");
    Finding *finding = sample_finding(&sample, record, &sample_growth, "x", "grows");
    sample_note_at(&sample, record, &finding->steps, "1", "called here");
    finding->at.from.cell = finding->at.to.cell = 1;
    finding->steps.at[0].at.from.cell = finding->steps.at[0].at.to.cell = 2;
    finding->steps.at[0].at.excerpt = STR("y = 1");
    Str text = sample_written(&sample, report_html);
    assert_true(str_contains(text, STR("<mark class=\"main\">x</mark> = 1")));
    assert_true(str_contains(text, STR("<div class=\"gap\">cell 2</div>")));
    assert_true(str_contains(text, STR("y = <mark>1</mark>")));
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(works_in_a_browser),
        cmocka_unit_test(works_when_nothing_is_found),
        cmocka_unit_test(is_not_broken_by_hostile_content),
        cmocka_unit_test(draws_files_by_lines_and_density),
        cmocka_unit_test(shows_all_lines_of_a_finding),
        cmocka_unit_test(tells_skipped_from_partial_files),
        cmocka_unit_test(draws_small_files_as_one),
        cmocka_unit_test(keeps_the_cells_of_a_notebook_apart),
        cmocka_unit_test(carries_no_foreign_markup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
