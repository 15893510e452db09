#include "c/c_owns.h"

#include <stdlib.h>

#include "base/str.h"
#include "c/c_scan.h"
#include "model/ownership.h"

enum { MOST_ARGUMENTS = 8 };

static void add(Arena *arena, Str *owns, Str part) { *owns = owns->len ? arena_format(arena, "%.*s, %.*s", FMT(*owns), FMT(part)) : part; }

// The letter stands for these arguments; of the others nothing is said.
static void add_arguments(Arena *arena, Str text, char letter, Str *owns)
{
    char takes[MOST_ARGUMENTS + 2] = "?????????";
    uint32_t last = 0;
    Str number;
    for (uint32_t n = 2; (number = c_scan_argument(text, n)).len; n++) {
        uint32_t index = number.len == 1 && number.at[0] >= '1' && number.at[0] <= '8' ? (uint32_t)(number.at[0] - '0') : 0;
        if (index) takes[index - 1] = letter;
        if (index > last) last = index;
    }
    if (last) add(arena, owns, arena_format(arena, "takes=%.*s?, family=memory", (int)last, takes));
}

static void add_releaser(Arena *arena, Str text, Str releaser, Str *owns)
{
    Str argument = c_scan_argument(text, 2);
    add(arena, owns, arena_format(arena, "released-by=%.*s%s%.*s", FMT(releaser), argument.len ? ":" : "", FMT(argument)));
}

static bool has_arguments(Str text)
{
    size_t word = c_scan_word(text).len;
    return str_starts(str_trim(str_slice(text, word, word + 8)), STR("("));
}

void c_owns_attribute(Arena *arena, Str text, Str *owns)
{
    Str word = c_scan_word(text);
    while (str_starts(word, STR("_"))) word = str_from_byte(word, 1);
    while (str_ends(word, STR("_"))) word = str_slice(word, 0, word.len - 1);
    Str releaser = has_arguments(text) ? c_scan_argument(text, 1) : (Str){0};
    if (str_starts(word, STR("ownership")) && !has_arguments(text)) return;
    if (str_is(word, "ownership_returns")) add(arena, owns, STR("gives=memory, success=not-null"));
    else if (str_is(word, "ownership_takes")) add_arguments(arena, text, '!', owns);
    else if (str_is(word, "ownership_holds")) add_arguments(arena, text, '=', owns);
    else if (str_is(word, "returns_nonnull")) add(arena, owns, STR("returns=not-null"));
    else if (str_is(word, "malloc") && releaser.len) add_releaser(arena, text, releaser, owns);
    else if (str_is(word, "malloc")) add(arena, owns, STR("gives=?"));
}

// clang knows no `malloc(fclose, 1)` and drops it: it is read where it stands in the declaration.
void c_owns_releaser(Arena *arena, Str file, uint32_t at, Str *owns)
{
    enum { LONGEST = 400 };
    Str rest = str_slice(file, at < file.len ? at : file.len, at + LONGEST < file.len ? at + LONGEST : file.len);
    Str declaration = str_slice(rest, 0, str_find_char(rest, ';'));
    if (str_find_char(declaration, '{') < declaration.len) return;
    Str tail = str_from_byte(declaration, str_find(declaration, STR("__attribute__")));
    for (size_t word; (word = str_find(tail, STR("malloc"))) < tail.len; tail = str_from_byte(tail, word + 6))
        if (has_arguments(str_from_byte(tail, word))) c_owns_attribute(arena, str_from_byte(tail, word), owns);
}

static BindingId function_named(const Unit *unit, Str name)
{
    for (BindingId id = 1; id < unit->bindings.len; id++)
        if (unit_binding(unit, id)->kind == BINDING_FUNCTION && str_equal(unit_binding(unit, id)->name, name)) return id;
    return 0;
}

void c_owns_releasers(Arena *arena, Unit *unit)
{
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        Releaser releaser = ownership_releaser(unit_binding(unit, id)->owns);
        Binding *named = releaser.name.len && !releaser.family ? &unit->bindings.at[function_named(unit, releaser.name)] : NULL;
        if (named && named->kind == BINDING_FUNCTION && !named->owns.len)
            named->owns = arena_format(arena, "takes=%.*s!, family=memory", releaser.argument - 1, "???????");
    }
}

static Str brackets_behind(Str comment)
{
    Str rest = str_from_byte(comment, str_find(comment, STR("memlint:")));
    Str inside = str_trim(str_from_byte(rest, 8));
    if (!str_starts(inside, STR("owns["))) return (Str){0};
    inside = str_from_byte(inside, 5);
    size_t end = str_find_char(inside, ']');
    return end < inside.len ? str_trim(str_slice(inside, 0, end)) : (Str){0};
}

// The comment in a line of text, "" when there is none.
static Str comment_in(Str line)
{
    size_t at = 0;
    Str piece;
    for (ScanKind kind; (kind = c_scan_piece(line, &at, &piece)) != SCAN_END;)
        if (kind == SCAN_COMMENT) return piece;
    return (Str){0};
}

Str c_owns_comment(Str file, uint32_t at)
{
    size_t from = at < file.len ? at : file.len, above = 0;
    while (from && file.at[from - 1] != '\n') from--;
    Str line = str_from_byte(file, from);
    Str said = brackets_behind(comment_in(str_slice(line, 0, str_find_char(line, '\n'))));
    if (said.len || !from) return said;
    for (above = from - 1; above && file.at[above - 1] != '\n';) above--;
    Str before = str_trim(str_slice(file, above, from));
    bool is_comment = str_starts(before, STR("//")) || str_starts(before, STR("/*"));
    return is_comment ? brackets_behind(before) : (Str){0};
}
