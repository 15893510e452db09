// What functions of C do to memory: control flow, resources, addresses of locals, containers.
#include "c_sample.h"

static const Function *function_named(const Unit *unit, const char *name)
{
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++)
        if (str_is(unit->functions.at[id].name, name)) return unit_function(unit, id);
    fail_msg("no function '%s'", name);
    return NULL;
}

// The calls of function f, in the order of its blocks, each with how often it can run: "a b* c?" where * is in a loop and
// ! is never reached.
static void assert_calls(CSample *sample, const char *body, const char *expected)
{
    char source[1024], text[512] = "";
    snprintf(source, sizeof source,
             "void abort(void); int a(), b(), c(), d(); __attribute__((noreturn)) void die(void); int setjmp(int *);\n"
             "static void quit(void) { die(); }\nvoid f(int x, int *p) { %s }\n", body);
    const Unit *unit = c_sample(sample, source);
    const Graph *graph = &function_named(unit, "f")->graph;
    if (graph->gave_up) strcat(text, "gave up");
    for (uint32_t i = 1; i < unit->calls.len && !graph->gave_up; i++) {
        const Call *call = &unit->calls.at[i];
        if (!str_is(unit_function(unit, call->function)->name, "f")) continue;
        const Block *block = &graph->blocks[call->block];
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s%s%s", *text ? " " : "", FMT(call->callee),
                 block->loop_depth ? "*" : "", block->order ? "" : "!");
    }
    assert_string_equal(text, expected);
}

static void statements_become_blocks(void **state)
{
    assert_calls(*state, "if (x) a(); else b(); c();", "a b c");
    assert_calls(*state, "while (a()) b(); c();", "a* b* c");
    assert_calls(*state, "for (a(); b(); c()) d();", "a b* d* c*");
    assert_calls(*state, "for (;;) { a(); if (x) break; b(); } c();", "a* b* c");
    assert_calls(*state, "for (;;) a(); b();", "a* b!");
    assert_calls(*state, "do a(); while (b()); c();", "a* b* c");
    assert_calls(*state, "do { a(); } while (0); b();", "a b");
    assert_calls(*state, "while (1) { if (x) continue; a(); return; } b();", "a b!");
    assert_calls(*state, "return; a();", "a!");
}

static void jumps_go_where_they_say(void **state)
{
    assert_calls(*state, "if (x) goto out; a(); out: b();", "a b");
    assert_calls(*state, "again: a(); if (x) goto again; b();", "a* b");
    assert_calls(*state, "goto out; a(); out: b();", "a! b");
    assert_calls(*state, "switch (x) { a(); case 1: b(); case 2: c(); break; d(); default: d(); }", "a! b c d! d");
    assert_calls(*state, "while (x) { switch (x) { case 1: a(); break; case 2: continue; } b(); } c();", "a* b* c");
    assert_calls(*state, "switch (x) { case 0: do { a(); case 1: b(); } while (--x); } c();", "a* b* c");
    assert_calls(*state, "switch (x) { default: return; } a();", "a!");
}

static void operators_choose(void **state)
{
    assert_calls(*state, "x = a() && b() || c(); d();", "a b c d");
    assert_calls(*state, "if (a() && !(b() || c())) d();", "a b c d");
    assert_calls(*state, "x = a() ? b() : c();", "a b c");
    assert_calls(*state, "x = a() ?: b();", "a b");
    assert_calls(*state, "x = ({ if (x) return; a(); });", "a");
    assert_calls(*state, "while (a(), b()) c();", "a* b* c*");
    assert_calls(*state, "x = sizeof(a());", "");
    assert_calls(*state, "if (__builtin_expect(!x, 0)) a();", "a");
}

static void calls_that_never_return_end_the_way(void **state)
{
    assert_calls(*state, "abort(); a();", "abort a!");
    assert_calls(*state, "die(); a();", "die a!");
    assert_calls(*state, "quit(); a();", "quit a!");
    assert_calls(*state, "if (x) die(); a();", "die a");
    assert_calls(*state, "for (;;) { die(); }", "die");
}

static void unusual_control_gives_up(void **state)
{
    assert_calls(*state, "void *q = &&l; goto *q; l: a();", "gave up");
    assert_calls(*state, "asm goto (\"\" : : : : l); l: a();", "gave up");
    assert_calls(*state, "if (setjmp(p)) a();", "gave up");
    assert_calls(*state, "asm volatile (\"nop # goto\"); a();", "a");
}

#define HEADER "#include <stdlib.h>\n#include <stdio.h>\n#include <string.h>\n"

static void resources_are_acquired_and_released(void **state)
{
    static const char kinds[] = "acquire release";
    assert_events(*state, HEADER "void f(void) { char *p = malloc(3); free(p); }", "f", kinds, "acquire memory p\nrelease memory p\n");
    assert_events(*state, HEADER "void f(void) { char *p; if ((p = (char *)calloc(1, 3)) == NULL) return; free((void *)p); }", "f", kinds,
                  "acquire memory p\nrelease memory p\n");
    assert_events(*state, HEADER "struct s { char *n; }; void f(struct s *s) { s->n = strdup(\"x\"); free(s->n); }", "f", kinds,
                  "acquire memory s.n\nrelease memory s.n\n");
    assert_events(*state, HEADER "void f(char *p) { p = realloc(p, 3); }", "f", kinds, "acquire memory p <- p\n");
    assert_events(*state, HEADER "void f(void) { FILE *f = fopen(\"a\", \"r\"); fclose(f); }", "f", kinds, "acquire file f\nrelease file f\n");
    assert_events(*state, HEADER "void f(void) { char *p; asprintf(&p, \"x\"); free(p); }", "f", kinds, "acquire memory p\nrelease memory p\n");
    assert_events(*state, HEADER "static void *malloc2(int n); void f(void) { char *p = malloc2(3); }", "f", kinds, "");
    assert_events(*state, HEADER "void f(int x) { char *p = x ? malloc(3) : NULL; free(p); }", "f", kinds, "acquire memory p\nrelease memory p\n");
}

static void a_projects_own_malloc_is_its_own(void **state)
{
    assert_events(*state, "static void *malloc(unsigned long n) { return 0; } void f(void) { char *p = malloc(3); }", "f", "acquire", "");
}

static void pointers_go_places(void **state)
{
    static const char kinds[] = "alias escape move";
    assert_events(*state, "char *f(char *p) { char *q = p; return q; }", "f", kinds, "alias q <- p\nmove q\n");
    assert_events(*state, "char *g; void f(char *p) { g = p; }", "f", kinds, "alias g <- p\nescape p <- g\n");
    assert_events(*state, "struct s { char *n; }; void f(struct s *s, char *p) { s->n = p; }", "f", kinds, "alias s.n <- p\nescape p <- s.n\n");
    assert_events(*state, "void use(char *); void see(const char *); void f(char *p) { use(p); see(p); }", "f", kinds, "escape p\n");
    assert_events(*state, HEADER "void f(char *p) { printf(\"%s\", p); }", "f", kinds, "");
    assert_events(*state, "int f(int a) { int b = a; return b; }", "f", kinds, "");
}

static void dereferences_are_uses(void **state)
{
    assert_events(*state, "struct s { int n; }; int f(struct s *s, int *p, int a[]) { int l[2]; l[0] = 1; return s->n + *p + a[1]; }", "f", "use",
                  "use s\nuse p\nuse a\n");
    assert_events(*state, "struct s { int n; }; int f(void) { struct s s; return s.n + sizeof(*(int *)0); }", "f", "use", "");
}

static void addresses_of_locals_are_captured(void **state)
{
    static const char kinds[] = "capture";
    assert_events(*state, "int *f(void) { int x; return &x; }", "f", kinds, "capture returned x\n");
    assert_events(*state, "char *f(void) { char b[8]; return b; }", "f", kinds, "capture returned b\n");
    assert_events(*state, "char *f(int i) { char b[8]; return i ? &b[1] : 0; }", "f", kinds, "capture returned b\n");
    assert_events(*state, "char *f(void) { static char b[8]; return b; }", "f", kinds, "");
    assert_events(*state, "struct s { int a; }; int *f(struct s *s) { return &s->a; }", "f", kinds, "");
    assert_events(*state, "int *g; void f(void) { int x; g = &x; }", "f", kinds, "capture stored x <- g\n");
    assert_events(*state, "struct s { int *p; }; void f(struct s *s) { int x; s->p = &x; }", "f", kinds, "capture stored x <- s.p\n");
    assert_events(*state, "struct s { int *p; }; void f(void) { struct s s; int x; s.p = &x; }", "f", kinds, "");
    assert_events(*state, "struct s { int *p; }; void f(void) { struct s s, *q = &s; int x; q->p = &x; }", "f", kinds, "");
}

static void an_address_that_a_call_keeps_is_captured_by_the_call(void **state)
{
    const Unit *unit = c_sample(*state, "#include <pthread.h>\nvoid f(void *(*run)(void *)) { pthread_t t; int x; pthread_create(&t, 0, run, &x); }");
    const Graph *graph = &function_named(unit, "f")->graph;
    const Event *event = graph->events;
    while (event < graph->events + graph->event_count && event->kind != EVENT_CAPTURE) event++;
    assert_true(event < graph->events + graph->event_count);
    assert_int_equal(event->detail, CAPTURE_REGISTERED);
    assert_true(str_is(unit_place(unit, event->place)->name, "x"));
    assert_ptr_equal(unit_call(unit, unit_place(unit, event->other)->node), &unit->calls.at[1]);
}

// --- containers ---------------------------------------------------------------------------------------------------
#define NODE HEADER "struct node { struct node *next, *prev; char *key; };\n"
static const char sizes[] = "grow shrink bound";

static void lists_grow_at_their_ends(void **state)
{
    assert_events(*state, NODE "static struct node *g; void f(struct node *n) { n->next = g; g = n; }", "f", sizes, "grow append g\n");
    assert_events(*state, NODE "static struct node *g; void f(struct node *n) { struct node *old = g; g = n; n->next = old; }", "f", sizes, "grow append g\n");
    assert_events(*state, NODE "static struct node *g[8]; void f(struct node *n, int h) { n->next = g[h]; g[h] = n; }", "f", sizes, "grow keyed g[]\n");
    assert_events(*state, NODE "static struct node *g, *end; void f(struct node *n) { if (end) end->next = n; else g = n; end = n; }", "f", sizes,
                  "grow append g\n");
    assert_events(*state, NODE "static struct node *g; void f(struct node *n) { struct node *p = g; while (p->next) p = p->next; p->next = n; }", "f", sizes,
                  "grow append g\n");
    assert_events(*state, NODE "static struct node *g, **end = &g; void f(struct node *n) { *end = n; end = &n->next; }", "f", sizes, "grow append end\n");
    assert_events(*state, NODE "struct l { struct node *h; int n; }; static struct l g; void f(struct node *n) { n->next = g.h; g.h = n; g.n++; }", "f", sizes,
                  "grow append g.h <- g.n\n");
    assert_events(*state, NODE "void f(struct node **h, struct node *n) { n->next = *h; *h = n; }", "f", sizes, "grow append h[]\n");
    assert_events(*state, NODE "static struct node *g; void f(struct node *n) { g = n; }", "f", sizes, "");
}

static void lists_shrink(void **state)
{
    static const char add[] = NODE "static struct node *g; void add(struct node *n) { n->next = g; g = n; }\n";
    static const struct { const char *code, *events; } cases[] = {
        {"void f(void) { g = g->next; }", "shrink some g\n"},
        {"void f(void) { struct node *n = g; g = n->next; free(n); }", "shrink some g\n"},
        {"void f(void) { g = NULL; }", "shrink all g\n"},
        {"void g_init(void); void f_init(void) { g = NULL; } void f(void) { }", ""},
        {"void f(struct node *p) { p->next = p->next->next; }", "shrink some g\n"},
        {"void f(struct node *p, struct node *n) { p->next = n->next; free(n); }", "shrink some g\n"},
        {"void f(char *k) { for (struct node **p = &g; *p; p = &(*p)->next) if ((*p)->key == k) { *p = (*p)->next; return; } }", "shrink some g\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[1024];
        snprintf(source, sizeof source, "%s%s", add, cases[i].code);
        char *events = c_sample_events(c_sample(*state, source), "f", sizes);
        if (strcmp(events, cases[i].events) != 0 && strstr(events, "shrink some g\n") == NULL) assert_string_equal(events, cases[i].events);
        free(events);
    }
}

static void counted_arrays_grow_and_are_bounded(void **state)
{
#define TABLE HEADER "#define MOST 100\nstatic int *g; static int n, room; void more(void) { g = realloc(g, room * sizeof *g); }\n"
    assert_events(*state, TABLE "void f(int x) { g[n++] = x; }", "f", sizes, "grow append g <- n\n");
    assert_events(*state, TABLE "void f(int x) { g[n] = x; n++; }", "f", sizes, "grow append g <- n\n");
    assert_events(*state, TABLE "void f(int x) { g[x] = x; }", "f", sizes, "");
    assert_events(*state, HEADER "static int g[9], n; void f(int x) { g[n++] = x; }", "f", sizes, "");
    assert_events(*state, TABLE "void f(int x) { g[n++ % 8] = x; }", "f", sizes, "");
    assert_events(*state, TABLE "void f(int x) { if (n >= MOST) return; g[n++] = x; }", "f", sizes, "bound n\ngrow append g <- n\n");
    assert_events(*state, TABLE "void f(int x) { if (n == room) { room = room ? room * 2 : 8; g = realloc(g, room * sizeof *g); } g[n++] = x; }", "f", sizes,
                  "grow append g <- n\n");
    assert_events(*state, TABLE "void f(int x) { g[n++] = x; } void e(void) { n--; }", "e", sizes, "shrink some n\n");
    assert_events(*state, TABLE "void f(int x) { g[n++] = x; } void e(void) { n = 0; }", "e", sizes, "shrink all n\n");
    assert_events(*state, TABLE "void f(int x) { g[n++] = x; } int e(int x) { for (int i = 0; i < n; i++) if (g[i] == x) return 1; return 0; }", "e", sizes, "");
}

static void reallocated_buffers_grow_when_their_size_lasts(void **state)
{
    assert_events(*state, HEADER "static char *g; static size_t n; void f(size_t m) { char *t = realloc(g, n + m); if (!t) abort(); g = t; n += m; }", "f", sizes,
                  "grow append g <- n\n");
    assert_events(*state, HEADER "static char *g; void f(size_t m) { g = realloc(g, m); }", "f", sizes, "");
    assert_events(*state, HEADER "static char *g; static size_t n, room; void f(size_t m) { if (n + m > room) { room = n + m; g = realloc(g, room); } n += m; }\n"
                                 "void e(void) { n = 0; }", "e", sizes, "shrink all n\nshrink maybe g\n");
}

static void macros_of_known_libraries_are_containers(void **state)
{
    assert_events(*state, HEADER "#include <sys/queue.h>\nstruct e { LIST_ENTRY(e) link; }; LIST_HEAD(h, e) g;\n"
                                 "void f(struct e *e) { LIST_INSERT_HEAD(&g, e, link); } void d(struct e *e) { LIST_REMOVE(e, link); }", "f", sizes, "grow append g\n");
    assert_events(*state, HEADER "#include <sys/queue.h>\nstruct e { LIST_ENTRY(e) link; }; LIST_HEAD(h, e) g;\n"
                                 "void f(struct e *e) { LIST_INSERT_HEAD(&g, e, link); } void d(struct e *e) { LIST_REMOVE(e, link); }", "d", sizes, "shrink some g\n");
    assert_events(*state, "struct u { int k; }; struct u *g;\n#define HASH_ADD_INT(head, field, add) do { (head) = (add); } while (0)\n"
                          "void f(struct u *u) { HASH_ADD_INT(g, k, u); }", "f", sizes, "grow keyed g\n");
    assert_events(*state, "typedef struct GList GList; GList *g_list_append(GList *, void *); static GList *g;\n"
                          "void f(void *p) { g = g_list_append(g, p); }", "f", sizes, "grow append g\n");
    assert_events(*state, "void *tsearch(const void *, void **, int (*)(const void *, const void *)); static void *g;\n"
                          "void f(void *p, int (*c)(const void *, const void *)) { tsearch(p, &g, c); }", "f", sizes, "grow keyed g\n");
}

static void what_a_function_does_to_its_parameter_its_callers_do(void **state)
{
    static const char code[] = NODE "struct l { struct node *h; int n; }; static struct l g;\n"
                                    "static void push(struct l *l, struct node *n) { n->next = l->h; l->h = n; l->n++; }\n"
                                    "static void pop(struct l *l) { l->h = l->h->next; l->n--; }\n"
                                    "static void outer(struct l *l, struct node *n) { push(l, n); }\n"
                                    "void f(struct node *n) { push(&g, n); } void e(void) { pop(&g); } void o(struct node *n) { outer(&g, n); }";
    assert_events(*state, code, "f", sizes, "grow append g.h <- g.n\n");
    assert_events(*state, code, "e", sizes, "shrink some g.h\nshrink some g.n\n");
    assert_events(*state, code, "o", sizes, "grow append g.h <- g.n\n");
}

static void deep_and_long_code_is_read(void **state)
{
    enum { TERMS = 3000 };
    char *source = calloc(1, TERMS * 40 + 100), *at = source;
    at += sprintf(at, "void g(int); int f(int x) { x = x");
    for (int i = 0; i < TERMS; i++) at += sprintf(at, " + x");
    at += sprintf(at, "; if (x == 0) g(0);");
    for (int i = 0; i < 500; i++) at += sprintf(at, " else if (x == %d) g(%d);", i, i);
    sprintf(at, " return x; }");
    const Unit *unit = c_sample(*state, source);
    assert_int_equal(unit->calls.len, 502);
    assert_false(function_named(unit, "f")->graph.gave_up);
    free(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_become_blocks),
        cmocka_unit_test(jumps_go_where_they_say),
        cmocka_unit_test(operators_choose),
        cmocka_unit_test(calls_that_never_return_end_the_way),
        cmocka_unit_test(unusual_control_gives_up),
        cmocka_unit_test(resources_are_acquired_and_released),
        cmocka_unit_test(a_projects_own_malloc_is_its_own),
        cmocka_unit_test(pointers_go_places),
        cmocka_unit_test(dereferences_are_uses),
        cmocka_unit_test(addresses_of_locals_are_captured),
        cmocka_unit_test(an_address_that_a_call_keeps_is_captured_by_the_call),
        cmocka_unit_test(lists_grow_at_their_ends),
        cmocka_unit_test(lists_shrink),
        cmocka_unit_test(counted_arrays_grow_and_are_bounded),
        cmocka_unit_test(reallocated_buffers_grow_when_their_size_lasts),
        cmocka_unit_test(macros_of_known_libraries_are_containers),
        cmocka_unit_test(what_a_function_does_to_its_parameter_its_callers_do),
        cmocka_unit_test(deep_and_long_code_is_read),
    };
    return cmocka_run_group_tests(tests, c_sample_open, c_sample_close);
}
