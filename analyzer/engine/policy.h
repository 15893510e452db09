// What a file is held to: which rules run, how severe they are, with which options and which knowledge of libraries.
//
// Made from the settings before the first file is looked at; files that the same configuration and the same entries of per-file-ignores
// speak of share one. Lives as long as the process.
#pragma once

#include "engine/ruleset.h"
#include "source/discover.h"

typedef struct Policy {
    uint32_t config;          // index into Configs.list; policies of one configuration share knowledge and C front end
    uint64_t per_file;        // entries of per-file-ignores that hold
    uint32_t target;          // 310 = Python 3.10 is the oldest that runs the file; 0 = not known
    Ruleset rules;
    const Settings *settings; // NULL = the defaults
    const Knowledge *c_knowledge, *python_knowledge;  // NULL = what everybody knows
} Policy;

typedef struct Policies {
    ArrayOf(Policy) list;  // [0]: of files that no configuration speaks of
} Policies;

// The words that rules bring to the configuration.
Vocabulary policy_vocabulary(Arena *arena);
// Gives each job its policy. Fails for a configuration whose words contradict each other, naming file and line.
bool policies_settle(Arena *arena, const Configs *configs, FileJobs *jobs, Policies *policies, Problem *why);
// The rules that run on some file, in the order of the registry.
Ruleset policies_rules(Arena *arena, const Policies *policies);
// One policy for all jobs: these rules and nothing else. For tests and for what has no configuration.
Policies policies_of(Arena *arena, const Ruleset *rules);
// The value of an option of a rule: the configuration's, else the rule's own.
uint32_t policy_option(const Policy *policy, const Rule *rule, const char *name);
// The severity that the configuration wants for a rule; 0 = what the finding says.
Severity policy_severity(const Policy *policy, Str rule);
