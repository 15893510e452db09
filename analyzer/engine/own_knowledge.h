// What a configuration says of functions -> rows of the tables in model/.
#pragma once

#include "model/knowledge.h"
#include "source/settings.h"

// Fails for a word that no table knows, naming file and line.
bool own_knowledge_c(Arena *arena, const Settings *settings, OwnKnowledge *own, Problem *why);
void own_knowledge_python(Arena *arena, const Settings *settings, OwnKnowledge *own);
