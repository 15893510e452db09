#include "base/os.h"

#include "shell.h"

#include <sys/stat.h>

static void lists_folders_in_the_order_of_bytes(void **state)
{
    (void)state;
    Shell shell;
    Strs names;
    Problem why;
    shell_open(&shell);
    shell_run(&shell, "mkdir d && cd d && touch b a .h Z && mkdir c");
    assert_true(os_list(&shell.arena, shell_path(&shell, "d"), &names, &why));
    const char *expected[] = {".h", "Z", "a", "b", "c"};
    assert_int_equal(names.len, COUNT_OF(expected));
    for (uint32_t i = 0; i < names.len; i++) assert_true(str_is(names.at[i], expected[i]));
    assert_false(os_list(&shell.arena, shell_path(&shell, "d/a"), &names, &why));
    assert_true(str_is(why.text, "a part of the path is no folder"));
    shell_close(&shell);
}

static void put(Shell *shell, const char *name, const char *text)
{
    Problem why = {0};
    if (!os_write(&shell->arena, shell_path(shell, name), str_from(text), &why)) fail_msg("%s: %.*s", name, FMT(why.text));
}

static struct stat stat_of(Shell *shell, const char *name)
{
    struct stat at;
    assert_int_equal(lstat(shell_path(shell, name).at, &at), 0);
    return at;
}

static void replaces_a_file_and_keeps_its_mode(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "umask 022; printf old >a; chmod 0750 a");
    ino_t before = stat_of(&shell, "a").st_ino;
    put(&shell, "a", "new");
    assert_true(str_is(shell_read(&shell, "a"), "new"));
    assert_int_equal(stat_of(&shell, "a").st_mode & 07777, 0750);
    assert_int_not_equal(stat_of(&shell, "a").st_ino, before);
    put(&shell, "b", "made");
    assert_true(str_is(shell_read(&shell, "b"), "made"));
    assert_true(str_is(shell_run(&shell, "ls -A | grep memlint-").out, ""));
    shell_close(&shell);
}

static void keeps_links_and_second_names(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir d; printf old >d/real; ln -s d/real link; printf old >one; ln one two");
    put(&shell, "link", "new");
    assert_true(S_ISLNK(stat_of(&shell, "link").st_mode));
    assert_true(str_is(shell_read(&shell, "d/real"), "new"));
    put(&shell, "one", "n");
    assert_true(str_is(shell_read(&shell, "two"), "n"));
    assert_int_equal(stat_of(&shell, "one").st_nlink, 2);
    shell_close(&shell);
}

static void writes_in_place_where_the_folder_takes_no_file(void **state)
{
    (void)state;
    Shell shell;
    if (geteuid() == 0) skip();  // to root every folder is writable
    shell_open(&shell);
    shell_run(&shell, "mkdir d; printf old >d/a; chmod 0555 d");
    put(&shell, "d/a", "new");
    assert_true(str_is(shell_read(&shell, "d/a"), "new"));
    shell_close(&shell);
}

static void says_why_it_can_not_write(void **state)
{
    (void)state;
    Shell shell;
    Problem why;
    shell_open(&shell);
    assert_false(os_write(&shell.arena, shell.folder, STR("x"), &why));
    assert_true(str_is(why.text, "it is a folder"));
    assert_false(os_write(&shell.arena, shell_path(&shell, "none/a"), STR("x"), &why));
    assert_true(str_is(why.text, "no such file or folder"));
    assert_false(os_write(&shell.arena, STR("/dev/full"), STR("x"), &why));
    assert_true(str_is(why.text, "no space left on the device"));
    shell_close(&shell);
}

static void does_not_wait_for_a_fifo(void **state)
{
    (void)state;
    Shell shell;
    Str bytes;
    Problem why;
    shell_open(&shell);
    shell_run(&shell, "mkfifo f");
    assert_false(os_read(&shell.arena, shell_path(&shell, "f"), 0, &bytes, &why));
    assert_true(str_is(why.text, "it is a FIFO, not a regular file"));
    assert_int_equal(os_read_start(&shell.arena, shell_path(&shell, "f"), 10).len, 0);
    shell_close(&shell);
}

static void counts_processors_within_the_affinity_mask(void **state)
{
    (void)state;
    assert_in_range(os_processor_count(), 1, 4096);
    assert_true(os_seconds() <= os_seconds());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_folders_in_the_order_of_bytes),
        cmocka_unit_test(replaces_a_file_and_keeps_its_mode),
        cmocka_unit_test(keeps_links_and_second_names),
        cmocka_unit_test(writes_in_place_where_the_folder_takes_no_file),
        cmocka_unit_test(says_why_it_can_not_write),
        cmocka_unit_test(does_not_wait_for_a_fifo),
        cmocka_unit_test(counts_processors_within_the_affinity_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
