#include "base/sandbox.h"

#include "base/child.h"
#include "base/os.h"
#include "base/symbol.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

// --- limits ----------------------------------------------------------------------------------------------------

enum { MOST_DESCRIPTORS = 256 };

static void limit(int resource, uint64_t value)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return;
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
    now.rlim_cur = value;
    setrlimit(resource, &now);
}

static void raise_limit(int resource, uint64_t value)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0 || now.rlim_cur == RLIM_INFINITY || now.rlim_cur >= value) return;
    limit(resource, value);
}

static void limit_memory(uint64_t size)
{
#ifdef HAS_ADDRESS_SANITIZER
    (void)size;  // its shadow takes terabytes of address space
#else
    if (size) limit(RLIMIT_AS, size);
#endif
}

void sandbox_limit(const SandboxLimits *limits)
{
    if (!limits->keeps_errors) limit(RLIMIT_FSIZE, limits->most_written);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, MOST_DESCRIPTORS);
    raise_limit(RLIMIT_STACK, limits->stack);
    limit_memory(limits->memory);
}

#ifndef __linux__

Sandbox sandbox_enter_layers(const char *folder, unsigned layers)
{
    (void)folder, (void)layers;
    return (Sandbox){.landlock = -ENOTSUP, .filter = -ENOTSUP};
}

#else

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// --- Landlock --------------------------------------------------------------------------------------------------
// The kernel's interface as include/uapi/linux/landlock.h has it, which the C library's headers may not have yet. Every right that is
// handled and granted nowhere is refused. Reading is not handled: headers lie anywhere.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
    ASK_VERSION = 1,            // LANDLOCK_CREATE_RULESET_VERSION
    RULE_BENEATH = 1,           // LANDLOCK_RULE_PATH_BENEATH
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_FILE = 1 << 8,
    FS_REMOVE_AND_MAKE = 0x1FF << 4,  // REMOVE_DIR REMOVE_FILE MAKE_CHAR MAKE_DIR MAKE_REG MAKE_SOCK MAKE_FIFO MAKE_BLOCK MAKE_SYM
    FS_REFER = 1 << 13,         // version 2
    FS_TRUNCATE = 1 << 14,      // 3
    FS_IOCTL_DEVICE = 1 << 15,  // 5
    NET_BIND_AND_CONNECT = 3,   // 4
    SCOPE_SOCKETS_AND_SIGNALS = 3,  // 6
};

typedef struct LandlockRuleset {
    uint64_t files;
    uint64_t network;  // from version 4 on
    uint64_t scopes;   // from version 6 on
} LandlockRuleset;

static LandlockRuleset ruleset_of(int version)
{
    LandlockRuleset rules = {.files = FS_EXECUTE | FS_WRITE_FILE | FS_REMOVE_AND_MAKE};
    if (version >= 2) rules.files |= FS_REFER;
    if (version >= 3) rules.files |= FS_TRUNCATE;
    if (version >= 4) rules.network = NET_BIND_AND_CONNECT;
    if (version >= 5) rules.files |= FS_IOCTL_DEVICE;
    if (version >= 6) rules.scopes = SCOPE_SOCKETS_AND_SIGNALS;
    return rules;
}

static size_t size_of_ruleset(int version) { return version >= 6 ? 24 : version >= 4 ? 16 : 8; }

typedef struct LandlockBeneath {
    uint64_t files;
    int32_t folder;
} __attribute__((packed)) LandlockBeneath;

static int allow_writing(int ruleset, const LandlockRuleset *rules, const char *folder)
{
    LandlockBeneath beneath = {.files = rules->files & (FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_FILE | FS_TRUNCATE)};
    beneath.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (beneath.folder < 0) return errno;
    int error = syscall(SYS_landlock_add_rule, ruleset, RULE_BENEATH, &beneath, 0) == 0 ? 0 : errno;
    close(beneath.folder);
    return error;
}

// `folder` = NULL: nothing may be written.
static int enter_landlock(const char *folder)
{
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    if (version < 0) return -errno;
    LandlockRuleset rules = ruleset_of(version);
    int descriptor = (int)syscall(SYS_landlock_create_ruleset, &rules, size_of_ruleset(version), 0);
    if (descriptor < 0) return -errno;
    int error = folder ? allow_writing(descriptor, &rules, folder) : 0;
    if (!error && syscall(SYS_landlock_restrict_self, descriptor, 0) != 0) error = errno;
    close(descriptor);
    return error ? -error : version;
}

// --- the filter of system calls --------------------------------------------------------------------------------

#ifndef MEMLINT_HAS_SECCOMP

static int enter_filter(bool may_write) { return (void)may_write, -ENOTSUP; }

#else

#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>

// What parsing, memory, reading and answering take, under several C libraries, processors and sanitizers. Whatever is not here fails with
// ENOSYS, for which C libraries have another way; nothing else does what is missing.
#define CALLS(X)                                                                                                                    \
    X(read) X(readv) X(pread64) X(preadv) X(preadv2) X(write) X(writev) X(sendto) X(sendmsg) X(send) X(recvfrom) X(recvmsg) X(recv) \
    X(shutdown) X(close) X(close_range) X(lseek) X(_llseek) X(fadvise64) X(fadvise64_64) X(readahead)                              \
    X(stat) X(stat64) X(lstat) X(lstat64) X(fstat) X(fstat64) X(newfstatat) X(fstatat64) X(statx) X(statfs) X(statfs64) X(fstatfs)  \
    X(fstatfs64) X(access) X(faccessat) X(faccessat2) X(readlink) X(readlinkat) X(getcwd) X(getdents) X(getdents64)                \
    X(dup) X(dup2) X(dup3) X(fcntl) X(fcntl64) X(poll) X(ppoll) X(ppoll_time64) X(select) X(pselect6)                               \
    X(mmap) X(mmap2) X(munmap) X(mremap) X(mprotect) X(madvise) X(mincore) X(brk) X(membarrier)                                     \
    X(futex) X(futex_time64) X(sched_yield) X(sched_getaffinity) X(set_tid_address) X(set_robust_list) X(rseq)                      \
    X(rt_sigaction) X(rt_sigprocmask) X(rt_sigreturn) X(sigreturn) X(sigaltstack) X(restart_syscall)                               \
    X(getpid) X(getppid) X(gettid) X(getuid) X(geteuid) X(getgid) X(getegid) X(getuid32) X(geteuid32) X(getgid32) X(getegid32)      \
    X(getrlimit) X(ugetrlimit) X(getrusage) X(sysinfo) X(uname) X(times) X(arch_prctl) X(getrandom) X(getcpu)                       \
    X(time) X(gettimeofday) X(clock_gettime) X(clock_gettime64) X(clock_getres) X(nanosleep) X(clock_nanosleep)                    \
    X(exit) X(exit_group)

#define NUMBER(name) SCMP_SYS(name),
static const int calls[] = {CALLS(NUMBER)};

enum { SET_NAME_OF_MEMORY = 0x53564d41, WRITES = O_ACCMODE | O_CREAT | O_TRUNC };  // PR_SET_VMA: newer than the headers

typedef struct Seccomp {
    void *handle;
    scmp_filter_ctx filter;
    __typeof__(seccomp_init) *init;
    __typeof__(seccomp_attr_set) *attr_set;
    __typeof__(seccomp_rule_add_array) *rule_add_array;
    __typeof__(seccomp_load) *load;
    __typeof__(seccomp_release) *release;
} Seccomp;

static bool seccomp_open(Seccomp *seccomp)
{
    void *handle = dlopen("libseccomp.so.2", RTLD_NOW | RTLD_LOCAL);
    *seccomp = (Seccomp){.handle = handle};
    return handle && symbol_find(handle, "seccomp_init", &seccomp->init) &&
           symbol_find(handle, "seccomp_attr_set", &seccomp->attr_set) &&
           symbol_find(handle, "seccomp_rule_add_array", &seccomp->rule_add_array) &&
           symbol_find(handle, "seccomp_load", &seccomp->load) && symbol_find(handle, "seccomp_release", &seccomp->release);
}

static bool allow(Seccomp *seccomp, int call) { return seccomp->rule_add_array(seccomp->filter, SCMP_ACT_ALLOW, call, 0, NULL) == 0; }

// Allows the call when argument `number`, masked, is the value.
static bool allow_when(Seccomp *seccomp, int call, unsigned number, uint64_t mask, uint64_t value)
{
    struct scmp_arg_cmp argument = {.arg = number, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
    return seccomp->rule_add_array(seccomp->filter, SCMP_ACT_ALLOW, call, 1, &argument) == 0;
}

// A stop of its own by a signal, a thread, a name for memory: what the argument makes harmless.
static bool allow_some(Seccomp *seccomp)
{
    const uint64_t whole = UINT32_MAX, thread = CLONE_THREAD | CLONE_VM;
    return allow_when(seccomp, SCMP_SYS(open), 1, WRITES, O_RDONLY) && allow_when(seccomp, SCMP_SYS(openat), 2, WRITES, O_RDONLY) &&
           allow_when(seccomp, SCMP_SYS(tgkill), 0, whole, (uint64_t)getpid()) &&
           allow_when(seccomp, SCMP_SYS(clone), 0, thread, thread) &&
           allow_when(seccomp, SCMP_SYS(prlimit64), 2, UINT64_MAX, 0) &&
           allow_when(seccomp, SCMP_SYS(prctl), 0, whole, PR_SET_NAME) &&
           allow_when(seccomp, SCMP_SYS(prctl), 0, whole, SET_NAME_OF_MEMORY) &&
           allow_when(seccomp, SCMP_SYS(ioctl), 1, whole, TCGETS);
}

// What making a file takes; Landlock says where.
#define WRITING(X) \
    X(open) X(openat) X(rename) X(renameat) X(renameat2) X(unlink) X(unlinkat) X(ftruncate) X(ftruncate64) X(fchmod) X(fsync) X(umask)

static const int writing[] = {WRITING(NUMBER)};

static int load_filter(Seccomp *seccomp, bool may_write)
{
    bool ok = true;
    for (size_t i = 0; i < COUNT_OF(calls); i++) ok &= allow(seccomp, calls[i]);
    for (size_t i = 0; may_write && i < COUNT_OF(writing); i++) ok &= allow(seccomp, writing[i]);
    ok &= allow_some(seccomp);
    seccomp->attr_set(seccomp->filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree; without it (before 2.5) a list
    int error = ok ? seccomp->load(seccomp->filter) : -EINVAL;
    return error ? error : 1;
}

static int enter_filter(bool may_write)
{
    Seccomp seccomp;
    if (!seccomp_open(&seccomp)) return -ENOENT;
    seccomp.filter = seccomp.init(SCMP_ACT_ERRNO(ENOSYS));
    if (!seccomp.filter) return -ENOMEM;
    int state = load_filter(&seccomp, may_write);
    seccomp.release(seccomp.filter);
    return state;
}

#endif

Sandbox sandbox_enter_layers(const char *folder, unsigned layers)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return (Sandbox){.landlock = -errno, .filter = -errno};
    Sandbox sandbox = {.landlock = layers & SANDBOX_LANDLOCK ? enter_landlock(folder) : -ENOTSUP};
    sandbox.filter = layers & SANDBOX_FILTER ? enter_filter(folder != NULL) : -ENOTSUP;
    return sandbox;
}

#endif

Sandbox sandbox_enter_writing(const char *folder) { return sandbox_enter_layers(folder, SANDBOX_LANDLOCK | SANDBOX_FILTER); }

Sandbox sandbox_enter(void) { return sandbox_enter_writing(NULL); }

// --- what there is ---------------------------------------------------------------------------------------------

Sandbox sandbox_probe(void)
{
    Child child = {0};
    Sandbox sandbox = {-EAGAIN, -EAGAIN};
    pid_t pid = child_fork(&child);
    if (pid == 0) {
        Sandbox entered = sandbox_enter();
        child_send(child.socket, (Str){(char *)&entered, sizeof entered});
        _exit(0);
    }
    if (pid < 0) return sandbox;
    if (recv(child.socket, &sandbox, sizeof sandbox, MSG_WAITALL) != sizeof sandbox) sandbox = (Sandbox){-EIO, -EIO};
    child_stop(&child, 0);
    return sandbox;
}

static const char *reason_of(int state, const char *not_supported)
{
    switch (-state) {
    case ENOSYS: return "the kernel has none";
    case ENOTSUP: return not_supported;
    case ENOENT: return "libseccomp is not installed";
    default: return os_error_text(-state);
    }
}

Str sandbox_text(Arena *arena, const Sandbox *sandbox)
{
    const char *off = reason_of(sandbox->landlock, "it is switched off"), *without = reason_of(sandbox->filter, "memlint was built without it");
    Str landlock = sandbox->landlock > 0 ? arena_format(arena, "Landlock %d", sandbox->landlock) : arena_format(arena, "no Landlock (%s)", off);
    if (sandbox->filter > 0) return arena_format(arena, "%.*s, seccomp", FMT(landlock));
    return arena_format(arena, "%.*s, no seccomp (%s)", FMT(landlock), without);
}
