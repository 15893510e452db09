// `memlint check`: from options to exit status.
#pragma once

#include "source/options.h"

// Lints, mends, reports. Returns the exit status: 0, 1 or 2.
int lint(Arena *arena, const Options *options);
// What is wrong with how memlint was called, on standard error: "memlint: error: ...". Returns 2.
int lint_refuse(const Problem *why);
