// Something is acquired and no way out of the function releases it or passes it on.
//
// Silent on everything that goes out of sight, and in functions whose paths had to be merged.
#include "engine/mend.h"
#include "engine/path.h"

static void check_resource(Check *check, const Resource *resource)
{
    if (!resource->call || resource->is_believed || resource->is_released || resource->is_handed_on || path_ends_program(check, resource)) return;
    uint32_t index = path_leak(check, resource);
    if (index == UINT32_MAX) return;
    NodeId at = resource->call->node;
    Str thing = path_thing(check, resource), maker = path_maker(resource);
    bool is_main = path_is_main(check, resource);
    Finding *finding = report(check, at, "nothing releases the %.*s that '%.*s' gives: it is %s", FMT(thing), FMT(maker),
                              is_main ? "held until the program ends" : "lost each time the function returns");
    if (is_main) weigh(finding, SEVERITY_INFO);
    path_steps(check, finding, resource, index);
    step(check, finding, path_exit(check, resource, &resource->endings.at[index]), "lost here");
    if (resource->release.len && resource->name.len)
        help(check, finding, "call %.*s(%.*s) when it is no longer needed", FMT(resource->release), FMT(resource->name));
    mend_leaks(check, finding, resource, index, true);
}

const Rule rule_resource_never_released = {
    .id = "resource-never-released",
    .summary = "no way out of the function releases what it acquires",
    .help = "release it when it is no longer needed",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .fix = FIX_SAFE,
    .since = "0.1",
    .cwe = "CWE-772",
    .on_resource = check_resource,
};
