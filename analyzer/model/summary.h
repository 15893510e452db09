// What a call does to the things that it is given and gives: from the tables for library functions, from bodies for the file's own.
// The two are one type, so that a wrapper is understood as well as what it wraps.
#pragma once

#include "model/habit.h"
#include "model/ownership.h"
#include "model/unit.h"

// What becomes of an argument.
typedef enum Handover {
    HANDOVER_UNKNOWN,      // nothing is known: whoever follows the argument stops here
    HANDOVER_BORROWED,     // looked at, perhaps changed, not kept and not given back
    HANDOVER_RELEASED,     // given back
    HANDOVER_KEPT,         // belongs to somebody else from now on
    HANDOVER_FILLED,       // *argument holds something fresh when the call succeeds
    HANDOVER_REFILLED,     // the same, and what it held before is reused (getline)
    HANDOVER_RELEASED_IN,  // what *argument holds is given back
    HANDOVER_MOVED,        // realloc: given back when the call succeeds, untouched when it fails
} Handover;

typedef enum ResultKind {
    RESULT_UNKNOWN,
    RESULT_BORROWED,   // nothing that the caller would have to give back
    RESULT_FRESH,      // something new, which the caller has to give back
    RESULT_ARGUMENT,   // the argument of that number
    RESULT_RELEASED,   // something that the function has given back itself, or NULL
} ResultKind;

// Numbers between two bounds, one of them perhaps left out.
typedef struct Range {
    int32_t low, high;
    int32_t except;
    bool has_except;
} Range;

// Without any bound.
static inline Range range_all(void) { return (Range){INT32_MIN, INT32_MAX, 0, false}; }
static inline Range range_of(int32_t value) { return (Range){value, value, 0, false}; }
static inline bool range_is_all(Range range) { return range.low == INT32_MIN && range.high == INT32_MAX && !range.has_except; }
// Narrows the range to the values for which `value <test> number` holds (or fails to); false, and nothing changed, when none is left.
bool range_narrow(Range *range, Test test, int32_t number, bool holds);
// The smallest range that contains both.
Range range_join(Range a, Range b);
// Have they no value in common?
bool range_is_apart(Range a, Range b);

enum { SUMMARY_ARGUMENTS = 8 };  // those behind are treated as the last one

typedef struct Passing {
    uint8_t how;     // Handover
    uint8_t family;  // of RELEASED, RELEASED_IN, FILLED, MOVED
    bool opens;      // BORROWED: it takes, gives back or replaces something that the argument leads to
    bool lists;      // opens: what it does to members of the struct itself stands in Summary.members, and to the others it does nothing
    bool empties;    // BORROWED, of a library's: the object holds nothing inside any more, and its own block stays (regfree)
    bool is_ignored; // BORROWED: the body does not mention it, or only asks which one it is
    bool uses_target; // BORROWED: whatever happens, what *argument holds when the function is called is dereferenced
} Passing;

enum { SUMMARY_MEMBERS = 6 };  // functions that touch more are not understood

// What becomes of a member of a struct that the function is given or gives.
typedef struct MemberPassing {
    uint8_t argument;  // of the struct that the argument is or points to, from 1; 0 = of the result
    uint8_t how;       // RELEASED_IN, REFILLED; of the result: FILLED
    uint8_t family;
    Str path;          // from the struct to the member: "buffer", "env.v"
} MemberPassing;

typedef struct Summary {
    uint8_t result;       // ResultKind
    uint8_t family;       // RESULT_FRESH, RESULT_RELEASED
    uint8_t argument;     // RESULT_ARGUMENT: from 1
    bool is_known;        // there is something to say
    bool is_read;         // it was found out from the function's body
    bool never_returns;
    bool is_undeclared;   // it may be a macro of a header that was not found: it can do anything
    bool is_believed;     // it says so by its name and types only (pool_malloc, uv__free), or others treat it so (belief.h)
    Range success;        // what the result is when the call succeeds: a fresh result, a filled argument, a moved one
    Range value;          // what the result can be at all
    Passing arguments[SUMMARY_ARGUMENTS + 1];  // from 1
    uint8_t member_count;
    const MemberPassing *members;
} Summary;

// What a file says of a function that others can call.
typedef struct Contract {
    Str function;
    Summary summary;
} Contract;

typedef ArrayOf(Contract) Contracts;  // sorted by function

// With the names that it borrows.
Contract contract_copy(Arena *arena, const Contract *contract);
void contracts_sort(Contracts *contracts);
// What is said of the function, NULL = nothing. No contracts (NULL) say nothing.
const Summary *contracts_find(const Contracts *contracts, Str function);

typedef struct Summaries {
    const Unit *unit;
    Summary *of_function;   // by FunctionId: of the file's own functions
    Summary *of_library;    // by index of the call: what the tables say, for callees that the file does not define
    Range *constants;       // per place: what it is for as long as the program runs
    uint32_t constant_count; // places that were made later have none
    Habits habits;          // what the file's functions do with what functions of others give
} Summaries;

// Reads the tables for every call of the unit; functions of the file are unknown as yet. `foreign`: what other files say of the
// functions that they define; NULL = nothing is known.
Summaries summaries_open(Arena *arena, const Unit *unit, const Contracts *foreign);
const Summary *summary_of_call(const Summaries *summaries, const Call *call);
Passing summary_argument(const Summary *summary, uint32_t number);
// What the file says of its functions that others can call, sorted by name. Names are borrowed.
Contracts summaries_contracts(Arena *arena, const Summaries *summaries);
// The functions that the file calls and neither defines nor finds in the tables, sorted, each once. Names are borrowed.
Strs summaries_asks(Arena *arena, const Unit *unit);
// Who gives back what the call gives, when the declaration of its callee says so and that takes nothing before it; else "".
Str summary_declared_release(const Unit *unit, const Call *call);
// Puts what the function's declaration says (attributes, a comment) before what its body says.
void summary_heed_declaration(const Unit *unit, BindingId function, Summary *summary);
// Fills what the function's body leaves open from the tables: the file defines a function of a library itself.
void summary_heed_tables(const Unit *unit, FunctionId function, Summary *summary);
bool summary_equal(const Summary *a, const Summary *b);
// Is what it gives never NULL (or 0)?
static inline bool summary_is_never_null(const Summary *summary) { return !range_is_all(summary->value) && range_is_apart(summary->value, range_of(0)); }
// Does it say more than an unknown function's?
bool summary_is_telling(const Summary *summary);
