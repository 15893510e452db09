// Names and every place where they are used, each use classified. Both languages: a Python variable,
// parameter, import, class or function; a C variable, parameter or function.
// Shadowing is respected: two variables of one name in two scopes are two bindings.
#pragma once

#include "model/tree.h"
#include "model/type.h"

typedef uint32_t BindingId;    // index into Bindings; 0 is unknown
typedef uint32_t FunctionId;   // index into Unit.functions; 1 is the file's top level
typedef uint32_t ClassId;      // index into Unit.classes; 0 is none

typedef enum BindingKind {
    BINDING_LOCAL = 1,   // of a function (or of a comprehension)
    BINDING_PARAMETER,
    BINDING_GLOBAL,      // Python: module level; C: file scope
    BINDING_STATIC,      // C: a static local
    BINDING_CLASS_BODY,  // Python: a name bound in a class body that is neither method nor class
    BINDING_FUNCTION,
    BINDING_CLASS,
    BINDING_IMPORT,
    BINDING_BUILTIN,     // Python: not bound in the file, known to `builtins`
    BINDING_UNDEFINED,   // not bound in the file (star imports, C functions without prototype)
    BINDING_FIELD,       // C: a member of a struct or union
    BINDING_ENUMERATOR,  // C: a constant of an enum
} BindingKind;

typedef enum ReferenceKind {
    REFERENCE_READ = 1,      // value used in an expression, none of the below
    REFERENCE_WRITE,         // x = ..., for x in, with ... as x, parameter's declaration, C initialiser
    REFERENCE_UPDATE,        // x += ..., x++
    REFERENCE_DELETE,        // del x, end of `except ... as x`
    REFERENCE_RECEIVER,      // x.name(...): `name` holds the method
    REFERENCE_MEMBER,        // x.name, x->name, not called: `name` holds the member
    REFERENCE_MEMBER_WRITE,  // x.name = ..., x->name = ..., x.name += ...
    REFERENCE_ELEMENT,       // x[...] read
    REFERENCE_ELEMENT_WRITE, // x[...] = ..., x[...] += ..., del x[...] (deletes: ELEMENT_DELETE)
    REFERENCE_ELEMENT_DELETE,
    REFERENCE_CALLED,        // x(...)
    REFERENCE_ARGUMENT,      // f(x), f(k=x), f(*x)
    REFERENCE_RETURNED,      // return x, yield x, raise x, lambda: x
    REFERENCE_STORED,        // y = x, self.a = x, d[k] = x, [x], {k: x}: another name or object now has it
    REFERENCE_ADDRESS,       // C: &x (an array that decays to a pointer is no ADDRESS but ARGUMENT, STORED ...)
    REFERENCE_ITERATED,      // for ... in x, comprehension over x
    REFERENCE_TESTED,        // if x, while x, x == ..., x is None, x in y (either side), not x, C: !x, x == NULL
    REFERENCE_DECLARED,      // global x, nonlocal x; a C declaration without initialiser
} ReferenceKind;

typedef struct Reference {
    BindingId binding;
    NodeId node;           // the identifier
    FunctionId function;   // the function whose code contains it (defaults and decorators: the outer one)
    ReferenceKind kind;
    uint32_t next;         // next reference of the same binding in source order; 0 = last
    Str name;              // method or member of RECEIVER, MEMBER, MEMBER_WRITE
} Reference;

typedef struct Binding {
    Str name;
    BindingKind kind;
    FunctionId function;      // the function whose scope it lives in; the top level for globals
    ClassId class;            // BINDING_CLASS_BODY and methods: the class; BINDING_CLASS: the class it names
    FunctionId names_function;  // BINDING_FUNCTION: the function it names, 0 = not defined in this file
    NodeId declared;          // where it is first bound; 0 = not in this file
    Str qualified;            // imports and builtins: "functools.lru_cache"; module-level names: "<module>.name"; C: the name
    TypeId type;              // one-step type; Python: 0 when two writes disagree
    uint32_t first_reference; // index into Unit.references; 0 = none
    uint32_t writes;          // how many references WRITE or UPDATE it (declaration with value included)
    bool is_private;          // C: static; Python: leading underscore
    bool is_exported;         // C: visible to other files (external linkage)
    bool is_captured;         // some reference stands in a nested function
    bool is_default_bearing;  // a parameter with a default value
    bool has_cleanup;         // C: a variable with the cleanup attribute: released when its scope ends
    bool never_returns;       // C: a function declared noreturn
    NodeId exposed;           // C: where the address of a local struct first goes elsewhere than into a call; 0 = nowhere
    BindingId stands_for;     // C: the local struct of which a pointer is only another name, 0 = none; known while the file is lowered
    bool has_value;           // C: `value` is an enumerator's number, or what a file-scope or static variable starts with
    int32_t value;
    Str cleaner;              // C: the function that the variable's cleanup attribute calls with its address; "" = its name is not in sight
    Str owns;                 // C: what a function's declaration says of who owns what it gives and takes (ownership_read); "" = nothing
} Binding;

typedef ArrayOf(Binding) Bindings;      // [0] unused
typedef ArrayOf(Reference) References;  // [0] unused

// for_each_reference(unit, binding, reference) { ... reference->node ... }
#define for_each_reference(unit, id, reference)                                                        \
    for (const Reference *reference = &(unit)->references.at[(unit)->bindings.at[id].first_reference]; \
         reference != &(unit)->references.at[0]; reference = &(unit)->references.at[reference->next])
