#include "model/event.h"

#include "base/str.h"

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
        [EVENT_SET] = "set",
        [EVENT_RETURN] = "return",
        [EVENT_END] = "end",
    };
    return names[kind];
}

typedef struct FamilyText {
    const char *name, *noun, *release;
} FamilyText;

static const FamilyText families[FAMILY_COUNT] = {
    [FAMILY_NONE] = {"none", "thing", ""},
#define FAMILY_TEXT(name, text, noun, release) [FAMILY_##name] = {#text, noun, release},
    FAMILIES(FAMILY_TEXT)
#undef FAMILY_TEXT
};

const char *family_name(Family family) { return families[family].name; }
const char *family_noun(Family family) { return families[family].noun; }
const char *family_release(Family family) { return families[family].release; }

Family family_from(Str name)
{
    for (Family family = FAMILY_NONE + 1; family < FAMILY_COUNT; family++)
        if (str_is(name, families[family].name)) return family;
    return FAMILY_NONE;
}
