// One file, understood: its names, functions, classes, calls, and per function a graph of events.
// A front end fills it; facts (container.h, capture.h) and rules only read it. It lives in the file arena.
#pragma once

#include <stdio.h>

#include "base/map.h"
#include "model/graph.h"
#include "model/knowledge.h"

typedef enum FunctionFlag {
    FUNCTION_ASYNC = 1 << 0,
    FUNCTION_GENERATOR = 1 << 1,    // contains yield
    FUNCTION_LAMBDA = 1 << 2,
    FUNCTION_METHOD = 1 << 3,       // stands in a class body
    FUNCTION_STATIC = 1 << 4,       // Python: @staticmethod; C: static
    FUNCTION_CLASS_METHOD = 1 << 5,
    FUNCTION_PROPERTY = 1 << 6,
    FUNCTION_EXPORTED = 1 << 7,     // C: external linkage; Python: public name at module level
    FUNCTION_ADDRESS_TAKEN = 1 << 8,  // its name is used as a value: it can be a callback
    FUNCTION_NO_RETURN = 1 << 9,
    FUNCTION_IN_LOOP = 1 << 10,     // some call of it in this file stands in a loop
    FUNCTION_RETURNS_PARAMETER = 1 << 11,  // Python: some return gives a parameter back
} FunctionFlag;

typedef struct Function {
    Str name;              // "" for the top level, "<lambda>" for a lambda
    NodeId node;           // the definition; the root for the top level
    NodeId body;
    FunctionId parent;     // the function it is written in; 0 for the top level
    ClassId class;         // the class whose body it stands in
    BindingId binding;     // the name it is bound to; 0 for lambdas
    BindingId first_parameter;  // parameters are consecutive bindings
    uint32_t parameter_count;
    uint32_t flags;        // FunctionFlag
    uint32_t call_count;   // calls of it by name in this file
    Graph graph;
} Function;

typedef struct Argument {
    NodeId node;      // the value's expression
    PlaceId place;    // what it denotes; 0 when it is no place
    Str keyword;      // Python: name of a keyword argument; "*" and "**" for unpacking
    bool is_address;  // C: &place, or an array that decays
} Argument;

typedef struct Call {
    NodeId node;            // the call expression
    FunctionId function;    // whose code contains it
    BlockId block;
    Str callee;             // resolved name: "functools.partial", "builtins.list.append", ".append", "malloc"; "" = unknown
    FunctionId target;      // the function of this file that is called, 0 = elsewhere
    NodeId receiver;        // Python: x of x.f(); 0 = none
    PlaceId receiver_place;
    PlaceId result;         // where the result goes (x of x = f()); a RESULT place when it is not stored
    Argument *arguments;
    uint32_t argument_count;
    Effects effects;
} Call;

// A Python class, or a C struct or union defined in this file.
typedef struct Class {
    Str name;
    NodeId node;
    BindingId binding;
    FunctionId function;    // the function (or top level) in which it is written
    ClassId outer;          // the class in whose body it is written, 0 = none
    TypeId type;            // C: the record type
    Str *bases;             // Python: qualified names of the bases as resolved, "" for an expression
    uint32_t base_count;
    bool has_unknown_base;  // some base is defined outside this file and is not `object`
    bool has_slots;
    bool has_metaclass;
} Class;

// One use of an attribute through self, cls or the class's name.
typedef struct Attribute {
    ClassId class;
    Str name;
    FunctionId function;    // the method (or nested function) that uses it
    NodeId node;            // the whole `self.x`
    ReferenceKind kind;     // what is done to self.x: WRITE, RECEIVER (name in `method`), RETURNED, ...
    Str method;             // RECEIVER: self.x.method(...)
    NodeId value;           // WRITE: the expression that is assigned, 0 = none or unpacked
    bool through_class;     // cls.x or Name.x
    uint32_t next;          // the next use of the same attribute of the class: index into attributes + 1, 0 = none
} Attribute;

// A base of a class that is a class of this file.
typedef struct Derivation {
    ClassId base, class;
} Derivation;

// A place where a name stands behind a dot, or is all of a string.
typedef struct Spelling {
    NodeId node;            // PY_ATTRIBUTE or PY_STRING
    uint32_t next;          // the next place with the same name: index into spellings + 1, 0 = none
} Spelling;

// A file that was read for another, or that should have been.
typedef struct Inclusion {
    Str path;           // as the compiler names it; of a missing one what the line says
    uint32_t includer;  // which inclusion asked for it first, + 1; 0 = the file itself, or not known
    bool is_missing;
} Inclusion;

typedef ArrayOf(Inclusion) Inclusions;

typedef struct Unit {
    const Tree *tree;
    const Source *source;
    Language language;
    const Knowledge *knowledge;
    Str module;                      // Python: the file's stem; C: ""
    bool is_aside;                   // Python: ask py_is_aside
    ArrayOf(Function) functions;     // [0] unused, [1] the top level; in source order
    ArrayOf(Class) classes;          // [0] unused
    ArrayOf(Attribute) attributes;   // by class, then in source order
    // Python: the class table, read with py_table.h.
    Map members;                     // class and name -> BindingId of what the class's body binds
    Map uses;                        // class and name -> index into attributes + 1 of the first use
    Map class_names;                 // qualified name -> the first ClassId that has it
    ArrayOf(Derivation) derivations; // by base, then by class; `base` is the first class of that name
    Map spelled;                     // name -> index into spellings + 1; nothing in files without classes
    ArrayOf(Spelling) spellings;
    Types types;
    Bindings bindings;
    References references;
    Places places;
    ArrayOf(Call) calls;             // [0] unused, in source order
    Inclusions inclusions;           // C: the other files that were read for it
    ArrayOf(Str) notes;              // what was not understood, for the user: "missing header 'x.h'"
    Str remedy;                      // what the user can do about it; may be empty
    uint32_t *function_of_node;      // per node, the FunctionId whose code it is; NULL in C until lowered
    uint32_t *call_of_node;          // per node, index of the Call at this call expression, 0 = none
    uint32_t *name_of_node;          // Python: per node, index into names of what `os.path.join` is; read it with py_qualified
    ArrayOf(Str) names;              // Python: qualified names of dotted expressions; [0] is empty
} Unit;

enum { TOP_LEVEL = 1 };

static inline const Function *unit_function(const Unit *unit, FunctionId id) { return &unit->functions.at[id]; }
static inline const Binding *unit_binding(const Unit *unit, BindingId id) { return &unit->bindings.at[id]; }
static inline const Class *unit_class(const Unit *unit, ClassId id) { return &unit->classes.at[id]; }
static inline const Type *unit_type(const Unit *unit, TypeId id) { return &unit->types.at[id]; }
static inline const Place *unit_place(const Unit *unit, PlaceId id) { return &unit->places.list.at[id]; }
// The call at a call expression, or NULL.
const Call *unit_call(const Unit *unit, NodeId node);
// The index of the first attribute of the class; its others follow. attributes.len when it has none.
uint32_t unit_first_attribute(const Unit *unit, ClassId class);
// The function whose definition is this node, or 0.
FunctionId unit_function_defined(const Unit *unit, NodeId node);
// The function in whose code the node stands.
FunctionId unit_function_at(const Unit *unit, NodeId node);
// Is `inner` the function `outer` or written inside it?
bool function_is_within(const Unit *unit, FunctionId inner, FunctionId outer);
// The binding that a place is a variable of, 0 for results.
BindingId unit_root_binding(const Unit *unit, PlaceId place);
// Everything as text, one line per thing: `memlint dump` and the tests of the front ends.
void unit_dump_tree(const Unit *unit, FILE *out);
void unit_dump_events(const Unit *unit, FILE *out);
void unit_dump_bindings(const Unit *unit, FILE *out);
