// memlint's command line: one function per command. An exit status is 0, 1 (findings) or 2 (wrong usage, incomplete analysis).
#include "base/sandbox.h"
#include "base/str.h"
#include "c/c.h"
#include "engine/cache.h"
#include "engine/check.h"
#include "engine/describe.h"
#include "engine/dump.h"
#include "engine/explain.h"
#include "lint.h"
#include "lsp/server.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

static int explain(Arena *arena, const Options *options)
{
    Problem why = {.text = STR("explain what? `memlint explain RULE` or --all")};
    if (options->all) explain_all(stdout);
    else if (!options->paths.len) return lint_refuse(&why);
    for (uint32_t i = 0; i < options->paths.len; i++)
        if (!explain_rule(arena, options->paths.at[i], stdout, &why)) return lint_refuse(&why);
    return 0;
}

static int sync_pages(Arena *arena, Str folder)
{
    Problem why;
    uint32_t changed = 0;
    if (!explain_sync(arena, folder, &changed, &why)) return lint_refuse(&why);
    printf("%u page%s changed\n", changed, changed == 1 ? "" : "s");
    return 0;
}

static int rules(Arena *arena, const Options *options)
{
    Problem why;
    if (options->sync.len) return sync_pages(arena, options->sync);
    Str format = options->output_formats.len ? options->output_formats.at[options->output_formats.len - 1] : STR("text");
    return explain_rules(arena, format, stdout, &why) ? 0 : lint_refuse(&why);
}

static int dump(Arena *arena, const Options *options)
{
    Problem why = {.text = STR("dump what? `memlint dump --tree|--events|--facts FILE`")};
    bool has_stage = options->tree || options->events || options->facts;
    if (!has_stage || options->paths.len != 1) return lint_refuse(&why);
    FileJobs jobs = {0};
    Policies policies;
    Configs configs;
    Vocabulary words = policy_vocabulary(arena);
    Str path = options->paths.at[0];
    Language language = language_of_path(path);
    *array_push(arena, &jobs) = (FileJob){.path = path, .language = language ? language : LANG_PYTHON};
    if (!configs_open(arena, options, &words, &configs, &why)) return lint_refuse(&why);
    discover_settle(&configs, &jobs.at[0]);
    if (configs.is_broken) return lint_refuse(&configs.why);
    if (!policies_settle(arena, &configs, &jobs, &policies, &why)) return lint_refuse(&why);
    CheckOptions check = {.policies = &policies, .root = configs.here};
    Checker *checker = checker_open(arena, &check);
    Unit *unit = checker_unit(checker, &jobs.at[0], &why);
    if (unit && options->tree) unit_dump_tree(unit, stdout);
    if (unit && options->events) unit_dump_events(unit, stdout);
    if (unit && options->facts) facts_dump(arena, unit, stdout);
    checker_close(checker);
    if (unit) return 0;
    problem_set(&why, arena, "%.*s: %.*s", FMT(path), FMT(why.text));
    return lint_refuse(&why);
}

static int version(Arena *arena)
{
    CFront *front = NULL;
    Problem why;
    printf("memlint %s\n", MEMLINT_VERSION);
    if (c_open(arena, &(CSetup){0}, &front, &why)) printf("C: %.*s\n", FMT(c_version(front)));
    else printf("C: not available: %.*s\n", FMT(why.text));
    if (front) c_close(front);
    printf("Python: tree-sitter-python %s\n", MEMLINT_GRAMMAR_VERSION);
    Sandbox sandbox = sandbox_probe();
    printf("sandbox: %.*s\n", FMT(sandbox_text(arena, &sandbox)));
    return 0;
}

static int clean(Arena *arena, const Options *options)
{
    Str folder = options->cache_dir.len ? options->cache_dir : cache_usual_folder(arena);
    Problem why = {STR("`memlint clean` takes no paths"), STR("--cache-dir FOLDER names a cache that is not the usual one")};
    uint32_t entries;
    uint64_t bytes;
    if (options->paths.len) return lint_refuse(&why);
    cache_clean(arena, folder, &entries, &bytes);
    printf("%u result%s removed, %.1f MB.\n", entries, entries == 1 ? "" : "s", (double)bytes / 1e6);
    return 0;
}

static int config(Arena *arena, const Options *options)
{
    Problem why;
    if (options->schema) describe_schema(stdout);
    else if (!options->paths.len) describe_keys(stdout);
    for (uint32_t i = 0; i < options->paths.len; i++)
        if (!describe_key(arena, options->paths.at[i], stdout, &why)) return lint_refuse(&why);
    return 0;
}

static int server(const Options *options)
{
    Problem why = {STR("`memlint server` takes no paths"), STR("the editor opens the files")};
    return options->paths.len ? lint_refuse(&why) : server_run(options, STDIN_FILENO, STDOUT_FILENO);
}

static int run_command(Arena *arena, const Options *options)
{
    if (options->help) {
        options_help(stdout, options->all);
        return 0;
    }
    if (options->version) return version(arena);
    switch (options->command) {
    case COMMAND_CHECK: return lint(arena, options);
    case COMMAND_EXPLAIN: return explain(arena, options);
    case COMMAND_RULES: return rules(arena, options);
    case COMMAND_DUMP: return dump(arena, options);
    case COMMAND_CONFIG: return config(arena, options);
    case COMMAND_SERVER: return server(options);
    case COMMAND_CLEAN: return clean(arena, options);
    case COMMAND_VERSION: return version(arena);
    case COMMAND_HELP: options_help(stdout, options->all); return 0;
    }
    return 2;
}

// A report that did not arrive (disk full, closed output) is no report.
static bool is_written(Arena *arena)
{
    bool ok = fflush(stdout) == 0 && !ferror(stdout);
    Problem why;
    if (!ok) problem_set(&why, arena, "cannot write to standard output: %s", os_error_text(errno));
    if (!ok) lint_refuse(&why);
    return ok;
}

int main(int argc, char **argv)
{
    Arena arena = {0};
    Options options;
    Problem why;
    os_hold_standard_descriptors();
    json_set_alloc_funcs(memory_take, memory_give_back);  // else a text that finds no memory is left out of a report
    bool ok = options_read(&arena, (uint32_t)argc - 1, argv + 1, &options, &why);
    int status = ok ? run_command(&arena, &options) : lint_refuse(&why);
    if (!is_written(&arena)) status = 2;
    arena_close(&arena);
    return status;
}
