#include "base/str.h"

#include <setjmp.h>
#include <cmocka.h>

static void finds_parts(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("a.b.c"), STR(".c")), 3);
    assert_int_equal(str_find(STR("aab"), STR("ab")), 1);
    assert_int_equal(str_find(STR("abc"), STR("abcd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find((Str){0}, STR("a")), 0);
    assert_false(str_contains((Str){0}, STR("a")));
    assert_true(str_contains(STR("memlint: ignore"), STR("ignore")));
    assert_int_equal(str_find_last_char(STR("a.b.c"), '.'), 3);
    assert_int_equal(str_find_last_char(STR("abc"), '.'), 3);
    assert_true(str_is_below(STR("c.flags"), STR("c"), '.'));
    assert_false(str_is_below(STR("c"), STR("c"), '.'));
    assert_false(str_is_below(STR("cc.flags"), STR("c"), '.'));
}

static void takes_the_words_of_names(void **state)
{
    (void)state;
    Str rest = STR("__setUp_allTests2X_"), word;
    assert_true(str_take_word(&rest, &word));
    assert_true(str_is(word, "set"));
    assert_true(str_take_word(&rest, &word));
    assert_true(str_is(word, "Up"));
    assert_true(str_take_word(&rest, &word));
    assert_true(str_is(word, "all"));
    assert_true(str_take_word(&rest, &word));
    assert_true(str_is(word, "Tests2"));
    assert_true(str_take_word(&rest, &word));
    assert_true(str_is(word, "X"));
    assert_false(str_take_word(&rest, &word));
}

static void knows_what_two_texts_share(void **state)
{
    (void)state;
    assert_int_equal(str_shared(STR("/src/a.c"), STR("/src/b.c")), 5);
    assert_int_equal(str_shared(STR("ab"), STR("abc")), 2);
    assert_int_equal(str_shared((Str){0}, STR("abc")), 0);
}

static void cuts_pieces(void **state)
{
    (void)state;
    Str rest = STR("a,,b"), piece;
    assert_true(str_cut(&rest, ',', &piece));
    assert_true(str_is(piece, "a"));
    assert_true(str_cut(&rest, ',', &piece));
    assert_true(str_is(piece, ""));
    assert_true(str_cut(&rest, ',', &piece));
    assert_true(str_is(piece, "b"));
    assert_false(str_cut(&rest, ',', &piece));
}

static void cuts_a_last_empty_piece(void **state)
{
    (void)state;
    Str rest = STR("a,"), piece;
    assert_true(str_cut(&rest, ',', &piece));
    assert_true(str_cut(&rest, ',', &piece));
    assert_int_equal(piece.len, 0);
    assert_false(str_cut(&rest, ',', &piece));
}

static void orders_and_slices(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("a")) == 0);
    assert_true(str_is(str_slice(STR("abc"), 1, 9), "bc"));
    assert_int_equal(str_slice(STR("abc"), 5, 9).len, 0);
    assert_true(str_is(str_trim(STR(" \t x y \r\n")), "x y"));
    assert_true(str_is(str_last_part(STR("a.b.c")), "c"));
    assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
}

static void measures_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("cache"), STR("cache")), 0);
    assert_int_equal(str_distance(STR("cache"), STR("cahce")), 1);
    assert_int_equal(str_distance(STR(""), STR("abc")), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_parts),     cmocka_unit_test(takes_the_words_of_names), cmocka_unit_test(knows_what_two_texts_share), cmocka_unit_test(cuts_pieces),       cmocka_unit_test(cuts_a_last_empty_piece),
        cmocka_unit_test(orders_and_slices), cmocka_unit_test(measures_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
