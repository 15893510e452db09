// One file's bytes, read once. Everything later points into them.
#pragma once

#include "base/array.h"
#include "source/notebook.h"

typedef enum Language {
    LANG_C = 1 << 0,
    LANG_PYTHON = 1 << 1,
} Language;

// A character of a long line, with what was counted from the line's start: to count from instead.
typedef struct Milestone {
    uint32_t byte, column, column_utf16;
} Milestone;

typedef struct Source {
    Str path;             // as the user named it or as it was found; borrowed
    Str text;             // the file's bytes as they are, BOM and CRLF included; of a notebook the module that its cells make
    Language language;
    uint64_t hash[2];     // of the bytes: a fix is applied only to the file that was analysed
    NotebookCells cells;          // of a notebook
    Str skipped;          // why there is nothing to analyse in it (and `text` is empty): a stub, a notebook in another language
    ArrayOf(uint32_t) lines;  // byte offset of the start of each line; "\n", "\r\n" and a lone "\r" end one
    ArrayOf(Milestone) milestones;  // of very long lines only, in the order of the text
} Source;

// A place as people and formats count it.
typedef struct Position {
    uint32_t line;          // from 1
    uint32_t column;        // from 1, in Unicode code points; an invalid byte counts as one
    uint32_t column_utf16;  // from 1, in UTF-16 code units (SARIF, editors)
    uint32_t column_byte;   // from 1, in bytes (reviewdog)
    uint32_t cell;          // of a notebook, from 1: `line` counts in it. 0 = the line is the text's
} Position;

// Reads a regular file of at most `max_size` bytes (0 = no limit but 2 GiB). Fails for whatever else is
// there (directory, FIFO, device), for what can't be read and for UTF-16.
bool source_read(Arena *arena, Str path, Language language, uint64_t max_size, Source *source, Problem *why);
// A source of bytes in memory: standard input, an editor's buffer, a test. `text` is borrowed.
bool source_from_text(Arena *arena, Str path, Language language, Str text, Source *source, Problem *why);
// C or Python by the name of the file, 0 when neither (.c .h; .py .pyi .pyw .ipynb).
Language language_of_path(Str path);

Str source_text(const Source *source, Span span);
// The line number (from 1) of a byte.
uint32_t source_line(const Source *source, uint32_t byte);
Position source_position(const Source *source, uint32_t byte);
// The bytes of line `line` (from 1) without its line end.
Span source_line_span(const Source *source, uint32_t line);
