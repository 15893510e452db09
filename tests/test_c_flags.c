// The allow-list of compile flags, and compile_commands.json.
#include "c/c_flags.h"

#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// "cc -Ia b" as the words that a shell makes of it.
static Strs words(Arena *arena, const char *command)
{
    CEntry entry = {.command = str_from(command)};
    return c_entry_arguments(arena, &entry);
}

static Str joined(Arena *arena, const Strs *list)
{
    Str text = {0};
    for (uint32_t i = 0; i < list->len; i++)
        text = arena_format(arena, "%.*s%s%.*s", FMT(text), i ? " " : "", FMT(list->at[i]));
    return text.len ? text : STR("");
}

// What is left of a command, and how many flags are dropped.
static void check_filter(const char *command, const char *kept, uint32_t dropped)
{
    Arena arena = {0};
    Strs arguments = words(&arena, command);
    CFlags flags = {0};
    c_flags_filter(&arena, &arguments, STR("/src"), &flags);
    assert_string_equal(arena_terminated(&arena, joined(&arena, &flags.list)), kept);
    assert_int_equal(flags.dropped, dropped);
    arena_close(&arena);
}

static void allowed_flags_pass_in_every_spelling(void **state)
{
    (void)state;
    check_filter("cc -DA -D B=1 --define-macro=C --define-macro D x.c", "-DA -DB=1 -DC -DD", 0);
    check_filter("cc -UA -U B --undefine-macro=C", "-UA -UB -UC", 0);
    check_filter("cc -Ii -I j --include-directory=k --include-directory /l", "-I /src/i -I /src/j -I /src/k -I /l", 0);
    check_filter("cc -isystem s -isystemt -iquote q -idirafter ../d", "-isystem /src/s -isystem /src/t -iquote /src/q -idirafter /d", 0);
    check_filter("cc -isysroot /r --sysroot=/s --sysroot t", "-isysroot /r -isysroot /s -isysroot /src/t", 0);
    check_filter("cc -iprefix p/ -iwithprefix q -iwithprefixbefore r", "-iprefix /src/p/ -iwithprefixq -iwithprefixbeforer", 0);
    check_filter("cc -nostdinc -nostdlibinc -undef -ansi -pthread -fopenmp", "-nostdinc -nostdlibinc -undef -ansi -pthread -fopenmp", 0);
    check_filter("cc -std=c99 --std=gnu11 -x c -xc-header", "-std=c99 -std=gnu11 -x c -x c-header", 0);
    check_filter("cc -ffreestanding -fno-builtin -fno-builtin-malloc -fms-extensions -funsigned-char -fshort-enums",
                 "-ffreestanding -fno-builtin -fno-builtin-malloc -fms-extensions -funsigned-char -fshort-enums", 0);
    check_filter("cc -m32 -msse4.2 -mno-sse -mavx2 -march=armv7-a -mtune=haswell", "-m32 -msse4.2 -mno-sse -mavx2 -march=armv7-a -mtune=haswell", 0);
    check_filter("cc -target arm-linux-gnueabihf --target=x86_64-pc-linux-gnu", "--target=arm-linux-gnueabihf --target=x86_64-pc-linux-gnu", 0);
}

static void included_files_are_found_in_the_directory_or_left_to_the_search(void **state)
{
    (void)state;
    check_filter("cc -include nosuch.h -imacros /etc/passwd", "-include nosuch.h -imacros /etc/passwd", 0);
    check_filter("cc -include -evil -include @file", "-include ./-evil -include ./@file", 0);
}

// Each of these runs a program, writes a file or prints on standard output through libclang's driver, or could in another version.
static const char *const hostile[] = {
    "-Xclang -load", "-Xclang -DX", "-Xpreprocessor -MD", "-Xarch_host -DX", "-Xlinker x", "-Xassembler x", "-Xanalyzer x",
    "-Xopenmp-target -march=sm_70", "-mllvm -load=x.so", "-cc1", "-cc1as", "-fplugin=x.so", "-load x.so", "-plugin x", "-fpass-plugin=x.so",
    "-fopenmp=libomp", "-fopenmp-targets=amdgcn-amd-amdhsa", "--offload-arch=native", "--offload-arch-tool=/bin/sh", "--offload=spirv64",
    "--amdgpu-arch-tool=/bin/sh", "--nvptx-arch-tool=/bin/sh", "--cuda-path=/x", "--cuda-gpu-arch=sm_70", "--hip-path=/x", "--hip-link",
    "-x cuda", "-x hip", "-x cl", "-x ir", "-x ast", "-xc++", "-xcuda", "-x objective-c", "-x assembler-with-cpp", "--language=cuda",
    "-M", "-MM", "-MD", "-MMD", "-MG", "-MP", "-MV", "-MF out", "-MFout", "-MT text", "-MQ text", "-MJ out.json", "-o out", "-oout", "--output=out",
    "-gen-cdb-fragment-path out", "-fmodules", "-fmodules-cache-path=/x", "-fmodule-file=x", "-fmodule-map-file=x", "-fprebuilt-module-path=x",
    "-fbuiltin-module-map", "-fimplicit-modules", "-fcxx-modules",
    "-emit-llvm", "-emit-ast", "-save-temps", "-save-temps=cwd", "-ftime-trace", "-ftime-trace=out", "-ftime-report", "-serialize-diagnostics out",
    "--serialize-diagnostics out", "-index-store-path out", "-fcrash-diagnostics-dir=x", "-fcrash-diagnostics=all", "-fproc-stat-report=out",
    "-B /x", "-B/x", "-resource-dir /x", "-resource-dir=/x", "--config=x.cfg", "--config x.cfg", "-ccc-install-dir /x", "-ccc-gcc-name x",
    "-ivfsoverlay x.yaml", "-ivfsoverlayx.yaml", "@file", "@/etc/passwd", "-v", "-###", "-H", "--help", "--version", "-print-search-dirs",
    "--print-supported-cpus", "-print-file-name=x", "-dumpversion", "-Wp,-MD,out", "-Wa,x", "-Wl,x", "-Wall", "-Werror", "-O2", "-g", "-c", "-S", "-E",
    "-march=native", "-mcpu=native", "-mtune=native", "-march=", "-march=x;y", "--target=amdgcn-amd-amdhsa", "--target=nvptx64-nvidia-cuda",
    "--target=spirv64", "-target amdgcn-amd-amdhsa", "-target native", "-std=c++17", "-std=cuda", "-std=", "-include-pch x.pch", "-include-pchx",
    "-wrapper /bin/sh", "-specs=x", "-fuse-ld=/bin/sh", "-gcc-toolchain /x", "--gcc-toolchain=/x", "-working-directory /x", "-working-directory=/x",
    "-fdebug-prefix-map=a=b", "-fprofile-instr-generate=out", "-fprofile-use=x", "-fsanitize-ignorelist=x", "-fxray-instrument", "-coverage",
    "-fdiagnostics-add-output=sarif:file=out", "-dependency-file out", "-header-include-file out", "-dependency-dot out", "-I-",
    "-fembed-bitcode", "-fdepscan", "-fno-integrated-as", "-fno-integrated-cc1", "-canonical-prefixes", "-arch ppc", "-F x", "-framework x",
};

static void hostile_flags_are_dropped_with_their_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        char command[256];
        snprintf(command, sizeof command, "cc -DBEFORE %s -DAFTER x.c", hostile[i]);
        Arena arena = {0};
        Strs arguments = words(&arena, command);
        CFlags flags = {0};
        c_flags_filter(&arena, &arguments, STR("/src"), &flags);
        const char *kept = arena_terminated(&arena, joined(&arena, &flags.list));
        if (strcmp(kept, "-DBEFORE -DAFTER") != 0) fail_msg("'%s' leaves '%s'", hostile[i], kept);
        assert_int_equal(flags.dropped, 1);
        arena_close(&arena);
    }
}

static void a_compiler_or_file_is_no_flag(void **state)
{
    (void)state;
    check_filter("/bin/evil -DA x.c y.o", "-DA", 0);
    check_filter("cc -DA -- -DB", "-DA", 0);
    check_filter("cc", "", 0);
    check_filter("", "", 0);
    check_filter("cc -D", "", 1);
    check_filter("cc -o", "", 1);
    check_filter("cc -", "", 0);
}

static void commands_are_split_as_by_a_shell(void **state)
{
    (void)state;
    check_filter("cc  '-DA=\"x y\"' -DB=\\\"z\\\" \"-DC=a b\" -D'D=1'", "-DA=\"x y\" -DB=\"z\" -DC=a b -DD=1", 0);
    check_filter("cc -DA=$(touch x) -DB=`id` -DC=$HOME", "-DA=$(touch -DB=`id` -DC=$HOME", 0);
    check_filter("cc -DA='unclosed", "-DA=unclosed", 0);
}

static void paths_are_made_absolute(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_true(str_is(c_path_absolute(&arena, STR("/a/b"), STR("c.c")), "/a/b/c.c"));
    assert_true(str_is(c_path_absolute(&arena, STR("/a/b"), STR("../../../x/./y//z/")), "/x/y/z"));
    assert_true(str_is(c_path_absolute(&arena, STR("/a"), STR("/b/..")), "/"));
    assert_true(str_is(c_path_folder(STR("/a/b")), "/a"));
    assert_true(str_is(c_path_folder(STR("/a")), "/"));
    assert_int_equal(c_path_folder(STR("/")).len, 0);
    arena_close(&arena);
}

// --- databases ----------------------------------------------------------------------------------------------------
typedef struct Folder {
    char path[64];
} Folder;

static void write_file(const Folder *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_folder(void **state)
{
    Folder *folder = calloc(1, sizeof *folder);
    strcpy(folder->path, "/tmp/memlint-c-flags-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    *state = folder;
    return 0;
}

static int remove_folder(void **state)
{
    Folder *folder = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0);
    free(folder);
    return 0;
}

static const char *flags_of(Arena *arena, const Folder *folder, const char *given, const char *name)
{
    CDatabases *databases = c_databases_open(arena, given);
    bool borrowed;
    const CEntry *entry = c_databases_find(databases, arena_format(arena, "%s/%s", folder->path, name), &borrowed);
    if (!entry) return "none";
    CFlags flags = {0};
    Strs arguments = c_entry_arguments(arena, entry);
    c_flags_filter(arena, &arguments, entry->directory, &flags);
    return arena_terminated(arena, joined(arena, &flags.list));
}

static void entries_are_found_by_path_stem_and_folder(void **state)
{
    const Folder *folder = *state;
    Arena arena = {0};
    char text[1024];
    snprintf(text, sizeof text,
             "[{\"directory\":\"%s\",\"file\":\"src/a.c\",\"arguments\":[\"cc\",\"-DA\",\"-Iinc\",\"src/a.c\"]},"
             "{\"directory\":\"%s/src\",\"file\":\"b.c\",\"command\":\"cc -DB -I../inc b.c\"},"
             "{\"directory\":\"%s\",\"file\":\"lib/c.c\",\"command\":\"cc -DC lib/c.c\"}]",
             folder->path, folder->path, folder->path);
    write_file(folder, "compile_commands.json", text);
    assert_string_equal(flags_of(&arena, folder, NULL, "src/a.c"),
                        arena_terminated(&arena, arena_format(&arena, "-DA -I %s/inc", folder->path)));
    assert_string_equal(flags_of(&arena, folder, NULL, "src/b.c"),
                        arena_terminated(&arena, arena_format(&arena, "-DB -I %s/inc", folder->path)));
    assert_string_equal(flags_of(&arena, folder, NULL, "inc/c.h"), "-DC");       // the same stem
    assert_string_equal(flags_of(&arena, folder, NULL, "lib/other.c"), "-DC");   // the same folder
    assert_string_equal(flags_of(&arena, folder, NULL, "lib/deep/x.c"), "-DC");  // the nearest folder above
    assert_string_equal(flags_of(&arena, folder, folder->path, "lib/c.c"), "-DC");
    arena_close(&arena);
}

static void a_broken_database_is_none(void **state)
{
    const Folder *folder = *state;
    static const char *const texts[] = {"", "{", "[]", "{}", "[1, null, {\"file\": 3}]", "[{\"directory\":\"/\"}]"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Arena arena = {0};
        write_file(folder, "compile_commands.json", texts[i]);
        assert_string_equal(flags_of(&arena, folder, folder->path, "a.c"), "none");
        arena_close(&arena);
    }
}

static void a_database_in_build_is_found(void **state)
{
    const Folder *folder = *state;
    Arena arena = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/build", folder->path);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(folder, "build/compile_commands.json", "[{\"directory\":\"..\",\"file\":\"a.c\",\"command\":\"cc -DBUILD ../a.c\"}]");
    assert_string_equal(flags_of(&arena, folder, NULL, "a.c"), "-DBUILD");
    assert_string_equal(flags_of(&arena, folder, NULL, "b.c"), "-DBUILD");
    write_file(folder, "build/compile_commands.json", "[{\"directory\":\"/elsewhere\",\"file\":\"a.c\",\"command\":\"cc -DBUILD a.c\"}]");
    assert_string_equal(flags_of(&arena, folder, NULL, "b.c"), "none");
    assert_string_equal(flags_of(&arena, folder, NULL, "a.c"), "none");
    arena_close(&arena);
}

static void make(const Folder *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

// The -idirafter folders of a file below the project's folder, in order, without that folder's name.
static const char *folders_of(Arena *arena, const Folder *folder, const char *name, const char *text)
{
    CSetup setup = {.root = str_from(folder->path)};
    CFlagOrigins origins = c_flags_open(arena, &setup, STR("/clang/include"));
    Source source = {.path = arena_format(arena, "%s/%s", folder->path, name), .text = str_from(text), .language = LANG_C};
    CFlags flags = c_flags_of(arena, &origins, &source);
    Str found = {0};
    for (uint32_t i = 0; i + 1 < flags.list.len; i++)
        if (str_is(flags.list.at[i], "-idirafter"))
            found = arena_format(arena, "%.*s%.*s ", FMT(found), FMT(str_from_byte(flags.list.at[i + 1], strlen(folder->path))));
    return arena_terminated(arena, found);
}

static void without_a_database_the_folders_around_are_guessed(void **state)
{
    const Folder *folder = *state;
    Arena arena = {0};
    make(folder, "include");
    make(folder, "lib");
    write_file(folder, "Makefile", "");
    CSetup setup = {.root = str_from(folder->path)};
    CFlagOrigins origins = c_flags_open(&arena, &setup, STR("/clang/include"));
    Source source = {.path = arena_format(&arena, "%s/lib/x.h", folder->path), .language = LANG_C};
    CFlags flags = c_flags_of(&arena, &origins, &source);
    Str text = joined(&arena, &flags.list);
    assert_false(flags.from_database);
    assert_true(str_starts(text, STR("-x c-header -std=gnu17 -D_GNU_SOURCE")));
    assert_true(str_contains(text, STR("-fbracket-depth=256")));
    assert_true(str_ends(text, STR("-resource-dir /clang")));
    assert_string_equal(folders_of(&arena, folder, "lib/x.c", ""), "/lib  /include ");
    arena_close(&arena);
}

static void headers_are_looked_up_in_the_project(void **state)
{
    const Folder *folder = *state;
    Arena arena = {0};
    static const char *const folders[] = {"src", "deps", "deps/one", "deps/two", "deps/two/two", "far", "far/one"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) make(folder, folders[i]);
    write_file(folder, "Makefile", "");
    write_file(folder, "deps/one/one.h", "#include <two/two.h>\n");
    write_file(folder, "far/one/one.h", "");
    write_file(folder, "deps/two/two/two.h", "# include \"one.h\"\n#include \"three.h\"\n");
    write_file(folder, "deps/stdio.h", "");
    assert_string_equal(folders_of(&arena, folder, "deps/x.c", "#include \"one.h\"\n"), "/deps  /src /deps/one /deps/two ");
    assert_string_equal(folders_of(&arena, folder, "far/x.c", " # include \"one.h\"\n"), "/far  /src /far/one ");
    assert_string_equal(folders_of(&arena, folder, "src/x.c", "#include <stdio.h>\n#include \"no.h\"\n#include MACRO\n#include \"/etc/x.h\"\n"), "/src  ");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_flags_pass_in_every_spelling),
        cmocka_unit_test(included_files_are_found_in_the_directory_or_left_to_the_search),
        cmocka_unit_test(hostile_flags_are_dropped_with_their_values),
        cmocka_unit_test(a_compiler_or_file_is_no_flag),
        cmocka_unit_test(commands_are_split_as_by_a_shell),
        cmocka_unit_test(paths_are_made_absolute),
        cmocka_unit_test_setup_teardown(entries_are_found_by_path_stem_and_folder, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_broken_database_is_none, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_database_in_build_is_found, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(without_a_database_the_folders_around_are_guessed, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(headers_are_looked_up_in_the_project, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
