// The output formats by name: the one table that knows them all.
#pragma once

#include "report/report.h"

typedef struct Format {
    const char *name;  // as --output-format wants it
    ReportWriter *writer;
    bool is_text;      // for people at a terminal: ends with the summary itself
    uint32_t most;     // findings that its best-known consumer takes; 0 = no limit
    const char *beyond;  // what happens to more
} Format;

// The format of that name, or NULL.
const Format *format_find(Str name);
// "full, concise, json ..."
Str format_names(Arena *arena);
// Says so when there are more findings than the format's best-known consumer takes, and what to do.
void format_say_limit(const Format *format, const Project *project, FILE *out);
// The formats in the order of the table: format_at(0) up to the NULL behind the last.
const Format *format_at(uint32_t number);
