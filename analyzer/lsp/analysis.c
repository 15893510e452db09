// The wire: what write_answer writes, up to the end of the stream.
#include "lsp/analysis.h"

#include "base/str.h"
#include "base/wire.h"
#include "engine/baseline.h"
#include "engine/fix.h"

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

// Beside the time that a file is given: for configurations and for what follows the rules.
enum { SECONDS_AROUND = 30 };

// --- in the process --------------------------------------------------------------------------------------------

typedef struct Run {
    Arena arena;
    const Question *question;
    Options options;
    Vocabulary words;
    Configs configs;
    Policies policies;
    Baseline baseline;
    FileJobs jobs;
    ProjectOptions project_options;
    Project project;
    FixOutcome fixes;
} Run;

// An editor opens what it likes: what the configuration excludes is not linted there either.
static void force_exclude(Options *options)
{
    options->settings.force_exclude = true;
    for (uint32_t i = 0; i < option_row_count; i++)
        if (option_rows[i].key && strcmp(option_rows[i].key, "force-exclude") == 0) options->settings.is_given[i] = true;
}

static bool settle(Run *run, Problem *why)
{
    FileJob *job = &run->jobs.at[0];
    discover_settle(&run->configs, job);
    const Settings *settings = &run->configs.list.at[configs_for(&run->configs, STR("."))].settings;
    if (run->configs.is_broken) *why = run->configs.why;
    if (run->configs.is_broken || !policies_settle(&run->arena, &run->configs, &run->jobs, &run->policies, why)) return false;
    if (settings->baseline.len && !baseline_read(&run->arena, settings->baseline, &run->baseline, why)) return false;
    run->project_options = (ProjectOptions){
        .check = {.policies = &run->policies, .root = run->configs.here},
        .workers = 1, .timeout_seconds = settings->timeout, .max_memory = settings->max_memory,
        .min_severity = severity_from(settings->min_severity),
        .baseline = settings->baseline.len ? &run->baseline : NULL};
    alarm(settings->timeout ? settings->timeout * 2 + SECONDS_AROUND : 0);
    return true;
}

static bool prepare(Run *run, Answer *answer)
{
    const Question *question = run->question;
    run->options = *question->options;
    force_exclude(&run->options);
    run->words = policy_vocabulary(&run->arena);
    *array_push(&run->arena, &run->jobs) = (FileJob){.path = question->path, .language = question->language, .in_memory = true,
                                                    .text = question->text, .size = question->text.len};
    if (!configs_open(&run->arena, &run->options, &run->words, &run->configs, &answer->problem)) return false;
    answer->is_excluded = discover_excludes(&run->configs, question->path);
    return !answer->is_excluded && settle(run, &answer->problem);
}

static Str write_answer(Run *run, const Answer *answer, Str record)
{
    WireWriter writer = {.arena = &run->arena};
    wire_put(&writer, answer->is_excluded);
    wire_put_text(&writer, answer->problem.text);
    wire_put_text(&writer, answer->problem.remedy);
    wire_put_text(&writer, record);
    wire_put_text(&writer, answer->mended);
    return (Str){writer.bytes.at, writer.bytes.len};
}

// The record is written before fixes are tried: it is what stands in the editor.
static Str answer_question(Run *run)
{
    Answer answer = {0};
    if (!prepare(run, &answer)) return write_answer(run, &answer, (Str){0});
    project_run(&run->arena, &run->project_options, &run->jobs, &run->project);
    Str record = record_write(&run->arena, &run->project.records[0]);
    if (!run->question->mends) return write_answer(run, &answer, record);
    FixOptions options = {.project = &run->project_options};
    fix_apply(&run->arena, &options, &run->jobs, &run->project, &run->fixes);
    answer.mended = run->fixes.text;
    return write_answer(run, &answer, record);
}

static void send_all(int socket, Str bytes)
{
    while (bytes.len) {
        ssize_t sent = send(socket, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        bytes = str_from_byte(bytes, (size_t)sent);
    }
}

// The protocol's stream belongs to the server: nothing of a parser may reach it.
static void leave_streams(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    close(null);
}

static void work(const Question *question, int socket)
{
    Run run = {.question = question};
    leave_streams();
    alarm(SECONDS_AROUND);
    if (question->root.len && chdir(arena_terminated(&run.arena, question->root)) != 0) {}  // then it is the server's own
    send_all(socket, answer_question(&run));
    _exit(0);
}

static void die_with(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) _exit(0);  // it was quicker
}

// --- in the server ---------------------------------------------------------------------------------------------

bool analysis_start(Analysis *analysis, const Question *question)
{
    int pair[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
    pid_t pid = fork();
    if (pid == 0) {
        die_with(parent);
        close(pair[0]);
        work(question, pair[1]);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    *analysis = (Analysis){.pid = pid, .socket = pair[0], .mends = question->mends};
    return true;
}

bool analysis_listen(Analysis *analysis)
{
    char buffer[64 * 1024];
    ssize_t got = recv(analysis->socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    uint32_t wanted = analysis->bytes.len + (uint32_t)got, cap = analysis->bytes.cap;
    if (wanted > cap) {
        uint32_t wider = wanted > cap * 2 ? wanted : cap * 2;
        analysis->bytes.at = arena_grow(&analysis->inbox, analysis->bytes.at, cap, wider);
        analysis->bytes.cap = wider;
    }
    memcpy(analysis->bytes.at + analysis->bytes.len, buffer, (size_t)got);
    analysis->bytes.len = wanted;
    return true;
}

static bool read_answer(Arena *results, Str bytes, Answer *answer)
{
    WireReader reader = {bytes, true};
    *answer = (Answer){.is_excluded = wire_get_below(&reader, 2)};
    answer->problem.text = arena_copy(results, wire_get_text(&reader));
    answer->problem.remedy = arena_copy(results, wire_get_text(&reader));
    Str record = wire_get_text(&reader);
    answer->mended = arena_copy(results, wire_get_text(&reader));
    return reader.ok && (!record.len || record_read(results, record, &answer->record));
}

bool analysis_take(Analysis *analysis, Arena *results, Answer *answer)
{
    bool ok = read_answer(results, (Str){analysis->bytes.at, analysis->bytes.len}, answer);
    analysis_stop(analysis);
    return ok;
}

void analysis_stop(Analysis *analysis)
{
    if (!analysis->pid) return;
    kill(analysis->pid, SIGKILL);
    close(analysis->socket);
    while (waitpid(analysis->pid, NULL, 0) < 0 && errno == EINTR) {}
    arena_close(&analysis->inbox);
    *analysis = (Analysis){0};
}
