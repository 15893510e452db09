// What a process in the sandbox can and can't do. Each attempt is made by a child of its own, which tells by its exit status.
// memlint: file-ignore[resource-never-released] -- what an attempt opens ends with its child
#include "base/sandbox.h"

#include "base/child.h"

#include "shell.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// Returns whether it worked. `file` is there and may be written to.
typedef bool Attempt(const char *file);

static bool reads(const char *file)
{
    char text[4];
    struct stat at;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    bool ok = read(descriptor, text, sizeof text) == 4 && stat(file, &at) == 0;
    return close(descriptor) == 0 && ok;
}

static bool lists(const char *file)
{
    Arena arena = {0};
    Strs names;
    Problem why;
    (void)file;
    bool ok = os_list(&arena, STR("/"), &names, &why) && os_real_path(&arena, STR("/./")).len == 1;
    arena_close(&arena);
    return ok;
}

static bool allocates(const char *file)
{
    enum { MUCH = 64 << 20 };
    (void)file;
    char *bytes = malloc(MUCH);
    if (!bytes) return false;
    memset(bytes, 1, MUCH);
    free(bytes);
    return true;
}

static void *do_nothing(void *argument) { return argument; }

static bool starts_a_thread(const char *file)
{
    pthread_t thread;
    (void)file;
    return pthread_create(&thread, NULL, do_nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

// libclang is opened by the first C file, when the process is in the sandbox already.
static bool opens_a_library(const char *file) { return file && dlopen("libm.so.6", RTLD_NOW) != NULL; }

static bool opens_to_write(const char *file) { return open(file, O_WRONLY | O_CLOEXEC) >= 0; }
static bool opens_to_append(const char *file) { return open(file, O_RDWR | O_APPEND | O_CLOEXEC) >= 0; }
static bool cuts_on_opening(const char *file) { return open(file, O_RDONLY | O_TRUNC | O_CLOEXEC) >= 0; }
static bool cuts(const char *file) { return truncate(file, 0) == 0; }
static bool deletes(const char *file) { return unlink(file) == 0; }
static bool makes_a_file(const char *file) { return chdir("/tmp") == 0 && file && open("memlint-test-new", O_CREAT | O_WRONLY | O_EXCL, 0600) >= 0; }
static bool makes_a_folder(const char *file) { return file && mkdir("/tmp/memlint-test-folder", 0700) == 0; }
static bool changes_the_mode(const char *file) { return chmod(file, 0777) == 0; }

static bool renames(const char *file)
{
    char name[4096];
    snprintf(name, sizeof name, "%s.new", file);
    return rename(file, name) == 0;
}

static bool makes_a_link(const char *file)
{
    char name[4096];
    snprintf(name, sizeof name, "%s.link", file);
    return link(file, name) == 0 || symlink(file, name) == 0;
}

static bool runs_a_program(const char *file)
{
    (void)file;
    execl("/bin/true", "true", (char *)NULL);
    return false;  // had it worked, the status would be 0: "true" and "it worked" are one
}

static bool makes_a_process(const char *file)
{
    (void)file;
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    return pid > 0;
}

static bool opens_a_connection(const char *file) { return file && (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0); }
static bool stops_its_parent(const char *file) { return file && kill(getppid(), 0) == 0; }
static bool raises_its_limits(const char *file)
{
    struct rlimit now;
    return file && getrlimit(RLIMIT_NOFILE, &now) == 0 && setrlimit(RLIMIT_NOFILE, &now) == 0;
}

enum { IT_WORKED = 0, IT_DID_NOT = 1, NOT_IN_FORCE = 3 };

enum { BOTH = SANDBOX_LANDLOCK | SANDBOX_FILTER };

static bool is_in_force(const Sandbox *sandbox, unsigned layers)
{
    return (!(layers & SANDBOX_LANDLOCK) || sandbox->landlock > 0) && (!(layers & SANDBOX_FILTER) || sandbox->filter > 0);
}

static int status_of(unsigned layers, Attempt *attempt, const char *file)
{
    Child child = {0};
    pid_t pid = child_fork(&child);
    assert_true(pid >= 0);
    if (pid == 0) {
        child_silence(true);
        Sandbox sandbox = sandbox_enter_layers(NULL, layers);
        if (!is_in_force(&sandbox, layers)) _exit(NOT_IN_FORCE);
        _exit(attempt(file) ? IT_WORKED : IT_DID_NOT);
    }
    struct rusage usage;
    return child_reap(&child, &usage);
}

typedef struct Case {
    const char *name;
    Attempt *attempt;
} Case;

static void try_all(unsigned layers, const Case *cases, size_t count, int wanted)
{
    Shell shell;
    shell_open(&shell);
    for (size_t i = 0; i < count; i++) {
        shell_write(&shell, "file", STR("text"));
        int status = status_of(layers, cases[i].attempt, shell_path(&shell, "file").at);
        if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_IN_FORCE) print_message("not in force on this system: %s\n", cases[i].name);
        else if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted) fail_msg("%s: status %x", cases[i].name, (unsigned)status);
        assert_true(str_is(shell_read(&shell, "file"), "text"));
    }
    shell_close(&shell);
}

static void reads_and_computes(void **state)
{
    (void)state;
    static const Case cases[] = {{"read", reads}, {"list", lists}, {"allocate", allocates}, {"thread", starts_a_thread}, {"library", opens_a_library}};
    for (unsigned layers = 1; layers <= BOTH; layers++) try_all(layers, cases, COUNT_OF(cases), IT_WORKED);
}

static void does_nothing_to_others(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"open to write", opens_to_write}, {"append", opens_to_append}, {"open and cut", cuts_on_opening}, {"cut", cuts},
        {"delete", deletes}, {"make a file", makes_a_file}, {"make a folder", makes_a_folder}, {"rename", renames}, {"link", makes_a_link},
        {"program", runs_a_program},
    };
    static const Case further[] = {
        {"mode", changes_the_mode}, {"process", makes_a_process}, {"connection", opens_a_connection}, {"signal", stops_its_parent}, {"limits", raises_its_limits},
    };
    for (unsigned layers = 1; layers <= BOTH; layers++) try_all(layers, cases, COUNT_OF(cases), IT_DID_NOT);
    try_all(SANDBOX_FILTER, further, COUNT_OF(further), IT_DID_NOT);
    try_all(BOTH, further, COUNT_OF(further), IT_DID_NOT);
}

// What a thread may do that enters, and what the others may, who did not.
typedef struct Entering {
    Shell *shell;
    const char *folder;
    unsigned layers;
    Sandbox sandbox;
    bool reads, writes_outside, writes_inside;
} Entering;

static bool makes(Shell *shell, const char *name)
{
    int descriptor = open(shell_path(shell, name).at, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    return descriptor >= 0 && close(descriptor) == 0;
}

static void *enter(void *argument)
{
    Entering *entering = argument;
    entering->sandbox = sandbox_enter_layers(entering->folder, entering->layers);
    entering->reads = reads(shell_path(entering->shell, "file").at);
    entering->writes_outside = makes(entering->shell, "outside");
    entering->writes_inside = makes(entering->shell, "inside/made");
    return NULL;
}

static void holds_the_thread_that_enters(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_run(&shell, "mkdir inside; printf text >file");
    const char *inside = shell_path(&shell, "inside").at;
    for (unsigned layers = 1; layers <= BOTH; layers++)
        for (int may_write = 0; may_write < 2; may_write++) {
            Entering entering = {.shell = &shell, .folder = may_write ? inside : NULL, .layers = layers};
            pthread_t thread;
            assert_int_equal(pthread_create(&thread, NULL, enter, &entering), 0);
            assert_int_equal(pthread_join(thread, NULL), 0);
            if (!is_in_force(&entering.sandbox, layers)) continue;
            assert_true(entering.reads);
            // The filter alone does not know where a file lies.
            assert_int_equal(entering.writes_outside, may_write && layers == SANDBOX_FILTER);
            assert_int_equal(entering.writes_inside, may_write);
            assert_true(makes(&shell, "outside"));
        }
    Entering nowhere = {.shell = &shell, .folder = shell_path(&shell, "none").at, .layers = SANDBOX_LANDLOCK};
    enter(&nowhere);
    assert_true(nowhere.sandbox.landlock < 0 && nowhere.sandbox.filter < 0);
    assert_true(nowhere.writes_inside);
    shell_close(&shell);
}

static bool stops_itself(const char *file) { return file && raise(SIGABRT) == 0; }

// A failed assertion still ends in the signal that tells of it.
static void can_abort(void **state)
{
    (void)state;
    int status = status_of(BOTH, stops_itself, "");
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_IN_FORCE) skip();
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void sandbox_is_said(void **state)
{
    (void)state;
    Arena arena = {0};
    Sandbox probed = sandbox_probe(), none = {.landlock = -ENOSYS, .filter = -ENOENT}, without = {.landlock = 3, .filter = -ENOTSUP};
    Str text = sandbox_text(&arena, &probed);
    assert_true(str_contains(text, STR("Landlock")) && str_contains(text, STR("seccomp")));
    assert_true(str_is(sandbox_text(&arena, &none), "no Landlock (the kernel has none), no seccomp (libseccomp is not installed)"));
    assert_true(str_is(sandbox_text(&arena, &without), "Landlock 3, no seccomp (memlint was built without it)"));
    Shell shell;
    shell_open(&shell);
    Ran ran = shell_run(&shell, "$memlint version");
    assert_has(ran.out, arena_format(&arena, "sandbox: %.*s\n", FMT(text)).at);
    shell_close(&shell);
    arena_close(&arena);
}

static void limits_hold(void **state)
{
    (void)state;
    Shell shell;
    shell_open(&shell);
    shell_write(&shell, "file", STR("text"));
    Child child = {0};
    if (child_fork(&child) == 0) {
        child_silence(true);
        signal(SIGXFSZ, SIG_IGN);
        sandbox_limit(&(SandboxLimits){0});
        int descriptor = open(shell_path(&shell, "file").at, O_WRONLY | O_APPEND);
        _exit(descriptor >= 0 && write(descriptor, "more", 4) == 4 ? IT_WORKED : IT_DID_NOT);
    }
    struct rusage usage;
    int status = child_reap(&child, &usage);
    assert_int_equal(WEXITSTATUS(status), IT_DID_NOT);
    assert_true(str_is(shell_read(&shell, "file"), "text"));
    shell_close(&shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_computes),
        cmocka_unit_test(does_nothing_to_others),
        cmocka_unit_test(holds_the_thread_that_enters),
        cmocka_unit_test(can_abort),
        cmocka_unit_test(sandbox_is_said),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
