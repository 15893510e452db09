// What reads our reports: validators and parsers of other people, run on a file that a writer made.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "sample.h"

#define CONSUMER_MODULES MEMLINT_SOURCE_DIR "/tests/node/node_modules"

static inline bool consumer_runs(const char *command) { return system(command) == 0; }

// On a machine of a user a tool may be missing; where MEMLINT_TEST_NODE is set (scripts/test sets it) it must not.
static inline void consumer_skip_without(bool is_there, const char *what)
{
    if (is_there) return;
    if (os_environment("CI").len || os_environment("MEMLINT_TEST_NODE").len) fail_msg("%s is missing: scripts/test brings it", what);
    print_message("skipped: %s is missing; scripts/test brings it\n", what);
    skip();
}

static inline void consumer_needs_node(void)
{
    consumer_skip_without(consumer_runs("node --version >/dev/null 2>&1") && access(CONSUMER_MODULES, F_OK) == 0, "node, or tests/node/node_modules");
}

static inline void consumer_needs_xmllint(void) { consumer_skip_without(consumer_runs("xmllint --version >/dev/null 2>&1"), "xmllint"); }

static inline void consumer_needs_chromium(void)
{
    consumer_needs_node();
    consumer_skip_without(consumer_runs("command -v chromium chromium-browser google-chrome >/dev/null 2>&1"), "chromium");
}

// The path of a file that holds what the writer prints.
static inline Str consumer_file(Sample *sample, ReportWriter *writer, const char *name)
{
    Problem why;
    Str base = os_environment("TMPDIR");
    Str path = arena_format(&sample->arena, "%.*s/memlint-test-%ld-%s", FMT(base.len ? base : STR("/tmp")), (long)getpid(), name);
    assert_true(os_write(&sample->arena, path, sample_written(sample, writer), &why));
    return path;
}

// Runs `COMMAND FILE` in the folder of the sources, FILE being what the writer prints; fails when the command does.
static inline void consumer_check(Sample *sample, ReportWriter *writer, const char *command)
{
    if (str_contains(str_from(command), STR("node "))) consumer_needs_node();
    Str path = consumer_file(sample, writer, writer == report_html ? "report.html" : "report");
    Str line = arena_format(&sample->arena, "cd '" MEMLINT_SOURCE_DIR "' && %s %.*s >&2", command, FMT(path));
    int status = system(arena_terminated(&sample->arena, line));
    unlink(arena_terminated(&sample->arena, path));
    assert_int_equal(status, 0);
}

// The same for what `fill` puts into a sample; NULL = nothing was found.
static inline void consumer_check_filled(ReportWriter *writer, void fill(Sample *sample), const char *command)
{
    Sample sample;
    sample_open(&sample);
    if (fill) fill(&sample);
    consumer_check(&sample, writer, command);
    sample_close(&sample);
}
