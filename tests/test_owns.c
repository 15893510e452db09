// What declarations say of who owns what: attributes and the comment `memlint: owns[...]`, as `memlint dump --facts` shows it.
#include "c_sample.h"

#include "facts.h"

static void expect_owns(CSample *sample, const char *text, const char *expected)
{
    expect_facts(&sample->arena, c_sample(sample, text), "owns ", expected);
}

static void attributes_say_who_owns(void **state)
{
    expect_owns(*state, "char *make(void) __attribute__((malloc)); char *f(void) { return make(); }",
                "owns f result fresh memory, may fail; because: its body, line 1\n"
                "owns make result fresh memory, may fail; because: its declaration [gives=?]\n");
    expect_owns(*state, "char *make(void) __attribute__((ownership_returns(malloc))); void drop(char *) __attribute__((ownership_takes(malloc, 1)));\n"
                        "void keep(int, char *) __attribute__((ownership_holds(malloc, 2))); void f(void) { drop(make()); keep(1, make()); }",
                "owns make result fresh memory, may fail; because: its declaration [gives=memory, success=not-null]\n"
                "owns drop 1 released memory; because: its declaration [takes=!?, family=memory]\n"
                "owns keep 2 kept; because: its declaration [takes=?=?, family=memory]\n");
    expect_owns(*state, "#define OURS __attribute__((returns_nonnull))\nOURS char *name(int); char f(void) { return *name(3); }",
                "owns name never 0; because: its declaration [returns=not-null]\n");
}

static void a_releaser_names_the_family(void **state)
{
    expect_owns(*state, "struct _IO_FILE *log_open(void) __attribute__((malloc(fclose, 1)));\nint f(void) { return log_open() != 0; }",
                "owns log_open result fresh file, may fail; because: its declaration [released-by=fclose:1]\n");
    expect_owns(*state, "struct box; void box_drop(int, struct box *); __attribute__((malloc, malloc(box_drop, 2))) struct box *box_new(void);\n"
                        "void f(void) { box_drop(1, box_new()); }",
                "owns box_new result fresh memory, may fail; because: its declaration [gives=?, released-by=box_drop:2]\n"
                "owns box_drop 2 released memory; because: its declaration [takes=?!, family=memory]\n");
}

static void comments_say_who_owns(void **state)
{
    expect_owns(*state, "struct box *box_new(int); // memlint: owns[gives=memory]\n"
                        "/* memlint: owns[takes=!] */\n"
                        "void box_free(struct box *);\n"
                        "void box_show(struct box *);\n"
                        "void f(void) { box_free(box_new(1)); box_show(0); }",
                "owns box_new result fresh memory, may fail; because: its declaration [gives=memory]\n"
                "owns box_free 1 released memory; because: its declaration [takes=!]\n");
}

static void comments_go_before_bodies(void **state)
{
    expect_owns(*state, "void *malloc(unsigned long);\n"
                        "void *arena_take(void) // memlint: owns[passes-on=1]\n"
                        "{ return malloc(3); }\n"
                        "int look(char *text) { return *text; }",
                "owns arena_take result argument 1; because: its body, line 2, and its declaration [passes-on=1]\n"
                "owns look 1 borrowed; because: its body, line 4\n"
                "owns malloc result fresh memory, may fail; 1 borrowed; because: the table of libraries\n");
}

static void what_is_wrong_is_said(void **state)
{
    CSample *sample = *state;
    Unit *unit = c_sample(sample, "void drop(char *); // memlint: owns[takes=x]\nvoid f(char *p) { drop(p); }");
    assert_int_equal(unit->notes.len, 1);
    assert_true(str_is(unit->notes.at[0], "owns[takes=x] says nothing: it can't have 'takes=x'"));
    assert_int_equal(unit->remedy.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_say_who_owns),   cmocka_unit_test(a_releaser_names_the_family), cmocka_unit_test(comments_say_who_owns),
        cmocka_unit_test(comments_go_before_bodies), cmocka_unit_test(what_is_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, c_sample_open, c_sample_close);
}
