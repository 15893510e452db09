// What a configuration can say and what it does say, from the table of options and the registry of rules.
#pragma once

#include <stdio.h>

#include "engine/policy.h"

// Every key with half a sentence.
void describe_keys(FILE *out);
// One key, or the keys of a group ("c"), or the options of a rule ("rules.cached-method"). Fails for a key that does not exist.
bool describe_key(Arena *arena, Str key, FILE *out, Problem *why);
// The JSON Schema of the configuration.
void describe_schema(FILE *out);
// The settings as TOML, what nobody gave marked as default.
void describe_settings(const Config *config, FILE *out);
// Those of them that decide what is found in a file, and neither which files are looked at nor how it is told.
void describe_analysis(const Settings *settings, FILE *out);
