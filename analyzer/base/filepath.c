#include "base/filepath.h"

#include "base/str.h"

Str filepath_name(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash == path.len ? path : str_from_byte(path, slash + 1);
}

Str filepath_stem(Str path)
{
    Str name = filepath_name(path);
    return str_slice(name, 0, str_find_last_char(name, '.'));
}

Str filepath_folder(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash == path.len ? (Str){0} : str_slice(path, 0, slash ? slash : 1);
}

Str filepath_trimmed(Str path)
{
    while (path.len > 1 && path.at[path.len - 1] == '/') path.len--;
    return path;
}

Str filepath_from(Str path, Str folder)
{
    return folder.len && str_is_below(path, folder, '/') ? str_from_byte(path, folder.len + 1) : path;
}

bool filepath_has_folder(Str path, const char *const *names)
{
    Str part = {0};
    while (str_cut(&path, '/', &part))
        if (path.len && str_is_any(part, names)) return true;
    return false;
}

// Without arena_format: looking up an unchanged tree joins thousands of paths, and does little else.
Str filepath_joined(Arena *arena, Str folder, Str name)
{
    if (!folder.len) return name;
    size_t before = folder.len + (folder.at[folder.len - 1] != '/');
    char *at = arena_push_raw(arena, before + name.len);
    at[before - 1] = '/';
    memcpy(at, folder.at, folder.len);
    if (name.len) memcpy(at + before, name.at, name.len);
    return (Str){at, before + name.len};
}
