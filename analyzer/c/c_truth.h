// What the integer members of structs are given: only 0 and 1, or other numbers as well.
//
// A number is what can't be seen to be a truth: a parameter, a call's result of type int, what another member holds.
#pragma once

#include "base/map.h"
#include "c/c_kinds.h"

typedef enum CTruth {
    TRUTH_UNKNOWN,  // the file gives it nothing, or nothing but 0
    TRUTH_ONLY,     // 0 and 1, and nobody has its address
    TRUTH_NUMBER,   // something else, or its address is taken, or the file is understood in part only
} CTruth;

// What the file gives the member, a BINDING_FIELD.
CTruth c_truth_of(const Unit *unit, BindingId field);
// "flags struct x.used", "numbers struct x.count" for the members of integer types, those of headers included.
void c_truth_evidence(Arena *arena, const Unit *unit, Map *evidence);
