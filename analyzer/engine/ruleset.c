#include "engine/ruleset.h"

#include "base/str.h"

static const char *const families[] = {"growth", "retention", "waste", "release", NULL};

// --- what a word names -----------------------------------------------------------------------------------------

typedef bool Names(Str word, const RegistryEntry *entry);

static bool is_its_name(Str word, const RegistryEntry *entry) { return str_is(word, entry->rule->id); }

static bool covers(Str word, const RegistryEntry *entry)
{
    return str_is(word, "ALL") || str_is(word, entry->family) || is_its_name(word, entry);
}

// Opt-in rules are selected by their own name only: neither a family nor ALL brings them.
static bool selects(Str word, const RegistryEntry *entry)
{
    return entry->rule->is_opt_in ? is_its_name(word, entry) : covers(word, entry);
}

static bool any(const Strs *words, Names *names, const RegistryEntry *entry)
{
    for (uint32_t i = 0; i < words->len; i++)
        if (names(words->at[i], entry)) return true;
    return false;
}

// A rule's own name is stronger than a family or ALL: `--ignore growth --extend-select unbounded-cache` runs it.
static bool is_selected(const Selection *selection, const RegistryEntry *entry)
{
    bool by_default = !selection->select.len && !entry->rule->is_opt_in;
    bool wanted = by_default || any(&selection->select, selects, entry) || any(&selection->extend_select, selects, entry);
    if (!wanted || any(&selection->ignore, is_its_name, entry)) return false;
    if (!any(&selection->ignore, covers, entry)) return true;
    return any(&selection->select, is_its_name, entry) || any(&selection->extend_select, is_its_name, entry);
}

// --- words that name nothing -----------------------------------------------------------------------------------

Str ruleset_nearest(Str word)
{
    Nearest nearest = nearest_to(word);
    for (uint32_t i = 0; i < registry_rule_count; i++) nearest_offer(&nearest, str_from(registry_rules[i].rule->id));
    for (const char *const *family = families; *family; family++) nearest_offer(&nearest, str_from(*family));
    nearest_offer(&nearest, STR("ALL"));
    return nearest.found;
}

static bool is_known(Str word)
{
    return str_is(word, "ALL") || str_is_any(word, families) || registry_find(word);
}

static bool all_known(Arena *arena, const Strs *words, Problem *why)
{
    for (uint32_t i = 0; i < words->len; i++) {
        if (is_known(words->at[i])) continue;
        problem_set(why, arena, "there is no rule '%.*s'", FMT(words->at[i]));
        Str nearest = ruleset_nearest(words->at[i]);
        why->remedy = nearest.len ? arena_format(arena, "did you mean '%.*s'?", FMT(nearest))
                                  : STR("`memlint rules` lists them all");
        return false;
    }
    return true;
}

// --- resolving -------------------------------------------------------------------------------------------------

bool ruleset_resolve(Arena *arena, const Selection *selection, Ruleset *rules, Problem *why)
{
    if (!all_known(arena, &selection->select, why) || !all_known(arena, &selection->extend_select, why)) return false;
    if (!all_known(arena, &selection->ignore, why)) return false;
    Ruleset found = {.rules = arena_array(arena, const RegistryEntry *, registry_rule_count + 1)};
    for (uint32_t i = 0; i < registry_rule_count; i++)
        if (is_selected(selection, &registry_rules[i])) found.rules[found.count++] = &registry_rules[i];
    *rules = found;
    return true;
}

bool ruleset_remove(Arena *arena, const Strs *words, Ruleset *rules, Problem *why)
{
    if (!all_known(arena, words, why)) return false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < rules->count; i++)
        if (!any(words, covers, rules->rules[i])) rules->rules[kept++] = rules->rules[i];
    rules->count = kept;
    return true;
}

bool ruleset_has(const Ruleset *rules, Str id)
{
    for (uint32_t i = 0; i < rules->count; i++)
        if (str_is(id, rules->rules[i]->rule->id)) return true;
    return false;
}
