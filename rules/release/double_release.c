// Something is released a second time on a path that has released it already.
#include "engine/path.h"

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && !resource->is_believed; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind != ENDING_RELEASED_TWICE || ending->is_merged) continue;
        Str place = ending->place ? place_text(check->scratch, &check->unit->places, ending->place) : resource->name;
        Finding *finding = report(check, ending->node, "'%.*s' is released twice: it has been given back in line %u", FMT(place),
                                  path_line(check, ending->state.released_at));
        step(check, finding, ending->state.released_at, "released here");
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        step(check, finding, ending->node, "and again here");
        return;
    }
}

const Rule rule_double_release = {
    .id = "double-release",
    .summary = "something is released twice on one path",
    .help = "release it once; set the variable to NULL after the release when a cleanup label releases it too",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-415",
    .on_resource = check_resource,
};
