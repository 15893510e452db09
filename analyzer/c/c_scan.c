#include "c/c_scan.h"

#include "base/str.h"

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool at_line_splice(Str text, size_t at)
{
    return text.at[at] == '\\' && at + 1 < text.len &&
           (text.at[at + 1] == '\n' || (text.at[at + 1] == '\r' && at + 2 < text.len && text.at[at + 2] == '\n'));
}

static size_t line_comment_end(Str text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at += at_line_splice(text, at) ? (text.at[at + 1] == '\r' ? 3 : 2) : 1;
    if (at < text.len && at > 0 && text.at[at - 1] == '\r') at--;
    return at;
}

static size_t block_comment_end(Str text, size_t at)
{
    size_t end = str_find(str_from_byte(text, at + 2), STR("*/"));
    return at + 2 + end + 2 > text.len ? text.len : at + 2 + end + 2;
}

// A literal that is not closed ends with its line: prose in inactive code has lone apostrophes.
static size_t literal_end(Str text, size_t at)
{
    char quote = text.at[at++];
    for (; at < text.len && text.at[at] != quote; at++) {
        if (text.at[at] == '\n') return at;
        if (text.at[at] == '\\' && at + 1 < text.len) at++;
    }
    return at < text.len ? at + 1 : at;
}

ScanKind c_scan_piece(Str text, size_t *at, Str *piece)
{
    size_t from = *at, to = from;
    ScanKind kind = SCAN_OTHER;
    if (from >= text.len) return SCAN_END;
    char c = text.at[from], next = from + 1 < text.len ? text.at[from + 1] : 0;
    if (is_space(c)) {
        kind = SCAN_SPACE;
        while (to < text.len && is_space(text.at[to])) to++;
    } else if (is_word(c)) {
        kind = SCAN_WORD;
        // An apostrophe in a number separates digits (C23).
        while (to < text.len && (is_word(text.at[to]) || (text.at[to] == '\'' && c >= '0' && c <= '9'))) to++;
    } else if (c == '/' && next == '/') {
        kind = SCAN_COMMENT;
        to = line_comment_end(text, from);
    } else if (c == '/' && next == '*') {
        kind = SCAN_COMMENT;
        to = block_comment_end(text, from);
    } else if (c == '"' || c == '\'') {
        kind = SCAN_LITERAL;
        to = literal_end(text, from);
    } else {
        to = from + 1;
    }
    *at = to;
    *piece = str_slice(text, from, to);
    return kind;
}

void c_scan_comments(Arena *arena, const Source *source, Tree *tree)
{
    Str piece;
    size_t at = 0;
    for (ScanKind kind; (kind = c_scan_piece(source->text, &at, &piece)) != SCAN_END;)
        if (kind == SCAN_COMMENT)
            *array_push(arena, &tree->comments) = (Comment){{(uint32_t)(at - piece.len), (uint32_t)at}};
}

Str c_scan_word(Str text)
{
    size_t at = 0;
    Str piece;
    return c_scan_piece(text, &at, &piece) == SCAN_WORD ? piece : (Str){0};
}

static bool is_blank(ScanKind kind) { return kind == SCAN_SPACE || kind == SCAN_COMMENT; }

// Behind the bracket that closes the one at `at`; the end of the text when none does.
static size_t closed_end(Str text, size_t at)
{
    Str piece;
    int depth = 0;
    for (ScanKind kind; (kind = c_scan_piece(text, &at, &piece)) != SCAN_END;) {
        if (kind != SCAN_OTHER) continue;
        char c = piece.at[0];
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        if (depth <= 0) return at;
    }
    return text.len;
}

uint32_t c_scan_expansion_end(Str text, uint32_t from)
{
    Str piece;
    size_t at = from, name_end;
    if (c_scan_piece(text, &at, &piece) != SCAN_WORD) return (uint32_t)at;
    name_end = at;
    ScanKind kind;
    do kind = c_scan_piece(text, &at, &piece);
    while (is_blank(kind));
    if (kind != SCAN_OTHER || piece.at[0] != '(') return (uint32_t)name_end;
    return (uint32_t)closed_end(text, at - 1);
}

bool c_scan_for_header(Str text, uint32_t semicolons[2])
{
    size_t at = str_find_char(text, '(');
    if (at == text.len) return false;
    size_t end = closed_end(text, at++);
    Str piece;
    int found = 0, depth = 0;
    for (ScanKind kind; at + 1 < end && (kind = c_scan_piece(text, &at, &piece)) != SCAN_END;) {
        if (kind != SCAN_OTHER) continue;
        char c = piece.at[0];
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        if (c != ';' || depth) continue;
        if (found == 2) return false;
        semicolons[found++] = (uint32_t)(at - 1);
    }
    return found == 2;
}

Str c_scan_argument(Str call, uint32_t n)
{
    size_t at = str_find_char(call, '('), from = at + 1;
    int depth = 0;
    Str piece;
    for (ScanKind kind; (kind = c_scan_piece(call, &at, &piece)) != SCAN_END;) {
        if (kind != SCAN_OTHER) continue;
        char c = piece.at[0];
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        bool ends = depth == 0 || (depth == 1 && c == ',');
        if (ends && --n == 0) return str_trim(str_slice(call, from, at - 1));
        if (depth == 0) break;
        if (ends) from = at;
    }
    return (Str){0};
}

static bool next_token(Str text, size_t *at, Str *token)
{
    ScanKind kind;
    do kind = c_scan_piece(text, at, token);
    while (is_blank(kind));
    return kind != SCAN_END;
}

bool c_scan_same_tokens(Str a, Str b)
{
    size_t at_a = 0, at_b = 0;
    Str token_a, token_b;
    for (;;) {
        bool more_a = next_token(a, &at_a, &token_a), more_b = next_token(b, &at_b, &token_b);
        if (!more_a || !more_b) return more_a == more_b;
        if (!str_equal(token_a, token_b)) return false;
    }
}
