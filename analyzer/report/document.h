// What the JSON formats share. Text is made valid UTF-8 on its way in; one value is written and freed at a time, so
// that memory does not grow with the number of findings.
#pragma once

#include <jansson.h>

#include "base/str.h"
#include "report/report.h"

json_t *document_string(Arena *scratch, Str text);
// object[name] = text
void document_text(Arena *scratch, json_t *object, const char *name, Str text);
// Writes the value on one line and gives it back.
void document_write(json_t *value, FILE *out);
// An array whose values stand on lines of their own, `indent` columns in; the caller writes the brackets.
typedef struct DocumentList {
    FILE *out;
    int indent;
    bool has_any;
} DocumentList;

// Writes the next value and gives it back.
void document_item(DocumentList *list, json_t *value);
// A finding; `source` gives its edits lines and columns, NULL leaves them with byte offsets.
json_t *document_finding(Arena *scratch, Str path, const Finding *finding, const Source *source);
// A file that was not, or not wholly, analysed, and why.
json_t *document_trouble(Arena *scratch, const Record *record);
// What was checked and found, counted.
json_t *document_summary(const Report *report);
// The file's bytes when they are still those that were analysed, in `room`, which lives in `scratch`. NULL otherwise.
const Source *document_source_as_analysed(Arena *scratch, const Record *record, Source *room);
// The same for the lines and columns of edits: NULL also when no finding of the file has an edit.
const Source *document_source(Arena *scratch, const Record *record, Source *room);
