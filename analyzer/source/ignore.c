// The matcher keeps two places to come back to: the last `*`, which may take one character more, and the last `**/`, which may take one
// folder more. Earlier ones need no second look: what follows a later one could be reached from it as well.
#include "source/ignore.h"

#include "base/filepath.h"
#include "base/str.h"

// --- one pattern -----------------------------------------------------------------------------------------------

void ignore_add(Arena *arena, IgnorePatterns *patterns, Str text, Str base)
{
    IgnorePattern pattern = {.base = base};
    if (str_starts(text, STR("!"))) {
        pattern.takes_back = true;
        text = str_from_byte(text, 1);
    }
    while (str_starts(text, STR("./"))) text = str_from_byte(text, 2);
    while (text.len > 1 && str_ends(text, STR("/"))) {
        pattern.only_folders = true;
        text.len--;
    }
    pattern.is_path = str_contains(text, STR("/"));
    if (str_starts(text, STR("/"))) text = str_from_byte(text, 1);
    pattern.text = text;
    if (text.len) *array_push(arena, patterns) = pattern;
}

// Blanks at the end do not belong to the pattern, unless a backslash stands before the last of them.
static Str without_blanks(Str line)
{
    while (line.len && (line.at[line.len - 1] == ' ' || line.at[line.len - 1] == '\t') &&
           !(line.len > 1 && line.at[line.len - 2] == '\\'))
        line.len--;
    return line;
}

void ignore_add_file(Arena *arena, IgnorePatterns *patterns, Str text, Str base)
{
    Str line;
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_from_byte(text, 3);
    while (str_cut(&text, '\n', &line)) {
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        line = without_blanks(line);
        if (!str_starts(line, STR("#"))) ignore_add(arena, patterns, line, base);
    }
}

// --- characters ------------------------------------------------------------------------------------------------

static bool is_in_class(Str name, unsigned char c)
{
    bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
    bool hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'), graph = c > ' ' && c < 127;
    const struct { const char *name; bool holds; } classes[] = {
        {"alpha", lower || upper}, {"digit", digit}, {"alnum", lower || upper || digit}, {"lower", lower},
        {"upper", upper}, {"xdigit", hex}, {"blank", c == ' ' || c == '\t'}, {"space", c == ' ' || (c >= '\t' && c <= '\r')},
        {"punct", graph && !lower && !upper && !digit}, {"graph", graph}, {"print", graph || c == ' '}, {"cntrl", c < ' ' || c == 127},
    };
    for (size_t i = 0; i < COUNT_OF(classes); i++)
        if (str_is(name, classes[i].name)) return classes[i].holds;
    return false;
}

static unsigned char literal(Str pattern, size_t *at)
{
    if (pattern.at[*at] == '\\' && *at + 1 < pattern.len) ++*at;
    return (unsigned char)pattern.at[(*at)++];
}

// One member of [...] at `*at`: a class, a range or a character.
static bool member_holds(Str pattern, size_t *at, unsigned char c)
{
    Str rest = str_from_byte(pattern, *at);
    size_t close = str_starts(rest, STR("[:")) ? str_find(rest, STR(":]")) : rest.len;
    if (close < rest.len) {
        *at += close + 2;
        return is_in_class(str_slice(rest, 2, close), c);
    }
    unsigned char from = literal(pattern, at);
    bool is_range = *at + 1 < pattern.len && pattern.at[*at] == '-' && pattern.at[*at + 1] != ']';
    if (!is_range) return c == from;
    ++*at;
    unsigned char to = literal(pattern, at);
    return c >= from && c <= to;
}

// [...] whose members start at `*at`; moves behind it. One that does not end matches nothing.
static bool set_holds(Str pattern, size_t *at, unsigned char c)
{
    bool is_negated = *at < pattern.len && (pattern.at[*at] == '!' || pattern.at[*at] == '^'), holds = false;
    if (is_negated) ++*at;
    for (bool is_first = true; *at < pattern.len; is_first = false) {
        if (pattern.at[*at] == ']' && !is_first) {
            ++*at;
            return holds != is_negated && c != '/';
        }
        holds |= member_holds(pattern, at, c);
    }
    return false;
}

// Does what stands at `*at` (no star) take the character? Moves behind it.
static bool takes(Str pattern, size_t *at, unsigned char c)
{
    char first = pattern.at[*at];
    if (first == '?' || first == '[') ++*at;
    if (first == '?') return c != '/';
    if (first == '[') return set_holds(pattern, at, c);
    return literal(pattern, at) == c;
}

// --- the matcher -----------------------------------------------------------------------------------------------

// "**" between slashes or ends.
static bool is_any_folders(Str pattern, size_t at)
{
    Str rest = str_from_byte(pattern, at);
    bool starts = !at || pattern.at[at - 1] == '/';
    return starts && str_starts(rest, STR("**")) && (rest.len == 2 || rest.at[2] == '/');
}

typedef struct Match {
    Str pattern, text;
    size_t p, t;
    size_t star_p, star_t;       // behind the last `*`, and what it takes up to; star_p = 0: none
    size_t folders_p, folders_t;
} Match;

static void meet_stars(Match *match)
{
    if (is_any_folders(match->pattern, match->p)) {
        match->p += 3;
        match->folders_p = match->p;
        match->folders_t = match->t;
        match->star_p = 0;
        return;
    }
    while (match->p < match->pattern.len && match->pattern.at[match->p] == '*') match->p++;
    match->star_p = match->p;
    match->star_t = match->t;
}

static bool come_back(Match *match)
{
    if (match->star_p && match->star_t < match->text.len && match->text.at[match->star_t] != '/') {
        match->p = match->star_p;
        match->t = ++match->star_t;
        return true;
    }
    if (!match->folders_p) return false;
    size_t slash = match->folders_t + str_find_char(str_from_byte(match->text, match->folders_t), '/');
    if (slash >= match->text.len) return false;
    match->p = match->folders_p;
    match->t = match->folders_t = slash + 1;
    match->star_p = 0;
    return true;
}

bool ignore_matches(Str pattern, Str text)
{
    Match match = {.pattern = pattern, .text = text};
    for (;;) {
        // "a/**": everything in a, but not a itself.
        bool is_rest = is_any_folders(pattern, match.p) && match.p + 2 == pattern.len;
        if (is_rest && match.t < text.len) return true;
        bool at_end = match.p >= pattern.len;
        if (at_end && match.t == text.len) return true;
        if (!at_end && !is_rest && pattern.at[match.p] == '*') {
            meet_stars(&match);
            continue;
        }
        bool goes_on = !at_end && match.t < text.len && takes(pattern, &match.p, (unsigned char)text.at[match.t]);
        if (goes_on) match.t++;
        else if (!come_back(&match)) return false;
    }
}

// --- many patterns ---------------------------------------------------------------------------------------------

static bool pattern_speaks_of(const IgnorePattern *pattern, Str path, bool is_folder)
{
    if (pattern->only_folders && !is_folder) return false;
    if (!pattern->is_path) return ignore_matches(pattern->text, filepath_name(path));
    Str base = pattern->base;
    while (str_ends(base, STR("/"))) base.len--;
    return str_is_below(path, base, '/') && ignore_matches(pattern->text, str_from_byte(path, base.len + 1));
}

IgnoreVerdict ignore_ask(const IgnorePatterns *patterns, Str path, bool is_folder)
{
    for (uint32_t i = patterns->len; i-- > 0;)
        if (pattern_speaks_of(&patterns->at[i], path, is_folder)) return patterns->at[i].takes_back ? IGNORE_NO : IGNORE_YES;
    return IGNORE_SILENT;
}
