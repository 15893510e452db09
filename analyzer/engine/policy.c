#include "engine/policy.h"

#include "base/str.h"
#include "engine/own_knowledge.h"

Vocabulary policy_vocabulary(Arena *arena)
{
    static const char *const others[] = {"growth", "retention", "waste", "release", "ALL"};
    Vocabulary words = {0};
    for (size_t i = 0; i < COUNT_OF(others); i++) *array_push(arena, &words.rules) = str_from(others[i]);
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const Rule *rule = registry_rules[i].rule;
        *array_push(arena, &words.rules) = str_from(rule->id);
        for (const RuleOption *option = rule->options; option && option->name; option++)
            *array_push(arena, &words.rule_options) = arena_format(arena, "%s.%s", rule->id, option->name);
    }
    return words;
}

// --- what holds for one file -----------------------------------------------------------------------------------

uint32_t policy_option(const Policy *policy, const Rule *rule, const char *name)
{
    const Pairs *given = policy->settings ? &policy->settings->rule_options : NULL;
    for (uint32_t i = given ? given->len : 0; i-- > 0;) {
        Str key = given->at[i].name, id = str_from(rule->id);
        if (str_is_below(key, id, '.') && str_is(str_from_byte(key, id.len + 1), name)) return given->at[i].number;
    }
    for (const RuleOption *option = rule->options; option && option->name; option++)
        if (strcmp(option->name, name) == 0) return option->fallback;
    assert(!"the rule declares its options");
    return 0;
}

// What is said of the rule by its name counts before what is said of its family, and that before ALL. Empty = nothing is said.
static Str level_of(const Settings *settings, const RegistryEntry *entry)
{
    const Pair *pair = pairs_find(&settings->severity, str_from(entry->rule->id));
    if (!pair) pair = pairs_find(&settings->severity, str_from(entry->family));
    if (!pair) pair = pairs_find(&settings->severity, STR("ALL"));
    return pair ? pair->text : (Str){0};
}

Severity policy_severity(const Policy *policy, Str rule)
{
    const RegistryEntry *entry = policy->settings ? registry_find(rule) : NULL;
    return entry ? severity_from(level_of(policy->settings, entry)) : 0;
}

Policies policies_of(Arena *arena, const Ruleset *rules)
{
    Policies policies = {0};
    *array_push(arena, &policies.list) = (Policy){.rules = *rules};
    return policies;
}

Ruleset policies_rules(Arena *arena, const Policies *policies)
{
    Ruleset all = {.rules = arena_array(arena, const RegistryEntry *, registry_rule_count + 1)};
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        bool runs = false;
        for (uint32_t j = 0; j < policies->list.len && !runs; j++) runs = ruleset_has(&policies->list.at[j].rules, str_from(registry_rules[i].rule->id));
        if (runs) all.rules[all.count++] = &registry_rules[i];
    }
    return all;
}

// --- from settings to policies ---------------------------------------------------------------------------------

// What all policies of one configuration share.
typedef struct Shared {
    const Knowledge *c, *python;
} Shared;

static const Knowledge *knowledge_kept(Arena *arena, Language language, const OwnKnowledge *own)
{
    if (!own->effects.len && !own->ownership.len) return NULL;
    Knowledge *knowledge = arena_new(arena, Knowledge);
    *knowledge = knowledge_open_with(arena, language, own);
    return knowledge;
}

static bool share(Arena *arena, const Settings *settings, Shared *shared, Problem *why)
{
    OwnKnowledge c, python;
    if (!own_knowledge_c(arena, settings, &c, why)) return false;
    own_knowledge_python(arena, settings, &python);
    *shared = (Shared){knowledge_kept(arena, LANG_C, &c), knowledge_kept(arena, LANG_PYTHON, &python)};
    return true;
}

static void append(Arena *arena, Strs *list, const Strs *more)
{
    for (uint32_t i = 0; i < more->len; i++) *array_push(arena, list) = more->at[i];
}

// Rules that are switched off by severity or for the file's path run as if they were ignored by name.
static bool select_rules(Arena *arena, const Settings *settings, Policy *policy, Problem *why)
{
    Selection selection = {.select = settings->select, .extend_select = settings->extend_select};
    append(arena, &selection.ignore, &settings->ignore);
    for (uint32_t i = 0; i < registry_rule_count; i++)
        if (str_is(level_of(settings, &registry_rules[i]), "off")) *array_push(arena, &selection.ignore) = str_from(registry_rules[i].rule->id);
    Strs for_path = {0};
    for (uint32_t i = 0; i < settings->per_file_ignores.len; i++)
        if (policy->per_file >> i & 1) append(arena, &for_path, &settings->per_file_ignores.at[i].rules);
    return ruleset_resolve(arena, &selection, &policy->rules, why) && ruleset_remove(arena, &for_path, &policy->rules, why);
}

static bool add_policy(Arena *arena, const Config *config, Policy policy, const Shared *shared, Policies *policies, Problem *why)
{
    policy.settings = &config->settings;
    policy.c_knowledge = shared->c;
    policy.python_knowledge = shared->python;
    if (!select_rules(arena, policy.settings, &policy, why)) return false;
    *array_push(arena, &policies->list) = policy;
    return true;
}

static bool settle(Arena *arena, const Configs *configs, const Shared *shared, FileJob *job, Map *known, Policies *policies, Problem *why)
{
    const Config *config = &configs->list.at[job->config];
    Policy policy = {.config = job->config, .target = job->target, .per_file = config_per_file(config, configs_absolute(configs, job->path))};
    Str key = arena_format(arena, "%u %u %llx", policy.config, policy.target, (unsigned long long)policy.per_file);
    uint32_t *index = map_at(arena, known, key);
    if (!*index && !add_policy(arena, config, policy, &shared[job->config], policies, why)) return false;
    if (!*index) *index = policies->list.len;
    job->policy = *index - 1;
    return true;
}

bool policies_settle(Arena *arena, const Configs *configs, FileJobs *jobs, Policies *policies, Problem *why)
{
    Map known = {0};
    Shared *shared = arena_array(arena, Shared, configs->list.len);
    *policies = (Policies){0};
    for (uint32_t i = 0; i < configs->list.len; i++)
        if (!share(arena, &configs->list.at[i].settings, &shared[i], why)) return false;
    if (!add_policy(arena, &configs->list.at[0], (Policy){0}, &shared[0], policies, why)) return false;
    for (uint32_t i = 0; i < jobs->len; i++)
        if (!settle(arena, configs, shared, &jobs->at[i], &known, policies, why)) return false;
    return true;
}
