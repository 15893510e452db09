// Functions of a library that is opened when it is needed.
#pragma once

#include <dlfcn.h>

#include "base/base.h"

// Puts the function of that name into the pointer at `function`; false when the library has none. ISO C has no cast from an object to a function.
static inline bool symbol_find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}
