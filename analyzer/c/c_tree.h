// libclang's tree of one file -> Tree, Types and Bindings. The only code that sees cursors; none outlives the call.
#pragma once

#include "c/c_kinds.h"
#include "c/c_library.h"

// Reads the cursors of `file`, the main file of the translation unit: nodes (without roles), unit->types and
// unit->bindings (without their references).
Tree *c_tree_read(const CLibrary *clang, Arena *arena, CXTranslationUnit translation, CXFile file, Unit *unit);
