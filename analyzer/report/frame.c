// A line is laid out in cells (columns of the terminal); `Window` is the part of it that is shown.
#include "report/frame.h"

#include "base/str.h"
#include "report/glyph.h"

enum { TAB = 4, WIDEST = 120, BEFORE = 30 };  // cells

typedef struct Window {
    uint32_t from, to;  // cells of the line that are shown
    bool is_cut;        // something stands before `from`
} Window;

// The underline of a mark, in cells from the start of the line.
typedef struct Underline {
    uint32_t from, to;
} Underline;

static uint32_t cells_of(const Glyph *glyph, uint32_t cell)
{
    return glyph->code == '\t' ? TAB - cell % TAB : glyph->width;
}

// The line without a byte order mark, which is no character.
static Str line_of(const Location *at)
{
    bool has_mark = at->from.line == 1 && !at->excerpt_skip && str_starts(at->excerpt, STR("\xEF\xBB\xBF"));
    return str_from_byte(at->excerpt, has_mark ? 3 : 0);
}

// The cell at which the character number `column` (from 1) stands, or the end of the line.
static uint32_t cell_of_column(Str line, uint32_t column)
{
    uint32_t cell = 0, passed = 1;
    for (size_t at = 0; at < line.len && passed < column; passed++) {
        Glyph glyph = glyph_at(line, at);
        cell += cells_of(&glyph, cell);
        at += glyph.len;
    }
    return cell;
}

// The cell of a column of the whole line in the excerpt `shown`, which may start later.
static uint32_t cell_in(const Location *shown, uint32_t column)
{
    return cell_of_column(line_of(shown), column > shown->excerpt_skip ? column - shown->excerpt_skip : 1);
}

static Underline underline_of(const Location *at, const Location *shown)
{
    bool one_line = at->to.line == at->from.line;
    Underline under = {.from = cell_in(shown, at->from.column)};
    under.to = cell_in(shown, one_line ? at->to.column : UINT32_MAX);
    if (under.to <= under.from) under.to = under.from + 1;
    return under;
}

// The place whose excerpt stands for the line: that of the first main mark, or of the first mark.
static const Location *center_of(const Mark *marks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (marks[i].is_main) return marks[i].at;
    return marks[0].at;
}

// All of a line that fits, else the part around its center.
static Window window_of(const Location *center)
{
    uint32_t whole = cell_of_column(line_of(center), UINT32_MAX);
    if (whole <= WIDEST && !center->excerpt_skip) return (Window){0, whole + 1, false};
    uint32_t from = underline_of(center, center).from;
    from = from > BEFORE ? from - BEFORE : 0;
    return (Window){from, from + WIDEST, from > 0 || center->excerpt_skip};
}

static void glyph_print(FILE *out, Str line, size_t at, const Glyph *glyph, uint32_t cells)
{
    if (glyph->code == '\t') fprintf(out, "%*s", (int)cells, "");
    else if (glyph->escape[0]) fputs(glyph->escape, out);
    else fwrite(line.at + at, 1, glyph->len, out);
}

static void line_print(FILE *out, Str line, Window window)
{
    if (window.is_cut) fputs("...", out);
    uint32_t cell = 0;
    size_t at = 0;
    while (at < line.len && cell < window.to) {
        Glyph glyph = glyph_at(line, at);
        uint32_t cells = cells_of(&glyph, cell);
        if (cell >= window.from) glyph_print(out, line, at, &glyph, cells);
        else if (cell + cells > window.from) fprintf(out, "%*s", (int)(cell + cells - window.from), "");
        cell += cells;
        at += glyph.len;
    }
    if (at < line.len) fputs("...", out);
}

static Underline clipped(Underline under, Window window)
{
    if (under.from < window.from) under.from = window.from;
    if (under.from >= window.to) under.from = window.to - 1;
    if (under.to > window.to) under.to = window.to;
    if (under.to <= under.from) under.to = under.from + 1;
    return under;
}

static void gutter_print(const Paint *p, int margin, uint32_t line)
{
    paint(p, INK_FRAME);
    if (line) fprintf(p->out, "%*u |", margin, line);
    else fprintf(p->out, "%*s |", margin, "");
    paint(p, INK_PLAIN);
}

static void mark_print(const Paint *p, const Mark *mark, const Location *shown, Window window, int margin)
{
    Underline under = clipped(underline_of(mark->at, shown), window);
    gutter_print(p, margin, 0);
    fprintf(p->out, "%*s", (int)(1 + (window.is_cut ? 3 : 0) + under.from - window.from), "");
    paint(p, mark->ink);
    for (uint32_t cell = under.from; cell < under.to; cell++) fputc(mark->is_main ? '^' : '-', p->out);
    paint(p, INK_PLAIN);
    if (mark->step) fprintf(p->out, " %u:", mark->step);
    if (mark->label.len) {
        fputc(' ', p->out);
        paint_text(p, mark->ink, mark->label);
    }
    fputc('\n', p->out);
}

// All marks of one line, under the line.
static void row_print(const Paint *p, const Mark *marks, uint32_t count, int margin)
{
    const Location *shown = center_of(marks, count);
    Window window = window_of(shown);
    gutter_print(p, margin, shown->from.line);
    Str line = line_of(shown);
    if (line.len) fputc(' ', p->out);
    line_print(p->out, line, window);
    fputc('\n', p->out);
    for (uint32_t i = 0; i < count; i++) mark_print(p, &marks[i], shown, window, margin);
}

int mark_compare(const Mark *a, const Mark *b)
{
    const Position *left = &a->at->from, *right = &b->at->from;
    if (left->cell != right->cell) return left->cell < right->cell ? -1 : 1;
    if (left->line != right->line) return left->line < right->line ? -1 : 1;
    return (int)b->is_main - (int)a->is_main;
}

static bool stands_before(const Mark *a, const Mark *b)
{
    int order = mark_compare(a, b);
    return order ? order < 0 : a->at->from.column < b->at->from.column;
}

static void marks_sort(Mark *marks, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t j = i; j > 0 && stands_before(&marks[j], &marks[j - 1]); j--) {
            Mark moved = marks[j];
            marks[j] = marks[j - 1];
            marks[j - 1] = moved;
        }
}

int frame_margin(const Mark *marks, uint32_t count)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < count; i++)
        if (marks[i].at->from.line > last) last = marks[i].at->from.line;
    int digits = 1;
    while (last >= 10) last /= 10, digits++;
    return digits + 1;
}

void frame_print(const Paint *p, Mark *marks, uint32_t count)
{
    int margin = frame_margin(marks, count);
    marks_sort(marks, count);
    gutter_print(p, margin, 0);
    fputc('\n', p->out);
    const Position *last = NULL;
    for (uint32_t i = 0, len; i < count; i += len) {
        const Position *at = &marks[i].at->from;
        for (len = 1; i + len < count && mark_shares_line(&marks[i + len], &marks[i]);) len++;
        if (last && at->cell != last->cell) fprintf(p->out, "cell %u:\n", at->cell);
        else if (last && at->line > last->line + 1) fputs("...\n", p->out);
        row_print(p, marks + i, len, margin);
        last = at;
    }
    gutter_print(p, margin, 0);
    fputc('\n', p->out);
}
