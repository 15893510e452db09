#include "engine/contracts.h"

#include "base/map.h"
#include "base/str.h"
#include "model/belief.h"

// What ignores an argument may be a stub of what does not.
static bool is_stub(const Summary *summary)
{
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary->arguments[i].is_ignored) return true;
    return false;
}

// It looks at nothing and always gives the same: it stands in for the one that does the work.
static bool is_mock(const Summary *summary)
{
    return summary->is_known && is_stub(summary) && summary->result != RESULT_FRESH && summary->value.low == summary->value.high;
}

// Lists of one name that disagree are left without a word: is_known tells them. A definition that was not understood counts beside a stub.
static void add(Arena *arena, Contracts *merged, Map *index, const Contract *contract)
{
    uint32_t *at = map_at(arena, index, contract->function);
    if (!*at) {
        *array_push(arena, merged) = *contract;
        *at = merged->len;
        return;
    }
    Summary *known = &merged->at[*at - 1].summary;
    if (known->is_known && contract->summary.is_known && is_mock(known) != is_mock(&contract->summary)) {
        if (is_mock(known)) *known = contract->summary;
        return;
    }
    bool is_first = !known->is_known && !known->is_read;
    if (!contract->summary.is_known) known->is_known &= !is_stub(known);
    else if (is_first && !is_stub(&contract->summary)) *known = contract->summary;
    else if (!summary_equal(known, &contract->summary)) known->is_known = false;
}

// What a body says goes before any habit.
static Habits habits_of_unknown(Arena *arena, const Contracts *known, const Habits *habits)
{
    Habits kept = {0};
    for (uint32_t i = 0; i < habits->len; i++)
        if (!contracts_find(known, habits->at[i].function) && !contracts_find(known, habits->at[i].ender)) *array_push(arena, &kept) = habits->at[i];
    return kept;
}

static void add_beliefs(Arena *arena, Contracts *merged, const Record *const *records, uint32_t count)
{
    Arena scratch = {0};
    Habits habits = {0};
    Map index = {0};
    for (uint32_t i = 0; i < count; i++) habits_add(&scratch, &habits, &index, &records[i]->habits);
    habits = habits_of_unknown(&scratch, merged, &habits);
    Contracts beliefs = beliefs_of(&scratch, &habits);
    for (uint32_t i = 0; i < beliefs.len; i++) *array_push(arena, merged) = beliefs.at[i];
    if (beliefs.len) contracts_sort(merged);
    arena_close(&scratch);
}

Contracts contracts_merge(Arena *arena, const Record *const *records, uint32_t count)
{
    Contracts merged = {0};
    Map index = {0};
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < records[i]->contracts.len; j++) add(arena, &merged, &index, &records[i]->contracts.at[j]);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < merged.len; i++)
        if (summary_is_telling(&merged.at[i].summary)) merged.at[kept++] = merged.at[i];
    merged.len = kept;
    contracts_sort(&merged);
    add_beliefs(arena, &merged, records, count);
    return merged;
}

Strs contracts_changed(Arena *arena, const Contracts *before, const Contracts *after)
{
    Strs names = {0};
    uint32_t i = 0, j = 0;
    while (i < before->len || j < after->len) {
        int order = i == before->len ? 1 : j == after->len ? -1 : str_compare(before->at[i].function, after->at[j].function);
        bool is_same = order == 0 && summary_equal(&before->at[i].summary, &after->at[j].summary);
        if (!is_same) *array_push(arena, &names) = order <= 0 ? before->at[i].function : after->at[j].function;
        i += order <= 0;
        j += order >= 0;
    }
    return names;
}

bool record_asks_any(const Record *record, const Strs *names)
{
    for (uint32_t i = 0, j = 0; i < record->asks.len && j < names->len;) {
        int order = str_compare(record->asks.at[i], names->at[j]);
        if (order == 0) return true;
        i += order < 0;
        j += order > 0;
    }
    return false;
}

Record record_question(Arena *arena, const Record *record, const Contracts *known)
{
    Record question = {.path = record->path, .language = record->language, .outcome = OUTCOME_CHECKED};
    memcpy(question.hash, record->hash, sizeof question.hash);
    for (uint32_t i = 0, j = 0; i < record->asks.len && j < known->len;) {
        int order = str_compare(record->asks.at[i], known->at[j].function);
        if (order == 0) *array_push(arena, &question.contracts) = known->at[j];
        i += order <= 0;
        j += order >= 0;
    }
    return question;
}

void record_take_answer(Arena *results, Record *record, const Record *answer)
{
    Findings *findings = &record->findings;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < findings->len; i++)
        if (!findings->at[i].depends) findings->at[kept++] = findings->at[i];
    findings->len = kept;
    for (uint32_t i = 0; i < answer->findings.len; i++) *array_push(results, findings) = answer->findings.at[i];
    findings_sort(findings, 0);
    record->contracts = answer->contracts;
}
