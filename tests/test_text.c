// The formats for reading: `full`, `concise` and the summary.
#include "sample.h"

static const char app[] = "CACHE = {}\n"
                          "\n"
                          "\n"
                          "def handle(key):\n"
                          "    CACHE[key] = load(key)\n";

static void prints_a_frame(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "src/app.py", app);
    Finding *finding = sample_finding(&sample, record, &sample_growth, "CACHE[key] = load(key)",
                                      "'CACHE' grows here and nothing ever removes from it");
    sample_note_at(&sample, record, &finding->related, "CACHE", "it lives as long as the process");
    finding->help = STR("give it a bound");
    finding->fix_kind = FIX_REVIEW;
    finding->fix_title = STR("use functools.lru_cache");
    assert_string_equal(sample_written(&sample, report_full).at,
                        "warning[sample-growth]: 'CACHE' grows here and nothing ever removes from it\n"
                        "  --> src/app.py:5:5\n"
                        "   |\n"
                        " 1 | CACHE = {}\n"
                        "   | ----- it lives as long as the process\n"
                        "...\n"
                        " 5 |     CACHE[key] = load(key)\n"
                        "   |     ^^^^^^^^^^^^^^^^^^^^^^\n"
                        "   |\n"
                        "   = help: give it a bound\n"
                        "   = fix: use functools.lru_cache (needs a look: --unsafe-fixes applies it)\n"
                        "\n"
                        "1 file checked: 1 warning; --fix --unsafe-fixes mends 1.\n");
    sample_close(&sample);
}

static void numbers_the_steps_of_a_path(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.c", "int f(void) {\n  p = malloc(1);\n  if (g())\n    return 0;\n}\n");
    Finding *finding = sample_finding(&sample, record, &sample_growth, "return 0", "'p' is lost");
    sample_note_at(&sample, record, &finding->steps, "malloc(1)", "taken");
    sample_note_at(&sample, record, &finding->steps, "g()", "not zero");
    sample_note_at(&sample, record, &finding->steps, "return", "never given back");
    sample.report.quiet = true;
    assert_string_equal(sample_written(&sample, report_full).at,
                        "warning[sample-growth]: 'p' is lost\n"
                        "  --> a.c:4:5\n"
                        "   |\n"
                        " 2 |   p = malloc(1);\n"
                        "   |       --------- 1: taken\n"
                        " 3 |   if (g())\n"
                        "   |       --- 2: not zero\n"
                        " 4 |     return 0;\n"
                        "   |     ^^^^^^^^\n"
                        "   |     ------ 3: never given back\n"
                        "   |\n"
                        "\n");
    sample_close(&sample);
}

// The two lines of the frame of a finding at `word`, without their gutters' first column.
static void check_frame(const char *text, const char *word, const char *wanted)
{
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", text);
    sample_finding(&sample, record, &sample_note, word, "m");
    sample.report.quiet = true;
    Str whole = arena_format(&sample.arena, "info[sample-note]: m\n  --> a.py:1:%u\n   |\n%s   |\n\n",
                             record->findings.at[0].at.from.column, wanted);
    assert_string_equal(sample_written(&sample, report_full).at, arena_terminated(&sample.arena, whole));
    sample_close(&sample);
}

static void underlines_what_is_meant(void **state)
{
    (void)state;
    check_frame("\tx = 1\t+ y\n", "1\t+", " 1 |     x = 1   + y\n   |         ^^^^^\n");
    check_frame("名前 = x\n", "x", " 1 | 名前 = x\n   |        ^\n");
    check_frame("名前 = x\n", "名前", " 1 | 名前 = x\n   | ^^^^\n");
    check_frame("e\xcc\x81 = x\n", "x", " 1 | e\xcc\x81 = x\n   |     ^\n");
    check_frame("\xef\xbb\xbfx = 1\n", "x", " 1 | x = 1\n   | ^\n");
    check_frame("f(\n  x)\n", "f(\n  x)", " 1 | f(\n   | ^^\n");
    check_frame("abc\n", "", " 1 | abc\n   | ^\n");
    check_frame("\xef\xbf\xbd\xf4\x8f\xbf\xbd x\n", "x", " 1 | \xef\xbf\xbd\xf4\x8f\xbf\xbd x\n   |    ^\n");  // the last characters of all
    check_frame("\n", "", " 1 |\n   | ^\n");
    check_frame("\xff\x1b[2J x\n", "x", " 1 | \\xff\\x1b[2J x\n   |             ^\n");
}

static void cuts_long_lines_around_the_place(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    char text[1001];
    memset(text, 'a', 1000);
    memcpy(text + 500, "here", 4);
    text[1000] = 0;
    Record *record = sample_record(&sample, "a.py", text);
    sample_finding(&sample, record, &sample_note, "here", "m");
    sample.report.quiet = true;
    Str written = sample_written(&sample, report_full);
    assert_true(str_contains(written, STR(" 1 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaahereaaaa")));
    assert_true(str_contains(written, STR("aaaa...\n   |                                  ^^^^\n")));
    assert_true(written.len < 400);
    sample_close(&sample);
}

// What is marked besides stays within the part that is shown.
static void keeps_marks_within_a_cut_line(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    char text[302];
    memset(text, 'a', 300);
    memcpy(text + 10, "left", 4);
    memcpy(text + 165, "edge", 4);
    memcpy(text + 200, "here", 4);
    memcpy(text + 284, "beyond_to_the_right", 19 - 3);
    text[300] = '\n';
    text[301] = 0;
    Record *record = sample_record(&sample, "a.py", text);
    Finding *finding = sample_finding(&sample, record, &sample_note, "here", "m");
    sample_note_at(&sample, record, &finding->related, "left", "far left");
    sample_note_at(&sample, record, &finding->related, "edgea", "left edge");
    sample_note_at(&sample, record, &finding->related, "beyond_to", "right edge");
    sample_note_at(&sample, record, &finding->related, "the_r", "far right");
    sample.report.quiet = true;
    Str written = sample_written(&sample, report_full), line;
    static const struct { const char *label; uint32_t from, len; } wanted[] = {
        {" far left", 0, 1}, {" left edge", 0, 1}, {" right edge", 114, 6}, {" far right", 119, 1}, {"^^^^", 30, 4},
    };
    enum { GUTTER = 5 + 3 };  // "   | " and "..."
    uint32_t found = 0;
    while (str_cut(&written, '\n', &line))
        for (size_t i = 0; i < COUNT_OF(wanted); i++) {
            if (!str_ends(line, str_from(wanted[i].label))) continue;
            size_t under = line.len - strlen(wanted[i].label) + (wanted[i].label[0] == '^' ? 4 : 0), from = GUTTER;
            while (from < under && line.at[from] == ' ') from++;
            assert_int_equal(from - GUTTER, wanted[i].from);
            assert_int_equal(under - from, wanted[i].len);
            found++;
        }
    assert_int_equal(found, COUNT_OF(wanted));
    sample_close(&sample);
}

// A character of two cells that the cut goes through leaves a blank.
static void cuts_wide_characters(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    char text[400] = "a";
    for (int i = 0; i < 60; i++) strcat(text, "名");
    strcat(text, "here");
    for (int i = 0; i < 60; i++) strcat(text, "前");
    Record *record = sample_record(&sample, "a.py", text);
    sample_finding(&sample, record, &sample_note, "here", "m");
    sample.report.quiet = true;
    Str written = sample_written(&sample, report_full);
    assert_true(str_contains(written, STR(" 1 | ...名") ) || str_contains(written, STR(" 1 | ... 名")));
    assert_true(str_contains(written, STR("\n   |                                  ^^^^\n")));
    sample_close(&sample);
}

static void names_the_cells_of_a_notebook(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x = 1\n");
    Finding *finding = sample_finding(&sample, record, &sample_note, "x", "m");
    sample_note_at(&sample, record, &finding->related, "1", "made here");
    finding->at.from.cell = finding->at.to.cell = 3;
    finding->related.at[0].at.from.cell = finding->related.at[0].at.to.cell = 2;
    sample.report.quiet = true;
    assert_string_equal(sample_written(&sample, report_full).at,
                        "info[sample-note]: m\n  --> a.py:cell 3:1:1\n   |\n 1 | x = 1\n   |     - made here\n"
                        "cell 3:\n 1 | x = 1\n   | ^\n   |\n\n");
    sample_close(&sample);
}

static void escapes_what_could_harm(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a\x1b]52;c;\x07\n.py", "x = '\xe2\x80\xae' # \xc2\x9b\n");
    Finding *finding = sample_finding(&sample, record, &sample_note, "x", "'\x7f\xe2\x81\xa6' \xf0\x9f\xff\r");
    finding->help = STR("\x08");
    finding->fix_kind = FIX_SAFE;
    finding->fix_title = STR("\x1b[1m");
    assert_string_equal(sample_written(&sample, report_full).at,
                        "info[sample-note]: '\\x7f\\u{2066}' \\xf0\\x9f\\xff\\r\n"
                        "  --> a\\x1b]52;c;\\x07\\n.py:1:1\n"
                        "   |\n"
                        " 1 | x = '\\u{202e}' # \\u{009b}\n"
                        "   | ^\n"
                        "   |\n"
                        "   = help: \\x08\n"
                        "   = fix: \\x1b[1m (--fix applies it)\n"
                        "\n"
                        "1 file checked: 1 info; --fix mends 1.\n");
    sample_close(&sample);
}

static void colours_only_when_asked(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    sample_finding(&sample, record, &sample_growth, "x", "m");
    assert_false(str_contains(sample_written(&sample, report_full), STR("\x1b")));
    sample.report.color = true;
    assert_true(str_contains(sample_written(&sample, report_full), STR("\x1b[1;33mwarning[sample-growth]\x1b[0m")));
    sample_close(&sample);
}

static void prints_one_line_per_finding(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "my app.py", app);
    sample_finding(&sample, record, &sample_growth, "CACHE[key]", "'CACHE' grows");
    sample_trouble(&sample, "b.c", OUTCOME_FAILED, "the worker died", "");
    assert_string_equal(sample_written(&sample, report_concise).at,
                        "my app.py:5:5: warning: 'CACHE' grows [sample-growth]\n"
                        "b.c:1:1: error: not analysed: the worker died\n"
                        "1 file checked: 1 warning.\n"
                        "1 file not analysed:\n"
                        "  b.c: the worker died\n");
    sample_close(&sample);
}

static void says_what_was_not_read(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "a.py", "x\n");
    Record *partial = sample_trouble(&sample, "p.c", OUTCOME_PARTIAL, "", "make a compile_commands.json");
    *array_push(&sample.arena, &partial->notes) = STR("missing header 'x.h'");
    sample_trouble(&sample, "s.c", OUTCOME_SKIPPED, "larger than --max-file-size", "");
    sample_trouble(&sample, "f.c", OUTCOME_FAILED, "there is no libclang", "apt-get install libclang1-19");
    sample_trouble(&sample, "g.c", OUTCOME_FAILED, "there is no libclang", "apt-get install libclang1-19");
    sample.report.fixed = 2;
    sample.project.suppressed = 1;
    assert_string_equal(sample_written(&sample, report_summary).at,
                        "2 files checked, nothing found. 2 findings mended. 1 silenced by a comment.\n"
                        "1 file read only in part:\n"
                        "  p.c: missing header 'x.h'\n"
                        "  = help: make a compile_commands.json\n"
                        "1 file skipped:\n"
                        "  s.c: larger than --max-file-size\n"
                        "2 files not analysed:\n"
                        "  f.c and 1 more: there is no libclang\n"
                        "  = help: apt-get install libclang1-19\n");
    sample_close(&sample);
}

// Five reasons are named, the others counted.
static void counts_the_other_reasons(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    for (int i = 0; i < 7; i++) {
        const char *name = arena_format(&sample.arena, "f%d.c%c", i, 0).at;
        sample_trouble(&sample, name, OUTCOME_FAILED, arena_format(&sample.arena, "reason %d%c", i, 0).at, "");
    }
    Str text = sample_written(&sample, report_summary);
    assert_true(str_contains(text, STR("  f4.c: reason 4\n  and 2 other reasons\n")));
    assert_false(str_contains(text, STR("reason 5")));
    sample_close(&sample);
}

// What is no UTF-8 is replaced; the character that stands for such bytes is one as any other.
static void replaces_what_is_no_utf8(void **state)
{
    (void)state;
    Arena arena = {0};
    Str text = report_utf8(&arena, STR("a\xef\xbf\xbd\xff" "b"));
    assert_true(str_is(text, "a\xef\xbf\xbd\xef\xbf\xbd" "b"));
    arena_close(&arena);
}

// Only a part of a very long line is kept with a finding; what is marked before that part, and how little follows, is no matter.
static void marks_a_place_near_the_end_of_a_very_long_line(void **state)
{
    (void)state;
    enum { LONG = 100 * 1000 };
    Sample sample;
    sample_open(&sample);
    char *text = arena_push(&sample.arena, LONG + 1);
    memset(text, 'a', LONG);
    memcpy(text, "first", 5);
    memcpy(text + LONG - 5, "here", 4);
    text[LONG - 1] = '\n';
    text[LONG] = 0;
    Record *record = sample_record(&sample, "a.py", text);
    Finding *finding = sample_finding(&sample, record, &sample_growth, "here", "grows");
    sample_note_at(&sample, record, &finding->related, "first", "begins");
    assert_true(finding->at.excerpt_skip > 0);
    sample.report.quiet = true;
    Str written = sample_written(&sample, report_full);
    assert_true(str_contains(written, STR("aaaahere\n")));
    assert_true(str_contains(written, STR("^^^^\n")));
    assert_true(str_contains(written, STR("begins")));
    assert_true(written.len < 1000);
    sample_close(&sample);
}

static void counts_what_the_baseline_has_for_nothing(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "a.py", "x\n");
    sample.project.gone = 1;
    assert_string_equal(sample_written(&sample, report_summary).at, "1 file checked, nothing found.\n"
                        "1 entry of the baseline has no finding any more: --prune-baseline takes it out.\n");
    sample.project.gone = 2;
    assert_string_equal(sample_written(&sample, report_summary).at, "1 file checked, nothing found.\n"
                        "2 entries of the baseline have no finding any more: --prune-baseline takes them out.\n");
    Record *broken = sample_trouble(&sample, "b.py", OUTCOME_PARTIAL, "", "");
    broken->syntax_errors = 1;
    sample_trouble(&sample, "c.py", OUTCOME_FAILED, "", "");
    sample.project.gone = 0;
    assert_string_equal(sample_written(&sample, report_summary).at, "2 files checked, nothing found.\n"
                        "1 file read only in part:\n  b.py: syntax errors\n1 file not analysed:\n  c.py\n");
    sample_close(&sample);
}

// Of a fix, the one-line format tells that there is one, and only when asked.
static void marks_what_can_be_mended(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    sample_finding(&sample, record, &sample_note, "x", "one")->fix_kind = FIX_SAFE;
    sample_finding(&sample, record, &sample_note, "x", "two");
    sample.report.quiet = true;
    assert_string_equal(sample_written(&sample, report_concise).at, "a.py:1:1: info: one [sample-note]\na.py:1:1: info: two [sample-note]\n");
    sample.report.show_fixes = true;
    assert_string_equal(sample_written(&sample, report_concise).at, "a.py:1:1: info: one [sample-note] [*]\na.py:1:1: info: two [sample-note]\n");
    sample_close(&sample);
}

static void never_calls_nothing_clean(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    assert_string_equal(sample_written(&sample, report_summary).at, "No file was checked.\n");
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_a_frame),
        cmocka_unit_test(numbers_the_steps_of_a_path),
        cmocka_unit_test(underlines_what_is_meant),
        cmocka_unit_test(cuts_long_lines_around_the_place),
        cmocka_unit_test(keeps_marks_within_a_cut_line),
        cmocka_unit_test(cuts_wide_characters),
        cmocka_unit_test(names_the_cells_of_a_notebook),
        cmocka_unit_test(escapes_what_could_harm),
        cmocka_unit_test(colours_only_when_asked),
        cmocka_unit_test(prints_one_line_per_finding),
        cmocka_unit_test(says_what_was_not_read),
        cmocka_unit_test(counts_what_the_baseline_has_for_nothing),
        cmocka_unit_test(marks_what_can_be_mended),
        cmocka_unit_test(never_calls_nothing_clean),
        cmocka_unit_test(counts_the_other_reasons),
        cmocka_unit_test(replaces_what_is_no_utf8),
        cmocka_unit_test(marks_a_place_near_the_end_of_a_very_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
