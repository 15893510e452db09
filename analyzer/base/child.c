#include "base/child.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#ifndef MSG_NOSIGNAL  // macOS
#define MSG_NOSIGNAL 0
#endif
#ifndef SOCK_CLOEXEC
#define SOCK_CLOEXEC 0
#endif

static void die_with(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) _exit(0);  // it was quicker
}

pid_t child_fork(Child *child)
{
    int pair[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return -1;
    pid_t pid = fork();
    if (pid == 0) die_with(parent);
    int unused = pid == 0 ? 0 : 1;
    close(pair[unused]);
    if (pid < 0) {
        close(pair[0]);
        return -1;
    }
    child->pid = pid;
    child->socket = pair[1 - unused];
    return pid;
}

void child_silence(bool keeps_errors)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    if (!keeps_errors) dup2(null, STDERR_FILENO);
    close(null);
}

bool child_send(int socket, Str bytes)
{
    while (bytes.len) {
        ssize_t sent = send(socket, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes = str_from_byte(bytes, (size_t)sent);
    }
    return true;
}

#ifdef MEMLINT_COVERAGE
void __gcov_dump(void);

static void dump_counts(void) { __gcov_dump(); }  // before the answer: whoever has that may kill
#else
static void dump_counts(void) {}
#endif

void child_finish(int socket, Str bytes)
{
    dump_counts();
    child_send(socket, bytes);
    _exit(0);
}

bool child_listen(Child *child)
{
    char buffer[64 * 1024];
    ssize_t got = recv(child->socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    memcpy(array_extend(&child->inbox, &child->bytes, got), buffer, (size_t)got);
    return true;
}

void child_clear(Child *child)
{
    child->bytes.len = child->bytes.cap = 0;
    child->bytes.at = NULL;
    arena_reset(&child->inbox);
}

int child_reap(Child *child, struct rusage *usage)
{
    int status = 0;
    close(child->socket);
    while (wait4(child->pid, &status, 0, usage) < 0 && errno == EINTR) {}
    child->pid = 0;
    return status;
}

void child_stop(Child *child, int signal)
{
    struct rusage usage;
    if (!child->pid) return;
    if (signal) kill(child->pid, signal);
    child_reap(child, &usage);
}
