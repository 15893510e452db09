// One character of foreign text (a path, a source line, a message) as a terminal can show it without harm.
//
// Control characters, bidirectional controls, invisible tags and bytes that are no UTF-8 are shown as an escape
// ("\x1b", "\u{202e}"), so that a file name can't move the cursor and a source line can't read backwards.
#pragma once

#include "base/base.h"

typedef struct Glyph {
    uint32_t code;    // the code point; the byte itself when it is no UTF-8
    uint8_t len;      // bytes of the text that it takes, at least 1
    uint8_t width;    // columns of what is shown: 0 for combining characters, 2 for East Asian wide ones
    bool is_valid;    // false: a byte that is no UTF-8
    char escape[12];  // what is shown instead of the text; "" = the text itself
} Glyph;

// The character at byte `at`, which must be inside the text. A tab is shown as it is and counts one column.
Glyph glyph_at(Str text, size_t at);
