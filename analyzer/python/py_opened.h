// What is opened and never closed: by a function that keeps it to itself, or by a class whose methods only use it.
#pragma once

#include "model/resource.h"

// Ends no path of the function with the thing closed or in other hands, and some with it open?
bool py_is_left_open(const Unit *unit, const Resource *resource);
// The family of what the call opens for `self.x` (`attribute`), which keeps it for as long as the object lives, when nothing in the file closes it,
// hands it on or leaves that to a class that is not known; else FAMILY_NONE.
Family py_attribute_left_open(const Unit *unit, const Call *call, NodeId *attribute);
// The same where the class has relatives in the file, or bases elsewhere that know nothing of an attribute it declares: it and its relatives only use it, also
// under other names. What other files do with it is to be asked of the program.
Family py_family_attribute_left_open(const Unit *unit, const Call *call, NodeId *attribute);
// Is a database that stands there as open behind the use as before, and in nobody else's hands? A variable of the function that gets it is followed.
bool py_use_stays_open(const Unit *unit, NodeId use);
// The `except` clause of the try statement around the call that empties `self.x` (`attribute`), in which the call's result is, and neither closes it
// nor looks at it: what was opened is lost when something behind it in the try raises. 0 = none.
NodeId py_dropping_handler(const Unit *unit, const Call *call, NodeId *attribute);
// Does the call open something over a file object or memory that it is given, GzipFile(fileobj=f), ZipFile(BytesIO(data))?
bool py_opens_over_another(const Unit *unit, const Call *call);
// What the call opens, as far as the tables know; FAMILY_NONE where it opens over something else.
Family py_family_opened(const Unit *unit, const Call *call);
