// Findings in the forms that people and programs read. One function per format, each from the same values.
#pragma once

#include <stdio.h>

#include "engine/project.h"

typedef struct Report {
    const Project *project;
    const Ruleset *rules;
    const Discovery *skips;  // what was left out of the run; NULL = not told
    Str root;             // absolute directory that paths are relative to: the working directory
    bool color;
    bool quiet;           // no summary, but for what could not be analysed
    bool show_fixes;      // `concise`: say which findings have one; `full` always does
    uint32_t fixed;       // findings that were mended in this run
} Report;

typedef void ReportWriter(const Report *report, FILE *out);

// `full` and `concise` end with the summary unless the report is quiet.
ReportWriter report_full, report_concise;
ReportWriter report_json, report_json_lines, report_sarif, report_github, report_gitlab, report_junit, report_checkstyle, report_rdjson;
ReportWriter report_markdown, report_html;

// Text for a terminal or a log: control and bidirectional characters and invalid UTF-8 are shown escaped.
void report_escaped(FILE *out, Str text);
// Line and column as they follow a path: "4:1", in a notebook "cell 3:4:1".
Str report_place(Arena *arena, Position at);
// For formats that count lines of the file, of which a notebook's cells know nothing: its place is the start of the file, and the
// message says which one is meant.
Position report_in_file(Position at);
Str report_message(Arena *arena, const Finding *finding);
// Valid UTF-8 of any bytes: what is invalid becomes U+FFFD.
Str report_utf8(Arena *arena, Str text);
// "12 files checked: 1 error, 2 warnings; --fix mends 1." and the end of the line.
void report_headline(const Report *report, FILE *out);
// The headline; then what was read in part, skipped or not analysed, and why.
void report_summary(const Report *report, FILE *out);
// Only its last part: the files that could not be analysed, and why.
void report_failures(const Report *report, FILE *out);

// What a run found, counted.
typedef struct Tally {
    uint32_t findings;
    uint32_t by_severity[SEVERITY_ERROR + 1];
    uint32_t by_fix[FIX_SAFE + 1];
} Tally;

Tally report_tally(const Project *project);
