// A rolling polynomial over the last 100 kept UTF-16 units: h = 37 h + in - 37^100 out. Blanks, tabs and the LF after a CR are
// not kept; a CR counts as LF. A line's hash is known when the window has moved 100 units past the line's first one; at the end of the
// text one unit 65535 and then zeros push the last lines out. The number after the colon tells equal hashes apart.
#include "engine/fingerprint.h"

#include "base/map.h"
#include "base/utf8.h"

enum { WINDOW = 100, BASE = 37, END_OF_TEXT = 65535 };

// A line waits in `starts` at the slot of its first unit until that unit leaves the window.
typedef struct Rolling {
    Arena *arena;
    uint64_t hash, leaving;     // leaving = 37^100
    uint16_t units[WINDOW];
    uint32_t starts[WINDOW];    // line that starts with the unit of that slot, 0 = none
    uint32_t slot;
    const uint32_t *lines;
    uint32_t wanted, next;      // lines asked for; the next to answer
    Map seen;                   // the bytes of a hash -> how often
    Strs answers;
} Rolling;

static void answer(Rolling *rolling, uint32_t line)
{
    // Lines leave in order, so the count of equal hashes is in file order, too. Lines that nobody asked for count as well.
    uint64_t *hash = arena_new(rolling->arena, uint64_t);
    *hash = rolling->hash;
    uint32_t count = ++*map_at(rolling->arena, &rolling->seen, (Str){(char *)hash, sizeof *hash});
    if (rolling->next == rolling->wanted || rolling->lines[rolling->next] != line) return;
    rolling->next++;
    *array_push(rolling->arena, &rolling->answers) = arena_format(rolling->arena, "%llx:%u", (unsigned long long)*hash, count);
}

static void push(Rolling *rolling, uint16_t unit, uint32_t starts_line)
{
    uint32_t slot = rolling->slot;
    if (rolling->starts[slot]) answer(rolling, rolling->starts[slot]);
    rolling->starts[slot] = starts_line;
    rolling->hash = BASE * rolling->hash + unit - rolling->leaving * rolling->units[slot];
    rolling->units[slot] = unit;
    rolling->slot = slot + 1 == WINDOW ? 0 : slot + 1;
}

static uint64_t power_of_base(void)
{
    uint64_t power = 1;
    for (int i = 0; i < WINDOW; i++) power *= BASE;
    return power;
}

static bool is_kept(uint32_t point, bool after_return)
{
    return point != ' ' && point != '\t' && !(point == '\n' && after_return);
}

static void push_text(Rolling *rolling, Str text)
{
    uint32_t line = 1, starts = 1, point;
    bool after_return = false;
    for (size_t at = 0; at < text.len && rolling->next < rolling->wanted;) {
        at += utf8_decode(text, at, &point);
        bool kept = is_kept(point, after_return);
        after_return = point == '\r';
        if (!kept) continue;
        if (point == '\r') point = '\n';
        push(rolling, (uint16_t)(point > 0xFFFF ? 0xD800 + ((point - 0x10000) >> 10) : point), starts);
        if (point > 0xFFFF) push(rolling, (uint16_t)(0xDC00 + ((point - 0x10000) & 0x3FF)), 0);
        starts = point == '\n' ? ++line : 0;
    }
    push(rolling, END_OF_TEXT, starts);
}

Strs fingerprint_lines(Arena *arena, Str text, const uint32_t *lines, uint32_t count)
{
    Rolling rolling = {.arena = arena, .leaving = power_of_base(), .lines = lines, .wanted = count};
    push_text(&rolling, text);
    for (int i = 0; i < WINDOW; i++) push(&rolling, 0, 0);
    while (rolling.answers.len < count) *array_push(arena, &rolling.answers) = (Str){0};  // beyond the end of the text
    return rolling.answers;
}
