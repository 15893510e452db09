// What arrives: a stream of bytes becomes messages, each behind a header that says how long it is.
//
// A stream that is out of step finds its way again: what is no header is dropped up to the next one, and a message that is too large
// is passed over without being kept.
#pragma once

#include "base/array.h"

typedef struct Frames {
    Arena room;
    ArrayOf(char) bytes;  // what has come and was not taken yet: [start, len)
    uint32_t start;
    uint64_t to_skip;     // bytes of a message that is too large
} Frames;

typedef enum FrameKind {
    FRAME_NONE,    // more bytes are needed
    FRAME_WHOLE,
    FRAME_BROKEN,  // something was dropped: `body` says why
} FrameKind;

// Adds bytes to the stream.
void frames_feed(Frames *frames, Str bytes);
// Takes the next message; its body is valid until frames_feed.
FrameKind frames_next(Frames *frames, Str *body);
void frames_done(Frames *frames);
