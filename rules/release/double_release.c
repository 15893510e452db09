// Something is released a second time on a path that has released it already.
#include "engine/path.h"

// Is it the end of the variable's scope that gives it back again, by the cleanup attribute?
static bool is_by_attribute(const Check *check, const Resource *resource, NodeId again)
{
    const Place *place = unit_place(check->unit, resource->place);
    return place->kind == PLACE_LOCAL && unit_binding(check->unit, place->binding)->has_cleanup && !unit_call(check->unit, again);
}

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && !resource->is_believed; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind != ENDING_RELEASED_TWICE || ending->is_merged) continue;
        Str place = ending->place ? place_text(check->scratch, &check->unit->places, ending->place) : resource->name;
        NodeId again = path_exit(check, resource, ending);
        Finding *finding = report(check, again, "'%.*s' is released twice: it has been given back in line %u%s", FMT(place),
                                  path_line(check, ending->state.released_at), is_by_attribute(check, resource, again) ? ", and its cleanup attribute gives it back here" : "");
        step(check, finding, ending->state.released_at, "released here");
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        step(check, finding, again, "and again here");
        return;
    }
}

const Rule rule_double_release = {
    .id = "double-release",
    .summary = "something is released twice on one path",
    .help = "release it once; set the variable to NULL after the release when a cleanup label or attribute releases it too",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-415",
    .on_resource = check_resource,
};
