// Which other files were read for a file.
#pragma once

#include "c/c_library.h"
#include "model/unit.h"

// Adds those that a translation unit was made of, each once, behind those of the preamble that it was parsed with (NULL = none).
void c_inclusions_read(Arena *arena, const CLibrary *clang, CXTranslationUnit translation, const Inclusions *preamble, Inclusions *inclusions);
