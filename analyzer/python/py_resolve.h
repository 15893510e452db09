// Qualified names and one-step types of Python expressions.
//
// Names: `import functools as f` makes f.lru_cache "functools.lru_cache"; relative imports keep their dots (".mod.name"); names of
// this file are "<stem of the file>.name", methods "<stem>.Class.name", builtins "builtins.len".
// Types: the class of a literal, comprehension, constructor call, annotation, parameter or `with ... as`, when all writes of the
// variable (but None) agree. Text files are "io.TextIOWrapper", binary ones "io.BufferedReader", however they were opened.
#pragma once

#include "base/map.h"
#include "model/unit.h"
#include "python/py_kinds.h"

// What is being resolved, and the tables that keep names and types single.
typedef struct PyResolver {
    Arena *arena;
    Unit *unit;
    Tree *tree;
    Map names;   // qualified name -> index into unit->names
    Map types;   // type's name -> TypeId
} PyResolver;

// "functools.lru_cache", or "" when the expression is no dotted name of an import, a builtin or a definition of this file.
Str py_qualified(const Unit *unit, NodeId expression);
// "builtins.dict", "collections.deque", "<module>.Class"; "" when unknown.
Str py_type_name(const Unit *unit, NodeId expression);

// The value that `target = value` assigns (at the end of a = b = value); 0 when it is unpacked or not assigned so.
NodeId py_assigned_value(const Tree *tree, NodeId target);

// --- for the front end itself --------------------------------------------------------------------------------------
void resolver_open(PyResolver *resolver, Arena *arena, Unit *unit, Tree *tree);
// Names dotted expressions, types bindings.
void resolver_run(PyResolver *resolver);
// "a.b", made once.
Str resolver_name(PyResolver *resolver, Str a, Str b);
TypeId resolver_type(PyResolver *resolver, Str name);

// What the writes of one variable or attribute say about its type.
typedef struct TypeGuess {
    TypeId type;
    bool is_settled;  // annotated, or two writes disagree
} TypeGuess;

// Takes one write into account: `name` is the identifier or attribute that is assigned, a parameter's name included.
void resolver_learn(PyResolver *resolver, TypeGuess *guess, NodeId name);
