#include "lsp/survey.h"

#include "base/str.h"

Survey *surveys_find(Arena *arena, Surveys *surveys, Str root, Language language)
{
    for (uint32_t i = 0; i < surveys->list.len; i++) {
        Survey *survey = surveys->list.at[i];
        if (survey->language == language && str_equal(survey->root, root)) return survey;
    }
    Survey *survey = *array_push(arena, &surveys->list) = arena_new(arena, Survey);
    survey->root = arena_copy(&survey->room, root);
    survey->language = language;
    return survey;
}

Survey *surveys_running(const Surveys *surveys)
{
    for (uint32_t i = 0; i < surveys->list.len; i++)
        if (surveys->list.at[i]->analysis.child.pid) return surveys->list.at[i];
    return NULL;
}

void surveys_forget(Surveys *surveys)
{
    for (uint32_t i = 0; i < surveys->list.len; i++) {
        analysis_stop(&surveys->list.at[i]->analysis);
        surveys->list.at[i]->is_done = false;
    }
}

bool survey_take(Survey *survey, Problem *why)
{
    Arena results = {0};
    Answer answer = {0};
    bool ok = analysis_take(&survey->analysis, &results, &answer);
    survey->is_done = true;
    *why = (Problem){arena_copy(&survey->room, answer.problem.text), arena_copy(&survey->room, answer.problem.remedy)};
    if (!ok || answer.problem.text.len) {
        arena_close(&results);
        return false;
    }
    arena_close(&survey->results);
    survey->results = results;
    survey->files = answer.others;
    return true;
}

void surveys_done(Surveys *surveys)
{
    for (uint32_t i = 0; i < surveys->list.len; i++) {
        Survey *survey = surveys->list.at[i];
        analysis_stop(&survey->analysis);
        arena_close(&survey->results);
        arena_close(&survey->room);
    }
}

bool survey_concerns(const Record *record)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].unless.len || record->findings.at[i].depends) return true;
    return false;
}
