#include "base/os.h"

#include "shell.h"

#include <fcntl.h>
#include <sys/file.h>
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

// As a user to whom not everything is allowed, who owns the folder.
static bool become_somebody(Shell *shell)
{
    bool is_root = geteuid() == 0;
    if (is_root) {
        shell_run(shell, "chown -R 65534 .");
        assert_int_equal(seteuid(65534), 0);
    }
    return is_root;
}

static void become_root(bool was_root)
{
    if (was_root) assert_int_equal(seteuid(0), 0);
}

static void writes_in_place_where_the_folder_takes_no_file(void **state)
{
    (void)state;
    Shell shell;
    Problem why;
    shell_open(&shell);
    shell_run(&shell, "mkdir d; printf old >d/a; chmod 0555 d");
    bool was_root = become_somebody(&shell);
    bool replaced = os_replace(&shell.arena, shell_path(&shell, "d/a"), STR("replaced"), &why);
    Str kept = shell_read(&shell, "d/a");
    put(&shell, "d/a", "new");
    become_root(was_root);
    assert_false(replaced);
    assert_true(str_is(why.text, "its folder takes no new file (permission denied)"));
    assert_true(str_is(kept, "old"));
    assert_true(str_is(shell_read(&shell, "d/a"), "new"));
    shell_run(&shell, "chmod 0755 d");
    shell_close(&shell);
}

static void replaces_no_file_that_would_not_be_the_same(void **state)
{
    (void)state;
    Shell shell;
    Problem why;
    shell_open(&shell);
    shell_run(&shell, "printf old >one; ln one two; printf old >theirs; chmod 0666 theirs; chmod 0777 .");
    assert_false(os_replace(&shell.arena, shell_path(&shell, "one"), STR("new"), &why));
    assert_true(str_is(why.text, "it has several names (hard links), which can't be replaced in one step"));
    assert_true(str_is(shell_read(&shell, "two"), "old"));
    if (geteuid() == 0) {
        assert_int_equal(seteuid(65534), 0);
        bool replaced = os_replace(&shell.arena, shell_path(&shell, "theirs"), STR("new"), &why);
        become_root(true);
        assert_false(replaced);
        assert_true(str_is(why.text, "it belongs to another user, to whom a new file can't be given"));
        assert_true(str_is(shell_read(&shell, "theirs"), "old"));
        shell_run(&shell, "chown 65534:65533 theirs; chmod 6755 theirs");
        assert_true(os_replace(&shell.arena, shell_path(&shell, "theirs"), STR("new"), &why));
        struct stat at = stat_of(&shell, "theirs");
        assert_int_equal(at.st_uid, 65534);
        assert_int_equal(at.st_gid, 65533);
        assert_int_equal(at.st_mode & 07777, 06755);
    }
    assert_true(str_is(shell_run(&shell, "ls -A | grep memlint-").out, ""));
    shell_close(&shell);
}

static void sweeps_what_killed_writers_left(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    // A process that has ended; one that has not; names that only look alike; and one that its maker still holds.
    shell_run(&shell, "sh -c 'echo $$' >pid; dead=$(cat pid); touch .a.py.memlint-$dead-0 .b.memlint-x.py.memlint-$dead-12 .c.py.memlint-%ld-0 "
                      "a.memlint-$dead-0 .memlint-$dead-0 .d.memlint-$dead-0x .d.memlint-$dead; mkdir .e.memlint-$dead-0; ln -s pid .f.memlint-$dead-0; touch .g.memlint-$dead-0",
              (long)getpid());
    Str dead = str_trim(shell_read(&shell, "pid"));
    int held = open(shell_path(&shell, arena_terminated(&shell.arena, arena_format(&shell.arena, ".g.memlint-%.*s-0", FMT(dead)))).at, O_RDONLY | O_CLOEXEC);
    assert_true(held >= 0);
    assert_int_equal(flock(held, LOCK_EX), 0);
    os_sweep(&shell.arena, shell.folder);
    close(held);
    Ran left = shell_run(&shell, "ls -A | grep -v '^.std' | sed \"s/$(cat pid)/DEAD/; s/memlint-%ld/memlint-LIVE/\" | LC_ALL=C sort", (long)getpid());
    assert_string_equal(arena_terminated(&shell.arena, left.out),
                        ".c.py.memlint-LIVE-0\n.d.memlint-DEAD\n.d.memlint-DEAD-0x\n.e.memlint-DEAD-0\n.f.memlint-DEAD-0\n.g.memlint-DEAD-0\n.memlint-DEAD-0\na.memlint-DEAD-0\npid\n");
    os_sweep(&shell.arena, STR("/nowhere/at/all"));
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
        cmocka_unit_test(replaces_no_file_that_would_not_be_the_same),
        cmocka_unit_test(sweeps_what_killed_writers_left),
        cmocka_unit_test(says_why_it_can_not_write),
        cmocka_unit_test(does_not_wait_for_a_fifo),
        cmocka_unit_test(counts_processors_within_the_affinity_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
