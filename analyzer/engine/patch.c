#include "engine/patch.h"

#include <stdio.h>

#include "base/str.h"

Str patch_apply(Arena *arena, Str text, const Edits *edits)
{
    size_t len = text.len;
    for (uint32_t i = 0; i < edits->len; i++) len += edits->at[i].text.len;
    char *at = arena_push(arena, len + 1);
    size_t used = 0, done = 0;
    for (uint32_t i = 0; i < edits->len; i++) {
        const Edit *edit = &edits->at[i];
        assert(edit->span.from >= done && edit->span.to >= edit->span.from && edit->span.to <= text.len);
        if (edit->span.from > done) memcpy(at + used, text.at + done, edit->span.from - done);
        used += edit->span.from - done;
        if (edit->text.len) memcpy(at + used, edit->text.at, edit->text.len);
        used += edit->text.len;
        done = edit->span.to;
    }
    if (text.len > done) memcpy(at + used, text.at + done, text.len - done);
    return (Str){at, used + text.len - done};
}

// --- edits of edits --------------------------------------------------------------------------------------------

// A stretch of a text that was made: bytes of the first text, or new ones.
typedef struct Piece {
    Span from;  // of the first text; empty = new
    Str made;
} Piece;

typedef ArrayOf(Piece) Pieces;

static size_t piece_len(const Piece *piece) { return piece->made.len ? piece->made.len : piece->from.to - piece->from.from; }

static Piece piece_slice(const Piece *piece, size_t from, size_t to)
{
    if (piece->made.len) return (Piece){.made = str_slice(piece->made, from, to)};
    return (Piece){.from = {piece->from.from + (uint32_t)from, piece->from.from + (uint32_t)to}};
}

// Copies the bytes [from, to) of the text that the pieces make; `*at` is the piece and `*start` where it begins, both only go forward.
static void copy_pieces(Arena *arena, const Pieces *pieces, Span wanted, uint32_t *at, size_t *start, Pieces *copied)
{
    while (*at < pieces->len) {
        const Piece *piece = &pieces->at[*at];
        size_t end = *start + piece_len(piece);
        size_t from = wanted.from > *start ? wanted.from : *start, to = wanted.to < end ? wanted.to : end;
        if (from < to) *array_push(arena, copied) = piece_slice(piece, from - *start, to - *start);
        if (end > wanted.to) return;
        *start = end;
        ++*at;
    }
}

static Pieces pieces_edit(Arena *arena, const Pieces *pieces, const Edits *edits)
{
    Pieces made = {0};
    uint32_t at = 0, done = 0;
    size_t start = 0;
    for (uint32_t i = 0; i < edits->len; i++) {
        const Edit *edit = &edits->at[i];
        copy_pieces(arena, pieces, (Span){done, edit->span.from}, &at, &start, &made);
        if (edit->text.len) *array_push(arena, &made) = (Piece){.made = edit->text};
        done = edit->span.to;
    }
    copy_pieces(arena, pieces, (Span){done, UINT32_MAX}, &at, &start, &made);
    return made;
}

static void add_edit(Arena *arena, Edits *edits, Span span, Str text)
{
    if (span.to > span.from || text.len) *array_push(arena, edits) = (Edit){span, text};
}

Edits patch_join(Arena *arena, size_t text_len, const Edits *first, const Edits *second)
{
    Pieces whole = {0};
    if (text_len) *array_push(arena, &whole) = (Piece){.from = {0, (uint32_t)text_len}};
    Pieces once = pieces_edit(arena, &whole, first), twice = pieces_edit(arena, &once, second);
    Edits joined = {0};
    Str made = {0};
    uint32_t done = 0;
    for (uint32_t i = 0; i < twice.len; i++) {
        const Piece *piece = &twice.at[i];
        if (piece->made.len) {
            made = made.len ? arena_format(arena, "%.*s%.*s", FMT(made), FMT(piece->made)) : piece->made;
            continue;
        }
        add_edit(arena, &joined, (Span){done, piece->from.from}, made);
        made = (Str){0};
        done = piece->from.to;
    }
    add_edit(arena, &joined, (Span){done, (uint32_t)text_len}, made);
    return joined;
}

// --- lines -----------------------------------------------------------------------------------------------------

typedef ArrayOf(Str) Lines;  // each with its "\n"; the last one may have none

static Lines lines_of(Arena *arena, Str text)
{
    Lines lines = {0};
    for (size_t at = 0; at < text.len;) {
        Str rest = str_from_byte(text, at);
        Str line = str_slice(rest, 0, str_find_char(rest, '\n') + 1);
        *array_push(arena, &lines) = line;
        at += line.len;
    }
    return lines;
}

// --- hunks -----------------------------------------------------------------------------------------------------

// Lines [from, to) of the old text become `made`.
typedef struct Change {
    uint32_t from, to;
    Lines made;
} Change;

typedef ArrayOf(Change) Changes;

static uint32_t line_at(Str text, const Lines *lines, uint32_t byte)
{
    uint32_t low = 0, high = lines->len;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if ((size_t)(lines->at[middle].at - text.at) <= byte) low = middle;
        else high = middle;
    }
    return low;
}

// Takes the lines that stay as they are off both ends.
static void trim(Change *change, const Lines *old)
{
    Lines *made = &change->made;
    while (change->from < change->to && made->len && str_equal(old->at[change->from], made->at[0])) {
        change->from++;
        made->at++;
        made->len--;
    }
    while (change->from < change->to && made->len && str_equal(old->at[change->to - 1], made->at[made->len - 1])) {
        change->to--;
        made->len--;
    }
}

// The edits [first, first + count), which touch the lines [from, to) and no other edit does.
static Change change_of(Arena *arena, Str text, const Lines *old, const Edits *edits, Change room, uint32_t first, uint32_t count)
{
    size_t start = room.from < old->len ? (size_t)(old->at[room.from].at - text.at) : 0;
    size_t end = room.to < old->len ? (size_t)(old->at[room.to].at - text.at) : text.len;
    Edits moved = {0};
    for (uint32_t i = first; i < first + count; i++) {
        Edit *edit = array_push(arena, &moved);
        *edit = edits->at[i];
        edit->span.from -= (uint32_t)start;
        edit->span.to -= (uint32_t)start;
    }
    room.made = lines_of(arena, patch_apply(arena, str_slice(text, start, end), &moved));
    trim(&room, old);
    return room;
}

static Changes changes_of(Arena *arena, Str text, const Lines *old, const Edits *edits)
{
    Changes changes = {0};
    for (uint32_t i = 0, count; i < edits->len; i += count) {
        Change room = {.from = line_at(text, old, edits->at[i].span.from)};
        for (count = 0; i + count < edits->len; count++) {
            Span span = edits->at[i + count].span;
            if (count && line_at(text, old, span.from) >= room.to) break;
            uint32_t to = old->len ? line_at(text, old, span.to) + 1 : 0;
            if (to > room.to) room.to = to;
        }
        Change change = change_of(arena, text, old, edits, room, i, count);
        if (change.from < change.to || change.made.len) *array_push(arena, &changes) = change;
    }
    return changes;
}

// --- text ------------------------------------------------------------------------------------------------------

typedef ArrayOf(char) Output;

static void put(Arena *arena, Output *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) *array_push(arena, out) = text.at[i];
}

static void put_line(Arena *arena, Output *out, char sign, Str line)
{
    *array_push(arena, out) = sign;
    put(arena, out, line);
    if (!str_ends(line, STR("\n"))) put(arena, out, STR("\n\\ No newline at end of file\n"));
}

// "12,3": what stands in a hunk's header; an empty range names the line before it.
static Str range_text(Arena *arena, uint32_t from, uint32_t count)
{
    return arena_format(arena, "%u,%u", count ? from + 1 : from, count);
}

enum { CONTEXT = 3 };

// One hunk of the changes [first, first + count). `shift` is how much longer the new text is before it.
static void put_hunk(Arena *arena, Output *out, const Lines *old, const Change *changes, uint32_t count, int64_t shift)
{
    uint32_t from = changes[0].from > CONTEXT ? changes[0].from - CONTEXT : 0;
    uint32_t to = changes[count - 1].to + CONTEXT < old->len ? changes[count - 1].to + CONTEXT : old->len;
    int64_t longer = 0;
    for (uint32_t i = 0; i < count; i++) longer += (int64_t)changes[i].made.len - (changes[i].to - changes[i].from);
    Str was = range_text(arena, from, to - from);
    Str is = range_text(arena, (uint32_t)(from + shift), (uint32_t)(to - from + longer));
    put(arena, out, arena_format(arena, "@@ -%.*s +%.*s @@\n", FMT(was), FMT(is)));
    uint32_t line = from;
    for (uint32_t i = 0; i < count; i++) {
        while (line < changes[i].from) put_line(arena, out, ' ', old->at[line++]);
        while (line < changes[i].to) put_line(arena, out, '-', old->at[line++]);
        for (uint32_t j = 0; j < changes[i].made.len; j++) put_line(arena, out, '+', changes[i].made.at[j]);
    }
    while (line < to) put_line(arena, out, ' ', old->at[line++]);
}

static bool needs_quotes(Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.at[i];
        if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') return true;
    }
    return false;
}

// "--- a/PATH" as git writes it: a path with unusual bytes is quoted, one with a space ends with a tab.
static void put_path(Arena *arena, Output *out, const char *start, Str path)
{
    bool quote = needs_quotes(path);
    put(arena, out, arena_format(arena, "%s %s%c/", start, quote ? "\"" : "", start[0] == '-' ? 'a' : 'b'));
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.at[i];
        if (c == '"' || c == '\\') put(arena, out, arena_format(arena, "\\%c", c));
        else if (c < ' ' || c >= 0x7f) put(arena, out, arena_format(arena, "\\%03o", c));
        else *array_push(arena, out) = (char)c;
    }
    put(arena, out, quote ? STR("\"\n") : str_contains(path, STR(" ")) ? STR("\t\n") : STR("\n"));
}

Str patch_diff(Arena *arena, Str path, Str text, const Edits *edits)
{
    Lines old = lines_of(arena, text);
    Changes changes = changes_of(arena, text, &old, edits);
    Output out = {0};
    if (!changes.len) return (Str){0};
    put_path(arena, &out, "---", path);
    put_path(arena, &out, "+++", path);
    int64_t shift = 0;
    for (uint32_t i = 0, count; i < changes.len; i += count) {
        for (count = 1; i + count < changes.len; count++)
            if (changes.at[i + count].from > changes.at[i + count - 1].to + 2 * CONTEXT) break;
        put_hunk(arena, &out, &old, &changes.at[i], count, shift);
        for (uint32_t j = i; j < i + count; j++)
            shift += (int64_t)changes.at[j].made.len - (changes.at[j].to - changes.at[j].from);
    }
    return (Str){out.at, out.len};
}
