#include "lsp/frame.h"

#include "base/str.h"

enum { LONGEST_HEADER = 4096, LONGEST_BODY = 64 << 20, ROOM_TO_KEEP = 1 << 20 };

static Str waiting(const Frames *frames) { return str_from_byte((Str){frames->bytes.at, frames->bytes.len}, frames->start); }

static void drop(Frames *frames, size_t count) { frames->start += (uint32_t)count; }

static void forget_taken(Frames *frames)
{
    uint32_t left = frames->bytes.len - frames->start;
    if (left && frames->start) memmove(frames->bytes.at, frames->bytes.at + frames->start, left);
    frames->bytes.len = left;
    frames->start = 0;
    if (left) return;
    frames->bytes.at = NULL;
    frames->bytes.cap = 0;
    if (arena_held(&frames->room) > ROOM_TO_KEEP) arena_close(&frames->room);
    else arena_reset(&frames->room);
}

void frames_feed(Frames *frames, Str bytes)
{
    forget_taken(frames);
    if (frames->to_skip) {
        size_t skipped = bytes.len < frames->to_skip ? bytes.len : (size_t)frames->to_skip;
        frames->to_skip -= skipped;
        bytes = str_from_byte(bytes, skipped);
    }
    if (bytes.len) memcpy(array_extend(&frames->room, &frames->bytes, bytes.len), bytes.at, bytes.len);
}

// The bytes of a header with the empty line behind it, 0 when its end has not come.
static size_t header_length(Str bytes)
{
    size_t most = bytes.len < LONGEST_HEADER ? bytes.len : LONGEST_HEADER;
    for (size_t i = 0; i < most; i++) {
        if (bytes.at[i] != '\n') continue;
        if (i + 1 < most && bytes.at[i + 1] == '\n') return i + 2;
        if (i + 2 < most && bytes.at[i + 1] == '\r' && bytes.at[i + 2] == '\n') return i + 3;
    }
    return 0;
}

static bool same_letters(Str text, const char *lower)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] + 32 : text.at[i]) != lower[i]) return false;
    return true;
}

// Reads "Content-Length: 123". A number beyond 18 digits is none.
static bool read_length(Str line, uint64_t *length)
{
    static const char name[] = "content-length:";
    enum { NAME = sizeof name - 1, MOST_DIGITS = 18 };
    if (line.len < NAME || !same_letters(str_slice(line, 0, NAME), name)) return false;
    Str digits = str_trim(str_from_byte(line, NAME));
    if (!digits.len || digits.len > MOST_DIGITS) return false;
    *length = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') return false;
        *length = *length * 10 + (uint64_t)(digits.at[i] - '0');
    }
    return true;
}

static bool find_length(Str header, uint64_t *length)
{
    Str line;
    bool is_found = false;
    while (str_cut(&header, '\n', &line)) is_found |= read_length(line, length);
    return is_found;
}

static FrameKind broken(Str *why, const char *text)
{
    *why = str_from(text);
    return FRAME_BROKEN;
}

// Nothing that long is a header: what follows may be in step again.
static FrameKind find_step(Frames *frames, Str *why)
{
    Str bytes = waiting(frames);
    size_t next = 1;
    while (next < bytes.len && !str_starts(str_from_byte(bytes, next), STR("Content-Length:"))) next++;
    drop(frames, next);
    return broken(why, "what came is no header");
}

FrameKind frames_next(Frames *frames, Str *body)
{
    Str bytes = waiting(frames);
    size_t header = header_length(bytes);
    uint64_t length = 0;
    if (!header) return bytes.len < LONGEST_HEADER ? FRAME_NONE : find_step(frames, body);
    if (!find_length(str_slice(bytes, 0, header), &length)) {
        drop(frames, header);
        return broken(body, "a header has no Content-Length");
    }
    if (length > LONGEST_BODY) {
        uint64_t here = bytes.len - header < length ? bytes.len - header : length;
        frames->to_skip = length - here;
        drop(frames, header + (size_t)here);
        return broken(body, "a message has more than 64 MiB");
    }
    if (bytes.len - header < length) return FRAME_NONE;
    *body = str_slice(bytes, header, header + (size_t)length);
    drop(frames, header + (size_t)length);
    return FRAME_WHOLE;
}

void frames_done(Frames *frames) { arena_close(&frames->room); }
