// What may raise between the opening of a thing and the close that would follow.
#pragma once

#include "model/resource.h"

// Is the use of a variable a close: `f.close()`, `os.close(f)`?
bool py_closes(const Unit *unit, const Reference *reference);
// The first `raise`, or else the first call that fails in practice, behind the opening and in front of the first close of the variable (`close`).
// 0 = there is none, or a handler, `finally` or `with` of the function speaks of the variable, or nothing closes it by name.
NodeId py_risk(const Unit *unit, const Resource *resource, NodeId *close);
