// Which file of the run a qualified name comes from.
//
// A module is found by its path: "a.b" is the file that ends in a/b.py or a/b/__init__.py and whose folder above "a" is no package; of
// several, the one that shares most of its path with the file that imports it; of several such, none. Relative names go by folders.
// Names that a module only imports are followed to where they are defined, through `from m import *`, too.
// Not understood: sys.path, packages in several places, names that are made at run time.
#pragma once

#include "engine/record.h"

typedef struct Modules Modules;

// NAME ("Outer.Inner") in the module that is the n-th record.
typedef struct Definition {
    uint32_t record;
    Str name;
} Definition;

typedef ArrayOf(Definition) Definitions;

Modules *modules_open(Arena *arena, const Record *const *records, uint32_t count);
// Where a qualified name, as the n-th record's file uses it, may be defined: the likeliest place first. Whether it is defined
// there is not looked at. Empty when its module is not part of the run. Made in `arena`.
Definitions modules_find(const Modules *modules, Arena *arena, uint32_t record, Str qualified);
