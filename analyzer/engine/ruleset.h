// Which rules run: --select, --ignore, --extend-select by name, family or ALL.
#pragma once

#include "engine/registry.h"

typedef struct Ruleset {
    const RegistryEntry **rules;  // in the order of the registry
    uint32_t count;
} Ruleset;

typedef struct Selection {
    Strs select;         // empty = the default set: every rule that is not opt-in
    Strs extend_select;
    Strs ignore;
} Selection;

// Resolves names, families and ALL. Fails for an unknown name and offers the nearest one.
bool ruleset_resolve(Arena *arena, const Selection *selection, Ruleset *rules, Problem *why);
// Takes out what the words name: rules, families, ALL.
bool ruleset_remove(Arena *arena, const Strs *words, Ruleset *rules, Problem *why);
bool ruleset_has(const Ruleset *rules, Str id);
// The rule, family or ALL that is spelled most like the word; empty when nothing is near.
Str ruleset_nearest(Str word);
