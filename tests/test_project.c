#include "engine/project.h"

#include "shell.h"

typedef struct World {
    Arena arena;
    Ruleset rules;
    Policies policies;
    FileJobs jobs;
    ProjectOptions options;
    Project project;
} World;

static void world_open(World *world, const char *select)
{
    *world = (World){0};
    Selection selection = {0};
    Problem why = {0};
    Str rest = str_from(select), word;
    while (str_cut(&rest, ' ', &word)) *array_push(&world->arena, &selection.select) = word;
    if (!ruleset_resolve(&world->arena, &selection, &world->rules, &why)) fail_msg("%.*s", FMT(why.text));
    world->policies = policies_of(&world->arena, &world->rules);
    world->options = (ProjectOptions){.check = {.policies = &world->policies}, .workers = 2, .timeout_seconds = 60};
}

static void world_add(World *world, const char *path, const char *text)
{
    *array_push(&world->arena, &world->jobs) =
        (FileJob){.path = str_from(path), .language = language_of_path(str_from(path)), .size = strlen(text), .in_memory = true, .text = str_from(text)};
}

// "path: outcome problem" and a line for each finding, as text.
static const char *world_run(World *world)
{
    static const char *const outcomes[] = {"?", "checked", "partial", "skipped", "failed"};
    project_run(&world->arena, &world->options, &world->jobs, &world->project);
    Str all = STR("");
    for (uint32_t i = 0; i < world->project.count; i++) {
        const Record *record = &world->project.records[i];
        all = arena_format(&world->arena, "%.*s%.*s: %s%s%.*s\n", FMT(all), FMT(record->path), outcomes[record->outcome],
                           record->problem.len ? " " : "", FMT(record->problem));
        for (uint32_t j = 0; j < record->findings.len; j++) {
            const Finding *finding = &record->findings.at[j];
            all = arena_format(&world->arena, "%.*s  %u:%u %.*s\n", FMT(all), finding->at.from.line, finding->at.from.column, FMT(finding->rule));
        }
    }
    return arena_terminated(&world->arena, all);
}

static void keeps_the_order_of_its_jobs(void **state)
{
    (void)state;
    World world;
    world_open(&world, "mutable-default");
    world_add(&world, "small.py", "x = 1\n");
    world_add(&world, "large.py", "def f(a=[]):\n    a.append(1)\n    return a\n\n\ndef g(b={}):\n    b[1] = 2\n    return b\n");
    world_add(&world, "middle.py", "def f(a=[]):\n    a.append(1)\n");
    assert_string_equal(world_run(&world), "small.py: checked\nlarge.py: checked\n  1:7 mutable-default\n  6:7 mutable-default\n"
                                           "middle.py: checked\n  1:7 mutable-default\n");
    assert_int_equal(world.project.checked, 3);
    const Finding *finding = &world.project.records[1].findings.at[0];
    assert_true(str_ends(finding->line_hash, STR(":1")));
    assert_true(str_is(finding->at.excerpt, "def f(a=[]):"));
    arena_close(&world.arena);
}

static void settles_what_needs_no_worker(void **state)
{
    (void)state;
    World world;
    world_open(&world, "ALL");
    Settings settings = {.max_file_size = 8};
    world.policies.list.at[0].settings = &settings;
    world_add(&world, "large.py", "x = 100000\n");
    world_add(&world, "small.py", "x = 1\n");
    *array_push(&world.arena, &world.jobs) = (FileJob){.path = STR("gone.c"), .problem = STR("it is a link to nothing")};
    assert_string_equal(world_run(&world), "large.py: skipped it is larger than 8 bytes (--max-file-size)\nsmall.py: checked\n"
                                           "gone.c: failed it is a link to nothing\n");
    assert_int_equal(world.project.checked, 1);
    assert_int_equal(world.project.skipped, 1);
    assert_int_equal(world.project.failed, 1);
    arena_close(&world.arena);
}

static void does_nothing_with_nothing(void **state)
{
    (void)state;
    World world;
    world_open(&world, "ALL");
    assert_string_equal(world_run(&world), "");
    arena_close(&world.arena);
}

static void believes_what_other_files_do(void **state)
{
    (void)state;
    static const char cache[] = "CACHE = {}\n\n\ndef get(key):\n    if key not in CACHE:\n        CACHE[key] = load(key)\n    return CACHE[key]\n";
    World world;
    world_open(&world, "unbounded-cache");
    world_add(&world, "store.py", cache);
    assert_has(str_from(world_run(&world)), " unbounded-cache\n");
    world_add(&world, "evict.py", "import store\n\n\ndef reset():\n    store.CACHE.clear()\n");
    assert_string_equal(world_run(&world), "store.py: checked\nevict.py: checked\n");
    arena_close(&world.arena);
}

static void reports_suppressions_of_no_use(void **state)
{
    (void)state;
    World world;
    world_open(&world, "mutable-default unused-suppression");
    world_add(&world, "a.py", "def f(a=[]):  # memlint: ignore[mutable-default]\n    a.append(1)\n"
                              "x = 1  # memlint: ignore[mutable-default]\n"
                              "y = 1  # memlint: ignore[unbounded-cache]\n"
                              "z = 1  # memlint: ignore[nothing]\n"
                              "z = 1  # memlint: ignore\n"
                              "w = 1  # noqa: mutable-default\n"
                              "v = 1  # memlint: ignore[nothing, unused-suppression]\n");
    assert_string_equal(world_run(&world), "a.py: checked\n  3:26 unused-suppression\n  5:26 unused-suppression\n  6:10 unused-suppression\n");
    assert_int_equal(world.project.suppressed, 2);
    const Finding *finding = &world.project.records[0].findings.at[0];
    assert_true(str_is(finding->at.excerpt, "x = 1  # memlint: ignore[mutable-default]"));
    assert_true(finding->line_hash.len > 0);
    arena_close(&world.arena);
}

static void is_silent_about_suppressions_in_files_read_in_part(void **state)
{
    (void)state;
    World world;
    world_open(&world, "mutable-default unused-suppression");
    world_add(&world, "a.py", "x = 1  # memlint: ignore[mutable-default]\ny = = 1\n");
    assert_string_equal(world_run(&world), "a.py: partial\n");
    assert_int_equal(world.project.partial, 1);
    arena_close(&world.arena);
}

static void leaves_out_what_is_below(void **state)
{
    (void)state;
    World world;
    world_open(&world, "mutable-default");
    world.options.min_severity = SEVERITY_ERROR;
    world_add(&world, "a.py", "def f(a=[]):\n    a.append(1)\n");
    assert_string_equal(world_run(&world), "a.py: checked\n");
    arena_close(&world.arena);
}

// Sixty files through one worker and through more workers than files.
static void is_the_same_with_any_number_of_workers(void **state)
{
    (void)state;
    const char *expected = NULL;
    World world;
    world_open(&world, "mutable-default");
    for (int i = 0; i < 60; i++)
        world_add(&world, arena_format(&world.arena, "f%d.py", i).at, i % 3 ? "x = 1\n" : "def f(a=[]):\n    a.append(1)\n");
    static const uint32_t counts[] = {1, 2, 3, 16, 100};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        world.options.workers = counts[i];
        const char *found = world_run(&world);
        if (expected) assert_string_equal(found, expected);
        expected = found;
    }
    arena_close(&world.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order_of_its_jobs),
        cmocka_unit_test(settles_what_needs_no_worker),
        cmocka_unit_test(does_nothing_with_nothing),
        cmocka_unit_test(believes_what_other_files_do),
        cmocka_unit_test(reports_suppressions_of_no_use),
        cmocka_unit_test(is_silent_about_suppressions_in_files_read_in_part),
        cmocka_unit_test(leaves_out_what_is_below),
        cmocka_unit_test(is_the_same_with_any_number_of_workers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
