// Worker processes, in a sandbox. A file that crashes a parser, hangs it or eats memory costs its own result, never the run.
//
// The parent forks workers when there is work for them; each gets an index into the jobs at a time and answers with
// a record. No signal handler is installed: whoever stops the parent stops the workers with it, by the kernel's hand.
#pragma once

#include "engine/check.h"
#include "source/discover.h"

typedef struct WorkerOptions {
    uint32_t count;            // processes at a time, at least 1
    uint32_t timeout_seconds;  // per file; 0 = no limit
    uint64_t max_memory;       // bytes of address space of each; 0 = no limit
    bool is_verbose;           // what a worker (or libclang in it) writes to standard error is shown
    bool no_sandbox;           // workers could do what the user can
} WorkerOptions;

// What a process does first that may write files of at most `most_written` bytes into one folder, and else no more than a worker.
// False when the system can't hold it to that folder.
bool worker_confine(Arena *arena, const WorkerOptions *options, const char *folder, uint64_t most_written);

typedef struct Pool Pool;
typedef ArrayOf(uint32_t) Jobs;  // indices of jobs

// What it borrows must outlive it.
Pool *pool_open(Arena *arena, const WorkerOptions *options, const CheckOptions *check, const FileJobs *jobs);
// Queues a job.
void pool_add(Pool *pool, uint32_t job);
// Queues a second look at the file of a job (check.h): the bytes of a question and of a unit, borrowed until the job is done.
void pool_ask(Pool *pool, uint32_t job, Str question, Str unit);
// Waits for something to happen and stores the records that have come in records[job], their texts in `results`.
// False once every job is done.
bool pool_step(Pool *pool, Arena *results, Record *records);
// The jobs that the last step has ended.
const Jobs *pool_finished(const Pool *pool);
// How many looks are done.
uint32_t pool_done(const Pool *pool);
void pool_close(Pool *pool);
