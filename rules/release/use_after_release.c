// Something is read, written or passed on after it has been released on the same path.
#include "engine/path.h"

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && !resource->is_believed; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind != ENDING_USED_LATE || ending->is_merged) continue;
        Str place = ending->place ? place_text(check->scratch, &check->unit->places, ending->place) : resource->name;
        Finding *finding = report(check, ending->node, "'%.*s' is used after it has been released in line %u", FMT(place),
                                  path_line(check, ending->state.released_at));
        step(check, finding, ending->state.released_at, "released here");
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        step(check, finding, ending->node, "used here");
        return;
    }
}

const Rule rule_use_after_release = {
    .id = "use-after-release",
    .summary = "something is used after it has been released",
    .help = "use it first, or release it later",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-416",
    .on_resource = check_resource,
};
