#include "base/str.h"

int str_compare(Str a, Str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    if (order) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str text, Str prefix)
{
    return text.len >= prefix.len && (!prefix.len || memcmp(text.at, prefix.at, prefix.len) == 0);
}

bool str_ends(Str text, Str suffix)
{
    return text.len >= suffix.len && str_equal(str_from_byte(text, text.len - suffix.len), suffix);
}

bool str_is_below(Str text, Str part, char separator)
{
    return text.len > part.len && str_starts(text, part) && text.at[part.len] == separator;
}

size_t str_find(Str text, Str part)
{
    if (!part.len) return 0;
    if (part.len > text.len) return text.len;
    for (size_t at = 0, last = text.len - part.len; at <= last; at++) {
        const char *hit = memchr(text.at + at, part.at[0], last - at + 1);
        if (!hit) break;
        at = (size_t)(hit - text.at);
        if (memcmp(hit, part.at, part.len) == 0) return at;
    }
    return text.len;
}

size_t str_find_char(Str text, char c)
{
    const char *hit = text.len ? memchr(text.at, c, text.len) : NULL;
    return hit ? (size_t)(hit - text.at) : text.len;
}

size_t str_find_last_char(Str text, char c)
{
    for (size_t at = text.len; at > 0; at--)
        if (text.at[at - 1] == c) return at - 1;
    return text.len;
}

Str str_slice(Str text, size_t from, size_t to)
{
    if (to > text.len) to = text.len;
    if (from >= to) return (Str){text.at ? text.at + to : NULL, 0};
    return (Str){text.at + from, to - from};
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Str str_trim(Str text)
{
    while (text.len && is_space(text.at[0])) text = str_from_byte(text, 1);
    while (text.len && is_space(text.at[text.len - 1])) text.len--;
    return text;
}

bool str_cut(Str *rest, char separator, Str *piece)
{
    if (!rest->at) return false;
    size_t at = str_find_char(*rest, separator);
    *piece = str_slice(*rest, 0, at);
    *rest = at < rest->len ? str_from_byte(*rest, at + 1) : (Str){0};
    return true;
}

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool str_take_word(Str *rest, Str *word)
{
    while (rest->len && rest->at[0] == '_') *rest = str_from_byte(*rest, 1);
    if (!rest->len) return false;
    size_t len = 1;
    while (len < rest->len && rest->at[len] != '_' && !(is_capital(rest->at[len]) && !is_capital(rest->at[len - 1]))) len++;
    *word = str_slice(*rest, 0, len);
    *rest = str_from_byte(*rest, len);
    return true;
}

size_t str_shared(Str a, Str b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.at[len] == b.at[len]) len++;
    return len;
}

bool str_is_any(Str text, const char *const *words)
{
    char first = text.len ? text.at[0] : '\0';  // most words differ in it, and need not be measured
    for (; *words; words++)
        if ((*words)[0] == first && str_is(text, *words)) return true;
    return false;
}

Str str_last_part(Str qualified)
{
    size_t dot = str_find_last_char(qualified, '.');
    return dot == qualified.len ? qualified : str_from_byte(qualified, dot + 1);
}

size_t str_distance(Str a, Str b)
{
    enum { LONGEST = 64 };
    if (a.len > LONGEST || b.len > LONGEST) return LONGEST;
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++) last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.at[i - 1] == b.at[j - 1];
            size_t best = last[j - 1] + !same;
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b.len];
}

void nearest_offer(Nearest *nearest, Str candidate)
{
    size_t distance = str_distance(nearest->word, candidate);
    if (distance >= nearest->least) return;
    nearest->found = candidate;
    nearest->least = distance;
}
