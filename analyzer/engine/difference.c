#include "engine/difference.h"

#include "base/str.h"

void difference_apply(Arena *results, const OldFiles *old, ProjectOptions *options, Baseline *baseline, const FileJobs *jobs, Project *project)
{
    Map touched = {0};
    FileJobs before = {0};
    Project was = {0};
    for (uint32_t i = 0; i < old->len; i++) *map_at(results, &touched, old->at[i].path) = i + 1;
    for (uint32_t i = 0; i < jobs->len; i++) {
        uint32_t found = jobs->at[i].in_memory ? 0 : map_get(&touched, os_real_path(results, jobs->at[i].path));
        if (!found) baseline_add(results, baseline, &project->records[i]);
        if (!found || old->at[found - 1].is_new) continue;
        FileJob *job = array_push(results, &before);
        *job = jobs->at[i];
        job->in_memory = true;
        job->text = old->at[found - 1].text;
        job->size = job->text.len;
    }
    ProjectOptions alone = *options;
    alone.around = project;
    alone.show_progress = false;
    if (before.len) project_run(results, &alone, &before, &was);
    for (uint32_t i = 0; i < was.count; i++) baseline_add(results, baseline, &was.records[i]);
    options->baseline = baseline;
    baseline_apply(results, baseline, options, jobs, project);
    project->gone = 0;
}
