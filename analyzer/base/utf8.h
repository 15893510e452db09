// One character of UTF-8 at a time. Bytes that are no UTF-8 are characters of one byte each.
#pragma once

#include "base/base.h"

enum { UTF8_INVALID = 0xFFFD };

static inline bool utf8_continues(Str text, size_t at) { return at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80; }

// The code point at byte `at` of the text (which must be inside it) and how many bytes it takes. Overlong forms, surrogates
// and cut sequences are invalid: one byte, UTF8_INVALID.
static inline size_t utf8_decode(Str text, size_t at, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)text.at[at];
    *point = lead;
    if (lead < 0x80) return 1;
    *point = UTF8_INVALID;
    size_t len = lead >= 0xF8 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (len == 1) return 1;
    uint32_t code = lead & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (!utf8_continues(text, at + i)) return 1;
        code = code << 6 | ((unsigned char)text.at[at + i] & 0x3F);
    }
    if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 1;
    *point = code;
    return len;
}
