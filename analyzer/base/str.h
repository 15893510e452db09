// Slices of text: compare, search, cut. Nothing here allocates.
#pragma once

#include "base/base.h"

static inline Str str_from(const char *text) { return text ? (Str){text, strlen(text)} : (Str){0}; }

static inline bool str_equal(Str a, Str b) { return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0); }

// Is `text` the same as the zero-terminated `literal`?
static inline bool str_is(Str text, const char *literal) { return str_equal(text, str_from(literal)); }

// Order by bytes: negative, zero, positive.
int str_compare(Str a, Str b);
bool str_starts(Str text, Str prefix);
bool str_ends(Str text, Str suffix);
// Does `text` go on behind the separator that follows `part`: "a.b" behind "a" and '.'?
bool str_is_below(Str text, Str part, char separator);
// The position of `part` in `text`, or text.len when it is not there.
size_t str_find(Str text, Str part);
size_t str_find_char(Str text, char c);
size_t str_find_last_char(Str text, char c);
static inline bool str_contains(Str text, Str part) { return !part.len || str_find(text, part) < text.len; }
// Bytes [from, to), clipped to the text.
Str str_slice(Str text, size_t from, size_t to);
static inline Str str_from_byte(Str text, size_t from) { return str_slice(text, from, text.len); }
// Without ASCII white space at both ends.
Str str_trim(Str text);
// Takes the text up to `separator` off the front of `*rest`; false at the end of the text.
bool str_cut(Str *rest, char separator, Str *piece);
// Takes the next word of a name, cut at '_' and where a capital follows another character, off its front; false at its end.
bool str_take_word(Str *rest, Str *word);
// How many bytes the texts begin with that are the same.
size_t str_shared(Str a, Str b);
// Is `text` one of the words of a NULL-terminated table?
bool str_is_any(Str text, const char *const *words);
// The text after the last '.', all of it when there is none: "cache" of "functools.cache".
Str str_last_part(Str qualified);
// Edits (insert, delete, replace, swap) that turn `a` into `b`: for "did you mean".
size_t str_distance(Str a, Str b);

// Which of the candidates that are offered is written most like a word: for "did you mean".
typedef struct Nearest {
    Str word;
    Str found;     // empty as long as none is near enough
    size_t least;  // edits to the next better candidate are fewer
} Nearest;

// What takes more than an edit in three letters, and one, is no slip of the finger. `{word, .least = SIZE_MAX}` takes any.
static inline Nearest nearest_to(Str word) { return (Nearest){.word = word, .least = word.len / 3 + 2}; }
void nearest_offer(Nearest *nearest, Str candidate);
