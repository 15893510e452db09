// Containers that are macros: uthash, utlist, utarray, sys/queue, sys/tree, khash, stb_ds. Their expansions are raw pointer code, so they
// are known by the macro's name.
#pragma once

#include "model/event.h"

typedef struct CMacro {
    const char *name;
    EventKind event;   // GROW or SHRINK
    uint8_t detail;    // Growth or Shrinkage
    uint8_t head;      // the argument (from 1) that is the container; 0 = not named: every container with the same `field`
    uint8_t value;     // the argument that is put in, 0 = none
    uint8_t field;     // the argument that names the link's field, 0 = none
} CMacro;

// The row of a macro, or NULL.
const CMacro *c_macro_find(Str name);
