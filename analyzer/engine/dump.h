// `memlint dump --facts`: what the passes found, one line per thing.
#pragma once

#include <stdio.h>

#include "model/summary.h"

void facts_dump(Arena *arena, Unit *unit, FILE *out);
// Who owns what the functions give and take that the file defines or calls, and how that is known: lines that begin with "owns".
void summaries_dump(Arena *arena, const Unit *unit, const Summaries *summaries, FILE *out);
