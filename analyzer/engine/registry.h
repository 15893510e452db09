// The rules and their pages, as tables that the build writes from rules/*/*.c and docs/rules/*.md.
#pragma once

#include "engine/left_out.h"
#include "engine/rule.h"

typedef struct Page {
    const char *rule;  // "unbounded-cache"
    const char *text;  // Markdown, not zero-terminated
    uint32_t len;
} Page;

typedef struct RegistryEntry {
    const Rule *rule;
    const char *family;  // the folder: "growth", "retention", "waste", "release"
} RegistryEntry;

extern const RegistryEntry registry_rules[];  // sorted by id
extern const uint32_t registry_rule_count;
extern const Page registry_pages[];           // sorted by rule
extern const uint32_t registry_page_count;

// The rule of that name, or NULL.
const RegistryEntry *registry_find(Str id);
// Why there is no rule of that name, or NULL when it was never weighed.
const LeftOut *registry_find_left_out(Str id);
// The rule's page, empty when there is none.
Str registry_page(Str id);
