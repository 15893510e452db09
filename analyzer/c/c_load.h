// Reads that bring a whole input into memory, and how the bytes are used afterwards.
//
// Two shapes: a buffer made as large as the file (ftell, fstat, lseek) and read in one go, and a loop that reads to the end of the
// input into a buffer that grows with it. Missed: growth in another function, buffers that are members of the file's own objects.
#pragma once

#include "c/c_idiom.h"

typedef struct CLoad {
    NodeId call;         // the read
    NodeId buffer;       // the place that is filled
    BindingId variable;  // the local that holds it; 0 for other places
    NodeId sized_at;     // a sized load: where the file's size is asked for
    NodeId made_at;      // where the buffer is made, or made larger
} CLoad;

// Does the call read a file of known size into a buffer of that size? Fills `load`.
bool c_sized_load(const Unit *unit, const Call *call, CLoad *load);
// Is the buffer of a sized load only looked at once, from front to back, and then freed?
bool c_is_scanned_forward(const Unit *unit, const CLoad *load);
// Does the call stand in a loop that reads to the end of its input into a buffer that grows without a limit? Fills `load`.
bool c_endless_load(const Unit *unit, const Call *call, CLoad *load);
