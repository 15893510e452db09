// What memlint says of its rules: a rule's page, the table of all rules, the header line of the pages.
#pragma once

#include <stdio.h>

#include "base/problem.h"
#include "engine/registry.h"

// Writes the page of a rule. Fails for an unknown name and offers the nearest one.
bool explain_rule(Arena *arena, Str id, FILE *out, Problem *why);
// Every page, in the order of the names.
void explain_all(FILE *out);
// The table of rules as "text", "json" or "markdown" (docs/rules.md). Fails for another format.
bool explain_rules(Arena *arena, Str format, FILE *out, Problem *why);
// The second line of a rule's page, made from its literal, without line end:
// "<!-- memlint: warning · C, Python · since 0.1 · safe fix -->"
Str explain_header(Arena *arena, const Rule *rule);
// Writes that line into each page of the folder that has another one, and the table of rules into FOLDER.md; `*changed` counts the files.
// Fails when a page is missing.
bool explain_sync(Arena *arena, Str folder, uint32_t *changed, Problem *why);
