// What a function acquires and how its paths end, and what it does to its arguments, as text: "malloc p: returned, leaked".
#include "c_sample.h"

#include "model/resource.h"

static const char *const endings[] = {
    [ENDING_ESCAPED] = "escaped", [ENDING_RETURNED] = "returned", [ENDING_STORED] = "stored", [ENDING_KEPT] = "kept",
    [ENDING_RELEASED] = "released", [ENDING_LEAKED] = "leaked", [ENDING_OVERWRITTEN] = "overwritten",
    [ENDING_HOLDER_RELEASED] = "holder released", [ENDING_RELEASED_TWICE] = "released twice", [ENDING_USED_LATE] = "used late",
    [ENDING_RELEASED_WRONGLY] = "released wrongly", [ENDING_RELEASED_INSIDE] = "released inside", [ENDING_OPEN] = "open"};

#define HEADER                                                                                                      \
    "#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"       \
    "void unknown(void *); _Noreturn void die(void); extern char *global;\n"

typedef struct Facts {
    Summaries summaries;
    Resources resources;
} Facts;

static Facts facts_of(CSample *sample, const char *text)
{
    char source[2048];
    snprintf(source, sizeof source, HEADER "%s", text);
    Unit *unit = c_sample(sample, source);
    Facts facts = {.summaries = summaries_open(&sample->arena, unit, NULL)};
    facts.resources = resources_find(&sample->arena, unit, &facts.summaries);
    return facts;
}

// Every ending of every acquisition of function f, each kind once, in the order of the enumeration.
static void assert_endings(CSample *sample, const char *text, const char *expected)
{
    char found[1024] = "";
    Facts facts = facts_of(sample, text);
    for (uint32_t i = 0; i < facts.resources.len; i++) {
        const Resource *resource = &facts.resources.at[i];
        if (!str_is(unit_function(&sample->unit, resource->function)->name, "f")) continue;
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s:", *found ? "; " : "", FMT(resource->name));
        for (int kind = ENDING_ESCAPED; kind <= ENDING_OPEN; kind++) {
            bool ends_so = false;
            for (uint32_t e = 0; e < resource->endings.len; e++) ends_so |= resource->endings.at[e].kind == (EndingKind)kind;
            if (ends_so) snprintf(found + strlen(found), sizeof found - strlen(found), " %s", endings[kind]);
        }
    }
    assert_string_equal(found, expected);
}

static void failures_are_no_leaks(void **state)
{
    assert_endings(*state, "int f(void) { char *p = malloc(3); if (!p) return -1; free(p); return 0; }", "p: released");
    assert_endings(*state, "int f(void) { int d = open(\"a\", 0); if (d < 0) return -1; close(d); return 0; }", "d: released");
    assert_endings(*state, "int f(void) { char *p; if (asprintf(&p, \"a\") == -1) return -1; free(p); return 0; }", "p: released");
    assert_endings(*state, "int f(void) { char *p; int r = asprintf(&p, \"a\"); if (r < 0) return r; free(p); return 0; }", "p: released");
}

static void each_path_has_its_ending(void **state)
{
    assert_endings(*state, "int f(int n) { char *p = malloc(3); if (n) return 1; free(p); return 0; }", "p: released leaked");
    assert_endings(*state, "char *f(int n) { char *p = malloc(3); if (n) return NULL; return p; }", "p: returned leaked");
    assert_endings(*state, "void f(int n) { char *p = malloc(3); if (n) unknown(p); else global = p; }", "p: escaped");
    assert_endings(*state, "int f(char **out) { char *p = malloc(3); *out = p; return 0; }", "p: stored");
    assert_endings(*state, "void f(void) { char *p = malloc(3); p = NULL; }", "p: overwritten");
    assert_endings(*state, "void f(void) { char *p = malloc(3); die(); }", "p:");
}

static void facts_decide_branches(void **state)
{
    assert_endings(*state, "void f(int n) { char *p = NULL; if (n) p = malloc(3); if (n) free(p); }", "p: released");
    assert_endings(*state, "void f(int n) { char *p = NULL; if (n & 4) p = malloc(3); if (n & 4) free(p); }", "p: released");
    assert_endings(*state, "int f(int n) { int r = -1; char *p = malloc(3); if (n) goto out; r = 0; out: if (r) free(p); else free(p); return r; }",
                   "p: released");
    assert_endings(*state, "static const int on = 1; void f(void) { char *p = malloc(3); if (on) free(p); }", "p: released");
    assert_endings(*state, "void f(char *a) { char *p; if ((p = a) == NULL) p = malloc(3); if (a == NULL) free(p); }", "p: released");
    assert_endings(*state, "void f(int n) { switch (3) { case 2: return; default: break; } char *p = malloc(3); if (n) free(p); else free(p); }",
                   "p: released");
}

static void late_and_wrong_releases_are_seen(void **state)
{
    assert_endings(*state, "void f(void) { char *p = malloc(3); free(p); free(p); }", "p: released twice");
    assert_endings(*state, "int f(void) { char *p = malloc(3); free(p); return p[0]; }", "p: used late");
    assert_endings(*state, "void f(void) { FILE *p = fopen(\"a\", \"r\"); free(p); }", "p: released wrongly");
    assert_endings(*state, "void f(void) { char *p = malloc(3); p++; free(p); }", "p: released inside");
    assert_endings(*state, "void f(void) { char *p = malloc(3), *q = p; free(q); }", "p: released");
}

static void realloc_takes_over_when_it_succeeds(void **state)
{
    assert_endings(*state, "void f(void) { char *p = malloc(3), *q = realloc(p, 4); if (!q) free(p); else free(q); }", "p: released; q: released");
    assert_endings(*state, "void f(void) { char *p = malloc(3), *q = realloc(p, 4); if (!q) return; free(q); }", "p: released leaked; q: released");
}

static void callees_of_the_file_are_understood(void **state)
{
    assert_endings(*state, "static void drop(void *p) { free(p); } void f(void) { drop(malloc(3)); }", ": released");
    assert_endings(*state, "static char *make(void) { char *p = malloc(3); if (!p) die(); return p; } void f(void) { char *p = make(); }", "p: leaked");
    assert_endings(*state, "static int fill(char **p) { char *q = malloc(3); if (!q) return -1; *p = q; return 0; }"
                           "void f(void) { char *p; if (fill(&p)) return; free(p); }", "p: released");
    assert_endings(*state, "static int look(char *p) { return *p; } void f(void) { char *p = malloc(3); look(p); }", "p: leaked");
    assert_endings(*state, "static void drop(char **p) { free(*p); *p = NULL; } void f(void) { char *p = malloc(3); drop(&p); }", "p: released");
    assert_endings(*state, "static char *same(char *p) { return p; } void f(void) { char *p = same(malloc(3)); free(p); }", ": released");
}

static void ranges_narrow_and_join(void **state)
{
    (void)state;
    Range range = range_all();
    assert_true(range_narrow(&range, TEST_TRUE, 0, true));
    assert_false(range_narrow(&range, TEST_EQUAL, 0, true));
    assert_true(range_narrow(&range, TEST_LESS, 5, true));
    assert_true(range_narrow(&range, TEST_AT_LEAST, 0, true));
    assert_int_equal(range.low, 1);  // not 0, not below it
    assert_int_equal(range.high, 4);
    assert_false(range_narrow(&range, TEST_MORE, 4, true));
    Range joined = range_join(range_of(-1), range_of(1));
    assert_true(range_is_apart(joined, range_of(0)));
    assert_false(range_is_apart(range_join(range_of(0), range_of(2)), range_of(1)));
}

static void missing_headers_are_silent(void **state)
{
    assert_endings(*state, "struct s { missing_type *a; int n; };\nint f(struct s *s) { s->a = realloc(s->a, s->n); return 0; }", "");
    assert_endings(*state, "int f(int n) { char *p = malloc(3); CHECK(n); return 0; }", "p: escaped");
    assert_endings(*state, "int g(int n);\nint f(int n) { char *p = malloc(3); g(n); return 0; }", "p: leaked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_no_leaks),
        cmocka_unit_test(each_path_has_its_ending),
        cmocka_unit_test(facts_decide_branches),
        cmocka_unit_test(late_and_wrong_releases_are_seen),
        cmocka_unit_test(realloc_takes_over_when_it_succeeds),
        cmocka_unit_test(callees_of_the_file_are_understood),
        cmocka_unit_test(missing_headers_are_silent),
        cmocka_unit_test(ranges_narrow_and_join),
    };
    return cmocka_run_group_tests(tests, c_sample_open, c_sample_close);
}
