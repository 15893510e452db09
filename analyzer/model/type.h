// The little that is known of a type. C: libclang's answer. Python: one step of inference (a constructor
// call, a literal, an annotation, `with ... as`), a qualified name.
#pragma once

#include "base/array.h"

typedef uint32_t TypeId;  // index into Types; 0 is unknown

typedef enum TypeKind {
    TYPE_UNKNOWN,
    TYPE_CLASS,     // Python: instances of `name` ("builtins.dict", "collections.deque", "module.Class")
    TYPE_VOID,
    TYPE_INTEGER,   // C: any integer, bool and enum included
    TYPE_FLOAT,
    TYPE_POINTER,
    TYPE_ARRAY,
    TYPE_RECORD,    // struct or union
    TYPE_FUNCTION,
} TypeKind;

typedef struct Type {
    TypeKind kind;
    Str name;         // as spelled; C: canonical spelling without qualifiers ("struct node *")
    TypeId target;    // pointee of a pointer, element of an array, result of a function
    int64_t size;     // bytes, -1 = incomplete or unknown (Python)
    int64_t align;    // C: what its address is a multiple of, -1 = unknown
    int64_t count;    // elements of an array, -1 = no constant
    bool is_const;    // C: the type itself is const-qualified
    bool is_union;    // C: its members are one storage
} Type;

typedef ArrayOf(Type) Types;  // [0] is the unknown type
