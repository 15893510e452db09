// One reading of a unit for its containers: what the readers of lists, tables and removals have learnt so far, and how they say it.
#pragma once

#include "base/map.h"
#include "c/c_container.h"
#include "c/c_store.h"

// A list: where it starts and which field links its elements.
typedef struct CLink {
    PlaceId head;
    Str field;
    BindingId member;  // the field of its struct, 0 = known by name only
} CLink;

// What a function does to something that its parameter leads to.
typedef struct CSummary {
    FunctionId function;
    Event event;
    int depth;         // calls that it was carried through
} CSummary;

typedef struct CPass {
    Arena *arena;
    Unit *unit;
    const Tree *tree;
    CContainers *result;
    CStores stores;
    ArrayOf(CLink) links;
    ArrayOf(CLink) macro_links;
    ArrayOf(CSummary) summaries;
    Map grown;         // places that grow, by number
    Map counters;      // places that count elements
    Map capacities;    // places that say how much room there is
    Map index_of;      // array's place -> the place of the counter that indexes it
    Map companions;    // counter -> a table that it says how much is used of
    Map tables;        // places (and names of fields) whose block some function of the file makes larger
    FunctionId function;  // that is being read
} CPass;

// --- sets of places -----------------------------------------------------------------------------------------------
void c_pass_put(CPass *pass, Map *set, PlaceId place, uint32_t value);
uint32_t c_pass_get(const Map *set, PlaceId place);

// --- places -------------------------------------------------------------------------------------------------------
const Place *c_pass_at(const CPass *pass, PlaceId place);
// The place that an expression denotes.
PlaceId c_pass_place(CPass *pass, NodeId node);
// Is it more than a variable of the running function: a global, or a field or element of anything?
bool c_pass_lasts(const CPass *pass, PlaceId place);
bool c_pass_is_variable(const CPass *pass, PlaceId place);
// Is it a field or element of what a parameter points to?
bool c_pass_is_of_parameter(const CPass *pass, PlaceId place);
// Does it matter here whether it shrinks: it grows, belongs to a parameter, or other files see it?
bool c_pass_is_relevant(const CPass *pass, PlaceId place);
const Type *c_pass_type(const CPass *pass, NodeId node);
bool c_pass_is_integer(const CPass *pass, NodeId node);
// The field that a member expression names, 0 for other nodes.
BindingId c_pass_member(const CPass *pass, NodeId node);
// The name of the function that is called, "" when it is no name.
Str c_pass_callee(const CPass *pass, NodeId call);
// The first integer in the expression that lasts, looking through what the function's locals were set to.
PlaceId c_pass_lasting_integer(CPass *pass, NodeId expression, bool through_locals);

// --- what the running function does -------------------------------------------------------------------------------
// Does it ever give `variable` the value of `place`?
bool c_pass_gets(const CPass *pass, PlaceId variable, PlaceId place);
// Is the local's value taken out of a link, so that storing it unlinks?
bool c_pass_comes_from_link(const CPass *pass, PlaceId variable, Str field);
bool c_pass_is_list(const CPass *pass, PlaceId head);

// --- plans --------------------------------------------------------------------------------------------------------
void c_pass_plan(CPass *pass, NodeId node, Event event);
// The same, and it counts for the callers of the running function.
void c_pass_say(CPass *pass, NodeId node, Event event);
void c_pass_carry(CPass *pass, FunctionId function, Event event, int depth);
void c_pass_grow(CPass *pass, NodeId node, PlaceId place, Growth growth, PlaceId counter);
void c_pass_shrink(CPass *pass, NodeId node, PlaceId place, Shrinkage how);
// The assignment only links elements: it gives nothing a second name.
void c_pass_link_only(CPass *pass, NodeId node);

// --- the readers, one function at a time --------------------------------------------------------------------------
void c_lists_find(CPass *pass);       // c_list.c
void c_tables_learn(CPass *pass);     // c_table.c: which tables get more room
void c_arrays_find(CPass *pass);      // c_table.c: counted arrays
void c_tables_find(CPass *pass);      // c_table.c: tables that grow by themselves
void c_shrinks_find(CPass *pass);     // c_shrink.c: what takes elements out
void c_bounds_find(CPass *pass);      // c_shrink.c: what limits a size
