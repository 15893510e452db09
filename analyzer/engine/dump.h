// `memlint dump --facts`: what the passes found, one line per thing.
#pragma once

#include <stdio.h>

#include "model/unit.h"

void facts_dump(Arena *arena, const Unit *unit, FILE *out);
