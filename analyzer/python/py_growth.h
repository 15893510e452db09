// What feeds a growing Python container: things that the program's own text bounds (classes, constants), or what comes from outside.
#pragma once

#include "model/container.h"

typedef enum GrowthSource {
    SOURCE_UNKNOWN = 1,   // nothing known
    SOURCE_PROGRAM,       // classes, functions, modules, constants: as many as the program's text has
    SOURCE_OUTSIDE,       // texts, paths, identities, instances: as many as the world has
} GrowthSource;

// The key that is put in, or the element that is appended; 0 = not written as one expression.
NodeId py_growth_added(const Unit *unit, const GrowSite *site);
GrowthSource py_growth_source(const Unit *unit, const GrowSite *site);
// Is the key of a dict an instance that comes and goes (self), or any key the id() of an object?
bool py_is_keyed_by_instance(const Unit *unit, const GrowSite *site);
// The parameter (request, message, peer ...) of the method from which the key or element is made, when the class serves many of these and is not
// itself one; else empty.
Str py_growth_served(const Unit *unit, ClassId class, const GrowSite *site);
// The class whose method adds self to a list or set, when its instances come and go; else 0.
ClassId py_class_registered(const Unit *unit, const GrowSite *site);
// Does a method add through self to a collection of the class's body, and does nothing say that this is meant: no ClassVar, no name
// in capitals, no decorator or metaclass of the class?
bool py_is_shared_by_instances(const Unit *unit, const Container *container, const GrowSite *site);
