// What is left to a process of ours that reads what nobody vouches for: to read files, to use memory, to answer on a connection that
// is open already. It can't run programs, write, delete or rename files, open connections, or touch other processes.
//
// Two layers of the Linux kernel, each used where it is there: Landlock refuses by what is touched, a filter of system calls (seccomp,
// through libseccomp) by what is asked for. Either alone refuses to run programs and to write, make,
// rename and delete files; the filter alone also refuses connections, processes and signals.
#pragma once

#include "base/arena.h"

// What is in force. Below 0 it is not, for the reason of that errno.
typedef struct Sandbox {
    int landlock;  // version of the kernel's interface
    int filter;    // 1; -ENOENT = libseccomp is not installed, -ENOTSUP = memlint was built without it
} Sandbox;

typedef struct SandboxLimits {
    uint64_t memory;    // bytes of address space; 0 = no limit
    uint64_t stack;     // bytes of the main thread, which grow where the system gave less
    bool keeps_errors;  // standard error may be a file that is written to
    uint64_t most_written;  // bytes that a file may grow to
} SandboxLimits;

// The process's limits: no core, no growing files, few descriptors. Before sandbox_enter, which takes the right to set them.
void sandbox_limit(const SandboxLimits *limits);
// For good, for this thread and those that it starts.
Sandbox sandbox_enter(void);
// The same, but files in one folder may be made, written, renamed and removed. Landlock alone can hold a process to a folder: without it
// the caller must not go on.
Sandbox sandbox_enter_writing(const char *folder);
// With some of the layers only, as where the kernel or the system has no other. `folder` may be NULL.
enum { SANDBOX_LANDLOCK = 1, SANDBOX_FILTER = 2 };
Sandbox sandbox_enter_layers(const char *folder, unsigned layers);
// What a process would get: a child enters and tells.
Sandbox sandbox_probe(void);
// "Landlock 7, seccomp"; what is missing is there with its reason.
Str sandbox_text(Arena *arena, const Sandbox *sandbox);
