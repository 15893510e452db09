// What the tree keeps of C: nodes, roles, operators, types, names and their uses, macros, comments, odd bytes.
#include "c_sample.h"

// The first node of a kind whose text is `text`; 0 when there is none.
static NodeId node_of(const Unit *unit, NodeKind kind, const char *text)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++)
        if (tree_kind(unit->tree, node) == kind && str_is(tree_text(unit->tree, node), text)) return node;
    return 0;
}

static NodeId first_of(const Unit *unit, NodeKind kind)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++)
        if (tree_kind(unit->tree, node) == kind) return node;
    return 0;
}

static Str text_as(const Unit *unit, NodeId node, CRole role)
{
    NodeId child = tree_child_as(unit->tree, node, (uint8_t)role);
    return child ? tree_text(unit->tree, child) : STR("-");
}

static void assert_tree(void **state, const char *source, const char *expected)
{
    char *dump = c_sample_dump(c_sample(*state, source), unit_dump_tree);
    assert_string_equal(dump, expected);
    free(dump);
}

static void a_function_is_a_tree_with_roles_types_and_names(void **state)
{
    assert_tree(state, "int f(char *p) { return p[0] + 1; }\n",
                "1 file  int f(char *p) { return p[0] + 1; } \n"
                "  1 function binding=f type=int (char *)  int f(char *p) { return p[0] + 1; }\n"
                "    1 parameter binding=p type=char *  char *p\n"
                "    1 compound body:  { return p[0] + 1; }\n"
                "      1 return  return p[0] + 1\n"
                "        1 binary value: op=2 type=int  p[0] + 1\n"
                "          1 implicit cast left: type=int  p[0]\n"
                "            1 implicit cast operand: type=char  p[0]\n"
                "              1 subscript operand: type=char  p[0]\n"
                "                1 implicit cast base: type=char *  p\n"
                "                  1 reference operand: binding=p type=char *  p\n"
                "                1 integer index: type=int  0\n"
                "          1 integer right: op=1 type=int  1\n");
}

static void a_struct_inside_a_declaration_is_kept_once(void **state)
{
    const Unit *unit = c_sample(*state, "typedef struct s { int a; } s_t; struct t { int b; } x, *y;\n");
    uint32_t structs = 0, fields = 0;
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        structs += tree_kind(unit->tree, node) == C_STRUCT;
        fields += tree_kind(unit->tree, node) == C_FIELD;
    }
    assert_int_equal(structs, 2);
    assert_int_equal(fields, 2);
    assert_int_equal(unit->classes.len, 3);  // [0] is unused
}

static void the_parts_of_a_for_header_are_told_apart(void **state)
{
    static const char *const cases[][4] = {
        // header, init, condition, increment
        {"for (i = 0; i < 3; i++) g();", "i = 0", "i < 3", "i++"},
        {"for (;;) g();", "-", "-", "-"},
        {"for (g(); ; ) g();", "g()", "-", "-"},
        {"for (; g(); ) g();", "-", "g()", "-"},
        {"for (; ; g()) g();", "-", "-", "g()"},
        {"for (i = 0; ; i++) g();", "i = 0", "-", "i++"},
        {"for (; i < 3; i++) g();", "-", "i < 3", "i++"},
        {"for (int k = 0; k < 3;) g();", "int k = 0;", "k < 3", "-"},
        {"for (i = 0 /* ; */; i < ';'; ) g();", "i = 0", "i < ';'", "-"},
        {"for (g(\";\"); ; ) { for (;;) ; }", "g(\";\")", "-", "-"},
        {"for (; ({ int q = 1; q; }); ) ;", "-", "({ int q = 1; q; })", "-"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[256];
        snprintf(source, sizeof source, "int g(); void f(int i) { %s }\n", cases[i][0]);
        const Unit *unit = c_sample(*state, source);
        NodeId loop = first_of(unit, C_FOR);
        assert_true(str_is(text_as(unit, loop, ROLE_C_INIT), cases[i][1]));
        assert_true(str_is(text_as(unit, loop, ROLE_C_CONDITION), cases[i][2]));
        assert_true(str_is(text_as(unit, loop, ROLE_C_INCREMENT), cases[i][3]));
        assert_false(str_is(text_as(unit, loop, ROLE_C_BODY), "-"));
    }
}

static void a_for_out_of_a_macro_has_its_parts(void **state)
{
    const Unit *unit = c_sample(*state, "struct n { struct n *next; };\n"
                                        "#define each(p, h) for (p = h; p; p = p->next)\n"
                                        "#define more(p) for (; p; p = p->next)\n"
                                        "void f(struct n *p, struct n *h) { each(p, h) { } }\n"
                                        "void g(struct n *p) { more(p) { } }\n");
    NodeId loop = first_of(unit, C_FOR);
    assert_true(tree_node(unit->tree, loop)->flags & NODE_IN_MACRO);
    assert_int_equal(tree_child_count(unit->tree, loop), 4);
    assert_int_equal(tree_node(unit->tree, tree_child(unit->tree, loop, 2))->role, ROLE_C_INCREMENT);
    for (loop++; tree_kind(unit->tree, loop) != C_FOR;) loop++;
    assert_int_equal(tree_node(unit->tree, tree_child(unit->tree, loop, 0))->role, ROLE_C_CONDITION);
    assert_int_equal(tree_node(unit->tree, tree_child(unit->tree, loop, 1))->role, ROLE_C_INCREMENT);
}

static void what_a_macro_makes_has_the_expansion_as_span(void **state)
{
    const Unit *unit = c_sample(*state, "void free(void *);\n"
                                        "#define DROP(p) do { if (p) free(p); } while (0)\n"
                                        "void f(char *s) { DROP (s /* ) */); }\n");
    NodeId call = first_of(unit, C_CALL);
    assert_true(str_is(tree_text(unit->tree, call), "DROP (s /* ) */)"));
    assert_true(str_is(c_macro_name(unit->tree, call), "DROP"));
    assert_true(str_is(tree_text(unit->tree, c_call_argument(unit->tree, call, 1)), "DROP (s /* ) */)"));
    assert_int_equal(tree_child_count(unit->tree, first_of(unit, C_FUNCTION)), 2);
}

static void operators_have_names(void **state)
{
    const Unit *unit = c_sample(*state, "int f(int a, int *p) { a += 1; a <<= 2; a = a % 3 != 4; a = !a; a = ~-+a; ++a; a--; return *p + *&a + sizeof a; }\n");
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_BINARY, "a += 1"))->operation, OP_COMPOUND | OP_ADD);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_BINARY, "a <<= 2"))->operation, OP_COMPOUND | OP_SHL);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_BINARY, "a % 3 != 4"))->operation, OP_NE);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_BINARY, "a % 3"))->operation, OP_MOD);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "!a"))->operation, OP_NOT);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "~-+a"))->operation, OP_BIT_NOT);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "-+a"))->operation, OP_NEGATE);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "++a"))->operation, OP_PRE_INC);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "a--"))->operation, OP_POST_DEC);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "*p"))->operation, OP_DEREF);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_UNARY, "&a"))->operation, OP_ADDRESS);
    assert_int_equal(tree_node(unit->tree, node_of(unit, C_SIZEOF, "sizeof a"))->operation, OP_SIZEOF);
}

static void repeated_cursors_are_kept_once(void **state)
{
    const Unit *unit = c_sample(*state, "enum { A = 3 }; int f(int x) { switch (x) { case A + 5: return x ?: 4; } return 0; }\n");
    NodeId choice = node_of(unit, C_CONDITIONAL, "x ?: 4");
    assert_true(choice);
    assert_true(str_is(text_as(unit, choice, ROLE_C_CONDITION), "x"));
    assert_true(str_is(text_as(unit, choice, ROLE_C_THEN), "-"));
    assert_true(str_is(text_as(unit, choice, ROLE_C_ELSE), "4"));
    NodeId value = tree_child_as(unit->tree, first_of(unit, C_CASE), ROLE_C_VALUE);
    assert_int_equal(tree_kind(unit->tree, tree_first(unit->tree, value)), C_REFERENCE);
}

static void null_is_known_in_all_its_forms(void **state)
{
    const Unit *unit = c_sample(*state, "#include <stddef.h>\n#define NIL ((char *)0)\n"
                                        "void f(char *p) { p = NULL; p = 0; p = (void *)0; p = NIL; p = (char *)1; }\n");
    int nulls = 0, assignments = 0;
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        if (!c_is_assignment(unit->tree, node)) continue;
        assignments++;
        nulls += c_is_null(unit->tree, tree_child_as(unit->tree, node, ROLE_C_RIGHT));
    }
    assert_int_equal(assignments, 5);
    assert_int_equal(nulls, 4);
}

static void an_initialiser_is_no_array_size(void **state)
{
    const Unit *unit = c_sample(*state, "int a[3], b = 4, c[2] = { 1 };\n");
    NodeId a = node_of(unit, C_VARIABLE, "int a[3]");
    assert_true(str_is(text_as(unit, a, ROLE_C_SIZE), "3"));
    assert_true(str_is(text_as(unit, a, ROLE_C_INIT), "-"));
    assert_true(str_is(text_as(unit, node_of(unit, C_VARIABLE, "int a[3], b = 4"), ROLE_C_INIT), "4"));
    NodeId c = node_of(unit, C_VARIABLE, "int a[3], b = 4, c[2] = { 1 }");
    assert_true(str_is(text_as(unit, c, ROLE_C_SIZE), "2"));
    assert_true(str_is(text_as(unit, c, ROLE_C_INIT), "{ 1 }"));
}

// --- names --------------------------------------------------------------------------------------------------------
static void every_use_of_a_name_is_classified(void **state)
{
    char *dump = c_sample_dump(c_sample(*state, "struct s { int n; int (*call)(int); int v[2]; };\n"
                                                "int use(void *);\n"
                                                "struct s *f(struct s *p, int i)\n{\n"
                                                "  struct s *q = p;\n"      // stored
                                                "  p = q;\n"                // write
                                                "  p->n = p->n + i;\n"      // member-write, member; i read
                                                "  p->call(p->v[i]);\n"     // receiver, member
                                                "  if (!p && q == p) i++;\n"
                                                "  p[1] = *p;\n"
                                                "  use(p); use(&p);\n"
                                                "  p += 1;\n"
                                                "  return i ? p : q;\n}\n"),
                               unit_dump_bindings);
    const char *at = strstr(dump, "parameter p");
    assert_non_null(at);
    char *end = strstr(at, "parameter i");
    assert_non_null(end);
    *end = 0;
    assert_string_equal(at, "parameter p in f : struct s *\n"
                            "  3: write\n"
                            "  5: stored\n"
                            "  6: write\n"
                            "  7: member-write n\n"
                            "  7: member n\n"
                            "  8: receiver call\n"
                            "  8: member v\n"
                            "  9: tested\n"
                            "  9: tested\n"
                            "  10: element-write\n"
                            "  10: element\n"
                            "  11: argument\n"
                            "  11: address\n"
                            "  12: update\n"
                            "  13: returned\n");
    free(dump);
}

static const Binding *binding_named(const Unit *unit, const char *name)
{
    for (BindingId id = 1; id < unit->bindings.len; id++)
        if (str_is(unit->bindings.at[id].name, name)) return &unit->bindings.at[id];
    return &unit->bindings.at[0];
}

static void bindings_know_where_they_live(void **state)
{
    const Unit *unit = c_sample(*state, "#define _drop_ __attribute__((__cleanup__(drop)))\n"
                                        "void drop(char **); _Noreturn void die(void); void quit(void) __attribute__((noreturn));\n"
                                        "extern int shared; static int hidden; int visible;\n"
                                        "static void f(int a, int (*b)(int c), int d) { static int kept; int local; _drop_ char *s = 0;\n"
                                        "  shared = hidden = visible = kept = local = a = d; b(1); die(); quit(); drop(&s); }\n");
    assert_int_equal(binding_named(unit, "shared")->kind, BINDING_GLOBAL);
    assert_true(binding_named(unit, "visible")->is_exported);
    assert_true(binding_named(unit, "hidden")->is_private);
    assert_int_equal(binding_named(unit, "kept")->kind, BINDING_STATIC);
    assert_int_equal(binding_named(unit, "local")->kind, BINDING_LOCAL);
    assert_true(binding_named(unit, "s")->has_cleanup);
    assert_false(binding_named(unit, "local")->has_cleanup);
    assert_true(binding_named(unit, "die")->never_returns);
    assert_true(binding_named(unit, "quit")->never_returns);
    assert_false(binding_named(unit, "drop")->never_returns);
    const Function *f = unit_function(unit, binding_named(unit, "f")->names_function);
    assert_int_equal(f->parameter_count, 3);
    assert_true(str_is(unit_binding(unit, f->first_parameter + 2)->name, "d"));
    assert_true(f->flags & FUNCTION_STATIC);
}

static void two_variables_of_one_name_are_two_bindings(void **state)
{
    const Unit *unit = c_sample(*state, "int x; void f(void) { int x = 1; { int x = 2; x++; } x++; }\n");
    uint32_t count = 0;
    for (BindingId id = 1; id < unit->bindings.len; id++) count += str_is(unit->bindings.at[id].name, "x");
    assert_int_equal(count, 3);
}

static void types_are_looked_through_typedefs(void **state)
{
    const Unit *unit = c_sample(*state, "typedef struct n { int a; } n_t; typedef n_t *ref; const ref r; char t[7]; double d; int f(void);\n");
    const Type *type = unit_type(unit, binding_named(unit, "r")->type);
    assert_int_equal(type->kind, TYPE_POINTER);
    assert_true(type->is_const);
    assert_true(str_is(type->name, "struct n *"));
    assert_int_equal(unit_type(unit, type->target)->kind, TYPE_RECORD);
    assert_int_equal(unit_type(unit, type->target)->size, 4);
    assert_int_equal(unit_type(unit, binding_named(unit, "t")->type)->count, 7);
    assert_int_equal(unit_type(unit, binding_named(unit, "d")->type)->kind, TYPE_FLOAT);
    assert_int_equal(unit_type(unit, unit_type(unit, binding_named(unit, "f")->type)->target)->kind, TYPE_INTEGER);
}

// --- the file -----------------------------------------------------------------------------------------------------
static void comments_are_found_outside_literals(void **state)
{
    const Unit *unit = c_sample(*state, "// one\nchar *s = \"/* no */ // no\"; /* two */ char c = '\"'; // three \\\n still three\n#if 0\ndon't\n#endif\n/**/\n");
    assert_int_equal(unit->tree->comments.len, 4);
    assert_true(str_is(source_text(unit->source, unit->tree->comments.at[2].span), "// three \\\n still three"));
}

static void a_missing_header_is_noted_once_and_errors_are_counted(void **state)
{
    const Unit *unit = c_sample(*state, "#include \"nosuch.h\"\n#include \"nosuch.h\"\nint f(void) { return 1 }\nint g(void) { return 2; }\n");
    assert_true(unit->notes.len >= 1);
    assert_true(str_is(unit->notes.at[0], "missing header 'nosuch.h'"));
    assert_true(str_contains(unit->remedy, STR("--c-flag=-I")));
    assert_int_equal(unit->tree->syntax_errors, 1);
    assert_int_equal(unit->functions.len, 4);  // unused, top level, f, g
}

static void code_of_other_files_is_left_out(void **state)
{
    const Unit *unit = c_sample(*state, "#include <stdlib.h>\n#include <stdio.h>\nint x;\n");
    assert_int_equal(tree_child_count(unit->tree, ROOT), 1);
}

static void odd_bytes_do_no_harm(void **state)
{
    static const struct { const char *bytes; size_t len; const char *name; } files[] = {
        {"", 0, "empty"}, {"\xEF\xBB\xBFint x;\n", 10, "BOM"}, {"int x;\r\nint y;\r\n", 16, "CRLF"}, {"int x;\rint y;", 13, "CR"},
        {"int\0 x;\n", 8, "NUL"}, {"int \xff\xfe = \x80;\n", 12, "no UTF-8"}, {"\x7f" "ELF\x02\x01\x01\0\0\0\0", 11, "junk"},
        {"/* open", 7, "comment"}, {"char *s = \"open", 15, "string"}, {"#define X(", 10, "macro"}, {"#include", 8, "include"},
        {"int f(void) {", 13, "body"}, {"}}}}))))", 8, "braces"}, {"int x = sizeof", 14, "sizeof"}, {"case 1: default: goto x;", 24, "labels"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const Unit *unit = c_sample_unit(*state, STR("odd.c"), (Str){files[i].bytes, files[i].len});
        for (NodeId node = ROOT; node < unit->tree->count; node++) {
            Span span = tree_span(unit->tree, node);
            assert_true(span.from <= span.to && span.to <= files[i].len);
        }
    }
}

static void positions_are_right_behind_a_byte_order_mark(void **state)
{
    const Unit *unit = c_sample(*state, "\xEF\xBB\xBFint x;\r\nint y;\r\n");
    assert_true(node_of(unit, C_VARIABLE, "int x"));
    assert_true(node_of(unit, C_VARIABLE, "int y"));
}

static void a_file_that_includes_itself_ends(void **state)
{
    const Unit *unit = c_sample(*state, "#define A B\n#define B A\nint x = A;\n#pragma once\n");
    assert_true(unit->tree->count > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_a_tree_with_roles_types_and_names),
        cmocka_unit_test(a_struct_inside_a_declaration_is_kept_once),
        cmocka_unit_test(the_parts_of_a_for_header_are_told_apart),
        cmocka_unit_test(a_for_out_of_a_macro_has_its_parts),
        cmocka_unit_test(what_a_macro_makes_has_the_expansion_as_span),
        cmocka_unit_test(operators_have_names),
        cmocka_unit_test(repeated_cursors_are_kept_once),
        cmocka_unit_test(null_is_known_in_all_its_forms),
        cmocka_unit_test(an_initialiser_is_no_array_size),
        cmocka_unit_test(every_use_of_a_name_is_classified),
        cmocka_unit_test(bindings_know_where_they_live),
        cmocka_unit_test(two_variables_of_one_name_are_two_bindings),
        cmocka_unit_test(types_are_looked_through_typedefs),
        cmocka_unit_test(comments_are_found_outside_literals),
        cmocka_unit_test(a_missing_header_is_noted_once_and_errors_are_counted),
        cmocka_unit_test(code_of_other_files_is_left_out),
        cmocka_unit_test(odd_bytes_do_no_harm),
        cmocka_unit_test(positions_are_right_behind_a_byte_order_mark),
        cmocka_unit_test(a_file_that_includes_itself_ends),
    };
    return cmocka_run_group_tests(tests, c_sample_open, c_sample_close);
}
