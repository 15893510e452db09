#include "engine/record.h"

#include "base/os.h"

#include "shell.h"

static Location place(uint32_t from, uint32_t to)
{
    return (Location){.span = {from, to}, .from = {2, 3, 4, 5, 1}, .to = {5, 6, 7, 8, 1}, .excerpt = STR("int \0x;")};
}

static Finding sample_finding(Arena *arena)
{
    Finding finding = {
        .rule = STR("unbounded-cache"), .severity = SEVERITY_ERROR, .at = place(10, 20), .message = STR("grows \xFF"),
        .help = STR("bound it"), .enclosing = STR("a.b"), .fix_kind = FIX_REVIEW, .fix_title = STR("mend"),
        .unless = STR("shrinks X"), .only_if = STR("above #1: unslotted"), .line_hash = STR("abc:1")};
    *array_push(arena, &finding.related) = (Note){place(1, 2), STR("made here")};
    *array_push(arena, &finding.steps) = (Note){place(3, 4), STR("first")};
    *array_push(arena, &finding.steps) = (Note){place(5, 6), STR("then")};
    *array_push(arena, &finding.edits) = (Edit){{7, 7}, STR("inserted\n")};
    *array_push(arena, &finding.edits) = (Edit){{8, 9}, {0}};
    return finding;
}

static Record sample(Arena *arena)
{
    Record record = {
        .path = STR("a b\n.c"), .language = LANG_C, .outcome = OUTCOME_PARTIAL, .problem = STR("p"), .remedy = STR("r"),
        .hash = {0x0123456789abcdef, UINT64_MAX}, .line_count = 1000000, .syntax_errors = 3};
    *array_push(arena, &record.cells) = (NotebookCell){.number = 4, .line = 17};
    *array_push(arena, &record.notes) = STR("missing header 'x.h'");
    *array_push(arena, &record.findings) = sample_finding(arena);
    *array_push(arena, &record.findings) = (Finding){.severity = SEVERITY_INFO};
    *array_push(arena, &record.suppressions) = (Suppression){
        .kind = SUPPRESS_DISABLE, .rule = STR("x"), .line = 1, .line_to = 2, .at = place(1, 9), .removal = {{0, 12}, STR("y")},
        .line_hash = STR("h"), .is_foreign = true, .is_unknown = true};
    *array_push(arena, &record.index.facts) = fact_hash(STR("shrinks"), STR("CACHE"));
    ClassEntry *entry = array_push(arena, &record.index.classes);
    *entry = (ClassEntry){.name = STR("Outer.Inner"), .is_ambiguous = true};
    *array_push(arena, &entry->bases) = STR("#1");
    *array_push(arena, &entry->facts) = 7;
    *array_push(arena, &record.index.imports) = (ImportEntry){STR("x"), STR(".y.x")};
    return record;
}

static void gives_back_what_it_was_given(void **state)
{
    (void)state;
    Arena arena = {0};
    Record record = sample(&arena), again = {0};
    Str bytes = record_write(&arena, &record);
    assert_true(record_read(&arena, bytes, &again));
    // The bytes hold every field, so equal bytes are equal records.
    assert_true(str_equal(record_write(&arena, &again), bytes));
    const Finding *finding = &again.findings.at[0];
    assert_true(str_equal(again.path, STR("a b\n.c")));
    assert_true(str_equal(finding->at.excerpt, STR("int \0x;")));
    assert_int_equal(finding->at.to.column_utf16, 7);
    assert_true(str_is(finding->steps.at[1].text, "then"));
    assert_int_equal(finding->edits.at[1].span.to, 9);
    assert_true(again.suppressions.at[0].is_unknown);
    assert_true(facts_have(&again.index.facts, fact_hash(STR("shrinks CACHE"), (Str){0})));
    assert_true(str_is(again.index.classes.at[0].bases.at[0], "#1"));
    assert_true(str_is(again.index.imports.at[0].target, ".y.x"));
    assert_int_equal(again.hash[1], UINT64_MAX);
    assert_int_equal(again.cells.at[0].line, 17);
    arena_close(&arena);
}

// What the fuzzing of records starts from. After a change of the format: an entry of the cache, from "MMLR" on, is a record.
static void reads_the_seeds_of_fuzzing(void **state)
{
    (void)state;
    static const char *const seeds[] = {"c.bin", "python.bin"};
    Arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(seeds); i++) {
        Record record;
        Str bytes;
        Problem why;
        assert_true(os_read(&arena, arena_format(&arena, MEMLINT_SOURCE_DIR "/tests/fuzz/seeds/record/%s", seeds[i]), 0, &bytes, &why));
        assert_true(record_read(&arena, bytes, &record));
        assert_true(record.findings.len > 0 || record.suppressions.len > 0);
    }
    arena_close(&arena);
}

static void gives_back_an_empty_record(void **state)
{
    (void)state;
    Arena arena = {0};
    Record record = {.outcome = OUTCOME_CHECKED}, again = {0};
    assert_true(record_read(&arena, record_write(&arena, &record), &again));
    assert_int_equal(again.findings.len, 0);
    arena_close(&arena);
}

static void refuses_what_is_cut_short_or_too_long(void **state)
{
    (void)state;
    Arena arena = {0};
    Record record = sample(&arena), untouched = {.line_count = 7};
    Str bytes = record_write(&arena, &record);
    for (size_t len = 0; len < bytes.len; len++) assert_false(record_read(&arena, str_slice(bytes, 0, len), &untouched));
    char *longer = arena_push(&arena, bytes.len + 1);
    memcpy(longer, bytes.at, bytes.len);
    assert_false(record_read(&arena, (Str){longer, bytes.len + 1}, &untouched));
    assert_int_equal(untouched.line_count, 7);
    arena_close(&arena);
}

static void refuses_every_flipped_bit(void **state)
{
    (void)state;
    Arena arena = {0};
    Record record = sample(&arena), untouched = {.line_count = 7};
    Str bytes = record_write(&arena, &record);
    char *damaged = (char *)bytes.at;
    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        damaged[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(record_read(&arena, bytes, &untouched));
        damaged[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_int_equal(untouched.line_count, 7);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_it_was_given),
        cmocka_unit_test(reads_the_seeds_of_fuzzing),
        cmocka_unit_test(gives_back_an_empty_record),
        cmocka_unit_test(refuses_what_is_cut_short_or_too_long),
        cmocka_unit_test(refuses_every_flipped_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
