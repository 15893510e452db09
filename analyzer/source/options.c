#include "source/options.h"

#include "base/str.h"

#include <stddef.h>

enum {
    CHECK = COMMAND_CHECK,
    LINTS = COMMAND_CHECK | COMMAND_SERVER,
    READS = LINTS | COMMAND_DUMP,
    SETS = READS | COMMAND_CONFIG,
    RARE = OPTION_IS_RARE,
    ANY = ~OPTION_IS_RARE,
};

#define AT(field) offsetof(Options, field)
#define SETTING(field) offsetof(Settings, field)

const OptionRow option_rows[] = {
    {NULL, NULL, "another configuration that this one builds on: what it says holds unless this one says otherwise", SETTING(extend), TAKES_PATH, GROUP_RUN, 0, 0, "extend", NULL, false},

    {"select", "RULE,...", "run only these: rule names, growth, retention, waste, release, ALL", SETTING(select), TAKES_RULES, GROUP_RULES, LINTS, 0, "select", NULL, false},
    {"extend-select", "RULE,...", "run these as well", SETTING(extend_select), TAKES_RULES, GROUP_RULES, LINTS, 0, "extend-select", NULL, true},
    {"ignore", "RULE,...", "do not run these", SETTING(ignore), TAKES_RULES, GROUP_RULES, LINTS, 0, "ignore", NULL, true},
    {"per-file-ignores", "PATTERN:RULE,...", "do not run the rule on files that match", SETTING(per_file_ignores), TAKES_PATH_RULES, GROUP_RULES, LINTS | RARE, 0, "per-file-ignores", NULL, false},
    {"min-severity", "error|warning|info", "show nothing below", SETTING(min_severity), TAKES_CHOICE, GROUP_RULES, LINTS, 0, "min-severity", "info", false},
    {"fail-on", "error|warning|info", "exit with 1 from here up", SETTING(fail_on), TAKES_CHOICE, GROUP_RULES, CHECK, 0, "fail-on", "warning", false},
    {"allow-incomplete", NULL, "a file that can't be analysed does not make the exit status 2", AT(allow_incomplete), TAKES_NOTHING, GROUP_RULES, CHECK | RARE, 0, NULL, NULL, false},
    {"exit-zero", NULL, "exit with 0 even when there are findings", AT(exit_zero), TAKES_NOTHING, GROUP_RULES, CHECK, 0, NULL, NULL, false},
    {NULL, NULL, "the severity of a rule: error, warning, info or off", SETTING(severity), TAKES_LEVELS, GROUP_RULES, 0, 0, "severity", NULL, true},
    {NULL, NULL, "the options of a rule, which its page names", SETTING(rule_options), TAKES_RULE_OPTIONS, GROUP_RULES, 0, 0, "rules", NULL, true},

    {"baseline", "FILE", "report only what the baseline does not have", SETTING(baseline), TAKES_PATH, GROUP_OLD_CODE, LINTS, 0, "baseline", NULL, false},
    {"write-baseline", "FILE", "put all findings of today into the baseline", AT(write_baseline), TAKES_TEXT, GROUP_OLD_CODE, CHECK, 0, NULL, NULL, false},
    {"prune-baseline", NULL, "take out of the --baseline what was mended since", AT(prune_baseline), TAKES_NOTHING, GROUP_OLD_CODE, CHECK, 0, NULL, NULL, false},

    {"add-ignore", "[=REASON]", "silence each finding by a comment in its line", AT(add_ignore), TAKES_OPTIONAL, GROUP_OLD_CODE, CHECK, 0, NULL, NULL, false},
    {"diff-base", "REVISION", "report only what is new since this commit or branch of git", AT(diff_base), TAKES_TEXT, GROUP_OLD_CODE, CHECK, 0, NULL, NULL, false},

    {"fix", NULL, "mend what can be mended without a change of meaning", AT(fix), TAKES_NOTHING, GROUP_FIXES, CHECK, 0, NULL, NULL, false},
    {"unsafe-fixes", NULL, "with --fix or --diff: also fixes that want a review", AT(unsafe_fixes), TAKES_NOTHING, GROUP_FIXES, CHECK, 0, NULL, NULL, false},
    {"diff", NULL, "print the fixes as a unified diff, change no file", AT(diff), TAKES_NOTHING, GROUP_FIXES, CHECK, 0, NULL, NULL, false},
    {"fix-only", NULL, "mend, and report nothing of what is left", AT(fix_only), TAKES_NOTHING, GROUP_FIXES, CHECK | RARE, 0, NULL, NULL, false},
    {"exit-non-zero-on-fix", NULL, "exit with 1 when something was mended, too", AT(exit_non_zero_on_fix), TAKES_NOTHING, GROUP_FIXES, CHECK | RARE, 0, NULL, NULL, false},
    {"show-fixes", NULL, "say which findings were mended", AT(show_fixes), TAKES_NOTHING, GROUP_FIXES, CHECK | RARE, 0, NULL, NULL, false},

    {"output-format", "FORMAT[=FILE]", "full, concise, json, sarif, html ...; repeat it for several", AT(output_formats), TAKES_EACH, GROUP_OUTPUT, CHECK | COMMAND_RULES, 0, NULL, "full", false},
    {"output", "FILE", "write the report to FILE", AT(output_file), TAKES_TEXT, GROUP_OUTPUT, CHECK, 'o', NULL, NULL, false},
    {"statistics", NULL, "count the findings of each rule instead of listing them", AT(statistics), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 0, NULL, NULL, false},
    {"timings", NULL, "say which files took longest", AT(timings), TAKES_NOTHING, GROUP_OUTPUT, CHECK | RARE, 0, NULL, NULL, false},
    {"color", "auto|always|never", "auto asks NO_COLOR, FORCE_COLOR and TERM", AT(color), TAKES_CHOICE, GROUP_OUTPUT, ANY, 0, NULL, "auto", false},
    {"quiet", NULL, "no summary", AT(quiet), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 'q', NULL, NULL, false},
    {"silent", NULL, "nothing but the exit status and errors", AT(silent), TAKES_NOTHING, GROUP_OUTPUT, CHECK, 's', NULL, NULL, false},
    {"verbose", NULL, "say what was not understood, file by file", AT(verbose), TAKES_NOTHING, GROUP_OUTPUT, CHECK | COMMAND_DUMP, 'v', NULL, NULL, false},
    {"no-progress", NULL, "no progress line on a terminal", AT(no_progress), TAKES_NOTHING, GROUP_OUTPUT, CHECK | RARE, 0, NULL, NULL, false},

    {NULL, NULL, "lint only these of the files that are found in folders", SETTING(include), TAKES_PATTERNS, GROUP_FILES, 0, 0, "include", NULL, false},
    {"exclude", "PATTERN,...", "skip these instead of hidden folders, node_modules, virtual environments", SETTING(exclude), TAKES_PATTERNS, GROUP_FILES, LINTS, 0, "exclude", NULL, false},
    {"extend-exclude", "PATTERN,...", "skip these as well", SETTING(extend_exclude), TAKES_PATTERNS, GROUP_FILES, LINTS, 0, "extend-exclude", NULL, true},
    {"force-exclude", NULL, "skip them even when they are named outright", SETTING(force_exclude), TAKES_NOTHING, GROUP_FILES, CHECK | RARE, 0, "force-exclude", "false", false},
    {"no-respect-gitignore", NULL, "lint what .gitignore and .ignore leave out", SETTING(ignores_gitignore), TAKES_DENIAL, GROUP_FILES, CHECK | RARE, 0, "respect-gitignore", "true", false},
    {"show-files", NULL, "print the files that would be linted; with -v also what is left out, and why", AT(show_files), TAKES_NOTHING, GROUP_FILES, CHECK, 0, NULL, NULL, false},
    {"files-from", "FILE|-", "read more paths from FILE, one per line; @FILE does the same", AT(files_from), TAKES_EACH, GROUP_FILES, CHECK | RARE, 0, NULL, NULL, false},
    {"stdin-filename", "PATH", "what the text read from `-` is called", AT(stdin_filename), TAKES_TEXT, GROUP_FILES, CHECK | COMMAND_DUMP | RARE, 0, NULL, NULL, false},
    {"max-file-size", "SIZE", "skip larger files; 0 = no limit", SETTING(max_file_size), TAKES_SIZE, GROUP_FILES, READS | RARE, 0, "max-file-size", "20M", false},
    {"no-error-on-unmatched", NULL, "finding no file to lint is no error", AT(no_error_on_unmatched), TAKES_NOTHING, GROUP_FILES, CHECK | RARE, 0, NULL, NULL, false},

    {"compile-commands", "PATH", "compile_commands.json or its folder; if not given, searched upwards", SETTING(compile_commands), TAKES_PATH, GROUP_LANGUAGES, READS, 'p', "c.compile-commands", NULL, false},
    {"c-flag", "FLAG", "one more compile flag: --c-flag=-DNDEBUG", SETTING(c_flags), TAKES_FLAGS, GROUP_LANGUAGES, READS, 0, "c.flags", NULL, true},
    {NULL, NULL, "functions whose result must be given to the function that is named", SETTING(c_allocators), TAKES_TEXTS, GROUP_LANGUAGES, 0, 0, "c.allocators", NULL, true},
    {NULL, NULL, "functions that give, take, keep or fill what must be released, row by row", SETTING(c_functions), TAKES_FUNCTIONS, GROUP_LANGUAGES, 0, 0, "c.functions", NULL, true},
    {NULL, NULL, "functions that never return", SETTING(c_no_return), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "c.no-return", NULL, true},
    {NULL, NULL, "functions that keep the argument of this number after they have returned", SETTING(c_callbacks), TAKES_NUMBERS, GROUP_LANGUAGES, 0, 0, "c.callbacks", NULL, true},
    {NULL, NULL, "functions that add an element to the argument of this number", SETTING(c_growers), TAKES_NUMBERS, GROUP_LANGUAGES, 0, 0, "c.growers", NULL, true},
    {NULL, NULL, "functions that take elements out of the argument of this number", SETTING(c_shrinkers), TAKES_NUMBERS, GROUP_LANGUAGES, 0, 0, "c.shrinkers", NULL, true},
    {"target-version", "py3XX", "oldest Python that runs the code; if not given, what requires-python says", SETTING(target_version), TAKES_VERSION, GROUP_LANGUAGES, READS, 0, "target-version", NULL, false},
    {NULL, NULL, "decorators that keep results without a bound, as functools.cache does", SETTING(python_caches), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.caches", NULL, true},
    {NULL, NULL, "functions and classes that give an empty or filled container", SETTING(python_containers), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.containers", NULL, true},
    {NULL, NULL, "methods that add an element to their object", SETTING(python_growers), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.growers", NULL, true},
    {NULL, NULL, "methods that take elements out of their object", SETTING(python_shrinkers), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.shrinkers", NULL, true},
    {NULL, NULL, "functions that keep the argument of this number after they have returned", SETTING(python_callbacks), TAKES_NUMBERS, GROUP_LANGUAGES, 0, 0, "python.callbacks", NULL, true},
    {NULL, NULL, "functions that look at their arguments and keep none of them", SETTING(python_readers), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.readers", NULL, true},
    {NULL, NULL, "functions whose result must be closed, as that of open", SETTING(python_openers), TAKES_EACH, GROUP_LANGUAGES, 0, 0, "python.openers", NULL, true},

    {"config", "FILE|KEY=VALUE", "this configuration for all files, or one setting over it", AT(config), TAKES_EACH, GROUP_RUN, SETS, 0, NULL, NULL, false},
    {"isolated", NULL, "read no configuration", AT(isolated), TAKES_NOTHING, GROUP_RUN, SETS | RARE, 0, NULL, NULL, false},
    {"show-settings", NULL, "print the settings that hold for the path, and where they come from", AT(show_settings), TAKES_NOTHING, GROUP_RUN, CHECK, 0, NULL, NULL, false},
    {"jobs", "N", "worker processes; 0 = as many as the machine allows", SETTING(jobs), TAKES_NUMBER, GROUP_RUN, CHECK, 'j', "jobs", "0", false},
    {"timeout", "SECONDS", "give up a file after this long; 0 = never", SETTING(timeout), TAKES_NUMBER, GROUP_RUN, LINTS | RARE, 0, "timeout", "60", false},
    {"max-memory", "SIZE", "give up a file that needs more; 0 = no limit", SETTING(max_memory), TAKES_SIZE, GROUP_RUN, LINTS | RARE, 0, "max-memory", "4G", false},
    {"no-sandbox", NULL, "let workers do what you may do, where the system refuses them what they need", AT(no_sandbox), TAKES_NOTHING, GROUP_RUN, LINTS | RARE, 0, NULL, NULL, false},
    {"no-cache", NULL, "neither read nor keep results in the cache", AT(no_cache), TAKES_NOTHING, GROUP_RUN, CHECK, 0, NULL, NULL, false},
    {"cache-dir", "FOLDER", "where results of earlier runs are kept; if not given, ~/.cache/memlint", AT(cache_dir), TAKES_TEXT, GROUP_RUN, CHECK | COMMAND_CLEAN | RARE, 0, NULL, NULL, false},

    {"all", NULL, "explain: every rule; help: every option", AT(all), TAKES_NOTHING, GROUP_OTHER, COMMAND_EXPLAIN | COMMAND_HELP, 0, NULL, NULL, false},
    {"schema", NULL, "config: the JSON Schema of the configuration", AT(schema), TAKES_NOTHING, GROUP_OTHER, COMMAND_CONFIG | RARE, 0, NULL, NULL, false},
    {"sync", "FOLDER", "rules: write the header line into each page of FOLDER, the table into FOLDER.md", AT(sync), TAKES_TEXT, GROUP_OTHER, COMMAND_RULES | RARE, 0, NULL, NULL, false},
    {"tree", NULL, "dump: the syntax tree", AT(tree), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP | RARE, 0, NULL, NULL, false},
    {"events", NULL, "dump: what happens to memory", AT(events), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP | RARE, 0, NULL, NULL, false},
    {"facts", NULL, "dump: names, containers, captures", AT(facts), TAKES_NOTHING, GROUP_OTHER, COMMAND_DUMP | RARE, 0, NULL, NULL, false},
    {"help", NULL, "this text", AT(help), TAKES_NOTHING, GROUP_OTHER, ANY, 'h', NULL, NULL, false},
    {"version", NULL, "versions of memlint and of what it is built on", AT(version), TAKES_NOTHING, GROUP_OTHER, ANY, 'V', NULL, NULL, false},
};

const uint32_t option_row_count = COUNT_OF(option_rows);
static_assert(COUNT_OF(option_rows) <= SETTING_ROWS_MOST, "Settings.is_given has a place for every row");

void *setting_field(const OptionRow *row, Settings *settings) { return (char *)settings + row->offset; }

static void *option_field(const OptionRow *row, Options *options)
{
    return row->key ? setting_field(row, &options->settings) : (char *)options + row->offset;
}

const CommandRow command_rows[] = {
    {"check", "[OPTION...] [PATH...]", "find memory pitfalls in C and Python; default path: .", COMMAND_CHECK},
    {"explain", "RULE | --all", "what a rule finds, why it matters, what to write instead", COMMAND_EXPLAIN},
    {"rules", "[--output-format FORMAT]", "all rules, as text, json or markdown", COMMAND_RULES},
    {"config", "[KEY] [--schema]", "what a configuration can say", COMMAND_CONFIG},
    {"dump", "--tree|--events|--facts FILE", "show a stage of the analysis", COMMAND_DUMP},
    {"server", "", "the language server, for editors", COMMAND_SERVER},
    {"clean", "[--cache-dir FOLDER]", "take away what the cache holds", COMMAND_CLEAN},
    {"version", "", "versions of memlint and of what it is built on", COMMAND_VERSION},
    {"help", "[--all]", "the options, with --all also those that few need", COMMAND_HELP},
};

const uint32_t command_row_count = COUNT_OF(command_rows);

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

bool size_from(Str text, uint64_t *size)
{
    static const char units[] = "KMG";
    Str rest = text;
    uint64_t number;
    if (!digits(&rest, &number)) return false;
    if (rest.len) {
        char letter = rest.at[0] & ~0x20;
        const char *unit = letter ? strchr(units, letter) : NULL;
        bool is_unit = unit && (rest.len == 1 || (rest.len == 2 && (rest.at[1] & ~0x20) == 'B'));
        if (!is_unit) return false;
        number <<= 10 * (unit - units + 1);
    }
    *size = number;
    return true;
}

uint32_t version_from(Str text)
{
    uint64_t number;
    if (!str_starts(text, STR("py3")) || text.len < 4) return 0;
    Str minor = str_from_byte(text, 3);
    return digits(&minor, &number) && !minor.len && number < 100 ? 300 + (uint32_t)number : 0;
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

static void add_patterns(Arena *arena, Anchoreds *field, Str value)
{
    Str word;
    while (str_cut(&value, ',', &word))
        if (str_trim(word).len) *array_push(arena, field) = (Anchored){.text = str_trim(word)};
}

// PATTERN:RULE,PATTERN:RULE
static bool add_path_rules(Arena *arena, const OptionRow *row, PathRulesList *field, Str value, Problem *why)
{
    Str rest = value, word;
    while (str_cut(&rest, ',', &word)) {
        size_t colon = str_find_last_char(word, ':');
        if (colon == word.len) return bad_value(why, arena, row, value, row->argument);
        PathRules rules = {.pattern = {.text = str_trim(str_slice(word, 0, colon))}};
        *array_push(arena, &rules.rules) = str_trim(str_from_byte(word, colon + 1));
        *array_push(arena, field) = rules;
    }
    return true;
}

static bool set_version(Arena *arena, const OptionRow *row, Str value, uint32_t *field, Problem *why)
{
    uint32_t version = version_from(value);
    if (!version) return bad_value(why, arena, row, value, "a version such as py310");
    *field = version;
    return true;
}

static bool set(Arena *arena, const OptionRow *row, Str value, Options *options, Problem *why)
{
    void *field = option_field(row, options);
    switch (row->kind) {
    case TAKES_NOTHING:
    case TAKES_DENIAL: *(bool *)field = true; return true;
    case TAKES_TEXT:
    case TAKES_OPTIONAL:
    case TAKES_PATH: *(Str *)field = value; return true;
    case TAKES_CHOICE: return set_choice(arena, row, value, field, why);
    case TAKES_EACH: *array_push(arena, (Strs *)field) = value; return true;
    case TAKES_WORDS:
    case TAKES_RULES: add_words(arena, field, value); return true;
    case TAKES_PATTERNS: add_patterns(arena, field, value); return true;
    case TAKES_FLAGS: *array_push(arena, (Anchoreds *)field) = (Anchored){.text = value}; return true;
    case TAKES_PATH_RULES: return add_path_rules(arena, row, field, value, why);
    case TAKES_NUMBER: return set_number(arena, row, value, field, why);
    case TAKES_SIZE: return size_from(value, field) || bad_value(why, arena, row, value, "a size such as 500K, 20M or 4G");
    case TAKES_VERSION: return set_version(arena, row, value, field, why);
    case TAKES_LEVELS:
    case TAKES_RULE_OPTIONS:
    case TAKES_TEXTS:
    case TAKES_NUMBERS:
    case TAKES_FUNCTIONS: break;  // no option takes a table
    }
    return false;
}

Settings settings_default(void)
{
    return (Settings){.timeout = 60, .max_file_size = 20u << 20, .max_memory = 4ull << 30};
}

// --- names -----------------------------------------------------------------------------------------------------

static const OptionRow *find_row(Str name)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].name && str_is(name, option_rows[i].name)) return &option_rows[i];
    return NULL;
}

static const OptionRow *find_letter(char letter)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].letter == letter) return &option_rows[i];
    return NULL;
}

static bool unknown(Arena *arena, Str argument, Str name, Problem *why)
{
    problem_set(why, arena, "there is no option '%.*s'", FMT(argument));
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].name) nearest_offer(&nearest, str_from(option_rows[i].name));
    why->remedy = nearest.found.len ? arena_format(arena, "did you mean '--%.*s'?", FMT(nearest.found)) : STR("`memlint --help` lists them all");
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
    for (size_t i = 0; i < command_row_count; i++)
        if (command_rows[i].command == reading->options->command) command = command_rows[i].name;
    problem_set(reading->why, reading->arena, "--%s does not belong to `memlint %s`", row->name, command);
    return true;
}

bool option_wants_value(const OptionRow *row)
{
    return row->kind != TAKES_NOTHING && row->kind != TAKES_DENIAL && row->kind != TAKES_OPTIONAL;
}

static bool takes_no_value(const OptionRow *row) { return row->kind == TAKES_NOTHING || row->kind == TAKES_DENIAL; }

// `value` has no `at` when the argument did not carry one.
static bool take(Reading *reading, const OptionRow *row, Str value)
{
    if (knows_not(reading, row)) return false;
    if (row->key) reading->options->settings.is_given[row - option_rows] = true;
    if (takes_no_value(row)) {
        if (value.at) return problem_set(reading->why, reading->arena, "--%s takes no value", row->name);
        return set(reading->arena, row, value, reading->options, reading->why);
    }
    if (!value.at && row->kind == TAKES_OPTIONAL) return set(reading->arena, row, STR(""), reading->options, reading->why);
    if (!value.at) {
        if (reading->next == reading->count)
            return problem_set(reading->why, reading->arena, "--%s needs a value: %s", row->name, row->argument);
        value = str_from(reading->arguments[reading->next++]);
    }
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
        bool has_value = !takes_no_value(row) && rest.len;
        if (has_value && rest.at[0] == '=') rest = str_from_byte(rest, 1);
        if (!take(reading, row, has_value ? rest : (Str){0})) return false;
        if (!takes_no_value(row)) break;
    }
    return true;
}

// The first word is a command when it is the name of one: a folder of that name is ./rules.
static bool read_command(Reading *reading, Str argument)
{
    if (reading->has_command || reading->options->paths.len) return false;
    for (size_t i = 0; i < command_row_count; i++) {
        if (!str_is(argument, command_rows[i].name)) continue;
        reading->options->command = command_rows[i].command;
        reading->has_command = true;
        return true;
    }
    return false;
}

Str options_nearest_command(Str word)
{
    Nearest nearest = {.word = word, .least = word.len / 3 + 1};  // the word may also be meant as a path
    for (size_t i = 0; i < command_row_count; i++) nearest_offer(&nearest, str_from(command_rows[i].name));
    return nearest.found;
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
    Options found = {.command = COMMAND_CHECK};
    Reading reading = {.arena = arena, .options = &found, .why = why, .arguments = arguments, .count = count};
    while (reading.next < count)
        if (!read_one(&reading, str_from(arguments[reading.next++]))) return false;
    *options = found;
    return true;
}
