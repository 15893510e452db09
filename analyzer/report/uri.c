#include "report/uri.h"

#include "base/array.h"
#include "base/str.h"

typedef ArrayOf(Str) Parts;

// Appends the parts of a path; "." says nothing and ".." takes one back.
static void parts_add(Arena *arena, Parts *parts, Str path)
{
    Str rest = path, part;
    while (str_cut(&rest, '/', &part)) {
        if (!part.len || str_is(part, ".")) continue;
        if (!str_is(part, "..")) *array_push(arena, parts) = part;
        else if (parts->len) parts->len--;
    }
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~+,=@", c));
}

static size_t encode(char *to, Str part)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t used = 0;
    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.at[i];
        if (is_plain(c)) {
            to[used++] = (char)c;
            continue;
        }
        to[used++] = '%';
        to[used++] = digits[c >> 4];
        to[used++] = digits[c & 15];
    }
    return used;
}

static size_t copy(char *to, Str part)
{
    memcpy(to, part.at, part.len);
    return part.len;
}

// The parts from number `first` on, with '/' between them.
static Str joined(Arena *arena, const Parts *parts, uint32_t first, size_t write(char *to, Str part))
{
    size_t most = 1, used = 0;
    for (uint32_t i = first; i < parts->len; i++) most += parts->at[i].len * 3 + 1;
    char *at = arena_push(arena, most);
    for (uint32_t i = first; i < parts->len; i++) {
        if (i > first) at[used++] = '/';
        used += write(at + used, parts->at[i]);
    }
    return (Str){at, used};
}

static bool is_inside(const Parts *path, const Parts *root)
{
    if (path->len <= root->len) return false;
    for (uint32_t i = 0; i < root->len; i++)
        if (!str_equal(path->at[i], root->at[i])) return false;
    return true;
}

// The parts of a path from the root of the file system on; whether it lies in `root`, whose parts are the first then.
static bool is_under(Arena *arena, Str root, Str path, Parts *parts, Parts *base)
{
    parts_add(arena, base, root);
    if (!str_starts(path, STR("/"))) parts_add(arena, parts, root);
    parts_add(arena, parts, path);
    return is_inside(parts, base);
}

Uri uri_of_path(Arena *arena, Str root, Str path)
{
    Parts base = {0}, parts = {0};
    if (is_under(arena, root, path, &parts, &base)) return (Uri){joined(arena, &parts, base.len, encode), true};
    return (Uri){arena_format(arena, "file:///%.*s", FMT(joined(arena, &parts, 0, encode))), false};
}

Str uri_plain_path(Arena *arena, Str root, Str path)
{
    Parts base = {0}, parts = {0};
    if (is_under(arena, root, path, &parts, &base)) return joined(arena, &parts, base.len, copy);
    return arena_format(arena, "/%.*s", FMT(joined(arena, &parts, 0, copy)));
}

Str uri_of_folder(Arena *arena, Str folder)
{
    Parts parts = {0};
    parts_add(arena, &parts, folder);
    return arena_format(arena, "file:///%.*s%s", FMT(joined(arena, &parts, 0, encode)), parts.len ? "/" : "");
}
