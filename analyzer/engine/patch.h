// Edits applied to a text, and the same shown as a unified diff.
#pragma once

#include "engine/finding.h"

// The text with the edits made. They are sorted by place and do not overlap.
Str patch_apply(Arena *arena, Str text, const Edits *edits);
// `first` turns a text into another and `second` that into a third: the edits that turn the first into the third.
Edits patch_join(Arena *arena, size_t text_len, const Edits *first, const Edits *second);
// What `git apply` and `patch -p1` take: "--- a/PATH" and hunks with three lines of context. Exact: the edits are
// known, nothing is searched. Lines end at "\n" as for git, so "\r\n" stays in them; empty when nothing changes.
Str patch_diff(Arena *arena, Str path, Str text, const Edits *edits);
