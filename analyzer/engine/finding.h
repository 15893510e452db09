// A finding: what is wrong, where, what it costs, how to mend it. Everything is copied out of the file's
// arena, so that a finding outlives the file.
#pragma once

#include "base/array.h"
#include "source/source.h"

typedef enum Severity {
    SEVERITY_INFO = 1,  // true, but it depends
    SEVERITY_WARNING,   // growth, retention, a leak or a quadratic copy, proven under the rule's guards
    SEVERITY_ERROR,     // the program is wrong or the loss is certain
} Severity;

typedef enum FixKind {
    FIX_NONE,
    FIX_REVIEW,  // changes meaning in corner cases: needs --unsafe-fixes
    FIX_SAFE,    // keeps meaning: --fix applies it
} FixKind;

// A place in the analysed file with everything that a report says of it.
typedef struct Location {
    Span span;
    Position from, to;   // `to` is one past the last character
    Str excerpt;         // the line on which it starts, without line end; of a very long one the part around the place
    uint32_t excerpt_skip;  // characters of the line before the excerpt
} Location;

// A second place that belongs to a finding: where the container is made, the step of a path.
typedef struct Note {
    Location at;
    Str text;
} Note;

typedef ArrayOf(Note) Notes;

// Replaces the bytes of `span` by `text`; an insertion has an empty span.
typedef struct Edit {
    Span span;
    Str text;
} Edit;

typedef ArrayOf(Edit) Edits;

typedef struct Finding {
    Str rule;             // "unbounded-cache"
    Severity severity;
    Location at;
    Str message;          // one sentence: what happens and what it costs
    Str help;             // what to write instead; may be empty
    Notes related;        // other places
    Notes steps;          // the path, in order
    Str enclosing;        // qualified name of the function or class around it: for fingerprints
    FixKind fix_kind;
    Str fix_title;        // "replace by functools.cached_property"
    Edits edits;
    Str unless;           // conditions, one in a line (program.h): any that holds in the whole program silences the finding
    Str only_if;          // likewise: any that does not hold silences it
    bool is_elsewhere;    // its place is the body of a function in a header: dropped, who reads the header reports it
    bool depends;         // on what functions of other files do with what they get: a second look replaces it
    Str line_hash;        // code scanning's primaryLocationLineHash; filled when the record is made
} Finding;

typedef ArrayOf(Finding) Findings;

// The location of a span; its excerpt is copied to the arena.
Location location_of(Arena *results, const Source *source, Span span);
const char *severity_name(Severity severity);  // "error", "warning", "info"
// Reads a severity's name; 0 when it is none.
Severity severity_from(Str name);
// The order in which findings are printed: place, then rule, then message.
int finding_compare(const Finding *a, const Finding *b);
// Puts those from an index on into that order.
void findings_sort(Findings *findings, uint32_t from);
