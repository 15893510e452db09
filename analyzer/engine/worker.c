// The wire: parent -> worker 4 bytes, the job's index, twice 4 bytes of length, and as many of a question (a record; none = a first
// look) and of a unit; worker -> parent 4 bytes of length and a record (record.h). A worker that
// dies, hangs or answers nonsense is replaced. A file that crashed it, or that ended it after others had been read, gets a second try: alone
// in a process with eight times the stack, so that what is reported does not depend on which worker happened to take which file.
#include "engine/worker.h"

#include "base/child.h"
#include "base/sandbox.h"
#include "base/str.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_JOB UINT32_MAX

enum {
    STACK_SIZE = 120 << 20,  // what lies free below the main stack on Linux is at least 128 MB
    DEEP_STACK_SIZE = 1 << 30,
    C_FILES_PER_WORKER = 300,  // libclang does not give everything back
    STATUS_NO_MEMORY = 2,      // base/arena.c
};

typedef struct Worker {
    Child child;         // what it has sent is the answer as far as it has come
    uint32_t job;        // NO_JOB = idle
    uint32_t files, c_files;  // begun by this process
    bool is_deep;        // it was started for a second try
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
    Jobs finished;              // since pool_step was called last
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

// What the user's shell happens to export must not change what is found: libclang takes include folders and flags from the environment.
static void clear_environment(Arena *arena)
{
    static const char *const kept[] = {"MEMLINT_LIBCLANG"};
    Str values[COUNT_OF(kept)];
    for (size_t i = 0; i < COUNT_OF(kept); i++) values[i] = arena_copy(arena, os_environment(kept[i]));
    if (environ) *environ = NULL;  // not every system has clearenv
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (values[i].len) setenv(kept[i], arena_terminated(arena, values[i]), 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("LIBCLANG_NOTHREADS", "1", 1);               // parse on this stack, not on a thread of 8 MB
    setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);  // a crash is a crash: what is left of the heap is worth nothing
}

// A build that counts what runs (scripts/coverage) writes its counts when a worker ends, so its workers are not confined.
#ifdef MEMLINT_COVERAGE
enum { COUNTS = 1 };
#else
enum { COUNTS = 0 };
#endif

static void limit(const WorkerOptions *options, bool keeps_errors, uint64_t most_written)
{
    sandbox_limit(&(SandboxLimits){.memory = options->max_memory, .stack = STACK_SIZE, .keeps_errors = keeps_errors,
                                   .most_written = COUNTS ? UINT32_MAX : most_written});
}

static void prepare(Arena *arena, const WorkerOptions *options)
{
    child_silence(options->is_verbose);
    clear_environment(arena);
    limit(options, options->is_verbose, 0);
    if (!COUNTS && !options->no_sandbox) sandbox_enter();
}

bool worker_confine(Arena *arena, const WorkerOptions *options, const char *folder, uint64_t most_written)
{
    child_silence(options->is_verbose);
    clear_environment(arena);
    limit(options, false, most_written);
    return COUNTS || options->no_sandbox || sandbox_enter_writing(folder).landlock > 0;
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

static void answer_all(const Pool *pool, int socket)
{
    Arena process = {0}, results = {0};
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
}

typedef struct Deep {
    const Pool *pool;
    int socket;
} Deep;

static void *answer_deep(void *deep)
{
    const Deep *job = deep;
    answer_all(job->pool, job->socket);
    return NULL;
}

// The safe mode: a file of its own process that has died already may have been too deep for the stack, so it gets a larger one.
static bool run_deep(const Pool *pool, int socket)
{
    size_t quarter = (size_t)(pool->options.max_memory / 4);
    Deep deep = {pool, socket};
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0) return false;
    bool ok = pthread_attr_setstacksize(&attributes, quarter && quarter < DEEP_STACK_SIZE ? quarter : DEEP_STACK_SIZE) == 0 &&
              pthread_create(&thread, &attributes, answer_deep, &deep) == 0 && pthread_join(thread, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return ok;
}

static void work(const Pool *pool, int socket, bool is_deep)
{
    Arena arena = {0};
    prepare(&arena, &pool->options);
    if (!is_deep || !run_deep(pool, socket)) answer_all(pool, socket);
    child_finish(socket, (Str){0});
}

// --- starting and stopping -------------------------------------------------------------------------------------

static bool start(Pool *pool, Worker *worker)
{
    bool is_deep = pool->retries.len > 0;
    pid_t pid = child_fork(&worker->child);
    if (pid == 0) {
        for (uint32_t i = 0; i < pool->options.count; i++)
            if (pool->workers[i].child.pid) close(pool->workers[i].child.socket);
        work(pool, worker->child.socket, is_deep);
    }
    if (pid < 0) return false;
    worker->job = NO_JOB;
    worker->files = worker->c_files = 0;
    worker->is_deep = is_deep;
    return true;
}

// --- results ---------------------------------------------------------------------------------------------------

static void finish_job(Pool *pool, Worker *worker)
{
    *array_push(pool->arena, &pool->finished) = worker->job;
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

// A crash may have been want of stack. Want of memory may have come of the files before.
static bool try_again(Pool *pool, Worker *worker, int status)
{
    bool has_no_memory = WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NO_MEMORY;
    bool may_help = !has_no_memory || worker->files > 1;
    if (!may_help || pool->was_tried[worker->job]) return false;
    pool->was_tried[worker->job] = true;
    *array_push(pool->arena, &pool->retries) = worker->job;
    finish_job(pool, worker);
    pool->finished.len--;
    pool->done--;
    return true;
}

static void bury(Pool *pool, Worker *worker, Arena *results, Record *records)
{
    struct rusage usage = {0};
    int status = child_reap(&worker->child, &usage);
    if (worker->job == NO_JOB || try_again(pool, worker, status)) return;
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
    bool is_used = worker->files && (pool->retries.len || worker->is_deep);
    return worker->child.pid && (worker->c_files >= C_FILES_PER_WORKER || is_used);
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

const Jobs *pool_finished(const Pool *pool) { return &pool->finished; }

bool pool_step(Pool *pool, Arena *results, Record *records)
{
    pool->finished.len = 0;
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
