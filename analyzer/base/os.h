// The operating system: files, folders, terminals, processors. Every system call of memlint is made in os.c,
// but for processes and their pipes (engine/worker.c, lsp/analysis.c, lsp/server.c).
//
// Paths are bytes. What fails says why in words that don't name the path, which the caller has: "permission denied".
#pragma once

#include "base/array.h"
#include "base/problem.h"

#include <signal.h>

typedef enum OsKind {
    OS_FILE = 1,
    OS_FOLDER,
    OS_OTHER,  // FIFO, socket, device
} OsKind;

typedef struct OsInfo {
    OsKind kind;
    uint64_t size;           // bytes of a file
    uint64_t device, inode;  // who it is, whatever its names are
    uint64_t modified;       // when its bytes were changed last, in nanoseconds since 1970
    bool is_link;            // the path's last part is a symbolic link; the rest speaks of its target
} OsInfo;

// What stands at the path, links followed. Fails when nothing does, or when it can't be asked.
bool os_info(Arena *arena, Str path, OsInfo *info, Problem *why);
bool os_exists(Arena *arena, Str path);
// All bytes of a regular file. Fails for directories, FIFOs and devices (without waiting for them), and for more than
// `max_size` bytes (0 = no limit but 2 GiB).
bool os_read(Arena *arena, Str path, uint64_t max_size, Str *bytes, Problem *why);
// All bytes up to the end of a descriptor that is already open: standard input.
bool os_read_all(Arena *arena, int descriptor, uint64_t max_size, Str *bytes, Problem *why);
// The first bytes of a regular file, at most `size`; empty when it can't be read.
Str os_read_start(Arena *arena, Str path, size_t size);
// The names in a folder, sorted by bytes, without "." and "..".
bool os_list(Arena *arena, Str folder, Strs *names, Problem *why);
// Replaces the file's bytes so that a reader, or a crash, sees the old ones or the new ones: a temporary file in the same
// folder takes the old one's mode and owner and then its name. A symbolic link keeps pointing: its target is replaced. A file that
// can't be replaced so, for it has several names, another owner or a folder that takes no new file, is left as it is.
bool os_replace(Arena *arena, Str path, Str bytes, Problem *why);
// The same for what can be made again: a file that can't be replaced is written in place, and put back when that fails half-way;
// one that does not exist is made.
bool os_write(Arena *arena, Str path, Str bytes, Problem *why);
// Removes the temporary files in a folder that writers left which were killed.
void os_sweep(Arena *arena, Str folder);
// Lets the signals by which a user ends a process wait, while something is half done; sigprocmask with `before` lets them come.
void os_hold_signals(sigset_t *before);
// A new folder for temporary files ($TMPDIR or /tmp) that only this user may enter.
bool os_make_temporary(Arena *arena, Str *folder, Problem *why);
// Removes a folder and the files in it; folders in it stay, and it with them.
void os_remove_folder(Arena *arena, Str folder);
// A descriptor of a regular file, for reading; processes that are forked inherit it. -1 = it can't be had.
int os_open_descriptor(Arena *arena, Str path);
// Makes the file, or puts another in its place, in one step: a reader sees the old bytes or the new ones. The disk may lose it: for what can
// be had again. The folders above it are made, for the user alone.
bool os_store(Arena *arena, Str path, Str bytes);
// Says that the file was of use just now.
void os_touch(Arena *arena, Str path);
// Takes a file, or a folder with nothing in it, away.
bool os_remove(Arena *arena, Str path);
// Absolute, without links, "." and "..". The path itself when it does not exist.
Str os_real_path(Arena *arena, Str path);

// To be called first: puts something in the place of a standard input, output or error that the caller closed, so that no
// file or socket of ours gets its number. Writing to it still fails.
void os_hold_standard_descriptors(void);
// Seconds since some moment; goes only forward.
double os_seconds(void);
// The time of day, in nanoseconds since 1970.
uint64_t os_now(void);
bool os_is_terminal(int descriptor);
// Columns of a terminal, 80 when it doesn't say.
uint32_t os_terminal_width(int descriptor);
// Processors that this process may use: the affinity mask and the cgroup's quota count.
uint32_t os_processor_count(void);
// The variable's value, empty when it is not set.
Str os_environment(const char *name);
// What an errno means: "permission denied".
const char *os_error_text(int error);
