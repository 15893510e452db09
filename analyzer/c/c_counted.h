// Counted references that structs hold to each other: `a->owner = owner_ref(owner)`, and where they are let go.
//
// Read from names: what takes a reference is called ..._ref, ..._incref, ..._retain, what gives one back ..._unref, ..._decref. A struct is what
// the field's type points to; fields of type void * or of a base type are missed.
#pragma once

#include "base/map.h"
#include "c/c_kinds.h"

typedef struct CHold {
    BindingId field;
    NodeId store;     // the assignment; 0 = the file takes no reference for the field
    Str owner;        // the struct that has the field
    Str target;       // the struct that it refers to
    bool is_cut;      // somewhere outside of destructors the field is emptied or its reference given back
} CHold;

// What the file does with the field, a BINDING_FIELD; false when it is no pointer to a struct or the file does neither.
bool c_hold_read(const Unit *unit, BindingId field, CHold *hold);
// "holds struct a struct b", "cuts struct a struct b"; "holds back struct a struct b" for a field whose name says that it leads back (parent, owner).
void c_counted_evidence(Arena *arena, const Unit *unit, Map *evidence);
// parent, owner, self ...: which of two references the cycle would better do without.
bool c_leads_back(Str field);
