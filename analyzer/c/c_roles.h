// What each node of a C tree is to its parent.
#pragma once

#include "c/c_kinds.h"

// Gives every node its role. libclang tells only which children are there, in order; the parts of a `for` header are told
// apart by where they stand between the semicolons, or, inside a macro, by what they look like.
void c_roles_give(Tree *tree);
