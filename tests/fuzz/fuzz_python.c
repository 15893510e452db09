// A Python file through the front end and all rules; and when all of its fixes are made, it still parses.
#include "fuzz.h"

#include "engine/check.h"
#include "engine/fix.h"
#include "engine/patch.h"

typedef struct Kit {
    Arena arena;
    Ruleset rules;
    Policies policies;
    CheckOptions options;
    Checker *checker;
} Kit;

static Kit *kit(void)
{
    static Kit kit;
    Selection all = {0};
    Problem why;
    if (kit.checker) return &kit;
    *array_push(&kit.arena, &all.select) = STR("ALL");
    hold(ruleset_resolve(&kit.arena, &all, &kit.rules, &why));
    kit.policies = policies_of(&kit.arena, &kit.rules);
    kit.options = (CheckOptions){.policies = &kit.policies};
    kit.checker = checker_open(&kit.arena, &kit.options);
    return &kit;
}

static void check(Arena *results, Str text, Record *record)
{
    FileJob job = {.path = STR("a.py"), .language = LANG_PYTHON, .in_memory = true, .text = text, .size = text.len};
    checker_run(kit()->checker, results, &job, record);
}

static void mend(Arena *results, Str text, const Record *record, bool unsafe)
{
    Record after;
    FixPlan plan = fix_plan(results, record, text.len, unsafe);
    if (!plan.findings.len || record->syntax_errors) return;
    check(results, patch_apply(results, text, &plan.edits), &after);
    hold(after.syntax_errors == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena results = {0};
    Record record, again;
    Str text = {(const char *)data, size};
    check(&results, text, &record);
    Str written = record_write(&results, &record);
    hold(record_read(&results, written, &again));
    bool is_as_read = !memchr(text.at ? text.at : "", 0xEF, text.len);  // a byte order mark is not part of the text that edits count in
    if (record.outcome == OUTCOME_CHECKED && is_as_read) {
        mend(&results, text, &record, false);
        mend(&results, text, &record, true);
    }
    arena_close(&results);
    return 0;
}
