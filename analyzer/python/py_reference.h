// What is done to a name or an attribute where it stands, read off the syntax around it.
#pragma once

#include "model/binding.h"
#include "python/py_kinds.h"

// The kind of a use of `expression`, an identifier or a whole `a.b`. `name` gets the method or member of RECEIVER,
// MEMBER and MEMBER_WRITE, else it is emptied. Parentheses, conditional expressions and `or` are looked through:
// in `return (x or y)` both are RETURNED.
ReferenceKind py_reference_kind(const Tree *tree, NodeId expression, Str *name);
// WRITE, UPDATE, DELETE or DECLARED (`x: int`) when `expression` is assigned to, else 0.
ReferenceKind py_target_kind(const Tree *tree, NodeId expression);
