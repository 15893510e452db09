#include "engine/cells.h"

// The last cell that starts at or before the line.
static const NotebookCell *cell_at(const NotebookCells *cells, uint32_t line)
{
    uint32_t low = 0, high = cells->len;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (cells->at[middle].line <= line)
            low = middle;
        else
            high = middle;
    }
    return &cells->at[low];
}

// Both ends in the cell of the first.
static void place(const NotebookCells *cells, Location *at)
{
    const NotebookCell *cell = cell_at(cells, at->from.line);
    at->from.cell = at->to.cell = cell->number;
    at->from.line -= cell->line - 1;
    at->to.line -= cell->line - 1;
}

static void place_notes(const NotebookCells *cells, Notes *notes)
{
    for (uint32_t i = 0; i < notes->len; i++) place(cells, &notes->at[i].at);
}

void cells_place(Record *record)
{
    if (!record->cells.len) return;
    for (uint32_t i = 0; i < record->findings.len; i++) {
        Finding *finding = &record->findings.at[i];
        place(&record->cells, &finding->at);
        place_notes(&record->cells, &finding->related);
        place_notes(&record->cells, &finding->steps);
        finding->fix_kind = FIX_NONE;
        finding->edits.len = 0;
    }
}
