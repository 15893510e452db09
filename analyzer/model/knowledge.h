// What is known of library functions, as data: one row type for both languages. Users extend it from their configuration.
//
// A callee is named as resolved: C "malloc"; Python "builtins.open", "collections.deque", and for methods the type and
// the method, "builtins.list.append". A method of an object of unknown type is looked up as ".append".
#pragma once

#include "base/map.h"
#include "model/event.h"
#include "model/ownership.h"
#include "source/source.h"

enum { OPERAND_RESULT = -1, OPERAND_SELF = 0 };  // 1, 2, ...: the argument of that number

typedef enum EffectFlag {
    EFFECT_MAY_FAIL = 1 << 0,      // ACQUIRE: gives NULL on failure
    EFFECT_REALLOC = 1 << 1,       // ACQUIRE: takes over argument `operand_from`, which survives a failure
    EFFECT_REGISTERS = 1 << 2,     // CAPTURE: keeps the argument after it has returned
    EFFECT_UNDOES = 1 << 3,        // RELEASE: takes a registration back (join, unregister, cancel)
    EFFECT_NO_RETURN = 1 << 4,     // CALL: never returns
    EFFECT_READS_ALL = 1 << 5,     // ACQUIRE of FAMILY_LARGE: as big as the input
    EFFECT_CACHES = 1 << 6,        // Python, CALL: a decorator that keeps what the function returned
} EffectFlag;

enum { ENDED_BY_LONG_FORM = UINT8_MAX };  // a longer form of the function takes such an argument: g_timeout_add_full

typedef struct Effect {
    const char *callee;
    EventKind event;
    uint8_t family;   // Family of ACQUIRE, RELEASE
    int8_t operand;   // what the event happens to
    uint8_t flags;    // EffectFlag
    uint8_t detail;   // Growth, Shrinkage or CaptureBy of GROW, SHRINK, CAPTURE
    uint8_t ended_by; // C, CAPTURE: the argument that frees what is kept when its keeper ends, or ENDED_BY_LONG_FORM; 0 = there is none
} Effect;

enum { OWN_FAMILIES = FAMILY_COUNT - FAMILY_OWN_1 };

// Rows that a configuration brings. They count before those of the library.
typedef struct OwnKnowledge {
    ArrayOf(Effect) effects;      // rows of one callee together
    ArrayOf(Ownership) ownership; // C
    Str releases[OWN_FAMILIES];   // the releaser of OWN_1, OWN_2, ...; empty = the family is not used
} OwnKnowledge;

typedef struct Knowledge {
    const Effect *rows;   // sorted by callee
    uint32_t count;
    Map index;            // callee -> first row + 1
    Map ownership;        // C: callee -> row of ownership_c_rows + 1
    OwnKnowledge own;
    Map own_index, own_ownership;
} Knowledge;

typedef struct Effects {
    const Effect *at;
    uint32_t len;
} Effects;

extern const Effect knowledge_c_rows[];
extern const uint32_t knowledge_c_count;
extern const Effect knowledge_python_rows[];
extern const uint32_t knowledge_python_count;

// The table of a language, indexed. Rows of one callee stand together.
Knowledge knowledge_open(Arena *arena, Language language);
// The same with rows of a configuration, which are borrowed.
Knowledge knowledge_open_with(Arena *arena, Language language, const OwnKnowledge *own);
// All effects of a callee; none when it is unknown.
Effects knowledge_find(const Knowledge *knowledge, Str callee);
// C: who owns what the function is given and gives; NULL when it is unknown.
const Ownership *knowledge_ownership(const Knowledge *knowledge, Str callee);
// The usual release of a family: "free", "fclose", "pool_free"; "" when there is none.
Str knowledge_release(const Knowledge *knowledge, Family family);
