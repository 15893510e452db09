// SARIF: one golden file, and the official validators on a document with hostile content.
#include "consumer.h"

#define GOLDEN MEMLINT_SOURCE_DIR "/fixtures/reports/findings.sarif"

static const char app[] = "CACHE = {}\n"
                          "def handle(key):\n"
                          "    CACHE['\xf0\x9f\x98\x80', key] = load(key)\n";

static void fill(Sample *sample)
{
    Record *record = sample_record(sample, "src/app one%.py", app);
    Finding *finding = sample_finding(sample, record, &sample_growth, "key] = load", "'CACHE' grows with each 'key'");
    sample_note_at(sample, record, &finding->related, "CACHE", "it lives as long as the process");
    sample_note_at(sample, record, &finding->steps, "handle", "called for each request");
    sample_note_at(sample, record, &finding->steps, "load(key)", "a new element");
    finding->help = STR("Give it a bound");
    finding->enclosing = STR("handle");
    finding->line_hash = STR("54703d4cd895b18:1");
    finding->fix_kind = FIX_SAFE;
    finding->fix_title = STR("bound it");
    sample_edit(sample, record, finding, "{}", "bounded()");
    Record *outside = sample_record(sample, "/usr/include/x y.h", "int a;\n");
    sample_finding(sample, outside, &sample_growth, "a", "'a' is an error")->severity = SEVERITY_ERROR;
    Record *up = sample_record(sample, "../b/./c.py", "x\nx\n");
    sample_finding(sample, up, &sample_note, "x", "it depends");
    sample_finding(sample, up, &sample_note, "x", "it depends");
    sample_trouble(sample, "dead.c", OUTCOME_FAILED, "the worker died", "");
    Record *partial = sample_trouble(sample, "p.c", OUTCOME_PARTIAL, "", "");
    *array_push(&sample->arena, &partial->notes) = STR("missing header 'x.h'");
    sample_trouble(sample, "big.c", OUTCOME_SKIPPED, "larger than --max-file-size", "");
}

// The document without memlint's version, which changes with every release.
static Str without_version(Sample *sample, Str text)
{
    static const char version[] = "\"" MEMLINT_VERSION "\"";
    Str made = {"", 0};
    for (size_t at; at = str_find(text, STR(version)), at < text.len; text = str_from_byte(text, at + strlen(version)))
        made = arena_format(&sample->arena, "%.*s%.*s\"VERSION\"", FMT(made), FMT(str_slice(text, 0, at)));
    return arena_format(&sample->arena, "%.*s%.*s", FMT(made), FMT(text));
}

// MEMLINT_UPDATE=1 writes the golden file anew; read the difference before committing it.
static void matches_the_golden_file(void **state)
{
    (void)state;
    Sample sample;
    Problem why;
    Str golden;
    sample_open(&sample);
    fill(&sample);
    Str written = without_version(&sample, sample_written(&sample, report_sarif));
    if (os_environment("MEMLINT_UPDATE").len) assert_true(os_write(&sample.arena, STR(GOLDEN), written, &why));
    assert_true(os_read(&sample.arena, STR(GOLDEN), 0, &golden, &why));
    assert_string_equal(arena_terminated(&sample.arena, written), arena_terminated(&sample.arena, golden));
    sample_close(&sample);
}

// --- the validators --------------------------------------------------------------------------------------------

static void check_valid(Sample *sample)
{
    consumer_check(sample, report_sarif, "node tests/node/check_sarif.js");
}

static void is_valid(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    fill(&sample);
    check_valid(&sample);
    sample_close(&sample);
}

static void is_valid_when_nothing_is_found(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_record(&sample, "a.py", "x\n");
    check_valid(&sample);
    sample_close(&sample);
}

// The texts of every real rule, with its page.
static void is_valid_with_the_real_rules(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample.rules.count = registry_rule_count;
    sample.rules.rules = arena_array(&sample.arena, const RegistryEntry *, registry_rule_count + 1);
    for (uint32_t i = 0; i < registry_rule_count; i++) sample.rules.rules[i] = &registry_rules[i];
    Record *record = sample_record(&sample, "a.py", app);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        sample_finding(&sample, record, registry_rules[i].rule, "CACHE", registry_rules[i].rule->summary);
    check_valid(&sample);
    sample_close(&sample);
}

static void is_valid_with_hostile_content(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    sample_hostile(&sample);
    check_valid(&sample);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_the_golden_file),
        cmocka_unit_test(is_valid),
        cmocka_unit_test(is_valid_when_nothing_is_found),
        cmocka_unit_test(is_valid_with_the_real_rules),
        cmocka_unit_test(is_valid_with_hostile_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
