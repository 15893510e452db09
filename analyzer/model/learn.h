// What one function does with what it is given and gives, learnt from how the things that it acquires and is given end in it.
#pragma once

#include "model/resource.h"

// A global variable that a function always leaves with what it has given back.
typedef struct LeftGone {
    FunctionId function;
    PlaceId global;
    uint8_t family;
} LeftGone;

// One unit, function by function, callee first.
typedef struct Pass {
    Arena *arena;
    Arena *scratch;
    const Unit *unit;
    Unit *opened;           // the same, while it gets places (members_open); NULL: Python
    Summaries *summaries;
    Resources resources;
    uint32_t *first_call;   // by FunctionId; the calls of a function stand together
    ArrayOf(LeftGone) left_gone;
} Pass;

// What contracts say of members, while a function is learnt.
typedef struct MemberList {
    uint32_t count;
    MemberPassing at[SUMMARY_MEMBERS];
} MemberList;

// Adds a flow's endings and their paths to a resource.
void pass_keep_endings(Pass *pass, const Flow *flow, Resource *resource);
// What holds something is not NULL, a descriptor not negative, whether the call can fail or not.
Range family_values(uint8_t family);
// Does the thing end in this way somewhere, and reach nobody else on any path?
bool learn_reaches_only(const Resource *resource, EndingKind kind);
// What it gives. `prefix` is the flow that began with LIFE_NONE; the function's own acquisitions stand from `from` on.
void summary_learn_result(const Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, Summary *summary);
// What becomes of parameter `number`. Double releases and late uses of it are kept as resources.
void summary_learn_parameter(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, uint32_t number, Summary *summary, MemberList *members);
// local = holder->member; holder->member = NULL: where the member is emptied, counted from the block's first event, when the event at `index`
// is such a taking; 0 = it is none.
uint32_t learn_emptied_at(const Flow *flow, BlockId block, uint32_t index);
// "gives back TYPE.member": what some function has to say for the member to be an owner; "" when the place is no member of a named type.
Str learn_owner(Arena *arena, const Unit *unit, PlaceId place);
// Does some call of the file give back what such a member holds?
bool learn_is_owner(const Pass *pass, Str owner, uint8_t *family);
// Is what the variable gets taken out of a member that owns it, and returned whatever happens?
bool learn_taken_out(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId variable, uint8_t *family);
// Is what *target gets moved out of a member that owns it? `values`: what the function returns then.
bool learn_moved_out(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId target, Range *values, uint8_t *family);
// Does the function fill *parameter, when it returns one of `values` and only then, by what it passes it on to?
bool learn_filling_passed_on(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId parameter, Range *values, uint8_t *family);
// Adds what the function does to members of the struct that the parameter is or points to; false, and nothing is added, when that is not known.
bool learn_members(const Pass *pass, Flow *flow, PlaceId whole, uint32_t number, MemberList *list);
// Adds the members of the struct that the function returns which hold something fresh, always.
void learn_result_members(const Pass *pass, Flow *flow, uint32_t from, MemberList *list);
// Does the call give back the argument and something in its place: realloc, or a wrapper that ends the program when it fails?
bool learn_moves(const Summary *summary, uint32_t number);
// Does the place get nothing but its own block, grown? `family` is what it holds then.
bool learn_is_only_grown(const Pass *pass, const Flow *flow, PlaceId place, uint8_t *family);
// Follows what is put into a place that outlives the function; keeps what is lost there to something else of the kind.
void pass_follow_slots(Pass *pass, Flow *flow, const Flow *prefix);
// Follows what the function gives back from there on, whoever acquired it; keeps second releases and late uses that are not known yet.
void pass_follow_releases(Pass *pass, Flow *flow, const Flow *prefix, uint32_t from);
