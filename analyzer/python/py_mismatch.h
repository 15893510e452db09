// Do a collection's additions and removals fit together? What is here adds entries that its own removals certainly, or under a stated
// condition, never take out.
#pragma once

#include "python/py_guard.h"
#include "python/py_ledger.h"

typedef enum PyMismatchKind {
    MISMATCH_NONE,
    MISMATCH_CONDITION,  // what removes asks `if self.flag`, what adds here does not, though other additions do
    MISMATCH_OPTION,     // the same with an attribute that never changes: for some objects nothing is ever removed
    MISMATCH_KEY,        // added as x.id, removed as x; added as (time, x), removed as (x, time)
    MISMATCH_RAISE,      // added and removed in one function; what raises in between leaves the entry
    MISMATCH_WAIT,       // added, then awaited; removed by somebody else, and by nobody when the wait is cancelled or times out
    MISMATCH_EMPTIED,    // the elements are emptied, their keys stay
    MISMATCH_UNDONE,     // connect() adds, disconnect() goes through all and removes none
} PyMismatchKind;

typedef struct PyMismatch {
    PyMismatchKind kind;
    NodeId at;           // what adds; KEY: what removes
    NodeId other;        // what removes, or the condition under which it does; KEY: what adds; RAISE, WAIT: what stands in between
    Str condition;       // CONDITION, OPTION: the attribute that has to be set
} PyMismatch;

// The first mismatch of the ledger's collection, as far as this file tells. Uses of the attribute in other files are not known here.
PyMismatch py_mismatch(Arena *arena, const Unit *unit, const Ledger *ledger);
