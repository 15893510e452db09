// What a client sends to the language server: the stream in two pieces gives the messages of the stream in one.
#include "fuzz.h"

#include <jansson.h>

#include "lsp/frame.h"

static uint32_t count_messages(Str first, Str second)
{
    Frames frames = {0};
    uint32_t count = 0;
    const Str pieces[] = {first, second};
    for (int i = 0; i < 2; i++) {
        Str body;
        frames_feed(&frames, pieces[i]);
        for (FrameKind kind; (kind = frames_next(&frames, &body)) != FRAME_NONE;) {
            count += kind == FRAME_WHOLE;
            json_t *value = kind == FRAME_WHOLE ? json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
            json_decref(value);
        }
    }
    frames_done(&frames);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = {(const char *)data, size}, none = {"", 0};
    size_t half = size ? data[0] % size : 0;
    hold(count_messages(bytes, none) == count_messages(str_slice(bytes, 0, half), str_from_byte(bytes, half)));
    return 0;
}
