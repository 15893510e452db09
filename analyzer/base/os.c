#include "base/os.h"

#include "base/filepath.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

enum { READ_STEP = 64 * 1024, PATH_ROOM = 4096 };
static const uint64_t SIZE_LIMIT = (uint64_t)INT32_MAX;  // spans and both parsers count in 32 bits

const char *os_error_text(int error)
{
    switch (error) {
    case ENOENT: return "no such file or folder";
    case EACCES: case EPERM: return "permission denied";
    case ELOOP: return "too many levels of symbolic links";
    case ENOTDIR: return "a part of the path is no folder";
    case EISDIR: return "it is a folder";
    case ENOSPC: return "no space left on the device";
    case EROFS: return "the file system is read-only";
    case ENAMETOOLONG: return "the path is too long";
    case EMFILE: case ENFILE: return "too many open files";
    case EIO: return "the device reports an error";
    default: return strerror(error);
    }
}

static bool failed(Problem *why, const char *reason)
{
    *why = (Problem){.text = str_from(reason)};
    return false;
}

static bool failed_now(Problem *why) { return failed(why, os_error_text(errno)); }

static OsKind kind_of(mode_t mode)
{
    if (S_ISREG(mode)) return OS_FILE;
    return S_ISDIR(mode) ? OS_FOLDER : OS_OTHER;
}

static const char *special_name(mode_t mode)
{
    if (S_ISDIR(mode)) return "it is a folder";
    if (S_ISFIFO(mode)) return "it is a FIFO, not a regular file";
    if (S_ISSOCK(mode)) return "it is a socket, not a regular file";
    return "it is a device, not a regular file";
}

// --- looking ---------------------------------------------------------------------------------------------------

bool os_info(Arena *arena, Str path, OsInfo *info, Problem *why)
{
    const char *name = arena_terminated(arena, path);
    struct stat at, link;
    if (lstat(name, &link) != 0) return failed_now(why);
    bool is_link = S_ISLNK(link.st_mode);
    if (stat(name, &at) != 0) {
        if (is_link && errno == ENOENT) return failed(why, "it is a link to nothing");
        return failed_now(why);
    }
    *info = (OsInfo){.kind = kind_of(at.st_mode), .size = (uint64_t)at.st_size, .device = (uint64_t)at.st_dev,
                     .inode = (uint64_t)at.st_ino, .is_link = is_link,
                     .modified = (uint64_t)at.st_mtim.tv_sec * 1000000000u + (uint64_t)at.st_mtim.tv_nsec};
    return true;
}

bool os_exists(Arena *arena, Str path)
{
    struct stat at;
    return stat(arena_terminated(arena, path), &at) == 0;
}

Str os_real_path(Arena *arena, Str path)
{
    char *real = realpath(arena_terminated(arena, path), NULL);
    if (!real) return path;
    Str copy = arena_copy(arena, str_from(real));
    free(real);
    return copy;
}

static int by_bytes(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

bool os_list(Arena *arena, Str folder, Strs *names, Problem *why)
{
    DIR *dir = opendir(arena_terminated(arena, folder));
    if (!dir) return failed_now(why);
    Strs found = {0};
    errno = 0;
    for (struct dirent *entry; (entry = readdir(dir)); errno = 0) {
        Str name = str_from(entry->d_name);
        if (!str_is(name, ".") && !str_is(name, "..")) *array_push(arena, &found) = arena_copy(arena, name);
    }
    int error = errno;
    closedir(dir);
    if (error) return failed(why, os_error_text(error));
    if (found.len) qsort(found.at, found.len, sizeof *found.at, by_bytes);
    *names = found;
    return true;
}

// --- reading ---------------------------------------------------------------------------------------------------

// O_NONBLOCK: opening a FIFO would wait for a writer; O_NOCTTY: a terminal must not become ours.
static int open_to_read(const char *name)
{
    return open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static ssize_t read_some(int descriptor, char *at, size_t size)
{
    ssize_t got;
    do got = read(descriptor, at, size);
    while (got < 0 && errno == EINTR);
    return got;
}

static bool too_large(Problem *why, Arena *arena, uint64_t limit)
{
    return problem_set(why, arena, "it is larger than %llu bytes", (unsigned long long)limit);
}

typedef struct Reading {
    int descriptor;
    uint64_t announced;  // bytes that are expected
    uint64_t limit;
} Reading;

// Reads to the end, whatever size was announced: a file can grow meanwhile.
static bool read_to_end(Arena *arena, const Reading *reading, Str *bytes, Problem *why)
{
    size_t size = (size_t)reading->announced + 1, len = 0;  // one more than announced, so that the end shows at once
    char *at = arena_push(arena, size);
    for (;;) {
        if (len == size) {
            at = arena_grow(arena, at, size, size + size / 2 + READ_STEP);
            size += size / 2 + READ_STEP;
        }
        ssize_t got = read_some(reading->descriptor, at + len, size - len);
        if (got < 0) return failed_now(why);
        if (got == 0) break;
        len += (size_t)got;
        if (len > reading->limit) return too_large(why, arena, reading->limit);
    }
    *bytes = (Str){at, len};
    return true;
}

static uint64_t limit_of(uint64_t max_size) { return max_size && max_size < SIZE_LIMIT ? max_size : SIZE_LIMIT; }

static bool read_opened(Arena *arena, int descriptor, uint64_t max_size, Str *bytes, Problem *why)
{
    struct stat at;
    uint64_t limit = limit_of(max_size);
    if (fstat(descriptor, &at) != 0) return failed_now(why);
    if (!S_ISREG(at.st_mode)) return failed(why, special_name(at.st_mode));
    if ((uint64_t)at.st_size > limit) return too_large(why, arena, limit);
    return read_to_end(arena, &(Reading){descriptor, (uint64_t)at.st_size, limit}, bytes, why);
}

bool os_read(Arena *arena, Str path, uint64_t max_size, Str *bytes, Problem *why)
{
    int descriptor = open_to_read(arena_terminated(arena, path));
    if (descriptor < 0 && errno == ENXIO) return failed(why, "it is a socket, not a regular file");
    if (descriptor < 0) return failed_now(why);
    bool ok = read_opened(arena, descriptor, max_size, bytes, why);
    close(descriptor);
    return ok;
}

bool os_read_all(Arena *arena, int descriptor, uint64_t max_size, Str *bytes, Problem *why)
{
    return read_to_end(arena, &(Reading){descriptor, READ_STEP, limit_of(max_size)}, bytes, why);
}

Str os_read_start(Arena *arena, Str path, size_t size)
{
    struct stat info;
    int descriptor = open_to_read(arena_terminated(arena, path));
    if (descriptor < 0) return (Str){0};
    char *at = arena_push(arena, size);
    ssize_t got = fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) ? read_some(descriptor, at, size) : 0;
    close(descriptor);
    return (Str){at, got > 0 ? (size_t)got : 0};
}

// --- writing ---------------------------------------------------------------------------------------------------

static bool write_all(int descriptor, Str bytes)
{
    while (bytes.len) {
        ssize_t wrote = write(descriptor, bytes.at, bytes.len);
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote > 0) bytes = str_from_byte(bytes, (size_t)wrote);
    }
    return true;
}

// close can report what write could not (NFS, quotas); errno is kept from the first failure.
static bool finish(int descriptor, bool ok)
{
    int error = errno;
    bool closed = close(descriptor) == 0;
    if (!ok) errno = error;
    return ok && closed;
}

// The temporary file's name: beside the target, hidden, and not that of another run.
static const char *temporary_name(Arena *arena, Str path, unsigned attempt)
{
    Str name = filepath_name(path), folder = str_slice(path, 0, path.len - name.len);
    return arena_format(arena, "%.*s.%.*s.memlint-%ld-%u", FMT(folder), FMT(name), (long)getpid(), attempt).at;
}

// It is locked as long as its maker lives, so that nobody sweeps it away.
static int open_temporary(Arena *arena, Str path, const char **name)
{
    int descriptor = -1;
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        *name = temporary_name(arena, path, attempt);
        descriptor = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor >= 0 || errno != EEXIST) break;
    }
    if (descriptor >= 0) flock(descriptor, LOCK_EX | LOCK_NB);
    return descriptor;
}

// The process in ".NAME.memlint-PID-N"; 0 = no such name.
static long maker_of_temporary(const char *name)
{
    long maker = 0;
    unsigned attempt;
    int end = 0;
    const char *mark = NULL;
    for (const char *next = name; (next = strstr(next, ".memlint-")); next++) mark = next;
    bool is_ours = name[0] == '.' && mark && mark > name && sscanf(mark, ".memlint-%ld-%u%n", &maker, &attempt, &end) == 2 && !mark[end];
    return is_ours ? maker : 0;
}

static void sweep_file(const char *path)
{
    struct stat at;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return;
    bool is_left = fstat(descriptor, &at) == 0 && S_ISREG(at.st_mode) && at.st_uid == geteuid() && flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    close(descriptor);
    if (is_left) unlink(path);
}

void os_sweep(Arena *arena, Str folder)
{
    Strs names;
    Problem why;
    if (!os_list(arena, folder, &names, &why)) return;
    for (uint32_t i = 0; i < names.len; i++) {
        long maker = maker_of_temporary(arena_terminated(arena, names.at[i]));
        if (maker > 0 && kill((pid_t)maker, 0) != 0 && errno == ESRCH)
            sweep_file(arena_terminated(arena, arena_format(arena, "%.*s/%.*s", FMT(folder), FMT(names.at[i]))));
    }
}

// What open(2) would give a new file: asking is only possible by setting.
static mode_t new_file_mode(void)
{
    mode_t mask = umask(077);
    umask(mask);
    return 0666 & ~mask;
}

// Owner before mode, for chown clears the setuid bits. A group that this user is not in can't be given.
static bool keep_owner(int descriptor, const struct stat *old, mode_t *mode)
{
    struct stat made;
    if (fstat(descriptor, &made) != 0) return false;
    if ((made.st_uid == old->st_uid && made.st_gid == old->st_gid) || fchown(descriptor, old->st_uid, old->st_gid) == 0) return true;
    *mode &= 01777;
    return true;
}

static bool fill_temporary(int descriptor, const struct stat *old, Str bytes)
{
    mode_t mode = old ? old->st_mode & 07777 : new_file_mode();
    if (old && !keep_owner(descriptor, old, &mode)) return false;
    return write_all(descriptor, bytes) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
}

// A rename is safe on the disk only once its folder is.
static void sync_folder(Arena *arena, Str path)
{
    Str folder = filepath_folder(path);
    int descriptor = open(arena_terminated(arena, folder.len ? folder : STR(".")), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

typedef enum Written { WRITTEN, NOT_WRITTEN, NO_TEMPORARY } Written;

static Written write_beside(Arena *arena, Str path, const struct stat *old, Str bytes)
{
    const char *temporary;
    int descriptor = open_temporary(arena, path, &temporary);
    if (descriptor < 0) return NO_TEMPORARY;
    bool ok = finish(descriptor, fill_temporary(descriptor, old, bytes));
    if (ok && rename(temporary, arena_terminated(arena, path)) == 0) {
        sync_folder(arena, path);
        return WRITTEN;
    }
    int error = errno;
    unlink(temporary);
    errno = error;
    return NOT_WRITTEN;
}

static bool overwrite(int descriptor, Str bytes)
{
    if (lseek(descriptor, 0, SEEK_SET) != 0 || !write_all(descriptor, bytes)) return false;
    return ftruncate(descriptor, (off_t)bytes.len) == 0 && fsync(descriptor) == 0;
}

static bool write_in_place(Arena *arena, Str path, Str bytes, Problem *why)
{
    Str old;
    if (!os_read(arena, path, 0, &old, why)) return false;
    int descriptor = open(arena_terminated(arena, path), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return failed_now(why);
    bool ok = overwrite(descriptor, bytes);
    int error = errno;
    bool restored = ok || overwrite(descriptor, old);
    errno = error;
    if (finish(descriptor, ok)) return true;
    return failed(why, restored ? os_error_text(error) : "it failed half-way, and so did putting it back");
}

// The file that a link points to in the end; the path itself when it is no link.
static Str link_target(Arena *arena, Str path)
{
    struct stat at;
    bool is_link = lstat(arena_terminated(arena, path), &at) == 0 && S_ISLNK(at.st_mode);
    return is_link ? os_real_path(arena, path) : path;
}

// Why a new file in its place would not be the same one, or NULL.
static const char *identity_lost(const struct stat *old)
{
    if (old->st_nlink > 1) return "it has several names (hard links), which can't be replaced in one step";
    if (old->st_uid != geteuid() && geteuid() != 0) return "it belongs to another user, to whom a new file can't be given";
    return NULL;
}

typedef enum Manner { REPLACE_ONLY, REPLACE_OR_OVERWRITE } Manner;

static bool write_target(Arena *arena, Str path, Str bytes, Manner manner, Problem *why)
{
    struct stat at;
    bool exists = stat(arena_terminated(arena, path), &at) == 0;
    if (!exists && errno != ENOENT) return failed_now(why);  // a file that can't be asked would lose its mode
    if (exists && S_ISDIR(at.st_mode)) return failed(why, "it is a folder");
    // A rename asks the folder only; whoever took the right to write from a file means it.
    if (exists && access(arena_terminated(arena, path), W_OK) != 0) return failed_now(why);
    const char *lost = exists ? identity_lost(&at) : NULL;
    if (lost && manner == REPLACE_ONLY) return failed(why, lost);
    bool is_special = exists && !S_ISREG(at.st_mode); // a device or FIFO takes bytes, but can't be replaced
    Written how = lost || is_special ? NO_TEMPORARY : write_beside(arena, path, exists ? &at : NULL, bytes);
    if (how == WRITTEN) return true;
    if (how == NOT_WRITTEN || !exists) return failed_now(why);
    if (manner == REPLACE_ONLY) return problem_set(why, arena, "its folder takes no new file (%s)", os_error_text(errno));
    if (!is_special) return write_in_place(arena, path, bytes, why);
    int descriptor = open(arena_terminated(arena, path), O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return failed_now(why);
    return finish(descriptor, write_all(descriptor, bytes)) || failed_now(why);
}

void os_hold_signals(sigset_t *before)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, before);
}

// A signal between the making of the temporary file and its rename would leave it lying about.
static bool write_undisturbed(Arena *arena, Str path, Str bytes, Manner manner, Problem *why)
{
    sigset_t before;
    os_hold_signals(&before);
    bool ok = write_target(arena, link_target(arena, path), bytes, manner, why);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ok;
}

bool os_write(Arena *arena, Str path, Str bytes, Problem *why) { return write_undisturbed(arena, path, bytes, REPLACE_OR_OVERWRITE, why); }

bool os_replace(Arena *arena, Str path, Str bytes, Problem *why) { return write_undisturbed(arena, path, bytes, REPLACE_ONLY, why); }

static void make_folders(Arena *arena, Str folder)
{
    if (!folder.len || mkdir(arena_terminated(arena, folder), 0700) == 0 || errno != ENOENT) return;
    make_folders(arena, filepath_folder(folder));
    mkdir(arena_terminated(arena, folder), 0700);
}

bool os_store(Arena *arena, Str path, Str bytes)
{
    const char *temporary;
    int descriptor = open_temporary(arena, path, &temporary);
    if (descriptor < 0 && errno == ENOENT) {
        make_folders(arena, filepath_folder(path));
        descriptor = open_temporary(arena, path, &temporary);
    }
    if (descriptor < 0) return false;
    if (finish(descriptor, write_all(descriptor, bytes)) && rename(temporary, arena_terminated(arena, path)) == 0) return true;
    unlink(temporary);
    return false;
}

void os_touch(Arena *arena, Str path) { utimensat(AT_FDCWD, arena_terminated(arena, path), NULL, 0); }

bool os_remove(Arena *arena, Str path) { return remove(arena_terminated(arena, path)) == 0; }

void os_hold_standard_descriptors(void)
{
    int opened;
    do opened = open("/dev/null", O_RDONLY | O_NOCTTY);
    while (opened >= 0 && opened <= STDERR_FILENO);
    if (opened > STDERR_FILENO) close(opened);
}

// --- the machine -----------------------------------------------------------------------------------------------

double os_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

uint64_t os_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

bool os_is_terminal(int descriptor) { return isatty(descriptor) == 1; }

uint32_t os_terminal_width(int descriptor)
{
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

// A small file of the kernel's; empty when it is not there.
static Str kernel_text(char *room, size_t size, const char *path)
{
    int descriptor = open_to_read(path);
    if (descriptor < 0) return (Str){0};
    ssize_t got = read_some(descriptor, room, size - 1);
    close(descriptor);
    room[got > 0 ? got : 0] = 0;
    return str_from(room);
}

// Whole processors that a cgroup's quota amounts to; 0 = no quota.
static uint32_t quota_of(const char *folder)
{
    char path[PATH_ROOM], text[64];
    long long quota, period;
    snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", folder);
    Str line = kernel_text(text, sizeof text, path);
    if (!line.len || sscanf(line.at, "%lld %lld", &quota, &period) != 2 || quota <= 0 || period <= 0) return 0;
    long long count = (quota + period - 1) / period;
    return count > UINT16_MAX ? 0 : (uint32_t)count;
}

// The smallest quota from this process's cgroup (version 2) up to the root.
static uint32_t cgroup_quota(void)
{
    char room[PATH_ROOM];
    Str text = kernel_text(room, sizeof room, "/proc/self/cgroup"), line;
    uint32_t least = quota_of("");
    while (str_cut(&text, '\n', &line)) {
        if (!str_starts(line, STR("0::/"))) continue;
        char folder[PATH_ROOM];
        snprintf(folder, sizeof folder, "%.*s", FMT(str_from_byte(line, 3)));
        for (char *slash; (slash = strrchr(folder, '/')); *slash = 0) {
            uint32_t quota = quota_of(folder);
            if (quota && (!least || quota < least)) least = quota;
        }
    }
    return least;
}

uint32_t os_processor_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
#endif
    uint32_t quota = cgroup_quota();
    if (quota && quota < count) count = quota;
    return count > 0 ? (uint32_t)count : 1;
}

Str os_environment(const char *name) { return str_from(getenv(name)); }

// --- temporary files -------------------------------------------------------------------------------------------

bool os_make_temporary(Arena *arena, Str *folder, Problem *why)
{
    Str base = os_environment("TMPDIR");
    char *name = (char *)arena_terminated(arena, arena_format(arena, "%.*s/memlint-XXXXXX", FMT(base.len ? base : STR("/tmp"))));
    if (!mkdtemp(name)) return problem_set(why, arena, "cannot make the folder '%s': %s", name, os_error_text(errno));
    *folder = str_from(name);
    return true;
}

void os_remove_folder(Arena *arena, Str folder)
{
    Strs names;
    Problem why;
    if (os_list(arena, folder, &names, &why))
        for (uint32_t i = 0; i < names.len; i++)
            unlink(arena_terminated(arena, arena_format(arena, "%.*s/%.*s", FMT(folder), FMT(names.at[i]))));
    rmdir(arena_terminated(arena, folder));
}

int os_open_descriptor(Arena *arena, Str path)
{
    return open(arena_terminated(arena, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}
