// The HTML report in a browser, and its picture of the tree.
#include "consumer.h"
#include "shell.h"

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
    consumer_needs_chromium();
    consumer_check_filled(report_html, make, how);
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
    Sample sample;
    Shell shell;
    sample_open(&sample);
    shell_open(&shell);
    shell_write(&shell, "a.py", STR(text));
    Record *record = sample_record(&sample, shell_path(&shell, "a.py").at, text);
    Finding *wide = sample_finding(&sample, record, &sample_growth, "call(1,\n     2,\n     3)", "'call', ''s, 'Z9', don't and '0' end");
    sample_note_at(&sample, record, &wide->related, "last", "below");
    Finding *two = sample_finding(&sample, record, &sample_growth, "(1,\n     2", "two lines, and the next one's first bytes");
    sample_note_at(&sample, record, &two->related, "2,", "in the second");
    sample_finding(&sample, record, &sample_growth, "x = 1", "indented");
    Str html = sample_written(&sample, report_html);
    assert_true(str_contains(html, STR("<mark class=\"main\">call(1,</mark>")));
    assert_true(str_contains(html, STR("<code>     <mark class=\"main\">3)</mark></code>")));
    assert_true(str_contains(html, STR("<mark class=\"main\">(1,</mark>")));
    // Only the lines that the finding itself brought are left when the file is another.
    shell_write(&shell, "a.py", STR("other\n"));
    html = sample_written(&sample, report_html);
    assert_true(str_contains(html, STR("<mark class=\"main\">call(1,</mark>")));
    assert_false(str_contains(html, STR(">3)</mark>")));
    shell_close(&shell);
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

// Ten bars are drawn for the folders that have most; the others stand behind "more".
static void folds_all_but_ten_folders(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    for (int i = 0; i < 13; i++) {
        Record *record = sample_record(&sample, arena_format(&sample.arena, "f%02d/a.py%c", i, 0).at, "x\n");
        record->line_count = 10;
        for (int j = 0; j <= i / 2; j++) sample_finding(&sample, record, &sample_growth, "x", "grows");
    }
    Str text = sample_written(&sample, report_html);
    assert_has(text, "<details><summary>3 more</summary>");
    size_t most = str_find(text, STR("data-value=\"f12/\"")), more = str_find(text, STR("<summary>3 more")), least = str_find(text, STR("data-value=\"f00/\""));
    assert_true(most < more && more < least && least < text.len);
    sample_close(&sample);
}

// A finding of a rule that did not run here is shown under its name, without what the rule would say of itself.
static void shows_a_rule_that_it_does_not_know(void **state)
{
    (void)state;
    static const Rule unknown = {.id = "sample-unknown", .summary = "never shown", .severity = SEVERITY_INFO};
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    sample_finding(&sample, record, &unknown, "x", "something");
    Str text = sample_written(&sample, report_html);
    assert_has(text, "<dt><code>sample-unknown</code></dt><dd></dd>");
    assert_has(text, "data-value=\"other\"><span class=\"name\">other</span>");
    assert_false(str_contains(text, STR("never shown")));
    sample_close(&sample);
}

static void counts_what_was_not_analysed(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample.report.root = STR("/");
    sample_trouble(&sample, "/b.c", OUTCOME_FAILED, "the worker died", "")->line_count = 100;
    sample_trouble(&sample, "/../c.c", OUTCOME_FAILED, "the worker died", "");
    Record *partial = sample_trouble(&sample, "/p.c", OUTCOME_PARTIAL, "cut", "");
    *array_push(&sample.arena, &partial->notes) = STR("missing header");
    Str text = sample_written(&sample, report_html);
    assert_has(text, "<title>memlint: /</title>");
    assert_has(text, "<details open><summary>2 files ");
    assert_has(text, "<code>c.c</code> the worker died");
    assert_has(text, "cut; missing header");
    assert_false(str_contains(text, STR("class=\"cell")));
    sample_close(&sample);
}

// A name stands between quotes that no letter or digit touches from outside.
static void tells_names_from_apostrophes(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    sample_finding(&sample, record, &sample_growth, "x", "{'one'} ['two'] X's 7's /'three'/ 'a'B'; 'four': it's");
    Str text = sample_written(&sample, report_html);
    assert_has(text, "{<code>one</code>} [<code>two</code>] X&#39;s 7&#39;s /<code>three</code>/ <code>a&#39;B</code>; <code>four</code>: it&#39;s");
    sample_close(&sample);
}

// The page of a finding at `word` in a file on disk that holds `text`.
static Str page_of(Sample *sample, const char *text, const char *word)
{
    Shell shell;
    sample_open(sample);
    shell_open(&shell);
    shell_write(&shell, "a.py", str_from(text));
    sample_finding(sample, sample_record(sample, shell_path(&shell, "a.py").at, text), &sample_growth, word, "grows");
    Str html = sample_written(sample, report_html);
    shell_close(&shell);
    return html;
}

static void shows_the_lines_around_a_place(void **state)
{
    (void)state;
    Sample sample;
    // What follows on the last line of several is not marked.
    Str text = page_of(&sample, "f(1,\n  2,\n  3) + rest\n", "f(1,\n  2,\n  3)");
    assert_has(text, "<code>  <mark class=\"main\">3)</mark> + rest</code>");
    sample_close(&sample);
    // Of a long place the first eight lines.
    text = page_of(&sample, "f(a1,\na2,\na3,\na4,\na5,\na6,\na7,\na8,\na9)\n", "f(a1,\na2,\na3,\na4,\na5,\na6,\na7,\na8,\na9)");
    assert_has(text, "<mark class=\"main\">a8,</mark>");
    assert_false(str_contains(text, STR("<mark class=\"main\">a9)</mark>")));
    sample_close(&sample);
    // The tabs that all lines have are taken off, and there is nothing below the last.
    text = page_of(&sample, "\ta = 1\n\tb = 2", "b = 2");
    assert_has(text, "<code>a = 1</code>");
    assert_has(text, "<code><mark class=\"main\">b = 2</mark></code>");
    sample_close(&sample);
    // A place without characters marks the one that it stands before; in an empty line, none.
    text = page_of(&sample, "abc\n", "");
    assert_has(text, "<mark class=\"main\">a</mark>bc");
    sample_close(&sample);
    text = page_of(&sample, "\n  abc\n", "");
    assert_has(text, "<code>  abc</code>");
    sample_close(&sample);
}

// The box that small files share leads to the first of their findings.
static void leads_from_a_shared_box_to_its_first_finding(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "a/large.py", "x\n")->line_count = 100000;
    for (int i = 0; i < 5; i++) {
        Record *record = sample_record(&sample, arena_format(&sample.arena, "a/s%d.py%c", i, 0).at, "x\n");
        record->line_count = 10 + (uint32_t)(i == 3) + 2 * (uint32_t)(i == 2);
        if (i) sample_finding(&sample, record, &sample_growth, "x", "grows");
        if (i == 4) record->findings.len = 0;
    }
    Str text = sample_written(&sample, report_html);
    assert_has(text, "title=\"a/ (5 files): 3 findings in 53 lines, 56.6 per thousand\" href=\"#f1\"");
    sample_close(&sample);
}

// Large folders are opened down to a depth; what lies deeper is one box.
static void opens_large_folders_to_a_depth(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "top.py", "x\n")->line_count = 100;
    sample_record(&sample, "1/2/3/4/5/6/7/8/9/10/11/12/a.py", "x\n")->line_count = 1000;
    sample_record(&sample, "1/2/3/4/5/6/7/8/9/10/11/13/b.py", "x\n")->line_count = 1000;
    sample_record(&sample, "1/small/c.py", "x\n")->line_count = 20;
    sample_record(&sample, "1/small/d.py", "x\n")->line_count = 20;
    Str text = sample_written(&sample, report_html);
    assert_has(text, "title=\"1/small/ (2 files): 0 findings in 40 lines\"");
    assert_has(text, "(2 files): 0 findings in 2000 lines\"");
    assert_false(str_contains(text, STR("title=\"1/2/3/4/5/6/7/8/9/10/11/12/a.py")));
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
        cmocka_unit_test(folds_all_but_ten_folders),
        cmocka_unit_test(shows_a_rule_that_it_does_not_know),
        cmocka_unit_test(counts_what_was_not_analysed),
        cmocka_unit_test(tells_names_from_apostrophes),
        cmocka_unit_test(shows_the_lines_around_a_place),
        cmocka_unit_test(leads_from_a_shared_box_to_its_first_finding),
        cmocka_unit_test(opens_large_folders_to_a_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
