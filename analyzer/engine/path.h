// What the leak rules share: which ending of a resource is worth a report, the words for it, and the path that leads there.
#pragma once

#include "engine/rule.h"

// The line of a node, for messages.
static inline uint32_t path_line(const Check *check, NodeId node) { return source_line(check->unit->source, tree_span(check->tree, node).from); }

// "block 'buffer'", "file 'in'", or "block" when nothing holds it.
static inline Str path_thing(Check *check, const Resource *resource)
{
    const char *noun = family_noun((Family)resource->family);
    if (!resource->name.len) return str_from(noun);
    return arena_format(check->scratch, "%s '%.*s'", noun, FMT(resource->name));
}

static inline Str path_maker(const Resource *resource) { return resource->call && resource->call->callee.len ? resource->call->callee : STR("the call"); }

// Where the path leaves the function: its last return, else the end of the body.
static inline NodeId path_exit(const Check *check, const Resource *resource, const Ending *ending)
{
    return ending->node ? ending->node : unit_function(check->unit, resource->function)->node;
}

// The path: acquired here, these conditions, lost there.
static inline void path_steps(Check *check, Finding *finding, const Resource *resource, uint32_t ending)
{
    const PathSteps *steps = &resource->paths.at[ending];
    if (resource->call) step(check, finding, resource->call->node, "acquired here");
    for (uint32_t i = 0; i < steps->len; i++)
        step(check, finding, steps->at[i].node, steps->at[i].held ? "this is true" : "this is false");
}

// Does nothing have to be released: the end of the program gives everything back, and arrays end with their scope.
static inline bool path_ends_program(const Check *check, const Resource *resource)
{
    return resource->family == FAMILY_STORAGE || (check->unit->language == LANG_PYTHON && str_is(unit_function(check->unit, resource->function)->name, "main"));
}

// What main of C loses is held until the end of the program, which gives it back.
static inline bool path_is_main(const Check *check, const Resource *resource)
{
    return check->unit->language == LANG_C && str_is(unit_function(check->unit, resource->function)->name, "main");
}

// The first leaking exit of a resource, failures first; UINT32_MAX when it has none.
static inline uint32_t path_leak(const Check *check, const Resource *resource)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind != ENDING_LEAKED || ending->is_merged) continue;
        if (found == UINT32_MAX) found = i;
        if (ending_is_failure(check->unit, resource, ending)) return i;
    }
    return found;
}

// Other files may know that the path can't be taken: the finding is then dropped. For findings that stand on one path only.
static inline void path_unless(Check *check, Finding *finding, const Resource *resource, uint32_t ending)
{
    Str contradiction = path_contradiction(check->scratch, check->unit, &resource->paths.at[ending]);
    if (contradiction.len) unless_elsewhere(check, finding, "%.*s", FMT(contradiction));
}
