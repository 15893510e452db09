// Findings in the forms that people and programs read. One function per format, each from the same values.
#pragma once

#include <stdio.h>

#include "engine/project.h"

typedef struct Report {
    const Project *project;
    const Ruleset *rules;
    Str root;             // absolute directory that paths are relative to
    bool color;
    bool quiet;           // no summary line
    bool show_fixes;      // say which findings have one
    uint32_t fixed;       // findings that were mended in this run
} Report;

typedef void ReportWriter(const Report *report, FILE *out);

ReportWriter report_full, report_concise, report_json, report_sarif;

// The writer of a format's name ("full", "sarif" ...), or NULL.
ReportWriter *report_writer(Str format);
// Text for a terminal or a log: control and bidirectional characters and invalid UTF-8 are shown escaped.
void report_escaped(FILE *out, Str text);
// Valid UTF-8 of any bytes: what is invalid becomes U+FFFD.
Str report_utf8(Arena *arena, Str text);
// One sentence on what was checked, skipped and failed, and what was found.
void report_summary(const Report *report, FILE *out);
