// Scopes and the names bound in them, while a file is being read. What outlives this are the unit's bindings.
#pragma once

#include "model/unit.h"

typedef uint32_t ScopeId;  // index into PyNames.scopes; 0 is around the module: builtins and what nobody binds
typedef uint32_t NameId;   // index into PyNames.texts

typedef enum ScopeKind {
    SCOPE_MODULE = 1,
    SCOPE_FUNCTION,
    SCOPE_CLASS,
    SCOPE_COMPREHENSION,
    SCOPE_TYPES,  // around a definition that has type parameters
} ScopeKind;

typedef struct Scope {
    ScopeKind kind;
    ScopeId parent;
    FunctionId function;  // whose code stands in it
    ClassId class;        // SCOPE_CLASS
} Scope;

typedef struct NameSlot {
    ScopeId scope;
    NameId name;  // 0 = free
    BindingId binding;
} NameSlot;

typedef struct PyNames {
    Arena *arena;
    Unit *unit;
    ArrayOf(Scope) scopes;  // [0] unused
    Map texts;
    NameSlot *slots;  // by scope and name
    uint32_t slot_count, slots_used;
} PyNames;

enum { MODULE_SCOPE = 1 };

void names_open(PyNames *names, Arena *arena, Unit *unit);
ScopeId names_scope(PyNames *names, Scope scope);
NameId names_of(PyNames *names, Str text);
// Binds a name in a scope. A name that is bound already keeps its binding; one that was only declared so far takes the new kind.
// 0 when the scope has declared it nonlocal.
BindingId names_bind(PyNames *names, ScopeId scope, NodeId node, BindingKind kind);
// `global x` and `nonlocal x` in `scope`.
void names_global(PyNames *names, ScopeId scope, NameId name, NodeId node);
void names_nonlocal(PyNames *names, ScopeId scope, NameId name);
// The binding that a name means in a scope; makes a builtin's or an undefined one's when no scope binds it.
BindingId names_find(PyNames *names, ScopeId scope, NameId name);
// The scope where an assignment in `scope` binds: comprehensions and type parameters are looked through.
ScopeId names_target(const PyNames *names, ScopeId scope);
// "a.b" (or "a" when there is no b), made in the arena.
Str names_joined(Arena *arena, Str a, Str b);
