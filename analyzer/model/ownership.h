// Who owns what a library function is given and gives, as data: one row for functions that agree, from their manuals.
#pragma once

#include "base/map.h"
#include "model/event.h"

// When the function has given or filled something fresh: what its result is then.
typedef enum Success {
    SUCCESS_ALWAYS,        // it aborts rather than fails
    SUCCESS_NOT_NULL,      // also: not zero
    SUCCESS_ZERO,
    SUCCESS_NOT_NEGATIVE,
    SUCCESS_NOT_MINUS_ONE,
    SUCCESS_POSITIVE,
} Success;

typedef struct Ownership {
    const char *callees;   // separated by spaces
    uint8_t gives;         // Family of a fresh result; FAMILY_NONE: the caller owes nothing for it
    uint8_t success;       // Success
    // One letter for each argument, the last one for all that follow: - borrowed, ! released, = kept, > *argument is filled,
    // + *argument is filled and what it held is reused, ~ what *argument holds is released, @ moved to the result, ? unknown,
    // N a format of Py_BuildValue for those behind it, o one of json_pack.
    const char *takes;
    uint8_t family;        // of what is released, filled or moved
    uint8_t passes_on;     // the result is the argument of this number; with `gives`: fresh when that argument is NULL
} Ownership;

extern const Ownership ownership_c_rows[];
extern const uint32_t ownership_c_count;

// Names -> row + 1.
Map ownership_index(Arena *arena, const Ownership *rows, uint32_t count);
