// A Jupyter notebook as one Python module: the sources of its code cells, one below the other.
//
// What only IPython understands (magics, shell lines, `name?`) becomes something harmless of the same length, so that every
// other byte stays on its line and in its column.
#pragma once

#include "base/array.h"
#include "base/problem.h"

typedef struct NotebookCell {
    uint32_t number;  // in the notebook, from 1; all kinds of cells count
    uint32_t line;    // of the module, from 1: where its source starts
} NotebookCell;

typedef ArrayOf(NotebookCell) NotebookCells;

typedef struct Notebook {
    Str module;
    NotebookCells cells;   // its code cells, ascending
    Str language;  // what its kernel speaks, "python" when it does not say
} Notebook;

bool notebook_is(Str path);  // by its name
// Reads the JSON of a notebook of format 4, the one that Jupyter has written since 2015. Fails for everything else.
bool notebook_read(Arena *arena, Str json, Notebook *notebook, Problem *why);
