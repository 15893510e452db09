// A project made by hand, for the tests of reports and fixes: texts, findings at words of them, rules that do not exist.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "report/report.h"

typedef struct Sample {
    Arena arena;
    Record records[16];
    Source sources[16];
    Project project;
    Ruleset rules;
    Report report;
} Sample;

static const Rule sample_growth = {
    .id = "sample-growth",
    .summary = "process-lifetime container grows without bound",
    .help = "give it a bound",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
};
static const Rule sample_note = {
    .id = "sample-note",
    .summary = "says something that depends",
    .help = "look at it",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_SAFE,
    .since = "0.1",
};
static const RegistryEntry sample_entries[] = {{&sample_growth, "growth"}, {&sample_note, "waste"}};

static inline void sample_open(Sample *sample)
{
    *sample = (Sample){0};
    sample->rules.rules = arena_array(&sample->arena, const RegistryEntry *, 2);
    sample->rules.rules[0] = &sample_entries[0];
    sample->rules.rules[1] = &sample_entries[1];
    sample->rules.count = 2;
    sample->project.records = sample->records;
    sample->report = (Report){.project = &sample->project, .rules = &sample->rules, .root = STR("/home/us/a project")};
}

static inline void sample_close(Sample *sample) { arena_close(&sample->arena); }

// A file that was checked.
static inline Record *sample_record_of(Sample *sample, Str path, Language language, Str text)
{
    Problem why;
    uint32_t at = sample->project.count++;
    Record *record = &sample->records[at];
    assert_true(source_from_text(&sample->arena, path, language, text, &sample->sources[at], &why));
    *record = (Record){.path = path, .language = language, .outcome = OUTCOME_CHECKED};
    record->hash[0] = sample->sources[at].hash[0];
    record->hash[1] = sample->sources[at].hash[1];
    sample->project.checked++;
    return record;
}

static inline Record *sample_record(Sample *sample, const char *path, const char *text)
{
    return sample_record_of(sample, str_from(path), language_of_path(str_from(path)), str_from(text));
}

// A file that was not, or not wholly, analysed.
static inline Record *sample_trouble(Sample *sample, const char *path, Outcome outcome, const char *problem, const char *remedy)
{
    Record *record = &sample->records[sample->project.count++];
    *record = (Record){.path = str_from(path), .language = LANG_C, .outcome = outcome};
    record->problem = str_from(problem);
    record->remedy = str_from(remedy);
    sample->project.failed += outcome == OUTCOME_FAILED;
    sample->project.skipped += outcome == OUTCOME_SKIPPED;
    sample->project.partial += outcome == OUTCOME_PARTIAL;
    return record;
}

// The first place where `word` stands in the record's text.
static inline Span sample_span(const Sample *sample, const Record *record, const char *word)
{
    const Source *source = &sample->sources[record - sample->records];
    size_t at = str_find(source->text, str_from(word));
    assert_true(at < source->text.len || !*word);
    return (Span){(uint32_t)at, (uint32_t)(at + strlen(word))};
}

static inline Location sample_place(Sample *sample, const Record *record, const char *word)
{
    return location_of(&sample->arena, &sample->sources[record - sample->records], sample_span(sample, record, word));
}

static inline Finding *sample_finding(Sample *sample, Record *record, const Rule *rule, const char *word, const char *message)
{
    Finding *finding = array_push(&sample->arena, &record->findings);
    finding->rule = str_from(rule->id);
    finding->severity = rule->severity;
    finding->at = sample_place(sample, record, word);
    finding->message = str_from(message);
    return finding;
}

static inline void sample_note_at(Sample *sample, const Record *record, Notes *notes, const char *word, const char *text)
{
    *array_push(&sample->arena, notes) = (Note){sample_place(sample, record, word), str_from(text)};
}

static inline void sample_edit(Sample *sample, const Record *record, Finding *finding, const char *word, const char *text)
{
    *array_push(&sample->arena, &finding->edits) = (Edit){sample_span(sample, record, word), str_from(text)};
}

// A finding whose every text, and the path and line of its file, are `bad`.
static inline void sample_hostile_finding(Sample *sample, Str path, Str bad)
{
    Str text = arena_format(&sample->arena, "x = 1 # %.*s\n", FMT(bad));
    Record *record = sample_record_of(sample, path, LANG_PYTHON, text);
    record->line_count = 1;
    Finding *finding = sample_finding(sample, record, &sample_growth, "x = 1", "");
    finding->message = finding->help = finding->enclosing = finding->fix_title = bad;
    finding->fix_kind = FIX_SAFE;
    sample_note_at(sample, record, &finding->related, "1", "");
    finding->related.at[0].text = bad;
    sample_note_at(sample, record, &finding->steps, "1", "");
    finding->steps.at[0].text = bad;
    *array_push(&sample->arena, &finding->edits) = (Edit){{0, 1}, bad};
    record->problem = bad;
}

// Every text that a report takes from outside, as somebody who wants to break its reader would write it.
static inline void sample_hostile(Sample *sample)
{
#define BAD(literal) {literal, sizeof(literal) - 1}
    static const Str bad[] = {
        BAD("\" \\ \x1b]0;x\x07 \x01\x7f"),
        BAD("\xff\xfe\xed\xa0\x80\xc0\x80\xef\xbf\xbf"),
        BAD("]]> <script>window.hostile = 1</script> --> [a](http://x) {0} {{ <img src=x onerror=window.hostile=1>"),
        BAD("\xe2\x80\xae\xe2\x81\xa6 % %41 \r\n\0 z"),
        BAD("a\n::set-output name=x::y\n##[error]z\n::error file=q::r, a:b,c=d%0A::"),
        BAD("`a` **b** _c_ | d \\| </code></td> www.x.org user@x.org &lt; &#124; ~~e~~ http://y.org\n\n# f\n- g"),
    };
#undef BAD
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        sample_hostile_finding(sample, arena_format(&sample->arena, "d %%#?:%.*s/%zu.py", FMT(bad[i]), i), bad[i]);
    Record *dead = sample_trouble(sample, "dead.c", OUTCOME_FAILED, "\x1b[2J", "");
    dead->path = dead->problem = bad[2];
    Record *partial = sample_trouble(sample, "p.c", OUTCOME_PARTIAL, "", "");
    *array_push(&sample->arena, &partial->notes) = bad[5];
}

// What a writer prints.
static inline Str sample_written(Sample *sample, ReportWriter *writer)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&bytes, &len);
    writer(&sample->report, out);
    fclose(out);
    Str copy = {arena_terminated(&sample->arena, (Str){bytes, len}), len};
    free(bytes);
    return copy;
}
