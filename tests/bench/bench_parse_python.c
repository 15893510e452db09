// usage: bench_parse_python LIST: reads and parses the files named in LIST with tree-sitter and does nothing else. What linting
// costs is told as a ratio to this (scripts/bench).
#include <stdio.h>
#include <tree_sitter/api.h>

#include "base/os.h"
#include "base/str.h"

const TSLanguage *tree_sitter_python(void);

static void parse(TSParser *parser, Str text)
{
    TSTree *tree = ts_parser_parse_string(parser, NULL, text.len ? text.at : "", (uint32_t)text.len);
    if (tree) ts_tree_delete(tree);
}

int main(int argc, char **argv)
{
    Arena arena = {0}, file = {0};
    Str list, path, text;
    Problem why;
    if (argc != 2 || !os_read(&arena, str_from(argv[1]), 0, &list, &why)) return 2;
    TSParser *parser = ts_parser_new();
    if (!ts_parser_set_language(parser, tree_sitter_python())) return 2;
    while (str_cut(&list, '\n', &path)) {
        if (path.len && os_read(&file, path, 0, &text, &why)) parse(parser, text);
        arena_reset(&file);
    }
    ts_parser_delete(parser);
    arena_close(&file);
    arena_close(&arena);
    return 0;
}
