#include "model/event.h"

const char *event_name(EventKind kind)
{
    static const char *const names[EVENT_KIND_COUNT] = {
        [0] = "none",
        [EVENT_ACQUIRE] = "acquire",
        [EVENT_RELEASE] = "release",
        [EVENT_MOVE] = "move",
        [EVENT_ALIAS] = "alias",
        [EVENT_ESCAPE] = "escape",
        [EVENT_USE] = "use",
        [EVENT_TEST] = "test",
        [EVENT_GROW] = "grow",
        [EVENT_SHRINK] = "shrink",
        [EVENT_BOUND] = "bound",
        [EVENT_CAPTURE] = "capture",
        [EVENT_CALL] = "call",
        [EVENT_END] = "end",
    };
    return names[kind];
}

const char *family_name(Family family)
{
    static const char *const names[FAMILY_COUNT] = {
        [FAMILY_NONE] = "none",     [FAMILY_CONTAINER] = "container", [FAMILY_MEMORY] = "memory",
        [FAMILY_FILE] = "file",     [FAMILY_LARGE] = "large",
    };
    return names[family];
}
