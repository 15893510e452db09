// The fix of a leak: the release that was forgotten, written before the statement that leaves without it.
#pragma once

#include "engine/rule.h"

// Offers to release the resource where these endings lose it: all leaks when `everywhere` (none of them can be left out), else
// that one and the others where it can be done. Nothing is offered when the place or the release is not sure.
void mend_leaks(Check *check, Finding *finding, const Resource *resource, uint32_t ending, bool everywhere);
// Offers to release it before it is overwritten.
void mend_overwrite(Check *check, Finding *finding, const Resource *resource, uint32_t ending);
