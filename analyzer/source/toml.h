// A TOML document as a tree of values, each of which knows where it stands. It lives in the arena it was read into.
#pragma once

#include "source/source.h"

typedef enum TomlKind {
    TOML_TABLE = 1,
    TOML_ARRAY,
    TOML_STRING,
    TOML_INTEGER,
    TOML_BOOLEAN,
    TOML_OTHER,  // floats, dates and times, which no setting takes
} TomlKind;

typedef struct Toml Toml;
struct Toml {
    TomlKind kind;
    Str key;             // what it is called in its table, without quotes; "" in an array
    Span key_at;
    Span at;             // of the value; of a table its header or braces
    Str text;            // TOML_STRING: without quotes and escapes
    int64_t number;      // TOML_INTEGER; TOML_BOOLEAN: 0 or 1
    Toml *first, *next;  // members of a table or array, in the order of the file; what follows this one
    Toml *last;
    // While reading: how a table came to be, which says who may still add to it.
    uint32_t id;
    bool has_header, is_inline, is_dotted, holds_tables;
};

// Reads the document. Fails for what is no TOML, with "memlint.toml:3:5: ...".
bool toml_read(Arena *arena, const Source *source, Toml **document, Problem *why);
// The member of that name, or NULL.
const Toml *toml_member(const Toml *table, const char *key);
// "a string", "a table": for messages.
const char *toml_kind_name(TomlKind kind);
// Fills `why` with "memlint.toml:3:5: " and the text. Returns false.
bool toml_problem(Arena *arena, const Source *source, Span at, Problem *why, const char *format, ...) PRINTF_LIKE(5, 6);
