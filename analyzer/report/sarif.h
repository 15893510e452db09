// The two halves of a SARIF document: who analysed (tool, rules) and what was found (results).
#pragma once

#include "report/document.h"

enum { SARIF_NOT_ANALYSED, SARIF_READ_IN_PART, SARIF_SKIPPED };  // index into the driver's notifications

// "error", "warning", "note"
const char *sarif_level(Severity severity);
// {"text": ...} with a period at its end.
json_t *sarif_message(Arena *scratch, Str text);
// The artifactLocation of a path.
json_t *sarif_artifact(Arena *scratch, Str root, Str path);
// Writes the value of "tool".
void sarif_tool_write(const Report *report, FILE *out);
// Writes the value of "results": errors first, so that a consumer that shows only so many shows the worst.
void sarif_results_write(const Report *report, FILE *out);
