#include "source/options.h"

#include "base/str.h"

#include <stddef.h>

typedef enum OptionKind {
    TAKES_NOTHING,  // bool
    TAKES_TEXT,     // Str; the last one wins
    TAKES_CHOICE,   // Str; one of the words of `argument`
    TAKES_EACH,     // Strs; each time one more
    TAKES_WORDS,    // Strs; words between commas
    TAKES_NUMBER,   // uint32_t
    TAKES_SIZE,     // uint64_t, with K, M or G
} OptionKind;

typedef enum Group { GROUP_RULES, GROUP_FIXES, GROUP_OUTPUT, GROUP_FILES, GROUP_C, GROUP_RUN, GROUP_OTHER, GROUP_COUNT } Group;

typedef struct OptionRow {
    const char *name;      // without dashes
    const char *argument;  // its name in --help; for TAKES_CHOICE the words
    const char *help;
    size_t offset;         // of its value in Options
    OptionKind kind;
    Group group;
    unsigned commands;     // Command bits that know it
    char letter;           // 0 = none
} OptionRow;

static const char *const group_titles[GROUP_COUNT] = {
    [GROUP_RULES] = "Rules", [GROUP_FIXES] = "Fixes", [GROUP_OUTPUT] = "Output", [GROUP_FILES] = "Files",
    [GROUP_C] = "C", [GROUP_RUN] = "Run", [GROUP_OTHER] = "Other commands",
};

enum { CHECK = COMMAND_CHECK, ANY = ~0, READS = COMMAND_CHECK | COMMAND_DUMP };

#define AT(field) offsetof(Options, field)

static const OptionRow rows[] = {
    {"select", "RULE,...", "run only these: rule names, growth, retention, waste, release, ALL", AT(select), TAKES_WORDS, GROUP_RULES, CHECK, 0},
    {"extend-select", "RULE,...", "run these as well", AT(extend_select), TAKES_WORDS, GROUP_RULES, CHECK, 0},
    {"ignore", "RULE,...", "do not run these", AT(ignore), TAKES_WORDS, GROUP_RULES, CHECK, 0},
    {"min-severity", "error|warning|info", "show nothing below (default: info)", AT(min_severity), TAKES_CHOICE, GROUP_RULES, CHECK, 0},
    {"fail-on", "error|warning|info", "exit with 1 from here up (default: warning)", AT(fail_on), TAKES_CHOICE, GROUP_RULES, CHECK, 0},
    {"exit-zero", NULL, "exit with 0 even when there are findings", AT(exit_zero), TAKES_NOTHING, GROUP_RULES, CHECK, 0},

    {"fix", NULL, "mend what can be mended without a change of meaning", AT(fix), TAKES_NOTHING, GROUP_FIXES, CHECK, 0},
    {"unsafe-fixes", NULL, "with --fix or --diff: also fixes that want a review", AT(unsafe_fixes), TAKES_NOTHING, GROUP_FIXES, CHECK, 0},
    {"diff", NULL, "print the fixes as a unified diff, change no file", AT(diff), TAKES_NOTHING, GROUP_FIXES, CHECK, 0},
    {"show-fixes", NULL, "say which findings were mended", AT(show_fixes), TAKES_NOTHING, GROUP_FIXES, CHECK, 0},

    {"output-format", "FORMAT[=FILE]", "full, concise, json, sarif, html ...; repeat it for several", AT(output_formats), TAKES_EACH, GROUP_OUTPUT, CHECK | COMMAND_RULES, 0},
    {"output", "FILE", "write the report to FILE", AT(output_file), TAKES_TEXT, GROUP_OUTPUT, CHECK, 'o'},
    {"statistics", NULL, "count the findings of each rule instead of listing them", AT(statistics), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 0},
    {"color", "auto|always|never", "auto also asks NO_COLOR and TERM", AT(color), TAKES_CHOICE, GROUP_OUTPUT, ANY, 0},
    {"quiet", NULL, "no summary", AT(quiet), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 'q'},
    {"verbose", NULL, "say what was not understood, file by file", AT(verbose), TAKES_NOTHING, GROUP_OUTPUT, READS, 'v'},
    {"no-progress", NULL, "no progress line on a terminal", AT(no_progress), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 0},

    {"exclude", "PATTERN,...", "skip these instead of hidden folders, node_modules, virtual environments", AT(exclude), TAKES_WORDS, GROUP_FILES, CHECK, 0},
    {"extend-exclude", "PATTERN,...", "skip these as well", AT(extend_exclude), TAKES_WORDS, GROUP_FILES, CHECK, 0},
    {"force-exclude", NULL, "skip them even when they are named outright", AT(force_exclude), TAKES_NOTHING, GROUP_FILES, CHECK, 0},
    {"files-from", "FILE|-", "read more paths from FILE, one per line; @FILE does the same", AT(files_from), TAKES_EACH, GROUP_FILES, CHECK, 0},
    {"stdin-filename", "PATH", "what the text read from `-` is called", AT(stdin_filename), TAKES_TEXT, GROUP_FILES, READS, 0},
    {"max-file-size", "SIZE", "skip larger files (default: 20M; 0 = no limit)", AT(max_file_size), TAKES_SIZE, GROUP_FILES, READS, 0},
    {"no-error-on-unmatched", NULL, "finding no file to lint is no error", AT(no_error_on_unmatched), TAKES_NOTHING, GROUP_FILES, CHECK, 0},

    {"compile-commands", "PATH", "compile_commands.json or its folder (default: searched upwards)", AT(compile_commands), TAKES_TEXT, GROUP_C, READS, 'p'},
    {"c-flag", "FLAG", "one more compile flag: --c-flag=-DNDEBUG", AT(c_flags), TAKES_EACH, GROUP_C, READS, 0},

    {"jobs", "N", "worker processes (default: 0 = as many as the machine allows)", AT(jobs), TAKES_NUMBER, GROUP_RUN, CHECK, 'j'},
    {"timeout", "SECONDS", "give up a file after this long (default: 60; 0 = never)", AT(timeout), TAKES_NUMBER, GROUP_RUN, CHECK, 0},
    {"max-memory", "SIZE", "give up a file that needs more (default: 4G; 0 = no limit)", AT(max_memory), TAKES_SIZE, GROUP_RUN, CHECK, 0},

    {"all", NULL, "explain: every rule", AT(all), TAKES_NOTHING, GROUP_OTHER, COMMAND_EXPLAIN, 0},
    {"sync", "FOLDER", "rules: write the header line into each page of FOLDER", AT(sync), TAKES_TEXT, GROUP_OTHER, COMMAND_RULES, 0},
    {"tree", NULL, "dump: the syntax tree", AT(tree), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP, 0},
    {"events", NULL, "dump: what happens to memory", AT(events), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP, 0},
    {"facts", NULL, "dump: names, containers, captures", AT(facts), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP, 0},
    {"help", NULL, "this text", AT(help), TAKES_NOTHING, GROUP_OTHER, ANY, 'h'},
    {"version", NULL, "versions of memlint and of what it is built on", AT(version), TAKES_NOTHING, GROUP_OTHER, ANY, 'V'},
};

static const struct CommandRow { const char *name; Command command; } commands[] = {
    {"check", COMMAND_CHECK}, {"explain", COMMAND_EXPLAIN}, {"rules", COMMAND_RULES},
    {"dump", COMMAND_DUMP}, {"version", COMMAND_VERSION}, {"help", COMMAND_HELP},
};

// --- values ----------------------------------------------------------------------------------------------------

static bool bad_value(Problem *why, Arena *arena, const OptionRow *row, Str value, const char *wanted)
{
    return problem_set(why, arena, "--%s takes %s, not '%.*s'", row->name, wanted, FMT(value));
}

static bool digits(Str *text, uint64_t *number)
{
    if (!text->len || text->at[0] < '0' || text->at[0] > '9') return false;
    for (*number = 0; text->len && text->at[0] >= '0' && text->at[0] <= '9'; *text = str_from_byte(*text, 1)) {
        if (*number > UINT32_MAX) return false;
        *number = *number * 10 + (uint64_t)(text->at[0] - '0');
    }
    return true;
}

static bool set_number(Arena *arena, const OptionRow *row, Str value, uint32_t *field, Problem *why)
{
    Str rest = value;
    uint64_t number;
    if (!digits(&rest, &number) || rest.len || number > UINT16_MAX) return bad_value(why, arena, row, value, "a number");
    *field = (uint32_t)number;
    return true;
}

static bool set_size(Arena *arena, const OptionRow *row, Str value, uint64_t *field, Problem *why)
{
    static const char units[] = "KMG";
    Str rest = value;
    uint64_t number;
    if (!digits(&rest, &number)) return bad_value(why, arena, row, value, "a size such as 500K, 20M or 4G");
    if (rest.len) {
        char letter = rest.at[0] & ~0x20;
        const char *unit = letter ? strchr(units, letter) : NULL;
        bool is_unit = unit && (rest.len == 1 || (rest.len == 2 && (rest.at[1] & ~0x20) == 'B'));
        if (!is_unit) return bad_value(why, arena, row, value, "a size such as 500K, 20M or 4G");
        number <<= 10 * (unit - units + 1);
    }
    *field = number;
    return true;
}

static bool set_choice(Arena *arena, const OptionRow *row, Str value, Str *field, Problem *why)
{
    Str words = str_from(row->argument), word;
    while (str_cut(&words, '|', &word)) {
        if (!str_equal(word, value)) continue;
        *field = value;
        return true;
    }
    return bad_value(why, arena, row, value, row->argument);
}

static void add_words(Arena *arena, Strs *field, Str value)
{
    Str word;
    while (str_cut(&value, ',', &word))
        if (str_trim(word).len) *array_push(arena, field) = str_trim(word);
}

static bool set(Arena *arena, const OptionRow *row, Str value, Options *options, Problem *why)
{
    void *field = (char *)options + row->offset;
    switch (row->kind) {
    case TAKES_NOTHING: *(bool *)field = true; return true;
    case TAKES_TEXT: *(Str *)field = value; return true;
    case TAKES_CHOICE: return set_choice(arena, row, value, field, why);
    case TAKES_EACH: *array_push(arena, (Strs *)field) = value; return true;
    case TAKES_WORDS: add_words(arena, field, value); return true;
    case TAKES_NUMBER: return set_number(arena, row, value, field, why);
    case TAKES_SIZE: return set_size(arena, row, value, field, why);
    }
    return false;
}

// --- names -----------------------------------------------------------------------------------------------------

static const OptionRow *find_row(Str name)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_is(name, rows[i].name)) return &rows[i];
    return NULL;
}

static const OptionRow *find_letter(char letter)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].letter == letter) return &rows[i];
    return NULL;
}

static const OptionRow *nearest_row(Str name)
{
    const OptionRow *nearest = NULL;
    size_t least = name.len / 3 + 2;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t distance = str_distance(name, str_from(rows[i].name));
        if (distance >= least) continue;
        nearest = &rows[i];
        least = distance;
    }
    return nearest;
}

static bool unknown(Arena *arena, Str argument, Str name, Problem *why)
{
    problem_set(why, arena, "there is no option '%.*s'", FMT(argument));
    const OptionRow *nearest = nearest_row(name);
    why->remedy = nearest ? arena_format(arena, "did you mean '--%s'?", nearest->name) : STR("`memlint --help` lists them all");
    return false;
}

// --- the walk over the arguments -------------------------------------------------------------------------------

typedef struct Reading {
    Arena *arena;
    Options *options;
    Problem *why;
    char *const *arguments;
    uint32_t count, next;
    bool only_paths;  // "--" was seen
    bool has_command;
} Reading;

static bool knows_not(Reading *reading, const OptionRow *row)
{
    if (row->commands & reading->options->command) return false;
    const char *command = "check";
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (commands[i].command == reading->options->command) command = commands[i].name;
    problem_set(reading->why, reading->arena, "--%s does not belong to `memlint %s`", row->name, command);
    return true;
}

// `value` has no `at` when the argument did not carry one.
static bool take(Reading *reading, const OptionRow *row, Str value)
{
    if (knows_not(reading, row)) return false;
    if (row->kind == TAKES_NOTHING) {
        if (value.at) return problem_set(reading->why, reading->arena, "--%s takes no value", row->name);
        return set(reading->arena, row, value, reading->options, reading->why);
    }
    if (!value.at) {
        if (reading->next == reading->count)
            return problem_set(reading->why, reading->arena, "--%s needs a value: %s", row->name, row->argument);
        value = str_from(reading->arguments[reading->next++]);
    }
    if (row->offset == AT(exclude)) reading->options->has_exclude = true;
    return set(reading->arena, row, value, reading->options, reading->why);
}

static bool read_long(Reading *reading, Str argument)
{
    Str name = str_from_byte(argument, 2), value = {0};
    size_t equals = str_find_char(name, '=');
    if (equals < name.len) {
        value = str_from_byte(name, equals + 1);
        name.len = equals;
    }
    const OptionRow *row = find_row(name);
    return row ? take(reading, row, value) : unknown(reading->arena, argument, name, reading->why);
}

// -j4, -j 4, -qv.
static bool read_letters(Reading *reading, Str argument)
{
    for (size_t at = 1; at < argument.len; at++) {
        const OptionRow *row = find_letter(argument.at[at]);
        if (!row) return unknown(reading->arena, argument, str_from_byte(argument, 1), reading->why);
        Str rest = str_from_byte(argument, at + 1);
        bool has_value = row->kind != TAKES_NOTHING && rest.len;
        if (has_value && rest.at[0] == '=') rest = str_from_byte(rest, 1);
        if (!take(reading, row, has_value ? rest : (Str){0})) return false;
        if (row->kind != TAKES_NOTHING) break;
    }
    return true;
}

// The first word is a command when it is the name of one: a folder of that name is ./rules.
static bool read_command(Reading *reading, Str argument)
{
    if (reading->has_command || reading->options->paths.len) return false;
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (!str_is(argument, commands[i].name)) continue;
        reading->options->command = commands[i].command;
        reading->has_command = true;
        return true;
    }
    return false;
}

static bool read_one(Reading *reading, Str argument)
{
    bool is_option = !reading->only_paths && argument.len > 1 && argument.at[0] == '-';
    if (is_option && str_is(argument, "--")) {
        reading->only_paths = true;
        return true;
    }
    if (is_option) return argument.at[1] == '-' ? read_long(reading, argument) : read_letters(reading, argument);
    if (!reading->only_paths && read_command(reading, argument)) return true;
    bool is_list = !reading->only_paths && argument.len > 1 && argument.at[0] == '@';
    if (is_list) *array_push(reading->arena, &reading->options->files_from) = str_from_byte(argument, 1);
    else *array_push(reading->arena, &reading->options->paths) = argument;
    return true;
}

bool options_read(Arena *arena, uint32_t count, char *const *arguments, Options *options, Problem *why)
{
    Options found = {.command = COMMAND_CHECK, .timeout = 60, .max_file_size = 20u << 20, .max_memory = 4ull << 30};
    Reading reading = {.arena = arena, .options = &found, .why = why, .arguments = arguments, .count = count};
    while (reading.next < count)
        if (!read_one(&reading, str_from(arguments[reading.next++]))) return false;
    *options = found;
    return true;
}

// --- help ------------------------------------------------------------------------------------------------------

static const char usage[] =
    "Usage: memlint [check] [OPTION...] [PATH...]          find memory pitfalls in C and Python; default path: .\n"
    "       memlint explain RULE | --all                   what a rule finds, why it matters, what to write instead\n"
    "       memlint rules [--output-format text|json|markdown]\n"
    "       memlint dump --tree|--events|--facts FILE      show a stage of the analysis\n"
    "       memlint version\n";

static const char exit_statuses[] =
    "\nExit status: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage, or a file could not be analysed (the rest\n"
    "is still reported); 128+N stopped by signal N.\n";

static void print_row(FILE *out, const OptionRow *row)
{
    enum { WIDTH = 38 };
    char left[64];
    int len = snprintf(left, sizeof left, "  %c%c%s--%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
                       row->letter ? ", " : "  ", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
    fprintf(out, "%s%*s  %s\n", left, len < WIDTH ? WIDTH - len : 0, "", row->help);
}

void options_help(FILE *out)
{
    fputs(usage, out);
    for (Group group = 0; group < GROUP_COUNT; group++) {
        fprintf(out, "\n%s:\n", group_titles[group]);
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            if (rows[i].group == group) print_row(out, &rows[i]);
    }
    fputs(exit_statuses, out);
}
