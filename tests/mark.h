// Marks in fixtures: what a comment says a rule does on a line.
//
//     CACHE[key] = value  # expect: unbounded-cache "CACHE"   must be reported, with this text in the message
//     RING[i % 8] = value  # ok: unbounded-cache              a near miss that must not
//     # miss: unbounded-cache                                 known not to be reported: promote it when it is
//     # false: unbounded-cache                                known to be reported wrongly: a debt
//
// At the end of a line a mark speaks of it; alone on a line, of the next line of code. In a page the rule's name may be left out.
#pragma once

#include "base/array.h"
#include "base/str.h"
#include "source/source.h"

typedef enum MarkKind { MARK_EXPECT = 1, MARK_OK, MARK_MISS, MARK_FALSE } MarkKind;

typedef struct Mark {
    MarkKind kind;
    Str rule;          // empty when the mark names none
    Str text;          // must stand in the message; empty = anything
    uint32_t line;     // of which it speaks
    bool is_matched;   // set while comparing
} Mark;

typedef ArrayOf(Mark) Marks;

static inline const char *mark_word(MarkKind kind)
{
    static const char *const words[] = {"", "expect", "ok", "miss", "false"};
    return words[kind];
}

static inline bool mark_is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// Where the comment of a line starts, behind its opener; the line's length when there is none. Good enough for fixtures:
// an opener inside of a string is taken for one, which matters only when a mark follows.
static inline size_t mark_comment(Str line, Language language)
{
    size_t at = line.len;
    if (language == LANG_PYTHON) {
        at = str_find_char(line, '#');
        return at < line.len ? at + 1 : at;
    }
    size_t slashes = str_find(line, STR("//")), star = str_find(line, STR("/*"));
    at = slashes < star ? slashes : star;
    return at < line.len ? at + 2 : at;
}

// A line that holds nothing but a comment, or nothing.
static inline bool mark_is_no_code(Str line, Language language)
{
    Str trimmed = str_trim(line);
    if (!trimmed.len) return true;
    return language == LANG_PYTHON ? trimmed.at[0] == '#' : str_starts(trimmed, STR("//")) || str_starts(trimmed, STR("/*"));
}

// Reads the word at the start of `*rest`; false when it is no mark.
static inline bool mark_read_kind(Str *rest, MarkKind *kind)
{
    for (MarkKind k = MARK_EXPECT; k <= MARK_FALSE; k++) {
        Str word = str_from(mark_word(k));
        bool ends = rest->len == word.len || (rest->len > word.len && !mark_is_name(rest->at[word.len]));
        if (!str_starts(*rest, word) || !ends) continue;
        *kind = k;
        *rest = str_from_byte(*rest, word.len);
        return true;
    }
    return false;
}

// ": rule "text"" behind the word.
static inline void mark_read_rest(Str *rest, Mark *mark)
{
    if (!str_starts(*rest, STR(": "))) return;
    Str after = str_from_byte(*rest, 2);
    size_t len = 0;
    while (len < after.len && mark_is_name(after.at[len])) len++;
    mark->rule = str_slice(after, 0, len);
    *rest = str_from_byte(after, len);
    if (!str_starts(*rest, STR(" \""))) return;
    after = str_from_byte(*rest, 2);
    mark->text = str_slice(after, 0, str_find_char(after, '"'));
    *rest = str_from_byte(after, mark->text.len + 1);
}

// The marks in the comment of one line. Only a page may have marks that name no rule, and then only the word itself.
static inline void marks_of_comment(Arena *arena, Str comment, bool is_page, uint32_t line, Marks *marks)
{
    for (size_t at = 0; at < comment.len; at++) {
        Mark mark = {.line = line};
        Str rest = str_from_byte(comment, at);
        if (at && mark_is_name(comment.at[at - 1])) continue;
        if (!mark_read_kind(&rest, &mark.kind)) continue;
        mark_read_rest(&rest, &mark);
        bool is_bare = is_page && str_equal(str_trim(comment), str_from(mark_word(mark.kind)));
        if (!mark.rule.len && !is_bare) continue;
        *array_push(arena, marks) = mark;
        at = comment.len - rest.len - 1;
    }
}

// All marks of a text, in the order of their lines.
static inline Marks marks_of(Arena *arena, Str text, Language language, bool is_page)
{
    Marks marks = {0};
    Str rest = text, line;
    uint32_t first_waiting = 0;  // marks [first_waiting, len) stood alone and wait for a line of code
    for (uint32_t number = 1; str_cut(&rest, '\n', &line); number++) {
        Str comment = str_from_byte(line, mark_comment(line, language));
        if (language == LANG_C) comment = str_slice(comment, 0, str_find(comment, STR("*/")));
        uint32_t before = marks.len;
        bool is_comment = mark_is_no_code(line, language);
        marks_of_comment(arena, comment, is_page, number, &marks);
        MarkKind kind;
        Str start = str_trim(comment);
        bool is_alone = is_comment && marks.len > before && mark_read_kind(&start, &kind);
        bool is_code = !is_comment || (marks.len > before && !is_alone);
        for (uint32_t i = first_waiting; is_code && i < before; i++) marks.at[i].line = number;
        if (is_code) first_waiting = marks.len;
    }
    return marks;
}
