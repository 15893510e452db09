// What files begin with in common: which bytes those are, which files may share them, and that nothing is seen differently.
#include "c_sample.h"

#include <stdio.h>

#include "c/c_flags.h"
#include "c/c_library.h"
#include "c/c_preamble.h"
#include "shell.h"

// The leads of a text, each in brackets.
static Str leads_of(Arena *arena, const char *text)
{
    Str shown = {0};
    CLeads leads = c_leads_read(arena, str_from(text));
    for (uint32_t i = 0; i < leads.len; i++)
        shown = arena_format(arena, "%.*s[%.*s]", FMT(shown), FMT(str_slice(str_from(text), leads.at[i].span.from, leads.at[i].span.to)));
    return shown;
}

static void expect_leads(const char *text, const char *expected)
{
    Arena arena = {0};
    Str shown = leads_of(&arena, text);
    if (!str_is(shown, expected)) fail_msg("%s\nhas the leads %.*s\nand not       %s", text, FMT(shown), expected);
    arena_close(&arena);
}

static void leads_are_the_directives_in_front(void **state)
{
    (void)state;
    expect_leads("", "");
    expect_leads("int x;\n#include <a.h>\n", "");
    expect_leads("// one\n#include <a.h>\n/* two */\n# include \"b.h\"\nint x;\n#include <c.h>\n", "[#include <a.h>][# include \"b.h\"]");
    expect_leads("#define A \\\n 1\n#include <a.h>", "[#define A \\\n 1][#include <a.h>]");
    expect_leads("#include <a.h> /* to\nhere */\nint x;", "");
    expect_leads("#include <a.h>\n#pragma once\n#include <b.h>\n", "[#include <a.h>]");
}

static void conditions_count_as_a_whole(void **state)
{
    (void)state;
    expect_leads("#ifdef A\n#include <a.h>\n#else\n#if B\n#include <b.h>\n#endif\n#endif\n#include <c.h>\n",
                 "[#ifdef A\n#include <a.h>\n#else\n#if B\n#include <b.h>\n#endif\n#endif][#include <c.h>]");
    expect_leads("#include <a.h>\n#ifdef A\nint x;\n#endif\n", "[#include <a.h>]");
    expect_leads("#endif\n#include <a.h>\n", "");
}

static void a_directive_that_names_its_place_ends_them(void **state)
{
    (void)state;
    expect_leads("#include <a.h>\n#if __LINE__ == 2\n#define B\n#endif\n#include <b.h>\n", "[#include <a.h>]");
    expect_leads("#define A 1\n#include __FILE__\n", "[#define A 1]");
}

typedef struct Files {
    Shell shell;
    CLibrary clang;
    CFlagOrigins origins;
    CPlan *plan;
} Files;

static void files_open(Files *files)
{
    Problem why = {0};
    shell_open(&files->shell);
    if (!c_library_open(&files->shell.arena, &files->clang, &why)) fail_msg("%.*s", FMT(why.text));
    files->origins = c_flags_open(&files->shell.arena, &(CSetup){.root = files->shell.folder}, files->clang.headers);
    files->plan = c_plan_open(&files->shell.arena);
}

static void files_close(Files *files)
{
    c_library_close(&files->clang);
    shell_close(&files->shell);
}

static Source source_of(Files *files, const char *name, const char *text)
{
    Source source;
    Problem why = {0};
    shell_write(&files->shell, name, str_from(text));
    assert_true(source_from_text(&files->shell.arena, shell_path(&files->shell, name), LANG_C, str_from(text), &source, &why));
    return source;
}

static void add(Files *files, const char *name, const char *text)
{
    Source source = source_of(files, name, text);
    CFlags flags = c_flags_of(&files->shell.arena, &files->origins, &source);
    c_plan_add(files->plan, &flags, &source);
}

static void the_longest_that_enough_files_share_is_chosen(void **state)
{
    (void)state;
    Files files;
    files_open(&files);
    for (int i = 0; i < 8; i++) {
        const char *name = arena_format(&files.shell.arena, "a%d.c%c", i, 0).at;
        add(&files, name, i == 7 ? "#include <stdio.h>\n#include <math.h>\n" : "#include <stdio.h>\n#define A 1\nint x;\n");
    }
    add(&files, "h.h", "#include <stdio.h>\n#define A 1\n");
    CChoices choices = c_plan_choose(files.plan);
    assert_int_equal(choices.len, 1);
    assert_true(str_is(choices.at[0].text, "#include <stdio.h>\n#define A 1\n"));
    assert_int_equal(choices.at[0].users, 7);
    files_close(&files);
}

// The facts of a file's unit, read with these preambles.
static Str facts_of(Files *files, const CPreambles *preambles, const Source *source)
{
    Arena *arena = &files->shell.arena;
    CFront *front = NULL;
    Unit unit;
    Problem why = {0};
    Knowledge knowledge = knowledge_open(arena, LANG_C);
    assert_true(c_open(arena, &(CSetup){.root = files->shell.folder, .preambles = preambles}, &front, &why));
    assert_true(c_unit(front, arena, source, &knowledge, &unit, &why));
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    unit_dump_events(&unit, out);
    fprintf(out, "%u errors, %u notes\n", unit.tree->syntax_errors, unit.notes.len);
    fclose(out);
    Str facts = arena_copy(arena, (Str){text, len});
    free(text);
    c_close(front);
    return facts;
}

static const char user[] = "#define WANT 3\n#include <assert.h>\n#include \"own.h\"\n#undef WANT\n#include <stdlib.h>\n"
                           "char *take(int n) { assert(n); char *p = own_make(n + OWN_EXTRA); if (!p) abort(); return p; }\n";

static Str precompiled(Files *files, const char *header, CPreambles **preambles)
{
    Arena *arena = &files->shell.arena;
    shell_write(&files->shell, "own.h", str_from(header));
    for (int i = 0; i < 8; i++) add(files, arena_format(arena, "u%d.c%c", i, 0).at, user);
    CChoices choices = c_plan_choose(files->plan);
    assert_int_equal(choices.len, 1);
    const char *path = shell_path(&files->shell, "made").at;
    Inclusions inclusions = {0};
    if (c_precompile(arena, &files->clang, &choices.at[0], path, &inclusions)) c_preamble_add(arena, preambles, choices.at[0].key, path, &inclusions);
    return choices.at[0].text;
}

// The header has no guard: reading it twice would be an error.
static const char own[] = "#include <stdlib.h>\nenum { OWN_EXTRA = WANT };\nstruct own { int n; };\n"
                          "static inline char *own_make(int n) { return malloc((unsigned long)n); }\n";

static void a_file_looks_the_same_with_what_was_precompiled(void **state)
{
    (void)state;
    Files files;
    files_open(&files);
    CPreambles *preambles = NULL;
    precompiled(&files, own, &preambles);
    Source source = source_of(&files, "u0.c", user);
    CFlags flags = c_flags_of(&files.shell.arena, &files.origins, &source);
    assert_non_null(preambles);
    CShared shared = c_preamble_find(&files.shell.arena, preambles, &flags, &source);
    assert_non_null(shared.path);
    assert_int_equal(shared.text.len, source.text.len);
    assert_true(str_is(str_trim(shared.text), strstr(user, "char *take")) || str_starts(str_trim(shared.text), STR("char *take")));
    Str with = facts_of(&files, preambles, &source), without = facts_of(&files, NULL, &source);
    assert_has(without, "0 errors, 0 notes");
    assert_has(without, "take");
    if (!str_equal(with, without)) fail_msg("with:\n%.*s\nwithout:\n%.*s", FMT(with), FMT(without));
    files_close(&files);
}

static void what_has_errors_is_not_used(void **state)
{
    (void)state;
    Files files;
    files_open(&files);
    CPreambles *preambles = NULL;
    precompiled(&files, "#include <not_there.h>\n", &preambles);
    assert_null(preambles);
    files_close(&files);
}

static void a_header_that_clang_does_not_save_whole_is_not_used(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "#define A 1\n#pragma push_macro(\"A\")\n",
        "#pragma GCC visibility  push(hidden)\n",
        "extern char name[sizeof __BASE_FILE__];\n",
        "static int open(void) {\nreturn 0;\n",
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        Files files;
        files_open(&files);
        CPreambles *preambles = NULL;
        precompiled(&files, headers[i], &preambles);
        if (preambles) fail_msg("used: %s", headers[i]);
        files_close(&files);
    }
}

static void a_header_that_changed_since_costs_nothing_but_time(void **state)
{
    (void)state;
    Files files;
    files_open(&files);
    CPreambles *preambles = NULL;
    precompiled(&files, own, &preambles);
    assert_non_null(preambles);
    shell_write(&files.shell, "own.h", STR("#include <stdlib.h>\n#define OWN_EXTRA 0\nchar *own_make(int);\n"));
    Source source = source_of(&files, "u0.c", user);
    Str with = facts_of(&files, preambles, &source), without = facts_of(&files, NULL, &source);
    assert_has(with, "0 errors, 0 notes");
    if (!str_equal(with, without)) fail_msg("with:\n%.*s\nwithout:\n%.*s", FMT(with), FMT(without));
    files_close(&files);
}

static void a_run_leaves_nothing_behind_and_finds_the_same(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "own.h", str_from(own));
    Ran made = shell_run(&shell, "mkdir t code; for i in 1 2 3 4 5 6 7 8; do printf '#define WANT 3\\n#include \"../own.h\"\\n#include <stdio.h>\\n"
                                 "int f(void)\\n{\\n    char *p = malloc(OWN_EXTRA);\\n    if (puts(\"x\") < 0) return 1;\\n    free(p);\\n    return 0;\\n}\\n' >code/$i.c; done");
    assert_int_equal(made.status, 0);
    Ran with = shell_run(&shell, "TMPDIR=$PWD/t $memlint check -j2 --exit-zero code");
    Ran without = shell_run(&shell, "MEMLINT_PREAMBLES=0 $memlint check -j2 --exit-zero code");
    assert_has(without.out, "code/8.c:");
    assert_true(str_equal(with.out, without.out));
    Ran left = shell_run(&shell, "ls -A t");
    assert_true(str_is(left.out, ""));
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leads_are_the_directives_in_front),
        cmocka_unit_test(conditions_count_as_a_whole),
        cmocka_unit_test(a_directive_that_names_its_place_ends_them),
        cmocka_unit_test(the_longest_that_enough_files_share_is_chosen),
        cmocka_unit_test(a_file_looks_the_same_with_what_was_precompiled),
        cmocka_unit_test(what_has_errors_is_not_used),
        cmocka_unit_test(a_header_that_clang_does_not_save_whole_is_not_used),
        cmocka_unit_test(a_header_that_changed_since_costs_nothing_but_time),
        cmocka_unit_test(a_run_leaves_nothing_behind_and_finds_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
