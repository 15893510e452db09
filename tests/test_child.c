#include "base/child.h"

#include "base/str.h"

#include "shell.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

static void wait_for_bytes(const Child *child)
{
    struct pollfd polled = {.fd = child->socket, .events = POLLIN};
    assert_int_equal(poll(&polled, 1, 10000), 1);
}

// Takes all that comes until the stream ends.
static Str answer_of(Child *child)
{
    do wait_for_bytes(child);
    while (child_listen(child));
    return (Str){child->bytes.at, child->bytes.len};
}

static void tells_all_before_it_ends(void **state)
{
    (void)state;
    enum { MANY = 300000 };
    static char letters[MANY];
    memset(letters, 'x', sizeof letters);
    Child child = {0};
    pid_t pid = child_fork(&child);
    if (pid == 0) _exit(!child_send(child.socket, (Str){letters, sizeof letters}));
    assert_true(pid > 0);
    Str answer = answer_of(&child);
    assert_int_equal(answer.len, MANY);
    assert_memory_equal(answer.at, letters, MANY);
    struct rusage usage;
    assert_int_equal(child_reap(&child, &usage), 0);
    assert_int_equal(child.pid, 0);
    child_clear(&child);
    assert_int_equal(child.bytes.len, 0);
    arena_close(&child.inbox);
}

static void hears_what_it_is_told(void **state)
{
    (void)state;
    Child child = {0};
    pid_t pid = child_fork(&child);
    if (pid == 0) {
        char text[5];
        bool is_there = read(child.socket, text, sizeof text) == sizeof text;
        _exit(!(is_there && child_send(child.socket, (Str){text, sizeof text})));
    }
    assert_true(child_send(child.socket, STR("hello")));
    Str answer = answer_of(&child);
    assert_int_equal(answer.len, 5);
    assert_memory_equal(answer.at, "hello", 5);
    child_stop(&child, 0);
    assert_int_equal(child.pid, 0);
    arena_close(&child.inbox);
}

static void is_stopped_while_it_hangs(void **state)
{
    (void)state;
    Child child = {0};
    if (child_fork(&child) == 0)
        for (;;) pause();
    assert_true(child_listen(&child));  // nothing has come, and the stream is open
    assert_int_equal(child.bytes.len, 0);
    child_stop(&child, SIGKILL);
    assert_int_equal(child.pid, 0);
    child_stop(&child, SIGKILL);  // there is none any more
}

static void says_nothing_on_our_streams(void **state)
{
    (void)state;
    int pair[2];
    assert_int_equal(pipe(pair), 0);
    Child child = {0};
    if (child_fork(&child) == 0) {
        dup2(pair[1], STDOUT_FILENO);
        child_silence(true);
        _exit(write(STDOUT_FILENO, "lost", 4) != 4);
    }
    close(pair[1]);
    struct rusage usage;
    assert_int_equal(child_reap(&child, &usage), 0);
    char text[4];
    assert_int_equal(read(pair[0], text, sizeof text), 0);
    close(pair[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_all_before_it_ends),
        cmocka_unit_test(hears_what_it_is_told),
        cmocka_unit_test(is_stopped_while_it_hangs),
        cmocka_unit_test(says_nothing_on_our_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
