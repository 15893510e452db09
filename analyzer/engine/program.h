// The whole program, made of what its files' records say: the merge asks it whether a finding stands.
//
// A finding's conditions are lines of text; in a line parts stand between tabs, the first must hold and the others must not.
// A part is a fact that some file says ("shrinks CACHE", model/index.h), or one that a certain class or module says:
//
// What tests and tools do ("aside" in the index) is evidence only for findings in such files.
//
//   class C: FACT    the class C itself
//   above C: FACT    some class that C derives from, not C itself
//   below C: FACT    some class that derives from C
//   keeper C: N      the constructor of C keeps argument N: C says "holds N", or, while nobody says "drops N", a class above it;
//                    of several arguments ("2|name") one is enough
//   family C: FACT   C, those below, and all that any of these derives from: whose methods see the same instances
//   lineage C: FACT  C itself or some class that C derives from
//   taker C: METHOD  the method of that name which instances of C have keeps its first argument: the nearest class, from C upwards, that says
//                    "defines METHOD" says "takes METHOD", too
//   mostly N: FACT   of all that is counted of FACT in the program, ten at least, N in a hundred are so
//   in M.NAME: VERB  the module that NAME comes from says "VERB NAME"
//
// C is "#3", a class of the finding's own file, or a qualified name as that file imports it. Two facts need not be said: every class
// `exists`, and one is `open` when a base is neither in the program nor in the standard library.
#pragma once

#include "engine/record.h"

typedef struct Program Program;

// Understands the records, which must stay. Only what their findings ask for is looked up.
Program *program_open(Arena *arena, const Record *const *records, uint32_t count);
// Do the conditions of a finding of the n-th record leave it standing?
bool program_upholds(Program *program, uint32_t record, const Finding *finding);
