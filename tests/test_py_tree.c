#include "py_sample.h"

// One line per node: its kind, what it is to its parent, its operator as a number is left out where the text says it.
static void dump(const Unit *unit, FILE *out)
{
    const Tree *tree = unit->tree;
    for (NodeId node = ROOT; node < tree->count; node++) {
        const Node *at = tree_node(tree, node);
        for (NodeId up = at->parent; up; up = tree_parent(tree, up)) fputs("  ", out);
        fputs(py_kind_names[at->kind], out);
        if (at->role) fprintf(out, " %s:", py_role_names[at->role]);
        if (at->flags & NODE_ASYNC) fputs(" async", out);
        if (!at->first) fprintf(out, " %.*s", FMT(tree_text(tree, node)));
        fputc('\n', out);
    }
}

static void expressions_and_roles(void **state)
{
    py_expect(py_sample(state, "x = f(a, *b, k=1).c[d] if not e else -g\n"), dump,
              "module\n"
              "  expression_statement\n"
              "    assignment\n"
              "      identifier left: x\n"
              "      conditional_expression right:\n"
              "        subscript consequence:\n"
              "          attribute value:\n"
              "            call object:\n"
              "              identifier function: f\n"
              "              argument_list arguments:\n"
              "                identifier a\n"
              "                list_splat\n"
              "                  identifier b\n"
              "                keyword_argument\n"
              "                  identifier name: k\n"
              "                  integer value: 1\n"
              "            identifier attribute: c\n"
              "          identifier subscript: d\n"
              "        not_operator condition:\n"
              "          identifier argument: e\n"
              "        unary_operator alternative:\n"
              "          identifier argument: g\n");
}

static void async_and_yield(void **state)
{
    py_expect(py_sample(state, "async def f():\n async for i in y: await z\n yield from q\n yield\n"), dump,
              "module\n"
              "  function_definition async\n"
              "    identifier name: f\n"
              "    parameters parameters: ()\n"
              "    block body:\n"
              "      for_statement async\n"
              "        identifier left: i\n"
              "        identifier right: y\n"
              "        block body:\n"
              "          expression_statement\n"
              "            await\n"
              "              identifier z\n"
              "      expression_statement\n"
              "        yield_from\n"
              "          identifier q\n"
              "      expression_statement\n"
              "        yield yield\n");
}

// Only f-strings have parts; their specifiers may hold expressions again.
static void strings(void **state)
{
    py_expect(py_sample(state, "'a' f\"{b!r:>{w}}\" rb'c'\n"), dump,
              "module\n"
              "  expression_statement\n"
              "    concatenated_string\n"
              "      string 'a'\n"
              "      string\n"
              "        interpolation\n"
              "          identifier expression: b\n"
              "          format_specifier format_specifier:\n"
              "            interpolation\n"
              "              identifier expression: w\n"
              "      string rb'c'\n");
}

static void clauses(void **state)
{
    py_expect(py_sample(state, "try: pass\nexcept A as e: pass\nelse: pass\nfinally: pass\nwith a as (b): pass\n"), dump,
              "module\n"
              "  try_statement\n"
              "    block body:\n"
              "      pass_statement pass\n"
              "    except_clause\n"
              "      as_pattern value:\n"
              "        identifier value: A\n"
              "        as_pattern_target alias:\n"
              "          identifier e\n"
              "      block\n"
              "        pass_statement pass\n"
              "    else_clause\n"
              "      block body:\n"
              "        pass_statement pass\n"
              "    finally_clause\n"
              "      block\n"
              "        pass_statement pass\n"
              "  with_statement\n"
              "    with_clause\n"
              "      with_item\n"
              "        as_pattern value:\n"
              "          identifier value: a\n"
              "          as_pattern_target alias:\n"
              "            parenthesized_expression\n"
              "              identifier b\n"
              "    block body:\n"
              "      pass_statement pass\n");
}

static uint32_t operation_in(void **state, const char *text, NodeKind kind)
{
    const Tree *tree = py_sample(state, text)->tree;
    for (NodeId node = ROOT; node < tree->count; node++)
        if (tree_kind(tree, node) == kind) return tree_node(tree, node)->operation;
    fail_msg("no such node in %s", text);
    return 0;
}

static void operations(void **state)
{
    assert_int_equal(operation_in(state, "x = 1", PY_ASSIGNMENT), OP_ASSIGN);
    assert_int_equal(operation_in(state, "x: int", PY_ASSIGNMENT), OP_NONE);
    assert_int_equal(operation_in(state, "x //= 1", PY_AUGMENTED_ASSIGNMENT), OP_COMPOUND | OP_FLOOR_DIV);
    assert_int_equal(operation_in(state, "a - b", PY_BINARY), OP_SUB);
    assert_int_equal(operation_in(state, "-a", PY_UNARY), OP_NEGATE);
    assert_int_equal(operation_in(state, "+a", PY_UNARY), OP_PLUS);
    assert_int_equal(operation_in(state, "a or b", PY_BOOLEAN), OP_OR);
    assert_int_equal(operation_in(state, "a not in b", PY_COMPARISON), OP_NOT_IN);
    assert_int_equal(operation_in(state, "a is not b", PY_COMPARISON), OP_IS_NOT);
    assert_int_equal(operation_in(state, "a <= b", PY_COMPARISON), OP_LE);
    assert_int_equal(operation_in(state, "a < b < c", PY_COMPARISON), OP_NONE);
}

static void comments_stay_out_of_the_tree(void **state)
{
    const Tree *tree = py_sample(state, "# one\nx = [  # two\n  1]\n")->tree;
    assert_int_equal(tree->comments.len, 2);
    assert_true(str_is(source_text(tree->source, tree->comments.at[1].span), "# two"));
    for (NodeId node = ROOT; node < tree->count; node++) assert_int_not_equal(tree_kind(tree, node), PY_OTHER);
}

// Children follow their parent and lie inside it; siblings are in order.
static void check_shape(const Tree *tree)
{
    for (NodeId node = ROOT + 1; node < tree->count; node++) {
        const Node *at = tree_node(tree, node), *parent = tree_node(tree, at->parent);
        assert_true(at->parent && at->parent < node);
        assert_true(parent->span.from <= at->span.from && at->span.to <= parent->span.to);
        assert_true(!at->next || (at->next > node && tree_node(tree, at->next)->span.from >= at->span.to));
    }
    assert_int_equal(tree_kind(tree, ROOT), PY_MODULE);
    assert_int_equal(tree_span(tree, ROOT).to, tree->source->text.len);
}

static void byte_order_mark(void **state)
{
    const Tree *tree = py_sample_of(*state, STR("\xEF\xBB\xBFx = 1\r\ny = 2\r\n"))->tree;
    check_shape(tree);
    assert_int_equal(tree->syntax_errors, 0);
    NodeId x = tree_first(tree, tree_first(tree, tree_first(tree, ROOT)));
    assert_int_equal(tree_span(tree, x).from, 3);
    assert_true(str_is(tree_text(tree, x), "x"));
}

static void syntax_errors_are_counted(void **state)
{
    const Tree *tree = py_sample(state, "x = 1\ny = ((2\n")->tree;
    check_shape(tree);
    assert_true(tree->syntax_errors >= 1);
    assert_true(tree->first_error.from >= 6);
    assert_true(tree_node(tree, ROOT)->flags & NODE_BROKEN);
    assert_false(tree_node(tree, tree_first(tree, ROOT))->flags & NODE_BROKEN);
    assert_int_equal(py_sample(state, "x = 1\n")->tree->syntax_errors, 0);
}

static void odd_bytes(void **state)
{
    check_shape(py_sample_of(*state, STR(""))->tree);
    check_shape(py_sample_of(*state, STR("x = 1\0\0\ny = '\0'\n"))->tree);
    check_shape(py_sample_of(*state, STR("x = '\xff\xfe' # \x80\n\xc3\x28 = 3\n"))->tree);
    check_shape(py_sample_of(*state, STR("\xEF\xBB\xBF"))->tree);
    check_shape(py_sample_of(*state, STR("x = 1"))->tree);
}

// `count` times `piece`, between `before` and `after`.
static Str repeated(Arena *arena, const char *before, const char *piece, uint32_t count, const char *after)
{
    size_t len = strlen(piece), first = strlen(before);
    char *text = arena_push(arena, first + len * count + strlen(after));
    memcpy(text, before, first);
    for (uint32_t i = 0; i < count; i++) memcpy(text + first + i * len, piece, len);
    memcpy(text + first + len * count, after, strlen(after));
    return (Str){text, first + len * count + strlen(after)};
}

static void depth_and_width(void **state)
{
    PySample *sample = *state;
    enum { DEEP = 100000, WIDE = 65540 };
    Str closing = repeated(&sample->arena, "", ")", DEEP, "\n");
    const Tree *deep = py_sample_of(sample, repeated(&sample->arena, "x = ", "(", DEEP, arena_terminated(&sample->arena, closing)))->tree;
    assert_int_equal(deep->syntax_errors, 0);
    assert_true(deep->count > DEEP);
    check_shape(deep);
    const Tree *wide = py_sample_of(sample, repeated(&sample->arena, "x = [", "1,", WIDE, "]\n"))->tree;
    NodeId list = tree_child_as(wide, tree_first(wide, tree_first(wide, ROOT)), ROLE_RIGHT);
    assert_int_equal(tree_child_count(wide, list), WIDE);
    check_shape(wide);
}

// Nothing in the front end may recurse on, or be quadratic in, any of these.
static void every_pass_takes_depth(void **state)
{
    static const char *const pieces[] = {"lambda: ", "not ", "-", "1 if y else ", "x and ", "a = ", "x or ", "[a for a in b if "};
    PySample *sample = *state;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        const Tree *tree = py_sample_of(sample, repeated(&sample->arena, "z = ", pieces[i], 30000, "1\n"))->tree;
        assert_true(tree->count > 30000);
    }
    const Tree *chain = py_sample_of(sample, repeated(&sample->arena, "z = x", ".a()[0]", 30000, "\n"))->tree;
    assert_int_equal(chain->syntax_errors, 0);
    const Tree *branches = py_sample_of(sample, repeated(&sample->arena, "if x: pass\n", "elif y: pass\n", 30000, "else: pass\n"))->tree;
    assert_int_equal(branches->syntax_errors, 0);
}

static NodeId node_with(const Tree *tree, const char *text)
{
    for (NodeId node = ROOT; node < tree->count; node++)
        if (str_is(tree_text(tree, node), text) && tree_kind(tree, node) != PY_MODULE && tree_kind(tree, node) != PY_EXPRESSION_STATEMENT)
            return node;
    fail_msg("no node reads %s", text);
    return 0;
}

static void questions_about_calls(void **state)
{
    const Tree *tree = py_sample(state, "f(1, 2, k=3)\ng(*a, 4)\nh(x for x in y)\no.m()\n")->tree;
    NodeId f = node_with(tree, "f(1, 2, k=3)"), g = node_with(tree, "g(*a, 4)"), o = node_with(tree, "o.m()");
    NodeId h = node_with(tree, "h(x for x in y)");
    assert_true(str_is(tree_text(tree, py_argument(tree, f, 1, "k")), "3"));
    assert_true(str_is(tree_text(tree, py_argument(tree, f, 1, NULL)), "2"));
    assert_int_equal(py_argument(tree, f, 2, NULL), 0);
    assert_int_equal(py_argument(tree, f, -1, "none"), 0);
    assert_int_equal(py_argument(tree, g, 1, NULL), 0);
    assert_int_equal(tree_kind(tree, py_argument(tree, h, 0, NULL)), PY_GENERATOR);
    assert_int_equal(py_argument_count(tree, f), 3);
    assert_int_equal(py_argument_count(tree, h), 1);
    assert_true(str_is(tree_text(tree, py_call_receiver(tree, o)), "o"));
    assert_true(str_is(tree_text(tree, py_call_method(tree, o)), "m"));
    assert_int_equal(py_call_receiver(tree, f), 0);
}

static void questions_about_literals(void **state)
{
    const Tree *tree = py_sample(state, "a((-1.5)); b(f'{x}'); c('t' 'u'); d(br'raw'); e('''long'''); g(y)\n")->tree;
    assert_true(py_is_literal(tree, node_with(tree, "(-1.5)")));
    assert_false(py_is_literal(tree, node_with(tree, "f'{x}'")));
    assert_true(py_is_literal(tree, node_with(tree, "'t' 'u'")));
    assert_false(py_is_literal(tree, node_with(tree, "y")));
    assert_true(str_is(py_string_text(tree, node_with(tree, "'''long'''")), "long"));
    assert_true(str_is(py_string_text(tree, node_with(tree, "br'raw'")), "raw"));
    assert_true(py_string_is_bytes(tree, node_with(tree, "br'raw'")));
    assert_false(py_string_is_bytes(tree, node_with(tree, "'''long'''")));
}

static void questions_about_loops(void **state)
{
    const Tree *tree = py_sample(state, "for a in b:\n  c\n  def f(): d\nelse: e\nwhile g: h\n[i for j in k for l in m]\n")->tree;
    assert_false(py_is_in_loop(tree, node_with(tree, "b")));
    assert_true(py_is_in_loop(tree, node_with(tree, "c")));
    assert_false(py_is_in_loop(tree, node_with(tree, "d")));
    assert_false(py_is_in_loop(tree, node_with(tree, "e")));
    assert_true(py_is_in_loop(tree, node_with(tree, "g")));
    assert_true(py_is_in_loop(tree, node_with(tree, "i")));
    assert_false(py_is_in_loop(tree, node_with(tree, "k")));
    assert_true(py_is_in_loop(tree, node_with(tree, "m")));
}

static void questions_about_definitions(void **state)
{
    const Tree *tree = py_sample(state, "@a\n@b\ndef f(p, *q, r=s): return t\n")->tree;
    NodeId function = tree_child_as(tree, tree_first(tree, ROOT), ROLE_DEFINITION);
    NodeId decorator = py_decorators(tree, function);
    assert_true(str_is(tree_text(tree, decorator), "@a"));
    assert_true(str_is(tree_text(tree, tree_next(tree, decorator)), "@b"));
    assert_int_equal(py_enclosing_function(tree, node_with(tree, "t")), function);
    assert_int_equal(py_enclosing_function(tree, node_with(tree, "s")), 0);
    assert_true(str_is(tree_text(tree, py_enclosing_statement(tree, node_with(tree, "t"))), "return t"));
    NodeId splat = node_with(tree, "*q"), last = node_with(tree, "r=s");
    assert_true(str_is(tree_text(tree, py_parameter_name(tree, splat)), "q"));
    assert_true(str_is(tree_text(tree, py_parameter_default(tree, last)), "s"));
    assert_int_equal(py_parameter_default(tree, splat), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_and_roles),
        cmocka_unit_test(async_and_yield),
        cmocka_unit_test(strings),
        cmocka_unit_test(clauses),
        cmocka_unit_test(operations),
        cmocka_unit_test(comments_stay_out_of_the_tree),
        cmocka_unit_test(byte_order_mark),
        cmocka_unit_test(syntax_errors_are_counted),
        cmocka_unit_test(odd_bytes),
        cmocka_unit_test(depth_and_width),
        cmocka_unit_test(every_pass_takes_depth),
        cmocka_unit_test(questions_about_calls),
        cmocka_unit_test(questions_about_literals),
        cmocka_unit_test(questions_about_loops),
        cmocka_unit_test(questions_about_definitions),
    };
    return cmocka_run_group_tests(tests, py_sample_open, py_sample_close);
}
