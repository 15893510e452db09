// Python objects that hold something outside of memory (files, sockets, pools ...): what their methods and the functions that they are given
// to do with them, as data. How they are opened stands with the other knowledge of calls (knowledge_python.c).
#pragma once

#include "base/str.h"
#include "model/event.h"

typedef enum ObjectUse {
    OBJECT_USED,     // nothing that would matter to who closes it
    OBJECT_CLOSED,   // close(), shutdown() ...: it is given back, or somebody cares for that
    OBJECT_LENT,     // the result keeps it: cursor(), csv.reader(f)
    OBJECT_GONE,     // its descriptor went elsewhere: fileno()
} ObjectUse;

// Of a method, by its bare name: "close".
ObjectUse object_method(Str method);
// Of a function that is given the object and looks at it: "csv.reader", "builtins.enumerate".
ObjectUse object_argument(Str callee);
// Of an attribute that is read and not called: "name" tells nothing of the object, "close" is a way to close it.
ObjectUse object_attribute(Str name);
// Is a thing of this family such an object (or a descriptor), and not a container or a value?
bool family_is_object(Family family);
