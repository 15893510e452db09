#include "engine/check.h"

#include "base/str.h"
#include "c/c.h"
#include "c/c_asked.h"
#include "c/c_counted.h"
#include "c/c_layout.h"
#include "c/c_member.h"
#include "c/c_startup.h"
#include "c/c_truth.h"
#include "engine/fingerprint.h"
#include "engine/rule.h"
#include "engine/suppress.h"
#include "python/py_index.h"
#include "model/unit_wire.h"
#include "python/python.h"

#include <stdlib.h>

// --- who wants what --------------------------------------------------------------------------------------------

typedef ArrayOf(const Rule *) Rules;

// The selected rules of one language by what they look at.
typedef struct Subscribers {
    Rules container, capture, resource, call, function, class, binding;
    Rules node[NODE_KIND_COUNT];
    bool wants_nodes, wants_summaries;
} Subscribers;

// What a policy makes of the rules.
typedef struct Lens {
    bool is_ground;
    Subscribers c, python;
} Lens;

struct Checker {
    Arena *arena;            // the process's
    Arena file;              // reset for each file
    const CheckOptions *options;
    Lens *lenses;            // one for each policy
    CFront **c_fronts;       // by configuration, NULL until its first C file
    uint32_t c_front_count;
    Knowledge c_knowledge, python_knowledge;
    PythonFront *python_front;  // NULL until the first Python file
    bool c_is_missing;          // libclang was looked for and not found: c_problem says why
    Problem c_problem;
    const Policy *policy;       // of the file that is being looked at
    Source source;
    Unit unit;
};

static void subscribe_to_nodes(Arena *arena, Subscribers *subscribers, const Rule *rule)
{
    for (const NodeKind *kind = rule->kinds; kind && *kind; kind++) {
        assert(*kind < NODE_KIND_COUNT);
        *array_push(arena, &subscribers->node[*kind]) = rule;
        subscribers->wants_nodes = true;
    }
}

static void subscribe(Arena *arena, Subscribers *subscribers, const Rule *rule)
{
    if (rule->on_container) *array_push(arena, &subscribers->container) = rule;
    if (rule->on_capture) *array_push(arena, &subscribers->capture) = rule;
    if (rule->on_resource) *array_push(arena, &subscribers->resource) = rule;
    if (rule->on_call) *array_push(arena, &subscribers->call) = rule;
    if (rule->on_function) *array_push(arena, &subscribers->function) = rule;
    if (rule->on_class) *array_push(arena, &subscribers->class) = rule;
    if (rule->on_binding) *array_push(arena, &subscribers->binding) = rule;
    if (rule->on_node) subscribe_to_nodes(arena, subscribers, rule);
    subscribers->wants_summaries |= rule->on_resource || rule->reads_summaries;
}

static const Subscribers *subscribers_of(Checker *checker)
{
    Lens *lens = &checker->lenses[checker->policy - checker->options->policies->list.at];
    const Ruleset *rules = &checker->policy->rules;
    for (uint32_t i = 0; !lens->is_ground && i < rules->count; i++) {
        const Rule *rule = rules->rules[i]->rule;
        if (rule->languages & LANG_C) subscribe(checker->arena, &lens->c, rule);
        if (rule->languages & LANG_PYTHON) subscribe(checker->arena, &lens->python, rule);
    }
    lens->is_ground = true;
    return checker->source.language == LANG_C ? &lens->c : &lens->python;
}

Checker *checker_open(Arena *arena, const CheckOptions *options)
{
    Checker *checker = arena_new(arena, Checker);
    uint32_t configs = 0;
    for (uint32_t i = 0; i < options->policies->list.len; i++)
        if (options->policies->list.at[i].config >= configs) configs = options->policies->list.at[i].config + 1;
    checker->arena = arena;
    checker->options = options;
    checker->lenses = arena_array(arena, Lens, options->policies->list.len);
    checker->c_fronts = arena_array(arena, CFront *, configs);
    checker->c_front_count = configs;
    checker->c_knowledge = knowledge_open(arena, LANG_C);
    checker->python_knowledge = knowledge_open(arena, LANG_PYTHON);
    return checker;
}

void checker_close(Checker *checker)
{
    if (checker->python_front) python_close(checker->python_front);
    for (uint32_t i = 0; i < checker->c_front_count; i++)
        if (checker->c_fronts[i]) c_close(checker->c_fronts[i]);
    arena_close(&checker->file);
}

// --- from source to unit ---------------------------------------------------------------------------------------

CSetup checker_c_setup(Arena *arena, const CheckOptions *options, const Policy *policy)
{
    const Settings *settings = policy->settings;
    CSetup setup = {.root = options->root, .keeps_inclusions = options->keeps_inclusions,
                    .preambles = options->preambles ? options->preambles[policy->config] : NULL};
    if (settings && settings->compile_commands.len) setup.compile_commands = arena_terminated(arena, settings->compile_commands);
    if (settings) setup.flags = settings->c_flags;
    return setup;
}

// libclang costs start-up time and may be missing, so it is asked for only once there is a C file.
static bool open_c(Checker *checker, CFront **front, Problem *why)
{
    if (*front) return true;
    CSetup setup = checker_c_setup(checker->arena, checker->options, checker->policy);
    if (!checker->c_is_missing) checker->c_is_missing = !c_open(checker->arena, &setup, front, &checker->c_problem);
    if (checker->c_is_missing) *why = checker->c_problem;
    return !checker->c_is_missing;
}

static const Knowledge *c_knowledge_of(const Checker *checker)
{
    return checker->policy->c_knowledge ? checker->policy->c_knowledge : &checker->c_knowledge;
}

static bool make_unit(Checker *checker, Problem *why)
{
    const Policy *policy = checker->policy;
    checker->unit = (Unit){0};
    if (checker->source.language == LANG_C) {
        CFront **front = &checker->c_fronts[policy->config];
        return open_c(checker, front, why) && c_unit(*front, &checker->file, &checker->source, c_knowledge_of(checker), &checker->unit, why);
    }
    const Knowledge *knowledge = policy->python_knowledge ? policy->python_knowledge : &checker->python_knowledge;
    if (!checker->python_front) checker->python_front = python_open(checker->arena);
    python_unit(checker->python_front, &checker->file, &checker->source, knowledge, &checker->unit);
    return true;
}

// --- from unit to findings -------------------------------------------------------------------------------------

// for_each_rule(check, rules) { ... check->rule ... }
#define for_each_rule(check, rules) \
    for (uint32_t i_ = 0; i_ < (rules)->len && ((check)->rule = (rules)->at[i_], true); i_++)

static void run_on_facts(Check *check, const Subscribers *subscribers)
{
    for (uint32_t i = 0; i < check->containers->len; i++)
        for_each_rule(check, &subscribers->container) check->rule->on_container(check, &check->containers->at[i]);
    for (uint32_t i = 0; i < check->captures->len; i++)
        for_each_rule(check, &subscribers->capture) check->rule->on_capture(check, &check->captures->at[i]);
}

static bool is_same_place(const Finding *a, const Finding *b)
{
    return a->at.span.from == b->at.span.from && a->at.span.to == b->at.span.to && str_equal(a->rule, b->rule);
}

// Twenty blocks that are lost at one exit are one finding: the others stand beside it.
static void group(Arena *results, Findings *findings, uint32_t from)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < findings->len; i++) {
        Finding *found = &findings->at[i], *last = kept > from ? &findings->at[kept - 1] : NULL;
        if (!last || !is_same_place(last, found)) {
            findings->at[kept++] = *found;
        } else if (!str_equal(last->message, found->message)) {
            Location at = found->steps.len ? found->steps.at[0].at : found->at;
            *array_push(results, &last->related) = (Note){at, found->message};
        }
    }
    findings->len = kept;
}

static void run_on_resources(Check *check, const Subscribers *subscribers)
{
    Findings *findings = check->findings;
    uint32_t before = findings->len;
    for (uint32_t i = 0; i < check->resources->len; i++)
        for_each_rule(check, &subscribers->resource) check->rule->on_resource(check, &check->resources->at[i]);
    for (uint32_t i = before; i < findings->len; i++) findings->at[i].depends = true;
    findings_sort(findings, before);
    group(check->results, findings, before);
}

static void run_on_unit(Check *check, const Subscribers *subscribers)
{
    const Unit *unit = check->unit;
    for (uint32_t i = 1; i < unit->calls.len && tree_is_own(unit->tree, unit->calls.at[i].node); i++)
        for_each_rule(check, &subscribers->call) check->rule->on_call(check, &unit->calls.at[i]);
    for (FunctionId i = 1; i < unit->functions.len && tree_is_own(unit->tree, unit_function(unit, i)->node); i++)
        for_each_rule(check, &subscribers->function) check->rule->on_function(check, i);
    for (ClassId i = 1; i < unit->classes.len; i++)
        for_each_rule(check, &subscribers->class) check->rule->on_class(check, i);
    for (BindingId i = 1; i < unit->bindings.len; i++)
        for_each_rule(check, &subscribers->binding) check->rule->on_binding(check, i);
}

static void run_on_nodes(Check *check, const Subscribers *subscribers)
{
    if (!subscribers->wants_nodes) return;
    for (NodeId node = ROOT; node < check->tree->count && tree_is_own(check->tree, node); node++) {
        const Rules *rules = &subscribers->node[tree_kind(check->tree, node)];
        for_each_rule(check, rules) check->rule->on_node(check, node);
    }
}

static void sort_findings(Findings *findings)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < findings->len; i++)
        if (!findings->at[i].is_elsewhere) findings->at[own++] = findings->at[i];
    findings->len = own;
    if (findings->len < 2) return;
    findings_sort(findings, 0);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < findings->len; i++)
        if (finding_compare(&findings->at[i], &findings->at[kept - 1]) != 0) findings->at[kept++] = findings->at[i];
    findings->len = kept;
}

static void index_c(Arena *results, Checker *checker, const Summaries *summaries, Index *index)
{
    Map evidence = {0};
    containers_evidence(&checker->file, &checker->unit, &evidence);
    c_startup_evidence(&checker->file, &checker->unit, &evidence);
    c_layout_evidence(&checker->file, &checker->unit, &evidence);
    c_counted_evidence(&checker->file, &checker->unit, &evidence);
    c_truth_evidence(&checker->file, &checker->unit, &evidence);
    if (summaries->unit) summaries_evidence(&checker->file, summaries, &evidence);
    if (summaries->unit) c_member_evidence(&checker->file, summaries, &evidence);
    c_asked_count(results, &checker->unit, index);
    for (uint32_t i = 0; i < evidence.entries.len; i++)
        *array_push(results, &index->facts) = fact_hash(evidence.entries.at[i].key, (Str){0});
    facts_settle(&index->facts);
}

static void index_python(Arena *results, Checker *checker, Index *index)
{
    Map evidence = {0};
    containers_evidence(&checker->file, &checker->unit, &evidence);
    for (uint32_t i = 0; i < evidence.entries.len; i++)
        *array_push(results, &index->facts) = fact_hash(evidence.entries.at[i].key, (Str){0});
    py_index_read(&checker->file, results, &checker->unit, index);
}

// What is told to other files and asked of them, and what a second look will need.
static void keep_contracts(Checker *checker, Arena *results, const Summaries *summaries, Record *record)
{
    Contracts contracts = summaries_contracts(&checker->file, summaries);
    for (uint32_t i = 0; i < contracts.len; i++)
        *array_push(results, &record->contracts) = contract_copy(results, &contracts.at[i]);
}

static void keep_habits(Arena *results, const Habits *habits, Record *record)
{
    for (uint32_t i = 0; i < habits->len; i++) {
        Habit habit = habits->at[i];
        habit.function = arena_copy(results, habit.function);
        habit.ender = arena_copy(results, habit.ender);
        *array_push(results, &record->habits) = habit;
    }
}

static void keep_question(Checker *checker, Arena *results, Record *record)
{
    Strs asks = summaries_asks(&checker->file, &checker->unit);
    for (uint32_t i = 0; i < asks.len; i++) *array_push(results, &record->asks) = arena_copy(results, asks.at[i]);
    if (asks.len) record->unit = unit_write(results, &checker->unit);
}

// Facts that no selected rule reads are not computed.
static void run_rules(Checker *checker, Arena *results, Record *record)
{
    const Subscribers *subscribers = subscribers_of(checker);
    Containers containers = {0};
    Captures captures = {0};
    if (subscribers->container.len) containers = containers_find(&checker->file, &checker->unit);
    if (subscribers->capture.len) captures = captures_find(&checker->file, &checker->unit);
    Resources resources = {0};
    Summaries summaries = {0};
    if (subscribers->wants_summaries) {
        summaries = summaries_open(&checker->file, &checker->unit, NULL);
        resources = resources_find(&checker->file, &checker->unit, &summaries);
    }
    if (subscribers->wants_summaries && checker->source.language == LANG_C) {
        keep_contracts(checker, results, &summaries, record);
        if (checker->options->keeps_units) keep_question(checker, results, record);
        if (checker->options->keeps_units) keep_habits(results, &summaries.habits, record);
    }
    Check check = {.unit = &checker->unit, .tree = checker->unit.tree, .containers = &containers, .captures = &captures,
                   .resources = &resources, .summaries = &summaries,
                   .policy = checker->policy, .target = checker->policy->target,
                   .scratch = &checker->file, .results = results, .findings = &record->findings};
    run_on_facts(&check, subscribers);
    run_on_resources(&check, subscribers);
    run_on_unit(&check, subscribers);
    run_on_nodes(&check, subscribers);
    sort_findings(&record->findings);
    if (checker->source.language == LANG_PYTHON) index_python(results, checker, &record->index);
    else index_c(results, checker, &summaries, &record->index);
}

// --- from findings to record -----------------------------------------------------------------------------------

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

typedef ArrayOf(uint32_t) Lines;

// The lines that findings and suppressions start on, ascending, each once.
static Lines lines_of(Arena *arena, const Record *record)
{
    Lines lines = {0};
    for (uint32_t i = 0; i < record->findings.len; i++) *array_push(arena, &lines) = record->findings.at[i].at.from.line;
    for (uint32_t i = 0; i < record->suppressions.len; i++) *array_push(arena, &lines) = record->suppressions.at[i].at.from.line;
    if (!lines.len) return lines;
    qsort(lines.at, lines.len, sizeof *lines.at, by_number);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < lines.len; i++)
        if (lines.at[i] != lines.at[kept - 1]) lines.at[kept++] = lines.at[i];
    lines.len = kept;
    return lines;
}

static Str hash_of_line(const Lines *lines, const Strs *hashes, uint32_t line)
{
    const uint32_t *found = bsearch(&line, lines->at, lines->len, sizeof *lines->at, by_number);
    return found ? hashes->at[found - lines->at] : (Str){0};
}

static void fill_line_hashes(Checker *checker, Arena *results, Record *record)
{
    Lines lines = lines_of(&checker->file, record);
    if (!lines.len) return;
    Strs hashes = fingerprint_lines(&checker->file, checker->source.text, lines.at, lines.len);
    for (uint32_t i = 0; i < hashes.len; i++) hashes.at[i] = arena_copy(results, hashes.at[i]);
    for (uint32_t i = 0; i < record->findings.len; i++) {
        Finding *finding = &record->findings.at[i];
        finding->line_hash = hash_of_line(&lines, &hashes, finding->at.from.line);
    }
    for (uint32_t i = 0; i < record->suppressions.len; i++) {
        Suppression *suppression = &record->suppressions.at[i];
        suppression->line_hash = hash_of_line(&lines, &hashes, suppression->at.from.line);
    }
}

static void fail(Arena *results, const Problem *why, Record *record)
{
    record->outcome = OUTCOME_FAILED;
    record->problem = arena_copy(results, why->text);
    record->remedy = arena_copy(results, why->remedy);
}

static void check_source(Checker *checker, Arena *results, Record *record)
{
    Problem why = {0};
    memcpy(record->hash, checker->source.hash, sizeof record->hash);
    record->line_count = checker->source.lines.len;
    for (uint32_t i = 0; i < checker->source.cells.len; i++)
        *array_push(results, &record->cells) = checker->source.cells.at[i];
    if (checker->source.skipped.len) {
        record->outcome = OUTCOME_SKIPPED;
        record->problem = arena_copy(results, checker->source.skipped);
        return;
    }
    if (!make_unit(checker, &why)) {
        fail(results, &why, record);
        return;
    }
    const Unit *unit = &checker->unit;
    record->syntax_errors = unit->tree->syntax_errors;
    for (uint32_t i = 0; i < unit->notes.len; i++)
        *array_push(results, &record->notes) = arena_copy(results, unit->notes.at[i]);
    for (uint32_t i = 0; i < unit->inclusions.len && checker->options->keeps_inclusions; i++) {
        Inclusion *inclusion = array_push(results, &record->inclusions);
        *inclusion = unit->inclusions.at[i];
        inclusion->path = arena_copy(results, inclusion->path);
    }
    record->remedy = arena_copy(results, unit->remedy);
    record->outcome = record->syntax_errors || record->notes.len ? OUTCOME_PARTIAL : OUTCOME_CHECKED;
    run_rules(checker, results, record);
    record->suppressions = suppressions_find(results, unit);
    fill_line_hashes(checker, results, record);
}

static bool read_source(Checker *checker, const FileJob *job, Problem *why)
{
    checker->policy = &checker->options->policies->list.at[job->policy];
    const Settings *settings = checker->policy->settings;
    uint64_t max_size = settings ? settings->max_file_size : 0;
    arena_reset(&checker->file);
    if (job->in_memory) return source_from_text(&checker->file, job->path, job->language, job->text, &checker->source, why);
    return source_read(&checker->file, job->path, job->language, max_size, &checker->source, why);
}

bool checker_inputs(Checker *checker, Arena *arena, const FileJob *job, Inputs *inputs)
{
    Problem why;
    *inputs = (Inputs){0};
    if (!read_source(checker, job, &why)) return false;
    inputs->text = checker->source.text;
    memcpy(inputs->hash, checker->source.hash, sizeof inputs->hash);
    if (job->language != LANG_C) return true;
    CFront **front = &checker->c_fronts[checker->policy->config];
    if (!open_c(checker, front, &why)) return false;
    inputs->flags = c_flags_for(*front, arena, &checker->source);
    return true;
}

static Record new_record(Arena *results, const FileJob *job)
{
    return (Record){.path = arena_copy(results, job->path), .language = job->language, .outcome = OUTCOME_FAILED};
}

void checker_run(Checker *checker, Arena *results, const FileJob *job, Record *record)
{
    Problem why = {0};
    *record = new_record(results, job);
    if (read_source(checker, job, &why)) check_source(checker, results, record);
    else fail(results, &why, record);
}

// --- a second look ---------------------------------------------------------------------------------------------

static void look_again(Checker *checker, Arena *results, const Record *question, Record *record)
{
    const Containers no_containers = {0};
    const Captures no_captures = {0};
    if (memcmp(question->hash, checker->source.hash, sizeof question->hash) != 0) return;
    if (!unit_read(&checker->file, question->unit, &checker->source, c_knowledge_of(checker), &checker->unit)) return;
    Summaries summaries = summaries_open(&checker->file, &checker->unit, &question->contracts);
    Resources resources = resources_find(&checker->file, &checker->unit, &summaries);
    keep_contracts(checker, results, &summaries, record);
    Check check = {.unit = &checker->unit, .tree = checker->unit.tree, .containers = &no_containers, .captures = &no_captures,
                   .resources = &resources, .summaries = &summaries, .policy = checker->policy, .scratch = &checker->file,
                   .results = results, .findings = &record->findings};
    run_on_resources(&check, subscribers_of(checker));
    sort_findings(&record->findings);
    fill_line_hashes(checker, results, record);
    record->outcome = OUTCOME_CHECKED;
}

void checker_run_again(Checker *checker, Arena *results, const FileJob *job, const Record *question, Record *record)
{
    Problem why;
    *record = new_record(results, job);
    record->outcome = OUTCOME_SKIPPED;
    if (read_source(checker, job, &why)) look_again(checker, results, question, record);
}

Unit *checker_unit(Checker *checker, const FileJob *job, Problem *why)
{
    return read_source(checker, job, why) && make_unit(checker, why) ? &checker->unit : NULL;
}
