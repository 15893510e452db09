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
    // x borrowed, and what the object holds inside is gone then, N a format of Py_BuildValue for those behind it, o one of json_pack,
    // c what it points to is copied: pointers in it go elsewhere.
    const char *takes;
    uint8_t family;        // of what is released, filled or moved
    uint8_t passes_on;     // the result is the argument of this number; with `gives`: fresh when that argument is NULL
    bool is_believed;      // what it gives is one only when somebody is seen to give it back
    bool is_never_null;
} Ownership;

extern const Ownership ownership_c_rows[];
extern const uint32_t ownership_c_count;

enum { OWNERSHIP_ARGUMENTS = 8 };
typedef char OwnershipLetters[OWNERSHIP_ARGUMENTS + 2];

// Reads a row as a declaration says it, "gives=memory, success=not-null, takes=-!, family=memory, passes-on=1": the words are those of
// c.functions. Without `success` a function that gives a pointer may fail; without `family` it is what it gives, else memory. "gives=?": a
// block whose releaser is not known; "returns=not-null"; "released-by=fclose": the family of that function, memory when no table knows it.
// The row borrows `letters`. False, with what is wrong in it, when it says something that is not known.
bool ownership_read(Str text, Ownership *row, OwnershipLetters letters, Str *wrong);
// Who gives back what such a declaration gives, with the number of the argument ("released-by=conn_close:2"); an empty name: it says nothing of that.
typedef struct Releaser {
    Str name;
    uint8_t argument;
    Family family;         // FAMILY_NONE: no table knows the function
} Releaser;
Releaser ownership_releaser(Str text);
// "not-null" ...; false when there is no such success.
bool success_from(Str name, uint8_t *success);
// Names -> row + 1.
Map ownership_index(Arena *arena, const Ownership *rows, uint32_t count);
