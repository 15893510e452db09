// What a function's declaration says of who owns what it gives and takes: attributes, and a comment in the line of the declaration or
// in the one above it, `memlint: owns[gives=memory, takes=-!]`. Both become the text between the brackets (ownership_read).
#pragma once

#include "model/unit.h"

// Adds what an attribute says, of which `text` is where it is written: "ownership_takes(malloc, 1)".
void c_owns_attribute(Arena *arena, Str text, Str *owns);
// The same for the attribute `malloc(fclose, 1)` of a declaration that starts at byte `at` of a file: clang does not know it.
void c_owns_releaser(Arena *arena, Str file, uint32_t at, Str *owns);
// Those that declarations name as releasers, and that no table knows, release their argument.
void c_owns_releasers(Arena *arena, Unit *unit);
// What the comment at a declaration says that starts at byte `at` of a file; "" when there is none.
Str c_owns_comment(Str file, uint32_t at);
