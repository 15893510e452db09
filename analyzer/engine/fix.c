#include "engine/fix.h"

#include "base/filepath.h"
#include "base/map.h"
#include "base/os.h"
#include "base/str.h"
#include "engine/patch.h"

enum { ROUNDS = 10 };

// --- what can be applied together ------------------------------------------------------------------------------

static int edit_compare(const Edit *a, const Edit *b)
{
    if (a->span.from != b->span.from) return a->span.from < b->span.from ? -1 : 1;
    if (a->span.to != b->span.to) return a->span.to < b->span.to ? -1 : 1;
    return str_compare(a->text, b->text);
}

static bool edits_clash(const Edit *a, const Edit *b)
{
    bool both_insert_here = a->span.from == a->span.to && b->span.from == b->span.to && a->span.from == b->span.from;
    return both_insert_here || (a->span.from < b->span.to && b->span.from < a->span.to);
}

// The finding's edits; what it inserts at one place by several edits becomes one, in their order.
static Edits edits_of(Arena *arena, const Finding *finding)
{
    Edits edits = {0};
    for (uint32_t i = 0; i < finding->edits.len; i++) {
        const Edit *edit = &finding->edits.at[i];
        Edit *same = NULL;
        for (uint32_t j = 0; j < edits.len && edit->span.from == edit->span.to; j++)
            if (edits.at[j].span.from == edit->span.from && edits.at[j].span.to == edit->span.to) same = &edits.at[j];
        if (same) same->text = arena_format(arena, "%.*s%.*s", FMT(same->text), FMT(edit->text));
        else *array_push(arena, &edits) = *edit;
    }
    return edits;
}

static bool edit_fits(const Edits *edits, const Edit *edit)
{
    for (uint32_t i = 0; i < edits->len; i++)
        if (edit_compare(&edits->at[i], edit) != 0 && edits_clash(&edits->at[i], edit)) return false;
    return true;
}

static bool fix_fits(const Edits *edits, const Edits *own, size_t text_len)
{
    for (uint32_t i = 0; i < own->len; i++) {
        const Edit *edit = &own->at[i];
        if (edit->span.from > edit->span.to || edit->span.to > text_len) return false;
        if (!edit_fits(edits, edit) || !edit_fits(own, edit)) return false;
    }
    return true;
}

// Puts the edit where it belongs, unless the same one is there.
static void edit_add(Arena *arena, Edits *edits, const Edit *edit)
{
    uint32_t at = 0;
    while (at < edits->len && edit_compare(&edits->at[at], edit) < 0) at++;
    if (at < edits->len && edit_compare(&edits->at[at], edit) == 0) return;
    array_push(arena, edits);
    memmove(&edits->at[at + 1], &edits->at[at], sizeof(Edit) * (edits->len - 1 - at));
    edits->at[at] = *edit;
}

FixPlan fix_plan(Arena *arena, const Record *record, size_t text_len, bool unsafe)
{
    FixPlan plan = {0};
    FixKind least = unsafe ? FIX_REVIEW : FIX_SAFE;
    for (uint32_t i = 0; i < record->findings.len; i++) {
        const Finding *finding = &record->findings.at[i];
        if (finding->fix_kind < least || !finding->edits.len) continue;
        Edits own = edits_of(arena, finding);
        if (!fix_fits(&plan.edits, &own, text_len)) continue;
        for (uint32_t j = 0; j < own.len; j++) edit_add(arena, &plan.edits, &own.at[j]);
        *array_push(arena, &plan.findings) = i;
    }
    return plan;
}

// --- did it help ------------------------------------------------------------------------------------------------

// Where a byte of the old text stands in the new one. What an edit puts in at the byte itself counts as before it.
static uint32_t moved(const Edits *edits, uint32_t byte)
{
    int64_t shift = 0;
    for (uint32_t i = 0; i < edits->len && edits->at[i].span.to <= byte; i++)
        shift += (int64_t)edits->at[i].text.len - (edits->at[i].span.to - edits->at[i].span.from);
    return (uint32_t)(byte + shift);
}

static bool is_still_there(const Finding *finding, const Edits *edits, const Record *after)
{
    uint32_t from = moved(edits, finding->at.span.from), to = moved(edits, finding->at.span.to);
    for (uint32_t i = 0; i < after->findings.len; i++) {
        const Finding *other = &after->findings.at[i];
        if (other->at.span.from < from || other->at.span.from > to) continue;
        if (str_equal(other->rule, finding->rule) && str_equal(other->message, finding->message)) return true;
    }
    return false;
}

// Is some finding that the plan mends still there in `after`, at the place to which its code moved?
static bool has_failed(const FixPlan *plan, const Record *before, const Record *after)
{
    for (uint32_t i = 0; i < plan->findings.len; i++)
        if (is_still_there(&before->findings.at[plan->findings.at[i]], &plan->edits, after)) return true;
    return false;
}

// Why the change must not be made, or NULL.
static const char *what_is_worse(const FixPlan *plan, const Record *before, const Record *after)
{
    if (after->outcome == OUTCOME_FAILED) return "it could not be analysed any more after fixing; not changed";
    if (after->syntax_errors > before->syntax_errors) return "it had more syntax errors after fixing; not changed";
    if (has_failed(plan, before, after)) return "the finding was still there after fixing; not changed";
    return NULL;
}

// --- files being mended -----------------------------------------------------------------------------------------

// One file that has fixes. Everything happens in memory; the file is written once, at the end.
typedef struct Mending {
    Record *record;   // in the project: of the text as it is so far
    Record before;    // the same as it was at first
    const FileJob *job;
    Str first;        // the text as it was
    Str text;         // as mended so far
    Edits edits;      // what makes it of the first
    FixPlan plan;     // this round's
    Str next;         // what this round makes of the text
    bool is_done;
    ArrayOf(FixNote) fixed;
} Mending;

typedef ArrayOf(Mending) Mendings;

typedef struct Run {
    Arena *scratch;
    Arena *results;
    const FixOptions *options;
    FixOutcome *outcome;
} Run;

// Nothing more is offered for a file that could not be mended.
static void give_up(const Run *run, Mending *mending, Str reason)
{
    Record *record = mending->record;
    *array_push(run->results, &run->outcome->failures) =
        (FixNote){.path = record->path, .text = arena_copy(run->results, reason)};
    for (uint32_t i = 0; i < record->findings.len; i++) {
        record->findings.at[i].fix_kind = FIX_NONE;
        record->findings.at[i].edits.len = 0;
    }
    mending->is_done = true;
}

static bool has_fix(const Record *record, bool unsafe)
{
    for (uint32_t i = 0; i < record->findings.len; i++) {
        const Finding *finding = &record->findings.at[i];
        if (finding->edits.len && finding->fix_kind >= (unsafe ? FIX_REVIEW : FIX_SAFE)) return true;
    }
    return false;
}

// The file's bytes, if they are those that were analysed.
static bool text_read(const Run *run, const Mending *mending, Str *text, Problem *why)
{
    const Record *record = &mending->before;
    Source source;
    if (mending->job->in_memory) {
        *text = mending->job->text;
        return true;
    }
    if (!source_read(run->scratch, record->path, record->language, 0, &source, why)) return false;
    if (memcmp(source.hash, record->hash, sizeof source.hash) != 0)
        return problem_set(why, run->scratch, "it changed while memlint ran; not touched");
    *text = source.text;
    return true;
}

static Mendings mendings_open(const Run *run, const FileJobs *jobs, Project *project)
{
    Mendings mendings = {0};
    for (uint32_t i = 0; i < project->count; i++) {
        Record *record = &project->records[i];
        if (!has_fix(record, run->options->unsafe)) continue;
        Mending *mending = array_push(run->scratch, &mendings);
        *mending = (Mending){.record = record, .before = *record, .job = &jobs->at[i]};
        Problem why;
        if (!text_read(run, mending, &mending->text, &why)) give_up(run, mending, why.text);
        mending->first = mending->text;
    }
    return mendings;
}

// --- one round --------------------------------------------------------------------------------------------------

static void mending_plan(const Run *run, Mending *mending)
{
    mending->is_done = mending->is_done || !has_fix(mending->record, run->options->unsafe);
    if (mending->is_done) return;
    mending->plan = fix_plan(run->scratch, mending->record, mending->text.len, run->options->unsafe);
    mending->next = patch_apply(run->scratch, mending->text, &mending->plan.edits);
    if (!mending->plan.findings.len) give_up(run, mending, STR("its fixes do not fit its text; not changed"));
}

// A job for each file that this round changes.
static FileJobs round_jobs(const Run *run, Mendings *mendings)
{
    FileJobs jobs = {0};
    for (uint32_t i = 0; i < mendings->len; i++) {
        Mending *mending = &mendings->at[i];
        mending_plan(run, mending);
        if (mending->is_done) continue;
        FileJob *job = array_push(run->scratch, &jobs);
        *job = *mending->job;
        job->in_memory = true;
        job->text = mending->next;
        job->size = mending->next.len;
    }
    return jobs;
}

static void mending_judge(const Run *run, Mending *mending, const Record *after)
{
    const char *reason = what_is_worse(&mending->plan, mending->record, after);
    if (reason) {
        give_up(run, mending, str_from(reason));
        return;
    }
    for (uint32_t i = 0; i < mending->plan.findings.len; i++) {
        const Finding *finding = &mending->record->findings.at[mending->plan.findings.at[i]];
        *array_push(run->scratch, &mending->fixed) = (FixNote){mending->record->path, finding->rule, finding->fix_title};
    }
    *mending->record = *after;
    mending->edits = patch_join(run->scratch, mending->first.len, &mending->edits, &mending->plan.edits);
    mending->text = mending->next;
}

static void round_judge(const Run *run, Mendings *mendings, const Project *again)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < mendings->len; i++) {
        if (mendings->at[i].is_done) continue;
        mending_judge(run, &mendings->at[i], &again->records[next++]);
    }
}

// --- all of it --------------------------------------------------------------------------------------------------

static bool mending_write(const Run *run, const Mending *mending, Problem *why)
{
    Str old;
    if (!text_read(run, mending, &old, why)) return false;
    if (!mending->job->in_memory) {
        if (os_replace(run->scratch, mending->before.path, mending->text, why)) return true;
        return problem_set(why, run->scratch, "%.*s; not changed (the change itself is what --diff prints)", FMT(why->text));
    }
    run->outcome->text = arena_copy(run->results, mending->text);
    return true;
}

// Writes what was mended; a file that can't be written is reported as it was.
static void mending_close(const Run *run, Mending *mending)
{
    Problem why;
    if (!mending->fixed.len) return;
    if (!mending_write(run, mending, &why)) {
        *mending->record = mending->before;
        give_up(run, mending, why.text);
        return;
    }
    run->outcome->files++;
    for (uint32_t i = 0; i < mending->fixed.len; i++)
        *array_push(run->results, &run->outcome->fixed) = mending->fixed.at[i];
}

// Takes away what a run that was killed left beside the files that it mended. They still need it, so they are mended now.
static void sweep_folders(const Run *run, const Mendings *mendings)
{
    Str last = {0};
    for (uint32_t i = 0; i < mendings->len; i++) {
        const Mending *mending = &mendings->at[i];
        Str folder = filepath_folder(mending->before.path);
        if (mending->job->in_memory || (i && str_equal(folder, last))) continue;
        os_sweep(run->scratch, folder.len ? folder : STR("."));
        last = folder;
    }
}

// Round after round, in memory only.
static Mendings mendings_run(const Run *run, const FileJobs *jobs, Project *project)
{
    Mendings mendings = mendings_open(run, jobs, project);
    for (int i = 0; i < (run->options->rounds ? run->options->rounds : ROUNDS); i++) {
        FileJobs changed = round_jobs(run, &mendings);
        if (!changed.len) break;
        Project again = {0};
        ProjectOptions alone = *run->options->project;
        alone.around = project;
        project_run(run->results, &alone, &changed, &again);
        round_judge(run, &mendings, &again);
    }
    return mendings;
}

void fix_apply(Arena *results, const FixOptions *options, const FileJobs *jobs, Project *project, FixOutcome *outcome)
{
    Arena scratch = {0};
    Run run = {&scratch, results, options, outcome};
    Mendings mendings = mendings_run(&run, jobs, project);
    sweep_folders(&run, &mendings);
    for (uint32_t i = 0; i < mendings.len; i++) mending_close(&run, &mendings.at[i]);
    project_count(project);
    arena_close(&scratch);
}

// --- the diff ---------------------------------------------------------------------------------------------------

// A path below the working directory as `git apply` wants it: relative, without "./".
static Str path_in_diff(Str path, Str root)
{
    path = filepath_from(path, root);
    while (str_starts(path, STR("./"))) path = str_from_byte(path, 2);
    return path;
}

Str fix_preview(Arena *results, const FixOptions *options, const FileJobs *jobs, Project *project, FixOutcome *outcome)
{
    Arena scratch = {0};
    ArrayOf(char) text = {0};
    Run run = {&scratch, results, options, outcome};
    Mendings mendings = mendings_run(&run, jobs, project);
    for (uint32_t i = 0; i < mendings.len; i++) {
        const Mending *mending = &mendings.at[i];
        Str path = path_in_diff(mending->before.path, options->project->check.root);
        Str diff = patch_diff(&scratch, path, mending->first, &mending->edits);
        for (size_t j = 0; j < diff.len; j++) *array_push(results, &text) = diff.at[j];
        outcome->files += diff.len > 0;
    }
    project_count(project);
    arena_close(&scratch);
    return (Str){text.at, text.len};
}
