// Fixes: which can be applied together, what happens to the file, when it is left alone. The rules are the test's own: they look
// for functions of a certain name.
#include "sample.h"
#include "shell.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/fix.h"
#include "engine/patch.h"
#include "engine/rule.h"

// --- plans -----------------------------------------------------------------------------------------------------

static Finding *fixable(Sample *sample, Record *record, FixKind kind, Span span, const char *text)
{
    Finding *finding = sample_finding(sample, record, &sample_note, "", "m");
    finding->fix_kind = kind;
    *array_push(&sample->arena, &finding->edits) = (Edit){span, str_from(text)};
    return finding;
}

static void plans_safe_fixes_unless_told_more(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "abcdef\n");
    fixable(&sample, record, FIX_REVIEW, (Span){0, 1}, "X");
    fixable(&sample, record, FIX_SAFE, (Span){2, 3}, "Y");
    FixPlan safe = fix_plan(&sample.arena, record, 7, false), all = fix_plan(&sample.arena, record, 7, true);
    assert_int_equal(safe.findings.len, 1);
    assert_int_equal(safe.findings.at[0], 1);
    assert_int_equal(all.findings.len, 2);
    sample_close(&sample);
}

static void leaves_out_a_fix_that_overlaps(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "abcdef\n");
    fixable(&sample, record, FIX_SAFE, (Span){2, 4}, "X");
    Finding *second = fixable(&sample, record, FIX_SAFE, (Span){0, 1}, "Y");
    *array_push(&sample.arena, &second->edits) = (Edit){{3, 5}, STR("Z")};  // all of it or nothing
    fixable(&sample, record, FIX_SAFE, (Span){4, 5}, "W");
    FixPlan plan = fix_plan(&sample.arena, record, 7, false);
    assert_int_equal(plan.findings.len, 2);
    assert_int_equal(plan.findings.at[1], 2);
    assert_int_equal(plan.edits.len, 2);
    sample_close(&sample);
}

static void merges_what_is_the_same(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "abcdef\n");
    for (uint32_t i = 0; i < 2; i++) {
        Finding *finding = fixable(&sample, record, FIX_SAFE, (Span){3 - i, 4 - i}, "X");
        *array_push(&sample.arena, &finding->edits) = (Edit){{0, 0}, STR("import y\n")};
    }
    fixable(&sample, record, FIX_SAFE, (Span){0, 0}, "import z\n");  // which of the two first? the next round says
    FixPlan plan = fix_plan(&sample.arena, record, 7, false);
    assert_int_equal(plan.findings.len, 2);
    assert_int_equal(plan.edits.len, 3);
    assert_int_equal(plan.edits.at[0].span.to, 0);
    assert_int_equal(plan.edits.at[1].span.from, 2);
    sample_close(&sample);
}

static void joins_what_one_fix_inserts_at_one_place(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.c", "f();\n");
    Finding *finding = fixable(&sample, record, FIX_SAFE, (Span){4, 4}, "}");
    *array_push(&sample.arena, &finding->edits) = (Edit){{4, 4}, STR(" g();")};
    FixPlan plan = fix_plan(&sample.arena, record, 5, false);
    assert_int_equal(plan.edits.len, 1);
    assert_true(str_is(plan.edits.at[0].text, "} g();"));
    sample_close(&sample);
}

// What is inserted goes before what is replaced there, whichever was found first.
static void inserts_before_what_is_replaced(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        Sample sample;
        sample_open(&sample);
        Record *record = sample_record(&sample, "a.py", "abc\n");
        fixable(&sample, record, FIX_SAFE, order ? (Span){1, 1} : (Span){1, 2}, order ? "I" : "R");
        fixable(&sample, record, FIX_SAFE, order ? (Span){1, 2} : (Span){1, 1}, order ? "R" : "I");
        sample_finding(&sample, record, &sample_note, "c", "nothing to change")->fix_kind = FIX_SAFE;
        FixPlan plan = fix_plan(&sample.arena, record, 4, false);
        assert_int_equal(plan.findings.len, 2);
        assert_true(str_is(patch_apply(&sample.arena, STR("abc\n"), &plan.edits), "aIRc\n"));
        sample_close(&sample);
    }
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "abc\n");
    Finding *both = fixable(&sample, record, FIX_SAFE, (Span){1, 2}, "R");
    *array_push(&sample.arena, &both->edits) = (Edit){{1, 1}, STR("I")};
    *array_push(&sample.arena, &both->edits) = (Edit){{1, 1}, STR("J")};
    FixPlan plan = fix_plan(&sample.arena, record, 4, false);
    assert_true(str_is(patch_apply(&sample.arena, STR("abc\n"), &plan.edits), "aIJRc\n"));
    sample_close(&sample);
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    Sample sample;
    sample_open(&sample);
    Record *record = sample_record(&sample, "a.py", "abc\n");
    fixable(&sample, record, FIX_SAFE, (Span){2, 9}, "X");
    fixable(&sample, record, FIX_SAFE, (Span){2, 1}, "X");
    Finding *torn = fixable(&sample, record, FIX_SAFE, (Span){0, 2}, "X");
    *array_push(&sample.arena, &torn->edits) = (Edit){{1, 3}, STR("Y")};
    assert_int_equal(fix_plan(&sample.arena, record, 4, false).findings.len, 0);
    sample_close(&sample);
}

// --- files -----------------------------------------------------------------------------------------------------

// Reports a function of this name and replaces the name.
static void rename_function(Check *check, BindingId binding, const char *name, FixKind kind, const char *by)
{
    const Binding *function = unit_binding(check->unit, binding);
    if (function->kind != BINDING_FUNCTION || !str_is(function->name, name)) return;
    Span span = check->unit->references.at[function->first_reference].binding
                    ? tree_span(check->tree, check->unit->references.at[function->first_reference].node)
                    : (Span){0};
    Finding *finding = report_span(check, span, "'%s' is no name", name);
    fix(check, finding, kind, "call it %s", by);
    edit_replace(check, finding, span, "%s", by);
}

static void on_one(Check *check, BindingId b) { rename_function(check, b, "one", FIX_SAFE, "two"); }
static void on_two(Check *check, BindingId b) { rename_function(check, b, "two", FIX_SAFE, "three"); }
static void on_risky(Check *check, BindingId b) { rename_function(check, b, "risky", FIX_REVIEW, "tame"); }
static void on_broken(Check *check, BindingId b) { rename_function(check, b, "broken", FIX_SAFE, "bro ken("); }
static void on_stubborn(Check *check, BindingId b) { rename_function(check, b, "stubborn", FIX_SAFE, "stubborn"); }
static void on_endless(Check *check, BindingId b)
{
    Str name = unit_binding(check->unit, b)->name;
    if (!str_starts(name, STR("endless"))) return;
    Str longer = arena_format(check->scratch, "%.*s_", FMT(name));
    rename_function(check, b, arena_terminated(check->scratch, name), FIX_SAFE, arena_terminated(check->scratch, longer));
}

// Two replacements of which each takes a part of the other.
static void on_torn(Check *check, BindingId b)
{
    const Binding *function = unit_binding(check->unit, b);
    if (!str_is(function->name, "torn")) return;
    Span span = tree_span(check->tree, check->unit->references.at[function->first_reference].node);
    Finding *finding = report_span(check, span, "torn");
    fix(check, finding, FIX_SAFE, "tear it");
    edit_replace(check, finding, (Span){span.from, span.from + 2}, "x");
    edit_replace(check, finding, (Span){span.from + 1, span.from + 3}, "y");
}

// The process that analyses what this fix makes dies of it.
static void on_deadly(Check *check, BindingId b)
{
    rename_function(check, b, "deadly", FIX_SAFE, "dead");
    if (str_is(unit_binding(check->unit, b)->name, "dead")) raise(SIGKILL);
}

// Somebody takes the file away while it is mended in memory.
static const char *vanishing;

static void on_vanishing(Check *check, BindingId b)
{
    rename_function(check, b, "vanishing", FIX_SAFE, "vanished");
    if (str_is(unit_binding(check->unit, b)->name, "vanished")) unlink(vanishing);
}

#define RULE(name) {.id = "rename-" #name, .summary = "s", .languages = LANG_PYTHON, .severity = SEVERITY_WARNING, .on_binding = on_##name}
static const Rule renaming[] = {RULE(one), RULE(two), RULE(risky), RULE(broken), RULE(stubborn), RULE(endless),
                                RULE(torn), RULE(deadly), RULE(vanishing)};
static const RegistryEntry renaming_entries[] = {{&renaming[0], "growth"}, {&renaming[1], "growth"}, {&renaming[2], "growth"},
                                                 {&renaming[3], "growth"}, {&renaming[4], "growth"}, {&renaming[5], "growth"},
                                                 {&renaming[6], "growth"}, {&renaming[7], "growth"}, {&renaming[8], "growth"}};

// One file in a folder of its own, analysed.
typedef struct Trial {
    Arena arena;
    Shell shell;
    Str path;
    const RegistryEntry *entries[COUNT_OF(renaming_entries)];
    Ruleset rules;
    Policies policies;
    ProjectOptions options;
    FileJobs jobs;
    Project project;
    FixOutcome outcome;
} Trial;

static void trial_open(Trial *trial, const char *text)
{
    *trial = (Trial){0};
    shell_open(&trial->shell);
    shell_write(&trial->shell, "my file.py", str_from(text));
    trial->path = shell_path(&trial->shell, "my file.py");
    for (size_t i = 0; i < COUNT_OF(renaming_entries); i++) trial->entries[i] = &renaming_entries[i];
    trial->rules = (Ruleset){.rules = trial->entries, .count = COUNT_OF(renaming_entries)};
    trial->policies = policies_of(&trial->arena, &trial->rules);
    trial->options = (ProjectOptions){.check = {.policies = &trial->policies, .root = trial->shell.folder}, .workers = 1};
    *array_push(&trial->arena, &trial->jobs) = (FileJob){.path = trial->path, .language = LANG_PYTHON, .size = strlen(text)};
    project_run(&trial->arena, &trial->options, &trial->jobs, &trial->project);
}

static void trial_close(Trial *trial)
{
    shell_close(&trial->shell);
    arena_close(&trial->arena);
}

static void trial_fix(Trial *trial, bool unsafe)
{
    FixOptions options = {.project = &trial->options, .unsafe = unsafe};
    fix_apply(&trial->arena, &options, &trial->jobs, &trial->project, &trial->outcome);
}

static const char *trial_text(Trial *trial)
{
    Problem why;
    Str text;
    assert_true(os_read(&trial->arena, trial->path, 0, &text, &why));
    return arena_terminated(&trial->arena, text);
}

static void check_fixed(const char *text, const char *wanted, bool unsafe, uint32_t fixed, uint32_t failures, uint32_t left)
{
    Trial trial;
    trial_open(&trial, text);
    trial_fix(&trial, unsafe);
    assert_string_equal(trial_text(&trial), wanted);
    assert_int_equal(trial.outcome.fixed.len, fixed);
    assert_int_equal(trial.outcome.failures.len, failures);
    assert_int_equal(trial.project.records[0].findings.len, left);
    assert_int_equal(trial.project.checked, 1);
    trial_close(&trial);
}

static void mends_until_nothing_is_left(void **state)
{
    (void)state;
    check_fixed("def one(): pass\n", "def three(): pass\n", false, 2, 0, 0);
    check_fixed("def fine(): pass\n", "def fine(): pass\n", false, 0, 0, 0);
}

static void keeps_marks_line_ends_and_a_missing_one(void **state)
{
    (void)state;
    check_fixed("\xef\xbb\xbf" "def two():\r\n    pass", "\xef\xbb\xbf" "def three():\r\n    pass", false, 1, 0, 0);
}

static void applies_risky_fixes_only_when_told(void **state)
{
    (void)state;
    check_fixed("def risky(): pass\n", "def risky(): pass\n", false, 0, 0, 1);
    check_fixed("def risky(): pass\n", "def tame(): pass\n", true, 1, 0, 0);
}

static void leaves_a_file_alone_that_would_break(void **state)
{
    (void)state;
    check_fixed("def broken(): pass\n", "def broken(): pass\n", false, 0, 1, 1);
    check_fixed("def stubborn(): pass\n", "def stubborn(): pass\n", false, 0, 1, 1);
}

static void check_failed(const char *text, const char *why)
{
    Trial trial;
    trial_open(&trial, text);
    vanishing = arena_terminated(&trial.arena, trial.path);
    trial.options.no_sandbox = true;  // for the rule that takes the file away
    trial_fix(&trial, false);
    assert_int_equal(trial.outcome.fixed.len, 0);
    assert_int_equal(trial.outcome.files, 0);
    assert_int_equal(trial.outcome.failures.len, 1);
    if (!str_contains(trial.outcome.failures.at[0].text, str_from(why))) fail_msg("%.*s", FMT(trial.outcome.failures.at[0].text));
    assert_int_equal(trial.project.records[0].findings.len, 1);
    assert_int_equal(trial.project.records[0].findings.at[0].edits.len, 0);
    trial_close(&trial);
}

static void says_why_a_file_is_left_alone(void **state)
{
    (void)state;
    check_failed("def torn(): pass\n", "its fixes do not fit its text");
    check_failed("def deadly(): pass\n", "it could not be analysed any more after fixing");
    check_failed("def vanishing(): pass\n", "no such file");
}

static void leaves_a_file_alone_that_went_before_it_was_mended(void **state)
{
    (void)state;
    Trial trial;
    trial_open(&trial, "def two(): pass\n");
    assert_int_equal(unlink(arena_terminated(&trial.arena, trial.path)), 0);
    trial_fix(&trial, false);
    assert_int_equal(trial.outcome.failures.len, 1);
    assert_int_equal(trial.outcome.fixed.len, 0);
    trial_close(&trial);
}

// It is left as it is, under all of them.
static void leaves_a_file_alone_that_has_two_names(void **state)
{
    (void)state;
    Trial trial;
    trial_open(&trial, "def two(): pass\n");
    const char *other = arena_format(&trial.arena, "%.*s/other%c", FMT(trial.shell.folder), 0).at;
    assert_int_equal(link(arena_terminated(&trial.arena, trial.path), other), 0);
    trial_fix(&trial, false);
    assert_string_equal(trial_text(&trial), "def two(): pass\n");
    assert_int_equal(trial.outcome.failures.len, 1);
    assert_true(str_starts(trial.outcome.failures.at[0].text, STR("it has several names")));
    assert_int_equal(trial.project.records[0].findings.len, 1);
    trial_close(&trial);
}

// Files need as many rounds as they need; one that is done, or given up, waits.
static void mends_each_file_in_its_own_rounds(void **state)
{
    (void)state;
    static const char *const texts[] = {"def one(): pass\n", "def broken(): pass\n", "def two(): pass\n", "def other(:\n"};
    Trial trial;
    Problem why;
    trial_open(&trial, texts[0]);
    for (size_t i = 1; i < COUNT_OF(texts); i++) {
        FileJob job = {.path = arena_format(&trial.arena, "%.*s/%zu.py", FMT(trial.shell.folder), i), .language = LANG_PYTHON, .size = strlen(texts[i])};
        assert_true(os_write(&trial.arena, job.path, str_from(texts[i]), &why));
        *array_push(&trial.arena, &trial.jobs) = job;
    }
    FileJob none = {.path = arena_format(&trial.arena, "%.*s/none.py", FMT(trial.shell.folder)), .language = LANG_PYTHON, .size = 1};
    *array_push(&trial.arena, &trial.jobs) = none;
    Settings settings = settings_default();
    settings.max_file_size = 1000;
    trial.policies.list.at[0].settings = &settings;
    FileJob big = {.path = arena_format(&trial.arena, "%.*s/big.py", FMT(trial.shell.folder)), .language = LANG_PYTHON, .size = 2000};
    char *much = arena_push(&trial.arena, big.size);
    memset(much, '#', big.size);
    assert_true(os_write(&trial.arena, big.path, (Str){much, big.size}, &why));
    *array_push(&trial.arena, &trial.jobs) = big;
    project_run(&trial.arena, &trial.options, &trial.jobs, &trial.project);
    trial_fix(&trial, false);
    assert_string_equal(trial_text(&trial), "def three(): pass\n");
    assert_int_equal(trial.outcome.files, 2);
    assert_int_equal(trial.outcome.fixed.len, 3);
    assert_int_equal(trial.outcome.failures.len, 1);
    assert_int_equal(trial.project.checked, 3);
    assert_int_equal(trial.project.partial, 1);
    assert_int_equal(trial.project.failed, 1);
    assert_int_equal(trial.project.skipped, 1);
    trial_close(&trial);
}

static void stops_after_ten_rounds(void **state)
{
    (void)state;
    check_fixed("def endless(): pass\n", "def endless__________(): pass\n", false, 10, 0, 1);
}

static void keeps_the_mode(void **state)
{
    (void)state;
    Trial trial;
    struct stat at;
    trial_open(&trial, "def two(): pass\n");
    const char *path = arena_terminated(&trial.arena, trial.path);
    assert_int_equal(chmod(path, 0751), 0);
    trial_fix(&trial, false);
    assert_int_equal(trial.outcome.files, 1);
    assert_int_equal(stat(path, &at), 0);
    assert_int_equal(at.st_mode & 07777, 0751);
    trial_close(&trial);
}

static void does_not_touch_a_file_that_changed(void **state)
{
    (void)state;
    Trial trial;
    Problem why;
    trial_open(&trial, "def two(): pass\n");
    assert_true(os_write(&trial.arena, trial.path, STR("def two(): return 1\n"), &why));
    trial_fix(&trial, false);
    assert_string_equal(trial_text(&trial), "def two(): return 1\n");
    assert_int_equal(trial.outcome.failures.len, 1);
    assert_int_equal(trial.outcome.fixed.len, 0);
    trial_close(&trial);
}

static void mends_standard_input_in_memory(void **state)
{
    (void)state;
    Trial trial;
    trial_open(&trial, "");
    FileJob *job = &trial.jobs.at[0];
    *job = (FileJob){.path = STR("x.py"), .language = LANG_PYTHON, .in_memory = true, .text = STR("def two(): pass\n")};
    project_run(&trial.arena, &trial.options, &trial.jobs, &trial.project);
    trial_fix(&trial, false);
    assert_true(str_is(trial.outcome.text, "def three(): pass\n"));
    assert_int_equal(access("x.py", F_OK), -1);
    trial_close(&trial);
}

static void preview_shows_where_all_rounds_lead(void **state)
{
    (void)state;
    Trial trial;
    trial_open(&trial, "def one(): pass\n");
    trial.options.check.root = trial.shell.folder;
    FixOptions options = {.project = &trial.options};
    Str diff = fix_preview(&trial.arena, &options, &trial.jobs, &trial.project, &trial.outcome);
    assert_string_equal(arena_terminated(&trial.arena, diff), "--- a/my file.py\t\n+++ b/my file.py\t\n@@ -1,1 +1,1 @@\n"
                                                              "-def one(): pass\n+def three(): pass\n");
    assert_string_equal(trial_text(&trial), "def one(): pass\n");
    trial_close(&trial);
}

// The header that the preview has for a file that is analysed as `path`, from `root`.
static void check_header(const char *root, const char *path, const char *wanted)
{
    Trial trial;
    trial_open(&trial, "");
    trial.options.check.root = str_from(root);
    trial.jobs.at[0] = (FileJob){.path = str_from(path), .language = LANG_PYTHON, .in_memory = true, .text = STR("def two(): pass\n")};
    project_run(&trial.arena, &trial.options, &trial.jobs, &trial.project);
    FixOptions options = {.project = &trial.options};
    Str diff = fix_preview(&trial.arena, &options, &trial.jobs, &trial.project, &trial.outcome);
    Str header = arena_format(&trial.arena, "--- a%s\n+++ b%s\n@@", wanted, wanted);
    if (!str_starts(diff, header)) fail_msg("wanted %.*s, got %.*s", FMT(header), FMT(diff));
    trial_close(&trial);
}

// As `git apply` takes them in the root: relative to it, if they lie below.
static void preview_names_paths_from_the_root(void **state)
{
    (void)state;
    check_header("/p", "/p/src/a.py", "/src/a.py");
    check_header("/p", "./././a.py", "/a.py");
    check_header("/p", "src/a.py", "/src/a.py");
    check_header("", "/p/a.py", "//p/a.py");
    check_header("/p", "/pp/a.py", "//pp/a.py");
    check_header("/q", "/p/a.py", "//p/a.py");
    check_header("/p.py", "/p.py", "//p.py");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_safe_fixes_unless_told_more),
        cmocka_unit_test(leaves_out_a_fix_that_overlaps),
        cmocka_unit_test(merges_what_is_the_same),
        cmocka_unit_test(joins_what_one_fix_inserts_at_one_place),
        cmocka_unit_test(inserts_before_what_is_replaced),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(mends_until_nothing_is_left),
        cmocka_unit_test(keeps_marks_line_ends_and_a_missing_one),
        cmocka_unit_test(applies_risky_fixes_only_when_told),
        cmocka_unit_test(leaves_a_file_alone_that_would_break),
        cmocka_unit_test(says_why_a_file_is_left_alone),
        cmocka_unit_test(leaves_a_file_alone_that_went_before_it_was_mended),
        cmocka_unit_test(leaves_a_file_alone_that_has_two_names),
        cmocka_unit_test(mends_each_file_in_its_own_rounds),
        cmocka_unit_test(stops_after_ten_rounds),
        cmocka_unit_test(keeps_the_mode),
        cmocka_unit_test(does_not_touch_a_file_that_changed),
        cmocka_unit_test(mends_standard_input_in_memory),
        cmocka_unit_test(preview_shows_where_all_rounds_lead),
        cmocka_unit_test(preview_names_paths_from_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
