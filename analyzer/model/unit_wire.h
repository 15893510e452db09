// A unit as bytes: what the flow engine and the rules of resources read of a C file is kept so until what its callees in other files do
// is known. The source text is not part of it; a reader brings the bytes that were analysed.
#pragma once

#include "base/wire.h"
#include "model/unit.h"

// Appends the unit's bytes to an arena.
Str unit_write(Arena *arena, const Unit *unit);
// Makes the unit again; false for bytes that are none. `source` and `knowledge` as they were; names are borrowed from `bytes`. Comments,
// notes and the index of places are not kept: nothing may be added to the unit.
bool unit_read(Arena *arena, Str bytes, const Source *source, const Knowledge *knowledge, Unit *unit);
