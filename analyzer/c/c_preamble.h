// What several files begin with, parsed once for all of them.
//
// Most of what libclang reads of a file is its headers. The directives at the start of a file, before its first declaration, are
// its leads. When files of a run have the same first leads and the same flags, those are precompiled (from a text that holds nothing
// else, in the files' folder), and each file is parsed with them loaded and their bytes blanked: the rest of the file
// sees the same macros and declarations as if it had read them itself, and every offset stays.
//
// Precompiling is done by a process of its own before the workers start (engine/prepare.h). What does not precompile without any error
// is not used, and a file that does not parse with what was precompiled is parsed without it.
// Leads end before a directive that names its own place (__LINE__), and headers that do what clang does not save (a macro that is
// pushed, a visibility that lasts) are not shared.
#pragma once

#include "base/map.h"
#include "c/c_flags.h"
#include "c/c_library.h"
#include "model/unit.h"

// One directive at the start of a file, or one whole #if ... #endif of nothing but directives.
typedef struct CLead {
    Span span;
} CLead;

typedef ArrayOf(CLead) CLeads;

CLeads c_leads_read(Arena *arena, Str text);

typedef struct CPreamble {
    const char *path;
    Inclusions inclusions;    // the files that went into it
} CPreamble;

// What was precompiled. All zero = nothing.
struct CPreambles {
    Map by_key;               // -> index into list + 1
    ArrayOf(CPreamble) list;
};

// What a file is parsed with instead of its first leads.
typedef struct CShared {
    const char *path;  // of what was precompiled; NULL = nothing fits
    Str text;          // the file with those leads blanked
    const Inclusions *inclusions;  // that stand in them
} CShared;

CShared c_preamble_find(Arena *arena, const CPreambles *preambles, const CFlags *flags, const Source *source);

// Which first leads the files of a run share: every file is added, then the best are chosen and precompiled.
typedef struct CPlan CPlan;

CPlan *c_plan_open(Arena *arena);
void c_plan_add(CPlan *plan, const CFlags *flags, const Source *source);

typedef struct CChoice {
    Str key;
    Str folder;         // of one of the files
    Str text;           // the leads
    const Strs *flags;
    uint32_t users;     // files
} CChoice;

typedef ArrayOf(CChoice) CChoices;

// By the number of files that begin so, largest first.
CChoices c_plan_choose(CPlan *plan);
// Precompiles into the file `path`, and tells which files went into it. False when anything in it is an error.
bool c_precompile(Arena *arena, const CLibrary *clang, const CChoice *choice, const char *path, Inclusions *inclusions);
