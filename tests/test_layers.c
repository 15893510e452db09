// The folders form a DAG, and a few things have one place only. Read from the sources themselves.
#include "walk.h"

#include <stdio.h>
#include <unistd.h>

#include "engine/registry.h"

// base <- source <- model <- {python, c} <- engine <- {report, lsp} <- main: a file includes only from its own folder and from
// folders of a lower rank.
static const struct { const char *folder; int rank; } layers[] = {
    {"base", 0}, {"source", 1}, {"model", 2}, {"python", 3}, {"c", 3}, {"engine", 4}, {"report", 5}, {"lsp", 5},
};

enum { RANK_MAIN = 6, RANK_UNKNOWN = -1 };

static int rank_of(Str folder)
{
    for (size_t i = 0; i < COUNT_OF(layers); i++)
        if (str_is(folder, layers[i].folder)) return layers[i].rank;
    return RANK_UNKNOWN;
}

// "report" of "report/text.c"; empty when there is no folder.
static Str folder_of(Str path)
{
    size_t slash = str_find_char(path, '/');
    return str_slice(path, 0, slash < path.len ? slash : 0);
}

// One #include, and who judges it.
typedef struct Include {
    Str file;      // "analyzer/report/text.c"
    Str target;    // "base/str.h", "tree_sitter/api.h"
    bool is_ours;  // in quotes
} Include;

typedef bool Judge(const Include *include);

static uint32_t check_file(Arena *arena, Str path, Judge *judge, const char *complaint)
{
    uint32_t bad = 0, number = 1;
    Str rest = walk_code(arena, walk_read(arena, path), false), line;
    for (; str_cut(&rest, '\n', &line); number++) {
        if (!str_starts(line, STR("#include "))) continue;
        Str word = str_trim(str_from_byte(line, 9));
        Include include = {.file = path, .target = str_slice(word, 1, word.len - 1), .is_ours = word.at[0] == '"'};
        if (judge(&include)) continue;
        print_error("%.*s:%u: includes %.*s: %s\n", FMT(path), number, FMT(include.target), complaint);
        bad++;
    }
    return bad;
}

static void check_files(const char *folder, Judge *judge, const char *complaint)
{
    Arena arena = {0};
    Strs files = {0};
    uint32_t bad = 0;
    walk_files(&arena, str_from(folder), STR(".c"), &files);
    walk_files(&arena, str_from(folder), STR(".h"), &files);
    assert_true(files.len > 0);
    for (uint32_t i = 0; i < files.len; i++) bad += check_file(&arena, files.at[i], judge, complaint);
    arena_close(&arena);
    assert_int_equal(bad, 0);
}

// --- the layers ------------------------------------------------------------------------------------------------

static bool stays_in_its_layer(const Include *include)
{
    if (!include->is_ours) return true;
    Str from = folder_of(str_from_byte(include->file, strlen("analyzer/"))), to = folder_of(include->target);
    if (!to.len) return !from.len;
    if (str_equal(from, to)) return true;
    int from_rank = from.len ? rank_of(from) : RANK_MAIN;
    return rank_of(to) != RANK_UNKNOWN && from_rank != RANK_UNKNOWN && rank_of(to) < from_rank;
}

static void layers_look_to_the_left(void **state)
{
    (void)state;
    check_files("analyzer", stays_in_its_layer, "that is no lower layer");
}

static bool is_open_to_rules(const Include *include)
{
    static const char *const closed[] = {"c/c.h", "python/python.h", NULL};
    Str folder = folder_of(include->target);
    bool is_of_family = !folder.len;
    if (!include->is_ours || is_of_family || str_is(folder, "base") || str_is(folder, "model")) return true;
    if (str_is(folder, "c") || str_is(folder, "python")) return !str_is_any(include->target, closed);
    return str_is(include->target, "engine/rule.h") || str_is(include->target, "engine/record.h") ||
           str_is(include->target, "engine/left_out.h") ||
           str_is(include->target, "engine/path.h") || str_is(include->target, "engine/mend.h");
}

static void rules_see_facts_and_nothing_else(void **state)
{
    (void)state;
    check_files("rules", is_open_to_rules, "a rule sees engine/rule.h, facts, and the helpers of a language");
}

static bool opens_its_own_parser(const Include *include)
{
    if (str_starts(include->target, STR("tree_sitter/")))
        return str_is(include->file, "analyzer/python/py_tree.c") || str_is(include->file, "analyzer/python/py_walk.h") ||
               str_is(include->file, "analyzer/python/py_memory.c") || str_is(include->file, "analyzer/source/toml.c");
    if (str_starts(include->target, STR("clang-c/"))) return str_starts(include->file, STR("analyzer/c/"));
    return true;
}

static void parsers_stay_in_their_files(void **state)
{
    (void)state;
    check_files("analyzer", opens_its_own_parser, "tree-sitter belongs to python/py_tree.c, py_walk.h and py_memory.c and to source/toml.c, libclang to c/");
    check_files("rules", opens_its_own_parser, "a rule never sees a parser");
}

// --- words -----------------------------------------------------------------------------------------------------

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where `word` is called in the code, from byte `at` on; code.len when nowhere.
static size_t find_call(Str code, const char *word, size_t at)
{
    size_t len = strlen(word);
    for (; at + len < code.len; at++) {
        if (memcmp(code.at + at, word, len) != 0 || (at && is_word_char(code.at[at - 1]))) continue;
        if (code.at[at + len] == '(') return at;
    }
    return code.len;
}

static uint32_t line_of(Str text, size_t byte)
{
    uint32_t line = 1;
    for (size_t i = 0; i < byte; i++) line += text.at[i] == '\n';
    return line;
}

// What a library made must be given back the library's way.
static bool is_handed_over(Str path, Str code)
{
    return str_contains(code, STR("open_memstream(")) && !str_starts(path, STR("rules/"));
}

static uint32_t check_calls(Str path, Str code)
{
    static const char *const words[] = {"malloc", "calloc", "realloc", "free", "strdup", "strndup", "asprintf", "getline"};
    uint32_t bad = 0;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_is(str_from(words[i]), "free") && is_handed_over(path, code)) continue;
        for (size_t at = 0; at = find_call(code, words[i], at), at < code.len; at++) {
            print_error("%.*s:%u: calls %s; memory comes from an arena\n", FMT(path), line_of(code, at), words[i]);
            bad++;
        }
    }
    return bad;
}

static void memory_comes_from_arenas(void **state)
{
    (void)state;
    Arena arena = {0};
    Strs files = {0};
    uint32_t bad = 0;
    walk_files(&arena, STR("analyzer"), STR(".c"), &files);
    walk_files(&arena, STR("analyzer"), STR(".h"), &files);
    walk_files(&arena, STR("rules"), STR(".c"), &files);
    for (uint32_t i = 0; i < files.len; i++) {
        if (str_starts(files.at[i], STR("analyzer/base/"))) continue;
        bad += check_calls(files.at[i], walk_code(&arena, walk_read(&arena, files.at[i]), true));
    }
    arena_close(&arena);
    assert_int_equal(bad, 0);
}

static void the_analyzer_names_no_rule(void **state)
{
    (void)state;
    Arena arena = {0};
    Strs files = {0};
    uint32_t bad = 0;
    walk_files(&arena, STR("analyzer"), STR(".c"), &files);
    walk_files(&arena, STR("analyzer"), STR(".h"), &files);
    for (uint32_t i = 0; i < files.len; i++) {
        Str code = walk_code(&arena, walk_read(&arena, files.at[i]), false);
        for (uint32_t j = 0; j < registry_rule_count; j++) {
            size_t at = str_find(code, str_from(registry_rules[j].rule->id));
            if (at == code.len) continue;
            print_error("%.*s:%u: names %s\n", FMT(files.at[i]), line_of(code, at), registry_rules[j].rule->id);
            bad++;
        }
    }
    arena_close(&arena);
    assert_int_equal(bad, 0);
}

// The reader of code on which the tests above stand.
static void code_is_read_without_comments(void **state)
{
    (void)state;
    Arena arena = {0};
    Str code = walk_code(&arena, STR("a /* b\nc */ \"d // \\\" e\" // f\ng '\\'' h"), true);
    assert_string_equal(arena_terminated(&arena, code), "a     \n     \"         \"     \ng '  ' h");
    assert_int_equal(find_call(STR("xfree( free (free("), "free", 0), 13);
    Include up = {STR("analyzer/model/tree.c"), STR("engine/rule.h"), true}, down = {STR("analyzer/model/tree.c"), STR("base/str.h"), true};
    Include side = {STR("analyzer/c/c_tree.c"), STR("python/python.h"), true}, own = {STR("analyzer/main.c"), STR("lint.h"), true};
    assert_false(stays_in_its_layer(&up));
    assert_true(stays_in_its_layer(&down));
    assert_false(stays_in_its_layer(&side));
    assert_true(stays_in_its_layer(&own));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_read_without_comments),
        cmocka_unit_test(layers_look_to_the_left),
        cmocka_unit_test(rules_see_facts_and_nothing_else),
        cmocka_unit_test(parsers_stay_in_their_files),
        cmocka_unit_test(memory_comes_from_arenas),
        cmocka_unit_test(the_analyzer_names_no_rule),
    };
    if (chdir(MEMLINT_SOURCE_DIR) != 0) return 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
