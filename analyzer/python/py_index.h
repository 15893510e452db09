// The file as other files see it: fills an Index (model/index.h) from a unit.
//
// Verbs of a file:   reads, grows, shrinks, sets, passes, sizes NAME (a variable of another module) or .NAME (an attribute of any
//                    object but self, cls and the file's own classes, whose uses their class tells); calls .NAME.METHOD;
//                    spells NAME (a text that getattr could be given); makes NAME (a plain container of the module's top level that
//                    nothing here shrinks, bounds, replaces or hands on); starts, runs FUNCTION (calls it at the top level, or in a function); closes-N, keeps-N, borrows-N FUNCTION (what a function of the
//                    module does to argument N: ends it, keeps or may keep it, neither); wraps-N FUNCTION (returns a closure over it);
//                    opens FUNCTION (gives something fresh to close);
//                    hoards-N FUNCTION (adds it to a collection of the module that the module never shrinks); takes, ignores .METHOD (some class's method keeps its
//                    first argument to the object's end, or looks at it and does not).
// Verbs of a class:  the same of attributes of self, cls and its name, but `makes .NAME` for what __init__ sets; defines METHOD,
//                    binds NAME (in the class's body), holds, drops N and PARAMETER (an argument of __init__ that instances keep
//                    to their end, or do not), pins N and PARAMETER (one that they keep and neither close nor give away), unslotted
//                    (the class certainly has no __slots__), exception, reflects (getattr(self, ...)), owns (something open that only
//                    a method closes), opens METHOD, takes METHOD (as above), frees METHOD (it closes what is owned, or hands out that or the object).
#pragma once

#include <stdio.h>

#include "model/index.h"
#include "model/unit.h"

// Everything that the index holds is made in `results`.
void py_index_read(Arena *scratch, Arena *results, const Unit *unit, Index *index);
// The facts as text.
void py_index_dump(Arena *scratch, const Unit *unit, FILE *out);
