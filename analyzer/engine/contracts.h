// What the functions of all files do with what they are given and give, merged; and who has to look again because of it.
//
// A file is read with what it knows itself. Then its contracts (summary.h) meet those of the others, and the files that ask for
// a function of which more is known now look at their units again, in rounds, until nothing changes: each round works with the
// contracts of the round before, so that neither the order of files nor the number of workers shows.
#pragma once

#include "engine/record.h"

// Of each function that files define and agree on, and of those that nobody defines what the habits of all files together prove. A file that did
// not understand its own does not count.
Contracts contracts_merge(Arena *arena, const Record *const *records, uint32_t count);
// The names whose contracts differ, sorted.
Strs contracts_changed(Arena *arena, const Contracts *before, const Contracts *after);
// Does the file of the record ask for one of the names (sorted)?
bool record_asks_any(const Record *record, const Strs *names);
// The question to a file: its path and hash, and the contracts that it asks for. The unit goes beside it.
Record record_question(Arena *arena, const Record *record, const Contracts *known);
// Puts the answer in the place of what depended on other files.
void record_take_answer(Arena *results, Record *record, const Record *answer);
