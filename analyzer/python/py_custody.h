// Who has what a call opens: every place that its value reaches by name within one function, whatever the path.
//
// Where the value is given to code that this file does not show (an imported function or class, a method of an object that another file
// defines), what that code does with it is asked of the program: such a thing is left only under conditions.
#pragma once

#include "model/unit.h"

typedef struct Custody {
    bool is_closed;    // somewhere it is closed, or managed by a `with`
    bool is_managed;   // by a `with`
    bool is_returned;  // it goes to the caller, as it is
    bool is_kept;      // it is stored, captured, or given to code that may keep or close it
    Strs only_if;      // conditions about the program (engine/program.h) on which the rest depends: all of them hold
    Strs unless;       // ... and none of these
} Custody;

// Follows the value of the call. `class`: of which class of the program it is an instance, as a condition names it ("#3", "pkg.mod.Class");
// empty for what a library opens. Everything is made in the arena.
Custody py_custody(Arena *arena, const Unit *unit, NodeId call, Str class);
static inline bool custody_is_left(const Custody *custody) { return !custody->is_closed && !custody->is_returned && !custody->is_kept; }

// What a function does with a parameter.
typedef enum Fate { FATE_BORROWED, FATE_CLOSED, FATE_KEPT } Fate;
// Of one use of a variable or attribute; kind and name as py_reference_kind gives them.
Fate py_fate(const Unit *unit, NodeId node, ReferenceKind kind, Str name);
Fate py_parameter_fate(const Unit *unit, BindingId parameter);
// Is the function's result something that lives on with what the function was given, whatever its body says: a generator, a decorated function?
bool py_is_opaque(const Unit *unit, FunctionId function);
