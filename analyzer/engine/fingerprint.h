// GitHub code scanning's primaryLocationLineHash: how it tells that an alert of today is the alert of yesterday. A hash of the
// hundred characters, white space apart, that follow from the start of a line.
// Source: github/codeql-action, src/fingerprints.ts.
#pragma once

#include "base/array.h"

// The hash of every line that is wanted, "54703d4cd895b18:1". `lines` counts from 1, ascending, each once; the answers stand in
// the same order. One walk over the text, so ask for all lines of a file at once.
Strs fingerprint_lines(Arena *arena, Str text, const uint32_t *lines, uint32_t count);
