#include "c/c_library.h"

#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "base/symbol.h"

enum { NEWEST = 22, OLDEST = 17 };

// Where systems put libclang, per version (the %d); a pattern may match several files.
static const char *const by_version[] = {
    "libclang-%d.so.1",                            // Debian, Ubuntu: through the linker's own search
    "libclang.so.%d",                              // upstream's soname without a minor version
    "libclang.so.%d.1",                            // upstream's soname: Fedora, Arch
    "/usr/lib/llvm-%d/lib/libclang-%d.so.1",       // Debian, Ubuntu
    "/usr/lib/llvm-%d/lib/libclang.so.1",
    "/usr/lib/*/libclang-%d.so.1",
    "/usr/lib64/llvm%d/lib*/libclang.so.%d*",      // Fedora's parallel packages
    "/usr/lib/llvm%d/lib/libclang.so.%d*",         // Alpine
    "/usr/lib64/libclang.so.%d*",
    "/usr/local/llvm%d/lib/libclang.so*",          // FreeBSD
    "/opt/homebrew/opt/llvm@%d/lib/libclang.dylib",
    "/usr/local/opt/llvm@%d/lib/libclang.dylib",
};

// Where only some version is; tried last.
static const char *const any_version[] = {
    "/opt/homebrew/opt/llvm/lib/libclang.dylib",
    "/usr/local/opt/llvm/lib/libclang.dylib",
    "libclang.so",
    "libclang.dylib",
};

static Str remedy(void)
{
    if (access("/usr/bin/apt-get", X_OK) == 0) return STR("apt-get install libclang-19-dev");
    if (access("/usr/bin/dnf", X_OK) == 0) return STR("dnf install clang-libs");
    if (access("/sbin/apk", X_OK) == 0) return STR("apk add clang-libclang");
    if (access("/opt/homebrew/bin/brew", X_OK) == 0 || access("/usr/local/bin/brew", X_OK) == 0) return STR("brew install llvm");
    return STR("install libclang 17 or newer, or name its file in MEMLINT_LIBCLANG");
}

static bool refuse(Problem *why, Arena *arena, const char *format, const char *name)
{
    problem_set(why, arena, format, name);
    why->remedy = remedy();
    return false;
}

static bool functions_found(CLibrary *library)
{
    bool found = true;
#define FIND(name) found &= symbol_find(library->handle, #name, &library->name);
    C_LIBRARY_FUNCTIONS(FIND)
#undef FIND
    return found;
}

static bool open_file(const char *name, CLibrary *library)
{
    CLibrary opened = {.handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL)};
    if (!opened.handle) return false;
    *library = opened;
    if (functions_found(library)) return true;
    dlclose(opened.handle);
    *library = (CLibrary){0};
    return false;
}

static bool open_matching(const char *pattern, CLibrary *library)
{
    if (pattern[0] != '/') return open_file(pattern, library);
    glob_t files = {0};
    bool opened = false;
    if (glob(pattern, 0, NULL, &files) == 0)
        for (size_t i = 0; i < files.gl_pathc && !opened; i++) opened = open_file(files.gl_pathv[i], library);
    globfree(&files);
    return opened;
}

static bool open_newest(Arena *arena, CLibrary *library)
{
    for (int version = NEWEST; version >= OLDEST; version--)
        for (size_t i = 0; i < COUNT_OF(by_version); i++) {
            ArenaMark mark = arena_mark(arena);
            bool opened = open_matching(arena_format(arena, by_version[i], version, version).at, library);
            arena_rewind(arena, mark);
            if (opened) return true;
        }
    for (size_t i = 0; i < COUNT_OF(any_version); i++)
        if (open_matching(any_version[i], library)) return true;
    return false;
}

static Str library_path(Arena *arena, const CLibrary *library)
{
    Dl_info info;
    void *function;
    memcpy(&function, &library->clang_createIndex, sizeof function);
    if (!dladdr(function, &info) || !info.dli_fname) return (Str){0};
    char real[PATH_MAX];
    return arena_copy(arena, str_from(realpath(info.dli_fname, real) ? real : info.dli_fname));
}

static Str first_match(Arena *arena, Str pattern)
{
    glob_t files = {0};
    Str found = {0};
    if (glob(arena_terminated(arena, pattern), 0, NULL, &files) == 0 && files.gl_pathc)
        found = arena_copy(arena, str_from(files.gl_pathv[files.gl_pathc - 1]));
    globfree(&files);
    return str_slice(found, 0, str_find_last_char(found, '/'));  // without /stddef.h
}

static int major_version(Str version)
{
    int major = 0;
    for (size_t i = 0; i < version.len && !(major && version.at[i] == '.'); i++)
        if (version.at[i] >= '0' && version.at[i] <= '9') major = major * 10 + (version.at[i] - '0');
    return major;
}

// The headers of the same version beside the library, then Debian's, then any: types and macros hardly differ.
static Str find_headers(Arena *arena, const CLibrary *library)
{
    int major = major_version(library->version);
    Str folder = str_slice(library->path, 0, str_find_last_char(library->path, '/'));
    const Str patterns[] = {
        arena_format(arena, "%.*s/clang/%d*/include/stddef.h", FMT(folder), major),
        arena_format(arena, "%.*s/../lib/clang/%d*/include/stddef.h", FMT(folder), major),
        arena_format(arena, "/usr/lib/llvm-%d/lib/clang/%d*/include/stddef.h", major, major),
        arena_format(arena, "/usr/lib/clang/%d*/include/stddef.h", major),
        arena_format(arena, "/usr/lib64/clang/%d*/include/stddef.h", major),
        STR("/usr/lib/llvm-*/lib/clang/*/include/stddef.h"),
        STR("/usr/lib/gcc/*/*/include/stddef.h"),
    };
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        Str found = first_match(arena, patterns[i]);
        if (found.len) return found;
    }
    return (Str){0};
}

// "libclang 19.1.7" of "Debian clang version 19.1.7 (3~deb12u1)".
static Str short_version(const CLibrary *library, Arena *arena)
{
    Str text = c_library_string(library, arena, library->clang_getClangVersion());
    Str number = str_from_byte(text, str_find(text, STR("version ")) + sizeof "version " - 1);
    number = str_slice(number, 0, str_find_char(number, ' '));
    return number.len ? arena_format(arena, "libclang %.*s", FMT(number)) : STR("libclang");
}

bool c_library_open(Arena *arena, CLibrary *library, Problem *why)
{
    CLibrary opened = {0};
    const char *named = getenv("MEMLINT_LIBCLANG");
    if (named && *named) {
        if (!open_file(named, &opened))
            return refuse(why, arena, "cannot use '%s' (MEMLINT_LIBCLANG) as libclang 17 or newer", named);
    } else if (!open_newest(arena, &opened)) {
        return refuse(why, arena, "%s was not found, so C files cannot be read", "libclang 17 or newer");
    }
    opened.path = library_path(arena, &opened);
    opened.version = short_version(&opened, arena);
    opened.headers = find_headers(arena, &opened);
    *library = opened;
    return true;
}

void c_library_close(CLibrary *library)
{
    if (library->handle) dlclose(library->handle);
    *library = (CLibrary){0};
}

Str c_library_string(const CLibrary *library, Arena *arena, CXString string)
{
    const char *text = library->clang_getCString(string);
    Str copy = arena_copy(arena, str_from(text));
    library->clang_disposeString(string);
    return copy;
}
