// What the functions and classes of a file open for those who call them, and which objects keep what they are given.
//
// A function opens when it returns, fresh, what a library or another such function opens. A class owns what __init__ opens when one of its methods
// closes it: who makes an instance has to call that. A class pins an argument that it keeps and never closes: the file stays with its opener.
#pragma once

#include "model/unit.h"

// An attribute of a class that holds what its objects opened.
typedef struct Owned {
    ClassId class;
    Str name;
} Owned;

typedef struct Owners {
    const Unit *unit;
    ArrayOf(Owned) owned;
    uint8_t *opens;       // by FunctionId
    uint8_t *frees;       // by FunctionId, of methods: it closes what the object owns, or hands out the object or what it owns
    uint8_t *owns;        // by ClassId
    uint8_t *is_watched;  // by ClassId: `frees` is worth to know of its methods
} Owners;

// Looks at the calls that open something. All is made in the arena.
void py_owners_read(Arena *arena, const Unit *unit, Owners *owners);
// Fills `frees`, of the classes that are watched by then, and forgets those that own nothing for certain.
void py_owners_finish(Owners *owners);
// Is what __init__ keeps in that attribute only used, by all methods, and never closed or handed out? `kept` as py_kept_by gives it.
bool py_is_pinned(const Unit *unit, ClassId class, Str kept);

// A call that opens something if the program says that what it calls does.
typedef struct Opener {
    Str only_if, unless;  // conditions; `unless` may be empty
    Str class;            // what it makes is an instance of this class that has to be closed; empty: what a library's opener gives
} Opener;

// False when the call is none of the program's functions, methods and classes, or names nothing that would open.
bool py_opener(Arena *arena, const Unit *unit, const Call *call, Opener *opener);
