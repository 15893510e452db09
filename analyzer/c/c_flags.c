#include "c/c_flags.h"

#include "base/os.h"

// --- the allow-list -----------------------------------------------------------------------------------------------
typedef enum FlagForm {
    FORM_ALONE,       // as it stands
    FORM_WORD,        // joined to letters, digits and "._-": -msse4.2
    FORM_VALUE,       // with a value, joined, separate or after '='
    FORM_PATH,        // the same; the value is a path
    FORM_FILE,        // the same; the value is a file that is searched in the include folders too
    FORM_STANDARD,    // a version of C
    FORM_LANGUAGE,    // c or c-header
    FORM_CPU,         // any but native
    FORM_TARGET,      // one of the triples of ordinary processors
} FlagForm;

typedef struct FlagRow {
    const char *spelling;
    FlagForm form;
    const char *passed;  // how libclang gets it; NULL = as spelled
} FlagRow;

// ecosystem research, section 8.3. The longest spelling that fits decides.
static const FlagRow allowed[] = {
    {"-D", FORM_VALUE, NULL}, {"--define-macro", FORM_VALUE, "-D"}, {"-U", FORM_VALUE, NULL}, {"--undefine-macro", FORM_VALUE, "-U"},
    {"-I", FORM_PATH, NULL}, {"--include-directory", FORM_PATH, "-I"}, {"-iquote", FORM_PATH, NULL}, {"-isystem", FORM_PATH, NULL},
    {"-idirafter", FORM_PATH, NULL}, {"--include-directory-after", FORM_PATH, "-idirafter"},
    {"-iprefix", FORM_PATH, NULL}, {"--include-prefix", FORM_PATH, "-iprefix"},
    {"-iwithprefix", FORM_VALUE, NULL}, {"--include-with-prefix", FORM_VALUE, "-iwithprefix"},
    {"-iwithprefixbefore", FORM_VALUE, NULL}, {"--include-with-prefix-before", FORM_VALUE, "-iwithprefixbefore"},
    {"-include", FORM_FILE, NULL}, {"--include", FORM_FILE, "-include"}, {"-imacros", FORM_FILE, NULL}, {"--imacros", FORM_FILE, "-imacros"},
    {"-isysroot", FORM_PATH, NULL}, {"--sysroot", FORM_PATH, "-isysroot"},
    {"-nostdinc", FORM_ALONE, NULL}, {"--no-standard-includes", FORM_ALONE, "-nostdinc"}, {"-nostdlibinc", FORM_ALONE, NULL},
    {"-undef", FORM_ALONE, NULL},
    {"-std=", FORM_STANDARD, NULL}, {"--std", FORM_STANDARD, "-std="}, {"-ansi", FORM_ALONE, NULL}, {"--ansi", FORM_ALONE, "-ansi"},
    {"-x", FORM_LANGUAGE, NULL}, {"--language", FORM_LANGUAGE, "-x"},
    {"-pthread", FORM_ALONE, NULL}, {"-ffreestanding", FORM_ALONE, NULL}, {"-fhosted", FORM_ALONE, NULL},
    {"-fbuiltin", FORM_ALONE, NULL}, {"-fno-builtin", FORM_ALONE, NULL}, {"-fno-builtin-", FORM_WORD, NULL},
    {"-fgnu89-inline", FORM_ALONE, NULL}, {"-fms-extensions", FORM_ALONE, NULL}, {"-fms-compatibility", FORM_ALONE, NULL},
    {"-fms-compatibility-version=", FORM_WORD, NULL}, {"-fblocks", FORM_ALONE, NULL},
    {"-fsigned-char", FORM_ALONE, NULL}, {"-funsigned-char", FORM_ALONE, NULL},
    {"-fsigned-bitfields", FORM_ALONE, NULL}, {"-funsigned-bitfields", FORM_ALONE, NULL},
    {"-fshort-enums", FORM_ALONE, NULL}, {"-fno-short-enums", FORM_ALONE, NULL}, {"-fshort-wchar", FORM_ALONE, NULL},
    {"-fopenmp", FORM_ALONE, NULL}, {"-fexceptions", FORM_ALONE, NULL}, {"-fno-exceptions", FORM_ALONE, NULL},
    {"-m32", FORM_ALONE, NULL}, {"-m64", FORM_ALONE, NULL}, {"-mx32", FORM_ALONE, NULL},
    {"-msse", FORM_WORD, NULL}, {"-mno-sse", FORM_WORD, NULL}, {"-mavx", FORM_WORD, NULL}, {"-mno-avx", FORM_WORD, NULL},
    {"-march=", FORM_CPU, NULL}, {"-mcpu=", FORM_CPU, NULL}, {"-mtune=", FORM_CPU, NULL},
    {"-target", FORM_TARGET, "--target="}, {"--target", FORM_TARGET, "--target="},
};

// Not allowed, but their value stands in the next argument and must not be taken for a flag. Longer than an allowed
// spelling, too: "-include-pch" is not "-include" with the value "-pch".
static const char *const dropped_with_value[] = {
    "-o", "-MF", "-MT", "-MQ", "-MJ", "-Xclang", "-Xpreprocessor", "-Xlinker", "-Xassembler", "-Xanalyzer", "-Xopenmp-target",
    "-Xcuda-fatbinary", "-Xcuda-ptxas", "-mllvm", "-arch", "-include-pch", "-isystem-after", "-iframework", "-iframeworkwithsysroot",
    "-iwithsysroot", "-ivfsoverlay", "-imultilib", "-load", "-plugin", "-L", "-l", "-T", "-u", "-z", "-e", "-A", "-F", "-framework",
    "-serialize-diagnostics", "--serialize-diagnostics", "-B", "-resource-dir", "-gen-cdb-fragment-path", "-index-store-path",
    "-index-unit-output-path", "-index-ignore-symbols", "--config", "-working-directory", "--param", "-dumpdir", "-aux-info", "-wrapper",
    "-specs", "--specs", "-gcc-toolchain", "--gcc-toolchain", "-ccc-install-dir", "-ccc-gcc-name", "-dependency-file", "-dependency-dot",
    "-header-include-file", "-fmodules-cache-path", "-fmodule-file", "-offload-arch-tool", "--cuda-path", "--hip-path",
};

static const char *const standards[] = {
    "c89", "c90", "iso9899:1990", "iso9899:199409", "gnu89", "gnu90", "c99", "c9x", "iso9899:1999", "iso9899:199x", "gnu99", "gnu9x",
    "c11", "c1x", "iso9899:2011", "iso9899:201x", "gnu11", "gnu1x", "c17", "c18", "iso9899:2017", "iso9899:2018", "gnu17", "gnu18",
    "c2x", "c23", "iso9899:2024", "gnu2x", "gnu23", "c2y", "gnu2y", NULL,
};

static const char *const processors[] = {
    "x86_64", "amd64", "i386", "i486", "i586", "i686", "arm", "armeb", "armv4t", "armv5", "armv5te", "armv6", "armv6m", "armv7", "armv7a",
    "armv7em", "armv7hf", "armv7k", "armv7l", "armv7m", "armv8", "armv8m", "thumb", "thumbv6m", "thumbv7", "thumbv7em", "thumbv7m",
    "aarch64", "aarch64_be", "arm64", "arm64e", "mips", "mipsel", "mips64", "mips64el", "powerpc", "powerpcle", "powerpc64",
    "powerpc64le", "ppc", "ppc64", "ppc64le", "riscv32", "riscv64", "s390x", "sparc", "sparcv9", "sparc64", "loongarch64", "loongarch32",
    "m68k", "avr", "msp430", "hexagon", "xtensa", "wasm32", "wasm64", NULL,
};

static bool is_plain_word(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+';
        if (!is_plain) return false;
    }
    return true;
}

static bool takes_value(FlagForm form) { return form != FORM_ALONE && form != FORM_WORD && form != FORM_CPU; }

// May the flag be written with its value joined on, and is this one?
static bool row_fits(const FlagRow *row, Str argument)
{
    Str spelling = str_from(row->spelling);
    if (!str_starts(argument, spelling)) return false;
    Str rest = str_from_byte(argument, spelling.len);
    if (!rest.len) return true;
    if (row->form == FORM_ALONE) return false;
    bool is_long = spelling.at[1] == '-', ends_open = spelling.at[spelling.len - 1] == '=';
    if (row->form == FORM_TARGET || (is_long && !ends_open)) return rest.at[0] == '=' && is_long;
    return true;
}

static const FlagRow *row_of(Str argument)
{
    const FlagRow *best = NULL;
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (row_fits(&allowed[i], argument) && (!best || strlen(allowed[i].spelling) > strlen(best->spelling))) best = &allowed[i];
    return best;
}

static bool is_dropped_with_value(Str argument)
{
    for (size_t i = 0; i < COUNT_OF(dropped_with_value); i++)
        if (str_is(argument, dropped_with_value[i])) return true;
    return str_starts(argument, STR("-Xarch_"));
}

static bool value_allowed(FlagForm form, Str value)
{
    switch (form) {
    case FORM_ALONE: return !value.len;
    case FORM_WORD: return is_plain_word(value);
    case FORM_VALUE:
    case FORM_PATH:
    case FORM_FILE: return value.len > 0 && !str_is(value, "-");
    case FORM_STANDARD: return str_is_any(value, standards);
    case FORM_LANGUAGE: return str_is(value, "c") || str_is(value, "c-header");
    case FORM_CPU: return value.len && is_plain_word(value) && !str_is(value, "native");
    case FORM_TARGET: return is_plain_word(value) && str_is_any(str_slice(value, 0, str_find_char(value, '-')), processors);
    }
    return false;
}

// "-include x.h" means the x.h of the build folder, and only if there is none the one of the include folders.
static Str placed_value(Arena *arena, FlagForm form, Str value, Str directory)
{
    if (form != FORM_PATH && form != FORM_FILE) return value;
    if (form == FORM_PATH && value.at[0] == '=') return value;  // relative to the sysroot
    Str path = c_path_absolute(arena, directory, value);
    if (str_ends(value, STR("/"))) path = arena_format(arena, "%.*s/", FMT(path));  // -iprefix is no folder, but a start of names
    return form == FORM_FILE && !os_exists(arena, path) ? value : path;
}

static void pass(Arena *arena, const FlagRow *row, Str value, CFlags *flags)
{
    Str name = str_from(row->passed ? row->passed : row->spelling);
    bool separate = row->form == FORM_PATH || row->form == FORM_FILE || row->form == FORM_LANGUAGE;
    // A file that is not found by its path must not look like a flag or a response file.
    if (row->form == FORM_FILE && (value.at[0] == '-' || value.at[0] == '@')) value = arena_format(arena, "./%.*s", FMT(value));
    if (separate) {
        *array_push(arena, &flags->list) = name;
        *array_push(arena, &flags->list) = value;
    } else {
        *array_push(arena, &flags->list) = arena_format(arena, "%.*s%.*s", FMT(name), FMT(value));
    }
}

static Str joined_value(const FlagRow *row, Str argument)
{
    Str value = str_from_byte(argument, strlen(row->spelling));
    bool is_long = row->spelling[1] == '-' && takes_value(row->form);
    return is_long && value.len && value.at[0] == '=' ? str_from_byte(value, 1) : value;
}

void c_flags_filter(Arena *arena, const Strs *arguments, Str directory, CFlags *flags)
{
    for (uint32_t i = 1; i < arguments->len; i++) {  // [0] is the compiler, which nobody runs
        Str argument = arguments->at[i];
        if (str_is(argument, "--")) return;
        if (!argument.len || (argument.at[0] != '-' && argument.at[0] != '@') || argument.len == 1) continue;
        if (is_dropped_with_value(argument)) {
            flags->dropped++;
            i++;
            continue;
        }
        const FlagRow *row = row_of(argument);
        Str value = row ? joined_value(row, argument) : (Str){0};
        if (value.len && value.at[0] == '-' && row->form != FORM_VALUE) value.len = 0;  // "-include-pch" is another flag
        bool needs_next = row && takes_value(row->form) && argument.len == strlen(row->spelling) && row->spelling[argument.len - 1] != '=';
        if (needs_next && i + 1 < arguments->len) value = arguments->at[++i];
        if (row && value_allowed(row->form, value)) pass(arena, row, placed_value(arena, row->form, value, directory), flags);
        else flags->dropped++;
    }
}

// --- one file's flags ---------------------------------------------------------------------------------------------
static void add(Arena *arena, CFlags *flags, Str flag) { *array_push(arena, &flags->list) = flag; }

static bool is_header(Str path) { return str_ends(path, STR(".h")); }

// Searched behind the system's folders: a project's own "time.h" must not hide the system's.
static void add_folder(Arena *arena, CFlags *flags, Str folder)
{
    add(arena, flags, STR("-iquote"));
    add(arena, flags, folder);
    add(arena, flags, STR("-idirafter"));
    add(arena, flags, folder);
}

static void add_guesses(Arena *arena, CFlags *flags, CIncludes *includes, Str path, Str text)
{
    Strs folders = c_includes_folders(arena, includes, path, text);
    for (uint32_t i = 0; i < folders.len; i++) add_folder(arena, flags, folders.at[i]);
}

// memlint's own: no warnings, every error, old C accepted, and nesting stops before libclang's stack does.
static void add_own(Arena *arena, CFlags *flags, Str headers)
{
    static const char *const own[] = {
        "-w", "-ferror-limit=0", "-fbracket-depth=256", "-fno-spell-checking", "-Wno-implicit-function-declaration",
        "-Wno-implicit-int", "-Wno-int-conversion", "-Wno-incompatible-pointer-types", "-Wno-incompatible-function-pointer-types",
    };
    for (size_t i = 0; i < COUNT_OF(own); i++) add(arena, flags, str_from(own[i]));
    if (!headers.len) return;
    add(arena, flags, STR("-resource-dir"));
    add(arena, flags, c_path_folder(headers));
}

// Flags that belong together ("-I", "include") stand side by side and are relative to the same folder.
static void add_given(Arena *arena, CFlags *flags, const Anchoreds *given, Str here)
{
    for (uint32_t i = 0; i < given->len;) {
        Str base = given->at[i].base;
        Strs run = {0};
        *array_push(arena, &run) = STR("--c-flag");
        for (; i < given->len && str_equal(given->at[i].base, base); i++) *array_push(arena, &run) = given->at[i].text;
        c_flags_filter(arena, &run, base.len ? base : here, flags);
    }
}

CFlagOrigins c_flags_open(Arena *arena, const CSetup *setup, Str headers)
{
    return (CFlagOrigins){
        .setup = *setup,
        .headers = headers,
        .databases = c_databases_open(arena, setup->compile_commands),
        .includes = c_includes_open(arena, setup->root, headers),
    };
}

CFlags c_flags_of(Arena *arena, const CFlagOrigins *origins, const Source *source)
{
    CFlags flags = {0};
    Str here = c_path_here(arena);
    Str path = c_path_absolute(arena, here, source->path);
    add(arena, &flags, STR("-x"));
    add(arena, &flags, is_header(path) ? STR("c-header") : STR("c"));
    bool borrowed = false;
    const CEntry *entry = c_databases_find(origins->databases, path, &borrowed);
    if (entry) {
        Strs arguments = c_entry_arguments(arena, entry);
        c_flags_filter(arena, &arguments, entry->directory, &flags);
        flags.from_database = true;
    } else {
        add(arena, &flags, STR("-std=gnu17"));
        add(arena, &flags, STR("-D_GNU_SOURCE"));
    }
    if (!entry || borrowed) add_guesses(arena, &flags, origins->includes, path, source->text);
    add_given(arena, &flags, &origins->setup.flags, here);
    add_own(arena, &flags, origins->headers);
    return flags;
}
