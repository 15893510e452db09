// The reports that programs read: each passes what its readers hold against it, with ordinary and with hostile content.
#include "consumer.h"
#include "report/format.h"
#include "shell.h"

#include <jansson.h>

static void fill(Sample *sample)
{
    static const char text[] = "x = []\ndef f(a):\n    \xc3\xa9 = x; x.append(a)\n";
    Record *record = sample_record(sample, "./src/../src/a.py", text);
    record->line_count = 3;
    Finding *finding = sample_finding(sample, record, &sample_growth, "x.append(a)", "'x' grows, 100% of the time");
    finding->help = STR("bound it");
    finding->fix_kind = FIX_SAFE;
    finding->fix_title = STR("bound it");
    sample_edit(sample, record, finding, "[]", "deque(maxlen=9)");
    sample_note_at(sample, record, &finding->steps, "def f", "called here");
    Finding *wide = sample_finding(sample, record, &sample_note, "[]\ndef", "it depends");
    wide->severity = SEVERITY_ERROR;
    sample_trouble(sample, "dead.c", OUTCOME_FAILED, "the worker died", "");
    sample_trouble(sample, "big.c", OUTCOME_SKIPPED, "larger than --max-file-size", "");
    sample_record(sample, "good.py", "x = 1\n")->line_count = 1;
}

// Nothing found, ordinary content, hostile content.
static void check_all(ReportWriter *writer, const char *command)
{
    consumer_check_filled(writer, NULL, command);
    consumer_check_filled(writer, fill, command);
    consumer_check_filled(writer, sample_hostile, command);
}

// What the writer makes of `fill`, in `sample`.
static Str written(Sample *sample, ReportWriter *writer)
{
    sample_open(sample);
    fill(sample);
    return sample_written(sample, writer);
}

static void github_is_read_by_the_runner(void **state)
{
    (void)state;
    consumer_check_filled(report_github, fill, "node tests/node/check_github.js");
    consumer_check_filled(report_github, sample_hostile, "HOSTILE=6 node tests/node/check_github.js");
}

static void github_puts_the_worst_first(void **state)
{
    (void)state;
    Sample sample;
    assert_string_equal(written(&sample, report_github).at,
        "::error file=dead.c,title=memlint (not analysed)::the worker died\n"
        "::error file=src/a.py,line=1,endLine=2,title=memlint (sample-note)::it depends\n"
        "::warning file=src/a.py,line=3,endLine=3,col=12,endColumn=23,title=memlint (sample-growth)::'x' grows, 100%25 of the time"
        "%0Ahelp: bound it\n");
    sample_close(&sample);
}

static void github_says_that_not_all_are_shown(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    for (int i = 0; i < 10; i++) sample_finding(&sample, record, &sample_growth, "x", "grows");
    assert_true(str_starts(sample_written(&sample, report_github), STR("::warning ")));
    sample_finding(&sample, record, &sample_growth, "x", "grows");
    assert_true(str_starts(sample_written(&sample, report_github), STR("::notice title=memlint::11 findings. GitHub shows 10 ")));
    sample_close(&sample);
}

static void gitlab_fits_its_schema(void **state)
{
    (void)state;
    check_all(report_gitlab, "node tests/node/check_schema.js tests/schemas/gitlab.json");
}

// The same line twice, in one file and in another: GitLab shows one of those that have one fingerprint.
static void gitlab_tells_findings_apart(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    for (int i = 0; i < 2; i++) {
        Record *record = sample_record(&sample, i ? "b.py" : "a.py", "x\nx\n");
        for (int j = 0; j < 2; j++) sample_finding(&sample, record, &sample_growth, "x", "grows");
    }
    json_error_t error;
    Map seen = {0};
    Str text = sample_written(&sample, report_gitlab);
    json_t *issues = json_loadb(text.at, text.len, 0, &error);
    assert_int_equal(json_array_size(issues), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(++*map_at(&sample.arena, &seen, str_from(json_string_value(json_object_get(json_array_get(issues, i), "fingerprint")))), 1);
    json_decref(issues);
    sample_close(&sample);
}

static void rdjson_fits_its_schema(void **state)
{
    (void)state;
    check_all(report_rdjson, "node tests/node/check_schema.js tests/schemas/rdjson.json");
}

// The e with its accent takes two bytes.
static void rdjson_counts_bytes(void **state)
{
    (void)state;
    Sample sample;
    assert_has(written(&sample, report_rdjson), "\"range\":{\"start\":{\"line\":3,\"column\":13},\"end\":{\"line\":3,\"column\":24}}");
    sample_close(&sample);
}

static void junit_fits_its_schema(void **state)
{
    (void)state;
    consumer_needs_xmllint();
    check_all(report_junit, "xmllint --noout --nonet --schema tests/schemas/junit.xsd");
    Sample sample;
    Str text = written(&sample, report_junit);
    assert_has(text, "<testsuites name=\"memlint\" tests=\"5\" failures=\"2\" errors=\"1\" skipped=\"1\">");
    assert_has(text, "<testcase name=\"memlint\" classname=\"good.py\"/>");
    assert_has(text, "\n  step 2:1: called here");
    sample_close(&sample);
}

static void checkstyle_fits_its_schema(void **state)
{
    (void)state;
    consumer_needs_xmllint();
    check_all(report_checkstyle, "xmllint --noout --nonet --schema tests/schemas/checkstyle.xsd");
}

static void markdown_shows_nothing_but_text(void **state)
{
    (void)state;
    consumer_check_filled(report_markdown, NULL, "node tests/node/check_markdown.js");
    consumer_check_filled(report_markdown, fill, "ROWS=2 node tests/node/check_markdown.js");
    consumer_check_filled(report_markdown, sample_hostile, "ROWS=6 node tests/node/check_markdown.js");
}

static void markdown_stays_below_the_limit(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "x\n");
    for (int i = 0; i < 10000; i++) sample_finding(&sample, record, &sample_growth, "x", "it grows, and grows, and grows");
    Str text = sample_written(&sample, report_markdown);
    assert_in_range(text.len, 900 * 1000, 1024 * 1024);
    assert_has(text, " more, for which there is no room in a summary.\n");
    sample_close(&sample);
}

// A hundred files that were not analysed are named, the others counted.
static void markdown_counts_the_other_failures(void **state)
{
    (void)state;
    enum { FILES = 103 };
    Sample sample;
    sample_open(&sample);
    sample.project.records = arena_array(&sample.arena, Record, FILES);
    sample.project.count = sample.project.failed = FILES;
    for (int i = 0; i < FILES; i++)
        sample.project.records[i] = (Record){.path = arena_format(&sample.arena, "f%d.c", i), .outcome = OUTCOME_FAILED, .problem = STR("died")};
    Str text = sample_written(&sample, report_markdown);
    assert_has(text, "<code>f99\\.c</code>");
    assert_has(text, "\n- and 3 more\n");
    assert_false(str_contains(text, STR("<code>f100")));
    sample_close(&sample);
}

static void json_lines_are_one_object_each(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_hostile(&sample);
    Str rest = sample_written(&sample, report_json_lines), line, kinds = {0};
    while (str_cut(&rest, '\n', &line)) {
        if (!line.len) continue;
        json_error_t error;
        json_t *object = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
        if (!object) fail_msg("%s in\n%.*s", error.text, FMT(line));
        kinds = arena_format(&sample.arena, "%.*s%c", FMT(kinds), *json_string_value(json_object_get(object, "kind")));
        json_decref(object);
    }
    assert_string_equal(arena_terminated(&sample.arena, kinds), "s" "ffffff" "ff" "s");  // start, findings, files, summary
    sample_close(&sample);
}

static void every_format_is_valid_utf8(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_hostile(&sample);
    for (uint32_t i = 0; format_at(i); i++) {
        Str text = sample_written(&sample, format_at(i)->writer);
        assert_true(str_equal(report_utf8(&sample.arena, text), text));
        assert_ptr_equal(format_find(str_from(format_at(i)->name)), format_at(i));
    }
    assert_null(format_find(STR("no-such-format")));
    sample_close(&sample);
}

static void every_format_stands_in_the_guide(void **state)
{
    (void)state;
    Arena arena = {0};
    Problem why;
    Str guide;
    assert_true(os_read(&arena, STR(MEMLINT_SOURCE_DIR "/docs/guide/output.md"), 0, &guide, &why));
    for (uint32_t i = 0; format_at(i); i++) assert_has(guide, arena_format(&arena, "\n| `%s` | ", format_at(i)->name).at);
    arena_close(&arena);
}

// A file on one line costs its length once, not once per finding.
static void excerpts_of_a_long_line_stay_short(void **state)
{
    (void)state;
    enum { LONG = 10 * 1000 * 1000 };
    Sample sample;
    sample_open(&sample);
    char *text = arena_push(&sample.arena, LONG);
    memset(text, 'a', LONG);
    memcpy(text + LONG / 2, "needle", 6);
    Record *record = sample_record_of(&sample, STR("a.py"), LANG_PYTHON, (Str){text, LONG});
    record->line_count = 1;
    Finding *finding = sample_finding(&sample, record, &sample_growth, "needle", "grows");
    assert_in_range(finding->at.excerpt.len, 1000, 10000);
    for (uint32_t i = 0; format_at(i); i++) {
        if (str_is(str_from(format_at(i)->name), "sarif")) continue;  // the pages of the rules are longer than that
        Str written = sample_written(&sample, format_at(i)->writer);
        assert_in_range(written.len, 50, 40000);
    }
    assert_has(sample_written(&sample, report_full), "aaneedleaa");
    assert_has(sample_written(&sample, report_html), "aa<mark class=\"main\">needle</mark>aa");
    sample_close(&sample);
}

// Only SARIF has a consumer that takes so many and no more.
static void says_what_a_consumer_rejects(void **state)
{
    (void)state;
    enum { MOST = 25000 };
    Sample sample;
    sample_open(&sample);
    sample.project.count = 1;
    sample.records[0].outcome = OUTCOME_CHECKED;
    Findings *findings = &sample.records[0].findings;
    for (uint32_t i = 0; i < MOST; i++) array_push(&sample.arena, findings)->severity = SEVERITY_WARNING;
    for (int beyond = 0; beyond < 2; beyond++) {
        for (uint32_t i = 0; format_at(i); i++) {
            char *text = NULL;
            size_t len = 0;
            FILE *out = open_memstream(&text, &len);
            format_say_limit(format_at(i), &sample.project, out);
            fclose(out);
            bool is_rejected = beyond && str_is(str_from(format_at(i)->name), "sarif");
            assert_int_equal(len > 0, is_rejected);
            if (is_rejected) assert_has(str_from(text), "25001 findings: GitHub code scanning rejects");
            free(text);
        }
        array_push(&sample.arena, findings)->severity = SEVERITY_WARNING;
    }
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github_is_read_by_the_runner),
        cmocka_unit_test(github_puts_the_worst_first),
        cmocka_unit_test(github_says_that_not_all_are_shown),
        cmocka_unit_test(gitlab_fits_its_schema),
        cmocka_unit_test(gitlab_tells_findings_apart),
        cmocka_unit_test(rdjson_fits_its_schema),
        cmocka_unit_test(rdjson_counts_bytes),
        cmocka_unit_test(junit_fits_its_schema),
        cmocka_unit_test(checkstyle_fits_its_schema),
        cmocka_unit_test(markdown_shows_nothing_but_text),
        cmocka_unit_test(markdown_stays_below_the_limit),
        cmocka_unit_test(markdown_counts_the_other_failures),
        cmocka_unit_test(json_lines_are_one_object_each),
        cmocka_unit_test(every_format_is_valid_utf8),
        cmocka_unit_test(every_format_stands_in_the_guide),
        cmocka_unit_test(says_what_a_consumer_rejects),
        cmocka_unit_test(excerpts_of_a_long_line_stay_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
