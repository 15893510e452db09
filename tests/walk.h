// Every file below a folder, and C without its comments: for the tests that read the sources.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/os.h"
#include "base/str.h"

// Adds the files below `folder` whose names end so, sorted by path.
static inline void walk_files(Arena *arena, Str folder, Str ending, Strs *files)
{
    Strs names;
    Problem why;
    if (!os_list(arena, folder, &names, &why)) return;
    for (uint32_t i = 0; i < names.len; i++) {
        OsInfo info;
        Str path = arena_format(arena, "%.*s/%.*s", FMT(folder), FMT(names.at[i]));
        if (!os_info(arena, path, &info, &why)) continue;
        if (info.kind == OS_FOLDER) walk_files(arena, path, ending, files);
        else if (str_ends(path, ending)) *array_push(arena, files) = path;
    }
}

static inline Str walk_read(Arena *arena, Str path)
{
    Str text;
    Problem why;
    if (!os_read(arena, path, 0, &text, &why)) fail_msg("%.*s", FMT(why.text));
    return text;
}

// C with blanks for the insides of comments and, if asked, of texts in quotes; line ends stay.
static inline Str walk_code(Arena *arena, Str text, bool blank_strings)
{
    char *at = arena_push(arena, text.len + 1);
    if (text.len) memcpy(at, text.at, text.len);
    enum { CODE, LINE, BLOCK, STRING, CHARACTER } state = CODE;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i], next = i + 1 < text.len ? text.at[i + 1] : 0;
        bool is_text = state == STRING || state == CHARACTER;
        if (state == CODE) {
            if (c == '/' && next == '/') state = LINE;
            else if (c == '/' && next == '*') state = BLOCK;
            else if (c == '"') state = STRING;
            else if (c == '\'') state = CHARACTER;
            if (state == LINE || state == BLOCK) at[i] = ' ';
        } else if ((state == LINE && c == '\n') || (state == STRING && c == '"') || (state == CHARACTER && c == '\'')) {
            state = CODE;
        } else if (state == BLOCK && c == '*' && next == '/') {
            at[i] = at[i + 1] = ' ';
            i++;
            state = CODE;
        } else {
            if (c != '\n' && (!is_text || blank_strings)) at[i] = ' ';
            if (is_text && c == '\\' && next) {
                i++;
                if (blank_strings) at[i] = ' ';
            }
        }
    }
    return (Str){at, text.len};
}
