// The parts of the HTML report. Each writes one section of the page; the style sheet and the script stand in html/ as ordinary
// files that the build embeds. The page is whole without its script, which adds filters, search and keys.
#pragma once

#include "report/report.h"

// Findings of one kind: of a rule, a family, a folder.
typedef struct Count {
    Str name;
    const char *gloss;  // what a family is; else NULL
    uint32_t first;  // number of the first finding; they count from 1 through the run, in the order of the page
    uint32_t total;
    uint32_t by_severity[SEVERITY_ERROR + 1];
} Count;

typedef struct Counts {
    Count *at;  // most findings first
    uint32_t len;
} Counts;

typedef enum CountKind { COUNT_RULES, COUNT_FAMILIES, COUNT_FOLDERS } CountKind;

// Embedded by the build; terminated by a zero.
extern const char html_style[], html_script[];
extern const char html_script_hash[];  // "sha256-...": what the page's security policy lets run

Counts html_counts(Arena *arena, const Report *report, CountKind kind);
// The family of a rule, "other" for what memlint itself says (an unused suppression).
Str html_family(const Report *report, Str rule);

// Bars of the counts, cut into severities.
void html_bars(const char *title, const char *filter, const Counts *counts, FILE *out);
// The tree of the files: area is lines, colour is findings per thousand lines.
void html_treemap(const Report *report, FILE *out);
// The findings, file by file, each with its excerpt.
void html_findings(const Report *report, FILE *out);
