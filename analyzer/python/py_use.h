// What a use of a variable or attribute does to the collection (or resource) that it holds.
#pragma once

#include "model/unit.h"

typedef enum PyDeed {
    DEED_READS = 1 << 0,    // looks into it, or at it
    DEED_GROWS = 1 << 1,    // append, add, update, x[k] = v, x += y
    DEED_SHRINKS = 1 << 2,  // pop, discard, clear, del x[k], x -= y, x[:] = y; also uncalled: `callback(x.discard)`
    DEED_SETS = 1 << 3,     // gives the name another value, or deletes it
    DEED_PASSES = 1 << 4,   // another name, object or function gets it: what becomes of it there is not seen
    DEED_SIZES = 1 << 5,    // len(x)
    DEED_KINDS = 6,
} PyDeed;

// Deeds of the expression, an identifier or a whole `a.b`: a set of PyDeed. `kind` and `method` as py_reference_kind gives them.
unsigned py_deeds(const Unit *unit, NodeId expression, ReferenceKind kind, Str method);
// "reads", "grows" ... for each bit of PyDeed.
extern const char *const py_deed_verbs[DEED_KINDS];
// Is it the name of a method that ends a resource: close, shutdown, terminate ...?
bool py_is_closer(Str method);
