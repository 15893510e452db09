// The code frame of a finding: the lines it speaks of with their numbers, what it means underlined and labelled.
//
//    3 | CACHE = {}
//      | ----- it lives as long as the process
//   ...
//   12 |     CACHE[key] = load(key)
//      |     ^^^^^^^^^^^^^^^^^^^^^^
//
// Each place shows the line on which it starts; what spans several lines is underlined to the end of the first.
// Tabs are expanded, long lines cut around the place.
#pragma once

#include "report/paint.h"

typedef struct Mark {
    const Location *at;
    Str label;       // said behind the underline; may be empty
    uint32_t step;   // number of the step of a path, 0 = no step
    bool is_main;    // the finding's own place
    Ink ink;         // on a terminal
} Mark;

// The order of marks: by cell and line, and in a line the finding's own place first. Negative, zero, positive.
int mark_compare(const Mark *a, const Mark *b);
static inline bool mark_shares_line(const Mark *a, const Mark *b) { return a->at->from.cell == b->at->from.cell && a->at->from.line == b->at->from.line; }
// Columns that the numbers of the marks' lines take.
int frame_margin(const Mark *marks, uint32_t count);
// Sorts the marks by place and prints them.
void frame_print(const Paint *paint, Mark *marks, uint32_t count);
