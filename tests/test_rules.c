// Every rule is complete: its literal is filled, its page and its fixtures are there. Names what is missing.
#include "mark.h"
#include "walk.h"

#include <stdio.h>
#include <unistd.h>

#include "engine/explain.h"

enum { LEAST_MARKS = 2 };  // of `expect` and of `ok`, per language

static uint32_t complain(const Rule *rule, const char *what)
{
    print_error("%s: %s\n", rule->id, what);
    return 1;
}

// Runs one check over all rules and fails when any complained.
static void check_all(uint32_t (*check)(Arena *arena, const RegistryEntry *entry))
{
    Arena arena = {0};
    uint32_t bad = 0;
    assert_true(registry_rule_count > 0);
    for (uint32_t i = 0; i < registry_rule_count; i++) bad += check(&arena, &registry_rules[i]);
    arena_close(&arena);
    assert_int_equal(bad, 0);
}

// --- the literal -----------------------------------------------------------------------------------------------

static bool is_kebab(Str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!mark_is_name(id.at[i])) return false;
    return id.len > 0 && id.at[0] != '-';
}

static uint32_t check_name(Arena *arena, const RegistryEntry *entry)
{
    Str id = str_from(entry->rule->id);
    char *stem = arena_push(arena, id.len + 1);
    for (size_t i = 0; i < id.len; i++) stem[i] = id.at[i] == '-' ? '_' : id.at[i];
    Str path = arena_format(arena, "rules/%s/%s.c", entry->family, stem);
    if (!is_kebab(id)) return complain(entry->rule, "its id is not kebab-case");
    return os_exists(arena, path) ? 0 : complain(entry->rule, arena_terminated(arena, arena_format(arena, "there is no %.*s", FMT(path))));
}

static bool is_filled(const char *text) { return text && *text; }

// The callbacks stand last in a Rule, so a new one needs no line here.
static bool subscribes(const Rule *rule)
{
    const char *from = (const char *)rule + offsetof(Rule, on_container), *to = (const char *)(rule + 1);
    for (const char *at = from; at < to; at++)
        if (*at) return true;
    return false;
}

static uint32_t check_literal(Arena *arena, const RegistryEntry *entry)
{
    (void)arena;
    const Rule *rule = entry->rule;
    uint32_t bad = 0;
    if (!is_filled(rule->summary)) bad += complain(rule, "no summary");
    else if (str_ends(str_from(rule->summary), STR("."))) bad += complain(rule, "the summary ends with a period");
    if (!is_filled(rule->help)) bad += complain(rule, "no help");
    if (!is_filled(rule->since)) bad += complain(rule, "does not say since when");
    if (!rule->languages || rule->languages & ~(unsigned)(LANG_C | LANG_PYTHON)) bad += complain(rule, "no language");
    if (!rule->severity) bad += complain(rule, "no severity");
    if (!subscribes(rule)) bad += complain(rule, "subscribes to nothing");
    if (!rule->on_node != !rule->kinds) bad += complain(rule, "on_node and kinds go together");
    if (rule->cwe && !str_starts(str_from(rule->cwe), STR("CWE-"))) bad += complain(rule, "cwe is no CWE-number");
    return bad;
}

// --- the page --------------------------------------------------------------------------------------------------

// The headings in order, "## " left off; what stands in fences is no heading.
static Strs headings_of(Arena *arena, Str page)
{
    Strs headings = {0};
    bool is_code = false;
    Str rest = page, line;
    while (str_cut(&rest, '\n', &line)) {
        if (str_starts(line, STR("```"))) is_code = !is_code;
        if (!is_code && str_starts(line, STR("## "))) *array_push(arena, &headings) = str_trim(str_from_byte(line, 3));
    }
    return headings;
}

static uint32_t check_headings(Arena *arena, const Rule *rule, Str page)
{
    static const char *const wanted[] = {"Example", "Instead", "Not reported", "Options"};
    Strs headings = headings_of(arena, page);
    bool right = headings.len == 3 || headings.len == 4;
    for (uint32_t i = 0; right && i < headings.len; i++) right = str_is(headings.at[i], wanted[i]);
    return right ? 0 : complain(rule, "the page's headings are not Example, Instead, Not reported (and Options)");
}

static uint32_t check_header(Arena *arena, const Rule *rule, Str page)
{
    Str rest = page, title = {0}, header = {0}, wanted = explain_header(arena, rule);
    str_cut(&rest, '\n', &title);
    str_cut(&rest, '\n', &header);
    uint32_t bad = 0;
    if (!str_equal(title, arena_format(arena, "# %s", rule->id))) bad += complain(rule, "the page's title is not its id");
    if (str_equal(header, wanted)) return bad;
    print_error("%s: the page's second line is\n  %.*s\nand must be\n  %.*s\n", rule->id, FMT(header), FMT(wanted));
    return bad + 1;
}

// Does the page show, for each language of the rule, code that fires?
static uint32_t check_options(const Rule *rule, Str page)
{
    uint32_t bad = 0;
    for (const RuleOption *option = rule->options; option && option->name; option++) {
        char line[64];
        snprintf(line, sizeof line, "- `%s` (%u): ", option->name, option->fallback);
        if (!str_contains(page, str_from(line))) bad += complain(rule, "the page does not name its options as '- `name` (default): what'");
        if (!is_filled(option->help)) bad += complain(rule, "an option has no help");
    }
    return bad;
}

static uint32_t check_example(const Rule *rule, Str page)
{
    Str example = str_from_byte(page, str_find(page, STR("## Example")));
    example = str_slice(example, 0, str_find(example, STR("## Instead")));
    uint32_t bad = 0;
    if (rule->languages & LANG_C && !str_contains(example, STR("```c\n"))) bad += complain(rule, "the page has no example in C");
    if (rule->languages & LANG_PYTHON && !str_contains(example, STR("```python\n"))) bad += complain(rule, "the page has no example in Python");
    if (!str_contains(example, STR("expect"))) bad += complain(rule, "no line of the page's example is marked `expect`");
    return bad;
}

static uint32_t check_page(Arena *arena, const RegistryEntry *entry)
{
    Str page = registry_page(str_from(entry->rule->id));
    if (!page.len) return complain(entry->rule, "no page in docs/rules");
    uint32_t bad = check_headings(arena, entry->rule, page) + check_header(arena, entry->rule, page);
    bad += check_options(entry->rule, page);
    return bad + (entry->rule->on_unused_suppression ? 0 : check_example(entry->rule, page));
}

// A page without a rule is left over from one that was renamed.
static void every_page_has_a_rule(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < registry_page_count; i++)
        if (!registry_find(str_from(registry_pages[i].rule))) fail_msg("docs/rules/%s.md is the page of no rule", registry_pages[i].rule);
}

// --- the fixtures ----------------------------------------------------------------------------------------------

static uint32_t count_marks(Arena *arena, Str folder, const char *ending, Language language, MarkKind kind)
{
    Strs files = {0};
    uint32_t count = 0;
    walk_files(arena, folder, str_from(ending), &files);
    for (uint32_t i = 0; i < files.len; i++) {
        if (str_contains(files.at[i], STR(".fixed."))) continue;
        Marks marks = marks_of(arena, walk_read(arena, files.at[i]), language, false);
        for (uint32_t j = 0; j < marks.len; j++) count += marks.at[j].kind == kind;
    }
    return count;
}

static uint32_t check_language(Arena *arena, const Rule *rule, Language language)
{
    bool is_c = language == LANG_C;
    Str folder = arena_format(arena, "fixtures/%s/%s", is_c ? "c" : "python", rule->id);
    uint32_t expect = count_marks(arena, folder, is_c ? ".c" : ".py", language, MARK_EXPECT);
    uint32_t ok = count_marks(arena, folder, is_c ? ".c" : ".py", language, MARK_OK);
    if (expect >= LEAST_MARKS && ok >= LEAST_MARKS) return 0;
    print_error("%s: %.*s has %u `expect` and %u `ok`, at least %d of each are wanted\n", rule->id, FMT(folder), expect, ok, LEAST_MARKS);
    return 1;
}

static uint32_t check_fixtures(Arena *arena, const RegistryEntry *entry)
{
    uint32_t bad = 0;
    if (entry->rule->languages & LANG_C) bad += check_language(arena, entry->rule, LANG_C);
    if (entry->rule->languages & LANG_PYTHON) bad += check_language(arena, entry->rule, LANG_PYTHON);
    return bad;
}

// A folder of fixtures that no rule runs is dead.
static uint32_t check_folder(Arena *arena, const char *language)
{
    Strs names;
    Problem why;
    uint32_t bad = 0;
    Str folder = arena_format(arena, "fixtures/%s", language);
    if (!os_list(arena, folder, &names, &why)) return 0;
    for (uint32_t i = 0; i < names.len; i++) {
        if (registry_find(names.at[i])) continue;
        print_error("%.*s/%.*s belongs to no rule\n", FMT(folder), FMT(names.at[i]));
        bad++;
    }
    return bad;
}

static void every_fixture_has_a_rule(void **state)
{
    (void)state;
    Arena arena = {0};
    uint32_t bad = check_folder(&arena, "c") + check_folder(&arena, "python");
    arena_close(&arena);
    assert_int_equal(bad, 0);
}

static void every_rule_has_its_name(void **state) { (void)state; check_all(check_name); }
static void every_literal_is_filled(void **state) { (void)state; check_all(check_literal); }
static void every_rule_has_a_page(void **state) { (void)state; check_all(check_page); }
static void every_rule_has_fixtures(void **state) { (void)state; check_all(check_fixtures); }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_its_name),
        cmocka_unit_test(every_literal_is_filled),
        cmocka_unit_test(every_rule_has_a_page),
        cmocka_unit_test(every_page_has_a_rule),
        cmocka_unit_test(every_rule_has_fixtures),
        cmocka_unit_test(every_fixture_has_a_rule),
    };
    if (chdir(MEMLINT_SOURCE_DIR) != 0) return 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
