// The memory that tree-sitter works in while it reads one file.
//
// It asks for a hundred thousand small blocks and gives most of them back one by one; bumping a pointer and keeping lists of what came
// back is a seventh of a parse faster than malloc, and forgetting the tree as a whole saves the walk that would free it.
#pragma once

#include "base/arena.h"

// From here to py_memory_end every block of tree-sitter's comes from the arena. What was made before must not be given back meanwhile,
// and what is made meanwhile is gone with the end: a parser and its tree begin and end in between.
void py_memory_begin(Arena *arena);
// Gives tree-sitter the C library's memory back and empties the arena.
void py_memory_end(void);
