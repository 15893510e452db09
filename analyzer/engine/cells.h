// A notebook's findings, from lines of the module that its cells make to lines of the cells.
#pragma once

#include "engine/record.h"

// Does nothing for other files. The last step before reports: suppressions compare lines of the module. Fixes are taken back: their
// edits are of the module, and the file is JSON.
void cells_place(Record *record);
