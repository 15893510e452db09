#include "report/glyph.h"

#include <stdio.h>

#include "base/utf8.h"

typedef struct Range {
    uint32_t from, to;  // both included
} Range;

// Characters that cover no column. The common blocks of combining marks, not all of Unicode: a miss shifts an underline by one.
static const Range zero_width[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2}, {0x05c4, 0x05c5},
    {0x05c7, 0x05c7}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc}, {0x06df, 0x06e4},
    {0x0900, 0x0902}, {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x20d0, 0x20f0}, {0x302a, 0x302d},
    {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};

// East Asian Wide and Fullwidth, with the emoji that terminals draw two columns wide.
static const Range double_width[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26a1, 0x26a1},   {0x26bd, 0x26be},   {0x26d4, 0x26d4},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f265},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

// Characters that change how the text around them is read or that nobody can see.
static const Range harmful[] = {
    {0x0000, 0x0008}, {0x000a, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfff9, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe007f},
};

static bool is_in(const Range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].from <= code; i++)
        if (code <= ranges[i].to) return true;
    return false;
}

static void escape(Glyph *glyph)
{
    size_t size = sizeof glyph->escape;
    if (glyph->code == '\n') snprintf(glyph->escape, size, "\\n");
    else if (glyph->code == '\r') snprintf(glyph->escape, size, "\\r");
    else if (glyph->code < 0x80 || !glyph->is_valid) snprintf(glyph->escape, size, "\\x%02x", glyph->code & 0xff);
    else snprintf(glyph->escape, size, "\\u{%04x}", glyph->code & 0x1fffff);
    glyph->width = (uint8_t)strlen(glyph->escape);
}

Glyph glyph_at(Str text, size_t at)
{
    assert(at < text.len);
    Glyph glyph = {.width = 1};
    glyph.len = (uint8_t)utf8_decode(text, at, &glyph.code);
    glyph.is_valid = glyph.code != UTF8_INVALID || glyph.len > 1;
    if (!glyph.is_valid) glyph.code = (uint8_t)text.at[at];
    if (!glyph.is_valid || is_in(harmful, COUNT_OF(harmful), glyph.code)) escape(&glyph);
    else if (is_in(zero_width, COUNT_OF(zero_width), glyph.code)) glyph.width = 0;
    else if (is_in(double_width, COUNT_OF(double_width), glyph.code)) glyph.width = 2;
    return glyph;
}
