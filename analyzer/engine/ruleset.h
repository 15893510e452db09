// Which rules run: --select, --ignore, --extend-select by name, family or ALL.
#pragma once

#include "engine/registry.h"

typedef struct Ruleset {
    const RegistryEntry **rules;  // in the order of the registry
    uint32_t count;
} Ruleset;

typedef struct Selection {
    ArrayOf(Str) select;         // empty = the default set: every rule that is not opt-in
    ArrayOf(Str) extend_select;
    ArrayOf(Str) ignore;
} Selection;

// Resolves names, families and ALL. Fails for an unknown name and offers the nearest one.
bool ruleset_resolve(Arena *arena, const Selection *selection, Ruleset *rules, Problem *why);
bool ruleset_has(const Ruleset *rules, Str id);
