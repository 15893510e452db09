#include "base/map.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"

static void keeps_what_it_is_given_in_order(void **state)
{
    (void)state;
    Arena arena = {0};
    Map map = {0};
    assert_int_equal(map_get(&map, STR("x")), 0);
    for (uint32_t i = 1; i <= 5000; i++) *map_at(&arena, &map, arena_format(&arena, "key%u", i)) = i;
    for (uint32_t i = 1; i <= 5000; i++) assert_int_equal(map_get(&map, arena_format(&arena, "key%u", i)), i);
    assert_int_equal(map_get(&map, STR("key5001")), 0);
    assert_int_equal(map.entries.len, 5000);
    assert_true(str_is(map.entries.at[41].key, "key42"));
    *map_at(&arena, &map, STR("key7")) = 70;
    assert_int_equal(map_get(&map, STR("key7")), 70);
    assert_int_equal(map.entries.len, 5000);
    arena_close(&arena);
}

static void tells_keys_with_zero_bytes_apart(void **state)
{
    (void)state;
    Arena arena = {0};
    Map map = {0};
    *map_at(&arena, &map, STR("a\0b")) = 1;
    *map_at(&arena, &map, STR("a\0c")) = 2;
    *map_at(&arena, &map, STR("")) = 3;
    assert_int_equal(map_get(&map, STR("a\0b")), 1);
    assert_int_equal(map_get(&map, STR("a\0c")), 2);
    assert_int_equal(map_get(&map, STR("")), 3);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_it_is_given_in_order),
        cmocka_unit_test(tells_keys_with_zero_bytes_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
