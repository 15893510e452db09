// Two steps: jansson takes the JSON apart, and a walk over each cell's lines makes IPython's own syntax harmless. The walk knows
// strings and brackets only so far that it tells a line that starts a statement from one that goes on with it.
#include "source/notebook.h"

#include "base/str.h"

#include <jansson.h>

typedef ArrayOf(char) Bytes;

bool notebook_is(Str path) { return path.len > 6 && str_ends(path, STR(".ipynb")); }

// --- IPython's syntax ------------------------------------------------------------------------------------------

// Where the walk over a cell stands at the end of a line.
typedef struct Walk {
    uint32_t depth;  // open brackets
    char quote;      // of the string that is open at the line's end; 0 = none
    bool goes_on;    // the line ends with a backslash
} Walk;

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f'; }
static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_triple(Str line, size_t at)
{
    return at + 2 < line.len && line.at[at + 1] == line.at[at] && line.at[at + 2] == line.at[at];
}

// The byte behind the end of the string that goes on at `at`, or the line's end when it does not end there.
static size_t string_end(Str line, size_t at, char quote, bool triple, bool *ended)
{
    *ended = false;
    while (at < line.len) {
        if (line.at[at] == '\\') {
            at += 2;
            continue;
        }
        *ended = line.at[at] == quote && (!triple || is_triple(line, at));
        if (*ended) return at + (triple ? 3 : 1);
        at++;
    }
    return line.len;
}

// Steps over the string that opens at `at`. Only one with three quotes goes on behind the line.
static size_t pass_string(Walk *walk, Str line, size_t at)
{
    bool ended, triple = is_triple(line, at);
    size_t behind = string_end(line, at + (triple ? 3 : 1), line.at[at], triple, &ended);
    if (triple && !ended) walk->quote = line.at[at];
    return behind;
}

static void pass_char(Walk *walk, char c)
{
    if (strchr("([{", c))
        walk->depth++;
    else if (strchr(")]}", c) && walk->depth)
        walk->depth--;
}

static void pass_line(Walk *walk, Str line)
{
    size_t at = 0;
    if (walk->quote) {
        bool ended;
        at = string_end(line, 0, walk->quote, true, &ended);
        if (ended) walk->quote = 0;
    }
    while (at < line.len && line.at[at] != '#') {
        if (line.at[at] == '"' || line.at[at] == '\'') {
            at = pass_string(walk, line, at);
        } else {
            if (line.at[at]) pass_char(walk, line.at[at]);
            at++;
        }
    }
    walk->goes_on = !walk->quote && at >= line.len && str_ends(line, STR("\\"));
}

static size_t indent_of(Str line)
{
    size_t at = 0;
    while (at < line.len && is_space(line.at[at])) at++;
    return at;
}

// "rows = !ls", "df = %sql select": the byte behind the sign, 0 when the line is nothing of the kind.
static size_t assigned_magic(Str line)
{
    size_t at = 0;
    while (at < line.len && (is_name(line.at[at]) || is_space(line.at[at]) || line.at[at] == ',' ||
                             line.at[at] == '.'))
        at++;
    if (at == 0 || at >= line.len || line.at[at] != '=') return 0;
    size_t value = at + 1 + indent_of(str_from_byte(line, at + 1));
    return value < line.len && (line.at[value] == '!' || line.at[value] == '%') ? value : 0;
}

static bool asks_for_help(Str line)
{
    Str trimmed = str_trim(line);
    if (!str_ends(trimmed, STR("?"))) return false;
    for (size_t i = 0; i < trimmed.len; i++)
        if (strchr("#'\"", trimmed.at[i])) return false;
    return true;
}

// "%time rows = load()" binds a name that the rest of the notebook uses: "pass; rows = load()" does so, too.
static bool times_statement(Str line)
{
    static const char *const compound[] = {"async", "class", "def",   "for",  "if",
                                           "match", "try",   "while", "with", NULL};
    if (!str_starts(line, STR("%time "))) return false;
    Str rest = str_trim(str_from_byte(line, 6));
    size_t word = 0;
    while (word < rest.len && is_name(rest.at[word])) word++;
    return rest.len && is_name(rest.at[0]) && !str_is_any(str_slice(rest, 0, word), compound);
}

static void blank(char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != '\n' && at[i] != '\r') at[i] = ' ';
}

// Makes a line that starts a statement harmless. True when its text went.
static bool tame(char *at, Str line)
{
    size_t indent = indent_of(line), from = assigned_magic(line);
    Str statement = str_from_byte(line, indent);
    if (times_statement(statement)) {
        memcpy(at + indent, "pass;", 5);
        return false;
    }
    bool is_magic = statement.len && strchr("%!?", statement.at[0]);
    if (is_magic || asks_for_help(line))
        from = indent;
    else if (!from)
        return false;
    blank(at + from, line.len - from);
    at[from] = '_';  // the value of the last expression: nothing is known of it
    return true;
}

// A magic goes on behind a backslash, and while a bracket is open; a shell line only behind a backslash.
static void tame_lines(char *at, size_t len)
{
    Walk walk = {0};
    bool is_gone = false;  // what the last line began goes on, and is none of ours
    for (size_t from = 0, to; from < len; from = to + 1) {
        to = from + str_find_char((Str){at + from, len - from}, '\n');
        Str line = {at + from, to - from};
        Walk next = walk;
        pass_line(&next, line);
        bool starts = !walk.depth && !walk.quote && !walk.goes_on,
             continues = str_ends(line, STR("\\"));
        bool is_magic = str_starts(str_trim(line), STR("%"));
        if (is_gone) {
            blank(at + from, line.len);
            is_gone = continues || (walk.depth && next.depth);
        } else if (starts && line.len && tame(at + from, line)) {
            is_gone = continues || (is_magic && next.depth);
            if (!is_magic) next = (Walk){0};
        } else {
            walk = next;
            continue;
        }
        walk = is_gone ? next : (Walk){0};
    }
}

// A cell magic is the cell's first statement. These run the rest of the cell as Python, the others give it to something else.
static void tame_cell(char *at, size_t len)
{
    static const char *const run_it[] = {"capture", "memit",  "mprun", "prun",
                                         "time",    "timeit", NULL};
    size_t from = 0;
    while (from < len && (is_space(at[from]) || at[from] == '\n')) from++;
    Str text = {at + from, len - from};
    if (!str_starts(text, STR("%%"))) {
        tame_lines(at, len);
        return;
    }
    size_t word = 2;
    while (word < text.len && is_name(text.at[word])) word++;
    bool is_python = str_is_any(str_slice(text, 2, word), run_it);
    size_t first_line = str_find_char(text, '\n');
    blank(at + from, is_python ? first_line : text.len);
    if (is_python) tame_lines(at + from + first_line, len - from - first_line);
}

// --- the JSON --------------------------------------------------------------------------------------------------

static void add_text(Arena *arena, Bytes *bytes, const json_t *text)
{
    const char *at = json_string_value(text);
    for (size_t i = 0, len = json_string_length(text); i < len; i++)
        *array_push(arena, bytes) = at[i];
}

// A source is a text or a list of lines. False when it is neither.
static bool add_source(Arena *arena, Bytes *bytes, const json_t *source)
{
    if (json_is_string(source)) {
        add_text(arena, bytes, source);
        return true;
    }
    if (!json_is_array(source)) return false;
    for (size_t i = 0; i < json_array_size(source); i++) {
        if (!json_is_string(json_array_get(source, i))) return false;
        add_text(arena, bytes, json_array_get(source, i));
    }
    return true;
}

static uint32_t lines_between(const Bytes *bytes, uint32_t from)
{
    uint32_t lines = 0;
    for (uint32_t i = from; i < bytes->len; i++)
        lines += bytes->at[i] == '\n' ||
                 (bytes->at[i] == '\r' && !(i + 1 < bytes->len && bytes->at[i + 1] == '\n'));
    return lines;
}

static bool add_cells(Arena *arena, const json_t *cells, Notebook *notebook, Problem *why)
{
    Bytes bytes = {0};
    uint32_t line = 1;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const json_t *cell = json_array_get(cells, i);
        const char *type = json_string_value(json_object_get(cell, "cell_type"));
        if (!type || strcmp(type, "code") != 0) continue;
        uint32_t from = bytes.len;
        if (!add_source(arena, &bytes, json_object_get(cell, "source")))
            return problem_set(why, arena, "cell %zu of the notebook has no source", i + 1);
        if (bytes.len > from) tame_cell(bytes.at + from, bytes.len - from);
        if (bytes.len > from && bytes.at[bytes.len - 1] != '\n') *array_push(arena, &bytes) = '\n';
        if (bytes.len > from) *array_push(arena, &notebook->cells) = (NotebookCell){(uint32_t)i + 1, line};
        line += lines_between(&bytes, from);
    }
    notebook->module = (Str){bytes.at, bytes.len};
    return true;
}

static Str language_of(Arena *arena, const json_t *root)
{
    const json_t *metadata = json_object_get(root, "metadata");
    const char *name =
        json_string_value(json_object_get(json_object_get(metadata, "language_info"), "name"));
    if (!name)
        name =
            json_string_value(json_object_get(json_object_get(metadata, "kernelspec"), "language"));
    return name ? arena_copy(arena, str_from(name)) : STR("python");
}

static bool read_root(Arena *arena, const json_t *root, Notebook *notebook, Problem *why)
{
    const json_t *cells = json_object_get(root, "cells");
    if (!json_is_array(cells)) {
        problem_set(why, arena, "it is no notebook of format 4: it has no list of cells");
        why->remedy =
            STR("`jupyter nbconvert --to notebook --inplace FILE` brings older ones up to date");
        return false;
    }
    Notebook found = {.language = language_of(arena, root)};
    if (!add_cells(arena, cells, &found, why)) return false;
    *notebook = found;
    return true;
}

bool notebook_read(Arena *arena, Str json, Notebook *notebook, Problem *why)
{
    json_error_t error;
    json_t *root = json_loadb(json.len ? json.at : "", json.len, JSON_ALLOW_NUL, &error);
    if (!root) {
        problem_set(why, arena, "it is no notebook: line %d is no JSON (%s)", error.line,
                    error.text);
        why->remedy = STR("open it in Jupyter and save it, or leave it out with --exclude");
        return false;
    }
    bool ok = read_root(arena, root, notebook, why);
    json_decref(root);
    return ok;
}
