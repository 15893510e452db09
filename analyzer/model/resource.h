// What a function acquires, and how each of its paths ends: the fact that the leak and release rules read.
#pragma once

#include "model/flow.h"

typedef struct PathStep {
    NodeId node;        // a condition
    const Event *test;
    bool held;          // what it was
} PathStep;

typedef ArrayOf(PathStep) PathSteps;

typedef struct Resource {
    FunctionId function;
    const Call *call;        // what acquires it; NULL: a parameter, or something that is read from elsewhere
    NodeId taken;            // local = holder->member; holder->member = NULL: the first of the two, 0 = it was not taken so
    Str owner;               // taken: what another file has to say of the member, so that it owns it: "gives back TYPE.member"; "" = this one does
    uint8_t family;          // Family
    PlaceId place;           // the variable that holds it first, 0 = none has it
    Str name;                // as the user writes it; "" = none
    bool is_filled;          // the call put it into an argument
    bool is_lasting;         // what holds it outlives the function: only the endings are there in which something fresh takes its place
    ArrayOf(Ending) endings; // each way a path ends, in the order in which they were found
    ArrayOf(PathSteps) paths;  // per ending: the conditions on the way
    bool is_believed;        // that it is one is known from the name of its maker only
    bool is_released;        // some path gives it back
    bool is_handed_on;       // some path gives it to somebody else: returned, stored, escaped
    Str struct_released;     // what that function is given, when the thing hangs on it: "&child"; "" = the thing itself
    Str release;             // the function that gives it back on some path, else the family's
} Resource;

typedef ArrayOf(Resource) Resources;

// Everything that the functions of the unit acquire and that can be followed, in source order; fills the summaries of its functions.
// The unit gets the places of which contracts speak.
Resources resources_find(Arena *arena, Unit *unit, Summaries *summaries);
// Is what the function returns there a failure, by what its other returns look like?
bool ending_is_failure(const Unit *unit, const Resource *resource, const Ending *ending);
// What the file knows of its exported variables that keep their value and of its functions that always give the same:
// "globalTrue is 1", "always_ok() is 0"; and the functions of other files that it calls: "calls other".
void summaries_evidence(Arena *arena, const Summaries *summaries, Map *evidence);
// What some other file would have to say so that the path can't be taken: "globalFalse is 0"; "" = nothing.
Str path_contradiction(Arena *arena, const Unit *unit, const PathSteps *steps);
