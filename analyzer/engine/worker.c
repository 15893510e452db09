// The wire: parent -> worker 4 bytes, the job's index, twice 4 bytes of length, and as many of a question (a record; none = a first
// look) and of a unit; worker -> parent 4 bytes of length and a record (record.h). A worker that
// dies, hangs or answers nonsense is replaced. When it had read other files before, the file gets a second try in a fresh process,
// so that what is reported does not depend on which worker happened to take which file.
#include "engine/worker.h"

#include "base/child.h"
#include "base/str.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

#define NO_JOB UINT32_MAX

enum {
    STACK_SIZE = 120 << 20,  // what lies free below the main stack on Linux is at least 128 MB
    C_FILES_PER_WORKER = 300,  // libclang does not give everything back
    STATUS_NO_MEMORY = 2,      // base/arena.c
};

typedef struct Worker {
    Child child;         // what it has sent is the answer as far as it has come
    uint32_t job;        // NO_JOB = idle
    uint32_t files, c_files;  // begun by this process
    double deadline;     // of the job, in os_seconds()
    double begun;        // when it was given
} Worker;

// What a worker is told of a job.
typedef struct LookHead {
    uint32_t job;
    uint32_t question, unit;  // bytes that follow
} LookHead;

typedef struct Look {
    Str question;  // empty = a first look
    Str unit;
} Look;

struct Pool {
    WorkerOptions options;
    const CheckOptions *check;
    const FileJobs *jobs;
    Arena *arena;
    ArrayOf(uint32_t) queue;
    ArrayOf(uint32_t) retries;  // jobs that get a second try; taken before the queue
    bool *was_tried;            // by job
    Look *looks;                // by job
    uint32_t next;              // of the queue
    uint32_t done;
    Worker *workers;
    struct pollfd *polled;
    Worker **polled_worker;
};

// --- the worker's side -----------------------------------------------------------------------------------------

static bool receive_all(int socket, char *at, size_t len)
{
    while (len) {
        ssize_t got = recv(socket, at, len, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        len -= (size_t)got;
    }
    return true;
}

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

// A worker only reads; what would make it write or run something finds that it can't.
static void disarm(bool is_verbose)
{
#ifdef __linux__
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
    if (!is_verbose) limit(RLIMIT_FSIZE, 0);  // standard error may be a file then
    unsetenv("CCC_OVERRIDE_OPTIONS");         // flags that libclang would take from the environment
    unsetenv("CCC_ADD_ARGS");
}

static void prepare(const WorkerOptions *options)
{
    child_silence(options->is_verbose);
    disarm(options->is_verbose);
    limit(RLIMIT_CORE, 0);
    raise_limit(RLIMIT_STACK, STACK_SIZE);  // expressions of 100,000 terms are recursion to libclang
    limit_memory(options->max_memory);
    setenv("LIBCLANG_NOTHREADS", "1", 1);               // parse on this stack, not on a thread of 8 MB
    setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);  // a crash is a crash: what is left of the heap is worth nothing
}

static void do_job(const FileJob *job, Checker *checker, Arena *results, const Look *look, Record *record)
{
    Record question;
    if (!look->question.len || !record_read(results, look->question, &question)) {
        checker_run(checker, results, job, record);
        return;
    }
    question.unit = look->unit;
    checker_run_again(checker, results, job, &question, record);
}

static bool answer_with(int socket, Arena *results, const Record *record)
{
    Str bytes = record_write(results, record);
    uint32_t len = (uint32_t)bytes.len;
    return child_send(socket, (Str){(char *)&len, sizeof len}) && child_send(socket, bytes);
}

static bool receive_text(int socket, Arena *results, uint32_t len, Str *text)
{
    char *at = len ? arena_push(results, len) : NULL;
    *text = (Str){at, len};
    return !len || receive_all(socket, at, len);
}

static void work(const Pool *pool, int socket)
{
    Arena process = {0}, results = {0};
    prepare(&pool->options);
    Checker *checker = checker_open(&process, pool->check);
    for (LookHead head; receive_all(socket, (char *)&head, sizeof head);) {
        Record record = {0};
        Look look = {0};
        if (head.job >= pool->jobs->len || !receive_text(socket, &results, head.question, &look.question) ||
            !receive_text(socket, &results, head.unit, &look.unit)) break;
        do_job(&pool->jobs->at[head.job], checker, &results, &look, &record);
        if (!answer_with(socket, &results, &record)) break;
        arena_reset(&results);
    }
    _exit(0);  // no exit handlers: what the parent has not flushed is the parent's
}

// --- starting and stopping -------------------------------------------------------------------------------------

static bool start(Pool *pool, Worker *worker)
{
    pid_t pid = child_fork(&worker->child);
    if (pid == 0) {
        for (uint32_t i = 0; i < pool->options.count; i++)
            if (pool->workers[i].child.pid) close(pool->workers[i].child.socket);
        work(pool, worker->child.socket);
    }
    if (pid < 0) return false;
    worker->job = NO_JOB;
    worker->files = worker->c_files = 0;
    return true;
}

// --- results ---------------------------------------------------------------------------------------------------

static void finish_job(Pool *pool, Worker *worker)
{
    worker->job = NO_JOB;
    child_clear(&worker->child);
    pool->done++;
}

static void fail_job(Pool *pool, Worker *worker, Arena *results, Record *records, const Problem *why)
{
    const FileJob *job = &pool->jobs->at[worker->job];
    records[worker->job] = (Record){.path = arena_copy(results, job->path), .language = job->language,
                                    .outcome = OUTCOME_FAILED, .problem = why->text, .remedy = why->remedy};
    finish_job(pool, worker);
}

// Memory ran out when the arena said so, or when the process died with most of what it was allowed in use.
static bool ran_out_of_memory(const Pool *pool, int status, const struct rusage *usage)
{
    if (WIFEXITED(status)) return WEXITSTATUS(status) == STATUS_NO_MEMORY;
    uint64_t most = (uint64_t)usage->ru_maxrss * 1024;
    return pool->options.max_memory && most > pool->options.max_memory / 2;
}

static Problem death_of(const Pool *pool, Arena *results, int status, const struct rusage *usage)
{
    Problem why = {.remedy = STR("--exclude it, and report it as a bug of memlint")};
    if (ran_out_of_memory(pool, status, usage)) {
        uint64_t size = pool->options.max_memory >> 20;
        why.text = arena_format(results, "the analysis needs more than %llu MB of memory", (unsigned long long)size);
        why.remedy = STR("raise --max-memory, or --exclude it");
    } else if (WIFSIGNALED(status)) {
        why.text = arena_format(results, "the analysis crashed (signal %d)", WTERMSIG(status));
    } else {
        why.text = arena_format(results, "the analysis stopped (status %d)", WIFEXITED(status) ? WEXITSTATUS(status) : status);
    }
    return why;
}

static bool try_again(Pool *pool, Worker *worker)
{
    if (worker->files < 2 || pool->was_tried[worker->job]) return false;
    pool->was_tried[worker->job] = true;
    *array_push(pool->arena, &pool->retries) = worker->job;
    finish_job(pool, worker);
    pool->done--;
    return true;
}

static void bury(Pool *pool, Worker *worker, Arena *results, Record *records)
{
    struct rusage usage = {0};
    int status = child_reap(&worker->child, &usage);
    if (worker->job == NO_JOB || try_again(pool, worker)) return;
    Problem why = death_of(pool, results, status, &usage);
    fail_job(pool, worker, results, records, &why);
}

static void give_up(Pool *pool, Worker *worker, Arena *results, Record *records)
{
    child_stop(&worker->child, SIGKILL);
    Problem why = {arena_format(results, "the analysis took longer than %u s", pool->options.timeout_seconds),
                   STR("raise --timeout, or --exclude it")};
    fail_job(pool, worker, results, records, &why);
}

// --- the parent's side -----------------------------------------------------------------------------------------

Pool *pool_open(Arena *arena, const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs)
{
    Pool *pool = arena_new(arena, Pool);
    *pool = (Pool){.options = *options, .check = check, .jobs = jobs, .arena = arena};
    pool->was_tried = arena_array(arena, bool, jobs->len + 1);
    pool->looks = arena_array(arena, Look, jobs->len + 1);
    pool->workers = arena_array(arena, Worker, options->count);
    pool->polled = arena_array(arena, struct pollfd, options->count);
    pool->polled_worker = arena_array(arena, Worker *, options->count);
    return pool;
}

void pool_add(Pool *pool, uint32_t job) { *array_push(pool->arena, &pool->queue) = job; }

void pool_ask(Pool *pool, uint32_t job, Str question, Str unit)
{
    pool->looks[job] = (Look){question, unit};
    pool->was_tried[job] = false;
    pool_add(pool, job);
}

uint32_t pool_done(const Pool *pool) { return pool->done; }

static bool has_waiting(const Pool *pool) { return pool->retries.len || pool->next < pool->queue.len; }

static void give(Pool *pool, Worker *worker)
{
    worker->job = pool->retries.len ? pool->retries.at[--pool->retries.len] : pool->queue.at[pool->next++];
    worker->files++;
    worker->c_files += pool->jobs->at[worker->job].language == LANG_C && !pool->looks[worker->job].question.len;
    worker->begun = os_seconds();
    worker->deadline = worker->begun + pool->options.timeout_seconds;
    // When it can't be sent the worker is dead, which the next poll tells.
    const Look *look = &pool->looks[worker->job];
    LookHead head = {worker->job, (uint32_t)look->question.len, (uint32_t)look->unit.len};
    int socket = worker->child.socket;
    (void)(child_send(socket, (Str){(char *)&head, sizeof head}) && child_send(socket, look->question) && child_send(socket, look->unit));
}

// A retry wants a process that has read nothing else.
static bool is_worn(const Pool *pool, const Worker *worker)
{
    return worker->child.pid && (worker->c_files >= C_FILES_PER_WORKER || (pool->retries.len && worker->files));
}

static bool feed(Pool *pool, Worker *worker)
{
    if (worker->child.pid && worker->job != NO_JOB) return true;
    if (!has_waiting(pool)) return true;
    if (is_worn(pool, worker)) {
        shutdown(worker->child.socket, SHUT_WR);
        child_stop(&worker->child, 0);
    }
    if (!worker->child.pid && !start(pool, worker)) return false;
    give(pool, worker);
    return true;
}

// Processes that the system does not let us have are done without, as long as there is one.
static void feed_all(Pool *pool, Arena *results, Record *records)
{
    uint32_t busy = 0;
    int error = 0;
    for (uint32_t i = 0; i < pool->options.count; i++) {
        if (!feed(pool, &pool->workers[i])) error = errno;
        busy += pool->workers[i].child.pid && pool->workers[i].job != NO_JOB;
    }
    if (busy || !has_waiting(pool)) return;
    Problem why = {arena_format(results, "no process can be started to analyse it: %s", os_error_text(error)), {0}};
    while (has_waiting(pool)) {
        Worker nobody = {.job = pool->retries.len ? pool->retries.at[--pool->retries.len] : pool->queue.at[pool->next++]};
        fail_job(pool, &nobody, results, records, &why);
    }
}

// The whole answer is there: 4 bytes of length and as many more.
static bool is_complete(const Worker *worker, Str *bytes)
{
    uint32_t len;
    const Child *child = &worker->child;
    if (child->bytes.len < sizeof len) return false;
    memcpy(&len, child->bytes.at, sizeof len);
    *bytes = (Str){child->bytes.at + sizeof len, len};
    return child->bytes.len - sizeof len >= len;
}

static void listen_to(Pool *pool, Worker *worker, Arena *results, Record *records)
{
    Str bytes;
    if (!child_listen(&worker->child)) {
        bury(pool, worker, results, records);
    } else if (is_complete(worker, &bytes)) {
        Problem garbled = {STR("the analysis gave a garbled answer"), STR("report it as a bug of memlint")};
        bool ok = record_read(results, bytes, &records[worker->job]);
        if (ok) records[worker->job].seconds = os_seconds() - worker->begun;
        if (ok) finish_job(pool, worker);
        else fail_job(pool, worker, results, records, &garbled);
    }
}

// Milliseconds to the next deadline, -1 = none.
static int time_to_wait(const Pool *pool, double now)
{
    double least = -1;
    for (uint32_t i = 0; i < pool->options.count && pool->options.timeout_seconds; i++) {
        const Worker *worker = &pool->workers[i];
        if (!worker->child.pid || worker->job == NO_JOB) continue;
        double left = worker->deadline > now ? worker->deadline - now : 0;
        if (least < 0 || left < least) least = left;
    }
    return least < 0 ? -1 : (int)(least * 1000) + 1;
}

static void check_deadlines(Pool *pool, Arena *results, Record *records)
{
    double now = os_seconds();
    for (uint32_t i = 0; i < pool->options.count && pool->options.timeout_seconds; i++) {
        Worker *worker = &pool->workers[i];
        if (worker->child.pid && worker->job != NO_JOB && worker->deadline <= now) give_up(pool, worker, results, records);
    }
}

bool pool_step(Pool *pool, Arena *results, Record *records)
{
    feed_all(pool, results, records);
    nfds_t count = 0;
    for (uint32_t i = 0; i < pool->options.count; i++) {
        if (!pool->workers[i].child.pid || pool->workers[i].job == NO_JOB) continue;
        pool->polled_worker[count] = &pool->workers[i];
        pool->polled[count++] = (struct pollfd){.fd = pool->workers[i].child.socket, .events = POLLIN};
    }
    if (!count) return false;
    int ready = poll(pool->polled, count, time_to_wait(pool, os_seconds()));
    for (nfds_t i = 0; ready > 0 && i < count; i++)
        if (pool->polled[i].revents) listen_to(pool, pool->polled_worker[i], results, records);
    check_deadlines(pool, results, records);
    return true;
}

void pool_close(Pool *pool)
{
    for (uint32_t i = 0; i < pool->options.count; i++) {
        Worker *worker = &pool->workers[i];
        if (worker->child.pid) shutdown(worker->child.socket, SHUT_WR);
        child_stop(&worker->child, worker->job != NO_JOB ? SIGKILL : 0);
        arena_close(&worker->child.inbox);
    }
}
