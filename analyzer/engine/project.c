#include "engine/project.h"

#include "base/str.h"
#include "engine/baseline.h"
#include "engine/cache.h"
#include "engine/cells.h"
#include "engine/contracts.h"
#include "engine/prepare.h"
#include "engine/program.h"
#include "engine/rule.h"
#include "engine/suppress.h"
#include "engine/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// --- progress --------------------------------------------------------------------------------------------------

typedef struct Progress {
    bool is_on;
    uint32_t total;
    double begun_at, shown_at;
} Progress;

// "memlint: 120 of 600 files, 85 a second, 6 s left"; costly files come first, so it gets faster than it says.
static void progress_show(Progress *progress, uint32_t done)
{
    enum { PER_SECOND = 10, ROOM = 128 };
    double now = os_seconds(), passed = now - progress->begun_at;
    if (!progress->is_on || now - progress->shown_at < 1.0 / PER_SECOND) return;
    char line[ROOM];
    int len = snprintf(line, sizeof line, "memlint: %u of %u files", done, progress->total);
    if (passed > 1 && done && done <= progress->total)
        len += snprintf(line + len, sizeof line - (size_t)len, ", %.0f a second, %.0f s left", done / passed,
                        (progress->total - done) * passed / done);
    int width = (int)os_terminal_width(STDERR_FILENO) - 1;
    fprintf(stderr, "\r\033[K%.*s", width < len ? width : len, line);
    progress->shown_at = now;
}

static void progress_clear(const Progress *progress)
{
    if (progress->is_on) fputs("\r\033[K", stderr);
}

// --- the map: every job becomes a record -----------------------------------------------------------------------

// Translation units cost more than their own bytes: their headers.
enum { BYTES_OF_HEADERS = 300 * 1024 };

typedef struct Cost {
    uint64_t cost;
    uint32_t job;
} Cost;

static int by_cost(const void *a, const void *b)
{
    const Cost *left = a, *right = b;
    if (left->cost != right->cost) return left->cost > right->cost ? -1 : 1;
    return left->job < right->job ? -1 : left->job > right->job;
}

static const Policy *policy_of(const ProjectOptions *options, const FileJob *job)
{
    return &options->check.policies->list.at[job->policy];
}

// A job that needs no worker: it could not be found as it should be, or is too large.
static bool settle(Arena *results, const ProjectOptions *options, const FileJob *job, Record *record)
{
    const Settings *settings = policy_of(options, job)->settings;
    uint64_t most = settings ? settings->max_file_size : 0;
    *record = (Record){.path = job->path, .language = job->language};
    if (job->problem.len) {
        record->outcome = OUTCOME_FAILED;
        record->problem = job->problem;
        return true;
    }
    if (!most || job->size <= most) return false;
    record->outcome = OUTCOME_SKIPPED;
    record->problem = arena_format(results, "it is larger than %llu bytes (--max-file-size)", (unsigned long long)most);
    return true;
}

typedef ArrayOf(Cost) Costs;

// What is left for the workers, the costly ones first, so that no worker still has one of them when the others are done.
static Costs settle_all(Arena *results, const ProjectOptions *options, const FileJobs *jobs, Cache *cache, Record *records)
{
    Costs left = {0};
    for (uint32_t i = 0; i < jobs->len; i++) {
        const FileJob *job = &jobs->at[i];
        if (settle(results, options, job, &records[i])) continue;
        if (cache && cache_find(cache, results, job, i, &records[i])) continue;
        uint64_t headers = job->language == LANG_C ? BYTES_OF_HEADERS : 0;
        *array_push(results, &left) = (Cost){job->size + headers, i};
    }
    if (left.len) qsort(left.at, left.len, sizeof *left.at, by_cost);
    return left;
}

static uint32_t worker_count(const ProjectOptions *options, uint32_t jobs)
{
    uint32_t count = options->workers ? options->workers : os_processor_count();
    return count < jobs ? count : jobs;
}

typedef ArrayOf(const Record *) Records;

// The project's records, and those around it whose files it does not have.
static Records records_of(Arena *scratch, const Project *project, const Project *around)
{
    Records records = {0};
    Map known = {0};
    for (uint32_t i = 0; i < project->count; i++) {
        *array_push(scratch, &records) = &project->records[i];
        *map_at(scratch, &known, project->records[i].path) = 1;
    }
    for (uint32_t i = 0; around && i < around->count; i++)
        if (!map_has(&known, around->records[i].path)) *array_push(scratch, &records) = &around->records[i];
    return records;
}

// --- second looks ----------------------------------------------------------------------------------------------

static bool can_look_again(const Record *record, const Strs *changed)
{
    bool was_read = record->outcome == OUTCOME_CHECKED || record->outcome == OUTCOME_PARTIAL;
    return was_read && record->unit.len && record_asks_any(record, changed);
}

// A file that has changed since, or whose second look failed, keeps what the look before it said.
static void take_answers(Arena *results, const Strs *changed, Project *project, const Record *answers)
{
    for (uint32_t i = 0; i < project->count; i++)
        if (can_look_again(&project->records[i], changed) && answers[i].outcome == OUTCOME_CHECKED)
            record_take_answer(results, &project->records[i], &answers[i]);
}

// Chains of wrappers through more files than this are not followed to their end.
enum { MOST_ROUNDS = 12 };

// What has come goes into the cache before anything else is done with it.
static void keep_finished(Cache *cache, const Pool *pool, const Record *records)
{
    const Jobs *finished = pool_finished(pool);
    for (uint32_t i = 0; i < finished->len && cache; i++) cache_keep(cache, finished->at[i], &records[finished->at[i]]);
}

// Questions that were asked before are answered from the cache.
static void ask(Arena *results, Arena *scratch, Cache *cache, Pool *pool, uint32_t job, const Record *record, const Contracts *known, Str *question,
                Record *answer)
{
    Record asked = record_question(scratch, record, known);
    *question = record_write(scratch, &asked);
    if (!cache || !cache_find_answer(cache, results, job, *question, answer)) pool_ask(pool, job, *question, record->unit);
}

static void look_again(Arena *results, const ProjectOptions *options, Cache *cache, Pool *pool, Project *project)
{
    Contracts known = {0};
    for (int round = 0; round < MOST_ROUNDS; round++) {
        Arena scratch = {0};
        Records records = records_of(&scratch, project, options->around);
        Contracts merged = contracts_merge(results, records.at, records.len);
        Strs changed = contracts_changed(results, &known, &merged);
        Record *answers = arena_array(results, Record, project->count + 1);
        Str *questions = arena_array(&scratch, Str, project->count + 1);
        for (uint32_t i = 0; i < project->count && changed.len; i++) {
            const Record *record = &project->records[i];
            if (can_look_again(record, &changed)) ask(results, &scratch, cache, pool, i, record, &merged, &questions[i], &answers[i]);
        }
        while (pool_step(pool, results, answers)) {
            const Jobs *finished = pool_finished(pool);
            for (uint32_t i = 0; i < finished->len && cache; i++)
                cache_keep_answer(cache, finished->at[i], questions[finished->at[i]], &answers[finished->at[i]]);
        }
        take_answers(results, &changed, project, answers);
        arena_close(&scratch);
        if (!changed.len) return;
        known = merged;
    }
}

static void map_jobs(Arena *results, const ProjectOptions *options, const FileJobs *jobs, Project *project)
{
    CheckOptions check = options->check;
    check.keeps_units = jobs->len > 1 || options->around;
    check.keeps_inclusions = options->cache.len;
    Cache *cache = options->cache.len ? cache_open(results, options->cache, &check, jobs->len) : NULL;
    Costs left = settle_all(results, options, jobs, cache, project->records);
    WorkerOptions workers = {.count = worker_count(options, jobs->len), .timeout_seconds = options->timeout_seconds,
                             .max_memory = options->max_memory, .is_verbose = options->is_verbose,
                             .no_sandbox = options->no_sandbox};
    Progress progress = {.is_on = options->show_progress && os_is_terminal(STDERR_FILENO), .total = left.len, .begun_at = os_seconds()};
    Jobs wanted = {0};
    for (uint32_t i = 0; i < left.len; i++) *array_push(results, &wanted) = left.at[i].job;
    check.preambles = prepare(results, &workers, &check, jobs, &wanted);
    Pool *pool = pool_open(results, &workers, &check, jobs);
    for (uint32_t i = 0; i < wanted.len; i++) pool_add(pool, wanted.at[i]);
    while (pool_step(pool, results, project->records)) {
        keep_finished(cache, pool, project->records);
        progress_show(&progress, pool_done(pool));
    }
    look_again(results, options, cache, pool, project);
    pool_close(pool);
    project->remembered = cache ? cache_found(cache) : 0;
    if (cache) cache_close(cache);
    progress_clear(&progress);
}

static void drop_disproved(const ProjectOptions *options, Project *project)
{
    Arena scratch = {0};
    Records records = records_of(&scratch, project, options->around);
    Program *program = program_open(&scratch, records.at, records.len);
    for (uint32_t i = 0; i < project->count; i++) {
        Findings *findings = &project->records[i].findings;
        uint32_t kept = 0;
        for (uint32_t j = 0; j < findings->len; j++)
            if (program_upholds(program, i, &findings->at[j])) findings->at[kept++] = findings->at[j];
        findings->len = kept;
    }
    arena_close(&scratch);
}

// What is malformed or names no rule is always worth a word. That a rule found nothing is known only when it ran, on a file
// that was read to the end. A suppression of the very rule that reports unused ones would report itself.
static bool is_unused(const Policy *policy, const Record *record, const Suppression *suppression, const Rule *reporter)
{
    if (suppression->is_used || suppression->is_foreign) return false;
    if (!suppression->rule.len || suppression->is_unknown) return true;
    if (str_is(suppression->rule, reporter->id)) return false;
    return record->outcome == OUTCOME_CHECKED && ruleset_has(&policy->rules, suppression->rule);
}

// A rule places its finding through the source, which stayed with the worker; the comment's place came with the record.
static void report_unused(Arena *results, const Policy *policy, const Rule *rule, Record *record)
{
    Source source;
    Problem impossible;
    if (!source_from_text(results, record->path, record->language, STR(""), &source, &impossible)) return;
    Tree tree = {.source = &source};
    Unit unit = {.tree = &tree, .source = &source, .language = record->language};
    Check check = {.unit = &unit, .tree = &tree, .scratch = results, .policy = policy, .rule = rule, .results = results, .findings = &record->findings};
    for (uint32_t i = 0; i < record->suppressions.len; i++) {
        const Suppression *suppression = &record->suppressions.at[i];
        uint32_t before = record->findings.len;
        if (is_unused(policy, record, suppression, rule)) rule->on_unused_suppression(&check, suppression);
        for (uint32_t j = before; j < record->findings.len; j++) {
            record->findings.at[j].at = suppression->at;
            record->findings.at[j].line_hash = suppression->line_hash;
        }
    }
}

static void suppress(Arena *results, const Policy *policy, Record *record, Project *project)
{
    const Ruleset *rules = &policy->rules;
    project->suppressed += suppressions_apply(record);
    uint32_t before = record->findings.len;
    for (uint32_t i = 0; i < rules->count; i++)
        if (rules->rules[i]->rule->on_unused_suppression) report_unused(results, policy, rules->rules[i]->rule, record);
    if (record->findings.len == before) return;
    findings_sort(&record->findings, 0);
    project->suppressed += suppressions_apply(record);
}

// The user's word on a rule is the last one, whatever a finding of it was lowered to.
static void weigh_by_policy(Record *record, const Policy *policy)
{
    if (!policy->settings || !policy->settings->severity.len) return;
    for (uint32_t i = 0; i < record->findings.len; i++) {
        Severity severity = policy_severity(policy, record->findings.at[i].rule);
        if (severity) record->findings.at[i].severity = severity;
    }
}

static void drop_below(Record *record, Severity least)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].severity >= least) record->findings.at[kept++] = record->findings.at[i];
    record->findings.len = kept;
}

void project_count(Project *project)
{
    project->checked = project->partial = project->failed = project->skipped = 0;
    for (uint32_t i = 0; i < project->count; i++)
        switch (project->records[i].outcome) {
        case OUTCOME_CHECKED: project->checked++; break;
        case OUTCOME_PARTIAL: project->partial++; break;
        case OUTCOME_SKIPPED: project->skipped++; break;
        case OUTCOME_FAILED: project->failed++; break;
        }
}

void project_run(Arena *results, const ProjectOptions *options, const FileJobs *jobs, Project *project)
{
    *project = (Project){.records = arena_array(results, Record, jobs->len + 1), .count = jobs->len};
    map_jobs(results, options, jobs, project);
    drop_disproved(options, project);
    for (uint32_t i = 0; i < project->count; i++) {
        const Policy *policy = policy_of(options, &jobs->at[i]);
        suppress(results, policy, &project->records[i], project);
        weigh_by_policy(&project->records[i], policy);
    }
    if (options->baseline) baseline_apply(results, options->baseline, options, jobs, project);
    for (uint32_t i = 0; i < project->count; i++) {
        drop_below(&project->records[i], options->min_severity);
        cells_place(&project->records[i]);
    }
    project_count(project);
}
