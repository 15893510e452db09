#include "source/options.h"

#include "shell.h"

typedef struct Line {
    Arena arena;
    Options options;
    Problem why;
    bool ok;
} Line;

static void line_read(Line *line, const char *text)
{
    *line = (Line){0};
    char *arguments[32];
    uint32_t count = 0;
    Str rest = str_from(text), word;
    while (str_cut(&rest, ' ', &word)) arguments[count++] = (char *)arena_terminated(&line->arena, word);
    line->ok = options_read(&line->arena, count, arguments, &line->options, &line->why);
}

static const char *joined(Line *line, const Strs *words)
{
    Str all = STR("");
    for (uint32_t i = 0; i < words->len; i++) all = arena_format(&line->arena, "%.*s%s%.*s", FMT(all), i ? " " : "", FMT(words->at[i]));
    return arena_terminated(&line->arena, all);
}

static void reads_every_form(void **state)
{
    (void)state;
    Line line;
    line_read(&line, "check --select a,b --select=c -j4 -qv -p build -o out.json --color always --max-file-size 2M src - @list -- --odd");
    assert_true(line.ok);
    assert_string_equal(joined(&line, &line.options.settings.select), "a b c");
    assert_string_equal(joined(&line, &line.options.paths), "src - --odd");
    assert_string_equal(joined(&line, &line.options.files_from), "list");
    assert_int_equal(line.options.settings.jobs, 4);
    assert_true(line.options.quiet && line.options.verbose);
    assert_true(str_is(line.options.settings.compile_commands, "build"));
    assert_true(str_is(line.options.output_file, "out.json"));
    assert_true(str_is(line.options.color, "always"));
    assert_int_equal(line.options.settings.max_file_size, 2 << 20);
    arena_close(&line.arena);
}

static void has_defaults(void **state)
{
    (void)state;
    char *none[] = {NULL};
    Arena arena = {0};
    Options options;
    Problem why;
    assert_true(options_read(&arena, 0, none, &options, &why));
    assert_int_equal(options.command, COMMAND_CHECK);
    assert_int_equal(settings_default().timeout, 60);
    assert_int_equal(settings_default().max_file_size, 20 << 20);
    arena_close(&arena);
}

static void takes_the_first_word_as_command(void **state)
{
    (void)state;
    Line line;
    line_read(&line, "explain unbounded-cache");
    assert_int_equal(line.options.command, COMMAND_EXPLAIN);
    assert_string_equal(joined(&line, &line.options.paths), "unbounded-cache");
    arena_close(&line.arena);
    line_read(&line, "src rules");
    assert_int_equal(line.options.command, COMMAND_CHECK);
    assert_string_equal(joined(&line, &line.options.paths), "src rules");
    arena_close(&line.arena);
    line_read(&line, "./rules");
    assert_int_equal(line.options.command, COMMAND_CHECK);
    arena_close(&line.arena);
    line_read(&line, "-- rules");
    assert_int_equal(line.options.command, COMMAND_CHECK);
    arena_close(&line.arena);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    static const struct { const char *line, *text, *remedy; } wrong[] = {
        {"--slect x", "there is no option '--slect'", "did you mean '--select'?"},
        {"--output-fromat=json", "there is no option '--output-fromat=json'", "did you mean '--output-format'?"},
        {"--zzzzzzzzzz", "there is no option '--zzzzzzzzzz'", "`memlint --help` lists them all"},
        {"-x", "there is no option '-x'", ""},
        {"--select", "--select needs a value: RULE,...", ""},
        {"--fix=yes", "--fix takes no value", ""},
        {"-j many", "--jobs takes a number, not 'many'", ""},
        {"-j -1", "--jobs takes a number, not '-1'", ""},
        {"--max-file-size 3X", "--max-file-size takes a size such as 500K, 20M or 4G, not '3X'", ""},
        {"--color blue", "--color takes auto|always|never, not 'blue'", ""},
        {"explain --fix", "--fix does not belong to `memlint explain`", ""},
        {"check --tree", "--tree does not belong to `memlint check`", ""},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Line line;
        line_read(&line, wrong[i].line);
        assert_false(line.ok);
        assert_string_equal(arena_terminated(&line.arena, line.why.text), wrong[i].text);
        if (wrong[i].remedy[0]) assert_string_equal(arena_terminated(&line.arena, line.why.remedy), wrong[i].remedy);
        arena_close(&line.arena);
    }
}

static void check_help(bool all, uint32_t most)
{
    char *text = NULL;
    size_t len = 0;
    FILE *memory = open_memstream(&text, &len);
    options_help(memory, all);
    fclose(memory);
    Str rest = {text, len}, line;
    uint32_t lines = 0;
    for (; str_cut(&rest, '\n', &line); lines++)
        if (line.len > 120) fail_msg("longer than 120: %.*s", FMT(line));
    assert_in_range(lines, 20, most);
    assert_has(((Str){text, len}), "Exit status: 0 ");
    free(text);
}

static void fits_its_help_on_a_screen(void **state)
{
    (void)state;
    check_help(false, 72);
    check_help(true, 110);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(has_defaults),
        cmocka_unit_test(takes_the_first_word_as_command),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(fits_its_help_on_a_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
