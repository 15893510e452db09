#include "lint.h"

#include "base/str.h"
#include "engine/add_ignore.h"
#include "engine/baseline.h"
#include "engine/cache.h"
#include "engine/describe.h"
#include "engine/difference.h"
#include "engine/fix.h"
#include "report/format.h"

#include <stdlib.h>
#include <unistd.h>

enum { STATUS_CLEAN = 0, STATUS_FINDINGS = 1, STATUS_BROKEN = 2 };

// One report of the run: --output-format FORMAT[=FILE].
typedef struct Output {
    const Format *format;
    Str file;  // empty = standard output
} Output;

typedef struct Run {
    Arena *arena;
    const Options *options;
    double begun;         // in os_seconds()
    Vocabulary words;
    Configs configs;
    Policies policies;
    Baseline baseline;
    bool has_baseline;
    Ruleset rules;        // that run on some file
    ArrayOf(Output) outputs;
    Discovery found;
    ProjectOptions project_options;
    Severity fail_on;
    Project project;
    FixOutcome fixes;
    const FileJob *filtered;  // standard input, when --fix makes it a filter: standard output belongs to the mended text
} Run;

int lint_refuse(const Problem *why)
{
    fputs("memlint: error: ", stderr);
    report_escaped(stderr, why->text);
    fputc('\n', stderr);
    if (why->remedy.len) {
        fputs("  = help: ", stderr);
        report_escaped(stderr, why->remedy);
        fputc('\n', stderr);
    }
    return STATUS_BROKEN;
}

// --- what was asked for ----------------------------------------------------------------------------------------

static bool add_output(Run *run, Str format, Str file, Problem *why)
{
    Output output = {.format = format_find(format), .file = file};
    if (!output.format) {
        problem_set(why, run->arena, "there is no output format '%.*s'", FMT(format));
        why->remedy = format_names(run->arena);
        return false;
    }
    for (uint32_t i = 0; i < run->outputs.len; i++)
        if (str_equal(run->outputs.at[i].file, file))
            return problem_set(why, run->arena, "two reports go to %s%.*s", file.len ? "" : "standard output", FMT(file));
    *array_push(run->arena, &run->outputs) = output;
    return true;
}

// "-" is standard output, which has no name here.
static Str file_of(Str name) { return str_is(name, "-") ? (Str){0} : name; }

static bool read_outputs(Run *run, Problem *why)
{
    const Strs *formats = &run->options->output_formats;
    Str rest = file_of(run->options->output_file);  // -o names the file of the first format that has none
    for (uint32_t i = 0; i < formats->len; i++) {
        Str format = formats->at[i], file = {0};
        size_t equals = str_find_char(format, '=');
        if (equals < format.len) {
            file = file_of(str_from_byte(format, equals + 1));
        } else {
            file = rest;
            rest = (Str){0};
        }
        if (!add_output(run, str_slice(format, 0, equals), file, why)) return false;
    }
    if (!formats->len) return add_output(run, STR("full"), rest, why);
    if (rest.len) return problem_set(why, run->arena, "--output '%.*s' is not needed: each format has its file", FMT(rest));
    return true;
}

static bool read_path_list(Run *run, Str list, Strs *paths, Problem *why)
{
    Str text, line;
    bool is_stdin = str_is(list, "-");
    bool ok = is_stdin ? os_read_all(run->arena, STDIN_FILENO, 0, &text, why) : os_read(run->arena, list, 0, &text, why);
    if (!ok) return problem_set(why, run->arena, "cannot read the list '%.*s': %.*s", FMT(list), FMT(why->text));
    // A zero byte is in no path: whoever writes one separates with it (git ls-files -z).
    char separator = memchr(text.at, 0, text.len) ? 0 : '\n';
    while (str_cut(&text, separator, &line)) {
        if (separator && line.len && line.at[line.len - 1] == '\r') line.len--;
        if (line.len) *array_push(run->arena, paths) = line;
    }
    return true;
}

static bool add_stdin(Run *run, Problem *why)
{
    Str path = run->options->stdin_filename;
    FileJob job = {.path = path, .language = language_of_path(path), .in_memory = true};
    if (!job.language) {
        problem_set(why, run->arena, "standard input is neither C nor Python");
        why->remedy = STR("--stdin-filename NAME.c or NAME.py says which");
        return false;
    }
    if (!os_read_all(run->arena, STDIN_FILENO, 0, &job.text, why)) return false;
    job.size = job.text.len;
    discover_settle(&run->configs, &job);
    *array_push(run->arena, &run->found.jobs) = job;
    return true;
}

// `memlint chekc src`: nobody has a file of that name.
static bool is_misspelled_command(const Run *run, Problem *why)
{
    Str word = run->options->paths.len ? run->options->paths.at[0] : (Str){0};
    Str nearest = options_nearest_command(word);
    if (!nearest.len || os_exists(run->arena, word)) return false;
    problem_set(why, run->arena, "there is neither a command nor a file '%.*s'", FMT(word));
    why->remedy = arena_format(run->arena, "did you mean `memlint %.*s`?", FMT(nearest));
    return true;
}

static bool find_files(Run *run, Problem *why)
{
    const Options *options = run->options;
    if (is_misspelled_command(run, why)) return false;
    Strs paths = {0};
    uint32_t stdins = 0;
    for (uint32_t i = 0; i < options->paths.len; i++) {
        if (str_is(options->paths.at[i], "-")) stdins++;
        else *array_push(run->arena, &paths) = options->paths.at[i];
    }
    for (uint32_t i = 0; i < options->files_from.len; i++)
        if (!read_path_list(run, options->files_from.at[i], &paths, why)) return false;
    if (!options->paths.len && !options->files_from.len) *array_push(run->arena, &paths) = STR(".");
    discover(&run->configs, &paths, &run->found);
    bool is_left_out = stdins && discover_excludes(&run->configs, options->stdin_filename);
    if (is_left_out) *array_push(run->arena, &run->found.skips) = (Skip){options->stdin_filename, SKIP_EXCLUDED, false};
    if (stdins && !is_left_out && !add_stdin(run, why)) return false;
    if (run->configs.is_broken) *why = run->configs.why;
    return !run->configs.is_broken;
}

// What holds for the whole run is said on the command line or by the configuration of the working directory.
static const Settings *settings_here(Run *run)
{
    uint32_t index = configs_for(&run->configs, STR("."));
    return &run->configs.list.at[index].settings;
}

static bool resolve(Run *run, Problem *why)
{
    const Options *options = run->options;
    Str database = options->settings.compile_commands;
    run->words = policy_vocabulary(run->arena);
    if (!read_outputs(run, why)) return false;
    if ((options->fix || options->fix_only) && options->diff) return problem_set(why, run->arena, "--fix and --diff exclude each other");
    if (options->diff_base.len && (options->prune_baseline || options->write_baseline.len))
        return problem_set(why, run->arena, "--diff-base and --%s exclude each other", options->prune_baseline ? "prune-baseline" : "write-baseline");
    if (options->add_ignore.at && (options->fix || options->fix_only || options->diff))
        return problem_set(why, run->arena, "--add-ignore and --%s exclude each other", options->diff ? "diff" : "fix");
    if (str_contains(options->add_ignore, STR("\n"))) return problem_set(why, run->arena, "a reason stands in one line");
    if (options->prune_baseline && !options->settings.baseline.len) {
        problem_set(why, run->arena, "--prune-baseline needs --baseline FILE");
        why->remedy = STR("a configuration says what is read, never what is written");
        return false;
    }
    if (database.len && !os_exists(run->arena, database)) return problem_set(why, run->arena, "no such file or folder: '%.*s'", FMT(database));
    return configs_open(run->arena, options, &run->words, &run->configs, why);
}

static bool read_baseline(Run *run, Str file, Problem *why)
{
    if (!baseline_read(run->arena, file, &run->baseline, why)) return false;
    run->has_baseline = true;
    return true;
}

static Str cache_folder(const Run *run)
{
    if (run->options->no_cache || os_environment("MEMLINT_NO_CACHE").len) return (Str){0};
    return run->options->cache_dir.len ? run->options->cache_dir : cache_usual_folder(run->arena);
}

static bool settle(Run *run, Problem *why)
{
    const Options *options = run->options;
    if (!policies_settle(run->arena, &run->configs, &run->found.jobs, &run->policies, why)) return false;
    const Settings *settings = settings_here(run);
    if (run->configs.is_broken) *why = run->configs.why;
    if (run->configs.is_broken) return false;
    if (settings->baseline.len && !options->write_baseline.len && !read_baseline(run, settings->baseline, why)) return false;
    run->rules = policies_rules(run->arena, &run->policies);
    run->project_options = (ProjectOptions){
        .check = {.policies = &run->policies, .root = run->configs.here},
        .workers = settings->jobs, .timeout_seconds = settings->timeout, .max_memory = settings->max_memory,
        .min_severity = severity_from(settings->min_severity),
        .cache = cache_folder(run),
        .baseline = run->has_baseline ? &run->baseline : NULL,
        .show_progress = !options->no_progress && !options->quiet && !options->silent, .is_verbose = options->verbose,
        .no_sandbox = options->no_sandbox};
    run->fail_on = settings->fail_on.len ? severity_from(settings->fail_on) : SEVERITY_WARNING;
    return true;
}

// --- what is printed -------------------------------------------------------------------------------------------

static bool wants_color(const Run *run, const Output *output)
{
    Str wish = run->options->color;
    if (str_is(wish, "always")) return true;
    if (str_is(wish, "never") || output->file.len || os_environment("NO_COLOR").len) return false;
    Str forced = os_environment("FORCE_COLOR").len ? os_environment("FORCE_COLOR") : os_environment("CLICOLOR_FORCE");
    if (forced.len) return !str_is(forced, "0");
    return os_is_terminal(STDOUT_FILENO) && !str_is(os_environment("TERM"), "dumb");
}

static Report report_of(const Run *run, const Output *output)
{
    return (Report){.project = &run->project, .rules = &run->rules, .root = run->configs.here, .color = wants_color(run, output),
                    .quiet = run->options->quiet, .skips = &run->found, .show_fixes = run->options->show_fixes, .fixed = run->fixes.fixed.len};
}

static int by_count(const void *a, const void *b)
{
    const MapEntry *left = a, *right = b;
    if (left->value != right->value) return left->value > right->value ? -1 : 1;
    return str_compare(left->key, right->key);
}

static void print_statistics(const Run *run, FILE *out)
{
    Map counts = {0};
    for (uint32_t i = 0; i < run->project.count; i++)
        for (uint32_t j = 0; j < run->project.records[i].findings.len; j++)
            ++*map_at(run->arena, &counts, run->project.records[i].findings.at[j].rule);
    if (counts.entries.len) qsort(counts.entries.at, counts.entries.len, sizeof *counts.entries.at, by_count);
    for (uint32_t i = 0; i < counts.entries.len; i++)
        fprintf(out, "%7u  %.*s\n", counts.entries.at[i].value, FMT(counts.entries.at[i].key));
}

// A report in a file is whole or not there: it is made in memory first.
static bool write_to_file(Run *run, const Output *output, Problem *why)
{
    char *text = NULL;
    size_t len = 0;
    Report report = report_of(run, output);
    FILE *memory = open_memstream(&text, &len);
    if (!memory) return problem_set(why, run->arena, "out of memory");
    format_say_limit(output->format, &run->project, stderr);
    output->format->writer(&report, memory);
    bool is_whole = fflush(memory) == 0 && !ferror(memory);
    bool ok = fclose(memory) == 0 && is_whole;
    if (!ok) problem_set(why, run->arena, "out of memory");
    ok = ok && os_write(run->arena, output->file, (Str){text, len}, why);
    free(text);
    return ok || problem_set(why, run->arena, "cannot write '%.*s': %.*s", FMT(output->file), FMT(why->text));
}

static bool write_output(Run *run, const Output *output, Problem *why)
{
    if (output->file.len) return write_to_file(run, output, why);
    Report report = report_of(run, output);
    FILE *out = run->filtered ? stderr : stdout;
    format_say_limit(output->format, &run->project, stderr);
    if (run->options->statistics && output->format->is_text) print_statistics(run, out);
    else output->format->writer(&report, out);
    return true;
}

// Whoever sees only a report for programs, or one in a file, still learns how the run went.
static void print_summary(const Run *run)
{
    Report report = report_of(run, &run->outputs.at[0]);
    bool is_told = false;
    for (uint32_t i = 0; i < run->outputs.len; i++) {
        const Output *output = &run->outputs.at[i];
        is_told |= output->format->is_text && !output->file.len && !run->options->statistics;
    }
    if (is_told && !run->options->fix_only && !run->options->silent) return;
    if (run->options->quiet || run->options->silent) report_failures(&report, stderr);
    else report_summary(&report, stderr);
}

static void print_fix_failures(const Run *run)
{
    for (uint32_t i = 0; i < run->fixes.failures.len; i++) {
        const FixNote *note = &run->fixes.failures.at[i];
        fputs("memlint: error: ", stderr);
        report_escaped(stderr, note->path);
        fputs(": ", stderr);
        report_escaped(stderr, note->text);
        fputc('\n', stderr);
    }
}

static void print_fixes(const Run *run)
{
    for (uint32_t i = 0; run->options->show_fixes && i < run->fixes.fixed.len; i++) {
        const FixNote *note = &run->fixes.fixed.at[i];
        fputs("mended ", stderr);
        report_escaped(stderr, note->path);
        fprintf(stderr, ": %.*s: ", FMT(note->rule));
        report_escaped(stderr, note->text);
        fputc('\n', stderr);
    }
}

static void print_skips(const Run *run)
{
    for (uint32_t i = 0; i < run->found.skips.len; i++) {
        const Skip *skip = &run->found.skips.at[i];
        fputs("memlint: note: left out: ", stderr);
        report_escaped(stderr, skip->path);
        fprintf(stderr, "%s: %s\n", skip->is_folder ? "/" : "", skip_reason_text(skip->reason));
    }
}

// What was not understood, file by file; the summary groups it.
static void print_notes(const Run *run)
{
    if (run->options->verbose) print_skips(run);
    if (run->options->verbose && run->project_options.cache.len)
        fprintf(stderr, "memlint: note: %u of %u files were in the cache\n", run->project.remembered, run->project.count);
    for (uint32_t i = 0; run->options->verbose && i < run->project.count; i++) {
        const Record *record = &run->project.records[i];
        for (uint32_t j = 0; j < record->notes.len; j++) {
            fputs("memlint: note: ", stderr);
            report_escaped(stderr, record->path);
            fputs(": ", stderr);
            report_escaped(stderr, record->notes.at[j]);
            fputc('\n', stderr);
        }
    }
}

static int by_seconds(const void *a, const void *b)
{
    const Record *left = *(const Record *const *)a, *right = *(const Record *const *)b;
    if (left->seconds != right->seconds) return left->seconds > right->seconds ? -1 : 1;
    return left < right ? -1 : left > right;
}

static void print_timings(const Run *run)
{
    enum { SHOWN = 10 };
    double sum = 0;
    const Record **slowest = arena_array(run->arena, const Record *, run->project.count + 1);
    for (uint32_t i = 0; i < run->project.count; i++) {
        slowest[i] = &run->project.records[i];
        sum += run->project.records[i].seconds;
    }
    if (run->project.count) qsort(slowest, run->project.count, sizeof *slowest, by_seconds);
    fprintf(stderr, "%.2f s, of which workers spent %.2f s on files:\n", os_seconds() - run->begun, sum);
    for (uint32_t i = 0; i < run->project.count && i < SHOWN; i++) {
        fprintf(stderr, "%8.3f s  ", slowest[i]->seconds);
        report_escaped(stderr, slowest[i]->path);
        fputc('\n', stderr);
    }
}

static bool report_all(Run *run, Problem *why)
{
    print_notes(run);
    print_fixes(run);
    print_fix_failures(run);
    for (uint32_t i = 0; i < run->outputs.len && !run->options->fix_only; i++) {
        bool is_heard = run->outputs.at[i].file.len || !run->options->silent;
        if (is_heard && !write_output(run, &run->outputs.at[i], why)) return false;
    }
    print_summary(run);
    if (run->options->timings) print_timings(run);
    return true;
}

// --- the run ---------------------------------------------------------------------------------------------------

static bool is_incomplete(const Run *run)
{
    return (run->project.failed && !run->options->allow_incomplete) || run->fixes.failures.len;
}

static int status_of(const Run *run)
{
    const Options *options = run->options;
    if (is_incomplete(run)) return STATUS_BROKEN;
    if (options->exit_zero) return STATUS_CLEAN;
    if (options->exit_non_zero_on_fix && run->fixes.fixed.len) return STATUS_FINDINGS;
    if (options->fix_only) return STATUS_CLEAN;
    Tally tally = report_tally(&run->project);
    for (Severity severity = run->fail_on; severity <= SEVERITY_ERROR; severity++)
        if (tally.by_severity[severity]) return STATUS_FINDINGS;
    return STATUS_CLEAN;
}

static FixOptions fix_options(const Run *run)
{
    return (FixOptions){.project = &run->project_options, .unsafe = run->options->unsafe_fixes};
}

static int show_diff(Run *run)
{
    FixOptions options = fix_options(run);
    Str diff = fix_preview(run->arena, &options, &run->found.jobs, &run->project, &run->fixes);
    Report report = report_of(run, &run->outputs.at[0]);
    fwrite(diff.len ? diff.at : "", 1, diff.len, stdout);
    print_fix_failures(run);
    report_failures(&report, stderr);
    if (is_incomplete(run)) return STATUS_BROKEN;
    return diff.len && !run->options->exit_zero ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int add_comments(Run *run)
{
    FixOptions options = fix_options(run);
    options.rounds = 1;
    add_ignore(run->arena, &run->project, &run->found.jobs, run->options->add_ignore);
    fix_apply(run->arena, &options, &run->found.jobs, &run->project, &run->fixes);
    print_fixes(run);
    print_fix_failures(run);
    Report report = report_of(run, &run->outputs.at[0]);
    Tally left = report_tally(&run->project);
    if (!run->options->quiet && !run->options->silent) {
        fprintf(stderr, "%u finding%s silenced in %u file%s", run->fixes.fixed.len, run->fixes.fixed.len == 1 ? "" : "s", run->fixes.files,
                run->fixes.files == 1 ? "" : "s");
        fprintf(stderr, left.findings ? "; %u could not be.\n" : ".\n", left.findings);
    }
    report_failures(&report, stderr);
    return is_incomplete(run) ? STATUS_BROKEN : STATUS_CLEAN;
}

static void mend(Run *run)
{
    FixOptions options = fix_options(run);
    fix_apply(run->arena, &options, &run->found.jobs, &run->project, &run->fixes);
    for (uint32_t i = 0; i < run->found.jobs.len; i++)
        if (run->found.jobs.at[i].in_memory) run->filtered = &run->found.jobs.at[i];
    if (!run->filtered) return;
    Str text = run->fixes.text.len ? run->fixes.text : run->filtered->text;
    fwrite(text.len ? text.at : "", 1, text.len, stdout);
}

// Nothing to look at is what was wanted only where a hook names files that are excluded.
static int nothing_found(const Run *run)
{
    const Options *options = run->options;
    bool all_excluded = run->configs.list.at[0].settings.force_exclude && run->found.skips.len;
    Problem why = {STR("no C or Python file to check"), STR("--no-error-on-unmatched, if that is as it should be")};
    return options->no_error_on_unmatched || all_excluded ? -1 : lint_refuse(&why);
}

// Of the first path; of the working directory when none is given.
static int show_settings(Run *run)
{
    Str path = run->options->paths.len ? run->options->paths.at[0] : STR(".");
    OsInfo info;
    Problem why;
    bool is_folder = os_info(run->arena, path, &info, &why) && info.kind == OS_FOLDER;
    FileJob job = {.path = is_folder ? arena_format(run->arena, "%.*s/.", FMT(path)) : path, .language = LANG_PYTHON};
    discover_settle(&run->configs, &job);
    if (run->configs.is_broken) return lint_refuse(&run->configs.why);
    describe_settings(&run->configs.list.at[job.config], stdout);
    if (job.target) printf("# oldest Python: %u.%u\n", job.target / 100, job.target % 100);
    return STATUS_CLEAN;
}

static int show_files(const Run *run)
{
    for (uint32_t i = 0; i < run->found.jobs.len; i++) {
        report_escaped(stdout, run->found.jobs.at[i].path);
        fputc('\n', stdout);
    }
    if (run->options->verbose) print_skips(run);
    return STATUS_CLEAN;
}

static bool drop_old(Run *run, Problem *why)
{
    OldFiles old;
    if (!history_changes(run->arena, run->configs.here, run->options->diff_base, &old, why)) return false;
    if (!run->has_baseline) run->baseline.folder = run->configs.here;
    difference_apply(run->arena, &old, &run->project_options, &run->baseline, &run->found.jobs, &run->project);
    return true;
}

static int write_baseline(Run *run)
{
    Problem why;
    Baseline old;
    uint32_t count = 0;
    Str file = run->options->write_baseline;
    bool has_old = os_exists(run->arena, file);
    if (has_old && !baseline_read(run->arena, file, &old, &why)) return lint_refuse(&why);
    if (!baseline_write(run->arena, file, &run->project, has_old ? &old : NULL, &count, &why)) return lint_refuse(&why);
    Report report = report_of(run, &run->outputs.at[0]);
    if (!run->options->quiet) fprintf(stderr, "%u finding%s in the baseline now; --baseline leaves them out.\n", count, count == 1 ? "" : "s");
    report_failures(&report, stderr);
    return run->project.failed ? STATUS_BROKEN : STATUS_CLEAN;
}

int lint(Arena *arena, const Options *options)
{
    Run run = {.arena = arena, .options = options, .begun = os_seconds()};
    Problem why = {0};
    if (!resolve(&run, &why)) return lint_refuse(&why);
    if (options->show_settings) return show_settings(&run);
    if (!find_files(&run, &why) || !settle(&run, &why)) return lint_refuse(&why);
    if (options->show_files) return show_files(&run);
    if (!run.found.jobs.len && nothing_found(&run) > 0) return STATUS_BROKEN;
    project_run(arena, &run.project_options, &run.found.jobs, &run.project);
    if (options->diff_base.len && !drop_old(&run, &why)) return lint_refuse(&why);
    if (options->write_baseline.len) return write_baseline(&run);
    if (options->prune_baseline && !baseline_prune(arena, options->settings.baseline, &run.baseline, &why)) return lint_refuse(&why);
    if (options->prune_baseline) run.project.gone = 0;
    if (options->add_ignore.at) return add_comments(&run);
    if (options->diff) return show_diff(&run);
    if (options->fix || options->fix_only) mend(&run);
    return report_all(&run, &why) ? status_of(&run) : lint_refuse(&why);
}
