#include "report/listing.h"

static uint32_t count_of(const Project *project)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < project->count; i++) count += project->records[i].findings.len;
    return count;
}

static void add_all(Listing *listing, const Record *record, Severity severity)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].severity == severity) listing->at[listing->len++] = (Listed){record, &record->findings.at[i]};
}

Listing listing_worst_first(Arena *arena, const Project *project)
{
    Listing listing = {.at = arena_array(arena, Listed, count_of(project))};
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
        for (uint32_t i = 0; i < project->count; i++) add_all(&listing, &project->records[i], (Severity)severity);
    return listing;
}
