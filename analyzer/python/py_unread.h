// Parts of what a collection holds that nobody looks at.
#pragma once

#include "model/unit.h"

// `self.items.append((a, b, value))`: does every loop of the class over `self.items` (`place`), or over a copy of it, throw the third part away?
bool py_is_unread_part(const Unit *unit, NodeId value, NodeId place);
