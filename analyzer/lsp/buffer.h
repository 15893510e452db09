// The text of a document that is open in an editor, and the places in it as the protocol counts them.
#pragma once

#include "base/array.h"

// In what a character number counts.
typedef enum Encoding {
    ENCODING_UTF16,  // code units: what every client knows
    ENCODING_UTF8,   // bytes
} Encoding;

typedef struct Caret {
    uint32_t line, character;  // from 0
} Caret;

typedef struct Buffer {
    Arena room;
    Str text;
    ArrayOf(uint32_t) lines;  // byte offset of the start of each; "\n", "\r\n" and a lone "\r" end one
} Buffer;

// Replaces the whole text, by a copy.
void buffer_set(Buffer *buffer, Str text);
// Replaces the text between two places. What lies outside the text means its nearest end.
void buffer_change(Buffer *buffer, Encoding encoding, Caret from, Caret to, Str text);
// The byte at a place; behind the end of a line it is the line's end, inside a character its start.
uint32_t buffer_byte(const Buffer *buffer, Encoding encoding, Caret place);
Caret buffer_caret(const Buffer *buffer, Encoding encoding, uint32_t byte);
// The line (from 0) of a byte, and the bytes of a line without its end.
uint32_t buffer_line(const Buffer *buffer, uint32_t byte);
Str buffer_line_text(const Buffer *buffer, uint32_t line);
void buffer_done(Buffer *buffer);
