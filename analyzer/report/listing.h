// Every finding of a run in one list, for formats that do not go file by file.
#pragma once

#include "engine/project.h"

typedef struct Listed {
    const Record *record;
    const Finding *finding;
} Listed;

typedef struct Listing {
    Listed *at;
    uint32_t len;
} Listing;

// Errors first, then warnings, then what depends; among those of one severity in the order of the files. What a consumer
// that shows only so many leaves out is then the least.
Listing listing_worst_first(Arena *arena, const Project *project);
