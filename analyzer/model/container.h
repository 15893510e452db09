// What grows, what shrinks it, what bounds it, and how long it lives.
//
// One Container per variable or field that some event grows. Flow-insensitive on purpose: a removal anywhere in the file is
// evidence that somebody thought of it. Deliberately missed: containers that are reached only through an alias of an alias.
#pragma once

#include "model/unit.h"

typedef enum Lives {
    LIVES_CALL = 1,   // a local: gone when the function returns
    LIVES_OBJECT,     // a field of an object or struct
    LIVES_PROCESS,    // module or file scope, class body, static local, field of a file-scope variable
} Lives;

// One place in the code where a container grows.
typedef struct GrowSite {
    NodeId node;
    FunctionId function;
    Growth growth;
    bool in_loop;        // the block repeats
    bool repeats;        // it can happen again and again over the life of the container (see container.c)
} GrowSite;

typedef struct Container {
    PlaceId place;
    BindingId binding;      // the variable at its root
    Str name;               // as the user writes it: "CACHE", "self.items", "table->slots"
    Lives lives;
    NodeId made_at;         // where it is made or declared, 0 = elsewhere
    ArrayOf(GrowSite) grows;
    NodeId shrinks_at;      // first place where elements leave it, 0 = none
    NodeId bounded_at;      // first place where its size is limited or compared, 0 = none
    NodeId rebound_at;      // first place, other than where it is made, where the variable gets another value
    NodeId escapes_at;      // first place where it goes to code that is not seen and could shrink it
    NodeId filled_once_at;  // first place where a function that grows it asks whether it is empty: `if not TABLE:` fills it once
    bool is_plain;          // made in this file as a container of the language or its library, not by a class of unknown manners
    bool is_read;           // somebody looks into it
} Container;

typedef ArrayOf(Container) Containers;

// Every container of the unit in the order of first growth.
Containers containers_find(Arena *arena, const Unit *unit);
// Names that this file shrinks, bounds or rebinds through another module or object (`module.CACHE.clear()`,
// `extern` tables): "shrinks NAME". Findings of other files that say unless_elsewhere() the same are then not reported.
void containers_evidence(Arena *arena, const Unit *unit, Map *evidence);
