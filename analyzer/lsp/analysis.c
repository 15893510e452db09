// The wire: what write_answer writes, up to the end of the stream.
#include "lsp/analysis.h"

#include "base/str.h"
#include "base/wire.h"
#include "engine/baseline.h"
#include "engine/fix.h"

#include <signal.h>
#include <unistd.h>

// Beside the time that a file is given: for configurations and for what follows the rules.
enum { SECONDS_AROUND = 30, SECONDS_OF_SURVEY = 1800, MOST_SURVEYED = 5000 };

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
    const Settings *settings = &run->configs.list.at[configs_for(&run->configs, STR("."))].settings;
    if (run->configs.is_broken) *why = run->configs.why;
    if (run->configs.is_broken || !policies_settle(&run->arena, &run->configs, &run->jobs, &run->policies, why)) return false;
    if (settings->baseline.len && !baseline_read(&run->arena, settings->baseline, &run->baseline, why)) return false;
    run->project_options = (ProjectOptions){
        .check = {.policies = &run->policies, .root = run->configs.here},
        .workers = 1, .timeout_seconds = settings->timeout, .max_memory = settings->max_memory,
        .min_severity = severity_from(settings->min_severity), .around = run->question->around, .no_sandbox = run->options.no_sandbox,
        .baseline = settings->baseline.len ? &run->baseline : NULL};
    alarm(settings->timeout ? settings->timeout * 2 + SECONDS_AROUND : 0);
    return true;
}

static bool prepare(Run *run, Answer *answer)
{
    const Question *question = run->question;
    *array_push(&run->arena, &run->jobs) = (FileJob){.path = question->path, .language = question->language, .in_memory = true,
                                                    .text = question->text, .size = question->text.len};
    answer->is_excluded = discover_excludes(&run->configs, question->path);
    discover_settle(&run->configs, &run->jobs.at[0]);
    return !answer->is_excluded && settle(run, &answer->problem);
}

static bool open_configs(Run *run, Problem *why)
{
    run->options = *run->question->options;
    force_exclude(&run->options);
    run->words = policy_vocabulary(&run->arena);
    return configs_open(&run->arena, &run->options, &run->words, &run->configs, why);
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
    if (!open_configs(run, &answer.problem) || !prepare(run, &answer)) return write_answer(run, &answer, (Str){0});
    project_run(&run->arena, &run->project_options, &run->jobs, &run->project);
    Str record = record_write(&run->arena, &run->project.records[0]);
    if (!run->question->mends) return write_answer(run, &answer, record);
    FixOptions options = {.project = &run->project_options};
    fix_apply(&run->arena, &options, &run->jobs, &run->project, &run->fixes);
    answer.mended = run->fixes.text;
    return write_answer(run, &answer, record);
}

// --- a survey --------------------------------------------------------------------------------------------------

static bool find_files(Run *run, Problem *why)
{
    Discovery found;
    Strs here = {0};
    *array_push(&run->arena, &here) = STR(".");
    discover(&run->configs, &here, &found);
    for (uint32_t i = 0; i < found.jobs.len; i++)
        if (found.jobs.at[i].language == run->question->language) *array_push(&run->arena, &run->jobs) = found.jobs.at[i];
    if (run->jobs.len <= MOST_SURVEYED) return true;
    return problem_set(why, &run->arena, "%.*s has more than %d files: what they say about open documents is not known",
                       FMT(run->question->root), MOST_SURVEYED);
}

// Half of the machine, and only what others leave of it.
static bool prepare_survey(Run *run, Problem *why)
{
    if (nice(10) < 0) {}  // then it is as important as others
    alarm(SECONDS_OF_SURVEY);
    if (!open_configs(run, why) || !find_files(run, why) || !settle(run, why)) return false;
    run->project_options.workers = os_processor_count() / 2 + (os_processor_count() < 2);
    run->project_options.baseline = NULL;
    alarm(SECONDS_OF_SURVEY);
    return true;
}

static Str answer_survey(Run *run)
{
    Answer answer = {0};
    WireWriter writer = {.arena = &run->arena};
    if (!prepare_survey(run, &answer.problem)) return write_answer(run, &answer, (Str){0});
    project_run(&run->arena, &run->project_options, &run->jobs, &run->project);
    Str head = write_answer(run, &answer, (Str){0});
    memcpy(wire_room(&writer, head.len), head.at, head.len);
    for (uint32_t i = 0; i < run->project.count; i++) {
        Record *record = &run->project.records[i];
        record->findings = (Findings){0};
        record->suppressions = (Suppressions){0};
        record->asks = (Strs){0};
        record->unit = (Str){0};
        wire_put_text(&writer, record_write(&run->arena, record));
    }
    return (Str){writer.bytes.at, writer.bytes.len};
}

// --- the process -----------------------------------------------------------------------------------------------

static void work(const Question *question, int socket)
{
    Run run = {.question = question};
    child_silence(true);
    alarm(SECONDS_AROUND);
    if (question->root.len && chdir(arena_terminated(&run.arena, question->root)) != 0) {}  // then it is the server's own
    child_finish(socket, question->surveys ? answer_survey(&run) : answer_question(&run));
}

// --- in the server ---------------------------------------------------------------------------------------------

bool analysis_start(Analysis *analysis, const Question *question)
{
    Child child = {0};
    pid_t pid = child_fork(&child);
    if (pid == 0) work(question, child.socket);
    if (pid < 0) return false;
    *analysis = (Analysis){.child = child, .mends = question->mends};
    return true;
}

bool analysis_listen(Analysis *analysis) { return child_listen(&analysis->child); }

static bool read_others(Arena *results, WireReader *reader, Project *others)
{
    ArrayOf(Record) records = {0};
    bool ok = true;
    while (ok && reader->rest.len) {
        Str bytes = wire_get_text(reader);
        ok = reader->ok && record_read(results, bytes, array_push(results, &records));
    }
    *others = (Project){.records = records.at, .count = records.len};
    return ok;
}

static bool read_answer(Arena *results, Str bytes, Answer *answer)
{
    WireReader reader = {bytes, true};
    *answer = (Answer){.is_excluded = wire_get_below(&reader, 2)};
    answer->problem.text = arena_copy(results, wire_get_text(&reader));
    answer->problem.remedy = arena_copy(results, wire_get_text(&reader));
    Str record = wire_get_text(&reader);
    answer->mended = arena_copy(results, wire_get_text(&reader));
    return reader.ok && (!record.len || record_read(results, record, &answer->record)) && read_others(results, &reader, &answer->others);
}

bool analysis_take(Analysis *analysis, Arena *results, Answer *answer)
{
    bool ok = read_answer(results, (Str){analysis->child.bytes.at, analysis->child.bytes.len}, answer);
    analysis_stop(analysis);
    return ok;
}

void analysis_stop(Analysis *analysis)
{
    if (!analysis->child.pid) return;
    child_stop(&analysis->child, SIGKILL);
    arena_close(&analysis->child.inbox);
    *analysis = (Analysis){0};
}
