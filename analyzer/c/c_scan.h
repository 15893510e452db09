// C source as text: what is a comment, a literal, a matching parenthesis. For the few things that libclang does not tell
// (comments, the parts of a `for`, the arguments of a macro). No preprocessing.
#pragma once

#include "model/tree.h"

// One piece of C text: a comment, a literal, a word, a single other character or a run of white space.
typedef enum ScanKind {
    SCAN_END,
    SCAN_SPACE,
    SCAN_COMMENT,
    SCAN_LITERAL,  // string or character
    SCAN_WORD,     // identifier or number
    SCAN_OTHER,
} ScanKind;

// The piece that starts at `*at`, which moves behind it.
ScanKind c_scan_piece(Str text, size_t *at, Str *piece);
// Appends every comment of the file.
void c_scan_comments(Arena *arena, const Source *source, Tree *tree);
// The word at the start of the text, "" when there is none.
Str c_scan_word(Str text);
// Where the expansion ends that starts at byte `from`: behind the macro's name, or behind the ')' of its arguments.
uint32_t c_scan_expansion_end(Str text, uint32_t from);
// The first two ';' between the outer parentheses of "for (a; b; c)". False when the text holds no such header.
bool c_scan_for_header(Str text, uint32_t semicolons[2]);
// The n-th argument (from 1) of "NAME(a, b, c)", trimmed; "" when there is none.
Str c_scan_argument(Str call, uint32_t n);
// Are both the same but for white space and comments?
bool c_scan_same_tokens(Str a, Str b);
