// memlintFinding/v1: what a finding is recognised by when the lines around it move. A hash of the rule, the function
// around it, the line it stands on without white space, and which one of several such findings of the file it is.
#pragma once

#include "base/map.h"
#include "engine/finding.h"

// Hexadecimal. `seen` starts empty for each file and is asked once for each finding, in order.
Str identity_of(Arena *arena, Map *seen, const Finding *finding);
// The same, told apart from that of other files: a hash of the path and the identity.
Str identity_in_file(Arena *arena, Str path, Str identity);
