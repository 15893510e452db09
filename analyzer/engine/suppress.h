// Comments that silence findings:
//
//     x = f()  # memlint: ignore[rule-a, rule-b] -- reason      this statement; alone on its line: the next one
//     # memlint: disable[rule-a]  ...  # memlint: enable[rule-a]
//     # memlint: file-ignore[rule-a]                            the whole file
//     # noqa: rule-a        // NOLINT(memlint-rule-a)           // NOLINTNEXTLINE(memlint-rule-a)
//
// There is no form without a rule: what names none is reported as malformed.
#pragma once

#include "engine/record.h"
#include "model/unit.h"

// Every suppression in the comments of the file, in source order.
Suppressions suppressions_find(Arena *results, const Unit *unit);
// Takes the findings, which stand in the order of their lines, out that a suppression of the same record silences, and marks it as used.
// Returns how many.
uint32_t suppressions_apply(Record *record);
