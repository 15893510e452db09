#include "report/html_frame.h"

#include "base/str.h"
#include "base/utf8.h"
#include "report/frame.h"
#include "report/markup.h"

enum { WIDEST = 200, BEFORE = 60 };  // characters of a line that are shown; those before the first mark of a longer one

typedef ArrayOf(Mark) Marks;

// A line of the frame. The text is the whole line, or the part of it that its marks carry.
typedef struct Row {
    uint32_t cell;      // of a notebook, else 0
    uint32_t line;
    uint32_t skip;      // characters of the line before the text
    Str text;
    const Mark *marks;  // the first of `count` that start here
    uint32_t count;
    const Location *goes_on;  // a place of several lines that started above, or NULL
} Row;

typedef struct Rows {
    Row *at;
    uint32_t len;
    uint32_t cap;
    uint32_t indent;  // characters of white space before every line, which are not shown
} Rows;

// --- rows ------------------------------------------------------------------------------------------------------

static bool stands_before(const Mark *a, const Mark *b)
{
    int order = mark_compare(a, b);
    return order ? order < 0 : a->step < b->step;
}

// Few marks: a finding has as many as its path has steps.
static void mark_add(Arena *scratch, Marks *marks, Mark mark)
{
    array_push(scratch, marks);
    uint32_t i = marks->len - 1;
    for (; i > 0 && stands_before(&mark, &marks->at[i - 1]); i--) marks->at[i] = marks->at[i - 1];
    marks->at[i] = mark;
}

static Marks marks_of(Arena *scratch, const Finding *finding)
{
    Marks marks = {0};
    mark_add(scratch, &marks, (Mark){.at = &finding->at, .is_main = true});
    for (uint32_t i = 0; i < finding->related.len; i++)
        mark_add(scratch, &marks, (Mark){.at = &finding->related.at[i].at, .label = finding->related.at[i].text});
    for (uint32_t i = 0; i < finding->steps.len; i++)
        mark_add(scratch, &marks, (Mark){.at = &finding->steps.at[i].at, .label = finding->steps.at[i].text, .step = i + 1});
    return marks;
}

static void context_add(Arena *scratch, Rows *rows, const Source *source, uint32_t line)
{
    if (!source || line > source->lines.len) return;
    Str text = source_text(source, source_line_span(source, line));
    if (str_trim(text).len) *array_push(scratch, rows) = (Row){.line = line, .text = text};
}

// The lines below its first that the finding's own place covers, up to the next mark.
static void rest_add(Arena *scratch, Rows *rows, const Source *source, const Location *at, uint32_t before)
{
    enum { MOST_LINES = 8 };
    if (!source) return;
    for (uint32_t line = at->from.line + 1; line <= at->to.line && line < before && line < at->from.line + MOST_LINES; line++) {
        Str text = source_text(source, source_line_span(source, line));
        *array_push(scratch, rows) = (Row){.line = line, .text = text, .goes_on = at};
    }
}

// Spaces or tabs, as the first line has them.
static uint32_t indent_of(const Rows *rows)
{
    char kind = rows->at[0].text.len ? rows->at[0].text.at[0] : 0;
    uint32_t indent = kind == ' ' || kind == '\t' ? UINT32_MAX : 0;
    for (uint32_t i = 0; i < rows->len; i++) {
        Str text = rows->at[i].text;
        uint32_t len = 0;
        while (len < text.len && text.at[len] == kind) len++;
        if (rows->at[i].skip) return 0;
        if (len < indent) indent = len;
    }
    return indent;
}

// A notebook has no source here, and so no context: its lines are those of its cells.
static Rows rows_of(Arena *scratch, const Marks *marks, const Source *source)
{
    Rows rows = {0};
    for (uint32_t i = 0, len; i < marks->len; i += len) {
        const Location *at = marks->at[i].at;
        uint32_t line = at->from.line, last = rows.len ? rows.at[rows.len - 1].line : 0;
        for (len = 1; i + len < marks->len && mark_shares_line(&marks->at[i + len], &marks->at[i]);) len++;
        if (line > last + 1) context_add(scratch, &rows, source, line - 1);
        Row *row = array_push(scratch, &rows);
        *row = (Row){.cell = at->from.cell, .line = line, .skip = at->excerpt_skip, .text = at->excerpt, .marks = &marks->at[i], .count = len};
        uint32_t next = i + len < marks->len ? marks->at[i + len].at->from.line : UINT32_MAX;
        if (marks->at[i].is_main) rest_add(scratch, &rows, source, at, next);
        last = rows.at[rows.len - 1].line;
        if (last + 1 < next) context_add(scratch, &rows, source, last + 1);
    }
    rows.indent = indent_of(&rows);
    return rows;
}

// --- one row ---------------------------------------------------------------------------------------------------

typedef enum Emphasis { EMPHASIS_NONE, EMPHASIS_NOTE, EMPHASIS_MAIN } Emphasis;

static bool covers(const Location *at, uint32_t line, uint32_t column)
{
    if (line > at->from.line) return line < at->to.line || column < at->to.column;
    if (column < at->from.column) return false;
    if (at->to.line > at->from.line) return true;
    return column < at->to.column || (column == at->from.column && at->to.column <= at->from.column);
}

static Emphasis emphasis_of(const Row *row, uint32_t column)
{
    Emphasis emphasis = EMPHASIS_NONE;
    if (row->goes_on && covers(row->goes_on, row->line, column)) return EMPHASIS_MAIN;
    for (uint32_t i = 0; i < row->count; i++) {
        if (!covers(row->marks[i].at, row->line, column)) continue;
        if (row->marks[i].is_main) return EMPHASIS_MAIN;
        emphasis = EMPHASIS_NOTE;
    }
    return emphasis;
}

static void emphasis_change(Emphasis from, Emphasis to, FILE *out)
{
    if (from == to) return;
    if (from) fputs("</mark>", out);
    if (to) fputs(to == EMPHASIS_MAIN ? "<mark class=\"main\">" : "<mark>", out);
}

// The column of the first character that is shown: late in a long line, so that its first mark is seen.
static uint32_t first_column(const Row *row, uint32_t indent)
{
    uint32_t first = row->count ? row->marks[0].at->from.column : 1;
    return first > row->skip + indent + WIDEST - BEFORE ? first - BEFORE : row->skip + indent + 1;
}

static void code_write(const Row *row, uint32_t from, uint32_t indent, FILE *out)
{
    uint32_t column = row->skip + 1;
    Emphasis emphasis = EMPHASIS_NONE;
    bool is_indent = true;
    size_t at = row->line == 1 && !row->skip && str_starts(row->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    if (from > indent + 1) fputs("<i>\xE2\x80\xA6</i>", out);
    for (; at < row->text.len && column < from + WIDEST; column++) {
        uint32_t point;
        size_t len = utf8_decode(row->text, at, &point);
        is_indent = is_indent && (point == ' ' || point == '\t');
        if (column >= from) {
            Emphasis now = is_indent ? EMPHASIS_NONE : emphasis_of(row, column);
            emphasis_change(emphasis, now, out);
            emphasis = now;
            markup_text(out, str_slice(row->text, at, at + len));
        }
        at += len;
    }
    emphasis_change(emphasis, EMPHASIS_NONE, out);
    if (at < row->text.len) fputs("<i>\xE2\x80\xA6</i>", out);
}

static void label_write(const Mark *mark, uint32_t first, FILE *out)
{
    if (!mark->label.len && !mark->step) return;
    uint32_t indent = mark->at->from.column > first ? mark->at->from.column - first : 0;
    fprintf(out, "<span class=\"say\" style=\"margin-left:min(%uch,35%%)\">", indent);
    fputs("<span>", out);
    if (mark->step) fprintf(out, "<b><i class=\"hidden\">step </i>%u</b> ", mark->step);
    markup_text(out, mark->label);
    fputs("</span></span>", out);
}

static void row_write(const Row *row, uint32_t indent, FILE *out)
{
    uint32_t from = first_column(row, indent);
    fprintf(out, "<div class=\"row%s\"><span class=\"no\">%u</span><div><code>", row->count || row->goes_on ? " at" : "", row->line);
    code_write(row, from, indent, out);
    fputs("</code>", out);
    for (uint32_t i = 0; i < row->count; i++) label_write(&row->marks[i], from, out);
    fputs("</div></div>\n", out);
}

void html_frame(const Finding *finding, const Source *source, FILE *out)
{
    Arena scratch = {0};
    Marks marks = marks_of(&scratch, finding);
    Rows rows = rows_of(&scratch, &marks, source);
    fputs("<div class=\"frame\">\n", out);
    for (uint32_t i = 0; i < rows.len; i++) {
        bool is_other_cell = i && rows.at[i].cell != rows.at[i - 1].cell;
        if (is_other_cell) fprintf(out, "<div class=\"gap\">cell %u</div>\n", rows.at[i].cell);
        else if (i && rows.at[i].line > rows.at[i - 1].line + 1) fputs("<div class=\"gap\"></div>\n", out);
        row_write(&rows.at[i], rows.indent, out);
    }
    fputs("</div>\n", out);
    arena_close(&scratch);
}
