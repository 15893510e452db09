// A table of TOML -> Settings.
#pragma once

#include "source/config.h"
#include "source/toml.h"

typedef struct ConfigReader {
    Arena *arena;
    const Source *source;
    const Vocabulary *vocabulary;
    Str base;      // what paths are relative to, absolute; empty = the working directory
    Problem *why;
} ConfigReader;

// Reads the keys of a table into settings that say nothing yet. Fails for an unknown key, rule or word (with the nearest one as
// remedy) and for a value of another type, naming line and column.
bool config_read(ConfigReader *reader, const Toml *table, Settings *settings);
