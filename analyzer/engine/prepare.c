// The answer of the child: per configuration the number of its preambles, then key, path and the files that went into each.
#include "engine/prepare.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/os.h"
#include "base/str.h"
#include "base/wire.h"
#include "c/c.h"

enum {
    LEAST_FILES = 6,             // of C in a run; below there is little to share
    MOST_BYTES = 256 << 20,      // of one file
    TICK = 50,                   // milliseconds between looks at the signals that wait
};

static bool is_of(const CheckOptions *check, const FileJob *job, uint32_t config)
{
    return job->language == LANG_C && !job->problem.len && !job->in_memory && check->policies->list.at[job->policy].config == config;
}

static uint32_t config_count(const CheckOptions *check)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < check->policies->list.len; i++)
        if (check->policies->list.at[i].config >= count) count = check->policies->list.at[i].config + 1;
    return count;
}

// --- the child's side ------------------------------------------------------------------------------------------

static CPrecompiled precompile(Arena *arena, const CheckOptions *check, const FileJobs *jobs, const Jobs *wanted, uint32_t config, Str stem)
{
    CFront *front = NULL;
    Arena file = {0};
    for (uint32_t i = 0; i < wanted->len; i++) {
        const FileJob *job = &jobs->at[wanted->at[i]];
        Source source;
        Problem why;
        if (!is_of(check, job, config)) continue;
        CSetup setup = checker_c_setup(arena, check, &check->policies->list.at[job->policy]);
        if (!front && !c_open(arena, &setup, &front, &why)) return (CPrecompiled){0};
        if (source_read(&file, job->path, LANG_C, MOST_BYTES, &source, &why)) c_plan(front, arena, &source);
        arena_reset(&file);
    }
    return front ? c_precompile_planned(front, arena, stem) : (CPrecompiled){0};
}

static void put_inclusions(WireWriter *writer, const Inclusions *inclusions)
{
    wire_put(writer, inclusions->len);
    for (uint32_t i = 0; i < inclusions->len; i++) {
        wire_put_text(writer, inclusions->at[i].path);
        wire_put(writer, inclusions->at[i].includer);
    }
}

static void work(const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs, const Jobs *wanted, Str folder, int socket)
{
    Arena arena = {0};
    WireWriter answer = {.arena = &arena};
    if (!worker_confine(&arena, options, arena_terminated(&arena, folder), MOST_BYTES)) _exit(0);
    uint32_t configs = config_count(check);
    for (uint32_t config = 0; config < configs; config++) {
        CPrecompiled made = precompile(&arena, check, jobs, wanted, config, arena_format(&arena, "%.*s/%u-", FMT(folder), config));
        wire_put(&answer, made.len);
        for (uint32_t i = 0; i < made.len; i++) {
            wire_put_text(&answer, made.at[i].key);
            wire_put_text(&answer, made.at[i].path);
            put_inclusions(&answer, &made.at[i].inclusions);
        }
    }
    wire_put(&answer, 1);  // an answer without it was cut off
    child_finish(socket, (Str){answer.bytes.at, answer.bytes.len});
}

// --- the parent's side -----------------------------------------------------------------------------------------

static bool is_to_end(void)
{
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGHUP) == 1;
}

// True when the child has closed its end of its own accord.
static bool listen_until_the_end(Child *child, uint32_t timeout_seconds)
{
    double deadline = os_seconds() + timeout_seconds;
    while (!is_to_end() && (!timeout_seconds || os_seconds() < deadline)) {
        struct pollfd polled = {.fd = child->socket, .events = POLLIN};
        if (poll(&polled, 1, TICK) > 0 && !child_listen(child)) return true;
    }
    return false;
}

static Inclusions get_inclusions(Arena *arena, WireReader *reader)
{
    Inclusions inclusions = {0};
    uint32_t count = wire_get_count(reader);
    for (uint32_t left = count; left && reader->ok; left--) {
        Inclusion *inclusion = array_push(arena, &inclusions);
        inclusion->path = arena_copy(arena, wire_get_text(reader));
        inclusion->includer = wire_get_below(reader, (uint64_t)count + 1);
    }
    return inclusions;
}

static CPreambles *open_preambles(Arena *arena, WireReader *reader)
{
    CPreambles *opened = NULL;
    for (uint32_t left = wire_get_count(reader); left && reader->ok; left--) {
        Str key = arena_copy(arena, wire_get_text(reader)), path = wire_get_text(reader);
        Inclusions inclusions = get_inclusions(arena, reader);
        // memlint: ignore[leak-on-overwrite, resource-never-released] -- the workers inherit it, for as long as the process lives
        int file = os_open_descriptor(arena, path);
        if (file >= 0) c_preamble_add(arena, &opened, key, arena_format(arena, "/proc/self/fd/%d%c", file, 0).at, &inclusions);
    }
    return opened;
}

static const CPreambles **read_answer(Arena *arena, const Child *child, uint32_t configs)
{
    const CPreambles **preambles = arena_array(arena, const CPreambles *, configs);
    WireReader reader = {{child->bytes.at, child->bytes.len}, true};
    for (uint32_t config = 0; config < configs; config++) preambles[config] = open_preambles(arena, &reader);
    return reader.ok && wire_get(&reader) == 1 ? preambles : NULL;
}

static const CPreambles *const *prepare_in(Arena *arena, const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs,
                                           const Jobs *wanted, Str folder)
{
    Child child = {0};
    pid_t pid = child_fork(&child);
    if (pid == 0) work(options, check, jobs, wanted, folder, child.socket);
    if (pid < 0) return NULL;
    bool is_done = listen_until_the_end(&child, options->timeout_seconds);
    const CPreambles **preambles = is_done ? read_answer(arena, &child, config_count(check)) : NULL;
    child_stop(&child, SIGKILL);
    arena_close(&child.inbox);
    return preambles;
}

const CPreambles *const *prepare(Arena *arena, const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs,
                                 const Jobs *wanted)
{
#ifndef __linux__
    return NULL;  // a file that is open is reached by a name in /proc
#endif
    uint32_t files = 0;
    for (uint32_t i = 0; i < wanted->len; i++) files += jobs->at[wanted->at[i]].language == LANG_C;
    if (files < LEAST_FILES || str_is(os_environment("MEMLINT_PREAMBLES"), "0")) return NULL;
    Problem why;
    Str folder;
    sigset_t before;
    os_hold_signals(&before);
    const CPreambles *const *preambles = NULL;
    if (os_make_temporary(arena, &folder, &why)) {
        preambles = prepare_in(arena, options, check, jobs, wanted, folder);
        os_remove_folder(arena, folder);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return preambles;
}
