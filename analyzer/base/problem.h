// Why something of the outside world (a file, a pipe, an option) did not work, in words for the user.
// Functions that can fail so return false, fill the Problem that is their last parameter and leave
// their other outputs alone.
#pragma once

#include "base/arena.h"

typedef struct Problem {
    Str text;    // what happened, naming the file: "cannot read 'a.c': permission denied"
    Str remedy;  // what to do about it; may be empty
} Problem;

// Fills `why` from a format. Returns false, so that a caller can `return problem_set(...)`.
bool problem_set(Problem *why, Arena *arena, const char *format, ...) PRINTF_LIKE(3, 4);
