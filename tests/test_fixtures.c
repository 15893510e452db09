// Every file in fixtures/python/<rule>/ and fixtures/c/<rule>/, and every block of code in docs/rules/, is a test.
//
// A file is analysed with the rule of its folder alone; what is reported must be what its marks say (mark.h). A folder below
// the rule's is one project: its files are analysed together. `x.py` with `x.fixed.py` (or `.c`) says what all fixes, risky ones
// too, make of it. In a page, code under "## Example" fires where it is marked and all other code is silent.
// `test_fixtures PART` runs the tests whose path contains PART.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/fix.h"
#include "mark.h"

// Some text with marks: a file, or a block of a page.
typedef struct Piece {
    Str path;              // of the file or page
    Str text;
    Language language;
    uint32_t first_line;   // line of the page on which a block starts, less 1
    bool is_page;
    bool is_silent;        // a block that must not be reported at all
} Piece;

typedef struct Case {
    const char *name;
    const RegistryEntry *entry;
    ArrayOf(Piece) pieces;  // analysed as one project
    Str fixed;              // path of what the fixes make of the only piece; empty = none
} Case;

typedef ArrayOf(Case) Cases;

// --- running ---------------------------------------------------------------------------------------------------

typedef struct Run {
    Arena arena;
    const RegistryEntry *alone[1];
    Selection all;
    Ruleset rules;
    Policies policies;
    ProjectOptions options;
    FileJobs jobs;
    Project project;
    uint32_t failures;
} Run;

// The rule alone; one that speaks of suppressions sees what they suppress.
static void select_rules(Run *run, const RegistryEntry *entry)
{
    Problem why;
    run->alone[0] = entry;
    run->rules = (Ruleset){.rules = run->alone, .count = 1};
    *array_push(&run->arena, &run->all.select) = STR("ALL");
    if (entry->rule->on_unused_suppression) assert_true(ruleset_resolve(&run->arena, &run->all, &run->rules, &why));
}

static void run_case(Run *run, const Case *c)
{
    select_rules(run, c->entry);
    run->policies = policies_of(&run->arena, &run->rules);
    run->options = (ProjectOptions){.check = {.policies = &run->policies, .root = os_real_path(&run->arena, STR("."))}, .workers = 1};
    for (uint32_t i = 0; i < c->pieces.len; i++) {
        const Piece *piece = &c->pieces.at[i];
        FileJob job = {.path = piece->path, .language = piece->language, .size = piece->text.len};
        if (piece->is_page) {
            job.path = arena_format(&run->arena, "docs/rules/example%s", piece->language == LANG_C ? ".c" : ".py");
            job.in_memory = true;
            job.text = piece->text;
        }
        *array_push(&run->arena, &run->jobs) = job;
    }
    project_run(&run->arena, &run->options, &run->jobs, &run->project);
}

static void complain(Run *run, const Piece *piece, uint32_t line, const char *format, ...) PRINTF_LIKE(4, 5);
static void complain(Run *run, const Piece *piece, uint32_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str text = arena_vformat(&run->arena, format, args);
    va_end(args);
    print_error("%.*s:%u: %.*s\n", FMT(piece->path), piece->first_line + line, FMT(text));
    run->failures++;
}

// --- comparing -------------------------------------------------------------------------------------------------

static bool fires(MarkKind kind) { return kind == MARK_EXPECT || kind == MARK_FALSE; }

// A mark that wants this finding and has none yet.
static Mark *mark_for(Marks *marks, const Finding *finding)
{
    for (uint32_t i = 0; i < marks->len; i++) {
        Mark *mark = &marks->at[i];
        if (!fires(mark->kind) || mark->is_matched || mark->line != finding->at.from.line) continue;
        if (str_contains(finding->message, mark->text)) return mark;
    }
    return NULL;
}

static const Mark *mark_against(const Marks *marks, uint32_t line)
{
    for (uint32_t i = 0; i < marks->len; i++)
        if (!fires(marks->at[i].kind) && marks->at[i].line == line) return &marks->at[i];
    return NULL;
}

static void compare_finding(Run *run, const Piece *piece, Marks *marks, const Finding *finding)
{
    uint32_t line = finding->at.from.line;
    Mark *wanted = piece->is_silent ? NULL : mark_for(marks, finding);
    const Mark *against = mark_against(marks, line);
    if (wanted) wanted->is_matched = true;
    else if (against && against->kind == MARK_MISS) complain(run, piece, line, "found at last, promote `miss` to `expect`: %.*s", FMT(finding->message));
    else if (against) complain(run, piece, line, "marked `ok`, got: %.*s", FMT(finding->message));
    else complain(run, piece, line, "not marked, got: %.*s", FMT(finding->message));
}

static void compare_piece(Run *run, const Case *c, const Piece *piece, const Record *record)
{
    Marks marks = marks_of(&run->arena, piece->text, piece->language, piece->is_page);
    if (!marks.len && !piece->is_page && c->pieces.len == 1) complain(run, piece, 1, "no mark: this can't fail");
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (str_is(record->findings.at[i].rule, c->entry->rule->id))
            compare_finding(run, piece, &marks, &record->findings.at[i]);
    for (uint32_t i = 0; i < marks.len; i++) {
        const Mark *mark = &marks.at[i];
        if (mark->rule.len && !str_is(mark->rule, c->entry->rule->id))
            complain(run, piece, mark->line, "the mark names '%.*s', this is '%s'", FMT(mark->rule), c->entry->rule->id);
        else if (mark->kind == MARK_EXPECT && !mark->is_matched)
            complain(run, piece, mark->line, "wanted a finding%s%.*s, got none", mark->text.len ? " with " : "", FMT(mark->text));
        else if (mark->kind == MARK_FALSE && !mark->is_matched)
            complain(run, piece, mark->line, "no longer reported, make it `ok`");
    }
}

// Code of a fixture must be understood as a whole, or its `ok` marks say nothing. Blocks of a page may leave out what is not theirs.
static void compare_outcome(Run *run, const Piece *piece, const Record *record)
{
    bool may_be_broken = piece->is_page || str_contains(piece->path, STR("broken"));
    if (record->outcome == OUTCOME_FAILED) complain(run, piece, 1, "not analysed: %.*s", FMT(record->problem));
    if (record->outcome != OUTCOME_PARTIAL || may_be_broken) return;
    for (uint32_t i = 0; i < record->notes.len; i++) complain(run, piece, 1, "read only in part: %.*s", FMT(record->notes.at[i]));
    if (!record->notes.len) complain(run, piece, 1, "read only in part");
}

// --- fixes -----------------------------------------------------------------------------------------------------

static void complain_difference(Run *run, const Piece *piece, Str wanted, Str got)
{
    Str want_line = {0}, got_line = {0};
    for (uint32_t line = 1;; line++) {
        bool more_wanted = str_cut(&wanted, '\n', &want_line), more_got = str_cut(&got, '\n', &got_line);
        if (more_wanted && more_got && str_equal(want_line, got_line)) continue;
        complain(run, piece, line, "fixed:\n  wanted '%.*s'\n  got    '%.*s'", more_wanted ? (int)want_line.len : 5,
                 more_wanted ? want_line.at : "(end)", more_got ? (int)got_line.len : 5, more_got ? got_line.at : "(end)");
        return;
    }
}

static void check_compiles(Run *run, const Piece *piece, Str path)
{
    const char *command = piece->language == LANG_C
                              ? "cc -std=gnu11 -fsyntax-only -w '%.*s' >&2"
                              : "! command -v python3 >/dev/null || python3 -c 'import ast,sys; ast.parse(open(sys.argv[1], \"rb\").read())' '%.*s' >&2";
    char text[1024];
    snprintf(text, sizeof text, command, (int)path.len, path.at);
    if (system(text) != 0) complain(run, piece, 1, "'%.*s' does not compile", FMT(path));
}

static void check_fixes(Run *run, const Case *c)
{
    const Piece *piece = &c->pieces.at[0];
    FixOptions options = {&run->options, .unsafe = true};
    FixOutcome outcome = {0};
    Problem why;
    Str wanted;
    FileJob *job = &run->jobs.at[0];
    job->in_memory = true;
    job->text = piece->text;
    fix_apply(&run->arena, &options, &run->jobs, &run->project, &outcome);
    for (uint32_t i = 0; i < outcome.failures.len; i++) complain(run, piece, 1, "fix: %.*s", FMT(outcome.failures.at[i].text));
    if (!os_read(&run->arena, c->fixed, 0, &wanted, &why)) {
        complain(run, piece, 1, "%.*s", FMT(why.text));
        return;
    }
    Str got = outcome.text.len ? outcome.text : piece->text;
    if (!str_equal(wanted, got)) complain_difference(run, piece, wanted, got);
    for (uint32_t i = 0; i < run->project.records[0].findings.len; i++)
        if (run->project.records[0].findings.at[i].fix_kind)
            complain(run, piece, run->project.records[0].findings.at[i].at.from.line, "still has something to fix (line of the fixed text)");
    check_compiles(run, piece, c->fixed);
}

static void check_case(void **state)
{
    const Case *c = *state;
    Run run = {0};
    run_case(&run, c);
    for (uint32_t i = 0; i < c->pieces.len; i++) {
        compare_outcome(&run, &c->pieces.at[i], &run.project.records[i]);
        compare_piece(&run, c, &c->pieces.at[i], &run.project.records[i]);
    }
    if (c->fixed.len) check_fixes(&run, c);
    uint32_t failures = run.failures;
    arena_close(&run.arena);
    if (failures) fail();
}

// --- finding the tests -----------------------------------------------------------------------------------------

static void piece_add(Arena *arena, Case *c, Str path)
{
    Problem why;
    Piece piece = {.path = path, .language = language_of_path(path)};
    if (!os_read(arena, path, 0, &piece.text, &why)) fail_msg("%.*s", FMT(why.text));
    *array_push(arena, &c->pieces) = piece;
}

static Str stem_of(Str path) { return str_slice(path, 0, str_find_last_char(path, '.')); }

static Str fixed_path(Arena *arena, Str path)
{
    Str stem = stem_of(path);
    return arena_format(arena, "%.*s.fixed%.*s", FMT(stem), FMT(str_from_byte(path, stem.len)));
}

// A file that is its own test: not what fixes make, and not a header that other fixtures include.
static bool is_test_file(Arena *arena, Str path)
{
    Str text;
    Problem why;
    if (!language_of_path(path) || str_ends(stem_of(path), STR(".fixed"))) return false;
    if (!str_ends(path, STR(".h"))) return true;
    return os_read(arena, path, 0, &text, &why) && marks_of(arena, text, LANG_C, false).len > 0;
}

static void find_file(Arena *arena, Cases *cases, const RegistryEntry *entry, Str path)
{
    if (!is_test_file(arena, path)) return;
    Case *c = array_push(arena, cases);
    c->name = arena_terminated(arena, path);
    c->entry = entry;
    piece_add(arena, c, path);
    Str fixed = fixed_path(arena, path);
    if (os_exists(arena, fixed)) c->fixed = fixed;
}

static void find_project(Arena *arena, Case *c, Str folder)
{
    Strs names;
    Problem why;
    if (!os_list(arena, folder, &names, &why)) fail_msg("%.*s", FMT(why.text));
    for (uint32_t i = 0; i < names.len; i++) {
        Str path = arena_format(arena, "%.*s/%.*s", FMT(folder), FMT(names.at[i]));
        OsInfo info;
        if (os_info(arena, path, &info, &why) && info.kind == OS_FOLDER) find_project(arena, c, path);
        else if (language_of_path(path)) piece_add(arena, c, path);
    }
}

static void find_in_folder(Arena *arena, Cases *cases, const RegistryEntry *entry, const char *language)
{
    Strs names;
    Problem why;
    Str folder = arena_format(arena, "fixtures/%s/%s", language, entry->rule->id);
    if (!os_list(arena, folder, &names, &why)) return;  // test_rules says what is missing
    for (uint32_t i = 0; i < names.len; i++) {
        Str path = arena_format(arena, "%.*s/%.*s", FMT(folder), FMT(names.at[i]));
        OsInfo info;
        if (!os_info(arena, path, &info, &why) || info.kind != OS_FOLDER) {
            find_file(arena, cases, entry, path);
            continue;
        }
        Case *c = array_push(arena, cases);
        *c = (Case){.name = arena_terminated(arena, path), .entry = entry};
        find_project(arena, c, path);
    }
}

static Language language_of_fence(Str line)
{
    Str word = str_trim(str_from_byte(line, 3));
    return str_is(word, "python") ? LANG_PYTHON : str_is(word, "c") ? LANG_C : (Language)0;
}

static void find_block(Arena *arena, Cases *cases, const RegistryEntry *entry, Piece piece)
{
    Case *c = array_push(arena, cases);
    c->name = arena_terminated(arena, arena_format(arena, "%.*s:%u", FMT(piece.path), piece.first_line + 1));
    c->entry = entry;
    *array_push(arena, &c->pieces) = piece;
}

static void find_in_page(Arena *arena, Cases *cases, const RegistryEntry *entry)
{
    Problem why;
    Str page, rest, line;
    Str path = arena_format(arena, "docs/rules/%s.md", entry->rule->id);
    if (!os_read(arena, path, 0, &page, &why)) return;
    bool is_example = false, is_open = false;
    Piece piece = {.path = path, .is_page = true};
    rest = page;
    for (uint32_t number = 1; str_cut(&rest, '\n', &line); number++) {
        bool is_fence = str_starts(line, STR("```"));
        if (!is_open && str_starts(line, STR("## "))) is_example = str_is(str_trim(line), "## Example");
        if (!is_fence) continue;
        if (!is_open) {
            piece.language = language_of_fence(line);
            piece.first_line = number;
            piece.is_silent = !is_example;
            piece.text = rest;
        } else if (piece.language) {
            piece.text.len = (size_t)(line.at - piece.text.at);
            find_block(arena, cases, entry, piece);
        }
        is_open = !is_open;
    }
}

static Cases find_cases(Arena *arena)
{
    Cases cases = {0};
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        find_in_folder(arena, &cases, &registry_rules[i], "c");
        find_in_folder(arena, &cases, &registry_rules[i], "python");
        find_in_page(arena, &cases, &registry_rules[i]);
    }
    return cases;
}

int main(int count, char **arguments)
{
    Arena arena = {0};
    if (chdir(MEMLINT_SOURCE_DIR) != 0) return 2;
    Cases cases = find_cases(&arena);
    struct CMUnitTest *tests = arena_array(&arena, struct CMUnitTest, cases.len + 1);
    size_t chosen = 0;
    for (uint32_t i = 0; i < cases.len; i++) {
        if (count > 1 && !strstr(cases.at[i].name, arguments[1])) continue;
        tests[chosen++] = (struct CMUnitTest){.name = cases.at[i].name, .test_func = check_case, .initial_state = &cases.at[i]};
    }
    if (!chosen) fprintf(stderr, "no fixture has '%s' in its path\n", count > 1 ? arguments[1] : "");
    int failed = chosen ? _cmocka_run_group_tests("fixtures", tests, chosen, NULL, NULL) : 2;
    arena_close(&arena);
    return failed;
}
