#include "source/source.h"

#include "base/filepath.h"
#include "base/os.h"
#include "base/str.h"
#include "base/utf8.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define BOM STR("\xEF\xBB\xBF")

// --- lines -----------------------------------------------------------------------------------------------------

// memchr takes most files at many bytes a step; only those with a carriage return are looked at byte by byte.
static void find_lines(Arena *arena, Source *source)
{
    Str text = source->text;
    *array_push(arena, &source->lines) = 0;
    bool has_return = memchr(text.len ? text.at : "", '\r', text.len) != NULL;
    for (size_t at = 0; at < text.len; at++) {
        if (!has_return) at += str_find_char(str_from_byte(text, at), '\n');
        if (at >= text.len) break;
        bool is_end = text.at[at] == '\n' || (text.at[at] == '\r' && !(at + 1 < text.len && text.at[at + 1] == '\n'));
        if (is_end) *array_push(arena, &source->lines) = (uint32_t)at + 1;
    }
}

enum { MILE = 4096 };  // bytes

// The columns of a character are counted from the start of its line. Where a machine wrote a program on one line, that would
// cost the length of the file for each finding.
static void line_add_milestones(Arena *arena, Source *source, uint32_t from, uint32_t to)
{
    Milestone here = {.byte = from, .column = 1, .column_utf16 = 1};
    for (uint32_t next = from + MILE; here.byte < to;) {
        uint32_t point;
        here.byte += (uint32_t)utf8_decode(source->text, here.byte, &point);
        here.column++;
        here.column_utf16 += point > 0xFFFF ? 2 : 1;
        if (here.byte < next) continue;
        *array_push(arena, &source->milestones) = here;
        next = here.byte + MILE;
    }
}

static void find_milestones(Arena *arena, Source *source)
{
    for (uint32_t line = 1; line <= source->lines.len; line++) {
        Span span = source_line_span(source, line);
        if (span.to - span.from <= 2 * MILE) continue;
        bool has_mark = !span.from && str_starts(source->text, BOM);
        line_add_milestones(arena, source, span.from + (has_mark ? (uint32_t)BOM.len : 0), span.to);
    }
}

// The last milestone at or before the byte; NULL when the line has none there.
static const Milestone *milestone_before(const Source *source, uint32_t line_start, uint32_t byte)
{
    uint32_t low = 0, high = source->milestones.len;  // those before `low` are at or before the byte, those from `high` on are not
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->milestones.at[middle].byte <= byte) low = middle + 1;
        else high = middle;
    }
    const Milestone *found = low ? &source->milestones.at[low - 1] : NULL;
    return found && found->byte > line_start ? found : NULL;
}

uint32_t source_line(const Source *source, uint32_t byte)
{
    uint32_t low = 0, high = source->lines.len;  // the answer is in (low, high]
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines.at[middle] <= byte) low = middle;
        else high = middle;
    }
    return low + 1;
}

Span source_line_span(const Source *source, uint32_t line)
{
    uint32_t len = (uint32_t)source->text.len;
    if (line == 0 || line > source->lines.len) return (Span){len, len};
    uint32_t from = source->lines.at[line - 1];
    uint32_t to = line < source->lines.len ? source->lines.at[line] : len;
    if (to > from && source->text.at[to - 1] == '\n') to--;
    if (to > from && source->text.at[to - 1] == '\r') to--;
    return (Span){from, to};
}

Str source_text(const Source *source, Span span) { return str_slice(source->text, span.from, span.to); }

Position source_position(const Source *source, uint32_t byte)
{
    if (byte > source->text.len) byte = (uint32_t)source->text.len;
    Position position = {.line = source_line(source, byte), .column = 1, .column_utf16 = 1};
    size_t at = source->lines.at[position.line - 1];
    position.column_byte = byte - (uint32_t)at + 1;
    const Milestone *milestone = byte - at > MILE ? milestone_before(source, (uint32_t)at, byte) : NULL;
    if (at == 0 && str_starts(source->text, BOM)) at = BOM.len;  // a mark, no character
    if (milestone) {
        at = milestone->byte;
        position.column = milestone->column;
        position.column_utf16 = milestone->column_utf16;
    }
    while (at < byte) {
        uint32_t point;
        at += utf8_decode(source->text, at, &point);
        position.column++;
        position.column_utf16 += point > 0xFFFF ? 2 : 1;
    }
    return position;
}

// --- making ----------------------------------------------------------------------------------------------------

static bool is_utf16(Str text)
{
    return str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF"));
}

static void skip(Source *source, Str why)
{
    source->text = (Str){0};
    source->skipped = why;
}

static void take_notebook(Arena *arena, Source *source, const Notebook *notebook)
{
    if (!str_starts(notebook->language, STR("python"))) {
        skip(source, arena_format(arena, "a notebook in %.*s", FMT(notebook->language)));
        return;
    }
    source->text = notebook->module;
    source->cells = notebook->cells;
}

bool source_from_text(Arena *arena, Str path, Language language, Str text, Source *source, Problem *why)
{
    if (is_utf16(text)) {
        *why = (Problem){STR("it is UTF-16"), STR("save it as UTF-8, the encoding that compilers and Python read")};
        return false;
    }
    if (text.len > INT32_MAX) return problem_set(why, arena, "it is larger than 2 GiB");
    Notebook notebook = {.language = STR("python")};
    if (notebook_is(path) && text.len && !notebook_read(arena, text, &notebook, why)) return false;
    XXH128_hash_t hash = XXH3_128bits(text.len ? text.at : "", text.len);
    *source = (Source){.path = path, .text = text, .language = language, .hash = {hash.low64, hash.high64}};
    if (notebook_is(path)) take_notebook(arena, source, &notebook);
    if (str_ends(path, STR(".pyi"))) skip(source, STR("a stub: nothing in it runs"));
    find_lines(arena, source);
    find_milestones(arena, source);
    return true;
}

bool source_read(Arena *arena, Str path, Language language, uint64_t max_size, Source *source, Problem *why)
{
    Str text;
    if (!os_read(arena, path, max_size, &text, why)) return false;
    return source_from_text(arena, path, language, text, source, why);
}

Language language_of_path(Str path)
{
    static const struct { const char *ending; Language language; } endings[] = {
        {".c", LANG_C}, {".h", LANG_C}, {".py", LANG_PYTHON}, {".pyi", LANG_PYTHON}, {".pyw", LANG_PYTHON},
        {".ipynb", LANG_PYTHON},
    };
    Str name = filepath_name(path);
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        Str ending = str_from(endings[i].ending);
        if (name.len > ending.len && str_ends(name, ending)) return endings[i].language;
    }
    return (Language)0;
}
