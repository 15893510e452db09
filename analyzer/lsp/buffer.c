#include "lsp/buffer.h"

#include "base/str.h"
#include "base/utf8.h"

static void find_lines(Buffer *buffer)
{
    Str text = buffer->text;
    *array_push(&buffer->room, &buffer->lines) = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool ends = text.at[i] == '\n' || (text.at[i] == '\r' && !(i + 1 < text.len && text.at[i + 1] == '\n'));
        if (ends) *array_push(&buffer->room, &buffer->lines) = (uint32_t)i + 1;
    }
}

// Puts three pieces in the place of the text, which they may lie in.
static void join(Buffer *buffer, Str before, Str middle, Str after)
{
    Buffer made = {0};
    size_t len = before.len + middle.len + after.len;
    char *at = arena_push(&made.room, len + 1);
    if (before.len) memcpy(at, before.at, before.len);
    if (middle.len) memcpy(at + before.len, middle.at, middle.len);
    if (after.len) memcpy(at + before.len + middle.len, after.at, after.len);
    made.text = (Str){at, len};
    find_lines(&made);
    arena_close(&buffer->room);
    *buffer = made;
}

void buffer_set(Buffer *buffer, Str text) { join(buffer, (Str){0}, text, (Str){0}); }

void buffer_change(Buffer *buffer, Encoding encoding, Caret from, Caret to, Str text)
{
    uint32_t start = buffer_byte(buffer, encoding, from), end = buffer_byte(buffer, encoding, to);
    if (end < start) end = start;
    join(buffer, str_slice(buffer->text, 0, start), text, str_from_byte(buffer->text, end));
}

Str buffer_line_text(const Buffer *buffer, uint32_t line)
{
    uint32_t from = buffer->lines.at[line];
    uint32_t to = line + 1 < buffer->lines.len ? buffer->lines.at[line + 1] : (uint32_t)buffer->text.len;
    while (to > from && (buffer->text.at[to - 1] == '\n' || buffer->text.at[to - 1] == '\r')) to--;
    return str_slice(buffer->text, from, to);
}

uint32_t buffer_line(const Buffer *buffer, uint32_t byte)
{
    uint32_t low = 0, high = buffer->lines.len;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (buffer->lines.at[middle] <= byte) low = middle;
        else high = middle;
    }
    return low;
}

static uint32_t units_of(Encoding encoding, size_t bytes) { return encoding == ENCODING_UTF8 ? (uint32_t)bytes : bytes == 4 ? 2 : 1; }

uint32_t buffer_byte(const Buffer *buffer, Encoding encoding, Caret place)
{
    if (place.line >= buffer->lines.len) return (uint32_t)buffer->text.len;
    Str line = buffer_line_text(buffer, place.line);
    uint32_t counted = 0, point;
    size_t at = 0;
    while (at < line.len) {
        size_t step = utf8_decode(line, at, &point);
        counted += units_of(encoding, step);
        if (counted > place.character) break;
        at += step;
    }
    return buffer->lines.at[place.line] + (uint32_t)at;
}

Caret buffer_caret(const Buffer *buffer, Encoding encoding, uint32_t byte)
{
    if (byte > buffer->text.len) byte = (uint32_t)buffer->text.len;
    Caret place = {.line = buffer_line(buffer, byte)};
    uint32_t at = buffer->lines.at[place.line], point;
    while (at < byte) {
        size_t step = utf8_decode(buffer->text, at, &point);
        if (at + step > byte) break;
        place.character += units_of(encoding, step);
        at += (uint32_t)step;
    }
    return place;
}

void buffer_done(Buffer *buffer)
{
    arena_close(&buffer->room);
    *buffer = (Buffer){0};
}
