#include "base/array.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"

static void pushes_are_zeroed_and_aligned(void **state)
{
    (void)state;
    Arena arena = {0};
    for (size_t size = 1; size < 300; size++) {
        unsigned char *at = arena_push(&arena, size);
        assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(at[i], 0);
        memset(at, 0xff, size);
    }
    arena_close(&arena);
}

static void a_rewind_gives_the_same_memory_again_zeroed(void **state)
{
    (void)state;
    Arena arena = {0};
    (void)arena_push(&arena, 16);
    ArenaMark mark = arena_mark(&arena);
    unsigned char *first = arena_push(&arena, 64);
    memset(first, 1, 64);
    arena_rewind(&arena, mark);
    unsigned char *again = arena_push(&arena, 64);
    assert_ptr_equal(first, again);
    for (int i = 0; i < 64; i++) assert_int_equal(again[i], 0);
    arena_close(&arena);
}

static void a_rewind_frees_the_chunks_made_since(void **state)
{
    (void)state;
    Arena arena = {0};
    (void)arena_push(&arena, 16);
    size_t held = arena_held(&arena);
    ArenaMark mark = arena_mark(&arena);
    for (int i = 0; i < 100; i++) (void)arena_push(&arena, 100000);
    assert_true(arena_held(&arena) > 10000000);
    arena_rewind(&arena, mark);
    assert_int_equal(arena_held(&arena), held);
    arena_close(&arena);
}

static void a_reset_keeps_one_chunk(void **state)
{
    (void)state;
    Arena arena = {0};
    for (int i = 0; i < 1000; i++) (void)arena_push(&arena, 10000);
    size_t before = arena_held(&arena);
    arena_reset(&arena);
    size_t kept = arena_held(&arena);
    assert_true(kept > 0 && kept < before);
    (void)arena_push(&arena, 10);
    assert_int_equal(arena_held(&arena), kept);
    arena_close(&arena);
    assert_int_equal(arena_held(&arena), 0);
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    Arena arena = {0};
    ArrayOf(uint32_t) numbers = {0};
    for (uint32_t i = 0; i < 10000; i++) {
        *array_push(&arena, &numbers) = i;
        if (i % 7 == 0) (void)arena_push(&arena, 3);  // the array is not the last block any more
    }
    assert_int_equal(numbers.len, 10000);
    for (uint32_t i = 0; i < numbers.len; i++) assert_int_equal(numbers.at[i], i);
    arena_close(&arena);
}

static void formats_and_copies(void **state)
{
    (void)state;
    Arena arena = {0};
    Str text = arena_format(&arena, "%s-%d", "a", 7);
    assert_true(str_is(text, "a-7"));
    assert_string_equal(arena_terminated(&arena, str_slice(text, 0, 1)), "a");
    assert_true(str_equal(arena_copy(&arena, text), text));
    assert_int_equal(arena_copy(&arena, (Str){0}).len, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushes_are_zeroed_and_aligned),
        cmocka_unit_test(a_rewind_gives_the_same_memory_again_zeroed),
        cmocka_unit_test(a_rewind_frees_the_chunks_made_since),
        cmocka_unit_test(a_reset_keeps_one_chunk),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(formats_and_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
